"""Gives the place of a character of a file, for readers that work on the whole text."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from ddd.model import Evidence
from ddd.scan.source import Source


def at_offset(source: Source, offset: int) -> Evidence:
    """Return the Evidence of a character of `source.text`, counted from 0."""
    line = line_at(source, offset)
    return source.at(line, offset - source.derived("line starts", _line_starts)[line - 1] + 1)


def line_at(source: Source, offset: int) -> int:
    """Return the line of a character, counted from 1."""
    return bisect_right(source.derived("line starts", _line_starts), offset)


def _line_starts(source: Source) -> list[int]:
    return [0, *accumulate(len(line) + 1 for line in source.lines)]
