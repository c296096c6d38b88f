"""Keeps pages readable: how much of a long list a page shows, and how much of a long text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_T = TypeVar("_T")
_LONGEST = 160
"""Characters of one cell."""
_LEAST, _MOST, _IN_ALL = 3, 12, 1_200
"""Entries of one task at the least and at the most, and of all tasks of a page."""


@dataclass(frozen=True, slots=True)
class Cut(Generic[_T]):
    """The beginning of a list."""

    shown: tuple[_T, ...]
    rest: int
    """How many more there are."""


def cut(entries: Sequence[_T], most: int) -> Cut[_T]:
    """Return the first entries, as many as may be shown."""
    return Cut(tuple(entries[:most]), max(0, len(entries) - most))


def share(sizes: Collection[int], total: int) -> int:
    """Return how many entries each list may show, so that together they show no more than `total`.

    What short lists leave is given to the long ones.
    """
    left, lists, least = total, len(sizes), 0
    for size in sorted(sizes):
        if size * lists > left:
            return left // lists
        left, lists, least = left - size, lists - 1, size
    return least


def for_each_task(tasks: int) -> int:
    """Return how many entries each of so many tasks may show on a page that has a list for every one of them."""
    return max(_LEAST, min(_MOST, _IN_ALL // max(1, tasks)))


def short(text: str, longest: int = _LONGEST) -> str:
    """Return a text on one line, as far as a cell of a table bears it."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
