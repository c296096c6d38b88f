"""When a schedule fires, as the rules want to see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from ddd.cadence import firings
from ddd.lint.handles import PROSE
from ddd.model import Cadence, Dialect, Schedule, State

# A leap year and a year without, both with weekdays of their own: enough for every question asked here.
_START, _END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
_MOST = 1_600
"""More than the minutes of a day and the days of two years: what fires oftener is cut."""

_MOST_KNOWN = 8_192

_T = TypeVar("_T")

_TIME_ELSEWHERE = frozenset({"run-parts", "logrotate", PROSE})
"""Systems whose file says how often; the time of day stands on the host, or is nobody's promise."""
_WINDOWS = frozenset({Dialect.RENOVATE, Dialect.DEPENDABOT, Dialect.AWS_WINDOW})
"""What opens then, and starts somewhen within."""


def in_force(schedules: Iterable[Schedule]) -> Iterator[Schedule]:
    """Yield the schedules that run by the clock."""
    return (one for one in schedules if one.state is State.ACTIVE and one.cadence is not None)


def rare(schedules: Iterable[Schedule]) -> Iterator[Schedule]:
    """Yield those that run once a day or less often."""
    return (one for one in in_force(schedules) if one.cadence is not Cadence.SUB_DAILY)


def starts(schedule: Schedule) -> tuple[datetime, ...]:
    """Return its firings from 2024 on, the first _MOST, as times on the wall; none where the file does not say when."""
    return () if schedule.system in _TIME_ELSEWHERE or schedule.dialect in _WINDOWS else dates(schedule)


def dates(schedule: Schedule) -> tuple[datetime, ...]:
    """Return the same for a schedule whose days are told and whose time of day need not be."""
    expression, zone = schedule.expression, zone_of(schedule)
    if zone is not None:  # told on the wall: no clock change moves anything
        expression = re.sub(rf"^(?:CRON_)?TZ={re.escape(zone)}\s+|\s+{re.escape(zone)}$", "", expression)
    return _on_the_wall(expression, schedule.dialect)


def zone_of(schedule: Schedule) -> str | None:
    """Return the zone of a schedule, which may stand in its expression; None: nobody knows, it is the host's."""
    if schedule.timezone is not None:
        return schedule.timezone
    first = _first(schedule.expression, schedule.dialect)
    return None if first is None or str(first.tzinfo) == "UTC" else str(first.tzinfo)


@lru_cache(maxsize=2048)
def _on_the_wall(expression: str, dialect: Dialect) -> tuple[datetime, ...]:
    try:
        found = islice(firings(expression, dialect, _START, _END), _MOST)
        return tuple(moment.replace(tzinfo=None) for moment in found)
    except ValueError:  # a length of time
        return ()


@lru_cache(maxsize=8192)
def _first(expression: str, dialect: Dialect) -> datetime | None:
    try:
        return next(firings(expression, dialect, _START, _END), None)
    except ValueError:
        return None


def by_rhythm(ask: Callable[[Schedule], _T]) -> Callable[[Schedule], _T]:
    """Make a question that only a schedule's rhythm answers be asked once for all schedules of that rhythm."""
    known: dict[tuple[str, str, str | None, str], _T] = {}

    def answer(schedule: Schedule) -> _T:
        key = schedule.expression, schedule.dialect, schedule.timezone, schedule.system
        if key not in known:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[key] = ask(schedule)
        return known[key]

    return answer


def seconds(length: timedelta) -> int:
    """Return whole seconds."""
    return int(length.total_seconds())
