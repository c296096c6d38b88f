"""What a rule is: a generator over all schedules of a repository, with a stable code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ddd.model import Evidence, Schedule, Severity

Lines = Callable[[str], Sequence[str]]
"""Gives the lines of a file of the repository, by its path."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """One case of a rule."""

    message: str
    evidence: tuple[Evidence, ...]
    severity: Severity | None = None
    """None: as grave as its rule."""


Find = Callable[[Sequence[Schedule], Lines], Iterator[Noticed]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for."""

    name: str
    """Its code, such as `DDD206`; never given to another rule."""
    title: str
    severity: Severity
    find: Find


def rule(code: str, title: str, severity: Severity) -> Callable[[Find], Rule]:
    """Make a generator function a Rule; found by `ddd.lint.rules`."""

    def decorate(find: Find) -> Rule:
        return Rule(code, title, severity, find)

    return decorate
