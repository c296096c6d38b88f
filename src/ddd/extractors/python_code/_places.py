"""Gives the places of nodes of a part of a file."""

from __future__ import annotations

import ast
from bisect import bisect_right
from itertools import accumulate

from ddd.extractors.python_code._blocks import Part
from ddd.model import Evidence
from ddd.scan.source import Source


class Places:
    """The places of one file. Python counts columns in bytes, and ends a line at a lone carriage return too."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._starts: list[int] = []
        self._lines = source.lines
        if "\r" in source.text:
            self._lines = source.text.replace("\r", "\n").split("\n")
            self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
            self._true_starts = [0, *accumulate(len(line) + 1 for line in source.lines)]

    def of(self, node: ast.expr | ast.stmt, part: Part) -> Evidence:
        """Return the Evidence of a node of a part."""
        number = part.lines[node.lineno]
        line = self._lines[number - 1]
        column = node.col_offset
        if not line.isascii():
            column = len(line.encode("utf-8", "replace")[:column].decode("utf-8", "replace"))
        if not self._starts:
            return self._source.at(number, column + 1)
        offset = self._starts[number - 1] + column
        number = bisect_right(self._true_starts, offset)
        return self._source.at(number, offset - self._true_starts[number - 1] + 1)
