"""Knows how the lines of a Python file hang together, without parsing it: where statements begin, and their blocks.

Two things make that certain. Strings over several lines are known from the top of the file on. And in code that Python
accepts, a line that begins with the keyword of a block (`if`, `except`, `def` …) and is whole up to its colon stands in
no brackets: what else such a keyword may begin there, as in `for x in y if z`, is not followed by a colon. From such a
line on, statements are counted one by one. Where that does not do, Unclear is raised, and somebody has to parse.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from ddd.scan.source import Source

_STRING = r"""
    \"\"\" (?: [^"\\]++ | \\. | "(?!"") | (?!) )*+ \"\"\" | \'\'\' (?: [^'\\]++ | \\. | '(?!'') | (?!) )*+ \'\'\'
    | " (?: [^"\\\n]++ | \\. | (?!) )*+ " | ' (?: [^'\\\n]++ | \\. | (?!) )*+ '
"""
_LARGEST = 1_000_000
"""Characters of a statement, at the most."""
_DEEPEST = 10
_FARTHEST = 200
"""How many lines are looked through for the statements before one."""


def _brackets(depth: int) -> str:
    inner = _brackets(depth - 1) if depth else "(?!)"
    return rf"""[(\[{{] (?: [^()\[\]{{}}"'\#\\]++ | {_STRING} | \#[^\n]*+ | \\\n | {inner} | (?!) )*+ [)\]}}]"""


_STATEMENT = re.compile(
    rf"""(?: [^()\[\]{{}}"'\#\\\n]++ | {_STRING} | \#[^\n]*+ | \\\n | {_brackets(_DEEPEST)} | (?!) )*+ (?: \n | \Z )""",
    re.VERBOSE | re.DOTALL,
)
"""A line with all that belongs to it: the strings and brackets it opens, what comes after a backslash."""
_TOKEN = re.compile(rf"\#[^\n]*+ | {_STRING} | [\"']", re.VERBOSE | re.DOTALL)
_OPENS = re.compile(r" *+(?:if|for|while|try|with|def|class|async|elif|else|except|finally)\b")
_CLAUSE = re.compile(r" *+(?:elif|else|except|finally)\b")
_SOFT = re.compile(r" *+(?:match|case)\b")
_COLON = re.compile(r":[ ]*+(?:\#[^\n]*+)?\Z")


class Unclear(Exception):
    """What a line belongs to cannot be told without parsing."""


class Lines:
    """The lines of a file, counted from 0."""

    def __init__(self, source: Source) -> None:
        self.lines = source.lines
        self._text = source.text
        self._lengths = [0, *accumulate(map(len, self.lines))]
        self._string_starts: list[int] = []
        self._string_of: dict[int, int] = {}
        """The last line of a string -> its first."""
        self._string_ends: list[int] = []
        self._firsts: dict[int, int] = {}
        self._indents: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._last = (-1, -1)
        """The statement that was asked for last, and the header of its block."""
        self._headers: dict[int, int] = {}
        """The first line of a statement -> that of the block it is in, as far as was asked."""
        self._bodies: dict[int, tuple[list[int], int]] = {}
        """The header of a block -> where the statements in it begin, and the line up to which they are known."""
        self._note_strings()

    def statement(self, line: int) -> tuple[int, int]:
        """Return the first line of the statement that a line belongs to, and that of the header of its block.

        It may be asked for one line after the other, in their order.
        """
        start, header = self._last
        if start <= line <= self._ends.get(start, -1):
            return self._last
        first = self._first(line)
        header = self._header(first, self.indent(first))
        body = self._body(header, line)
        start = body[bisect_right(body, line) - 1]
        if self.indent(start) != self.indent(body[0]):
            raise Unclear
        self._headers[start] = header
        self.end(start)
        self._last = start, header
        return self._last

    def header(self, start: int) -> int | None:
        """Return the header of the block that a statement is in; None at the top of the file."""
        if not self.indent(start):
            return None
        if start not in self._headers:
            header = self._header(start, self.indent(start))
            if self.indent(self.next_code(self.end(header) + 1)) != self.indent(start):
                raise Unclear  # lines that go on with one above hid another header
            self._headers[start] = header
        return self._headers[start]

    def clause_above(self, clause: int) -> int:
        """Return the nearest header above an `else` or `except` that belongs to it: another, or its `if` or `try`."""
        indent, at = self.indent(clause), clause
        while True:
            at = self._above(at, indent + 1)
            if self.indent(at) == indent and _OPENS.match(self.lines[at]):
                return at
            if self.lines[at].lstrip(" ")[0] not in ")]}":
                raise Unclear

    def before(self, start: int, header: int) -> Iterator[int]:
        """Yield the first lines of the statements before one in its block, the nearest first, as far as one looks."""
        body = self._body(header, start)
        indent = self.indent(start)
        last = bisect_right(body, start) - 2
        for number in range(last, max(-1, last - _FARTHEST), -1):
            if self.indent(body[number]) == indent and not self.is_clause(body[number]):
                yield body[number]

    def end(self, start: int) -> int:
        """Return the last line of what begins on a line."""
        if start not in self._ends:
            offset = self.offset(start)
            match = _STATEMENT.match(self._text, offset, offset + _LARGEST)
            if match is None or (match.end() < len(self._text) and self._text[match.end() - 1] != "\n"):
                raise Unclear
            self._ends[start] = start + max(0, match[0].count("\n") - (match[0][-1:] == "\n"))
        return self._ends[start]

    def text(self, start: int) -> str:
        """Return the text of what begins on a line."""
        return "\n".join(self.lines[start : self.end(start) + 1])

    def indent(self, line: int) -> int:
        """Return by how many spaces a line is indented."""
        if line not in self._indents:
            text = self.lines[line]
            bare = text.lstrip(" ")
            if bare[:1].isspace():
                raise Unclear  # a tabulator or a form feed
            self._indents[line] = len(text) - len(bare)
        return self._indents[line]

    def next_code(self, line: int) -> int:
        """Return the first line from one on that is neither empty nor a comment; the number of lines when none is."""
        while line < len(self.lines) and self.lines[line].lstrip()[:1] in ("", "#"):
            line += 1
        return line

    def is_header(self, start: int) -> bool:
        """Tell whether a block stands below what begins on a line."""
        return _OPENS.match(self.lines[start]) is not None and _COLON.search(self.text(start)) is not None

    def offset(self, line: int) -> int:
        """Return where in the text a line begins."""
        return self._lengths[line] + line

    def opens(self, start: int) -> bool:
        """Tell whether a line begins with the keyword of a block."""
        return _OPENS.match(self.lines[start]) is not None

    def is_clause(self, start: int) -> bool:
        """Tell whether a line goes on with a statement: `else`, `except` and their kind."""
        return _CLAUSE.match(self.lines[start]) is not None

    def _header(self, start: int, indent: int) -> int:
        """Return the nearest header above that is indented less than so much and ends above a line.

        What else is indented less goes on with a header, or the line itself goes on with that.
        """
        at = start
        while indent:
            at = self._above(at, indent)
            line, indent = self.lines[at], self.indent(at)
            if _SOFT.match(line) or (at and self.lines[at - 1].endswith("\\")):
                raise Unclear
            goes_on = line[indent] in ")]}" or (not self.opens(at) and self._goes_on_with_a_header(at, indent))
            if self.opens(at) and self.is_header(at) and self.end(at) < start:
                return at
            indent += goes_on
        raise Unclear

    def _goes_on_with_a_header(self, line: int, indent: int) -> bool:
        above = self._above(line, indent + 1)
        return self.opens(above) and self.end(above) >= line

    def _above(self, line: int, indent: int) -> int:
        """Return the nearest line above that is indented less and is no part of a string."""
        margin = " " * indent
        lines, strings, headers = self.lines, self._string_of, self._headers
        while line > 0:
            line -= 1
            while line in strings:
                line = strings[line]
            while line in headers and lines[line].startswith(margin):
                line = headers[line]  # whatever stands between is indented as much
            text = lines[line]
            if not text.startswith(margin) and (bare := text.lstrip(" ")) and bare[0] != "#":
                return line
        raise Unclear

    def _body(self, header: int, asked: int) -> list[int]:
        """Return where the statements below a header begin, those inside them included, as far as a line."""
        body, line = self._bodies.get(header) or ([], self.end(header) + 1)
        at = self.offset(line)
        for match in _STATEMENT.finditer(self._text, at) if line <= asked else ():
            if line > asked:
                break
            if match.start() != at:
                raise Unclear
            text = match[0]
            if text.lstrip()[:1] not in ("", "#"):
                body.append(line)
            line += text.count("\n")
            at = match.end()
        self._bodies[header] = body, line
        if not body:
            raise Unclear
        return body

    def _first(self, line: int) -> int:
        """Return a line on which no string goes on and that is no comment: the line itself, else the next one above."""
        asked = line
        while line >= 0 and line not in self._firsts:
            number = bisect_right(self._string_starts, line - 1) - 1
            if number >= 0 and line <= self._string_ends[number]:
                line = self._string_starts[number]
            elif self.lines[line].lstrip()[:1] in ("", "#") or (line and self.lines[line - 1].endswith("\\")):
                line -= 1
            else:
                break
        self._firsts[asked] = line = self._firsts.get(line, line)
        if line < 0:
            raise Unclear
        return line

    def _note_strings(self) -> None:
        text, line, at = self._text, 0, 0
        for start, end in _long_strings(text):
            first = line + text.count("\n", at, start)
            line = first + text.count("\n", start, end)
            at = end
            if line > first:
                self._string_starts.append(first)
                self._string_ends.append(line)
                self._string_of[line] = first


def _long_strings(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the strings of three quotes begin and end, and others that hold three quotes."""
    at = 0
    ahead = {quotes: text.find(quotes) for quotes in ('"' * 3, "'" * 3)}
    while ahead:
        for quotes in [one for one, place in ahead.items() if place < at]:
            ahead[quotes] = text.find(quotes, at)
            if ahead[quotes] < 0:
                del ahead[quotes]
        if ahead:
            quotes = min(ahead, key=ahead.__getitem__)
            start, at = _string(text, at, ahead[quotes], quotes)
            yield start, at


def _string(text: str, at: int, place: int, quotes: str) -> tuple[int, int]:
    """Return the string or the comment that three quotes begin or stand in, when none goes on at an offset above."""
    line = max(at, text.rfind("\n", at, place) + 1)
    while line > at and text[line - 2 : line] == "\\\n":
        line = max(at, text.rfind("\n", at, line - 1) + 1)
    before = text[line:place]
    if '"' in before or "'" in before or "#" in before:
        token = next(one for one in _TOKEN.finditer(text, line) if one.end() > place)
        if token.start() < place:
            return token.span()
    end = text.find(quotes, place + 3) + 3
    if end < 3 or text[end - 4] == "\\":
        found = _TOKEN.match(text, place)
        end = found.end() if found and found.end() > place + 1 else len(text)
    return place, end
