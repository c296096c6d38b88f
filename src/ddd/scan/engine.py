"""Runs the extractors over a tree: each file is opened at most once, parsed at most once a format, and only if wanted.

A file goes through walk -> path globs -> cache -> literals over its bytes -> extractors. Files are independent of each
other, so of a large tree they are read by several processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

import msgspec

from ddd.model import Definition, Fact, Problem, Scanned, Unit
from ddd.scan.cache import Cache
from ddd.scan.extractor import Extractor
from ddd.scan.prefilter import WORTH_COMPILING
from ddd.scan.reading import Reader, Reading, read_bytes
from ddd.scan.secrets import has_secret
from ddd.scan.shortcuts import Progress, Shortcuts
from ddd.scan.source import Source
from ddd.scan.stamps import Stamp
from ddd.scan.tree import SKIP_REASONS, Tree

_WORTH_FORKING = 2 * 1024 * 1024
"""Bytes to read: below, the start of the processes takes longer than they save."""
_CHUNK_BYTES = 256 * 1024


@dataclass(slots=True)
class Batch:
    """What the extractors drew from some files."""

    facts: list[Fact] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    """The files whose comments may speak of findings."""
    files: int = 0
    bytes: int = 0
    parsed: int = 0

    def take(self, path: str, reading: Reading) -> None:
        """Add what came of one file."""
        self.facts += reading.facts
        self.definitions += reading.definitions
        self.problems += reading.problems
        self.units += reading.units
        self.marked += [path] * reading.marked
        if reading.size is not None:
            self.files += 1
            self.bytes += reading.size
            self.parsed += reading.parsed


class Engine:
    """The extractors and the tree they work on."""

    def __init__(
        self,
        tree: Tree,
        extractors: Iterable[Extractor],
        *,
        documentation: bool = False,
        shortcuts: Shortcuts = Shortcuts(),  # noqa: B008  frozen
    ) -> None:
        wanted = tuple(one for one in extractors if documentation or not one.documentation)
        one_pass = shortcuts.one_pass and len(tree.paths) >= WORTH_COMPILING
        self.tree = tree
        self.documentation = documentation
        self._shortcuts = shortcuts
        self._reader = Reader(tree.root, (one for one in wanted if not one.values_of), one_pass=one_pass)
        self._readers_of_values = {
            language: Reader(tree.root, (one for one in wanted if one.values_of == language), one_pass=False)
            for language in {one.values_of for one in wanted if one.values_of}
        }
        self._cache = Cache(shortcuts.cache, tree.root, documentation) if shortcuts.cache else None
        self._demanded: dict[tuple[str, str], Reading] = {}
        self._skipped: set[str] = set()

    def run(self, progress: Progress | None = None) -> Batch:
        """Read every file that any extractor wants. Raises what an extractor raises: a bug of ours, with its place."""
        unread = {path: self.tree.stamp(path) for path in self.tree.paths if self._reader.wants(path)}
        readings = {path: kept for path, stamp in unread.items() if (kept := self._kept(path, "", stamp))}
        total, done = len(self.tree.paths), len(self.tree.paths) - len(unread) + len(readings)
        for path, reading in self._read({path: unread[path] for path in unread if path not in readings}):
            readings[path] = reading
            done += 1
            if progress:
                progress(done, total)
        batch = Batch(problems=list(self.tree.problems))
        for path in unread:
            self._count_skipped(path, readings[path])
            batch.take(path, readings[path])
        return batch

    def definitions(self, paths: Iterable[str], language: str) -> Iterator[Definition]:
        """Read files that may hold values, which no literal had selected; each once however often it is asked for."""
        reader = self._readers_of_values.get(language)
        if reader is None:
            return  # its values stand in files that are read anyway
        for path in paths:
            if (path, language) not in self._demanded:
                read = partial(reader.read, path)
                self._demanded[path, language] = self._asked(path, language, read) if reader.wants(path) else Reading()
            yield from self._demanded[path, language].definitions

    def installed(self, path: str, host_path: str) -> Reading:
        """Read a file as what it becomes: `templates/job.j2` that a task installs to `/etc/cron.d/job` is a crontab."""
        return self._asked(path, f"as {host_path}", partial(self._reader.read_as, path, host_path))

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file that was read, for what stands beside a fact; none when it is gone meanwhile."""
        try:
            return Source(path, read_bytes(self.tree.root / path)).lines
        except OSError:
            return []

    def demanded_problems(self) -> Iterator[Problem]:
        """Yield what could not be read of the files that were asked for."""
        for reading in self._demanded.values():
            yield from reading.problems

    def scanned(self, batch: Batch) -> Scanned:
        """Return the account of what was read and what was skipped."""
        return Scanned(
            files=batch.files,
            bytes=batch.bytes,
            seen=len(self.tree.paths),
            parsed=batch.parsed,
            skipped=tuple((reason, self.tree.skipped[reason]) for reason in SKIP_REASONS),
        )

    def remember(self) -> None:
        """Keep what was read for the next run."""
        if self._cache:
            self._cache.save()

    def _read(self, unread: dict[str, Stamp]) -> Iterator[tuple[str, Reading]]:
        crew = self._crew(sum(max(size, 0) for size, *_ in unread.values()))
        if crew == 1:
            yield from ((path, self._settled(path, "", stamp, self._read_one(path))) for path, stamp in unread.items())
            return
        from ddd.scan import pool

        self._reader.prepare()
        chunks = list(_chunks(unread))
        for path, result in pool.spread(chunks, lambda path: _encoded(self._read_one(path)), crew):
            reading = _decoded(result) if isinstance(result, bytes) else _lost(path, result.signal)
            yield path, self._settled(path, "", unread[path], reading)

    def _crew(self, size: int) -> int:
        if self._shortcuts.processes is not None:
            return self._shortcuts.processes
        if size < _WORTH_FORKING:
            return 1
        from ddd.scan.pool import workers

        return workers()

    def _read_one(self, path: str) -> Reading | None:
        return self._reader.read(path, self._cache.digest(path, "") if self._cache else None)

    def _asked(self, path: str, role: str, read: Callable[[bytes | None], Reading | None]) -> Reading:
        """Return what came of a file that another one led to."""
        stamp = self.tree.stamp(path)
        reading = self._kept(path, role, stamp)
        if reading is None:
            known = self._cache.digest(path, role) if self._cache else None
            reading = self._settled(path, role, stamp, read(known))
        self._count_skipped(path, reading)
        return reading

    def _kept(self, path: str, role: str, stamp: Stamp) -> Reading | None:
        kept = self._cache.find(path, role, stamp) if self._cache else None
        return _decoded(kept.result) if kept else None

    def _settled(self, path: str, role: str, stamp: Stamp, reading: Reading | None) -> Reading:
        """Return what was read, or what is kept of the same content (None), and keep it."""
        if self._cache is None:
            return reading or Reading()
        if reading is None:
            return _decoded(self._cache.confirm(path, role, stamp).result) or Reading()
        if reading.digest and not any(has_secret(one) for one in reading.definitions):
            self._cache.add(path, role, stamp, reading.digest, _encoded(reading))
        return reading

    def _count_skipped(self, path: str, reading: Reading) -> None:
        if reading.skipped and path not in self._skipped:  # it may be asked for more than once
            self._skipped.add(path)
            self.tree.skipped[reading.skipped] += 1


_decoded = msgspec.msgpack.Decoder(Reading | None).decode
_encoded = msgspec.msgpack.Encoder().encode


def _chunks(sizes: dict[str, Stamp]) -> Iterator[list[str]]:
    """Yield the paths in portions of about as many bytes."""
    chunk, size = list[str](), 0
    for path, (length, *_) in sizes.items():
        chunk.append(path)
        size += length
        if size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _lost(path: str, signal: int) -> Reading:
    message = f"not read: it ended the process that read it (signal {signal})"
    return Reading(skipped="unreadable", problems=[Problem(path, None, "scan", message)])
