"""Knows what a calendar schedule is once parsed: a set of days times a set of times, and what it does when clocks move.

Nothing is enumerated minute by minute: a day contributes a slice of the time set, and an era between two clock changes
contributes whole days. Everything is counted in seconds, so that daylight saving is arithmetic and not a special case.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ddd.cadence.days import DayRule, Month
from ddd.cadence.zones import DAY, Era

_FIRST_DAY = date(1970, 1, 1).toordinal()

_CLOCK_SET = 3 * 3600
"""From this jump on, in seconds, cron believes that somebody set the clock, and makes up for nothing."""


class Stretch(NamedTuple):
    """The firings of one day under one offset: `origin + times[first:last]`."""

    day: int
    """Days since 1970, on the wall."""
    origin: int
    """Seconds since 1970 UTC of that day's midnight."""
    first: int
    last: int
    """Not included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Days by times. Both cron and OnCalendar come down to it."""

    years: frozenset[int] | None = None
    """None: every year."""
    months: frozenset[int]
    days: frozenset[int]
    """1 to 31; below zero counted from the end of the month, -1 its last day."""
    weekdays: frozenset[int]
    """0 is Monday."""
    day_rules: frozenset[DayRule] = frozenset()
    """Further days beside `days`: the working day nearest to the 15th."""
    weekday_rules: frozenset[DayRule] = frozenset()
    """Further days beside `weekdays`: the last Friday."""
    either: bool = False
    """A day fires when its day of month or its weekday fits; otherwise both must."""
    times: tuple[int, ...]
    """Seconds since midnight, ascending."""
    makes_up: bool = False
    """What falls into the hour that spring skips runs right after it (otherwise it does not run)."""
    repeats: bool = False
    """What falls into the hour that autumn repeats runs twice (otherwise the first time only)."""
    note: str = ""

    def fires_in(self, year: int) -> bool:
        """Tell whether the expression speaks of this year at all."""
        return self.years is None or year in self.years

    def days_of(self, years: Iterable[int]) -> list[int]:
        """List the firing days of these years, as days since 1970."""
        shapes: dict[tuple[int, ...], tuple[int, ...]] = {}
        """Months of one length that begin on one weekday are alike, but for the rules."""
        ruled = bool(self.day_rules or self.weekday_rules)
        found: list[int] = []
        for year in years:
            for number in sorted(self.months) if self.fires_in(year) else ():
                month = Month(date(year, number, 1).toordinal() - _FIRST_DAY - 1, *monthrange(year, number))
                shape = month if ruled else month[1:]
                if shape not in shapes:
                    shapes[shape] = self._days_of_month(month)
                found.extend(month.eve + day for day in shapes[shape])
        return found

    def _days_of_month(self, month: Month) -> tuple[int, ...]:
        every = range(1, month.length + 1)
        by_date = {day for day in every if day in self.days or day - month.length - 1 in self.days}
        by_weekday = {day for day in every if (month.weekday + day - 1) % 7 in self.weekdays}
        by_date.update(*(rule.days(month) for rule in self.day_rules))
        by_weekday.update(*(rule.days(month) for rule in self.weekday_rules))
        return tuple(sorted(by_date | by_weekday if self.either else by_date & by_weekday))

    def stretches(self, days: Sequence[int], eras: Iterable[Era]) -> Iterator[Stretch]:
        """Walk these days through the eras of a zone, in the order of time."""
        shown: int | None = None
        """The latest time the wall clock has shown so far."""
        for era in eras:
            opens, closes = era.begin + era.offset, era.end + era.offset
            if shown is not None:
                if self.makes_up and 0 < opens - shown < _CLOCK_SET:
                    yield from self._made_up(days, shown, opens, era.begin)
                if not self.repeats:
                    opens = max(opens, shown)
            yield from self._between(days, opens, closes, era.offset)
            shown = closes if shown is None else max(shown, closes)

    def _between(self, days: Sequence[int], opens: int, closes: int, offset: int) -> Iterator[Stretch]:
        """Cut from each day what lies between two times of the wall clock."""
        for day in days[bisect_left(days, opens // DAY) : bisect_right(days, (closes - 1) // DAY)]:
            midnight = day * DAY
            first, last = 0, len(self.times)
            if midnight < opens:
                first = bisect_left(self.times, opens - midnight)
            if closes < midnight + DAY:
                last = bisect_left(self.times, closes - midnight)
            if first < last:
                yield Stretch(day, midnight - offset, first, last)

    def _made_up(self, days: Sequence[int], opens: int, closes: int, instant: int) -> Iterator[Stretch]:
        """Run once, at this instant, what the skipped wall-clock time would have held."""
        for missed in self._between(days, opens, closes, 0):
            yield Stretch(missed.day, instant - self.times[missed.first], missed.first, missed.first + 1)
            return
