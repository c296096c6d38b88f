"""Reads what a person asks for: a day, a month, some days, a zone."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

from ddd.agenda.agenda import FIRST_YEAR, LAST_YEAR, MOST_DAYS, Span
from ddd.cadence import zones
from ddd.cadence.refusal import RefusedError
from ddd.errors import UsageError

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def day(text: str | None, zone: str | None) -> date:
    """Read `2026-11-21`; without a text the day it is now in the zone, or on this machine. Raises UsageError."""
    if text is None:
        return datetime.now(None if zone is None else zones.find(zone)).date()
    return _read(text, _DATE, text, "2026-11-21")


def month(text: str) -> Span:
    """Read `2026-11`: all its days. Raises UsageError."""
    first = _read(text, _MONTH, f"{text}-01", "2026-11")
    return Span(first, monthrange(first.year, first.month)[1])


def days(first: date, count: int) -> Span:
    """Take so many days from a first one. Raises UsageError where that leads too far."""
    if not 1 <= count <= MOST_DAYS or first.year + count // 365 + 1 > LAST_YEAR:
        raise UsageError(
            f"--days {count} is not possible", advice=f"1 to {MOST_DAYS} days, not beyond the year {LAST_YEAR}"
        )
    return Span(first, count)


def zone(name: str | None) -> str | None:
    """Check a zone. Raises UsageError for one that is not known."""
    try:
        return None if name is None else zones.find(name).key
    except RefusedError as unknown:
        raise UsageError(str(unknown), advice="IANA names are wanted, such as Europe/Berlin or UTC") from None


def _read(text: str, form: re.Pattern[str], whole: str, example: str) -> date:
    try:
        found = date.fromisoformat(whole) if form.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        advice = f"such as {example}, from {FIRST_YEAR} to {LAST_YEAR}"
        raise UsageError(f"“{text}” is no such date", advice=advice)
    return found
