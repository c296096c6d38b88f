"""Knows the words that App Engine and Cloud Scheduler take beside cron: `every 24 hours`, `1st monday of sep 17:00`.

Format: https://cloud.google.com/appengine/docs/standard/scheduling-jobs-with-cron-yaml#schedule_format.
"""

from __future__ import annotations

import re

from ddd.cadence import phrase, words
from ddd.cadence.cron import parser
from ddd.cadence.cron.grammar import Grammar
from ddd.cadence.reading import Calendar, Length, Reading
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.zones import DAY

_EVERY = re.compile(
    r"""
    every [ ]+ (?P<number> [1-9][0-9]{0,4} ) [ ]+ (?P<unit> min(?:ute)?s? | hours? )
    (?: [ ]+ (?P<synchronized> synchronized )
      | [ ]+ from [ ]+ (?P<begin> [0-9:]{4,5} ) [ ]+ to [ ]+ (?P<end> [0-9:]{4,5} )
    )?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_DATES = re.compile(
    r"""
    (?P<days> [0-9]{1,2} (?: , [0-9]{1,2} )* ) [ ]+ of [ ]+
    (?P<months> [a-z]+ (?: , [a-z]+ )* ) [ ]+ (?P<time> [0-9:]{4,5} )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def read(expression: str, grammar: Grammar) -> Reading:
    """Read cron's columns or words."""
    text = bounded(expression)
    if match := _EVERY.fullmatch(text):
        return _every(match)
    if match := _DATES.fullmatch(text):
        return _dates(match)
    if text[0].isalpha() or " of " in text:
        return phrase.read(text)
    return parser.read(text, grammar)


def _every(match: re.Match[str]) -> Reading:
    seconds = int(match["number"]) * (3600 if match["unit"][0] in "hH" else 60)
    if match["synchronized"]:
        begin, end = 0, DAY - 1
    elif match["begin"]:
        begin, end = _clock(match["begin"]), _clock(match["end"])
    else:
        return Length(seconds)
    end += DAY if end < begin else 0
    return Calendar((words.table(times=(time % DAY for time in range(begin, end + 1, seconds))),))


def _dates(match: re.Match[str]) -> Reading:
    """Read `1,15 of month 04:00` or `1 of jan,july 04:00`."""
    days = [int(day) for day in match["days"].split(",")]
    names = match["months"].lower()
    months = [*words.ALL_MONTHS] if names == "month" else [words.month(name) for name in names.split(",")]
    known = [month for month in months if month]
    if len(known) < len(months) or not all(1 <= day <= 31 for day in days):
        raise RefusedError(f"{match[0]!r}: no such day or month")
    return Calendar((words.table(months=known, days=days, times=(_clock(match["time"]),)),))


def _clock(text: str) -> int:
    time = words.clock(text)
    if time is None:
        raise RefusedError(f"{text!r} is no time of day")
    return time
