"""Finds the YAML in a file, also within a text of another document, and takes values as they stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from yaml.nodes import Node, ScalarNode

from ddd.extractors.kubernetes._masked import Mark, jinja_marks, pages
from ddd.model import Evidence
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import items, scalar, walk

_BLOCK = ("|", ">")
_NAMED = re.compile(r"(?:[&!][^\s\"']{1,100}\s{1,20}){1,3}")
# An escaped end of a line ends a comment as well, but no line of the file.
_ESCAPES = {r"\n": "\r", r"\r": "\r", r"\t": " ", r"\"": '"', r"\\": "\\", r"\/": "/"}
_ERB = re.compile(r"<%(?P<value>=?)(?:[^%]|%(?!>)|(?!))*+%>")
_ESCAPE = re.compile(r"\\.")
_DEEPEST = 3
"""How many texts may stand in one another."""
_MOST_TEXTS = 2_000


@dataclass(frozen=True, slots=True)
class Written:
    """A text, and where in the file each line of it stands."""

    text: str
    source: Source
    line: int
    """Of its first line, from 1."""
    column: int = 1

    def at(self, offset: int = 0) -> Evidence:
        """Return the place of a character."""
        number = self.line + self.text.count("\n", 0, offset)
        if number == self.line:
            return self.source.at(number, self.column)
        line = self.source.lines[min(number, len(self.source.lines)) - 1]
        return self.source.at(number, _indent(line) + 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A piece of YAML in a file."""

    source: Source
    """The whole file."""
    document: Node
    first: int
    """How many lines of the file stand before the piece."""
    lines: list[str]
    """The lines of the piece, templates and all."""
    shifted: dict[int, int] = field(default_factory=dict)
    """By line of the piece, from 0: how many characters further right its nodes stand there."""

    def at(self, node: Node) -> Evidence:
        """Return the place of a node; of a block of text that of its first line."""
        if isinstance(node, ScalarNode):
            return self.written(node).at()
        mark = node.start_mark
        return self.source.at(self.first + mark.line + 1, mark.column + self.shifted.get(mark.line, 0) + 1)

    def text(self, node: Node | None) -> str:
        """Return a scalar as it stands in the file, on one line; empty for null and what is no scalar."""
        if node is None or scalar(node) is None:
            return ""
        return " ".join(self.written(node).text.split())

    def texts(self, node: Node | None) -> tuple[tuple[str, str], ...]:
        """Return the keys and texts of a mapping; empty for what is none."""
        return tuple((key, self.text(value)) for key, _, value in items(node))

    def written(self, node: Node) -> Written:
        """Return a scalar with its lines."""
        if isinstance(node, ScalarNode) and node.style in _BLOCK:
            first, kept = self.block(node)
            return Written("\n".join(kept), self.source, self.first + first + 1, _indent(kept[0]) + 1 if kept else 1)
        start, end = node.start_mark, node.end_mark
        column = start.column + self.shifted.get(start.line, 0)
        parts = self.lines[start.line : end.line + 1]
        if parts:
            parts[-1] = parts[-1][: end.column + self.shifted.get(end.line, 0)]
            parts[0] = parts[0][column:]
        whole = "\n".join(part.strip() for part in parts)
        named = _NAMED.match(whole)  # the anchor an alias leads to stands before the value
        text = _unquoted(whole[named.end() :] if named else whole, getattr(node, "style", None))
        return Written(text, self.source, self.first + start.line + 1, column + 1)

    def block(self, node: ScalarNode) -> tuple[int, list[str]]:
        """Return how many lines of the piece stand before a block of text, and its lines."""
        first = node.start_mark.line + 1
        last = node.end_mark.line + (node.end_mark.column > 0)
        while first < min(last, len(self.lines)) and not self.lines[first].strip():
            first += 1
        lines = self.lines[first:last]
        indent = _indent(lines[0]) if lines else 0
        end = next((n for n, line in enumerate(lines) if line.strip() and _indent(line) < indent), len(lines))
        while end and not lines[end - 1].strip():
            end -= 1
        return first, lines[:end]


Unrendered = Callable[[Source, str, int], Iterator[Sheet]]
"""(the file, a piece of it, how many lines stand before the piece) -> what can be read of it without rendering it."""


def sheets(source: Source, wanted: re.Pattern[str], unrendered: Unrendered) -> Iterator[Sheet]:
    """Yield the documents of a file and those that stand in its blocks of text where `wanted` occurs.

    unrendered: reads a piece that is no YAML.
    """
    waiting = [(source, 0, 0)]
    for _ in range(_MOST_TEXTS):
        if not waiting:
            return
        piece, first, depth = waiting.pop(0)
        try:
            found = [Sheet(source, document, first, piece.lines) for document in piece.yaml]
        except Unreadable:
            found = list(unrendered(source, piece.text, first))
        for sheet in found:
            yield sheet
            if depth < _DEEPEST:
                waiting += [(*one, depth + 1) for one in _texts(sheet, wanted)]


def masked(source: Source, text: str, first: int) -> Iterator[Sheet]:
    """Yield what a template is as YAML without rendering it."""
    piece = _piece(source, text)
    for page in pages(piece, _marks(piece.text)):
        before = page.lines_before
        shifted = {line - before: width for line, width in page.shifted.items()}
        yield Sheet(source, page.document, first + before, piece.lines[before:], shifted)


def _marks(text: str) -> Iterator[Mark]:
    """Yield what only rendering makes text of: in ERB, braces are those of Prometheus."""
    if "<%" not in text:
        yield from jinja_marks(text)
    for match in _ERB.finditer(text):
        yield Mark(*match.span(), bool(match["value"]))


def _texts(sheet: Sheet, wanted: re.Pattern[str]) -> Iterator[tuple[Source, int]]:
    for node in walk(sheet.document):
        if isinstance(node, ScalarNode) and node.style in _BLOCK and wanted.search(node.value):
            first, lines = sheet.block(node)
            yield _piece(sheet.source, "\n".join(lines)), sheet.first + first


def _piece(source: Source, text: str) -> Source:
    return Source(source.path, text.encode("utf-8", "surrogatepass"))


def _unquoted(text: str, style: str | None) -> str:
    if style == '"':
        return _ESCAPE.sub(lambda one: _ESCAPES.get(one[0], one[0]), text[1:-1])
    return text[1:-1].replace("''", "'") if style == "'" else text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
