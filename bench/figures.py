"""A figure, the goal it is held against, and how both are written: never rounded in our favour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum
from statistics import median

from bench.timing import Round


class Sense(Enum):
    """On which side of the limit it is good to be."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit."""

    sense: Sense
    limit: float
    unit: str = "×"

    def met_by(self, value: float) -> bool:
        """Whether the value is on the good side of the limit, or on it; what is not known is on neither."""
        if math.isnan(value):
            return False
        return value <= self.limit if self.sense is Sense.AT_MOST else value >= self.limit

    def written(self, value: float) -> str:
        """Write the value with about three digits, rounded towards the bad side."""
        if not math.isfinite(value):
            return "unknown" if math.isnan(value) else "no end"
        last_digit = Decimal("0.01") if abs(value) < 10 else Decimal("0.1") if abs(value) < 100 else Decimal(1)
        worse = ROUND_CEILING if self.sense is Sense.AT_MOST else ROUND_FLOOR
        return f"{Decimal(str(value)).quantize(last_digit, worse)}{self._mark}"

    def __str__(self) -> str:
        return f"{self.sense.value} {self.limit:g}{self._mark}" if math.isfinite(self.limit) else ""

    @property
    def _mark(self) -> str:
        return f" {self.unit}" if self.unit else ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table."""

    what: str
    against: str
    goal: Goal
    value: float
    values: tuple[float, ...]
    """One of each round."""
    seconds: tuple[float, ...] = ()
    """Medians of the wall clock, ours first; for the curious, the machine decides them."""
    cpu: float | None = None
    """Median ratio of the CPU time, which other work on the machine moves less."""

    @property
    def met(self) -> bool | None:
        """None where there is no goal: a figure that explains others."""
        return self.goal.met_by(self.value) if math.isfinite(self.goal.limit) else None


NO_GOAL = Goal(Sense.AT_MOST, math.inf)


def at_most(limit: float, unit: str = "×") -> Goal:
    """Return the goal of being no more than the limit."""
    return Goal(Sense.AT_MOST, limit, unit)


def at_least(limit: float, unit: str = "×") -> Goal:
    """Return the goal of being no less than the limit."""
    return Goal(Sense.AT_LEAST, limit, unit)


def ratio(what: str, rounds: Sequence[Round], ours: str, theirs: str, goal: Goal, without: str = "") -> Figure:
    """Hold one command against another: the median of the ratios of each round, upside down where more is better.

    `without` names a command whose time is taken from ours: start-up.
    """
    walls = [(one[ours].wall - (one[without].wall if without else 0), one[theirs].wall) for one in rounds]
    cpus = [(one[ours].cpu - (one[without].cpu if without else 0), one[theirs].cpu) for one in rounds]
    values = tuple(_quotients(walls, goal))
    seconds = tuple(median(column) for column in zip(*walls, strict=True))
    return Figure(what, theirs, goal, median(values), values, seconds, median(_quotients(cpus, goal)))


def highest(what: str, values: Iterable[float], goal: Goal) -> Figure:
    """Hold the highest of some values against a goal."""
    values = tuple(values)
    return Figure(what, "", goal, max(values), values)


def middle(what: str, values: Iterable[float], goal: Goal) -> Figure:
    """Hold the median of some values against a goal."""
    values = tuple(values)
    return Figure(what, "", goal, median(values), values)


def _quotients(pairs: Iterable[tuple[float, float]], goal: Goal) -> list[float]:
    upside_down = goal.sense is Sense.AT_LEAST
    return [theirs / ours if upside_down else ours / theirs for ours, theirs in pairs]
