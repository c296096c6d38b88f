"""Knows which variables of an environment say when a container works."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ddd.model import Confidence, Dialect

_KEY = re.compile(
    r"(?:[A-Z0-9]+_)*(?:CRON|CRONTAB|CRONJOB|SCHEDULE|SCHEDULES)"
    r"(?:_(?:CRON|SCHEDULE|EXPRESSION|EXPR|TIME|STRING|SPEC|PATTERN|INTERVAL))?",
    re.IGNORECASE,
)
_IS_A_SWITCH = re.compile(r"(?:DISABLE|ENABLE|NO|SKIP|USE|HAS|IS|WITH|RUN|START)D?_", re.IGNORECASE)
_FIELD = r"(?:[0-9*?]|[a-zA-Z]{3}\b)[0-9a-zA-Z*/,?#-]{0,40}"
_FIELDS = re.compile(rf"{_FIELD}(?:[ \t]+{_FIELD}){{4,5}}")
_MACRO = re.compile(r"@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every [0-9][0-9a-zµ.]{0,20})")
_OF_PROGRAMS = {
    "WATCHTOWER_SCHEDULE": Dialect.ROBFIG_SECONDS,
    "DIUN_WATCH_SCHEDULE": Dialect.ROBFIG,
    "BACKUP_CRON_EXPRESSION": Dialect.ROBFIG,
}
_CRON_FIELDS = 5
_UNKNOWN = "which program reads it, and its kind of cron, is not said"


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a value is to be read."""

    dialect: Dialect
    confidence: Confidence
    note: str = ""


def is_schedule_key(name: str) -> bool:
    """Tell whether a variable's name says that it holds a schedule: `BACKUP_CRON_EXPRESSION`, `SCHEDULE`."""
    return len(name) <= 100 and _KEY.fullmatch(name) is not None and not _IS_A_SWITCH.match(name)


def meaning(name: str, value: str) -> Meaning | None:
    """Return how the value of such a variable is to be read; None when it is no schedule at all."""
    if not (_FIELDS.fullmatch(value) or _MACRO.fullmatch(value)):
        return None
    fields = len(value.split()) if not value.startswith("@") else 0
    known = _OF_PROGRAMS.get(name.upper())
    if known:
        return Meaning(Dialect.ROBFIG_SECONDS if fields > _CRON_FIELDS else known, Confidence.HIGH)
    if fields > _CRON_FIELDS:
        return Meaning(Dialect.ROBFIG_SECONDS, Confidence.LOW, f"{_UNKNOWN}: six fields are read as seconds first")
    return Meaning(Dialect.ROBFIG if value.startswith("@every") else Dialect.VIXIE, Confidence.MEDIUM)
