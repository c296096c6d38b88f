"""Cuts out of a Python file what must be parsed to read some of its lines: a tenth of the functions they stand in.

Kept are the statements of those lines, the headers of the blocks around them, and statements before them where the
reader is likely to look back. What is left out has a mark in its place. A reader that comes upon a mark is stopped by
CutOut, and reads the whole block instead: what is found never depends on the cutting.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ddd.extractors.python_code._blocks import Part
from ddd.extractors.python_code._lines import Lines, Unclear

_MARK = "_"
_NAMED = re.compile(
    r"(?:\*\*\s*|(?:(?:fail\w*|xit\w*|rror\w*|Fail|Abort|die|fatal|bail)\(\s*|(?:msg|message)\s*=\s*)(?=\w+\s*[,)]))"
    r"(?P<name>[^\W\d]\w*)"
)
"""A call that is given a name alone: what the name holds stands above."""
_TRY = re.compile(r" *+try\b")
_APART = re.compile(r" *+(?:async +)?(?:def|class)\b")
_BEFORE = 6
_FAR_BEFORE = 20
"""How many statements before one are kept at the most: of its block, of all blocks around it for what a name holds."""


@dataclass(slots=True)
class Chunk:
    """The wanted lines of one function or method, from 0, and what is kept of it."""

    key: tuple[int, ...]
    wanted: list[int] = field(default_factory=list)
    kept: dict[int, int] = field(default_factory=dict)
    """First and last line of what is kept whole, and of headers."""
    openers: dict[int, int] = field(default_factory=dict)
    """An `else` or `except` that is kept -> its `if` or `try`."""
    tries: dict[int, int] = field(default_factory=dict)
    """A `try` -> its first `except`, where that leads to a wanted line."""


def chunks(lines: Lines, wanted: Iterable[int], may_matter: Callable[[str], bool]) -> Iterator[Chunk]:
    """Yield the wanted lines of each function, with what is to be kept; raises Unclear.

    `may_matter` tells of a statement whether it is worth parsing.
    """
    chunk: Chunk | None = None
    seen, matters = -1, False
    for line in wanted:
        start, header = lines.statement(line)
        if lines.end(start) < line:
            continue  # a comment between statements
        if start == seen:
            if matters and chunk is not None:
                chunk.wanted.append(line)
            continue
        seen, matters = start, may_matter(lines.text(start))
        if not matters:
            continue
        chain = _chain(lines, header)
        key = _key(lines, chain, start)
        if chunk is None or chunk.key != key:
            if chunk is not None:
                yield chunk
            chunk = Chunk(key)
        chunk.wanted.append(line)
        _keep(lines, chunk, start, chain)
    if chunk is not None:
        yield chunk


def _chain(lines: Lines, header: int) -> list[int]:
    """Return the headers around a statement, the nearest first; of `else` and `except` only themselves."""
    chain: list[int] = []
    at: int | None = header
    while at is not None:
        chain.append(at)
        at = lines.header(at)
    return chain


def _key(lines: Lines, chain: list[int], start: int) -> tuple[int, ...]:
    """Return the function at the top of the file, or the class and its member."""
    top = chain[-1]
    if not lines.lines[top].startswith("class"):
        return (top,)
    return top, (chain[-2] if len(chain) > 1 else start)


def _keep(lines: Lines, chunk: Chunk, start: int, chain: list[int]) -> None:
    named = _NAMED.search(lines.text(start))
    name = named["name"] if named else ""
    for at, header in zip([start, *chain], [*chain, None], strict=True):
        if at in chunk.kept and not name:
            return
        chunk.kept.setdefault(at, lines.end(at))
        opener = at
        if lines.is_clause(at):
            opener = chunk.openers[at] if at in chunk.openers else _keep_clauses(lines, chunk, at)
        if header is None:
            return
        if name or (at == start and not lines.opens(start)):
            first, name = _looked_back(lines, opener, header, name, is_near=at == start)
            if first < opener:
                chunk.kept[first] = max(opener - 1, chunk.kept.get(first, 0))
        if _APART.match(lines.lines[header]):
            name = ""


def _looked_back(lines: Lines, start: int, header: int, name: str, *, is_near: bool) -> tuple[int, str]:
    """Return the first of the statements before one that a reader may look at, and the name it still looks for then.

    It looks for what a name was given, and, just before what fails, for a block that may have left or for what was
    printed. Where that guess is wrong, the reader is stopped at a mark.
    """
    first, decided = start, not is_near
    for count, one in enumerate(lines.before(start, header), start=1):
        if (decided and not name) or count > _FAR_BEFORE:
            break
        decided = decided or count >= _BEFORE or lines.opens(one)
        text = "\n".join(lines.lines[one:first])
        if name and (f"{name} = " in text or f"{name}[" in text):
            name = ""
        first = one
    return first, name


def _keep_clauses(lines: Lines, chunk: Chunk, clause: int) -> int:
    """Keep the headers that an `else` or `except` belongs to, and return the first of them."""
    found = [clause]
    while found[-1] not in chunk.openers and lines.is_clause(found[-1]):
        found.append(lines.clause_above(found[-1]))
        chunk.kept.setdefault(found[-1], lines.end(found[-1]))
    opener = chunk.openers.get(found[-1], found[-1])
    if _TRY.match(lines.lines[opener]):
        chunk.tries.setdefault(opener, found[-2])
    chunk.openers.update(dict.fromkeys(found, opener))
    return opener


def cut(lines: Lines, chunk: Chunk) -> Part:
    """Return what is kept of a function, parsed; raises Unclear when that is no Python."""
    writer = _Writer(lines, chunk)
    text = writer.written()
    try:
        with warnings.catch_warnings():  # the scanned code's invalid escapes are not our user's business
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unclear from None
    wanted = set(chunk.wanted)
    numbers = [number for number, line in enumerate(writer.numbers) if line - 1 in wanted and number]
    return Part(tree, writer.numbers, numbers, frozenset(writer.holes))


class _Writer:
    """Writes what is kept, with marks for what is not."""

    def __init__(self, lines: Lines, chunk: Chunk) -> None:
        self._lines = lines
        self._kept = dict(chunk.kept)
        self._starts = sorted(chunk.kept)
        self._doubled = {one for one, clause in chunk.tries.items() if self._has_more(one, clause)}
        self.out: list[str] = []
        self.numbers = [0]
        self.holes: list[int] = []
        self._open: list[tuple[int, bool]] = []
        """How far those blocks are indented that are not at their end: of a `try` without an `except` yet, or one of
        which a statement is kept, beside which one may look."""

    def written(self) -> str:
        """Return the text."""
        before: int | None = None
        end = -1
        if not _APART.match(self._lines.lines[min(self._kept)]):
            self._mark(0)  # what stands above it is left out
        for start in sorted(self._kept):
            if start > end:
                self._join(before, end, start)
                self._opened(start)
                before = start
            last = self._kept[start]
            for number in range(max(start, end + 1), last + 1):
                self.out.append(self._lines.lines[number])
                self.numbers.append(number + 1)
            end = max(end, last)
        self._join(before, end, None)
        return "\n".join([*self.out, ""])

    def _has_more(self, start: int, clause: int) -> bool:
        """Tell whether a `try` surely watches over several statements, of which none is kept.

        What may be a single one is kept whole, for it may be told what that is.
        """
        lines = self._lines
        first = lines.next_code(lines.end(start) + 1)
        second = lines.next_code(lines.end(first) + 1)
        indent = lines.indent(first)
        several = second < clause and lines.indent(second) == indent and not lines.is_clause(second)
        inside = bisect_left(self._starts, clause) - bisect_right(self._starts, start)
        if not several:
            self._kept[first] = clause - 1
        return several and not inside

    def _opened(self, start: int) -> None:
        lines = self._lines
        indent, is_whole = lines.indent(start), self._kept[start] > lines.end(start)
        if _TRY.match(lines.lines[start]) and not is_whole:
            self._open.append((indent, True))
        elif (is_whole or not lines.opens(start)) and (indent, False) not in self._open[-1:]:
            self._open.append((indent, False))

    def _close(self, here: int, *, clause: bool) -> None:
        """Write what the ends of blocks must have that go no further than here."""
        while self._open and self._open[-1] >= (here, True):
            indent, is_try = self._open.pop()
            if not is_try:
                self._mark(indent)
            elif not (clause and indent == here):
                self.out.append(" " * indent + "finally:")
                self.numbers.append(0)
                self._mark(indent + 1)

    def _join(self, before: int | None, end: int, start: int | None) -> None:
        """Write what must stand between two things kept."""
        if before is None:
            return
        lines = self._lines
        above = lines.indent(before)
        here = lines.indent(start) if start is not None else -1
        clause = start is not None and lines.is_clause(start)
        following = lines.next_code(end + 1)
        if here > above:
            if following != start and not self._is_apart(start):
                self._mark(here)
            return
        is_header = self._kept[before] == lines.end(before) and lines.is_header(before)
        if is_header:
            self._mark(above + 1)
            if before in self._doubled:
                self._mark(above + 1)
        elif here < above:
            if following < len(lines.lines) and lines.indent(following) == above and not lines.is_clause(following):
                self._mark(above)
            if self._open and self._open[-1] == (above, False):
                self._open.pop()
        self._close(here, clause=clause)
        if start is not None and not clause and (here < above or is_header or following != start):
            self._mark(here)

    def _is_apart(self, start: int | None) -> bool:
        """Tell whether it is the header of a function or a class that is cut: nobody looks back over that."""
        if start is None or not _APART.match(self._lines.lines[start]):
            return False
        return self._kept[start] == self._lines.end(start) and self._lines.is_header(start)

    def _mark(self, indent: int) -> None:
        self.out.append(" " * indent + _MARK)
        self.holes.append(len(self.numbers))
        self.numbers.append(0)
