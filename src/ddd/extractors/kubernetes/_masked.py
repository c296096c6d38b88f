"""Makes YAML of a template without rendering it: every value keeps its line and can be looked up as it stands there.

Expressions become words of the same length, statements become blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yaml.nodes import Node

from ddd.model import Evidence
from ddd.scan import yaml_nodes
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import scalar

MASK = "_"

_KEY = re.compile(r"(?P<key> *(?:- +)?[\w./\"'-]{1,200}: +)(?P<rest>[^\s|>\[{].*)")
_MARK = re.compile(r"\{[{%]")
# The lines that say when, without what else a document holds.
_SPINE = re.compile(
    r"(?:---|(?:apiVersion|kind|metadata|spec):|  (?:name|schedule|cron|timeZone|timezone|suspend|paused):)"
)
_JINJA = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a template that only rendering makes text of."""

    start: int
    end: int
    is_value: bool
    """It leaves a value; a statement leaves nothing."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document of a template, with the way back to the text."""

    source: Source
    document: Node
    lines_before: int
    shifted: dict[int, int]
    """By line of the file, from 0: how many characters further right its nodes stand there."""

    def raw(self, node: Node) -> str:
        """Return a scalar as it stands in the file, without quotes."""
        line, column = self.position(node)
        if node.end_mark.line != node.start_mark.line:
            return (scalar(node) or "").strip()
        width = int(node.end_mark.column - node.start_mark.column)
        return self.source.lines[line][column : column + width].strip().strip("\"'").strip()

    def at_node(self, node: Node) -> Evidence:
        """Return the place of a node."""
        line, column = self.position(node)
        return self.source.at(line + 1, column + 1)

    def position(self, node: Node) -> tuple[int, int]:
        """Return line and column, both from 0."""
        line = min(int(node.start_mark.line) + self.lines_before, len(self.source.lines) - 1)
        return line, int(node.start_mark.column) + self.shifted.get(line, 0)


def pages(source: Source, marks: Iterable[Mark]) -> Iterator[Page]:
    """Yield the documents, each read by itself: one that only rendering would make YAML is read by its spine."""
    lines, shifted = _masked(source, marks)
    start = 0
    for end in [*(number for number, line in enumerate(lines) if line.startswith("---")), len(lines)]:
        own = lines[start:end]
        for text in ("\n".join(own), "\n".join(line if _SPINE.match(line) else "" for line in own)):
            try:
                documents = yaml_nodes.compose(text)
            except Unreadable:
                continue
            yield from (Page(source, document, start, shifted) for document in documents)
            break
        start = end


def jinja_marks(text: str) -> Iterator[Mark]:
    """Yield the expressions, statements and comments of Jinja. What nothing closes is plain text."""
    position = 0
    while match := _JINJA.search(text, position):
        end = text.find(_CLOSING[match[0]], match.end()) + 2
        if end < 2:
            return
        yield Mark(match.start(), end, match[0] == "{{")
        position = end


def _masked(source: Source, marks: Iterable[Mark]) -> tuple[list[str], dict[int, int]]:
    """Return the lines of the text as YAML, and by how much what stands in a line was moved to the left."""
    text = source.text
    pieces, position, line = list[str](), 0, 0
    touched: set[int] = set()
    for mark in marks:
        between, inside = text[position : mark.start], text[mark.start : mark.end]
        line += between.count("\n")
        touched.update(range(line, line + inside.count("\n") + 1))
        line += inside.count("\n")
        filler = MASK if mark.is_value and "\n" not in inside else " "
        pieces += [between, re.sub(r"[^\n]", filler, inside)]
        position = mark.end
    lines = "".join((*pieces, text[position:])).split("\n")
    shifted = dict[int, int]()
    for number in touched:
        lines[number], shifted[number] = _as_yaml(lines[number], source.lines[number])
    return lines, shifted


def _as_yaml(line: str, raw: str) -> tuple[str, int]:
    """Return a line that held marks as YAML: what stands alone is left out, what a key is given is one word."""
    if not line.strip(f"{MASK} \t"):
        return "", 0
    indent = len(raw) - len(raw.lstrip())
    shift = max(len(line) - len(line.lstrip()) - indent, 0)
    line = line[:indent] + line.lstrip() if shift else line
    match = _KEY.match(line)
    if match is None:
        return line, shift
    comment = match["rest"].find(" #")
    rest = match["rest"][: comment if comment >= 0 else None].rstrip()
    start = match.end("key") + shift
    is_marked = _MARK.search(raw, start, start + len(rest)) is not None
    return (match["key"] + MASK * len(rest) if is_marked else line), shift
