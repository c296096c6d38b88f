"""Tells the rule behind a set of days: on which weekdays, on which days of the month, in which months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ddd.cadence.words import ALL_MONTHS, ALL_WEEKDAYS, WEEKEND, WORKDAYS, week_of_month
from ddd.model import replace

YEARS = range(2024, 2028)
"""The pinned window: four years, so that 29 February is among them, and no page changes with the clock."""
FIRST_DAY = date(YEARS.start, 1, 1)
DAYS = (date(YEARS.stop, 1, 1) - FIRST_DAY).days

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_LAST = -1
_MAYBE_LAST = frozenset({31})
_NO_NUMBERS: frozenset[int] = frozenset()
_NO_PAIRS: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Days of the year that any of its parts names, in its months."""

    months: frozenset[int]
    """1 is January."""
    weekdays: frozenset[int] = _NO_NUMBERS
    """0 is Monday."""
    dates: frozenset[int] = _NO_NUMBERS
    """Days of the month; -1 is its last."""
    nth: frozenset[tuple[int, int]] = _NO_PAIRS
    """Which weekday of the month: (1, 0) is its first Monday, (-1, 4) its last Friday."""
    both: bool = False
    """Only those dates that fall on one of the weekdays."""

    @property
    def every_month(self) -> bool:
        """Tell whether it speaks of all months."""
        return self.months == ALL_MONTHS

    @property
    def every_day(self) -> bool:
        """Tell whether it is every day of its months."""
        return self.weekdays == ALL_WEEKDAYS and not self.both

    def in_words(self) -> str:
        """Say the days without the months: `every Monday and on days 1 to 7`."""
        if self.every_day:
            return "every day"
        if self.both:
            return f"{_on_dates(self.dates)}, when that is a {listed(WEEKDAYS[day] for day in sorted(self.weekdays))}"
        parts = (_on_weekdays(self.weekdays), _on_dates(self.dates), _on_nth(self.nth))
        return listed(part for part in parts if part)

    def beside_weekdays(self) -> str:
        """Say what it names besides weekdays: `on days 1 to 7`; empty: nothing."""
        return replace(self, weekdays=_NO_NUMBERS).in_words() if not self.both else ""


@lru_cache(maxsize=2048)
def pattern(days: frozenset[date]) -> Pattern | None:
    """Return the plainest pattern that names exactly these days of the pinned window; None where none does."""
    months = frozenset(day.month for day in days)
    index = _index(months)
    none: frozenset[int] = frozenset()
    full = (frozenset(key for key, named in kind.items() if named <= days) for kind in index)
    weekdays, dates, last, nth, last_such = full
    attempts = (
        (weekdays, none, none, none, none),
        (none, dates, none, none, none),
        (none, none, last, none, none),
        (weekdays, dates, none, none, none),
        (weekdays, none, last, none, none),
        (none, dates - _MAYBE_LAST, last, none, none),
        (none, none, none, nth, none),
        (none, none, none, none, last_such),
        (none, none, none, nth, last_such),
    )
    for attempt in attempts:
        named = (index[kind][key] for kind, keys in enumerate(attempt) for key in keys)
        if days and days == frozenset().union(*named):
            return Pattern(months, attempt[0], attempt[1] | attempt[2], frozenset(map(_pair, attempt[3] | attempt[4])))
    return None


def of_both(months: frozenset[int], dates: frozenset[int], weekdays: frozenset[int]) -> Pattern | None:
    """Return the pattern of days that are one of these dates and one of these weekdays; None where none is plain."""
    for which in (1, 2, 3, 4, _LAST):
        if dates == frozenset(week_of_month(which)):
            return Pattern(months, nth=frozenset((which, day) for day in weekdays))
    if min(dates) < 0:
        return None
    return Pattern(months, weekdays, dates, both=True)


@lru_cache(maxsize=256)
def _index(months: frozenset[int]) -> tuple[dict[int, frozenset[date]], ...]:
    """Return the days of these months by weekday, date, last day, which weekday of the month, last such weekday."""
    found: tuple[dict[int, set[date]], ...] = ({}, {}, {}, {}, {})
    for day in _window(months):
        for kind, key in _keys(day):
            found[kind].setdefault(key, set()).add(day)
    return tuple({key: frozenset(named) for key, named in kind.items()} for kind in found)


def _keys(day: date) -> Iterator[tuple[int, int]]:
    yield 0, day.weekday()
    yield 1, day.day
    if (day + timedelta(days=1)).month != day.month:
        yield 2, _LAST
    yield 3, _number((day.day + 6) // 7, day.weekday())
    if (day + timedelta(days=7)).month != day.month:
        yield 4, _number(_LAST, day.weekday())


def _number(which: int, weekday: int) -> int:
    return which * 7 + weekday


def _pair(number: int) -> tuple[int, int]:
    return divmod(number, 7)


def _window(months: frozenset[int]) -> Iterator[date]:
    days = (FIRST_DAY + timedelta(days=ahead) for ahead in range(DAYS))
    return (day for day in days if day.month in months)


def _on_weekdays(weekdays: frozenset[int]) -> str:
    if weekdays == WORKDAYS:
        return "Monday to Friday"
    if weekdays == WEEKEND:
        return "every Saturday and Sunday"
    return f"every {listed(WEEKDAYS[day] for day in sorted(weekdays))}" if weekdays else ""


def _on_dates(dates: frozenset[int]) -> str:
    numbers = sorted(day for day in dates if day > 0)
    told = [f"on {'days' if len(numbers) > 1 else 'day'} {listed(_ranges(numbers))}"] if numbers else []
    return listed([*told, *(["on the last day"] if _LAST in dates else [])])


def _on_nth(nth: frozenset[tuple[int, int]]) -> str:
    ordered = sorted(nth, key=lambda one: (one[0] % 10, one[1]))
    return listed(f"on the {_ORDINALS[which]} {WEEKDAYS[weekday]}" for which, weekday in ordered)


def _ranges(numbers: list[int]) -> Iterator[str]:
    """Yield runs of three and more as one: 1, 2, 3, 7 are `1 to 3` and `7`."""
    run: list[int] = []
    for number in [*numbers, 99]:
        if run and number != run[-1] + 1:
            yield from [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
            run = []
        run.append(number)


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: `a, b and c`."""
    *before, last = [*words] or [""]
    return f"{', '.join(before)} and {last}" if before else last
