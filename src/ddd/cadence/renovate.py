"""Knows Renovate's schedules: windows in which it may work, as cron or in words; several, one a line, are alternatives.

A window says on which days Renovate may run, not how often it does: each of its days counts once, at its first hour.
The words are those of the `later` library as far as Renovate takes them: `every friday` is refused, `on friday` is
right. Where one entry is refused, Renovate drops the whole schedule and runs at any time.
Format: https://docs.renovatebot.com/configuration-options/#schedule
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import partial

from ddd.cadence import words, zones
from ddd.cadence.cron import grammars
from ddd.cadence.reading import Calendar, Length, Listed, Read, Reading
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable
from ddd.model import Dialect

_WINDOW = "a window in which Renovate may run, not a start"
_HOUR = 3600

_ANY_TIME = ("at any time", "* * * * *")
_REWRITTEN = dict.fromkeys(("every month", "monthly"), "before 5am on the first day of the month")
"""As Renovate itself does."""

_LIST = r"{0} (?: (?: \s*,\s* (?: and \s+ )? | \s+ and \s+ | \s+ (?: through | to ) \s+ | \s* - \s* ) {0} ){{0,30}}"
_TIME = r"[0-9]{1,2} (?: : [0-9]{2} )? \s? (?: [ap]m )? (?! [0-9:] )"
_WEEKDAY = r"[a-z]{3,9}"
_ORDINAL = r"(?: [0-9]{1,2} (?: st | nd | rd | th )? | [a-z]{4,7} )"
_CLAUSE = re.compile(
    rf"""
    (?: and \s+ )?
    (?: after \s+ (?P<after> {_TIME} )
      | before \s+ (?P<before> {_TIME} )
      | every \s+ (?P<kind> weekday | weekend )
      | every \s+ (?: (?P<often> [0-9]{{1,2}} ) \s+ )? (?P<unit> day | week | month ) s?
        (?: \s+ of \s+ the \s+ (?: month | year ) )?
      | on \s+ (?: the \s+ )? (?P<which> {_LIST.format(_ORDINAL)} ) \s+ days? \s+
        (?P<of> instance | of \s+ the \s+ (?: week | month | year ) )
      | (?: of | in ) \s+ (?P<months> {_LIST.format(_WEEKDAY)} )
      | (?: on \s+ ) (?P<weekdays> {_LIST.format(_WEEKDAY)} )
    )
    (?: \s* , \s* | \s+ | \Z )
    """,
    re.VERBOSE,
)
_COMMA = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_THROUGH = re.compile(r"\s+(?:through|to)\s+|\s*-\s*")


@dataclass
class _Window:
    """One entry."""

    months: set[int] = field(default_factory=lambda: set(words.ALL_MONTHS))
    days: set[int] = field(default_factory=lambda: set(words.ALL_DAYS))
    weekdays: set[int] = field(default_factory=lambda: set(words.ALL_WEEKDAYS))
    weeks: int = 1
    """Every so many weeks of the year, from its first."""
    after: int = 0
    before: int = zones.DAY

    def table(self) -> Timetable:
        """Its days, each at the hour the window opens: midnight where it reaches over midnight."""
        begin = self.after if self.after < self.before else 0
        return words.table(months=self.months, days=self.days, weekdays=self.weekdays, times=(begin,))


def read(expression: str) -> Reading:
    """Read one entry a line."""
    entries = [re.sub(r"\s+", " ", line.strip()) for line in bounded(expression).split("\n") if line.strip()]
    if any(entry.lower() in _ANY_TIME for entry in entries):
        return Length(_HOUR, "at any time: whenever Renovate is started, every hour where Mend hosts it")
    tables: list[Timetable] = []
    for entry in entries:
        if _is_cron(entry):
            tables.extend(_cron(entry))
        else:
            window = _window(_REWRITTEN.get(entry.lower(), entry.lower()))
            tables.append(window.table())
            if window.weeks > 1:
                return _by_weeks(window, alone=len(entries) == 1)
    if len(tables) == 1:
        return Calendar((tables[0],), note=_WINDOW)
    return Listed(partial(_between, tables), note=_WINDOW)


def _is_cron(entry: str) -> bool:
    return entry.startswith("*") or entry[:1].isdigit()


def _cron(entry: str) -> Iterator[Timetable]:
    """Read `* 0-3 * * 1`: the minute must be `*`; the day fields must both match."""
    minute, *columns = entry.split()
    if len(columns) != 4:
        raise RefusedError(f"{entry!r}: cron wants five fields; Renovate then runs at any time")
    if minute != "*":
        raise RefusedError(f"the minute must be `*`, not {minute!r}: Renovate then runs at any time")
    reading = grammars.READERS[Dialect.SPRING](" ".join(("0 0", *columns)))  # both day fields match there, too
    for table in reading.tables if isinstance(reading, Calendar) else ():
        yield replace(table, times=table.times[:1])


def _window(entry: str) -> _Window:
    window, position = _Window(), 0
    text = entry.replace(" on every ", " every ")
    while position < len(text):
        match = _CLAUSE.match(text, position)
        if match is None:
            raise _refusal(entry, text[position:])
        _limit(window, match, entry)
        position = match.end()
    if window == _Window():
        raise RefusedError(f"{entry!r} names no days and no hours: Renovate then runs at any time")
    return window


def _refusal(entry: str, rest: str) -> RefusedError:
    hint = (
        "; write `on` before a weekday"
        if rest.startswith("every ") and words.weekday(rest.split()[1]) is not None
        else ""
    )
    return RefusedError(f"Renovate does not understand {rest!r} in {entry!r} and then runs at any time{hint}")


def _limit(window: _Window, match: re.Match[str], entry: str) -> None:
    """Narrow the window by one clause."""
    if match["after"]:
        window.after = _time(match["after"], entry)
    elif match["before"]:
        window.before = _time(match["before"], entry)
    elif match["kind"]:
        window.weekdays &= words.WORKDAYS if match["kind"] == "weekday" else words.WEEKEND
    elif match["unit"]:
        _every(window, int(match["often"] or 1), match["unit"], entry)
    elif match["which"]:
        _which(window, match["which"], match["of"].split()[-1], entry)
    elif match["months"]:
        window.months &= _named(match["months"], words.month, 12, 1, entry)
    else:
        window.weekdays &= _named(match["weekdays"], words.weekday, 7, 0, entry)


def _time(text: str, entry: str) -> int:
    time = words.clock(text)
    if time is None or text.isdigit():
        raise RefusedError(f"{text!r} is no time of day in {entry!r}: Renovate then runs at any time")
    return time


def _every(window: _Window, often: int, unit: str, entry: str) -> None:
    if often == 0:
        raise RefusedError(f"{entry!r} names no length of time: Renovate then runs at any time")
    if unit == "month":
        window.months &= set(range(1, 13, often))
    elif unit == "week":
        window.weeks = often
    elif often > 1:
        window.days &= set(range(1, 32, often))


def _which(window: _Window, text: str, of: str, entry: str) -> None:
    """Limit to days counted in the week, the month or the year, or to the first Monday (`instance`)."""
    numbers = _named(text, _ordinal, 31, 1, entry)
    if of == "week":
        window.weekdays &= {(number - 2) % 7 for number in numbers}  # its first day is Sunday
    elif of == "month":
        window.days = numbers
    elif of == "instance":
        window.days = {day for number in numbers for day in words.week_of_month(number)}
    elif numbers == {1}:
        window.months &= {1}
        window.days &= {1}
    else:
        raise RefusedError(f"{entry!r}: days of the year other than the first are not understood")


def _ordinal(word: str) -> int | None:
    return words.number(word) if word.isdigit() else words.ordinal(word)


def _named(text: str, read_one: Callable[[str], int | None], count: int, base: int, entry: str) -> set[int]:
    """Read a list of names or numbers and ranges of them; a range may run over the end."""
    found: set[int] = set()
    for term in _COMMA.split(text):
        ends = [read_one(word) for word in _THROUGH.split(term)]
        if (
            not all(end is not None and (end in range(base, base + count) or end == -1) for end in ends)
            or len(ends) > 2
        ):
            raise _refusal(entry, term)
        first, last = ends[0] or 0, ends[-1] or 0
        found |= (
            {first}
            if first == last
            else {(first - base + step) % count + base for step in range((last - first) % count + 1)}
        )
    return found


def _by_weeks(window: _Window, *, alone: bool) -> Listed:
    """Every second week of the year: the first, the third, as ISO 8601 counts them."""
    if not alone:
        raise RefusedError("weeks of the year beside other entries are not understood")
    return Listed(
        partial(_between, [window.table()], wanted=lambda day: (day.isocalendar().week - 1) % window.weeks == 0),
        note=_WINDOW,
    )


def _between(
    tables: Sequence[Timetable],
    start: datetime,
    end: datetime,
    zone: tzinfo,
    wanted: Callable[[date], bool] = lambda day: True,
) -> Iterator[datetime]:
    """List each day that any of the windows opens on, at the first of their hours."""
    for moment in zones.moments(_opened(tables, start.astimezone(zone).year, end.astimezone(zone).year, wanted), zone):
        if moment >= end:
            return
        if moment >= start:
            yield moment


def _opened(tables: Sequence[Timetable], first: int, last: int, wanted: Callable[[date], bool]) -> Iterator[datetime]:
    for year in range(first, last + 1):
        opened: dict[int, int] = {}
        for table in tables:
            for day in table.days_of([year]):
                opened[day] = min(opened.get(day, zones.DAY), *table.times)
        for day in sorted(opened):
            wall = zones.EPOCH.replace(tzinfo=None) + timedelta(days=day, seconds=opened[day])
            if wanted(wall.date()):
                yield wall


READERS: Mapping[Dialect, Read] = {Dialect.RENOVATE: read}
