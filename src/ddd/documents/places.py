"""Where the parts of a document stand, and how such a place is shown: the line and a caret below it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from ddd.model import Evidence
from ddd.scan.text import EXCERPT_LENGTH, shown

Pointer = Sequence[str | int]
Place = tuple[int, int]
"""Line and column, both counted from 1."""


class Places(Protocol):
    """Gives the places of a document's parts; of what is not there, that of what it would stand in."""

    def value(self, pointer: Pointer) -> Place:
        """Return where the value under `pointer` begins."""

    def key(self, pointer: Pointer) -> Place:
        """Return where the key that `pointer` ends in begins."""


def told_line(line: str, place: Evidence) -> str:
    """Return the excerpt of `place` with a caret below its column, as two lines with a margin; "" for an empty line.

    The margin keeps a line that begins with `::` from being a command to whatever runs us.
    """
    if not place.excerpt:
        return ""
    number = str(place.line)
    margin = f"  {' ' * len(number)} | "
    told = f"  {number} | {place.excerpt}"
    before = _before(line, place.column)
    # Masking looks at the whole line: where it changed what stands before, no caret is better than a wrong one.
    return f"{told}\n{margin}{_blank(before)}^" if place.excerpt.startswith(before) else told


def _before(line: str, column: int) -> str:
    """Return what of the excerpt stands before the column, as `ddd.scan.text.excerpt` cuts it."""
    start = 0 if column <= EXCERPT_LENGTH else column - EXCERPT_LENGTH // 4
    return shown(line[start : column - 1]).lstrip()


def _blank(text: str) -> str:
    return "".join(_blanks(character) for character in text)


def _blanks(character: str) -> str:
    if character == "\t":
        return "\t"
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "
