"""Knows when logrotate rotates: `daily`, `weekly 3`, `monthly`, `size 10M`.

The hour is that of whatever starts logrotate, which no logrotate file tells. `size` alone goes by no clock at all: such
a log is rotated whenever somebody or something runs logrotate and the file has grown, so its state is `manual`.
Format: logrotate(8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ddd.cadence import words
from ddd.cadence.reading import Calendar, Length, Read, Reading, Standing
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable
from ddd.cadence.zones import DAY
from ddd.model import Dialect, State

_DIRECTIVE = re.compile(
    r"""
    (?: (?P<word> hourly | daily | weekly | monthly | yearly | annually ) (?: \s+ (?P<number> [0-9]{1,2} ) )? )?
    (?: (?: \A | \s+ ) (?P<limit> size | minsize | maxsize ) (?: \s+ | \s* = \s* ) (?P<bytes> [0-9]{1,15} [kMG]? ) )?
    """,
    re.VERBOSE,
)

_LIMITS = {
    "minsize": "only when larger than {}",
    "maxsize": "earlier when larger than {}",
}


def read(expression: str) -> Reading:
    """Read the directive that counts; of an interval and `size`, logrotate takes the last."""
    text = bounded(expression)
    match = _DIRECTIVE.fullmatch(text)
    if match is None or (match["word"] is None and match["limit"] != "size"):
        raise RefusedError(f"{text!r} is no interval logrotate knows: hourly, daily, weekly, monthly, yearly or size")
    if match["limit"] == "size":
        return Standing(State.MANUAL, f"rotated by size (above {match['bytes']}), not by the clock")
    limit = _LIMITS[match["limit"]].format(match["bytes"]) if match["limit"] else ""
    number = None if match["number"] is None else int(match["number"])
    if match["word"] == "hourly" and number is None:
        return Length(3600, _note("only where logrotate itself is started every hour", limit))
    if match["word"] == "weekly" and number == 7:
        return Length(7 * DAY, _note("on any weekday", limit))
    return Calendar((_table(match["word"], number),), note=_note(words.LOGROTATE_TIME, limit))


def _note(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _table(word: str, number: int | None) -> Timetable:
    match word, number:
        case "daily", None:
            return words.table()
        case "weekly", None | 0 | 1 | 2 | 3 | 4 | 5 | 6:  # 0 is Sunday
            return words.table(weekdays={((number or 0) - 1) % 7})
        case "monthly", None:
            return words.table(days={1})
        case (("yearly" | "annually"), None):
            return words.table(months={1}, days={1})
    raise RefusedError(f"{word} takes no number {number}")


READERS: Mapping[Dialect, Read] = {Dialect.LOGROTATE: read}
