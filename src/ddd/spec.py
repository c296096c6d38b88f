"""The weighted maintenance spec: what must be there, what it is worth, and how it is recognised.

Two layers: the spec that comes with ddd or that a person names (`--spec FILE`), and over it what the scanned repository
says of itself (`ddd.config`). Single values of a repository replace, its lists of patterns add. Every key is told in
docs/configuration.md.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import re2

from ddd.config import OTHER_KEYS, Config
from ddd.documents import Document, check, ours, read
from ddd.errors import ConfigurationError
from ddd.model import Cadence, Grace
from ddd.scan.text import shown

DEFAULT = "maintenance.yaml"
SCHEMA = "maintenance.schema.json"
_DAY = 86_400
_UNSEEN = re.compile("[\u00ad\u034f\u180e\ufe00-\ufe0f]")
"""Marks within words that nobody sees."""
OWN_PATTERNS = "patterns of a repository are those of RE2: no lookahead, no backreference, no repetition above 1000"
"""Advice where one of them is refused."""


class Found(Protocol):
    """Where an expression matched."""

    def group(self) -> str:
        """Return the text that matched."""


class Expression(Protocol):
    """A compiled regular expression: of `re` in the spec that a person named, of RE2 in a scanned repository's own."""

    def search(self, text: str, /) -> Found | None:
        """Return the first place in `text` that it matches."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions of which one must match somewhere in a text; case ignored."""

    compiled: tuple[Expression, ...]

    def match(self, text: str) -> bool:
        """Tell whether any of them occurs in `text`."""
        return any(pattern.search(text) for pattern in self.compiled)

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
    programs: Mapping[str, str]
    """System -> the program that carries out its schedules, where those name no command."""
    grace: Grace
    lead_days: int
    """How many days before something ends people want to know, where the repository gives no lead of its own."""
    work: Mapping[Cadence, Work]

    def says(self, text: str) -> bool:
        """Tell whether a text says anything: it is neither empty nor a placeholder, in whatever letters."""
        plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
        return bool(plain.strip()) and not self.placeholders.match(plain)

    def knows(self, commands: Iterable[str]) -> bool:
        """Tell whether any of these commands says by itself what is done."""
        lines = list(commands)
        return bool(self.known.count(lines) or any(one.commands.count(lines) for one in self.categories))

    def title(self, element: str) -> str:
        """Return the name people know an element by."""
        return next((one.title for one in self.categories if one.name == element), element.replace("_", " "))


def load(path: Path | None = None, config: Config | None = None) -> Spec:
    """Read the spec at `path`, or the one that comes with ddd, and lay a repository's configuration over it.

    Raises ConfigurationError with `file:line:column` when either is not valid, or both together are not.
    """
    own = config.document if config else None
    layers = _Layers(read(path, SCHEMA), own, as_python) if path else _Layers(ours(DEFAULT), own, _Later)
    data = layers.data
    _check(layers)
    cadences = {name: one for name, one in data["cadences"].items() if one["weight"]}
    return Spec(
        threshold=float(data.get("threshold", 80)),
        requirements=tuple(
            Requirement(
                Cadence(name), one["weight"], int(one["longest_gap_days"] * _DAY), tuple(one["required_elements"])
            )
            for name, one in cadences.items()
        ),
        categories=tuple(_category(layers, name) for name in data["categories"]),
        points=data["procedure"]["points"],
        cap_without_way_back=data["procedure"]["cap_without_way_back"],
        cap_without_validation=data["procedure"]["cap_without_validation"],
        known=layers.patterns("known_commands"),
        idle=layers.patterns("idle_commands"),
        read_only=layers.patterns("read_only_commands"),
        additive=layers.patterns("additive_commands"),
        checking=layers.patterns("checking_commands"),
        placeholders=layers.patterns("placeholders"),
        judging=layers.patterns("judging_commands"),
        blanks=layers.patterns("blanks"),
        complete=data["procedure"]["complete"],
        thresholds={
            **{name: one["threshold"] for name, one in cadences.items() if one.get("threshold")},
            **(config.thresholds if config else {}),
        },
        documentation={
            name: Asked(_title(one["title"]), tuple(one["required"]), tuple(one.get("reported", ())))
            for name, one in data["documentation"]["units"].items()
        },
        programs=data.get("programs", {}),
        grace=Grace(
            share=data["grace"]["share"],
            at_least=int(data["grace"]["at_least_minutes"] * 60),
            at_most=int(data["grace"]["at_most_minutes"] * 60),
        ),
        lead_days=data["lead_days"],
        work={Cadence(name): Work(one["minutes"], one["times_a_year"]) for name, one in data["roi"].items()},
    )


class _Layers:
    """A spec and the repository's own words over it: the data of both, and for every fault the place of its author."""

    def __init__(self, base: Document, own: Document | None, compiled: Compile) -> None:
        self._base = base
        self._base_form = compiled
        self.own = own
        said = {key: value for key, value in own.data.items() if key not in OTHER_KEYS} if own else {}
        self.data: dict[str, Any] = laid_over(base.data, said)
        if own:
            check(own, self.data, SCHEMA)

    def patterns(self, *pointer: str) -> Patterns:
        """Return the patterns of both layers under `pointer`."""
        own = _compiled(self.own, as_re2, OWN_PATTERNS, pointer) if self.own else ()
        return Patterns((*_compiled(self._base, self._base_form, "", pointer), *own))

    def error(self, what: str, *pointer: str | int, advice: str = "") -> ConfigurationError:
        """Return the error in the layer that speaks of `pointer`, the repository's own first."""
        if self.own and self.own.holds(*pointer):
            return self.own.error(what, *pointer, advice=advice)
        return self._base.error(what, *pointer, advice=advice)


def laid_over(below: Any, above: Any) -> Any:
    """Return two values as one: keys one by one; of anything else the upper."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return {**below, **{key: laid_over(below[key], value) if key in below else value for key, value in above.items()}}


def _check(layers: _Layers) -> None:
    """Refuse what each key alone may say and all together may not. Raises ConfigurationError."""
    cadences, points, grace = layers.data["cadences"], layers.data["procedure"]["points"], layers.data["grace"]
    weights = ", ".join(f"{name} {cadence['weight']:g}" for name, cadence in cadences.items())
    total = sum(cadence["weight"] for cadence in cadences.values())
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        advice = f"there are: {weights}; change one, or several"
        raise layers.error(f"the weights of the cadences sum to {total:g}, not to 1", "cadences", advice=advice)
    for name, cadence in cadences.items():
        for index, element in enumerate(cadence["required_elements"]):
            if element not in layers.data["categories"]:
                what, pointer = f"required element “{element}” is no category", ("cadences", name, "required_elements")
                raise layers.error(what, *pointer, index, advice=_nearest(element, layers.data["categories"]))
    if not math.isclose(total := sum(points.values()), 100, abs_tol=1e-6):
        told = ", ".join(f"{name} {value:g}" for name, value in points.items())
        what = f"the points of a procedure sum to {total:g}, not to 100"
        raise layers.error(what, "procedure", "points", advice=f"there are: {told}")
    if grace["at_least_minutes"] > grace["at_most_minutes"]:
        what = f"at least {grace['at_least_minutes']:g} minutes and at most {grace['at_most_minutes']:g} cannot be"
        raise layers.error(what, "grace", advice="the first must not be more than the second")


def _nearest(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(known)}"


def _category(layers: _Layers, name: str) -> Category:
    return Category(
        name=name,
        title=_title(layers.data["categories"][name].get("title", name.replace("_", " "))),
        words=layers.patterns("categories", name, "words"),
        commands=layers.patterns("categories", name, "commands"),
    )


def _title(text: str) -> str:
    return " ".join(shown(text).split())


Compile = Callable[[str], Expression]


def _compiled(document: Document, compiled: Compile, advice: str, pointer: tuple[str, ...]) -> tuple[Expression, ...]:
    data = document.data
    for part in pointer:
        data = data.get(part, {})
    found = []
    for index, text in enumerate(data):
        try:
            found.append(compiled(text))
        except RefusedError as refused:
            raise document.error(f"not a regular expression: {refused}", *pointer, index, advice=advice) from None
    return tuple(found)


@dataclass(frozen=True)
class _Later:
    """An expression of the spec that comes with ddd, which a test compiles: most runs ask for few of them."""

    text: str

    @cached_property
    def search(self) -> Callable[[str], Found | None]:
        """Search in a text."""
        return as_python(self.text).search


class RefusedError(Exception):
    """A text that is no regular expression, and why."""


def as_python(text: str) -> Expression:
    """Return an expression of a spec that a person named. Raises RefusedError when it is none."""
    try:
        return re.compile(text, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        raise RefusedError(error) from None


def as_re2(text: str) -> Expression:
    """Return an expression of a scanned repository, which may be anybody's. Raises RefusedError when it is none."""
    try:
        compiled: Expression = re2.compile(text, _OWN)
    except re2.error as error:  # it tells in bytes
        told = error.args[0] if error.args else ""
        raise RefusedError(told.decode("utf-8", "replace") if isinstance(told, bytes) else told) from None
    return compiled


def _quiet_and_blind_to_case() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options


_OWN = _quiet_and_blind_to_case()
