"""The DAYLIGHT spec: what documentation must tell by dimension, how it is found, and what makes it useful."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ddd.config import Config
from ddd.documents import Document, check, ours, read
from ddd.errors import ConfigurationError
from ddd.model import Cadence
from ddd.scan.patterns import Matcher, matcher
from ddd.scan.text import shown
from ddd.spec import OWN_PATTERNS, Expression, Patterns, RefusedError, as_python, as_re2, laid_over

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


def load(path: Path | None = None, config: Config | None = None) -> Daylight:
    """Read the DAYLIGHT spec at `path`, or the one that comes with ddd, and lay a repository's configuration over it.

    Raises ConfigurationError with `file:line:column` when either is not valid, or both together are not.
    """
    layers = _Layers(read(path, SCHEMA) if path else ours(DEFAULT), config.daylight if config else None)
    data = layers.data
    _sums_to_one(layers, data["parts"], "parts")
    _sums_to_one(layers, {name: one["weight"] for name, one in data["dimensions"].items()}, "dimensions")
    return Daylight(
        parts=data["parts"],
        documents=layers.paths("documents"),
        typed=layers.patterns("typed"),
        fields={
            name: Field(
                name=name,
                title=_said(one["title"]),
                add=_said(one["add"]),
                minutes=one["minutes"],
                each=one["each"],
                brings=frozenset(one.get("brings", ())),
                place=_said(one.get("place", "")),
            )
            for name, one in data["fields"].items()
        },
        dimensions=tuple(_dimension(layers, name) for name in data["dimensions"]),
    )


@dataclass(frozen=True, slots=True)
class _Layer:
    """One of the two: a spec, or what a repository says of it."""

    document: Document
    compile: Callable[[str], Expression]
    advice: str
    """Where an expression is refused."""

    def value(self, *pointer: str | int) -> Any:
        """Return what stands under `pointer`; None where an optional key is not there."""
        value = self.document.data
        for part in pointer:
            if isinstance(value, dict) and part not in value:
                return None
            value = value[part]
        return value

    def patterns(self, *pointer: str | int) -> Iterator[Expression]:
        """Yield the regular expressions under `pointer`. Raises ConfigurationError."""
        for index, text in enumerate(self.value(*pointer) or ()):
            try:
                yield self.compile(text)
            except RefusedError as refused:
                what = f"not a regular expression: {refused}"
                raise self.document.error(what, *pointer, index, advice=self.advice) from None

    def paths(self, *pointer: str | int) -> Matcher:
        """Return the patterns of gitignore(5) under `pointer` as one. Raises ConfigurationError."""
        made, refused = matcher(self.value(*pointer) or ())
        if refused:
            raise self.document.error("not a pattern of gitignore(5)", *pointer, refused[0] - 1)
        return made


class _Layers:
    """A spec and the repository's own words over it: single values and what is asked for replace, ways to find add."""

    def __init__(self, base: Document, own: Document | None) -> None:
        self._own = own
        self._base = base
        self.each = [_Layer(base, as_python, "")]
        self.data: dict[str, Any] = base.data
        if own:
            self.each.append(_Layer(own, as_re2, OWN_PATTERNS))
            _refuse_unknown(own, base.data["dimensions"])
            self.data = laid_over(base.data, own.data)
            check(own, self.data, SCHEMA)

    def patterns(self, *pointer: str | int) -> Patterns:
        """Return the regular expressions of both layers under `pointer`."""
        return Patterns(tuple(one for layer in self.each for one in layer.patterns(*pointer)))

    def paths(self, *pointer: str | int) -> Matcher:
        """Return the patterns of gitignore(5) of both layers under `pointer`; the repository's own decide."""
        return Matcher(tuple(one for layer in self.each for one in layer.paths(*pointer).specs))

    def error(self, what: str, *pointer: str | int, advice: str = "") -> ConfigurationError:
        """Return the error in the layer that speaks of `pointer`, the repository's own first."""
        layer = self._own if self._own and self._own.holds(*pointer) else self._base
        return layer.error(what, *pointer, advice=advice)


def _refuse_unknown(own: Document, known: Mapping[str, Any]) -> None:
    """Refuse a dimension that the spec does not have: its weight would have no title and no elements."""
    for name in own.data.get("dimensions", {}):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            advice = f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(known)}"
            raise own.error(f"no dimension is called “{name}”", "dimensions", name, is_key=True, advice=advice)


def _dimension(layers: _Layers, name: str) -> Dimension:
    data = layers.data["dimensions"][name]
    return Dimension(
        name=name,
        title=data["title"],
        asks=data["asks"],
        weight=data["weight"],
        minimum=data["minimum"],
        elements=tuple(_element(layers, name, element) for element in data["elements"]),
    )


def _element(layers: _Layers, dimension: str, name: str) -> Element:
    pointer = ("dimensions", dimension, "elements", name)
    data = layers.data["dimensions"][dimension]["elements"][name]
    for kind in ("fields", "useful"):
        for index, field in enumerate(data[kind]):
            if field not in layers.data["fields"]:
                what = f"“{field}” is asked for, and `fields` does not say what it is"
                raise layers.error(what, *pointer, kind, index)
    return Element(
        name=name,
        title=_said(data["title"]),
        place=_said(data["add"]["place"]),
        add=_said(data["add"]["what"]),
        minutes=data["add"]["minutes"],
        fields=tuple(data["fields"]),
        useful=tuple(data["useful"]),
        finders=tuple(
            _finder(layer, *pointer, "find", index)
            for layer in layers.each
            for index in range(len(layer.value(*pointer, "find") or ()))
        ),
    )


def _finder(layer: _Layer, *pointer: str | int) -> Finder:
    data = layer.value(*pointer)

    def patterns(key: str) -> Patterns:
        return Patterns(tuple(layer.patterns(*pointer, key)))

    match data:
        case {"facts": kinds}:
            return FactFinder(
                kinds=frozenset(kinds),
                systems=frozenset(data.get("systems", ())),
                except_systems=frozenset(data.get("except_systems", ())),
                controls=frozenset(data.get("controls", ())),
                roles=frozenset(data.get("roles", ())),
                words=patterns("words"),
                except_words=patterns("except_words"),
            )
        case {"files": _}:
            return FileFinder(
                paths=layer.paths(*pointer, "files"),
                holding=patterns("holding"),
                one_for_folder=data.get("one_for") == "folder",
                among_tests=data.get("among_tests", False),
            )
        case {"sections": _}:
            return SectionFinder(patterns("sections"))
        case {"units": kinds}:
            return UnitFinder(frozenset(kinds))
    return TaskFinder(
        cadences=frozenset(map(Cadence, data.get("cadences", ()))),
        except_systems=frozenset(data.get("except_systems", ())),
        categories=frozenset(data.get("tasks", ())),
        words=patterns("task_words"),
    )


def _said(text: str) -> str:
    """Return a text of a spec, which may be anybody's, as any output may carry it."""
    return " ".join(shown(text).split())


def _sums_to_one(layers: _Layers, weights: Mapping[str, float], key: str) -> None:
    total = sum(weights.values())
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        told = ", ".join(f"{name} {weight:g}" for name, weight in weights.items())
        advice = f"there are: {told}; change one, or several"
        raise layers.error(f"the weights of the {key} sum to {total:g}, not to 1", key, advice=advice)
