"""Says a schedule as a person would, whatever its dialect: read by its own system's rules, then put into words."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from ddd.agenda.pattern import MONTHS, Pattern, listed
from ddd.agenda.rhythm import clock, is_monthly, pattern_of, years_of
from ddd.agenda.view import spelled
from ddd.cadence.dialects import READERS
from ddd.cadence.reading import Calendar, Length, Reading
from ddd.cadence.refusal import RefusedError
from ddd.cadence.timetable import Timetable
from ddd.cadence.words import TIMELESS
from ddd.model import Dialect

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_QUARTERS = frozenset({1, 4, 7, 10})
_PAIR, _MOST_TIMES = 2, 4
_SPEAKS_ITSELF = frozenset(
    {Dialect.DEPENDABOT, Dialect.EVERY, Dialect.LOGROTATE, Dialect.PHRASE, Dialect.RENOVATE, Dialect.RRULE}
)
"""Their expressions are words already, or say more than a phrase can."""

_FROM_LAST_RUN = frozenset({Dialect.ANACRON, Dialect.SPAN})
_DRAWN = {Dialect.CRONIE: "~", Dialect.JENKINS: "H"}
"""How a dialect says that a time is drawn: no number may stand for it in a sentence."""


@lru_cache(maxsize=4_096)
def spoken(expression: str, dialect: Dialect) -> str:
    """Return what an expression says, `every Sunday at 04:00`; empty where only the expression itself is exact."""
    if dialect in _SPEAKS_ITSELF or _DRAWN.get(dialect, "\0") in expression:
        return ""
    try:
        reading = READERS[dialect](expression)
    except RefusedError:
        return ""
    told = _spoken(reading)
    return f"{told}, from its last run" if told and dialect in _FROM_LAST_RUN else told


def _spoken(reading: Reading) -> str:
    match reading:
        case Length(seconds=seconds) if seconds > 0:
            return _every(seconds)
        case Calendar(tables=(table,), note=note) if not TIMELESS.intersection(note.split("; ")):
            days, times = _days(table), _times(table.times)
            if not days or not times:
                return ""
            plain = times.startswith("at ") and ", when" not in days
            return f"{days} {times}" if plain else f"{days}, {times}".removeprefix("every day, ")
        case _:
            return ""


def _days(table: Timetable) -> str:
    found = pattern_of(table) if years_of(table) is None else None
    if found is None:
        return ""
    days = found.in_words()
    if found.every_month or is_monthly(found):
        alone = found.every_day or found.both or not (found.dates or found.nth)
        return days if alone else f"{days} of every month{'' if found.every_month else ' that has it'}"
    return _in_months(found, days)


def _in_months(found: Pattern, days: str) -> str:
    names = listed(MONTHS[month - 1] for month in sorted(found.months))
    only_dates = found.dates and not (found.weekdays or found.nth or min(found.dates) < 0)
    if only_dates and len(found.dates) == len(found.months) == 1:
        return f"on {min(found.dates)} {names}"
    if found.dates == {1} and only_dates and found.months == _QUARTERS:
        return f"{days} of every quarter"
    return f"{days} {'of' if only_dates else 'in'} {names}"


def _times(times: tuple[int, ...]) -> str:
    """Return the times of a day: `at 04:00`, `every 5 minutes`, `every hour from 08:00 to 17:00`; empty: not plain."""
    steps = {after - before for before, after in pairwise(times)}
    step = steps.pop() if len(steps) == 1 else 0
    if len(times) > _PAIR and step and times[0] + _DAY - times[-1] == step and (times[0] < _HOUR or step <= _HOUR):
        return _all_day(step, times[0])
    if 0 < len(times) <= _MOST_TIMES:
        return f"at {listed(map(clock, times))}"
    return f"{_every(step)} from {clock(times[0])} to {clock(times[-1])}" if step else ""


def _all_day(step: int, first: int) -> str:
    """Return an even rhythm that no midnight breaks."""
    if first % _MINUTE:
        return ""
    minute = first // _MINUTE
    if step < _HOUR:
        return _every(step) + (f", from minute {minute} on" if minute else "") if _HOUR % step == 0 else ""
    if step % _HOUR:
        return f"{_every(step)}, from {clock(first)} on"
    return f"{_every(step)}, on the hour" if step == _HOUR and not minute else f"{_every(step)}, at minute {minute}"


def _every(step: int) -> str:
    """Say a step: `every 90 minutes`."""
    return f"every {spelled(step).removeprefix('1 ')}"
