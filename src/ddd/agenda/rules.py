"""Turns a schedule into rules of RFC 5545 where they are exactly the same, and says so where none is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import pairwise, product

from ddd.cadence import zones
from ddd.cadence.reading import Calendar, Reading
from ddd.cadence.timetable import Timetable
from ddd.cadence.words import ALL_DAYS, ALL_MONTHS, ALL_WEEKDAYS

Rule = dict[str, list[str] | list[int] | str]
"""The parts of an RRULE, by their names."""

_LAST_YEAR = 2199
_YEARS_OF_CLOCK_CHANGES = 12
"""Looked at ahead: every way of moving clocks that is in force now has come round by then."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rules(reading: Reading, zone: tzinfo, first_year: int) -> tuple[Rule, ...] | None:
    """Return rules that no two of fire together and that all of fire when the reading does; None where there are none.

    A time that the clocks of the zone skip or repeat in some year has none: RFC 5545 moves it otherwise than cron and
    systemd do.
    """
    if not isinstance(reading, Calendar) or len(reading.tables) != 1:
        return None
    (table,) = reading.tables
    if not _is_plain(table, first_year) or _meets_clock_change(table, zone, first_year):
        return None
    if (times := _times(table.times)) is None:
        return None
    months: Rule = {} if table.months >= ALL_MONTHS else {"BYMONTH": sorted(table.months)}
    return tuple({**days, **months, **times} for days in _days(table))


def _is_plain(table: Timetable, first_year: int) -> bool:
    endless = table.years is None or table.years.issuperset(range(first_year, _LAST_YEAR + 1))
    return endless and not table.day_rules and not table.weekday_rules


def _days(table: Timetable) -> Iterator[Rule]:
    """Say the days; where either field is enough, the second rule leaves out the weekdays of the first."""
    dates = None if table.days >= ALL_DAYS else sorted(table.days)
    weekdays = None if table.weekdays >= ALL_WEEKDAYS else table.weekdays
    every_day = dates is None or weekdays is None if table.either else dates is None and weekdays is None
    if every_day:
        yield {"FREQ": "DAILY"}
    elif dates is None:
        yield {"FREQ": "WEEKLY", "BYDAY": _named(weekdays or ())}
    elif weekdays is None:
        yield {"FREQ": "MONTHLY", "BYMONTHDAY": dates}
    elif table.either:
        yield {"FREQ": "WEEKLY", "BYDAY": _named(weekdays)}
        yield {"FREQ": "MONTHLY", "BYMONTHDAY": dates, "BYDAY": _named(ALL_WEEKDAYS - weekdays)}
    else:
        yield {"FREQ": "MONTHLY", "BYMONTHDAY": dates, "BYDAY": _named(weekdays)}


def _named(weekdays: Sequence[int] | frozenset[int]) -> list[str]:
    return [_WEEKDAYS[day] for day in sorted(weekdays)]


def _times(times: Sequence[int]) -> Rule | None:
    """Say the times of day; none where they are not every hour by every minute by every second of theirs."""
    hours, minutes, seconds = (
        sorted({time // size % count for time in times}) for size, count in ((3600, 24), (60, 60), (1, 60))
    )
    if [hour * 3600 + minute * 60 + second for hour, minute, second in product(hours, minutes, seconds)] != [*times]:
        return None
    return {"BYHOUR": hours, "BYMINUTE": minutes, "BYSECOND": seconds}


def _meets_clock_change(table: Timetable, zone: tzinfo, first_year: int) -> bool:
    """Tell whether any of the times is one that the clocks of the zone skip, or show twice, in the years to come."""
    last_year = min(first_year + _YEARS_OF_CLOCK_CHANGES, _LAST_YEAR)
    eras = zones.eras(zone, first_year, last_year)
    for before, after in pairwise(eras):
        edges = sorted((after.begin + before.offset, after.begin + after.offset))
        if any((time - edges[0]) % zones.DAY < edges[1] - edges[0] for time in table.times):
            return True
    return False
