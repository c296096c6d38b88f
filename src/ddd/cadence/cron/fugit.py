"""Knows fugit's cron (GitLab, sidekiq-cron, solid_queue, GoodJob): a zone may end it, and words may stand for it.

Format: https://github.com/floraison/fugit.
"""

from __future__ import annotations

import re
from calendar import monthrange

from ddd.cadence import phrase, zones
from ddd.cadence.cron import parser
from ddd.cadence.cron.grammar import Grammar
from ddd.cadence.reading import Calendar, Reading
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable

_OFFSET = re.compile(r"(?P<sign>[-+])(?P<hours>[01][0-9]|2[0-4]):?(?P<minutes>00|15|30|45)")
_LIKE_A_ZONE = re.compile(r"[A-Z][A-Za-z0-9+_-]*(?:/[A-Z][A-Za-z0-9+_-]*)*")
_LEAP_YEAR = 2024


def read(expression: str, grammar: Grammar) -> Reading:
    """Read columns or a macro, and the zone after them; else words."""
    text = bounded(expression)
    if text[0].isalpha():
        return phrase.read(text)
    text, zone = _without_zone(text)
    table = parser.table(text, grammar)
    _check_days(table)
    return Calendar((table,), zone)


def _without_zone(text: str) -> tuple[str, str | None]:
    columns, _, last = text.rpartition(" ")
    columns = columns.rstrip()
    if match := _OFFSET.fullmatch(last):
        return columns, _fixed_zone(match)
    if last in zones.names():
        return columns, last
    if _LIKE_A_ZONE.fullmatch(last) and ("/" in last or columns.startswith("@") or len(columns.split()) > 5):
        raise RefusedError(f"unknown time zone {last!r}")
    return text, None


def _fixed_zone(match: re.Match[str]) -> str:
    """Name a fixed offset. The names of Etc count westward."""
    hours = int(match["hours"])
    if match["minutes"] != "00" or hours > 12:
        raise RefusedError(f"{match[0]!r}: the offset has no name among the time zones")
    if not hours:
        return "UTC"
    return f"Etc/GMT{'-' if match['sign'] == '+' else '+'}{hours}"


def _check_days(table: Timetable) -> None:
    """Refuse days that never come, as fugit does."""
    longest = max(monthrange(_LEAP_YEAR, month)[1] for month in table.months)
    if not table.day_rules and not any(-longest <= day <= longest for day in table.days):
        raise RefusedError("fugit refuses days that never come")
