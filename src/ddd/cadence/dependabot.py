"""Knows Dependabot's intervals: `daily` (Monday to Friday), `weekly on sunday at 05:00`, and its `cronjob`.

Format: https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ddd.cadence import phrase, words
from ddd.cadence.cron import grammars
from ddd.cadence.reading import Calendar, Read, Reading
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable
from ddd.model import Dialect

_MONTHS: Mapping[str, Iterable[int]] = {
    "monthly": words.ALL_MONTHS,
    "quarterly": {1, 4, 7, 10},
    "semiannually": {1, 7},
    "yearly": {1},
}

_INTERVAL = re.compile(
    rf"""
    (?P<interval> daily | weekly | {" | ".join(_MONTHS)} )
    (?: \s+ on \s+ (?P<day> [a-z]+ ) )?
    (?: \s+ at \s+ (?P<time> [0-9]{{1,2}}:[0-9]{{2}} ) )?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_FIVE_FIELDS = re.compile(r"[0-9*]\S* (?: \s+ \S+ ){4}", re.VERBOSE)


def read(expression: str) -> Reading:
    """Read an interval with its day and time, or the cron expression (or the words) of a `cronjob`."""
    text = bounded(expression)
    match = _INTERVAL.fullmatch(text)
    if match is None:
        return grammars.READERS[Dialect.GITHUB](text) if _FIVE_FIELDS.fullmatch(text) else phrase.read(text)
    interval, day = match["interval"].lower(), words.weekday(match["day"] or "monday")
    if day is None or (match["day"] and interval != "weekly"):
        raise RefusedError(f"{text!r}: Dependabot takes a day with `weekly` only, monday to sunday")
    note = "" if match["time"] else words.GITHUB_TIME
    return Calendar((_table(interval, day, _time(match["time"] or "00:00")),), note=note)


def _table(interval: str, day: int, time: int) -> Timetable:
    if interval in _MONTHS:
        return words.table(months=_MONTHS[interval], days={1}, times=(time,))
    return words.table(weekdays=words.WORKDAYS if interval == "daily" else {day}, times=(time,))


def _time(text: str) -> int:
    time = words.clock(text)
    if time is None:
        raise RefusedError(f"{text!r} is no time of day, 00:00 to 23:59")
    return time


READERS: Mapping[Dialect, Read] = {Dialect.DEPENDABOT: read}
