"""What a rule is: a generator over all facts of a kind in a repository, with a stable code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ddd.model import Evidence, Fact, Schedule, Severity

Lines = Callable[[str], Sequence[str]]
"""Gives the lines of a file of the repository, by its path."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may ask beside the facts."""

    lines: Lines
    as_of: date
    """The day on which things are judged: what ended before it has ended."""
    paths: frozenset[str] = frozenset()
    """Every file of the repository, whether it was read or not."""
    lead_days: int = 30
    """How many days before something ends people want to know, where the repository gives no lead of its own."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """One case of a rule."""

    message: str
    evidence: tuple[Evidence, ...]
    severity: Severity | None = None
    """None: as grave as its rule."""


Find = Callable[[Sequence[Any], Context], Iterator[Noticed]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for."""

    name: str
    """Its code, such as `DDD206`; never given to another rule."""
    title: str
    severity: Severity
    of: type[Fact]
    """The kind of the facts it is given, of every state; `Fact` for all."""
    find: Find


def rule(code: str, title: str, severity: Severity, of: type[Fact] = Schedule) -> Callable[[Find], Rule]:
    """Make a generator function a Rule; found by `ddd.lint.rules`."""

    def decorate(find: Find) -> Rule:
        return Rule(code, title, severity, of, find)

    return decorate
