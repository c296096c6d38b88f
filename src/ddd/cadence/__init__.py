"""Knows what a schedule's expression means: its firings, its cadence and the longest time between two firings.

Pure and memoised: an expression, a dialect and a zone always give the same answer, on every machine and on every day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import assert_never

from ddd.cadence import counting, cron, interval, oncalendar, zones
from ddd.cadence.counting import grace
from ddd.cadence.refusal import RefusedError
from ddd.cadence.timetable import Timetable
from ddd.model import Cadence, Dialect, State

__all__ = ["Recurrence", "firings", "gap_of_several", "grace", "recurrence"]

# Four years, as everywhere here: long enough for every rhythm of a calendar.
_TOGETHER = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What an expression means."""

    state: State
    """active, invalid, never, boot; once for a calendar event that fires a single time ever."""
    cadence: Cadence | None = None
    """None unless active."""
    longest_gap: int | None = None
    """Seconds between two firings at the most, in the schedule's zone, daylight saving included. None unless active."""
    note: str = ""
    """What a reader should know (`weekdays only`), or why the system refuses the expression."""


@lru_cache(maxsize=8192)
def recurrence(expression: str, dialect: Dialect, timezone: str | None = None) -> Recurrence:
    """Tell what an expression means. Takes any text; what the system would refuse is `invalid` and says why.

    timezone: an IANA name; None is UTC. A zone inside an OnCalendar expression goes before it.
    """
    try:
        return _meaning(expression, dialect, zones.find("UTC" if timezone is None else timezone))
    except RefusedError as refused:
        return Recurrence(State.INVALID, note=str(refused))


def firings(
    expression: str, dialect: Dialect, start: datetime, end: datetime, timezone: str | None = None
) -> Iterator[datetime]:
    """List the firings from `start` until before `end`, as aware times in the schedule's zone.

    Raises ValueError for an invalid expression, for one without a calendar (spans, `@reboot`) and for naive times.
    Subtract firings from one another in UTC: Python subtracts times of one zone by the wall clock.
    """
    if start.tzinfo is None or end.tzinfo is None:
        raise ValueError("start and end must be aware times")
    table, zone = _calendar(expression, dialect, zones.find("UTC" if timezone is None else timezone))
    return _listed(table, zone, start, end)


def gap_of_several(schedules: Sequence[tuple[str, Dialect, str | None]]) -> int | None:
    """Return the longest gap in seconds between two firings of several schedules (expression, dialect, zone) together.

    None for a single one, and where one of them has no calendar or fires many times a day: their own gaps say enough.
    """
    if len(schedules) < 2:
        return None
    together: set[datetime] = set()
    for expression, dialect, zone in schedules:
        alone = recurrence(expression, dialect, zone)
        if alone.cadence in (None, Cadence.SUB_DAILY) or dialect in (Dialect.SPAN, Dialect.EVERY):
            return None
        together.update(one.astimezone(UTC) for one in firings(expression, dialect, *_TOGETHER, zone))
    return max((int((later - one).total_seconds()) for one, later in pairwise(sorted(together))), default=None)


def _meaning(expression: str, dialect: Dialect, zone: tzinfo) -> Recurrence:
    match dialect:
        case Dialect.VIXIE | Dialect.CRONIE if expression.strip() == cron.BOOT:
            return Recurrence(State.BOOT)
        case Dialect.VIXIE | Dialect.CRONIE | Dialect.ONCALENDAR:
            return _counted(*_calendar(expression, dialect, zone))
        case Dialect.SPAN:
            seconds = interval.span(expression)
            return _lasting(seconds) if seconds else Recurrence(State.NEVER, note="infinity: switched off")
        case Dialect.EVERY:
            return _lasting(interval.every(expression))
        case _:
            assert_never(dialect)


def _calendar(expression: str, dialect: Dialect, zone: tzinfo) -> tuple[Timetable, tzinfo]:
    """Parse what has a calendar, and give the zone it is read in."""
    match dialect:
        case Dialect.VIXIE | Dialect.CRONIE:
            return cron.parse(expression, cronie=dialect is Dialect.CRONIE), zone
        case Dialect.ONCALENDAR:
            table, own_zone = oncalendar.parse(expression)
            return table, zones.find(own_zone) if own_zone else zone
        case Dialect.SPAN | Dialect.EVERY:
            raise RefusedError(f"{expression!r} is a length of time and has no calendar")
        case _:
            assert_never(dialect)


def _counted(table: Timetable, zone: tzinfo) -> Recurrence:
    count = counting.count(table, zone)
    if count.firings == 0:
        return Recurrence(State.NEVER, note="no such day ever comes")
    if count.firings == 1:
        return Recurrence(State.ONCE, note="fires a single time ever")
    cadence = counting.cadence_of_days(count.days_a_year, len(table.times))
    return Recurrence(State.ACTIVE, cadence, count.longest_gap, table.note)


def _lasting(seconds: int) -> Recurrence:
    return Recurrence(State.ACTIVE, counting.cadence_of_length(seconds), seconds)


def _listed(table: Timetable, zone: tzinfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Walk year by year, so that a far end costs nothing until it is reached."""
    previous: datetime | None = None
    for year in range(start.astimezone(zone).year, end.astimezone(zone).year + 1):
        for _, origin, first, last in table.stretches(table.days_of([year]), zones.eras(zone, year, year)):
            for time in table.times[first:last]:
                moment = zones.EPOCH + timedelta(seconds=origin + time)
                if start <= moment < end and moment != previous:  # made up for at a time that fires anyway
                    yield moment.astimezone(zone)
                    previous = moment
