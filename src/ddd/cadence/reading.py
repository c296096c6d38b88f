"""What reading an expression gives: the shapes every dialect comes down to, whatever its grammar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ddd.cadence.timetable import Timetable
from ddd.model import State


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days by times, once or several times over: it fires whenever one of the timetables does."""

    tables: tuple[Timetable, ...]
    zone: str | None = None
    """Named inside the expression; it goes before the schedule's own."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A calendar that is no set of days: every third week, the last working day of a quarter."""

    between: Callable[[datetime, datetime, tzinfo], Iterator[datetime]]
    """Lists the firings from the first moment until before the second, ascending, as aware times."""
    zone: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: it fires so long after it fired."""

    seconds: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """No recurrence: at boot, by hand, a single time, never."""

    state: State
    note: str = ""


Reading = Calendar | Listed | Length | Standing
Read = Callable[[str], Reading]
"""Reads an expression of one dialect. Raises RefusedError for what its system would refuse."""
