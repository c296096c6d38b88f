"""The DAYLIGHT spec: what documentation must tell by dimension, how it is found, and what makes it useful."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ddd.documents import Document, read
from ddd.model import Cadence
from ddd.resources import specs
from ddd.scan.patterns import Matcher, matcher
from ddd.spec import Patterns

DEFAULT = "daylight.yaml"
SCHEMA = "daylight.schema.json"


@dataclass(frozen=True, slots=True)
class FactFinder:
    """Finds active facts. An empty choice leaves nothing out."""

    kinds: frozenset[str]
    systems: frozenset[str]
    except_systems: frozenset[str]
    controls: frozenset[str]
    roles: frozenset[str]
    words: Patterns
    """Of its name."""
    except_words: Patterns


@dataclass(frozen=True, slots=True)
class FileFinder:
    """Finds files with something in them."""

    paths: Matcher
    holding: Patterns
    one_for_folder: bool
    among_tests: bool


@dataclass(frozen=True, slots=True)
class SectionFinder:
    """Finds sections of documents by their headings."""

    titles: Patterns


@dataclass(frozen=True, slots=True)
class TaskFinder:
    """Finds tasks of the plan: by cadence, category or words of their title."""

    cadences: frozenset[Cadence]
    except_systems: frozenset[str]
    """Of the schedules that make it due."""
    categories: frozenset[str]
    words: Patterns


@dataclass(frozen=True, slots=True)
class UnitFinder:
    """Finds what documentation tells of, one item for each kind."""

    kinds: frozenset[str]


Finder = FactFinder | FileFinder | SectionFinder | TaskFinder | UnitFinder


@dataclass(frozen=True, slots=True)
class Field:
    """Something an item may have to say."""

    name: str
    title: str
    add: str
    """What to do where it is lacking."""
    minutes: float
    """How long that takes: an estimate."""
    each: bool
    """For each item that lacks it, not once for the repository."""
    brings: frozenset[str]
    """Other fields that come with it."""
    place: str
    """Where to add it; empty: where the items stand."""


@dataclass(frozen=True, slots=True)
class Element:
    """A required element of a dimension."""

    name: str
    title: str
    place: str
    """Where to add it."""
    add: str
    minutes: float
    fields: tuple[str, ...]
    useful: tuple[str, ...]
    finders: tuple[Finder, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the eight."""

    name: str
    title: str
    asks: str
    weight: float
    minimum: float
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Daylight:
    """One DAYLIGHT spec, read and checked."""

    parts: Mapping[str, float]
    """Weight of `element`, `completeness` and `usefulness`."""
    documents: Matcher
    typed: Patterns
    """What a line of a code block begins with that people type."""
    fields: Mapping[str, Field]
    dimensions: tuple[Dimension, ...]


def load(path: Path | None = None) -> Daylight:
    """Read the DAYLIGHT spec at `path`, or the one that comes with ddd.

    Raises ConfigurationError with `file:line:column` when it is not valid.
    """
    document = read(path or specs() / DEFAULT, SCHEMA)
    data = document.data
    _sums_to_one(document, data["parts"].values(), "parts")
    _sums_to_one(document, (one["weight"] for one in data["dimensions"].values()), "dimensions")
    return Daylight(
        parts=data["parts"],
        documents=_paths(document, "documents"),
        typed=_patterns(document, "typed"),
        fields={
            name: Field(
                name=name,
                title=one["title"],
                add=one["add"],
                minutes=one["minutes"],
                each=one["each"],
                brings=frozenset(one.get("brings", ())),
                place=one.get("place", ""),
            )
            for name, one in data["fields"].items()
        },
        dimensions=tuple(_dimension(document, name) for name in data["dimensions"]),
    )


def _dimension(document: Document, name: str) -> Dimension:
    data = document.data["dimensions"][name]
    return Dimension(
        name=name,
        title=data["title"],
        asks=data["asks"],
        weight=data["weight"],
        minimum=data["minimum"],
        elements=tuple(_element(document, name, element) for element in data["elements"]),
    )


def _element(document: Document, dimension: str, name: str) -> Element:
    pointer = ("dimensions", dimension, "elements", name)
    data = _value(document, *pointer)
    for kind in ("fields", "useful"):
        for index, field in enumerate(data[kind]):
            if field not in document.data["fields"]:
                what = f"“{field}” is asked for, and `fields` does not say what it is"
                raise document.error(what, *pointer, kind, index)
    return Element(
        name=name,
        title=data["title"],
        place=data["add"]["place"],
        add=data["add"]["what"],
        minutes=data["add"]["minutes"],
        fields=tuple(data["fields"]),
        useful=tuple(data["useful"]),
        finders=tuple(_finder(document, *pointer, "find", index) for index in range(len(data["find"]))),
    )


def _finder(document: Document, *pointer: str | int) -> Finder:
    data = _value(document, *pointer)
    match data:
        case {"facts": kinds}:
            return FactFinder(
                kinds=frozenset(kinds),
                systems=frozenset(data.get("systems", ())),
                except_systems=frozenset(data.get("except_systems", ())),
                controls=frozenset(data.get("controls", ())),
                roles=frozenset(data.get("roles", ())),
                words=_patterns(document, *pointer, "words"),
                except_words=_patterns(document, *pointer, "except_words"),
            )
        case {"files": _}:
            return FileFinder(
                paths=_paths(document, *pointer, "files"),
                holding=_patterns(document, *pointer, "holding"),
                one_for_folder=data.get("one_for") == "folder",
                among_tests=data.get("among_tests", False),
            )
        case {"sections": _}:
            return SectionFinder(_patterns(document, *pointer, "sections"))
        case {"units": kinds}:
            return UnitFinder(frozenset(kinds))
    return TaskFinder(
        cadences=frozenset(map(Cadence, data.get("cadences", ()))),
        except_systems=frozenset(data.get("except_systems", ())),
        categories=frozenset(data.get("tasks", ())),
        words=_patterns(document, *pointer, "task_words"),
    )


def _paths(document: Document, *pointer: str | int) -> Matcher:
    made, refused = matcher(_value(document, *pointer))
    if refused:
        raise document.error("not a pattern of gitignore(5)", *pointer, refused[0] - 1)
    return made


def _patterns(document: Document, *pointer: str | int) -> Patterns:
    texts = _value(document, *pointer)
    return Patterns(tuple(_compiled(document, text, *pointer, index) for index, text in enumerate(texts or ())))


def _compiled(document: Document, text: str, *pointer: str | int) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise document.error(f"not a regular expression: {error}", *pointer) from None


def _value(document: Document, *pointer: str | int) -> Any:
    """Return what stands under `pointer`; None where an optional key is not there."""
    value = document.data
    for part in pointer:
        if isinstance(value, dict) and part not in value:
            return None
        value = value[part]
    return value


def _sums_to_one(document: Document, weights: Iterable[float], key: str) -> None:
    total = sum(weights)
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        raise document.error(f"the weights of the {key} sum to {total:g}, not to 1", key)
