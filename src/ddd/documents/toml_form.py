"""The values of a TOML file as JSON knows them, of the library, and their places, of the syntax tree."""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ddd.documents.places import Place, Pointer
from ddd.documents.yaml_form import MAX_DEPTH, MAX_VALUES
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST_FILE = 300_000
_LONGEST_LINE = 4_000
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")


class NotToml(Unreadable):
    """A file that is no TOML; `column` beside the line, both counted from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line)
        self.column = column


def values(source: Source) -> Any:
    """Return the data of a TOML file; dates are ISO 8601 text. Raises Unreadable when it is none, or beyond reason."""
    if len(source.text) > _LONGEST_FILE or any(len(line) > _LONGEST_LINE for line in source.lines):
        raise Unreadable("too long for a configuration in TOML: not read")  # the library takes minutes
    try:
        return _plain(tomllib.loads(source.text), 0, Counter())
    except ValueError as error:  # a number of 5,000 digits is no TOMLDecodeError
        raise _not_toml(source, str(error)) from None
    except RecursionError:
        raise Unreadable("not TOML: nested too deeply") from None


def _not_toml(source: Source, reason: str) -> NotToml:
    place = _PLACE.search(reason)
    told = f"not TOML: {_PLACE.sub('', reason)}"
    if place and place["line"]:
        return NotToml(told, int(place["line"]), int(place["column"]))
    return NotToml(told, len(source.lines), len(source.lines[-1]) + 1)


class TomlPlaces:
    """Where the values and keys below a table of a TOML file stand."""

    def __init__(self, source: Source, table: tuple[str, ...]) -> None:
        self._table = table
        self._keys: dict[tuple[str | int, ...], Place] = {}
        self._values: dict[tuple[str | int, ...], Place] = {}
        for pointer, key, value in _Tree(source.text).entries(source.syntax("toml")):
            self._keys.setdefault(pointer, _place(key))
            self._values.setdefault(pointer, _place(value))

    def value(self, pointer: Pointer) -> Place:
        """Return where the value under `pointer` begins; of a table, its heading."""
        return self._nearest(self._values, pointer)

    def key(self, pointer: Pointer) -> Place:
        """Return where the key that `pointer` ends in begins."""
        return self._nearest(self._keys, pointer)

    def _nearest(self, places: dict[tuple[str | int, ...], Place], pointer: Pointer) -> Place:
        whole = (*self._table, *pointer)
        return next((places[whole[:size]] for size in range(len(whole), 0, -1) if whole[:size] in places), (1, 1))


Entry = tuple[tuple[str | int, ...], "Node", "Node"]


class _Tree:
    """Finds the keys and values of a file, each under its whole pointer."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counts: dict[tuple[str | int, ...], int] = {}

    def entries(self, root: Node) -> Iterator[Entry]:
        for node in root.named_children:
            if node.type == "pair":
                yield from self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                yield from self._table(node)

    def _table(self, node: Node) -> Iterator[Entry]:
        heading, *pairs = node.named_children
        path = self._numbered(self._parts(heading), is_entry=node.type == "table_array_element")
        for size in range(1, len(path) + 1):
            yield path[:size], heading, heading
        for pair in pairs:
            if pair.type == "pair":
                yield from self._pair(pair, path)

    def _numbered(self, parts: tuple[str, ...], *, is_entry: bool) -> tuple[str | int, ...]:
        """Insert the numbers of arrays' entries: `[[a]]` the second time is a, 1, and `[a.b]` below it a, 1, b."""
        path: tuple[str | int, ...] = ()
        for index, part in enumerate(parts):
            path = (*path, part)
            if is_entry and index == len(parts) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _pair(self, node: Node, table: tuple[str | int, ...]) -> Iterator[Entry]:
        key, *rest = [one for one in node.named_children if one.type != "comment"]
        path = (*table, *self._parts(key))
        for value in rest:
            for size in range(len(table) + 1, len(path)):
                yield path[:size], key, key
            yield path, key, value
            yield from self._below(value, path)

    def _below(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Entry]:
        if node.type == "inline_table":
            for pair in node.named_children:
                if pair.type == "pair":
                    yield from self._pair(pair, path)
        elif node.type == "array":
            for index, entry in enumerate(one for one in node.named_children if one.type != "comment"):
                yield (*path, index), entry, entry
                yield from self._below(entry, (*path, index))

    def _parts(self, node: Node) -> tuple[str, ...]:
        if node.type == "dotted_key":
            return tuple(part for child in node.named_children for part in self._parts(child))
        text = self._text[node.start_byte : node.end_byte]
        return tuple(tomllib.loads(f"{text} = 0")) if node.type == "quoted_key" else (text,)


def _place(node: Node) -> Place:
    return node.start_point.row + 1, node.start_point.column + 1


def _plain(value: Any, depth: int, seen: Counter[str]) -> Any:
    seen["values"] += 1
    if depth > MAX_DEPTH or seen["values"] > MAX_VALUES:
        raise Unreadable(f"nested deeper than {MAX_DEPTH} levels, or more than {MAX_VALUES} values: not read")
    match value:
        case dict():
            return {key: _plain(entry, depth + 1, seen) for key, entry in value.items()}
        case list():
            return [_plain(entry, depth + 1, seen) for entry in value]
        case datetime.date() | datetime.time():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
    return value
