"""Cuts the functions worth parsing out of a Python file: parsing all of a file to read one call costs ten times more.

A block is a function, a method, or a statement at the top of the file. Where blocks are found by indentation, a block
that does not parse sends the reader back to the whole file: what is found never depends on the cutting.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_MOST = 0.6
"""Where the blocks make up more of the file than this, parsing the whole is no dearer, and others may use it too."""

_TOKEN = re.compile(
    r"""
    \#[^\n]*+
    | \"\"\" (?: [^"\\]++ | \\. | "(?!"") | (?!) )*+ (?: \"\"\" | \Z )
    | \'\'\' (?: [^'\\]++ | \\. | '(?!'') | (?!) )*+ (?: \'\'\' | \Z )
    | " (?: [^"\\\n]++ | \\. | (?!) )*+ "?
    | ' (?: [^'\\\n]++ | \\. | (?!) )*+ '?
    """,
    re.VERBOSE | re.DOTALL,
)
_CONTINUES = r"(?:else|elif|except|finally)\b"
_TOP = re.compile(rf"(?m)^(?!{_CONTINUES})[^\s\#)\]}}]")
_MEMBER = re.compile(r"(?m)^[ \t]+(?=(?:async[ ]|def[ ]|class[ ]|@))")
_CLASS = re.compile(r"class[ \t]+(?P<name>[^\W\d]\w{0,200})")
_DEFINES = re.compile(r"@|(?:class|def|async|import|from)\b")
"""At the top of a file: what stands for itself. Other statements are read together with those before them."""
_HEADER = "class {}:\n"
_FAR = 1 << 60


@dataclass(frozen=True, slots=True)
class Part:
    """A parsed piece of a file."""

    tree: ast.Module
    lines: Sequence[int]
    """The line of the file for each line that the tree counts, both from 1."""
    wanted: list[int]
    """The lines that were asked for, as the tree counts them."""
    holes: frozenset[int] = frozenset()
    """The lines of the tree that stand for statements that were left out."""


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    wrapper: str = ""
    """The class a method is put into, so that it parses with the indentation it has."""


def parts(source: Source, offsets: list[int]) -> Iterator[Part]:
    """Yield the parsed pieces of a file that hold one of the wanted places, in its order.

    Raises Unreadable, after all that could be read, when the file is not Python where it matters.
    """
    text = source.text
    blocks = _blocks(text, offsets) if "\r" not in text else []  # for Python alone a carriage return ends a line
    if not blocks or sum(one.end - one.start for one in blocks) > _MOST * len(text):
        yield _whole(source, offsets)
        return
    read: list[Part] = []
    fault: Unreadable | None = None
    for block in blocks:
        try:
            read.append(_parsed(source, block, offsets))
        except Unreadable as reason:
            fault = reason
    if fault is not None:
        try:
            read, fault = [_whole(source, offsets)], None
        except Unreadable as reason:
            fault = reason
    yield from read
    if fault is not None:
        raise fault


def found(text: str, wanted: tuple[str, ...]) -> list[int]:
    """Return where some texts stand. Plain searches: one pattern of all of them takes ten times as long."""
    places: set[int] = set()
    for one in wanted:
        position = text.find(one)
        while position >= 0:
            places.add(position)
            position = text.find(one, position + len(one))
    return sorted(places)


def _whole(source: Source, offsets: list[int]) -> Part:
    text = source.text.replace("\r", "\n")
    return Part(source.python, range(_FAR), lines_of(text, 0, offsets, 1))


def _parsed(source: Source, block: _Block, offsets: list[int]) -> Part:
    text = source.text[block.start : block.end]
    above = source.text.count("\n", 0, block.start)
    header = _HEADER.format(block.wrapper) if block.wrapper else ""
    piece = Source(source.path, (header + text).encode("utf-8", "replace"))
    inside = offsets[bisect_left(offsets, block.start) : bisect_left(offsets, block.end)]
    numbers = range(above - bool(header), _FAR)
    return Part(piece.python, numbers, lines_of(source.text, block.start, inside, 1 + bool(header)))


def lines_of(text: str, start: int, offsets: Iterable[int], line: int) -> list[int]:
    """Return the lines of some offsets, when that of `start` has the number `line`."""
    lines: list[int] = []
    for offset in offsets:
        line += text.count("\n", start, offset)
        start = offset
        if not lines or lines[-1] != line:
            lines.append(line)
    return lines


def _blocks(text: str, offsets: list[int]) -> list[_Block]:
    strings = _Strings(text)
    tops = [match.start() for match in _TOP.finditer(text) if not strings.hold(match.start())]
    tops = _joined(text, tops)
    found: dict[int, _Block] = {}
    methods: dict[int, list[int]] = {}
    for offset in offsets:
        number = bisect_right(tops, offset) - 1
        if number < 0:
            return []
        start, end = tops[number], tops[number + 1] if number + 1 < len(tops) else len(text)
        if start in found:
            continue
        name = _class(text, start, end)
        if name and start not in methods:
            methods[start] = _members(text, start, end, strings)
        block = _member(methods[start], offset, end, name) if name else None
        if block is None:
            block = _Block(start, end)
            while found and next(reversed(found)) >= start:
                found.popitem()
        found[block.start] = block
    return [found[key] for key in sorted(found)]


def _joined(text: str, tops: list[int]) -> list[int]:
    """Leave out the starts that belong to what stands above: a function below its decorators, and plain statements."""
    kinds = [_DEFINES.match(text, start) is not None for start in tops]
    pairs = zip(tops, [-1, *tops], kinds, [True, *kinds], strict=False)
    return [
        start for start, above, defines, defined in pairs if above < 0 or (text[above] != "@" and (defines or defined))
    ]


def _class(text: str, start: int, end: int) -> str:
    match = _CLASS.match(text, start, end)
    return match["name"] if match else ""


def _members(text: str, start: int, end: int, strings: _Strings) -> list[int]:
    """Return where the members of a class begin; nothing where it has no methods."""
    first = next((one for one in _MEMBER.finditer(text, start, end) if not strings.hold(one.start())), None)
    if first is None:
        return []
    same = re.compile(rf"(?m)^{first[0]}(?!{_CONTINUES})[^\s#)\]}}]")
    at = len(first[0])
    starts = [one.start() for one in same.finditer(text, first.start(), end) if not strings.hold(one.start())]
    pairs = zip([-1, *starts], starts, strict=False)
    return [one for before, one in pairs if before < 0 or text[before + at] != "@"]


def _member(starts: list[int], offset: int, end: int, name: str) -> _Block | None:
    number = bisect_right(starts, offset) - 1
    if number < 0:
        return None
    return _Block(starts[number], starts[number + 1] if number + 1 < len(starts) else end, name)


class _Strings:
    """The strings of a file that reach over several lines."""

    def __init__(self, text: str) -> None:
        spans = [one.span() for one in _TOKEN.finditer(text) if "\n" in one[0]]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def hold(self, offset: int) -> bool:
        """Tell whether a character stands within such a string."""
        number = bisect_right(self._starts, offset - 1) - 1
        return number >= 0 and offset < self._ends[number]
