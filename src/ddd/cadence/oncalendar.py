"""Knows systemd's calendar events (`OnCalendar=`), read by the oncalendar library and corrected where systemd differs.

Each correction was checked with `systemd-analyze calendar` of systemd 252, and so was daylight saving: what falls into
the hour that spring skips does not run, what falls into the hour that autumn repeats runs the first time only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from oncalendar import MAX_YEAR, BaseIterator, OnCalendarError

from ddd.cadence import zones
from ddd.cadence.reading import Calendar, Read
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable
from ddd.model import Dialect

_ANY_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
"""The library wants a start even where only its parsing is used."""

_SPELLINGS = {
    "anually": "annually",
    "biannually": "semiannually",
    "bi-annually": "semiannually",
    "semi-annually": "semiannually",
}
"""What systemd takes and the library does not."""

_EPOCH = re.compile(r"@(?P<seconds>[0-9]{1,11})")
_FRACTION = re.compile(r"(?<=[0-9])\.[0-9]+")
_STEPPED_RANGE = re.compile(r"(?<![0-9.])(?P<start>[0-9]{1,4})\.\.(?P<end>[0-9]{1,4})/(?P<step>[0-9]{1,4})(?![0-9.])")
_STEP = re.compile(r"(?P<start>[0-9]+)/(?P<step>[0-9]+)")

_DATE_MAXIMA = (MAX_YEAR - 1, 12, 31)
_TIME_MAXIMA = (23, 59, 59)


def read(expression: str) -> Calendar:
    """Read an expression and the time zone it ends with, if it does."""
    text = bounded(expression)
    if not text.isascii() or not text.isprintable():
        raise RefusedError("systemd takes plain letters, digits and single spaces only")
    text, zone = _without_zone(text)
    if match := _EPOCH.fullmatch(text):
        return Calendar((_moment(int(match["seconds"])),), "UTC")
    text = _without_fractions(_SPELLINGS.get(text.lower(), text))
    text = _STEPPED_RANGE.sub(_stepped, text)
    _check_steps(text)
    try:
        parsed = BaseIterator(text, _ANY_MOMENT)
    except OnCalendarError as error:
        raise RefusedError(f"{text!r} is no calendar event systemd can read: {str(error).lower()}") from error
    return Calendar((_timetable(parsed),), zone)


def _timetable(parsed: BaseIterator) -> Timetable:
    weekdays = frozenset(parsed.weekdays)
    times = (
        hour * 3600 + minute * 60 + second
        for hour in sorted(parsed.hours)
        for minute in sorted(parsed.minutes)
        for second in sorted(parsed.seconds)
    )
    return Timetable(
        years=frozenset(parsed.years),
        months=frozenset(parsed.months),
        days=frozenset(parsed.days),
        weekdays=weekdays,
        times=tuple(times),
        note="weekdays only" if weekdays == frozenset(range(5)) else "",
    )


def _moment(seconds: int) -> Timetable:
    """Read `@1700000000`: seconds since 1970."""
    moment = zones.EPOCH + timedelta(seconds=seconds)  # eleven digits stay below the year 9999
    if moment.year >= MAX_YEAR:
        raise RefusedError(f"@{seconds} is after the year {MAX_YEAR - 1}")
    return Timetable(
        years=frozenset({moment.year}),
        months=frozenset({moment.month}),
        days=frozenset({moment.day}),
        weekdays=frozenset(range(7)),
        times=(seconds % zones.DAY,),
    )


def _without_zone(text: str) -> tuple[str, str | None]:
    """Part an expression from its time zone. systemd writes UTC in any case, the others in their own."""
    event, _, last = text.rpartition(" ")
    name = "UTC" if last.upper() == "UTC" else last
    if not event or name not in zones.names():
        if event and "/" in last and last[0].isalpha():
            raise RefusedError(f"unknown time zone {last!r}")
        return text, None
    if event.endswith(" "):
        raise RefusedError("systemd takes a single space before the time zone")
    return event, name


def _without_fractions(text: str) -> str:
    """Drop fractions of a second: systemd takes them, and no maintenance depends on them."""
    event, colon, seconds = text.rpartition(":")
    if event.count(":") == 0 or "." not in seconds:
        return text
    whole = _FRACTION.sub("", seconds)
    return event + colon + re.sub(r"/0+(?![0-9])", "/1", whole)


def _stepped(match: re.Match[str]) -> str:
    """Write `5..22/7` as `5,12,19`: the library counts `~5..22/7` from the wrong end and lets `5..5/7` run on."""
    start, end, step = int(match["start"]), int(match["end"]), int(match["step"])
    if step == 0 or not start <= end < MAX_YEAR:
        return match[0]
    return ",".join(map(str, range(start, end + 1, step)))


def _check_steps(text: str) -> None:
    """Refuse a step that leaves its field at once: `*:0/90` fires like `*:00` in the library, systemd refuses it."""
    *_, last = words = text.replace("~", "-~").split()
    time = words.pop() if ":" in last else "0:0:0"
    date = words[-1] if words and "-" in words[-1] else "*-*"
    columns = [
        *zip(time.split(":"), _TIME_MAXIMA, strict=False),
        *zip(reversed(date.split("-")), reversed(_DATE_MAXIMA), strict=False),
    ]
    for column, maximum in columns:
        for term in column.removeprefix("~").split(","):
            match = _STEP.fullmatch(term)
            if match and not _stays(match, maximum, reverse=column.startswith("~")):
                raise RefusedError(f"{term!r}: the first step already leads beyond {maximum}")


def _stays(match: re.Match[str], maximum: int, *, reverse: bool) -> bool:
    """Tell whether the first step still lies in the field; days counted from the end of the month go down to 1."""
    start, step = int(match["start"]), int(match["step"])
    return step < start if reverse else start + step <= maximum


READERS: Mapping[Dialect, Read] = {Dialect.ONCALENDAR: read}
