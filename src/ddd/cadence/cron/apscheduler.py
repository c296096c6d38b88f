"""Knows APScheduler's cron trigger: `day_of_week=mon hour=3`, or five columns as `from_crontab` takes them.

Format: https://apscheduler.readthedocs.io/en/3.x/modules/triggers/cron.html.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ddd.cadence.cron import parser
from ddd.cadence.cron.grammar import Grammar
from ddd.cadence.days import InWeeks
from ddd.cadence.reading import Calendar, Reading
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable

_KEYWORD = re.compile(r"(?P<name>[a-z_]+)[ ]*=[ ]*(?P<value>[^=]*?)(?:[ ,]+(?=[a-z_]+[ ]*=)|\Z)")

_LETTERS = {
    "year": "Y",
    "month": "M",
    "day": "D",
    "week": "w",
    "day_of_week": "W",
    "hour": "h",
    "minute": "m",
    "second": "s",
}
"""From the most to the least significant."""

_LEAST = {"Y": "*", "M": "1", "D": "1", "w": "*", "W": "*", "h": "0", "m": "0", "s": "0"}
_BESIDE = frozenset({"start_date", "end_date", "jitter"})

_WEEKS = range(1, 54)
_WEEK = re.compile(r"(?:\*|(?P<first>[0-9]{1,2})(?:-(?P<last>[0-9]{1,2}))?)(?:/(?P<step>[0-9]{1,2}))?")


def read(expression: str, grammar: Grammar) -> Reading:
    """Read keywords or five columns."""
    text = bounded(expression)
    if "=" not in text:
        return parser.read(text, grammar)
    given = _keywords(text)
    zone = given.pop("timezone", None)
    texts = _filled({_LETTERS[name]: value for name, value in given.items() if name not in _BESIDE})
    weeks = texts.pop("w")
    table = parser.timetable(texts, grammar)
    return Calendar((table if weeks == "*" else _in_weeks(table, weeks),), zone)


def _keywords(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _KEYWORD.match(text, position)
        if match is None or match["name"] not in {*_LETTERS, *_BESIDE, "timezone"} or not match["value"]:
            raise RefusedError(f"{text!r} is no list of keywords such as `day_of_week=mon hour=3`")
        found[match["name"]] = match["value"].strip("'\"")
        position = match.end()
    return found


def _filled(given: dict[str, str]) -> dict[str, str]:
    """Complete the keywords: what is below the least significant one given is the least it can be, the rest any."""
    letters = list(_LETTERS.values())
    last = max(map(letters.index, given), default=len(letters))
    return {
        letter: given.get(letter, _LEAST[letter] if position > last else "*") for position, letter in enumerate(letters)
    }


def _in_weeks(table: Timetable, text: str) -> Timetable:
    """Keep to certain weeks of the year."""
    weeks: set[int] = set()
    for term in text.split(","):
        match = _WEEK.fullmatch(term)
        first = int(match["first"] or 1) if match else 0
        last = int(match["last"] or (53 if match["step"] or not match["first"] else first)) if match else 0
        if match is None or not 1 <= first <= last <= _WEEKS[-1] or match["step"] in ("0", "00"):
            raise RefusedError(f"{term!r} is no week between 1 and 53")
        weeks.update(range(first, last + 1, int(match["step"] or 1)))
    rules = frozenset(InWeeks(weekday, frozenset(weeks)) for weekday in table.weekdays)
    return replace(table, weekdays=frozenset(), weekday_rules=rules)
