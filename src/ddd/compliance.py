"""Control families of standards, and which evidence for them a repository can hold: named data, read and checked.

The data that comes with ddd is `specs/compliance.yaml`; a person may name a whole file of their own. All of it is
mappings by name, so that a repository's own words can later be laid over it key by key, as `ddd.spec` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ddd.documents import Document, read
from ddd.resources import specs

DEFAULT = "compliance.yaml"
SCHEMA = "compliance.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of evidence: what any of the four names; with categories and `tasks_say`, tasks that fit both."""

    name: str
    title: str
    add: str
    """What to add to the repository where none is found, as the end of a sentence; `backticks` mean code."""
    categories: tuple[str, ...] = ()
    """Of the maintenance spec."""
    controls: tuple[str, ...] = ()
    """`ddd.model.Control.control`."""
    facts: tuple[str, ...] = ()
    """`escalation`, `expiry`, `rollback`, `trigger`."""
    tasks_say: tuple[str, ...] = ()
    """`complete`, `on_failure`, `owner`, `rollback`, `validation`."""


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
    kinds = {name: _kind(name, one) for name, one in document.data["evidence"].items()}
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


def _kind(name: str, said: Mapping[str, Any]) -> Kind:
    return Kind(
        name=name,
        title=said["title"],
        add=said["add"],
        categories=tuple(said.get("categories", ())),
        controls=tuple(said.get("controls", ())),
        facts=tuple(said.get("facts", ())),
        tasks_say=tuple(said.get("tasks_say", ())),
    )


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
