"""Knows how whenever makes cron lines of `every` and `at`: a table of its own `Whenever::Output::Cron`."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "month": 2592000,
    "year": 31557600,
    "fortnight": 1209600,
}
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MACROS = frozenset({"reboot", "yearly", "annually", "monthly", "weekly", "daily", "midnight", "hourly"})
_CRON = re.compile(
    r"@[a-z]+ | [\d*/,-]+ \s+ [\d*/,-]+ \s+ [\d*/,-]+ \s+ [\w*/,-]+ \s+ [\w*/,-]+",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_CLOCK = re.compile(
    r"(?: (?P<month> [a-z]{3} ) [a-z]{0,6} \.? \s+ (?P<day> \d{1,2} ) (?:st|nd|rd|th)? ,? \s* (?:at\s+)? )?"
    r"(?: (?P<word> noon | midnight )"
    r" | (?P<hour> \d{1,2} ) (?: : (?P<minute> \d{2} ) (?: : \d{2} )? )? \s* (?P<half> [ap] \.? m \.? )? )",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


class RefusedTimeError(ValueError):
    """Whenever raises an ArgumentError for it."""


@dataclass(frozen=True, slots=True)
class At:
    """What `at:` says, once read."""

    hour: int = 0
    minute: int = 0
    day: int | None = None
    month: int | None = None
    number: str = ""
    """A bare number or a range, whose meaning depends on the length of time."""


def is_cron(text: str) -> bool:
    """Tell whether whenever passes a text on to cron as it is."""
    return _CRON.fullmatch(text.strip()) is not None


def at(text: str, hours24: bool = False) -> At | None:
    """Read a time as Chronic does: `4:30` is 4:30 pm, `04:30` and `6:30` are in the morning. None: not understood."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None or (match["month"] and match["month"].lower() not in _MONTHS):
        return None
    month = _MONTHS.index(match["month"].lower()) + 1 if match["month"] else None
    day = int(match["day"]) if match["day"] else None
    if match["word"]:
        return At(12 if match["word"].lower() == "noon" else 0, 0, day, month)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    elif 1 <= hour < 6 and not match["hour"].startswith("0") and not hours24:
        hour += 12
    return At(hour, minute, day, month) if hour < 24 and minute < 60 else None


def of_length(amount: int, unit: str, when: At | None) -> str:
    """Return the cron fields of `every 2.hours, at: …`. Raises RefusedTimeError."""
    seconds, at_given = amount * SECONDS[unit], when or At()
    if seconds < 60:
        raise RefusedTimeError("whenever wants at least a minute")
    if seconds < SECONDS["hour"]:
        if at_given.number and not at_given.number.isdecimal():
            raise RefusedTimeError("whenever takes no range of minutes here")
        first = int(at_given.number or at_given.minute)
        return f"{_steps(seconds // 60, 59, first)} * * * *"
    minute = at_given.number or str(at_given.minute)
    if seconds < SECONDS["day"]:
        return f"{minute} {_steps(round(seconds / 3600), 23)} * * *"
    hour = at_given.number or str(at_given.hour)
    if seconds < SECONDS["month"]:
        return f"{at_given.minute} {hour} {_steps(round(seconds / 86400), 31, 1)} * *"
    day = at_given.number or str(at_given.day or 1)
    if seconds < SECONDS["year"]:
        return f"{at_given.minute} {at_given.hour} {day} {_steps(round(seconds / SECONDS['month']), 12, 1)} *"
    if seconds == SECONDS["year"]:
        return f"{at_given.minute} {at_given.hour} {at_given.day or 1} {at_given.number or at_given.month or 1} *"
    raise RefusedTimeError("whenever knows nothing longer than a year")


def of_word(word: str, when: At | None) -> str:
    """Return the cron fields of `every :monday, at: …`. Raises RefusedTimeError."""
    name = word.strip().lower()
    if name in _MACROS:
        if when is not None and (when.hour or when.minute or when.number):
            raise RefusedTimeError(f"whenever takes no at: with :{name}")
        return f"@{name}"
    if name in SECONDS and name not in ("second", "fortnight"):
        return of_length(1, name, when)
    hour = f"{when.minute} {when.hour}" if when else "0 0"
    if "weekday" in name:
        return f"{hour} * * 1-5"
    if "weekend" in name:
        return f"{hour} * * 6,0"
    day = next((number for number, day in enumerate(_DAYS) if day in name), None)
    if day is None:
        raise RefusedTimeError(f"whenever does not know “{word}”")
    return f"{hour} * * {day}"


def _steps(frequency: int, last: int, start: int = 0) -> str:
    """Write every so-many-th value as a list, as whenever does."""
    if frequency == 0:
        return str(start)
    if frequency == 1:
        return "*"
    if frequency > -(-last // 2):
        return str(frequency)
    first = start + (frequency if (last + 1) % frequency and not start else 0)
    several = list(range(first, last + 1, frequency))
    return ",".join(map(str, several[: round(last / frequency) + (start == 0)]))
