"""How what is too much for one page is laid out over several: by leading parts of its paths, the same way each time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

MOST = 300_000
"""How long the text of one page may be; a page of 500 KB is slow to open."""
_LEAST = 60_000
_PAGES = 18
"""About so many pages are made of much."""
_FULL_ENOUGH = 0.5
_UNWANTED = re.compile(r"[^a-z0-9._]+")
_LONGEST_NAME = 60
_LONGEST_END = 24


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that stands on one page."""

    path: str
    """By which it is grouped."""
    size: int

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders of its path."""
        return tuple(self.path.split("/"))


@dataclass(frozen=True, slots=True)
class Group:
    """The pieces of one page."""

    name: str
    """`[a-z0-9._-]`; no two of one layout are equal."""
    title: str
    """`lib/modules: a to m`: the folders that its paths share, then from where to where; empty: the root alone."""
    begin: int
    end: int
    """Which of the pieces it has."""


def laid_out(pieces: Sequence[Piece], most: int = MOST) -> tuple[Group, ...]:
    """Lay pieces, sorted by the parts of their paths, out over pages of `most` each; a larger piece stays whole."""
    enough = min(most, max(_LEAST, sum(one.size for one in pieces) // _PAGES))
    taken: set[str] = set()
    groups = []
    for begin, end in _cuts(pieces, enough):
        name = _free(_name(pieces[begin:end]), taken)
        taken.add(name)
        groups.append(Group(name, _title(pieces[begin], pieces[end - 1]), begin, end))
    return tuple(groups)


def _cuts(pieces: Sequence[Piece], enough: int) -> Iterator[tuple[int, int]]:
    """Fill page by page; of the places where a page could end take the one where the paths differ earliest."""
    begin = 0
    while begin < len(pieces):
        size, end, candidates = 0, begin, []
        while end < len(pieces) and (end == begin or size + pieces[end].size <= enough):
            size += pieces[end].size
            end += 1
            if size >= _FULL_ENOUGH * enough:
                candidates.append(end)
        if end < len(pieces) and candidates:
            end = min(candidates, key=lambda cut: (_shared(pieces[cut - 1], pieces[cut]), -cut))
        yield begin, end
        begin = end


def _shared(one: Piece, other: Piece) -> int:
    """Return how many leading folders two paths share."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one.parts, other.parts, strict=False)))


def _name(pieces: Sequence[Piece]) -> str:
    """Say what the first and the last share, then from where to where: `lib-a-to-m`."""
    first, last = pieces[0], pieces[-1]
    shared = _shared(first, last)
    ends = dict.fromkeys(_slug("/".join(one.parts[shared : shared + 1]))[:_LONGEST_END] for one in (first, last))
    told = "-to-".join(end for end in ends if end)
    return _slug(f"{_slug('/'.join(first.parts[:shared]))[-_LONGEST_NAME:]}-{told}") or "all"


def _title(first: Piece, last: Piece) -> str:
    if first.path == last.path:
        return first.path
    shared = _shared(first, last)
    ends = ["/".join(one.parts[shared : shared + 1]) or "its files" for one in (first, last)]
    within = "/".join(first.parts[:shared])
    return f"{within}: {' to '.join(ends)}" if within else " to ".join(ends)


def _slug(path: str) -> str:
    return _UNWANTED.sub("-", path.lower()).strip("-.")


def _free(name: str, taken: set[str]) -> str:
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free
