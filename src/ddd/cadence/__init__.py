"""Knows what a schedule's expression means: its firings, its cadence and the longest time between two firings.

Pure and memoised: an expression, a dialect and a zone always give the same answer, on every machine and on every day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache, partial
from heapq import merge
from itertools import groupby, pairwise
from typing import assert_never

from ddd.cadence import counting, zones
from ddd.cadence.dialects import READERS
from ddd.cadence.reading import Calendar, Length, Listed, Reading, Standing
from ddd.cadence.refusal import RefusedError
from ddd.cadence.timetable import Timetable
from ddd.model import Cadence, Dialect, State

__all__ = ["Recurrence", "firings", "gap_of_several", "recurrence"]

# Four years, as everywhere here: long enough for every rhythm of a calendar.
_TOGETHER = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
_MOST_TOGETHER = 50


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

    timezone: an IANA name; None is UTC. A zone inside the expression goes before it.
    """
    try:
        reading = _read(expression, dialect)
        return _meaning(reading, _zone(reading, timezone))
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
    reading = _read(expression, dialect)
    if not isinstance(reading, Calendar | Listed):
        raise RefusedError(f"{expression!r} is no calendar: it has no firings to list")
    zone = _zone(reading, timezone)
    return (moment.astimezone(zone) for moment in _between(reading, start, end, zone))


def gap_of_several(schedules: Sequence[tuple[str, Dialect, str | None]]) -> int | None:
    """Return the longest gap in seconds between two firings of several schedules (expression, dialect, zone) together.

    None for a single one, and where one of them has no calendar or fires many times a day: their own gaps say enough.
    Of more than anybody writes for one job the first are taken: others can only make the gap shorter.
    """
    several = tuple(dict.fromkeys(schedules))[:_MOST_TOGETHER]
    if len(several) < 2:
        return None
    together: set[datetime] = set()
    for expression, dialect, zone in several:
        alone = recurrence(expression, dialect, zone)
        if alone.cadence in (None, Cadence.SUB_DAILY) or isinstance(_read(expression, dialect), Length):
            return None
        together.update(one.astimezone(UTC) for one in firings(expression, dialect, *_TOGETHER, zone))
    return max((int((later - one).total_seconds()) for one, later in pairwise(sorted(together))), default=None)


def _read(expression: str, dialect: Dialect) -> Reading:
    return READERS[dialect](expression)


def _meaning(reading: Reading, zone: tzinfo) -> Recurrence:
    match reading:
        case Standing(state, note):
            return Recurrence(state, note=note)
        case Length(seconds, note):
            return Recurrence(State.ACTIVE, counting.cadence_of_length(seconds), seconds, note)
        case Calendar((table,)):
            count, note = counting.count(table, zone), "; ".join(filter(None, (table.note, reading.note)))
        case Calendar(tables):
            count, note = counting.count_together(tables, zone), reading.note
        case Listed():
            count, note = counting.count_listed(partial(_between, reading, zone=zone)), reading.note
        case _:
            assert_never(reading)
    return _counted(count, note)


def _counted(count: counting.Count, note: str) -> Recurrence:
    if count.firings == 0:
        return Recurrence(State.NEVER, note="no such day ever comes")
    if count.firings == 1:
        return Recurrence(State.ONCE, note="fires a single time ever")
    cadence = counting.cadence_of_days(count.days_a_year, count.firings_a_day)
    return Recurrence(State.ACTIVE, cadence, count.longest_gap, note)


def _zone(reading: Reading, timezone: str | None) -> tzinfo:
    own = reading.zone if isinstance(reading, Calendar | Listed) else None
    return zones.find(own or ("UTC" if timezone is None else timezone))


def _between(reading: Calendar | Listed, start: datetime, end: datetime, zone: tzinfo) -> Iterator[datetime]:
    if isinstance(reading, Listed):
        return reading.between(start, end, zone)
    several = [_listed(table, zone, start, end) for table in reading.tables]
    return (
        (moment for moment, _ in groupby(merge(*several, key=_instant), key=_instant))
        if len(several) > 1
        else several[0]
    )


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _listed(table: Timetable, zone: tzinfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Walk year by year, so that a far end costs nothing until it is reached, and nothing before the start is made."""
    opens, closes = ((moment - zones.EPOCH) // timedelta(seconds=1) for moment in (start, end))
    opens += start.microsecond > 0
    previous: int | None = None
    for year in range(start.astimezone(zone).year, end.astimezone(zone).year + 1):
        for _, origin, first, last in table.stretches(table.days_of([year]), zones.eras(zone, year, year)):
            from_ = bisect_left(table.times, opens - origin, first, last)
            for time in table.times[from_ : bisect_left(table.times, closes - origin, first, last)]:
                moment = origin + time
                if moment != previous:  # made up for at a time that fires anyway
                    yield zones.at(moment, zone)
                    previous = moment
