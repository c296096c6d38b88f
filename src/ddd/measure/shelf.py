"""The files of the scanned folder that the measure looks into: read once, no link followed, documents by section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ddd.extractors.markdown.anchors import Anchors
from ddd.extractors.markdown.sections import Section, read
from ddd.extractors.markdown.targets import anchors_of
from ddd.generated import is_generated
from ddd.scan.examples import is_example
from ddd.scan.patterns import Matcher
from ddd.scan.reading import read_bytes
from ddd.scan.source import Source, is_binary

LONGEST_DOCUMENT = 1_000_000
"""Bytes. A longer document was written by no person."""
_SYSTEM = "markdown"
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of a document with all below it; the first of a document is the document itself."""

    source: Source
    section: Section
    titles: tuple[str, ...]
    """What it is called; the document by its name and its folder's."""
    end: int
    """The last line that belongs to it, counted from 1."""


@dataclass(slots=True)
class Shelf:
    """The files of one folder."""

    root: Path
    paths: frozenset[str]
    _folders: frozenset[str] = field(init=False)
    _anchors: dict[str, Anchors] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._folders = frozenset(folder for path in self.paths for folder in _folders_of(path))

    def data(self, path: str) -> bytes:
        """Return the bytes of a file; none when it may not be read, which the scan has told."""
        try:
            return read_bytes(self.root / path)
        except OSError:
            return b""

    def holds(self, path: str) -> bool:
        """Tell whether the repository has such a file or folder; the empty path is its root."""
        return not path or path in self.paths or path in self._folders

    def chapters(self, documents: Matcher) -> Iterator[Chapter]:
        """Yield the sections of every document that people wrote and that is no example, in the order of the files."""
        for path in sorted(self.paths):
            if documents.verdict(path) and not is_example(_SYSTEM, path):
                yield from self._chapters(path)

    def anchors(self, path: str) -> Anchors | None:
        """Return what links into a file may end in; None for a folder."""
        if path in self.paths and path not in self._anchors:
            self._anchors[path] = anchors_of(path, Source(path, self.data(path)[:LONGEST_DOCUMENT]).lines)
        return self._anchors.get(path)

    def _chapters(self, path: str) -> Iterator[Chapter]:
        data = self.data(path)
        if len(data) > LONGEST_DOCUMENT or is_binary(data) or is_generated(data):
            return
        source = Source(path, data)
        root = source.derived(_SYSTEM, read)
        *folders, name = path.split("/")
        called = (_as_words(name.rpartition(".")[0]), *map(_as_words, folders[-1:]))
        yield Chapter(source, root, called, len(source.lines))
        sections = list(_with_all_below(root))[1:]
        for index, section in enumerate(sections):
            after = (one.line - 1 for one in sections[index + 1 :] if one.level <= section.level)
            yield Chapter(source, section, (_without_number(section.title),), next(after, len(source.lines)))


def _with_all_below(root: Section) -> Iterator[Section]:
    pending = [root]
    while pending:
        section = pending.pop()
        yield section
        pending.extend(reversed(section.sections))


def _folders_of(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _as_words(name: str) -> str:
    return re.sub(r"[-_.]+", " ", name).strip()


def _without_number(title: str) -> str:
    return re.sub(r"^[\W\d_]+", "", title[:_LONGEST_TITLE])
