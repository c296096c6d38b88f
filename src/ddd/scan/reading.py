"""Reads one file: which extractors have business in it, and what they draw from it. What comes out depends on it alone.

So the files of a tree can be read in any order, by several processes, and from a cache.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import msgspec

from ddd.generated import is_generated
from ddd.model import AnyFact, Definition, Fact, Problem, Schedule, State, Unit, replace
from ddd.scan.components import component_of
from ddd.scan.examples import is_example
from ddd.scan.extractor import Extracted, Extractor
from ddd.scan.fit import fit_to_show
from ddd.scan.kept import digest
from ddd.scan.path_index import Choice
from ddd.scan.prefilter import Prefilter
from ddd.scan.source import Source, is_binary
from ddd.scan.text import shown
from ddd.scan.unreadable import Unreadable

MAX_BYTES = 8 * 1024 * 1024
_BLOCK = 64 * 1024
_MARK = b"ddd:"
_LONGEST_EXPRESSION, _SHOWN_EXPRESSION = 1_000, 200


class Reading(msgspec.Struct, array_like=True, gc=False):
    """What came of one file; as plain as can be, because it goes from process to process and into the cache."""

    facts: list[AnyFact] = []
    definitions: list[Definition] = []
    problems: list[Problem] = []
    units: list[Unit] = []
    size: int | None = None
    """How many bytes were read; None: not opened, or nothing that any extractor reads."""
    parsed: bool = False
    """It holds a word some extractor looks for."""
    marked: bool = False
    """`ddd:` stands in it: a comment may speak of findings."""
    digest: bytes = b""
    """Of the bytes, where it was asked for."""
    skipped: str = ""
    """Why it was not read, one of `ddd.scan.tree.SKIP_REASONS`; empty: it was."""


class Reader:
    """Reads the files of a folder with a set of extractors."""

    def __init__(self, root: Path, extractors: Iterable[Extractor], *, one_pass: bool = True) -> None:
        self._root = root
        self._prefilter = Prefilter(extractors, one_pass=one_pass)

    def wants(self, path: str) -> bool:
        """Tell whether any extractor reads files of this path; others are not opened."""
        return self._prefilter.by_path(path) != 0

    def prepare(self) -> None:
        """Do once what would else be done at the first file, by each process."""
        self._prefilter.prepare()

    def read(self, path: str, known: bytes | None = None) -> Reading | None:
        """Return what the extractors draw from the file; None when the digest of its content is the `known` one.

        Without `known` none is made. Their own bugs go up with their place.
        """
        return self._read(path, known, self._prefilter.by_path(path))

    def read_as(self, path: str, host_path: str, known: bytes | None = None) -> Reading | None:
        """Read a file as what it becomes: `templates/job.j2` that a task installs to `/etc/cron.d/job` is a crontab.

        Of what is read by its own path already, only a schedule can mean another thing where it is installed.
        """
        installed = host_path.lstrip("/")
        wanted = self._prefilter.by_path(installed)
        return self._read(path, known, wanted, self._prefilter.by_path(path), installed)

    def _read(
        self, path: str, known: bytes | None, wanted: Choice, own: Choice = 0, installed: str = ""
    ) -> Reading | None:
        if not wanted:
            return Reading()
        try:
            data = read_bytes(self._root / path)
        except OSError as error:
            return _not_read(path, "unreadable", f"may not be read: {error.strerror}")
        if len(data) > MAX_BYTES:
            return _not_read(path, "too_large", f"larger than {MAX_BYTES // 1024 // 1024} MiB: not read")
        content = b"" if known is None else digest(data)
        if content and content == known:
            return None
        reading = self._drawn(path, data, wanted & ~own, installed) if wanted & ~own else Reading()
        if again := wanted & own:
            reading.facts += [
                fact for fact in self._drawn(path, data, again, installed).facts if isinstance(fact, Schedule)
            ]
        reading.digest = content
        return reading

    def _drawn(self, path: str, data: bytes, candidates: Choice, installed: str) -> Reading:
        if is_generated(data):
            return Reading(skipped="generated")
        if is_binary(data):
            candidates &= self._prefilter.binary
            if not candidates:
                return Reading(skipped="binary")
        return self._extracted(Source(path, data, installed), self._prefilter.by_content(candidates, data))

    def _extracted(self, source: Source, selected: Choice) -> Reading:
        reading = Reading(size=len(source.data), parsed=bool(selected), marked=_MARK in source.data)
        faults: set[tuple[int | None, str]] = set()
        for wanted in self._prefilter.chosen(selected):
            for found in _extract(wanted, source, faults):
                _sort_in(reading, found, source.path)
        if source.data and "_decoded" in vars(source) and source.decoding_fault:
            reading.problems.append(Problem(source.path, None, "scan", source.decoding_fault))
        return reading


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a regular file, at most one more than MAX_BYTES; no link is followed, no pipe waited for.

    Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        # As large as the file, not as large as the limit: to get memory takes longer than to read.
        wanted = min(os.fstat(descriptor).st_size, MAX_BYTES) + 1
        data = os.read(descriptor, wanted)
        while wanted <= len(data) <= MAX_BYTES and (more := os.read(descriptor, _BLOCK)):  # it grows, or tells no size
            data += more
        return data[: MAX_BYTES + 1]
    finally:
        os.close(descriptor)


def _not_read(path: str, reason: str, message: str) -> Reading:
    return Reading(skipped=reason, problems=[Problem(path, None, "scan", message)])


def _extract(wanted: Extractor, source: Source, faults: set[tuple[int | None, str]]) -> Iterator[Extracted]:
    """Run one extractor. What it cannot read becomes a Problem; its own bugs go up with their place."""
    try:
        yield from wanted.extract(source)
    except Unreadable as fault:
        if (fault.line, fault.message) not in faults:
            faults.add((fault.line, fault.message))
            yield Problem(source.path, fault.line, wanted.name, fault.message)
    except Exception as bug:
        bug.add_note(f"while {wanted.name} read {source.path}")
        raise


def _sort_in(reading: Reading, found: Extracted, path: str) -> None:
    match found:
        case Problem():
            reading.problems.append(replace(found, message=shown(found.message)))
        case Definition():
            reading.definitions.append(found)
        case Unit():
            reading.units.append(found)
        case Fact():
            reading.facts.append(cast(AnyFact, fit_to_show(_placed(found, path))))


def _placed(fact: Fact, path: str) -> Fact:
    """Give the fact what its path says: the component, and whether it is only an example."""
    changes: dict[str, object] = {"origin": path, "component": fact.component or component_of(path)}
    if (name := " ".join(fact.name.split())) != fact.name:
        changes["name"] = name
    if isinstance(fact, Schedule) and len(fact.expression) > _LONGEST_EXPRESSION:
        changes["expression"] = fact.expression[:_SHOWN_EXPRESSION] + "…"  # refused in any dialect
    if fact.state in (State.ACTIVE, State.UNRESOLVED) and is_example(fact.system, path):
        changes["state"] = State.EXAMPLE
    return replace(fact, **changes)
