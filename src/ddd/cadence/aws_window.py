"""Knows the weekly and daily windows of RDS and its sisters: `Mon:03:00-Mon:04:00`, `03:00-04:00`, FSx's `1:05:00`.

The service does its maintenance or its backup somewhere inside the window; its beginning stands for it. Always UTC.
Format: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html (PreferredMaintenanceWindow,
PreferredBackupWindow) and https://docs.aws.amazon.com/fsx/latest/APIReference/API_CreateFileSystem.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ddd.cadence import words
from ddd.cadence.reading import Calendar, Read
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.zones import DAY
from ddd.model import Dialect

_POINT = r"(?: (?P<{0}_day> [a-z]{{3}} | [1-7] ) : )? (?P<{0}> [0-9]{{2}} : [0-9]{{2}} )"
_WINDOW = re.compile(
    rf"{_POINT.format('begin')} (?: - {_POINT.format('end')} )?", re.VERBOSE | re.IGNORECASE | re.ASCII
)


def read(expression: str) -> Calendar:
    """Read a window; its length goes into the note."""
    text = bounded(expression)
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise RefusedError(f"{text!r} is no window such as `Mon:03:00-Mon:04:00` or `03:00-04:00`")
    weekly = match["begin_day"] is not None
    begin = _seconds(match["begin_day"], match["begin"])
    note = "begins somewhere after this time"
    if match["end"] is not None:
        if weekly != (match["end_day"] is not None):
            raise RefusedError(f"{text!r} names a weekday on one side only")
        length = (_seconds(match["end_day"], match["end"]) - begin) % (7 * DAY if weekly else DAY)
        if length == 0:
            raise RefusedError(f"{text!r} ends where it begins")
        note = f"somewhere in a window of {length // 60} minutes"
    day, time = divmod(begin, DAY)
    return Calendar((words.table(weekdays={day} if weekly else words.ALL_WEEKDAYS, times=(time,)),), "UTC", note)


def _seconds(day: str | None, time: str) -> int:
    """Count from Monday, midnight; without a day from midnight."""
    return _day(day) * DAY + _time(time)


def _day(text: str | None) -> int:
    if text is None:
        return 0
    day = int(text) - 1 if text.isdigit() else words.weekday(text)
    if day is None:
        raise RefusedError(f"{text!r} is no weekday: Mon, Tue, Wed, Thu, Fri, Sat, Sun")
    return day


def _time(text: str) -> int:
    time = words.clock(text)
    if time is None:
        raise RefusedError(f"{text!r} is no time of day, 00:00 to 23:59")
    return time


READERS: Mapping[Dialect, Read] = {Dialect.AWS_WINDOW: read}
