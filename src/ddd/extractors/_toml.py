"""Reads TOML with the place of each string: the library knows the values, a scan of the lines where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

Path = tuple[str | int, ...]

_LONGEST_FILE = 300_000
_LONGEST_READ = 4_000
_LONGEST_LINE = 2_000
_REACH = 200
"""Lines from one string of an array to the next, at the most."""
_HEADER = re.compile(r"\s*(?P<open>\[\[?)(?P<name>[^\[\]]+)\]")
_KEY = re.compile(r"""\s*(?P<name>(?:[A-Za-z0-9_-]|"[^"\n]*"|'[^'\n]*'|[ \t]*\.[ \t]*|(?!))++)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'""")
_ERROR_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class TomlString:
    """One string of a TOML file."""

    path: Path
    """Keys from the outside in; a number counts the entries of an array from 0."""
    value: str
    line: int
    column: int
    """Both counted from 1."""


def strings(source: Source) -> Iterator[TomlString]:
    """Yield every string of a TOML file. Raises Unreadable when it is not TOML, or longer than any honest one."""
    if len(source.text) > _LONGEST_FILE or any(len(line) > _LONGEST_READ for line in source.lines):
        raise Unreadable("too long for a configuration in TOML: not read")  # the library takes minutes
    try:
        data = tomllib.loads(source.text)
    except ValueError as error:  # a number of 5,000 digits is no TOMLDecodeError
        told = _ERROR_LINE.search(str(error))
        raise Unreadable(f"not TOML: {error}", int(told[1]) if told else len(source.lines)) from None
    except RecursionError:
        raise Unreadable("not TOML: nested too deeply") from None
    keys = _keys(source.lines)
    after: dict[Path, tuple[int, int]] = {}
    for path, value in _leaves(data):
        key = next((path[:size] for size in range(len(path), 0, -1) if path[:size] in keys), ())
        start = after.get(key) or (keys.get(key, 1), 1)
        line, column = _find(source.lines, value, start)
        after[key] = (line, column)
        yield TomlString(path, value, line, column)


def _leaves(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    stack: list[tuple[Path, Any]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            stack.extend(((*path, key), entry) for key, entry in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend(((*path, index), entry) for index, entry in reversed(list(enumerate(value))))


def _keys(lines: list[str]) -> dict[Path, int]:
    """Return the line of each key, by its whole path."""
    found: dict[Path, int] = {}
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST_LINE:
            continue
        if header := _HEADER.match(line):
            table = _numbered(_parts(header["name"]), counts)
            if header["open"] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key["name"])), number)
    return found


def _numbered(parts: Path, counts: dict[Path, int]) -> Path:
    """Insert the numbers of the arrays' entries: `[jobs.env]` after the second `[[jobs]]` is jobs, 1, env."""
    path: Path = ()
    for index, part in enumerate(parts):
        path = (*path, part)
        if path in counts and index < len(parts) - 1:
            path = (*path, counts[path])
    return path


def _parts(name: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(name))


def _find(lines: list[str], value: str, start: tuple[int, int]) -> tuple[int, int]:
    """Return line and column of a string's text at or after a place; a place for want of better when it is escaped."""
    line, column = start
    first = value.split("\n", 1)[0]
    for number in range(line, min(len(lines), line + _REACH) + 1):
        begin = column if number == line else 0
        found = lines[number - 1].find(first, begin, begin + _LONGEST_LINE)
        if found >= 0:
            return number, found + 1
    return start
