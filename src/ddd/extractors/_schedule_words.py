"""Knows which keys promise a schedule, and which values keep the promise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ddd.cadence import recurrence
from ddd.model import Confidence, Dialect, State

LONGEST_VALUE = 200


class Promise(Enum):
    """What a key leads one to expect."""

    CRON = "cron"
    """An expression: `schedule`, `backup_cron`, `cronExpression`."""
    CALENDAR = "calendar"
    """A calendar event of systemd: `on_calendar`, `scan_systemd_timer_schedule`."""
    FREQUENCY = "frequency"
    """A word: `backup_frequency: daily`."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a value is to be read."""

    dialect: Dialect
    confidence: Confidence


_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_CRON = frozenset({"cron", "crons", "crontab", "cronjob", "schedule", "schedules", "cronschedule", "cronexpression"})
_CALENDAR = frozenset({"calendar", "oncalendar"})
_OF_SYSTEMD = frozenset({"systemd", "timer"})
_FREQUENCY = frozenset({"frequency", "interval", "period", "rotation", "special"})
_FILLING = (
    _CRON
    | _CALENDAR
    | _OF_SYSTEMD
    | _FREQUENCY
    | {"on", "time", "expression", "spec", "expr", "string", "config", "default", "job", "jobs", "value"}
)
# Words that tell how long something is kept, how it is called or how often it is looked at: no work at a time.
_NO_WORK = frozenset(
    {
        *("keep", "retention", "retain", "ttl", "expire", "expiry", "expiration", "max", "min", "timeout", "scrape"),
        *("index", "partition", "billing", "cache", "format", "prefix", "suffix", "description", "help", "label"),
        *("evaluation", "poll", "heartbeat", "version", "message", "grace", "plan", "price"),
    }
)
_RECURS = frozenset({"hourly", "daily", "weekly", "monthly", "quarterly", "yearly", "annually"})
_NAMED = re.compile(r"@[a-z]{1,20}")


@lru_cache(maxsize=8192)
def promise(key: str) -> Promise | None:
    """Return what a key promises; None for all others."""
    words = set(_words(key))
    if not words.isdisjoint(_NO_WORK):
        return None
    if words & _CALENDAR and ("on" in words or "oncalendar" in words or words & _OF_SYSTEMD):
        return Promise.CALENDAR
    if words & _CRON:
        return Promise.CALENDAR if words & _OF_SYSTEMD else Promise.CRON
    return Promise.FREQUENCY if words & _FREQUENCY else None


def subject(key: str) -> str:
    """Return what a key says of the work itself: `nightly_backup_schedule` gives `nightly-backup`, `cron` nothing."""
    return "-".join(word for word in _words(key) if word not in _FILLING)


@lru_cache(maxsize=8192)
def meaning(value: str, promised: Promise, *, six: Dialect = Dialect.ROBFIG_SECONDS) -> Meaning | None:
    """Return how a value is to be read; None when it does not keep the promise.

    six: the dialect of six fields without a `?`, where the file tells it.
    """
    if not value or len(value) > LONGEST_VALUE or "\n" in value:
        return None
    for dialect, confidence in _candidates(value, promised, six):
        if recurrence(value, dialect).state is not State.INVALID:
            return Meaning(dialect, confidence)
    return None


def is_word(value: str) -> bool:
    """Tell whether a value is a frequency in one word: `daily`."""
    return value.lower() in _RECURS


def _words(key: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(key)]


def _candidates(value: str, promised: Promise, six: Dialect) -> list[tuple[Dialect, Confidence]]:
    if is_word(value):
        return [(Dialect.ONCALENDAR if promised is Promise.CALENDAR else Dialect.PHRASE, Confidence.LOW)]
    if promised is Promise.CALENDAR:
        return [(Dialect.ONCALENDAR, Confidence.MEDIUM), *_cron(value, six)]
    return _cron(value, six)


def _cron(value: str, six: Dialect) -> list[tuple[Dialect, Confidence]]:
    fields = value.split()
    if value.startswith(("cron(", "rate(")):
        return [(Dialect.AWS, Confidence.MEDIUM)]
    if value.startswith(("@every ", "TZ=", "CRON_TZ=")):
        return [(Dialect.ROBFIG, Confidence.MEDIUM)]
    if _NAMED.fullmatch(value):
        return [(Dialect.VIXIE, Confidence.MEDIUM)]
    if len(fields) == 5:
        return [(Dialect.VIXIE, Confidence.MEDIUM), (Dialect.ROBFIG, Confidence.MEDIUM)]
    if len(fields) in (6, 7) and "?" in (fields[3], fields[5]):
        return [(Dialect.QUARTZ, Confidence.MEDIUM)]
    if len(fields) == 6 and "?" not in value:
        return [(six, Confidence.LOW)]
    return []
