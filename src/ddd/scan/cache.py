"""Keeps what came of each file from run to run: one file a scanned folder.

What is kept of a file holds as long as its bytes and ddd's own code are the same. By its size and times it is found
without being read; when those differ, its content decides. Results that look as if they held a secret are not for here.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from ddd.scan import kept
from ddd.scan.stamps import NO_STAMP, Stamp, is_settled


class Kept(msgspec.Struct, array_like=True, gc=False):
    """What is kept of one file."""

    path: str
    role: str
    """As what it was read: empty for itself, else whose values it holds, or as what it gets installed."""
    stamp: Stamp
    digest: bytes
    """Of its content."""
    result: msgspec.Raw = msgspec.Raw()


_decoder = msgspec.msgpack.Decoder(list[Kept])


class Cache:
    """What is kept of the files of one folder. Its answers are for the running version of ddd alone."""

    def __init__(self, folder: Path, root: Path, *settings: object) -> None:
        """Take what is kept below `folder` of the files below `root`, for readings made with the same `settings`."""
        self._file = folder / kept.name_of("files", os.fspath(root.resolve()), settings)
        self._before = {(one.path, one.role): one for one in kept.load(self._file, _decoder) or ()}
        self._now: dict[tuple[str, str], Kept] = {}
        self._changed = False
        self._began = time.time_ns()

    def find(self, path: str, role: str, stamp: Stamp) -> Kept | None:
        """Return what is kept of an unchanged file, told by its stamp."""
        known = self._before.get((path, role))
        if known is None or known.stamp != stamp or known.stamp == NO_STAMP:
            return None
        self._now[path, role] = known
        return known

    def digest(self, path: str, role: str) -> bytes:
        """Return the digest of the content that a result is kept for; empty when none is."""
        known = self._before.get((path, role))
        return known.digest if known else b""

    def confirm(self, path: str, role: str, stamp: Stamp) -> Kept:
        """Return what is kept of a file whose content turned out to be the same. Raises KeyError when nothing is."""
        known = self._before[path, role]
        return self._keep(Kept(path, role, self._settled(stamp), known.digest, known.result))

    def add(self, path: str, role: str, stamp: Stamp, digest: bytes, result: bytes) -> None:
        """Keep the result of a file that was read."""
        self._keep(Kept(path, role, self._settled(stamp), digest, msgspec.Raw(result)))

    def save(self) -> None:
        """Write what was found, confirmed and added, unless it stands there already."""
        if self._changed or len(self._now) != len(self._before):
            kept.save(self._file, list(self._now.values()))
        else:
            kept.used(self._file)

    def _keep(self, entry: Kept) -> Kept:
        self._changed = True
        self._now[entry.path, entry.role] = entry
        return entry

    def _settled(self, stamp: Stamp) -> Stamp:
        return stamp if is_settled(stamp, self._began) else NO_STAMP
