"""Keeps the whole Inventory of a tree for the commonest run of all: the one before which nothing changed.

It holds for exactly what it was made of: the names, sizes and times of all files, what was left out and why, the day,
the settings and ddd's own code. As soon as one of them differs it counts for nothing, and the files decide.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import cast

import msgspec

from ddd.model import AnyFact, Definition, Finding, Inventory, Problem, Scanned, Unit
from ddd.scan import kept
from ddd.scan.secrets import has_secret
from ddd.scan.stamps import is_settled
from ddd.scan.tree import Tree


class _Whole(msgspec.Struct, array_like=True, gc=False):
    state: bytes
    scanned: Scanned
    facts: tuple[AnyFact, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    definitions: tuple[Definition, ...]
    units: tuple[Unit, ...] | None
    marked: tuple[str, ...]


_decoder = msgspec.msgpack.Decoder(_Whole)


class Unchanged:
    """The Inventory of one folder as it was last found. Kept below `folder`; `settings` are what else decides on it."""

    def __init__(self, folder: Path, tree: Tree, *settings: object) -> None:
        root = os.fspath(tree.root.resolve())
        self._file = folder / kept.name_of("inventory", root, settings)
        self._paths = tuple(tree.paths)
        stamps = [tree.stamp(path) for path in tree.paths]
        latest = max((max(times) for _, *times in stamps), default=0)
        self._is_settled = is_settled((0, latest, latest), time.time_ns())
        told = (settings, tree.paths, stamps, sorted(tree.skipped.items()), [str(one) for one in tree.problems])
        self._state = kept.digest(msgspec.msgpack.encode(told))

    def inventory(self) -> Inventory | None:
        """Return what was found, when nothing changed since."""
        whole = kept.load(self._file, _decoder) if self._is_settled else None
        if whole is None or whole.state != self._state:
            return None
        kept.used(self._file)
        return Inventory(
            scanned=whole.scanned,
            facts=whole.facts,
            findings=whole.findings,
            problems=whole.problems,
            definitions=whole.definitions,
            paths=self._paths,
            units=whole.units,
            marked=whole.marked,
        )

    def keep(self, found: Inventory) -> None:
        """Keep what was found, unless a file changed so lately that it may change again unseen."""
        if self._is_settled and not any(has_secret(one) for one in found.definitions):
            whole = _Whole(
                self._state,
                found.scanned,
                cast(tuple[AnyFact, ...], found.facts),
                found.findings,
                found.problems,
                found.definitions,
                found.units,
                found.marked,
            )
            kept.save(self._file, whole)
