"""The Assessment: what the plan earned, what is missing, and whether the gate lets it pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ddd.model.facts import Evidence
from ddd.model.inventory import Finding
from ddd.model.words import Cadence


class Verdict(StrEnum):
    """How far a required element of the spec is there."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One criterion of Procedure Completeness: what it earned, why, and what would earn the rest."""

    criterion: str
    earned: float
    possible: float
    reason: str
    """Why it earned what it did; where something is missing, what to add."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Procedure Completeness of one Task, 0 to 100."""

    task: str
    score: float
    points: tuple[Point, ...]
    cap: str = ""
    """Why the score was held down although the points say more; empty when it was not."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The criteria that did not earn all they could."""
        return tuple(point.criterion for point in self.points if point.earned < point.possible)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementResult:
    """One required element of a cadence and what it earned."""

    element: str
    verdict: Verdict
    earned: float
    """0 to 1: the completeness of its best Task."""
    tasks: tuple[str, ...]
    """Ids of the Tasks that serve it, the best first."""
    missing: tuple[str, ...]
    """What its best Task lacks; with no Task at all, `task`."""
    reason: str
    """In words, with the smallest change that would earn more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceResult:
    """The required elements of one cadence."""

    cadence: Cadence
    weight: float
    coverage: float
    """0 to 100: the mean of its elements."""
    elements: tuple[ElementResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All figures. None means 0/0 or not measured, never a number that looks like one."""

    maintenance_coverage: float | None
    procedure_completeness: float | None
    """Mean over the active Tasks."""
    cadences: tuple[CadenceResult, ...]
    completeness: tuple[Completeness, ...]
    """By task id, one for each Task."""
    categories: Mapping[str, str]
    """Task id -> category, where one was recognised or declared."""
    findings: tuple[Finding, ...]
    threshold: float
    passed: bool
    documentation_coverage: float | None = None
    escalation_clarity: float | None = None
    automation_potential: float | None = None
