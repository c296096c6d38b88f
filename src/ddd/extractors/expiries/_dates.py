"""Reads the dates by which people say when something ends: a day, a month, a quarter, the end of a year."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_YEAR = r"20[1-4]\d"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DATE = rf"""(?:
      (?<![\d.-]) {_YEAR} - [01]\d - [0-3]\d (?!\d)
    | (?<![\d/]) {_YEAR} / [01]?\d / [0-3]?\d (?![\d/])
    | (?<![\d.]) [0-3]?\d \. [01]?\d \. {_YEAR} (?!\d)
    | \b [0-3]?\d (?:st|nd|rd|th)? [ ] (?:of[ ])? {_MONTH} ,? [ ] {_YEAR} \b
    | \b {_MONTH} [ ] [0-3]?\d (?:st|nd|rd|th)? ,? [ ] {_YEAR} \b
    | \b {_MONTH} ,? [ -] {_YEAR} \b
    | \b Q[1-4] [ /-]? {_YEAR} \b
    | \b {_YEAR} [ /-]? Q[1-4] \b
    | (?<![\d.-]) {_YEAR} - (?:0[1-9]|1[0-2]) (?![\d-])
    | \b end [ ] of [ ] (?:the[ ]year[ ])? {_YEAR} \b (?![-/.]\d)
)"""
"""A date as a verbose pattern, to be part of others; case is to be ignored."""

_ISO = re.compile(rf"({_YEAR})[-/](\d{{1,2}})[-/](\d{{1,2}})")
_DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.({_YEAR})")
_ISO_MONTH = re.compile(rf"({_YEAR})-(\d\d)")
_QUARTER = re.compile(rf"Q(?P<quarter>[1-4])[ /-]?(?P<year>{_YEAR})|(?P<before>{_YEAR})[ /-]?Q(?P<after>[1-4])")
_WORDED = re.compile(r"(?P<month>[A-Z]{3})[A-Z.]*")
_DAY = re.compile(r"(?<!\d)([0-3]?\d)(?!\d)")
_IS_YEAR = re.compile(_YEAR)
_MONTHS_OF_A_QUARTER = 3
_DECEMBER = 12


def last_day(text: str) -> date | None:
    """Return the last day of what `DATE` matched: of a month, a quarter or a year its end; None for no such day."""
    text = text.strip().upper()
    try:
        if match := _ISO.fullmatch(text):
            return date(*map(int, match.groups()))
        if match := _DOTTED.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _ISO_MONTH.fullmatch(text):
            return _end_of_month(int(match[1]), int(match[2]))
        return _in_words(text)
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """Return the day with which an ISO 8601 date or time begins (`2026-05-01T12:00:00Z`), in UTC as it is written."""
    match = _ISO.match(text)
    return last_day(match[0]) if match else None


def _in_words(text: str) -> date | None:
    year = _IS_YEAR.search(text)
    if year is None:
        return None
    if quarter := _QUARTER.fullmatch(text):
        number = int(quarter["quarter"] or quarter["after"])
        return _end_of_month(int(year[0]), number * _MONTHS_OF_A_QUARTER)
    without_year = (text[: year.start()] + text[year.end() :]).replace(" OF ", " ")
    if text.startswith("END OF"):
        return date(int(year[0]), _DECEMBER, 31)
    month = next((_MONTHS[one["month"].lower()] for one in _WORDED.finditer(without_year) if _is_month(one)), 0)
    if not month:
        return None
    day = _DAY.search(re.sub(r"(?<=\d)(?:ST|ND|RD|TH)", "", without_year))
    return date(int(year[0]), month, int(day[1])) if day else _end_of_month(int(year[0]), month)


def _is_month(match: re.Match[str]) -> bool:
    return match["month"].lower() in _MONTHS


def _end_of_month(year: int, month: int) -> date:
    first = date(year, month, 1)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
