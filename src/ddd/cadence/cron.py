"""Knows the crontab expressions of Debian's (Vixie) cron and of cronie, as their sources read them.

Checked against `entry.c` and `cron.c` of cron 3.0pl1-162 (with `crontab -n`) and cronie 1.7. Where a program swallows
text without a word (Debian reads `tue#2` as `tue`, `22-2` as no hour at all, `0~30` as `0`), the expression is refused
here: it does not mean what its author thinks, and saying so is the point.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from ddd.cadence.reading import Calendar, Read, Reading, Standing
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable
from ddd.model import Dialect, State

BOOT = "@reboot"

_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}

_WORKDAYS = frozenset(range(5))
_ALL_DAYS = frozenset(range(1, 32))
_ALL_WEEKDAYS = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class _Field:
    """One column of an expression and what may stand in it."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = field(default=())
    """Instead of numbers, the first for `low`."""


_DAY_OF_WEEK = _Field("day of week", 0, 7, ("sun", "mon", "tue", "wed", "thu", "fri", "sat"))
_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of month", 1, 31),
    _Field("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    _DAY_OF_WEEK,
)

_BLANKS = re.compile(r"[ \t]+")

_TERM = re.compile(
    r"""
    (?: (?P<all> \* )
      | (?P<drawn_from> [0-9a-z]+ )? ~ (?P<drawn_to> [0-9a-z]+ )?
      | (?P<first> [0-9a-z]+ ) (?: - (?P<last> [0-9a-z]+ ) )?
    )
    (?: / (?P<step> [0-9]+ ) )?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def read(expression: str, *, cronie: bool) -> Reading:
    """Read five fields or a macro."""
    text = bounded(expression)
    return Standing(State.BOOT) if text == BOOT else Calendar((_table(text, cronie=cronie),))


def _table(text: str, *, cronie: bool) -> Timetable:
    texts = _BLANKS.split(_MACROS.get(text, text))
    if text.startswith("@") and text not in _MACROS:
        raise RefusedError(f"cron knows no {text!r} (its macros are lower case: {', '.join(_MACROS)}, {BOOT})")
    if len(texts) != len(_FIELDS):
        raise RefusedError(f"cron wants five fields, this has {len(texts)}")
    minutes, hours, days, months, numbers = (
        _values(text, column, cronie=cronie) for text, column in zip(texts, _FIELDS, strict=True)
    )
    weekdays = frozenset((number - 1) % 7 for number in numbers)  # cron's 0 and 7 are Sunday, ours is 6
    either = not (texts[2].startswith("*") or texts[4].startswith("*"))  # the star flag: set by `*/2` as well
    follows_the_clock = texts[0].startswith("*") or texts[1].startswith("*")
    return Timetable(
        months=months,
        days=days,
        weekdays=weekdays,
        either=either,
        times=tuple(hour * 3600 + minute * 60 for hour in sorted(hours) for minute in sorted(minutes)),
        makes_up=not follows_the_clock,
        repeats=follows_the_clock,
        note="; ".join(_notes(days, weekdays, either=either, drawn=any("~" in text for text in texts))),
    )


def _values(text: str, column: _Field, *, cronie: bool) -> frozenset[int]:
    """Read one field: a list of ranges."""
    values: set[int] = set()
    for term in text.split(","):
        match = _TERM.fullmatch(term)
        if match is None:
            raise RefusedError(f"{term!r} is no {column.name} cron can read")
        if "~" in term:
            values.add(_drawn(match, column, cronie=cronie))
        else:
            values.update(_range(match, column, cronie=cronie))
    return frozenset(values)


def _range(match: re.Match[str], column: _Field, *, cronie: bool) -> range:
    """Read `*`, `5`, `1-5`, `*/10` or `1-5/2`."""
    step = 1 if match["step"] is None else int(match["step"])
    if step == 0:
        raise RefusedError(f"{match[0]!r}: a step of 0 never ends")
    if match["all"]:
        return range(column.low, column.high + 1, step)
    first = _number(match["first"], column)
    if match["last"] is None:
        if match["step"] is not None:
            raise RefusedError(
                f"{match[0]!r}: cron steps through `*` or a range only; write {first}-{column.high}/{step}"
            )
        return range(first, first + 1)
    last = _number(match["last"], column)
    if cronie and column is _DAY_OF_WEEK and last == 0 < first:
        last = 7  # cronie lets a range end on Sunday: fri-sun
    if last < first:
        raise RefusedError(f"{match[0]!r} runs backwards: cron would match no {column.name}; write it as two ranges")
    return range(first, last + 1, step)


def _drawn(match: re.Match[str], column: _Field, *, cronie: bool) -> int:
    """Read `~`, `0~30` or `10~`. The draw is not known; its lowest value stands for it."""
    if not cronie:
        raise RefusedError(f"{match[0]!r}: only cronie draws times at random with `~`")
    if match["step"] is not None:
        raise RefusedError(f"{match[0]!r}: a time drawn at random takes no step")
    first = _number(match["drawn_from"] or str(column.low), column)
    if _number(match["drawn_to"] or str(column.high), column) < first:
        raise RefusedError(f"{match[0]!r} runs backwards")
    return first


def _number(text: str, column: _Field) -> int:
    """Read a number or a name of a field, within its limits."""
    if text.lower() in column.names:
        return column.low + column.names.index(text.lower())
    if not text.isdigit():
        raise RefusedError(f"{text!r} is no {column.name} cron can read")
    if not column.low <= int(text) <= column.high:
        raise RefusedError(f"{column.name} {text} is not between {column.low} and {column.high}")
    return int(text)


def _notes(days: frozenset[int], weekdays: frozenset[int], *, either: bool, drawn: bool) -> list[str]:
    """Say what a reader of the bare expression easily misses."""
    notes = []
    if either:
        notes.append("fires on those days of the month and on those weekdays, whichever comes: cron takes either")
    elif days != _ALL_DAYS and weekdays != _ALL_WEEKDAYS:
        notes.append("day of month and weekday: both must match")
    elif weekdays == _WORKDAYS:
        notes.append("weekdays only")
    if drawn:
        notes.append("time drawn at random")
    return notes


READERS: Mapping[Dialect, Read] = {
    Dialect.VIXIE: partial(read, cronie=False),
    Dialect.CRONIE: partial(read, cronie=True),
}
