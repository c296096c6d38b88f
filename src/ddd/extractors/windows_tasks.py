"""Reads the tasks of the Windows Task Scheduler as it exports them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._xml import Element, root
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_BOUNDARY = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)T(?P<time>\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?P<zone>Z|[+-]\d\d:\d\d)?", re.ASCII
)
_LENGTH = re.compile(
    r"P(?:(?P<d>\d{1,4})D)?(?:T(?:(?P<h>\d{1,4})H)?(?:(?P<m>\d{1,5})M)?(?:(?P<s>\d{1,6})S)?)?", re.ASCII
)
_SHORTS = {"Sunday": "SU", "Monday": "MO", "Tuesday": "TU", "Wednesday": "WE", "Thursday": "TH", "Friday": "FR"}
_SHORTS |= {"Saturday": "SA"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_AT_A_START = {"BootTrigger": "at each boot", "LogonTrigger": "at each logon"}
_BY_THE_CLOCK = frozenset({"CalendarTrigger", "TimeTrigger"})


@extractor("windows-task", paths=("*.xml", "*.job"), literals=("Triggers>", "T\0r\0i\0g\0g\0e\0r\0s\0>\0"))
def windows_task(source: Source) -> Iterator[Extracted]:
    """Find the scheduled tasks of Windows, in the XML that `schtasks /query /xml` and the Task Scheduler write.

        <CalendarTrigger>
          <StartBoundary>2024-01-07T02:00:00</StartBoundary>
          <ScheduleByWeek><DaysOfWeek><Sunday /></DaysOfWeek><WeeksInterval>1</WeeksInterval></ScheduleByWeek>
        </CalendarTrigger>

    is told as RFC 5545 writes it: DTSTART and RRULE. A repetition within the day is told as its length; a TimeTrigger
    without one runs once. `BootTrigger` and `LogonTrigger` run at a start. `Enabled` false, of the trigger or of the
    task, is a suspended one. Triggers that go by no clock (events, idleness) are not told. Files in UTF-16 are read.
    Format: MS-TSCH, the schema of a task.
    """
    try:
        task = root(source)
    except Unreadable:
        if "schemas.microsoft.com/windows" in source.text and not source.is_template:
            raise
        return
    if task.name != "Task" or "/mit/task" not in "".join(task.attributes.values()):
        return
    triggers = task.at("Triggers")
    for trigger in triggers.children if triggers else []:
        yield from _schedule(source, task, trigger)


def _schedule(source: Source, task: Element, trigger: Element) -> Iterator[Schedule]:
    boundary = _BOUNDARY.fullmatch(trigger.said("StartBoundary"))
    if trigger.name in _AT_A_START:
        expression, dialect, state, note = trigger.name, Dialect.RRULE, State.BOOT, _AT_A_START[trigger.name]
    elif trigger.name in _BY_THE_CLOCK and boundary:
        expression, dialect, state, note = _clock(trigger, boundary)
    else:
        return
    offset = boundary["zone"] if boundary and boundary["zone"] not in (None, "Z") else ""
    suspended = "false" in (trigger.said("Enabled").lower(), task.said("Settings", "Enabled").lower())
    places = (_by(trigger), trigger.at("StartBoundary"), trigger)
    exec_ = task.at("Actions", "Exec")
    yield Schedule(
        system="windows-task",
        name=task.said("RegistrationInfo", "URI").lstrip("\\") or _stem(source),
        evidence=tuple(dict.fromkeys(source.at(one.line, one.column) for one in places if one)),
        expression=expression,
        dialect=dialect,
        timezone="UTC" if boundary and boundary["zone"] == "Z" else None,
        command=" ".join(filter(None, (exec_.said("Command"), exec_.said("Arguments")))) if exec_ else "",
        user=task.said("Principals", "Principal", "UserId"),
        state=State.SUSPENDED if suspended else state,
        delay=span(trigger.said("RandomDelay")),
        note="; ".join(filter(None, (note, f"the offset {offset} stands in the file" if offset else ""))),
    )


def _clock(trigger: Element, boundary: re.Match[str]) -> tuple[str, Dialect, State, str]:
    every, lasts = trigger.said("Repetition", "Interval"), trigger.said("Repetition", "Duration")
    start = f"DTSTART:{boundary['date'].replace('-', '')}T{boundary['time'].replace(':', '')}"
    by = _by(trigger)
    repeats = f"repeats every {every}" + (f" for {lasts}" if lasts else "") if every else ""
    if by is None and not every:
        return f"{start}\nRRULE:FREQ=DAILY;COUNT=1", Dialect.RRULE, State.ONCE, ""
    if every and (by is None or _is_daily(by)):
        note = f"from {boundary['time']}" + (f" for {lasts}" if lasts else "")
        return every, Dialect.DURATION, State.ACTIVE, note
    rule = _rule(by) if by else ""
    return f"{start}\nRRULE:{rule}", Dialect.RRULE, State.ACTIVE, repeats


def _by(trigger: Element) -> Element | None:
    return next((one for one in trigger.children if one.name.startswith("ScheduleBy")), None)


def _is_daily(by: Element) -> bool:
    return by.name == "ScheduleByDay" and by.said("DaysInterval") in ("", "1")


def _rule(by: Element) -> str:
    days = [_SHORTS[one.name] for one in _children(by, "DaysOfWeek") if one.name in _SHORTS]
    months = [str(_MONTHS.index(one.name) + 1) for one in _children(by, "Months") if one.name in _MONTHS]
    of_months = f";BYMONTH={','.join(months)}" if 0 < len(months) < len(_MONTHS) else ""
    match by.name:
        case "ScheduleByDay":
            return f"FREQ=DAILY;INTERVAL={by.said('DaysInterval') or '1'}"
        case "ScheduleByWeek":
            of_days = f";BYDAY={','.join(days)}" if days else ""
            return f"FREQ=WEEKLY;INTERVAL={by.said('WeeksInterval') or '1'}{of_days}"
        case "ScheduleByMonth":
            numbers = [one.text.replace("Last", "-1") for one in _children(by, "DaysOfMonth")]
            return f"FREQ=MONTHLY;BYMONTHDAY={','.join(numbers) or '1'}{of_months}"
    weeks = [one.text.replace("Last", "-1") for one in _children(by, "Weeks")]
    return f"FREQ=MONTHLY;BYDAY={','.join(week + day for week in weeks for day in days)}{of_months}"


def _children(by: Element, name: str) -> list[Element]:
    found = by.at(name)
    return found.children if found else []


def span(length: str) -> str:
    """Return `PT1H30M` as systemd writes it, `1h 30m`; empty for what is no such length."""
    match = _LENGTH.fullmatch(length)
    return " ".join(f"{value}{unit}" for unit, value in match.groupdict().items() if value) if match else ""


def _stem(source: Source) -> str:
    return source.installed_path.rsplit("/", 1)[-1].rpartition(".")[0]
