"""The configuration language of Icinga 2, as far as objects need it: blocks and the assignments directly in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.extractors._jinja import LONGEST_LINE, readable_lines
from ddd.scan.source import Source

_OPENS = re.compile(
    r"""\s{0,99} (?P<how>object|template|apply) \s+ (?P<type>Service|Host|Notification|User|UserGroup|CheckCommand
        |Dependency|EventCommand|NotificationCommand|Endpoint|Zone|TimePeriod|ScheduledDowntime)\b
        (?P<rest>[^{]{0,600}) \{ """,
    re.VERBOSE,
)
_NAME = re.compile(r'\s*(?:"(?P<quoted>(?:[^"\\\n]|\\.|(?!))*+)"|(?P<bare>[A-Za-z_][\w.-]{0,100}))')
_SIGNIFICANT = re.compile(r'"(?:[^"\\\n]|\\.|(?!))*+"|\{\{\{|//[^\n]*|\#[^\n]*|/\*|[{}]')
_ASSIGNMENT = re.compile(
    r"""\s* (?P<key>[A-Za-z_][\w.]{0,120} (?:\["[^"\]]{0,100}"\])? (?:\.[\w.]{1,60})?)
        \s* \+?=(?![=~]) \s* (?P<value>.*)""",
    re.VERBOSE,
)
_WHERE = re.compile(r"\s*assign\s+where\s+(?P<value>\S.*)")
_MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Assignment:
    """A value as it stands there, and its line, counted from 1."""

    key: str
    value: str
    line: int


@dataclass(slots=True)
class Block:
    """One object, template or apply rule; the assignments of dictionaries inside stand among its own."""

    how: str
    type: str
    name: str
    line: int
    assignments: list[Assignment] = field(default_factory=list)
    where: str = ""

    def last(self, *keys: str) -> Assignment | None:
        """Return the last assignment of the first of these keys that is there."""
        for key in keys:
            found = [one for one in self.assignments if one.key == key]
            if found:
                return found[-1]
        return None

    def said(self, *keys: str) -> str:
        """Return what that assignment says; empty when there is none."""
        found = self.last(*keys)
        return literal(found.value) if found else ""


def literal(value: str) -> str:
    """Return a value without its quotes."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def names(value: str) -> tuple[str, ...]:
    """Return the texts of a list: `[ "oncall", "admins" ]`; none where it is computed."""
    if not value.startswith("["):
        return ()
    return tuple(dict.fromkeys(re.findall(r'"([^"\\]{1,200})"', value[:LONGEST_LINE])))


def blocks(source: Source) -> Iterator[Block]:
    """Yield the objects and rules of a file, in order; comments are no part of it."""
    yield from source.derived("icinga blocks", lambda one: list(_blocks(one)))


def _blocks(source: Source) -> Iterator[Block]:
    text = _without_comments("\n".join(line[:LONGEST_LINE] for line in readable_lines(source.lines)))
    position = 0
    while opened := _search(text, position):
        start = opened.start("how")
        end = _end(text, opened.end())
        block = _block(opened, text.count("\n", 0, start) + 1)
        _fill(block, text[opened.end() : end], text.count("\n", 0, opened.end()) + 1)
        yield block
        position = end


def _search(text: str, position: int) -> re.Match[str] | None:
    while (found := re.compile(r"(?m)^[ \t]*(?=(?:object|template|apply)\s)").search(text, position)) is not None:
        opened = _OPENS.match(text, found.start())
        if opened:
            return opened
        position = found.end() + 1
    return None


def _block(opened: re.Match[str], line: int) -> Block:
    name = _NAME.match(opened["rest"])
    called = (name["quoted"] if name["quoted"] is not None else name["bare"]) if name else ""
    return Block(opened["how"], opened["type"], "" if called in ("for", "to") else called, line)


def _without_comments(text: str) -> str:
    signs, position = [], 0
    while match := _SIGNIFICANT.search(text, position):
        signs.append(text[position : match.start()])
        found = match[0]
        position = match.end()
        if found == "/*":
            end = text.find("*/", position)
            position = len(text) if end < 0 else end + 2
            signs.append("\n" * text.count("\n", match.start(), position))
        elif found == "{{{":
            end = text.find("}}}", position)
            position = len(text) if end < 0 else end + 3
            signs.append('""' + "\n" * text.count("\n", match.start(), position))
        elif not found.startswith(("//", "#")):
            signs.append(found)
    return "".join((*signs, text[position:]))


def _end(text: str, position: int) -> int:
    depth = 1
    for match in _SIGNIFICANT.finditer(text, position):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.start()
    return len(text)


def _fill(block: Block, body: str, line: int) -> None:
    for number, text in enumerate(body.split("\n")[:_MOST_LINES], line):
        for part in text.split(";") if '"' not in text else [text]:
            if assigned := _ASSIGNMENT.match(part):
                value = assigned["value"].strip().rstrip(",").strip()
                block.assignments.append(Assignment(assigned["key"], value, number))
            elif where := _WHERE.match(part):
                block.where = " ".join(filter(None, (block.where and f"{block.where} ||", where["value"].strip())))
