"""What was measured, in words and numbers: the two coverages, the gap between them, and what would earn most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddd.model import Assessment, Cadence, Ratio

NOT_MEASURED = "not measured"
_BIGGEST = 3
_LEAST = 0.05
"""Points: less would be told as 0."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with what was counted."""

    name: str
    value: float | None
    """0 to 100; None: not measured, or 0 of 0."""
    counted: str
    """`41 of 44 units`; empty where nothing was."""
    about: str = ""
    """What it says, in a few words."""

    @property
    def told(self) -> str:
        """Its value in words."""
        return percent(self.value)


@dataclass(frozen=True, slots=True)
class Wanting:
    """A required element that did not earn all it could."""

    cadence: Cadence
    element: str
    verdict: str
    reason: str
    points: float
    """By how many points of a hundred Maintenance Coverage would grow."""
    tasks: tuple[str, ...]
    """Ids of the tasks that serve it, the best first."""


def percent(value: float | None) -> str:
    """Return a figure: `41.5 %`, or that there is none."""
    return NOT_MEASURED if value is None else f"{value:g} %"


def number(value: float) -> str:
    """Return a count without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def documentation(assessment: Assessment) -> Figure:
    """Return Documentation Coverage."""
    return _figure("Documentation coverage", assessment.documentation, "units", "what is written about what there is")


def maintenance(assessment: Assessment) -> Figure:
    """Return Maintenance Coverage."""
    share = assessment.maintenance
    points = Ratio(100 * share.earned, 100 * share.possible)
    return _figure("Maintenance coverage", points, "points", "what a person could work from")


def figures(assessment: Assessment) -> tuple[Figure, ...]:
    """Return every figure of the whole, the two of the gap first."""
    return (
        documentation(assessment),
        maintenance(assessment),
        _figure("Procedure completeness", assessment.procedures, "points", "how far the tasks are written down"),
        _figure(
            "Escalation clarity",
            assessment.escalation,
            "failure modes",
            "say how grave they are, whom to call and after how long",
        ),
        _figure("Automation potential", assessment.automation, "tasks", "a machine could carry out alone"),
    )


def cadences(assessment: Assessment) -> tuple[Figure, ...]:
    """Return the coverage of each cadence that the spec asks something of."""
    return tuple(
        _figure(one.cadence.capitalize(), one.share, "elements", f"weighs {number(100 * one.weight)} % of the whole")
        for one in assessment.cadences
    )


def gap(assessment: Assessment) -> str:
    """Return the gap in words."""
    points = assessment.gap
    match points:
        case None:
            return NOT_MEASURED
        case 0:
            return "none: as much is maintained as is documented"
        case _ if points > 0:
            return f"{points:g} points: documented, but nobody could maintain it from there"
    return f"{-points:g} points the other way: more can be maintained than is documented"


def biggest_lacks(assessment: Assessment, most: int = _BIGGEST) -> list[Wanting]:
    """Return what would earn Maintenance Coverage most, the most first."""
    return sorted(_wanting(assessment), key=lambda one: (-one.points, one.cadence, one.element))[:most]


def _wanting(assessment: Assessment) -> Iterator[Wanting]:
    whole = sum(one.weight for one in assessment.cadences)
    for result in assessment.cadences:
        for element in result.elements:
            lost = 100 * result.weight * (1 - element.earned) / (len(result.elements) * whole)
            if lost >= _LEAST:
                yield Wanting(
                    result.cadence,
                    element.element,
                    element.verdict.value,
                    element.reason,
                    round(lost, 1),
                    element.tasks,
                )


def _figure(name: str, share: Ratio | None, of: str, about: str) -> Figure:
    if share is None or share.percent is None:
        return Figure(name, None, "", about)
    return Figure(name, share.percent, f"{number(share.earned)} of {number(share.possible)} {of}", about)
