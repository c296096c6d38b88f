"""Runs the extractors over a tree: each file is opened at most once, parsed at most once a format, and only if wanted.

A file goes through walk -> path globs -> literals over its bytes -> extractors. Files are independent of each other,
so a pool and a cache can stand behind `Engine.run` without an extractor knowing.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ddd.generated import is_generated
from ddd.model import Definition, Fact, Problem, Scanned, Schedule, State, Unit
from ddd.scan import prefilter
from ddd.scan.components import component_of
from ddd.scan.examples import is_example
from ddd.scan.extractor import Extracted, Extractor
from ddd.scan.fit import fit_to_show
from ddd.scan.source import Source, is_binary
from ddd.scan.text import shown
from ddd.scan.tree import SKIP_REASONS, Tree
from ddd.scan.unreadable import Unreadable

MAX_BYTES = 8 * 1024 * 1024
_LONGEST_EXPRESSION, _SHOWN_EXPRESSION = 1_000, 200

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""


@dataclass(slots=True)
class Batch:
    """What the extractors drew from some files."""

    facts: list[Fact] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    parsed: int = 0


class Engine:
    """The extractors and the tree they work on."""

    def __init__(self, tree: Tree, extractors: Iterable[Extractor], *, documentation: bool = False) -> None:
        everything = tuple(one for one in extractors if documentation or not one.documentation)
        self.tree = tree
        self.documentation = documentation
        self._always = tuple(one for one in everything if not one.values_of)
        self._on_demand = tuple(one for one in everything if one.values_of)
        self._demanded: dict[tuple[str, str], Batch] = {}
        self._skipped: set[str] = set()

    def run(self, progress: Progress | None = None) -> Batch:
        """Read every file that any extractor wants."""
        batch = Batch(problems=list(self.tree.problems))
        for done, path in enumerate(self.tree.paths, start=1):
            self._read_into(batch, path, self._always)
            if progress:
                progress(done, len(self.tree.paths))
        return batch

    def definitions(self, paths: Iterable[str], language: str) -> Iterator[Definition]:
        """Read files that may hold values, which no literal had selected; each once however often it is asked for."""
        readers = tuple(one for one in self._on_demand if one.values_of == language)
        for path in paths:
            if (path, language) not in self._demanded:
                self._demanded[path, language] = batch = Batch()
                self._read_into(batch, path, readers)
            yield from self._demanded[path, language].definitions

    def installed(self, path: str, host_path: str) -> Batch:
        """Read a file as what it becomes: `templates/job.j2` that a task installs to `/etc/cron.d/job` is a crontab."""
        batch, again, installed = Batch(), Batch(), host_path.lstrip("/")
        own = prefilter.by_path(self._always, path)
        wanted = prefilter.by_path(self._always, installed)
        self._read_with(batch, path, [one for one in wanted if one not in own], installed)
        self._read_with(again, path, [one for one in wanted if one in own], installed)
        # Of what was read by its own path already, only a schedule can mean another thing where it is installed.
        batch.facts += [fact for fact in again.facts if isinstance(fact, Schedule)]
        return batch

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file that was read, for what stands beside a fact; none when it is gone meanwhile."""
        try:
            return Source(path, read_bytes(self.tree.root / path)).lines
        except OSError:
            return []

    def demanded_problems(self) -> Iterator[Problem]:
        """Yield what could not be read of the files that were asked for."""
        for batch in self._demanded.values():
            yield from batch.problems

    def scanned(self, batch: Batch) -> Scanned:
        """Return the account of what was read and what was skipped."""
        return Scanned(
            files=batch.files,
            bytes=batch.bytes,
            seen=len(self.tree.paths),
            parsed=batch.parsed,
            skipped=tuple((reason, self.tree.skipped[reason]) for reason in SKIP_REASONS),
        )

    def _read_into(self, batch: Batch, path: str, extractors: tuple[Extractor, ...]) -> None:
        self._read_with(batch, path, prefilter.by_path(extractors, path))

    def _read_with(self, batch: Batch, path: str, candidates: list[Extractor], installed_path: str = "") -> None:
        data = self._bytes(batch, path) if candidates else None
        if data is not None and is_binary(data):
            candidates = [one for one in candidates if one.binary]
            if not candidates:
                self._skip(batch, path, "binary")
        if data is None or not candidates:
            return
        batch.files += 1
        batch.bytes += len(data)
        source = Source(path, data, installed_path)
        faults: set[tuple[int | None, str]] = set()
        selected = prefilter.by_content(candidates, data)
        batch.parsed += bool(selected)
        for wanted in selected:
            for found in _extract(wanted, source, faults):
                _sort_in(batch, found, path)
        if source.data and "_decoded" in vars(source) and source.decoding_fault:
            batch.problems.append(Problem(path, None, "scan", source.decoding_fault))

    def _bytes(self, batch: Batch, path: str) -> bytes | None:
        """Return the file's bytes, or None after counting why not."""
        try:
            data = read_bytes(self.tree.root / path)
        except OSError as error:
            self._skip(batch, path, "unreadable", f"may not be read: {error.strerror}")
            return None
        if len(data) > MAX_BYTES:
            self._skip(batch, path, "too_large", f"larger than {MAX_BYTES // 1024 // 1024} MiB: not read")
            return None
        if is_generated(data):
            self._skip(batch, path, "generated")
            return None
        return data

    def _skip(self, batch: Batch, path: str, reason: str, message: str = "") -> None:
        if path not in self._skipped:  # it may be asked for more than once
            self._skipped.add(path)
            self.tree.skipped[reason] += 1
        if message:
            batch.problems.append(Problem(path, None, "scan", message))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a regular file, at most one more than MAX_BYTES; no link is followed, no pipe waited for.

    Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MAX_BYTES + 1)


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


def _sort_in(batch: Batch, found: Extracted, path: str) -> None:
    match found:
        case Problem():
            batch.problems.append(dataclasses.replace(found, message=shown(found.message)))
        case Definition():
            batch.definitions.append(found)
        case Unit():
            batch.units.append(found)
        case Fact():
            batch.facts.append(fit_to_show(_placed(found, path)))


def _placed(fact: Fact, path: str) -> Fact:
    """Give the fact what its path says: the component, and whether it is only an example."""
    if (name := " ".join(fact.name.split())) != fact.name:
        fact = dataclasses.replace(fact, name=name)
    if isinstance(fact, Schedule) and len(fact.expression) > _LONGEST_EXPRESSION:
        fact = dataclasses.replace(fact, expression=fact.expression[:_SHOWN_EXPRESSION] + "…")  # refused in any dialect
    would_count = fact.state in (State.ACTIVE, State.UNRESOLVED)
    state = State.EXAMPLE if would_count and is_example(fact.system, path) else fact.state
    return dataclasses.replace(fact, origin=path, component=fact.component or component_of(path), state=state)
