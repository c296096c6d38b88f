"""Knows calendars in words: `every monday at 03:00`, `on the 1st of the month`, `twice a day`, `every other week`.

The whole text must be such words: a sentence that merely contains some is refused, because nothing here guesses. Where
words leave open which day is meant (`weekly`, `every 3 months on the 1st`), they are a length of time and no calendar;
where they leave the time of day open, midnight stands for it and the note says so.

The words are those of fugit (https://github.com/floraison/fugit), whenever, clockwork, Python's schedule library, and
of people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from ddd.cadence import sentence, words, zones
from ddd.cadence.interval import IN_WORDS
from ddd.cadence.reading import Calendar, Length, Read, Reading
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.sentence import Said
from ddd.cadence.timetable import Timetable
from ddd.model import Dialect

_FIRST_MONTHS = {"month": words.ALL_MONTHS, "quarter": frozenset({1, 4, 7, 10}), "year": frozenset({1})}
_LAST_MONTHS = {"month": words.ALL_MONTHS, "quarter": frozenset({3, 6, 9, 12}), "year": frozenset({12})}
_WORKING: Mapping[int, tuple[tuple[frozenset[int], frozenset[int]], ...]] = {
    1: (
        (frozenset({1}), words.WORKDAYS),
        (frozenset({2, 3}), frozenset({0})),
    ),
    -1: (
        (frozenset({-1}), words.WORKDAYS),
        (frozenset({-2, -3}), frozenset({4})),
    ),
}
"""The first working day is the 1st, or the Monday after a weekend; the last one likewise."""
_NO_RHYTHM = "says no rhythm such as `every day`, `weekly` or `on mondays`"
_LONGEST = Fraction(10**10)


def read(expression: str) -> Reading:
    """Read a whole phrase, a time zone at its end included."""
    text, zone = _without_zone(bounded(expression))
    said = sentence.read(text)
    reading = _meaning(said)
    return Calendar(reading.tables, zone, reading.note) if isinstance(reading, Calendar) else reading


def _without_zone(text: str) -> tuple[str, str | None]:
    before, _, last = text.rpartition(" ")
    name = last.strip("()")
    name = name.upper() if name.lower() in ("utc", "gmt") else name
    if not before or name not in zones.names() or not name[0].isupper():
        return text, None
    return re.sub(r"\s+(?:in|on)\Z", "", before.rstrip()), name


def _meaning(said: Said) -> Reading:
    if said.minutes or (said.period and said.period[1] in ("second", "minute", "hour")):
        return _within_the_day(said)
    if said.period and said.period[0] < 1 and (said.times or said.weekdays or said.days):
        said.period = Fraction(1), said.period[1]  # twice a week, on monday and thursday
    if said.period and said.period[0] != 1:
        return _length(said, "from which day on is not said")
    if not (said.period or said.recurs or said.of or said.weekdays or (said.days and said.months)):
        raise RefusedError(_NO_RHYTHM)
    if tables := _tables(said):
        return Calendar(tables, note="" if said.times else words.NO_TIME)
    if said.recurs and said.period is None and len(said.months) == 1:
        said.period = Fraction(1), "year"
    if said.period is None:
        raise RefusedError(_NO_RHYTHM)
    return _length(said, "on which day is not said")


def _within_the_day(said: Said) -> Reading:
    """`every 15 minutes`, `every hour at :30`; on some weekdays only, `every hour on weekdays`."""
    if said.times or said.days or said.months or said.within:
        raise RefusedError("says a rhythm within the day and a day or a time as well")
    if not said.minutes:
        if said.weekdays:
            raise RefusedError("says a rhythm within the day and a weekday as well")
        return _length(said, "")
    often, unit = said.period or (Fraction(1), "hour")
    if unit != "hour" or often.denominator != 1 or 24 % often:
        raise RefusedError("says a minute, but not of every hour")
    hours, minutes = range(0, 24, int(often)), said.minutes
    weekdays = said.weekdays or words.ALL_WEEKDAYS
    times = [hour * 3600 + minute * 60 for hour in hours for minute in minutes]
    return Calendar((words.table(weekdays=weekdays, times=times, follows_clock=True),))


def _length(said: Said, note: str) -> Length:
    seconds = said.period[0] * IN_WORDS[said.period[1]] if said.period else Fraction(0)
    if not 0 < seconds < _LONGEST:
        raise RefusedError("names no length of time")
    return Length(ceil(seconds), note if said.weekdays or said.days or said.times else "")


def _tables(said: Said) -> tuple[Timetable, ...]:
    """Make the timetables of the days said; none where it is left open which day is meant."""
    unit = said.period[1] if said.period else said.of
    months = said.months or words.ALL_MONTHS
    if sum(map(bool, (said.days, said.working, said.weekdays))) > 1:
        raise RefusedError("says days of the month and weekdays: both, or either?")
    if said.within:
        return _counted_weekdays(said)
    if said.working:
        return tuple(
            words.table(months=months, days=days, weekdays=weekdays, times=said.hours)
            for which in said.working
            for days, weekdays in _WORKING[which]
        )
    if said.days:
        return _days_of(said, said.of or unit)
    if said.weekdays and unit not in ("", "day", "week"):
        raise RefusedError(f"says a weekday, but not which of the {unit}")
    if said.weekdays:
        return (words.table(months=months, weekdays=said.weekdays, times=said.hours),)
    return (words.table(months=months, times=said.hours),) if unit == "day" else ()


def _days_of(said: Said, unit: str) -> tuple[Timetable, ...]:
    """`the 1st and the last of the month`, `the first day of the quarter`, `15 january`."""
    if said.months:
        return (words.table(months=said.months, days=said.days, times=said.hours),)
    if unit in ("day", "week"):
        raise RefusedError(f"says every {unit}, and days of the month")
    if unit not in ("quarter", "year"):
        return (words.table(days=said.days, times=said.hours),)
    if not said.of:
        return ()
    if not said.days <= {1, -1}:
        raise RefusedError(f"days of a {unit} other than the first and the last are not understood")
    months = {1: _FIRST_MONTHS[unit], -1: _LAST_MONTHS[unit]}
    return tuple(words.table(months=months[day], days={day}, times=said.hours) for day in sorted(said.days))


def _counted_weekdays(said: Said) -> tuple[Timetable, ...]:
    """`first monday of the month`, `last friday`."""
    months = said.months
    if said.of in ("quarter", "year"):
        if not said.within <= {1, -1} or len(said.within) > 1:
            raise RefusedError(f"weekdays of a {said.of} other than the first and the last are not understood")
        months = set((_FIRST_MONTHS if 1 in said.within else _LAST_MONTHS)[said.of])
    days = {day for which in said.within for day in words.week_of_month(which)}
    return (words.table(months=months or words.ALL_MONTHS, days=days, weekdays=said.weekdays, times=said.hours),)


READERS: Mapping[Dialect, Read] = {Dialect.PHRASE: read}
