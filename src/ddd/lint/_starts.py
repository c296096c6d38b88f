"""When a schedule fires, as the rules want to see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice

from ddd.cadence import firings
from ddd.model import Cadence, Dialect, Schedule, State

# A leap year and a year without, both with weekdays of their own: enough for every question asked here.
_START, _END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
_MOST = 1_600
"""More than the minutes of a day and the days of four years: what fires oftener is cut."""

_TIME_ELSEWHERE = frozenset({"run-parts", "logrotate", "prose"})
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
    """Return its firings from 2024 on, the first _MOST of them, in its zone; none where the file does not say when."""
    if schedule.system in _TIME_ELSEWHERE or schedule.dialect in _WINDOWS:
        return ()
    return _starts(schedule.expression, schedule.dialect, schedule.timezone)


def dates(schedule: Schedule) -> tuple[datetime, ...]:
    """Return the same for a schedule whose days are told and whose time of day is not."""
    return _starts(schedule.expression, schedule.dialect, schedule.timezone)


@lru_cache(maxsize=8192)
def _starts(expression: str, dialect: Dialect, timezone: str | None) -> tuple[datetime, ...]:
    try:
        return tuple(islice(firings(expression, dialect, _START, _END, timezone), _MOST))
    except ValueError:  # a length of time
        return ()


def seconds(length: timedelta) -> int:
    """Return whole seconds."""
    return int(length.total_seconds())
