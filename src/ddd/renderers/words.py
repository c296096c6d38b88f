"""Says lengths of time, schedules and runners the way a person would."""

from __future__ import annotations

import re

from ddd.model import Cadence, Dialect, Schedule, Step

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CRON_DAY = {day[:3].lower(): day for day in _DAYS} | {str(number): day for number, day in enumerate(_DAYS)}
_MACROS = {
    "@hourly": "every hour, on the hour",
    "@daily": "every day at 00:00",
    "@midnight": "every day at 00:00",
    "@weekly": "every Sunday at 00:00",
    "@monthly": "on day 1 of every month at 00:00",
    "@yearly": "on 1 January at 00:00",
    "@annually": "on 1 January at 00:00",
}
_CALENDAR = {
    "hourly": "every hour, on the hour",
    "daily": "every day at 00:00",
    "weekly": "every Monday at 00:00",
    "monthly": "on day 1 of every month at 00:00",
    "quarterly": "on day 1 of every quarter at 00:00",
    "yearly": "on 1 January at 00:00",
    "annually": "on 1 January at 00:00",
}
_MODULE = re.compile(r"[a-z_]\w*(?:\.\w+){2,}(?:\s|$)|[a-z_]\w* \w+=")
_RUN_PARTS = {"@hourly": "every hour", "@daily": "once a day", "@weekly": "once a week", "@monthly": "once a month"}
_CALENDAR_TIME = re.compile(
    r"""
    (?:(?P<day>[A-Z][a-z]{2})[a-z]*\s+)?    # Sun, Sunday
    (?:\*-\*-(?P<date>\*|\d{1,2})\s+)?      # *-*-* or *-*-01
    (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?
    """,
    re.VERBOSE,
)
_RUNNERS = {
    "ansible-cron": "cron",
    "crontab": "cron",
    "kubernetes-cronjob": "Kubernetes",
    "run-parts": "cron",
    "systemd-timer": "systemd",
}
PAGE_WORDS = {
    Cadence.SUB_DAILY: "several times a day",
    Cadence.DAILY: "every day",
    Cadence.WEEKLY: "every week",
    Cadence.MONTHLY: "every month",
    Cadence.QUARTERLY: "every quarter",
    Cadence.SEMIANNUAL: "every half-year",
    Cadence.ANNUAL: "every year",
}


def duration(seconds: int) -> str:
    """Return a length of time in its two largest units: 97200 is `1 day 3 hours`."""
    parts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(counted(count, unit))
    return " ".join(parts[:2]) or "0 seconds"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: `1 task`, `2 tasks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def language(step: Step) -> str:
    """Return whose words a step's command is in: those of an Ansible module are no shell."""
    module = _MODULE.match(step.command) if step.evidence.path.endswith((".yml", ".yaml")) else None
    return "text" if module else "sh"


def is_shortened(command: str) -> bool:
    """Say whether a command was too long to be shown whole."""
    return any(line.strip() == "…" or line.rstrip().endswith(" …") for line in command.split("\n"))


def runner(schedule: Schedule) -> str:
    """Return who starts it, by the name people use."""
    return _RUNNERS.get(schedule.system, schedule.system)


def in_words(schedule: Schedule) -> str:
    """Return what the expression says where that is plain; nothing where only the expression itself is exact."""
    expression = schedule.expression.strip()
    if schedule.system == "run-parts":
        return f"{_RUN_PARTS.get(expression, expression)}, when the host runs its folder (not in this repository)"
    match schedule.dialect:
        case Dialect.VIXIE | Dialect.CRONIE:
            return _MACROS.get(expression.lower()) or _cron_in_words(expression.split())
        case Dialect.ONCALENDAR:
            return _CALENDAR.get(expression.lower()) or _calendar_in_words(expression)
        case _:
            return ""


def _cron_in_words(fields: list[str]) -> str:
    match fields:
        case ["*", "*", "*", "*", "*"]:
            return "every minute"
        case [minutes, "*", "*", "*", "*"] if _step(minutes, 60):
            return f"every {_step(minutes, 60)} minutes"
        case [minute, "*", "*", "*", "*"] if minute.isdecimal():
            return f"every hour, at minute {int(minute)}"
        case [minute, hours, "*", "*", "*"] if minute.isdecimal() and _step(hours, 24):
            return f"every {_step(hours, 24)} hours, at minute {int(minute)}"
        case [minute, hour, date, "*", day] if minute.isdecimal() and hour.isdecimal():
            return _at(_on(date, day), hour, minute)
    return ""


def _calendar_in_words(expression: str) -> str:
    found = _CALENDAR_TIME.fullmatch(expression)
    if not found:
        return ""
    return _at(_on(found["date"] or "*", found["day"] or "*"), found["hour"], found["minute"])


def _at(when: str, hour: str, minute: str) -> str:
    return f"{when} at {int(hour):02}:{int(minute):02}" if when else ""


def _on(date: str, day: str) -> str:
    """Return which days are meant; both a date and a weekday are too much for one plain phrase."""
    match date, day.lower():
        case "*", "*":
            return "every day"
        case "*", "1-5" | "mon-fri" | "mon..fri":
            return "Monday to Friday"
        case "*", weekday if weekday in _CRON_DAY:
            return f"every {_CRON_DAY[weekday]}"
        case number, "*" if number.isdecimal():
            return f"on day {int(number)} of every month"
    return ""


def _step(field: str, whole: int) -> int:
    """Return the n of `*/n` where it divides the hour or the day evenly, else 0: `*/7` is not `every 7 minutes`."""
    number = field.removeprefix("*/")
    even = field.startswith("*/") and number.isdecimal() and int(number) > 1 and whole % int(number) == 0
    return int(number) if even else 0
