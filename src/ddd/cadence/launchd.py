"""Knows launchd's StartCalendarInterval, written as `Hour=3 Minute=0 Weekday=1`; several dictionaries, one a line.

A key that is left out matches always: without Minute it starts every minute. Where Day and Weekday are both given,
either of them is enough. Format: launchd.plist(5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ddd.cadence import words
from ddd.cadence.reading import Calendar, Read
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable
from ddd.model import Dialect

_RANGES = {
    "Month": range(1, 13),
    "Day": range(1, 32),
    "Weekday": range(8),
    "Hour": range(24),
    "Minute": range(60),
}
_KEY = re.compile(r"(?P<key>[A-Za-z]+)=(?P<value>[0-9]{1,4})")


def read(expression: str) -> Calendar:
    """Read one dictionary a line: it starts whenever one of them matches."""
    lines = bounded(expression).splitlines()
    return Calendar(tuple(map(_table, dict.fromkeys(map(str.strip, filter(str.strip, lines))))))


def _table(line: str) -> Timetable:
    said = _keys(line)
    days = {said["Day"]} if "Day" in said else words.ALL_DAYS
    weekdays = {(said["Weekday"] - 1) % 7} if "Weekday" in said else words.ALL_WEEKDAYS
    hours = [said["Hour"]] if "Hour" in said else _RANGES["Hour"]
    minutes = [said["Minute"]] if "Minute" in said else _RANGES["Minute"]
    return words.table(
        follows_clock="Hour" not in said or "Minute" not in said,
        months={said["Month"]} if "Month" in said else words.ALL_MONTHS,
        days=days,
        weekdays=weekdays,
        either="Day" in said and "Weekday" in said,
        times=[hour * 3600 + minute * 60 for hour in hours for minute in minutes],
    )


def _keys(line: str) -> dict[str, int]:
    said: dict[str, int] = {}
    for word in line.split():
        match = _KEY.fullmatch(word)
        if match is None or match["key"] not in _RANGES:
            raise RefusedError(f"{word!r}: launchd knows {', '.join(_RANGES)}, each with a number")
        key, value = match["key"], int(match["value"])
        if value not in _RANGES[key]:
            raise RefusedError(f"{key} {value} is not between {_RANGES[key][0]} and {_RANGES[key][-1]}")
        said[key] = value
    return said


READERS: Mapping[Dialect, Read] = {Dialect.LAUNCHD: read}
