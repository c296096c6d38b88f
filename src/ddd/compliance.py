"""Control families of standards, and which evidence for them a repository can hold: named data, read and checked.

The data that comes with ddd is `specs/compliance.yaml`; a person may name a whole file of their own. All of it is
mappings by name, so that a repository's own words can later be laid over it key by key, as `ddd.spec` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import re2

from ddd.documents import Document, read
from ddd.resources import specs

DEFAULT = "compliance.yaml"
SCHEMA = "compliance.schema.json"


@dataclass(frozen=True, slots=True)
class Words:
    """Regular expressions of RE2 of which one must occur in a text, case ignored."""

    found_in: tuple[Callable[[str], object], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.found_in)

    def match(self, text: str) -> bool:
        """Tell whether any of them occurs in `text`."""
        return any(found(text) for found in self.found_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRule:
    """Which tasks count: those for which all holds that is given."""

    categories: tuple[str, ...] = ()
    """Of the maintenance spec, one of them."""
    done_by: str = ""
    """`machines`: a schedule of the repository runs it; `people`: nothing does; empty: either."""
    words: Words = Words()
    """In its name, title or purpose."""
    commands: Words = Words()
    """In one of the simple commands that it runs, the program first and without its folder."""
    spec_commands: bool = False
    """The commands by which the spec recognises the categories count beside `commands`."""
    says: tuple[str, ...] = ()
    """What it documents of itself: `complete`, `on_failure`, `owner`, `rollback`, `validation`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRule:
    """Which facts count: of these controls or kinds, and all holds that is given."""

    controls: tuple[str, ...] = ()
    """`ddd.model.Control.control`."""
    kinds: tuple[str, ...] = ()
    """`escalation`, `expiry`, `rollback`, `trigger`."""
    says: Words = Words()
    """In its name, its subject, its value or what it holds for."""
    not_says: Words = Words()
    systems: tuple[str, ...] = ()
    """Only those of these systems."""
    not_systems: tuple[str, ...] = ()
    certain: bool = False
    """Only those that hold whatever is set outside of the repository."""
    at_least_days: int = 0
    """A control that says an age must say so many days; one that says no age (`8 rotations`) is not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of evidence: the tasks and facts for which any of its rules holds."""

    name: str
    title: str
    add: str
    """What to add to the repository where none is found, as the end of a sentence; `backticks` mean code."""
    tasks: tuple[TaskRule, ...] = ()
    facts: tuple[FactRule, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the categories of the spec that its rules name."""
        return tuple(dict.fromkeys(name for rule in self.tasks for name in rule.categories))

    @property
    def asks_for_work(self) -> bool:
        """Tell whether a task counts by what it does, not by what it documents of itself."""
        return any(not rule.says for rule in self.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One control family of a standard."""

    number: str
    title: str
    """In our own words: the standard's are not ours to print."""
    evidence: tuple[str, ...]
    """Names of kinds; empty: nothing in a repository serves it."""
    beyond: str = ""
    """What of it no repository shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One edition of a standard, as far as maintenance touches it."""

    name: str
    title: str
    edition: str
    called: tuple[str, ...]
    """How repositories name it."""
    families: tuple[Family, ...]

    def is_named_in(self, text: str) -> bool:
        """Tell whether a repository that says `text` (`PCI DSS 10.5.1`) speaks of this standard, of any edition."""
        return any(one.casefold() in text.casefold() for one in self.called)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    """All kinds of evidence and all standards, in the order of the file."""

    kinds: Mapping[str, Kind]
    standards: tuple[Standard, ...]


def load(path: Path | None = None) -> Compliance:
    """Read the data at `path`, or that which comes with ddd.

    Raises ConfigurationError with `file:line:column` when it cannot be read or is not valid.
    """
    document = read(path or Path(str(specs() / DEFAULT)), SCHEMA)
    kinds = {name: _kind(document, name) for name in document.data["evidence"]}
    _check(document, kinds)
    return Compliance(
        kinds=kinds,
        standards=tuple(_standard(name, one) for name, one in document.data["standards"].items()),
    )


def _check(document: Document, kinds: Mapping[str, Kind]) -> None:
    """Refuse a family that asks for a kind of evidence nobody described. Raises ConfigurationError."""
    for standard, said in document.data["standards"].items():
        for number, family in said["families"].items():
            for index, name in enumerate(family["evidence"]):
                if name not in kinds:
                    pointer = ("standards", standard, "families", number, "evidence", index)
                    advice = f"there are: {', '.join(kinds)}"
                    raise document.error(f"“{name}” is no kind of evidence", *pointer, advice=advice)


def _kind(document: Document, name: str) -> Kind:
    said = document.data["evidence"][name]
    at = ("evidence", name)
    tasks = [_task_rule(document, one, (*at, "tasks", index)) for index, one in enumerate(said.get("tasks", ()))]
    facts = [_fact_rule(document, one, (*at, "facts", index)) for index, one in enumerate(said.get("facts", ()))]
    return Kind(name=name, title=said["title"], add=said["add"], tasks=tuple(tasks), facts=tuple(facts))


def _task_rule(document: Document, said: Mapping[str, Any], at: tuple[str | int, ...]) -> TaskRule:
    return TaskRule(
        categories=tuple(said.get("categories", ())),
        done_by=said.get("done_by", ""),
        words=_words(document, said.get("words", ()), (*at, "words")),
        commands=_words(document, said.get("commands", ()), (*at, "commands")),
        spec_commands=said.get("spec_commands", False),
        says=tuple(said.get("says", ())),
    )


def _fact_rule(document: Document, said: Mapping[str, Any], at: tuple[str | int, ...]) -> FactRule:
    return FactRule(
        controls=tuple(said.get("controls", ())),
        kinds=tuple(said.get("kinds", ())),
        says=_words(document, said.get("says", ()), (*at, "says")),
        not_says=_words(document, said.get("not_says", ()), (*at, "not_says")),
        systems=tuple(said.get("systems", ())),
        not_systems=tuple(said.get("not_systems", ())),
        certain=said.get("certain", False),
        at_least_days=said.get("at_least_days", 0),
    )


def _words(document: Document, texts: Iterable[str], at: tuple[str | int, ...]) -> Words:
    """Return compiled expressions. Raises ConfigurationError with the place of one that RE2 refuses."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    found = []
    for index, text in enumerate(texts):
        try:
            found.append(re2.compile(text, options).search)
        except re2.error:
            advice = "patterns are those of RE2: no lookahead, no backreference"
            raise document.error("not a regular expression", *at, index, advice=advice) from None
    return Words(tuple(found))


def _standard(name: str, said: Mapping[str, Any]) -> Standard:
    families = said["families"].items()
    return Standard(
        name=name,
        title=said["title"],
        edition=said["edition"],
        called=tuple(said.get("called", ())),
        families=tuple(
            Family(number=number, title=one["title"], evidence=tuple(one["evidence"]), beyond=one.get("beyond", ""))
            for number, one in families
        ),
    )
