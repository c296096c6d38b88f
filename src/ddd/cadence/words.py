"""Knows the words of calendars: days, months, numbers and times of day, and the plainest timetable they make."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ddd.cadence.timetable import Timetable

ALL_MONTHS = frozenset(range(1, 13))
ALL_DAYS = frozenset(range(1, 32))
ALL_WEEKDAYS = frozenset(range(7))
WORKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})

NO_TIME = "no time of day given"
LOGROTATE_TIME = "at the hour logrotate is started"
GITHUB_TIME = "the hour is chosen by GitHub"
TIMELESS = frozenset({NO_TIME, LOGROTATE_TIME, GITHUB_TIME})
"""Notes of schedules that tell the day and not the hour; midnight stands for it."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MORE_WEEKDAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_ORDINAL = re.compile(r"(?P<number>[0-9]{1,2})(?:st|nd|rd|th)")
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2}) (?: : (?P<minute>[0-9]{2}) )? (?: : (?P<second>[0-9]{2}) )? \s? (?P<half> [ap]m )?",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def weekday(word: str) -> int | None:
    """Read `monday`, `Mon` or `mondays`: 0 is Monday."""
    text = word.lower()
    for name in (text, text.removesuffix("s")):
        for number, full in enumerate(_WEEKDAYS):
            if name in (full, full[:3]):
                return number
        if name in _MORE_WEEKDAYS:
            return _MORE_WEEKDAYS[name]
    return None


def month(word: str) -> int | None:
    """Read `january` or `Jan`: 1 is January."""
    text = word.lower()
    return next((number for number, full in enumerate(_MONTHS, 1) if text in (full, full[:3])), None)


def number(word: str) -> int | None:
    """Read `12` or `twelve`."""
    if word.isascii() and word.isdigit() and len(word) <= 6:
        return int(word)
    return _NUMBERS.index(word) if word in _NUMBERS else None


def ordinal(word: str) -> int | None:
    """Read `1st`, `first` or `last`, which is -1."""
    if word == "last":
        return -1
    if match := _ORDINAL.fullmatch(word):
        return int(match["number"])
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else None


def clock(text: str) -> int | None:
    """Read `03:00`, `3am`, `4:30 pm` or `12:00:30`: seconds since midnight. None for what no clock shows."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def week_of_month(which: int) -> range:
    """List the days of the month on which the first (1), the second, the last (-1) Monday may fall."""
    return range(-7, 0) if which == -1 else range(7 * which - 6, 7 * which + 1)


def table(
    *,
    months: Iterable[int] = ALL_MONTHS,
    days: Iterable[int] = ALL_DAYS,
    weekdays: Iterable[int] = ALL_WEEKDAYS,
    times: Iterable[int] = (0,),
    either: bool = False,
    follows_clock: bool = False,
) -> Timetable:
    """Make the timetable of these days (all, unless told) at these times (midnight, unless told).

    What falls into the hour that spring skips is done right after it, and nothing is done twice in autumn; a rhythm
    within the day follows the clock instead, whatever it shows.
    """
    return Timetable(
        months=frozenset(months),
        days=frozenset(days),
        weekdays=frozenset(weekdays),
        times=tuple(sorted(set(times))),
        either=either,
        makes_up=not follows_clock,
        repeats=follows_clock,
        note="weekdays only" if frozenset(weekdays) == WORKDAYS and frozenset(days) == ALL_DAYS else "",
    )
