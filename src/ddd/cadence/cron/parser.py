"""Reads cron expressions: columns or a macro, whichever the grammar knows, into one timetable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ddd.cadence.cron import field
from ddd.cadence.cron.field import Column
from ddd.cadence.cron.grammar import Clock, DayRule, Grammar, Open
from ddd.cadence.reading import Calendar, Reading
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.timetable import Timetable

_BLANKS = re.compile(r"[ \t]+")
_ZERO = Column(text="0", values=frozenset({0}), rules=frozenset(), starred=False)

_ENDS_ON_SUNDAY = re.compile(r"-(?:0|7|sun)", re.IGNORECASE)
_SATURDAY = 6

_WORKDAYS = frozenset(range(5))
_ALL_DAYS = frozenset(range(1, 32))
_ALL_WEEKDAYS = frozenset(range(7))

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven")
_OWN_LAYOUTS = {5: "mhDMW", 6: "smhDMW"}
"""The columns in which macros are written, whatever a dialect's own order."""


def read(expression: str, grammar: Grammar) -> Reading:
    """Read an expression of one grammar. Raises RefusedError for what its system would refuse."""
    text = bounded(expression)
    macro = text.lower() if grammar.any_case else text
    if macro in grammar.standing:
        return grammar.standing[macro]
    return Calendar((table(text, grammar),))


def table(text: str, grammar: Grammar) -> Timetable:
    """Read columns, or a macro that stands for them."""
    macro = text.lower() if grammar.any_case else text
    if macro in grammar.macros:
        texts = grammar.macros[macro].split()
        return timetable(dict(zip(_OWN_LAYOUTS[len(texts)], texts, strict=True)), grammar)
    if text.startswith("@"):
        known = ", ".join((*grammar.macros, *grammar.standing))
        raise RefusedError(f"{grammar.system} knows no {text!r}" + (f" (its macros: {known})" if known else ""))
    texts = _BLANKS.split(text)
    layout = next((layout for layout in grammar.layouts if len(layout) == len(texts)), None)
    if layout is None:
        wanted = " or ".join(_COUNTS[count] for count in sorted(map(len, grammar.layouts)))
        raise RefusedError(f"{grammar.system} wants {wanted} fields, this has {len(texts)}")
    return timetable(dict(zip(layout, texts, strict=True)), grammar)


def timetable(texts: Mapping[str, str], grammar: Grammar) -> Timetable:
    """Read columns by their letters; seconds and years may be missing."""
    both = grammar.joins and (texts["D"].endswith("&") or texts["W"].endswith("&"))
    if both:
        texts = {**texts, "D": texts["D"].removesuffix("&"), "W": texts["W"].removesuffix("&")}
    columns = {letter: field.read(text, grammar.column(letter), grammar) for letter, text in texts.items()}
    days, weekdays = columns["D"], columns["W"]
    if grammar.day_rule is DayRule.ONE and (days.text == "?") == (weekdays.text == "?"):
        raise RefusedError(f"{grammar.system} wants `?` in one of day of month and day of week, and in one only")
    either = (
        grammar.day_rule is DayRule.EITHER
        and not both
        and not (_is_open(days, _ALL_DAYS, grammar) or _is_open(weekdays, _ALL_WEEKDAYS, grammar))
    )
    makes_up, repeats = _clock([texts[letter] for letter in "smh" if letter in texts], grammar)
    return Timetable(
        years=columns["Y"].values if "Y" in columns and not columns["Y"].full else None,
        months=columns["M"].values,
        days=days.values,
        day_rules=days.rules,
        weekdays=weekdays.values,
        weekday_rules=weekdays.rules,
        either=either,
        times=_times(columns.get("s", _ZERO), columns["m"], columns["h"]),
        makes_up=makes_up,
        repeats=repeats,
        note="; ".join(_notes(columns, grammar, either=either)),
    )


def _is_open(column: Column, everything: frozenset[int], grammar: Grammar) -> bool:
    match grammar.open:
        case Open.STARTS:
            return column.text.startswith("*")
        case Open.TERM:
            return column.starred
        case Open.FULL:
            return column.values == everything
        case Open.FULL_DATE:
            return column.full or (everything is _ALL_DAYS and column.values == everything)
        case _:
            return column.full


def _times(seconds: Column, minutes: Column, hours: Column) -> tuple[int, ...]:
    return tuple(
        hour * 3600 + minute * 60 + second
        for hour in sorted(hours.values)
        for minute in sorted(minutes.values)
        for second in sorted(seconds.values)
    )


def _clock(times: Sequence[str], grammar: Grammar) -> tuple[bool, bool]:
    """Tell whether skipped times are made up for and whether repeated ones run again."""
    *_, minute, hour = times
    follows = minute.startswith("*") or hour.startswith("*")
    match grammar.clock:
        case Clock.CRON:
            return not follows, follows
        case Clock.INTERVAL:
            follows = any(sign in text for text in times for sign in "*?-/")
            return True, follows
        case Clock.WALL:
            return False, True
        case Clock.ONCE:
            return False, follows
        case _:
            return True, follows


def _notes(columns: Mapping[str, Column], grammar: Grammar, *, either: bool) -> Iterator[str]:
    """Say what a reader of the bare expression easily misses."""
    days, weekdays = columns["D"], columns["W"]
    if either:
        yield f"fires on those days of the month and on those weekdays, whichever comes: {grammar.system} takes either"
    elif _is_restricted(days, _ALL_DAYS) and _is_restricted(weekdays, _ALL_WEEKDAYS):
        yield "day of month and weekday: both must match"
    elif weekdays.values == _WORKDAYS and not weekdays.rules:
        yield "weekdays only"
    if grammar.sunday_ends == _SATURDAY and _ENDS_ON_SUNDAY.search(weekdays.text):
        yield f"{grammar.system} ends a range before its Sunday"
    if any("~" in column.text for column in columns.values()):
        yield "time drawn at random"
    if grammar.hashed and (hashed := [letter for letter in columns if "H" in columns[letter].text]):
        names = [grammar.column(letter).name for letter in hashed]
        yield f"{' and '.join(names)} chosen by a hash of the job's name"


def _is_restricted(column: Column, everything: frozenset[int]) -> bool:
    return bool(column.rules) or column.values != everything
