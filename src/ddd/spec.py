"""The weighted maintenance spec: what must be there, what it is worth, and how it is recognised."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ddd.cadence import Grace
from ddd.documents import Document, read
from ddd.errors import ConfigurationError
from ddd.model import Cadence
from ddd.resources import specs

DEFAULT = "maintenance.yaml"
SCHEMA = "maintenance.schema.json"
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions of which one must match somewhere in a text; case ignored."""

    compiled: tuple[re.Pattern[str], ...]

    def match(self, text: str) -> bool:
        """Tell whether any of them occurs in `text`."""
        return any(pattern.search(text) for pattern in self.compiled)

    def first(self, text: str) -> str:
        """Return what the first of them finds in `text`; empty where none does."""
        return next((found.group() for pattern in self.compiled if (found := pattern.search(text))), "")

    def count(self, texts: Iterable[str]) -> int:
        """Return in how many of the texts any of them occurs."""
        return sum(self.match(text) for text in texts)


@dataclass(frozen=True, slots=True)
class Requirement:
    """The required elements of one cadence."""

    cadence: Cadence
    weight: float
    longest_gap: int
    """Seconds between two runs at the most, for a task to count here."""
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of maintenance and how a task is recognised as one."""

    name: str
    title: str
    words: Patterns
    commands: Patterns


@dataclass(frozen=True, slots=True)
class Asked:
    """What documentation a kind of units must have."""

    title: str
    required: tuple[str, ...]
    reported: tuple[str, ...]
    """Elements that are counted apart and that nobody must have."""


@dataclass(frozen=True, slots=True)
class Work:
    """Routine work of one person at one cadence: the inputs of the return-on-investment model."""

    minutes: float
    times_a_year: int


@dataclass(frozen=True, slots=True)
class Spec:
    """One maintenance spec, read and checked."""

    threshold: float
    requirements: tuple[Requirement, ...]
    categories: tuple[Category, ...]
    points: Mapping[str, float]
    cap_without_way_back: float
    cap_without_validation: float
    known: Patterns
    idle: Patterns
    read_only: Patterns
    additive: Patterns
    checking: Patterns
    placeholders: Patterns
    judging: Patterns
    """Commands that wait for a person's answer."""
    blanks: Patterns
    """What a person would have to fill in before they type it."""
    complete: float
    """From this Procedure Completeness on a procedure is complete."""
    thresholds: Mapping[str, float]
    """Cadence or component -> at least this coverage, 0 to 100."""
    documentation: Mapping[str, Asked]
    """By kind of unit."""
    grace: Grace
    lead_days: int
    """How many days before something ends people want to know, where the repository gives no lead of its own."""
    work: Mapping[Cadence, Work]

    def title(self, element: str) -> str:
        """Return the name people know an element by."""
        return next((one.title for one in self.categories if one.name == element), element.replace("_", " "))


def load(path: Path | None = None) -> Spec:
    """Read the spec at `path`, or the one that comes with ddd.

    Raises ConfigurationError with `file:line:column` when it is not valid.
    """
    document = read(path or Path(str(specs() / DEFAULT)), SCHEMA)
    data = document.data
    cadences = data["cadences"]
    total = sum(cadence["weight"] for cadence in cadences.values())
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        raise _error(document, f"the weights of the cadences sum to {total:g}, not to 1", "cadences")
    for name, cadence in cadences.items():
        for index, element in enumerate(cadence["required_elements"]):
            if element not in data["categories"]:
                what = f"required element “{element}” is no category"
                raise _error(document, what, "cadences", name, "required_elements", index)
    return Spec(
        threshold=float(data.get("threshold", 80)),
        requirements=tuple(
            Requirement(
                Cadence(name), one["weight"], int(one["longest_gap_days"] * _DAY), tuple(one["required_elements"])
            )
            for name, one in cadences.items()
        ),
        categories=tuple(_category(document, name) for name in data["categories"]),
        points=data["procedure"]["points"],
        cap_without_way_back=data["procedure"]["cap_without_way_back"],
        cap_without_validation=data["procedure"]["cap_without_validation"],
        known=_patterns(document, "known_commands"),
        idle=_patterns(document, "idle_commands"),
        read_only=_patterns(document, "read_only_commands"),
        additive=_patterns(document, "additive_commands"),
        checking=_patterns(document, "checking_commands"),
        placeholders=_patterns(document, "placeholders"),
        judging=_patterns(document, "judging_commands"),
        blanks=_patterns(document, "blanks"),
        complete=data["procedure"]["complete"],
        thresholds={name: one["threshold"] for name, one in cadences.items() if one.get("threshold")},
        documentation={
            name: Asked(one["title"], tuple(one["required"]), tuple(one.get("reported", ())))
            for name, one in data["documentation"]["units"].items()
        },
        grace=Grace(
            share=data["grace"]["share"],
            at_least=int(data["grace"]["at_least_minutes"] * 60),
            at_most=int(data["grace"]["at_most_minutes"] * 60),
        ),
        lead_days=data["lead_days"],
        work={Cadence(name): Work(one["minutes"], one["times_a_year"]) for name, one in data["roi"].items()},
    )


def _category(document: Document, name: str) -> Category:
    return Category(
        name=name,
        title=document.data["categories"][name].get("title", name.replace("_", " ")),
        words=_patterns(document, "categories", name, "words"),
        commands=_patterns(document, "categories", name, "commands"),
    )


def _patterns(document: Document, *pointer: str) -> Patterns:
    data = document.data
    for part in pointer:
        data = data.get(part, {})
    return Patterns(tuple(_compiled(document, text, *pointer, index) for index, text in enumerate(data)))


def _compiled(document: Document, text: str, *pointer: str | int) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise _error(document, f"not a regular expression: {error}", *pointer) from None


def _error(document: Document, what: str, *pointer: str | int) -> ConfigurationError:
    place = document.at(*pointer)
    return ConfigurationError(what, where=f"{place.path}:{place.line}:{place.column}")
