"""The return-on-investment model: the hours that routine work takes a team in a year, by inputs that are told.

What of it runbooks save is not computed: nobody measured it. Beside the hours stands what the repository holds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ddd.errors import UsageError
from ddd.model import Assessment, Cadence, Plan
from ddd.spec import Spec, Work

LARGEST_TEAM = 1_000_000
GIVEN = "given on the command line"
RECORDED = "mean of the recorded durations"
_MINUTES = 60
_LONGEST = {Cadence.DAILY: 1_440, Cadence.WEEKLY: 10_080, Cadence.MONTHLY: 44_640}
"""Minutes in a day, a week and a month of 31 days: nobody works longer."""
_CURRENCY = re.compile(r"[A-Z]{3}")
_LARGEST_RATE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The routine work of one cadence."""

    cadence: Cadence
    minutes: float
    """Of one person, each time."""
    times_a_year: int
    hours: float
    """Of the team in a year, not rounded."""
    source: str
    """Who says how many minutes: an assumption and where it stands, the command line, or what was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What an hour of work costs."""

    amount: float
    currency: str
    """A code of ISO 4217."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roi:
    """The hours of a team and their sum."""

    team_size: int
    lines: tuple[Line, ...]
    rate: Rate | None = None

    @property
    def hours(self) -> float:
        """Of all lines, not rounded."""
        return math.fsum(line.hours for line in self.lines)

    @property
    def adds_up(self) -> bool:
        """Whether the rounded lines sum to the rounded total."""
        return sum(rounded(line.hours) for line in self.lines) == rounded(self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a repository holds of one cadence."""

    cadence: Cadence
    tasks: int
    complete: int
    """Of them, those with a complete procedure and an owner."""


def compute(
    work: Mapping[Cadence, Work],
    team_size: int,
    *,
    sources: Mapping[Cadence, str],
    given: Mapping[Cadence, float | None] | None = None,
    measured: Mapping[Cadence, float] | None = None,
    rate: Rate | None = None,
) -> Roi:
    """Return the hours of routine work of a team in a year.

    `sources` say where `work` stands, `given` holds minutes that replace its own, `measured` the recorded minutes of
    one person and time, which replace an assumption and nothing that was given. Raises UsageError for numbers that
    cannot be.
    """
    if not 1 <= team_size <= LARGEST_TEAM:
        raise UsageError(f"a team of {team_size}", advice=f"--team-size takes 1 to {LARGEST_TEAM}")
    asked = {cadence: minutes for cadence, minutes in (given or {}).items() if minutes is not None}
    return Roi(
        team_size=team_size,
        lines=tuple(
            _line(cadence, one, team_size, *_minutes(cadence, one, sources[cadence], asked, measured or {}))
            for cadence, one in work.items()
        ),
        rate=_checked(rate) if rate else None,
    )


def counted(plan: Plan, assessment: Assessment, spec: Spec) -> tuple[Counted, ...]:
    """Return how many tasks there are of each cadence, and how many have a complete procedure and an owner."""
    scores = {one.task: one.score for one in assessment.completeness}
    whole = {
        task.id
        for task in plan.tasks
        if scores[task.id] >= spec.complete and any(spec.says(one.text) for one in task.owners)
    }
    groups = {cadence: [task.id for task in plan.tasks if task.cadence is cadence] for cadence in Cadence}
    return tuple(
        Counted(cadence=cadence, tasks=len(tasks), complete=len(whole.intersection(tasks)))
        for cadence, tasks in groups.items()
        if tasks
    )


def rounded(number: float) -> int:
    """Return the whole number a person would round to: halves go up."""
    return int(Decimal(repr(number)).quantize(Decimal(1), ROUND_HALF_UP))


def _line(cadence: Cadence, one: Work, team_size: int, minutes: float, source: str) -> Line:
    hours = minutes * one.times_a_year * team_size / _MINUTES
    return Line(cadence=cadence, minutes=minutes, times_a_year=one.times_a_year, hours=hours, source=source)


def _minutes(
    cadence: Cadence, one: Work, source: str, given: Mapping[Cadence, float], measured: Mapping[Cadence, float]
) -> tuple[float, str]:
    """Return the minutes of one time and who says so."""
    if cadence in given:
        minutes, longest = given[cadence], _LONGEST[cadence]
        if not 0 <= minutes <= longest:  # also what is not a number
            advice = f"--{cadence}-minutes takes 0 to {longest}: the minutes of one person, each time"
            raise UsageError(f"{minutes:g} minutes of {cadence} work", advice=advice)
        return minutes, GIVEN
    if cadence in measured:
        return measured[cadence], RECORDED
    return one.minutes, f"assumption, from {source}"


def _checked(rate: Rate) -> Rate:
    if not 0 < rate.amount <= _LARGEST_RATE:
        raise UsageError(f"an hourly rate of {rate.amount:g}", advice=f"--hourly-rate takes 0 to {_LARGEST_RATE}")
    if not _CURRENCY.fullmatch(rate.currency):
        raise UsageError(f"no currency “{rate.currency}”", advice="--currency takes a code of ISO 4217, such as EUR")
    return rate
