"""Knows what some systems write around or beside the columns of cron: `TZ=`, `@every 1h`, `rate(…)`, `30 seconds`."""

from __future__ import annotations

import re
from datetime import datetime

from ddd.cadence import interval
from ddd.cadence.cron import parser
from ddd.cadence.cron.grammar import Grammar
from ddd.cadence.reading import Calendar, Length, Reading, Standing
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.zones import DAY
from ddd.model import State

_ZONE = re.compile(r"(?:CRON_)?TZ=(?P<zone>\S+)[ \t]+(?P<rest>\S.*)")

_AWS = re.compile(r"(?P<kind> cron | rate | at ) \( (?P<inside> [^()]* ) \)", re.VERBOSE)
_RATE = re.compile(r"(?P<number> [1-9][0-9]{0,8} ) [ ] (?P<unit> minute | hour | day ) (?P<plural> s? )", re.VERBOSE)
_RATE_UNITS = {"minute": 60, "hour": 3600, "day": DAY}

_TIME_SPAN = re.compile(
    r"""
    (?: (?P<days> [0-9]{1,8} ) (?: \. | : (?= [0-9]+ : [0-9]+ : ) ) )?
    (?P<first> [0-9]{1,8} ) : (?P<second> [0-9]{1,2} ) (?: : (?P<third> [0-9]{1,2} ) (?: \.[0-9]{1,7} )? )?
    """,
    re.VERBOSE | re.ASCII,
)

_SECONDS = re.compile(r"(?P<number> [0-9]{1,2} ) [ ]+ seconds?", re.VERBOSE | re.IGNORECASE | re.ASCII)


def go(expression: str, grammar: Grammar) -> Reading:
    """Read robfig/cron: a zone may stand first, and `@every 1h30m` for the columns.

    Format: https://pkg.go.dev/github.com/robfig/cron/v3.
    """
    text, zone = bounded(expression), None
    if match := _ZONE.fullmatch(text):
        text, zone = match["rest"], match["zone"]
    if text.startswith("@every "):
        seconds = interval.duration(text.removeprefix("@every "))
        return Length(max(seconds, 1))
    return Calendar((parser.table(text, grammar),), zone)


def aws(expression: str, grammar: Grammar, *, scheduler: bool) -> Reading:
    """Read `cron(…)`, `rate(…)` and, where a schedule may be for once, `at(…)`; AWS Backup leaves `cron(…)` out.

    Format: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html.
    """
    text = bounded(expression)
    match = _AWS.fullmatch(text)
    if match is None:
        return parser.read(text, grammar)
    if match["kind"] == "cron":
        return parser.read(match["inside"], grammar)
    if match["kind"] == "rate":
        return Length(_rate(match["inside"], strict=not scheduler))
    if not scheduler:
        raise RefusedError(f"{text!r}: a rule recurs; only EventBridge Scheduler knows `at(…)`")
    try:
        datetime.strptime(match["inside"], "%Y-%m-%dT%H:%M:%S")
    except ValueError as error:
        raise RefusedError(f"{text!r} is no time such as at(2026-01-31T03:00:00)") from error
    return Standing(State.ONCE, "fires a single time ever")


def _rate(text: str, *, strict: bool) -> int:
    match = _RATE.fullmatch(text)
    if match is None:
        raise RefusedError(f"{text!r} is no rate such as `1 hour` or `5 minutes`")
    number = int(match["number"])
    if strict and (number == 1) == bool(match["plural"]):
        raise RefusedError(
            f"{text!r}: AWS wants `{match['unit']}` after 1 and `{match['unit']}s` after any other number"
        )
    return number * _RATE_UNITS[match["unit"]]


def ncrontab(expression: str, grammar: Grammar) -> Reading:
    """Read six columns, or a TimeSpan of .NET: `01:30:00`; from 24 hours on its first number counts days.

    Format: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions.
    """
    text = bounded(expression)
    match = _TIME_SPAN.fullmatch(text)
    if match is None:
        return parser.read(text, grammar)
    days, hours, minutes, seconds = (int(match[part] or 0) for part in ("days", "first", "second", "third"))
    note = ""
    if hours >= 24 and match["days"] is None:
        days, hours, minutes, seconds = hours, minutes, seconds, 0
        note = f".NET reads {text} as {days} days"
    length = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if hours >= 24 or minutes >= 60 or seconds >= 60 or not length:
        raise RefusedError(f"{text!r} is no TimeSpan such as 01:30:00")
    return Length(length, note)


def pg_cron(expression: str, grammar: Grammar) -> Reading:
    """Read Vixie's columns, or `30 seconds`.

    Format: https://github.com/citusdata/pg_cron#what-is-pg_cron.
    """
    text = bounded(expression)
    match = _SECONDS.fullmatch(text)
    if match is None:
        return parser.read(text, grammar)
    if not 1 <= int(match["number"]) <= 59:
        raise RefusedError(f"{text!r}: pg_cron takes 1 to 59 seconds")
    return Length(int(match["number"]))
