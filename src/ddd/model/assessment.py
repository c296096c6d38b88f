"""The Assessment: what the plan earned, what is missing, and whether the gate lets it pass."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from ddd.model.facts import Evidence
from ddd.model.inventory import Finding
from ddd.model.words import Cadence

_NOISE = 1e-9
"""Below this, a difference is one of floating point."""


class Ratio(msgspec.Struct, frozen=True):
    """A figure as a share: what is there of what could be. Both numbers are told wherever it is."""

    earned: float
    possible: float

    @property
    def percent(self) -> float | None:
        """0 to 100 with one decimal; None for 0 of 0. Only all of it is 100, only nothing is 0."""
        if not self.possible:
            return None
        share = round(100 * self.earned / self.possible, 1)
        if share >= 100 and self.earned < self.possible - _NOISE:
            return 99.9
        return 0.1 if share <= 0 and self.earned > _NOISE else share


class Verdict(StrEnum):
    """How far a required element of the spec is there."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion of Procedure Completeness: what it earned, why, and what would earn the rest."""

    criterion: str
    earned: float
    possible: float
    reason: str
    """Why it earned what it did; where something is missing, what to add."""
    evidence: tuple[Evidence, ...] = ()


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
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

    def point(self, criterion: str) -> Point | None:
        """Return what one criterion earned; None where it is not asked of this Task."""
        return next((point for point in self.points if point.criterion == criterion), None)


class ElementResult(msgspec.Struct, frozen=True, kw_only=True):
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


class CadenceResult(msgspec.Struct, frozen=True, kw_only=True):
    """The required elements of one cadence."""

    cadence: Cadence
    weight: float
    elements: tuple[ElementResult, ...]

    @property
    def share(self) -> Ratio:
        """What its elements earned, of one each."""
        return Ratio(sum(one.earned for one in self.elements), len(self.elements))

    @property
    def coverage(self) -> float:
        """0 to 100: the mean of its elements."""
        return self.share.percent or 0.0


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a part of the plan: the tasks of one component, or of one owner."""

    name: str
    """The folder, or whom to call; empty for the tasks that belong to none."""
    tasks: int
    maintenance: Ratio
    """Of the required elements that its tasks are meant for; 0 of 0 where they are meant for none."""
    procedures: Ratio
    automation: Ratio


class Lack(StrEnum):
    """What a person with no prior knowledge would have to ask before they could carry out a Task."""

    PROCEDURE = "a complete procedure"
    BLANKS = "what stands in its blanks"
    ACCESS = "access"
    PREREQUISITES = "prerequisites"
    VALIDATION = "validation"


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a person with no prior knowledge could carry out a Task from its page."""

    task: str
    cadence: Cadence
    lacks: tuple[Lack, ...]
    """What they would have to ask somebody, each once; empty: they could."""


class Documented(msgspec.Struct, frozen=True, kw_only=True):
    """Documentation Coverage of one kind of units."""

    kind: str
    title: str = ""
    """What the spec calls such units, for people."""
    complete: Ratio
    """Units with all elements that the spec requires."""
    elements: tuple[tuple[str, Ratio], ...]
    """Each element that is required or reported apart, and how many units have it."""


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """One condition on which a pipeline passes or fails."""

    name: str
    """`maintenance coverage`, a cadence, a component, `findings new since main`, …"""
    measured: float | None
    """None: 0 of 0; nothing to fail on."""
    wanted: float
    """At least this much; of findings, at most."""
    passed: bool


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """All figures. None means 0/0 or not measured, never a number that looks like one."""

    maintenance: Ratio
    """Earned and possible weight."""
    procedures: Ratio
    """Points of Procedure Completeness over all active Tasks, of 100 each."""
    escalation: Ratio
    """Failure modes in force with a defined path (how grave, whom, after how long), of all."""
    automation: Ratio
    """Tasks whose every step is a command that needs no judgement, of all."""
    documentation: Ratio | None = None
    """Documented units of all; None: not measured."""
    documented: tuple[Documented, ...] = ()
    """By kind of unit."""
    cadences: tuple[CadenceResult, ...]
    completeness: tuple[Completeness, ...]
    """By task id, one for each Task."""
    categories: Mapping[str, str]
    """Task id -> category, where one was recognised or declared."""
    components: tuple[Share, ...] = ()
    owners: tuple[Share, ...] = ()
    readiness: tuple[Readiness, ...] = ()
    """By task id, one for each Task."""
    findings: tuple[Finding, ...]
    threshold: float
    """What the whole must reach, 0 to 100."""
    configured: str = ""
    """What the repository's own configuration changes (`.ddd.yaml: categories, threshold`); empty: nothing."""
    gates: tuple[Gate, ...] = ()
    """Every condition that was asked for, the whole first."""

    @property
    def passed(self) -> bool:
        """Every gate lets it pass."""
        return all(gate.passed for gate in self.gates)

    @property
    def maintenance_coverage(self) -> float | None:
        """0 to 100."""
        return self.maintenance.percent

    @property
    def procedure_completeness(self) -> float | None:
        """0 to 100: the mean over the active Tasks."""
        return self.procedures.percent

    @property
    def escalation_clarity(self) -> float | None:
        """0 to 100."""
        return self.escalation.percent

    @property
    def automation_potential(self) -> float | None:
        """0 to 100."""
        return self.automation.percent

    @property
    def documentation_coverage(self) -> float | None:
        """0 to 100."""
        return self.documentation.percent if self.documentation else None

    @property
    def gap(self) -> float | None:
        """Documentation Coverage less Maintenance Coverage, in points of a hundred; negative where less is told."""
        documented, maintained = self.documentation_coverage, self.maintenance_coverage
        return None if documented is None or maintained is None else round(documented - maintained, 1)
