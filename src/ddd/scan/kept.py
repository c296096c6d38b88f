"""Keeps things from run to run below the user's cache directory: written whole, to another name first, and read whole.

Runs that overlap or are killed leave a whole file; what is damaged, or was written by other code than the running,
counts as none. All of it may always be deleted.

Where: `DDD_CACHE_DIR`, else the user's cache directory (`~/.cache/ddd`, `~/Library/Caches/ddd`), for its owner alone.
"""

from __future__ import annotations

import os
import re
import sys
import time
import zlib
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import msgspec

from ddd.errors import ConfigurationError, UsageError
from ddd.files import read_own, stage
from ddd.scan.stamps import stamp_of
from ddd.version import __version__

MAX_BYTES = 512 * 1024 * 1024
"""Of everything together; what was not used for longest is deleted."""

_MAGIC = b"ddd-cache 1\n"
_UNFINISHED_SECONDS = 3_600
_OURS = re.compile(r"\.?[0-9a-f]{32}\.(?:files|inventory|extractors)(?:\.\w+\.tmp)?")
"""The folder may be one that other things stand in."""

_T = TypeVar("_T")


def folder() -> Path:
    """Return where things are kept."""
    own = os.environ.get("DDD_CACHE_DIR")
    if own:
        return Path(own)
    from platformdirs import user_cache_path

    return user_cache_path("ddd", appauthor=False)


def name_of(kind: str, *about: object) -> str:
    """Return the name of what is kept of a `kind` (one of those that may be deleted) about some things."""
    return f"{digest(repr(about).encode(errors='surrogateescape')).hex()}.{kind}"


def load(file: Path, decoder: msgspec.msgpack.Decoder[_T]) -> _T | None:
    """Return what was kept, by the same code; None when there is nothing, or it is damaged."""
    try:
        data = read_own(file)
        start = len(_MAGIC) + 4
        content = memoryview(data)[start:]
        if not data.startswith(_MAGIC) or zlib.crc32(content) != int.from_bytes(data[len(_MAGIC) : start]):
            return None
        key = own_code()
        return decoder.decode(content[len(key) :]) if content[: len(key)] == key else None
    except (OSError, ConfigurationError, msgspec.MsgspecError):
        return None


def save(file: Path, content: object) -> None:
    """Keep something. What cannot be written is left: it costs nothing but time."""
    with suppress(OSError, UsageError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        data = own_code() + msgspec.msgpack.encode(content)
        stage(file, _MAGIC + zlib.crc32(data).to_bytes(4) + data, 0o600).replace(file)
        _bound(file.parent)


def used(file: Path) -> None:
    """Say that something kept is still of use."""
    with suppress(OSError):
        os.utime(file)


def digest(data: bytes) -> bytes:
    """Return what tells one content from another."""
    return blake2b(data, digest_size=16).digest()


@cache
def own_code() -> bytes:
    """Return what changes whenever the code does: versions, sizes and times of our files, time of what is installed."""
    own = Path(__file__).parent.parent
    installed = [Path(one).stat().st_mtime_ns for one in sys.path if one.endswith("-packages") and Path(one).is_dir()]
    seen = blake2b(f"{__version__} {sys.version} {installed}".encode(), digest_size=16)
    for place, folders, names in os.walk(own):
        folders[:] = sorted(one for one in folders if one != "__pycache__")
        for name in sorted(names):
            seen.update(f"{name} {stamp_of(own / place / name)[:2]}\n".encode())
    return seen.digest()


def _bound(folder: Path) -> None:
    """Delete what killed runs left behind, and what was not used for longest as far as all is too large."""
    with os.scandir(folder) as listing:
        files = [(one.stat(follow_symlinks=False), Path(one.path)) for one in listing if _OURS.fullmatch(one.name)]
    long_ago, total = time.time() - _UNFINISHED_SECONDS, 0
    for told, path in sorted(files, key=lambda one: one[0].st_mtime, reverse=True):
        total += told.st_size
        if total > MAX_BYTES or (path.suffix == ".tmp" and told.st_mtime < long_ago):
            path.unlink(missing_ok=True)
