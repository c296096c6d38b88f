"""Says when a schedule fires in the words of Quartz or as an iCalendar rule: only where it then fires the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from ddd import cadence
from ddd.model import Dialect, Schedule, State

_START, _END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
_COMPARED = 3_000
"""Firings: what fires twice a day or less is compared over the four years."""
_UTC = "UTC"
_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "hourly": "0 * * * *",
    "daily": "0 0 * * *",
    "weekly": "0 0 * * 1",
    "monthly": "0 0 1 * *",
    "yearly": "0 0 1 1 *",
    "annually": "0 0 1 1 *",
}
_EVENT = re.compile(
    r"""
    (?: (?P<days> [A-Za-z]{3,9} (?: (?: , | \.\. ) [A-Za-z]{3,9} )* ) \s+ )?    # Mon..Fri
    (?: \*-\*-(?P<date> \* | [0-9]{1,2} ) \s+ )?                                # *-*-01
    (?P<hour> \* | [0-9]{1,2} ) : (?P<minute> [0-9]{1,2} (?: / [0-9]{1,2} )? ) (?: :00 )?
    """,
    re.VERBOSE,
)
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_ITEM = re.compile(r"(?P<first>[0-7]|[a-z]{3})(?:-(?P<last>[0-7]|[a-z]{3}))?")
_NUMBER = re.compile(r"[0-9]{1,2}")


def quartz(schedule: Schedule) -> str:
    """Return the expression as Quartz writes it, seconds first, with the year; empty where that says another thing."""
    match _columns(schedule):
        case [minute, hour, day, month, "*"]:
            made = f"0 {minute} {hour} {day} {month} ? *"
        case [minute, hour, "*", month, weekday] if days := _weekdays(weekday):
            made = f"0 {minute} {hour} ? {month} {','.join(_DAYS[one] for one in days)} *"
        case _:
            return ""
    return made if _same(schedule, made, Dialect.QUARTZ) else ""


def rule(schedule: Schedule, zone: str) -> str:
    """Return the rule as AWX takes it, with its first time; empty where it cannot say the same.

    zone: an IANA name, or what stands for one; `schedule` fires by the clock on the wall there.
    """
    frequency = _frequency(_columns(schedule))
    if not frequency:
        return ""
    first = next(_firings(schedule.expression, schedule.dialect), None)
    if first is None:
        return ""
    start = f"{first:%Y%m%dT%H%M%S}"
    if not _same(schedule, f"DTSTART:{start}Z\nRRULE:{frequency}", Dialect.RRULE):
        return ""
    return f"DTSTART;TZID={zone}:{start} RRULE:{frequency}"


def _frequency(columns: list[str]) -> str:
    """Return the rule without its time, which its beginning tells. Of several days of a month AWX takes none."""
    match columns:
        case [minute, hour, *_] if not (_NUMBER.fullmatch(minute) and _NUMBER.fullmatch(hour)):
            return ""
        case [_, _, "*", "*", "*"]:
            return "FREQ=DAILY;INTERVAL=1"
        case [_, _, "*", "*", weekday] if days := _weekdays(weekday):
            return f"FREQ=WEEKLY;INTERVAL=1;BYDAY={','.join(_DAYS[one][:2] for one in days)}"
        case [_, _, day, "*", "*"] if _NUMBER.fullmatch(day):
            return f"FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY={int(day)}"
        case [_, _, day, month, "*"] if _NUMBER.fullmatch(day) and _NUMBER.fullmatch(month):
            return f"FREQ=YEARLY;INTERVAL=1;BYMONTH={int(month)};BYMONTHDAY={int(day)}"
    return ""


def _columns(schedule: Schedule) -> list[str]:
    """Return minute, hour, day, month, weekday; nothing for what has no such columns."""
    text = schedule.expression.strip().lower()
    text = _MACROS.get(text, text)
    event = _EVENT.fullmatch(text) if schedule.dialect is Dialect.ONCALENDAR else None
    if event:
        minute = re.sub(r"^0+/", "*/", event["minute"])
        days = ",".join("-".join(day[:3] for day in part.split("..")) for part in (event["days"] or "*").split(","))
        text = f"{minute} {event['hour']} {event['date'] or '*'} * {days}"
    columns = text.split()
    return columns if len(columns) == 5 else []


def _weekdays(text: str) -> list[int]:
    """Return the weekdays of a column, Sunday is 0; nothing for what is no plain list of them."""
    names = {day.lower(): number for number, day in enumerate(_DAYS)} | {str(number): number for number in range(8)}
    found: set[int] = set()
    for part in text.split(","):
        item = _ITEM.fullmatch(part)
        if not item or item["first"] not in names or (item["last"] or item["first"]) not in names:
            return []
        first, last = names[item["first"]], names[item["last"] or item["first"]]
        last += 7 if last < first else 0
        found.update(number % 7 for number in range(first, last + 1))
    return sorted(found)


def _same(schedule: Schedule, made: str, dialect: Dialect) -> bool:
    """Hold one against the other by the clock on the wall: what zone that is makes no difference."""
    before, after = (
        cadence.recurrence(text, kind, _UTC)
        for text, kind in ((schedule.expression, schedule.dialect), (made, dialect))
    )
    if before.state is not State.ACTIVE or (before.state, before.cadence, before.longest_gap) != (
        after.state,
        after.cadence,
        after.longest_gap,
    ):
        return False
    pair = _firings(schedule.expression, schedule.dialect), _firings(made, dialect)
    return list(islice(pair[0], _COMPARED)) == list(islice(pair[1], _COMPARED))


def _firings(expression: str, dialect: Dialect) -> Iterator[datetime]:
    try:
        yield from cadence.firings(expression, dialect, _START, _END, _UTC)
    except ValueError:
        return
