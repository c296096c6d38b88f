"""Reads ddd's own files (specs, configuration, declared tasks), each checked against its JSON Schema.

What is wrong is told with `file:line:column`, the line itself with a caret below the place, and advice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ddd.documents import toml_form, yaml_form
from ddd.documents.places import Place, Places, Pointer, told_line
from ddd.documents.words import Fault, in_words
from ddd.errors import ConfigurationError
from ddd.model import Evidence
from ddd.resources import specs
from ddd.scan.source import Source
from ddd.scan.text import shown
from ddd.scan.unreadable import Unreadable

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

__all__ = ["Document", "Pointer", "check", "checked", "checked_table", "ours", "parsed", "read", "unreadable_error"]

_LONGEST_TOLD = 200


@dataclass(frozen=True)
class Document:
    """The data of a file and where each part of it stands."""

    source: Source
    data: Any
    places: Places

    def at(self, *pointer: str | int) -> Evidence:
        """Return the place of the value under `pointer`, such as `("tasks", 0, "owner")`; else of what is around it."""
        return self.source.at(*self.places.value(pointer))

    def at_key(self, *pointer: str | int) -> Evidence:
        """Return the place of the key itself."""
        return self.source.at(*self.places.key(pointer))

    def holds(self, *pointer: str | int) -> bool:
        """Tell whether the file itself says anything under `pointer`."""
        data = self.data
        for part in pointer:
            is_there = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
            if not is_there:
                return False
            data = data[part]
        return True

    def below(self, *pointer: str | int) -> Document:
        """Return what stands under `pointer` as a document of its own, with the places that it has in this one."""
        data = self.data
        for part in pointer:
            data = data[part]
        return Document(self.source, data, _Below(self.places, pointer))

    def error(self, what: str, *pointer: str | int, advice: str = "", is_key: bool = False) -> ConfigurationError:
        """Return the error that the value under `pointer` is wrong, or its key; the text may be anybody's."""
        place = self.at_key(*pointer) if is_key else self.at(*pointer)
        return _error(self.source, what, place, advice)


@dataclass(frozen=True)
class _Below:
    """The places of a part of a document."""

    whole: Places
    start: Pointer

    def value(self, pointer: Pointer) -> Place:
        return self.whole.value((*self.start, *pointer))

    def key(self, pointer: Pointer) -> Place:
        return self.whole.key((*self.start, *pointer))


def read(path: Path, schema: str) -> Document:
    """Read a file the person named. Raises ConfigurationError with its place when it cannot be read or is not valid."""
    try:
        source = Source(path.as_posix(), path.read_bytes())
    except OSError as error:
        advice = "name a file that exists and may be read"
        raise ConfigurationError(f"may not be read: {error.strerror}", where=str(path), advice=advice) from None
    return checked(source, schema)


def ours(name: str) -> Document:
    """Return a file of `specs/` that comes with ddd. It is checked against its schema by our tests, not by each run."""
    path = specs() / name
    document = parsed(Source(path.as_posix(), path.read_bytes()))
    assert document is not None
    return document


def checked(source: Source, schema: str) -> Document:
    """Return the YAML document in `source`, checked against `specs/<schema>`.

    Raises ConfigurationError with `file:line:column` of the first fault.
    """
    document = parsed(source)
    if document is None:
        advice = f"write it as `ddd schema {schema.partition('.')[0]}` says"
        raise ConfigurationError("holds 0 YAML documents, not one", where=source.path, advice=advice)
    check(document, document.data, schema)
    return document


def parsed(source: Source) -> Document | None:
    """Return the YAML document in `source`, unchecked; None where it holds nothing but comments.

    Raises ConfigurationError with its place when it is not YAML.
    """
    try:
        nodes = source.yaml
    except Unreadable as unreadable:
        raise unreadable_error(source, unreadable) from None
    if len(nodes) > 1:
        advice = "keep one, or give each a file of its own"
        raise ConfigurationError(f"holds {len(nodes)} YAML documents, not one", where=source.path, advice=advice)
    if not nodes or nodes[0].tag == "tag:yaml.org,2002:null":
        return None
    try:
        return Document(source, yaml_form.values(nodes[0]), yaml_form.YamlPlaces(nodes[0]))
    except Fault as fault:
        raise _error(source, fault.what, source.at(*fault.place), fault.advice) from None


def checked_table(source: Source, table: tuple[str, ...], schema: str) -> Document | None:
    """Return a table of the TOML file in `source`, checked against `specs/<schema>`; None where the file has none.

    Pointers into it count from the table on. Raises ConfigurationError with its place when the table is not valid,
    Unreadable when the file is not TOML.
    """
    data = toml_form.values(source)
    for name in table:
        if not isinstance(data, dict) or name not in data:
            return None
        data = data[name]
    document = Document(source, data, toml_form.TomlPlaces(source, table))
    check(document, data, schema)
    return document


def check(document: Document, data: Any, schema: str) -> None:
    """Check `data`, which a document gave or completed, against `specs/<schema>`.

    Raises ConfigurationError with the place of the first fault in the document.
    """
    faults = (_placed(document, fault) for fault in _faults(data, schema))
    first = min(faults, key=lambda one: (one[0].line, one[0].column, one[1].what), default=None)
    if first is not None:
        place, fault = first
        raise _error(document.source, fault.what, place, fault.advice)


def _faults(data: Any, schema: str) -> Iterator[Fault]:
    return map(in_words, _validator(schema).iter_errors(data))


def _placed(document: Document, fault: Fault) -> tuple[Evidence, Fault]:
    at = document.at_key if fault.is_key else document.at
    return at(*fault.pointer), fault


@cache
def _validator(schema: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((specs() / schema).read_text(encoding="utf-8")))


def unreadable_error(source: Source, fault: Unreadable, advice: str = "") -> ConfigurationError:
    """Return the error that a file is not YAML, or not TOML, with its place."""
    mark = getattr(fault.__context__, "problem_mark", None)  # the reader of all YAML keeps the line alone
    if mark is not None:
        return _error(source, fault.message, source.at(mark.line + 1, mark.column + 1), advice)
    if fault.line:
        return _error(source, fault.message, source.at(fault.line, getattr(fault, "column", 1)), advice)
    return ConfigurationError(shown(fault.message), where=source.path, advice=advice)


def _error(source: Source, what: str, place: Evidence, advice: str) -> ConfigurationError:
    # The file may be another person's: no secret, control character or line of it reaches the terminal as it is.
    told = " ".join(shown(what).split())
    short = told if len(told) <= _LONGEST_TOLD else told[: _LONGEST_TOLD - 1] + "…"
    return ConfigurationError(
        short,
        where=f"{place.path}:{place.line}:{place.column}",
        advice=advice,
        excerpt=told_line(source.lines[place.line - 1], place),
    )
