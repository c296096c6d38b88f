"""How much falls due at which hour of which weekday, on average of the weeks of one year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from ddd.agenda.agenda import Job, has_no_calendar, jobs
from ddd.cadence import firings, zones
from ddd.cadence.refusal import RefusedError
from ddd.model import Cadence, Dialect, Plan, Task

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = 24
WEEKS = 52
FROM = datetime(2024, 1, 1, tzinfo=UTC)
"""A Monday, and the first day of the window in which firings are counted everywhere."""
_NEARLY_ONE = 0.95
_TEN = 10

Slot = tuple[int, int | None]
"""Weekday (0 is Monday) and hour; None: the day is known and the hour is not."""


@dataclass(frozen=True, slots=True)
class Load:
    """The weeks of a year on one page."""

    mean: Mapping[Slot, float]
    """How many jobs start in an hour of the week, on average; no entry: none ever does."""
    dated: int
    """How many schedules that is."""
    often: int
    """Schedules left out: they run several times a day."""
    floating: int
    """Schedules left out: a length of time, or a cadence, without a calendar."""
    assumed_utc: int
    """Schedules whose zone the repository does not say: read as UTC."""
    differs: int = 0
    """Schedules that have another time for some hosts, which is not counted."""

    @property
    def most(self) -> float:
        """The fullest hour."""
        return max(self.mean.values(), default=0.0)

    @property
    def hours(self) -> list[int | None]:
        """The hours in which anything starts, the unknown one last."""
        found = {hour for _, hour in self.mean}
        return [*(hour for hour in range(HOURS) if hour in found), *([None] if None in found else [])]


def load(plan: Plan) -> Load:
    """Count the firings of all tasks that have a calendar and run once a day at the most, in their own zones."""
    mean: Counter[Slot] = Counter()
    count: Counter[str] = Counter()
    for task in plan.tasks:
        for job in _jobs(task):
            if job.schedule is None or has_no_calendar(job.schedule):
                count["floating"] += 1
            elif (job.schedule.cadence or task.cadence) is Cadence.SUB_DAILY:
                count["often"] += 1
            else:
                count["dated"] += 1
                count["assumed"] += job.timed and not job.zone_known
                count["differs"] += bool(job.differs)
                one = job.schedule
                for (day, hour), times in _times(one.expression, one.dialect, one.timezone, job.zone):
                    mean[day, hour if job.timed else None] += times
    weekly = {slot: times / WEEKS for slot, times in sorted(mean.items(), key=lambda one: (one[0][0], str(one[0][1])))}
    return Load(weekly, count["dated"], count["often"], count["floating"], count["assumed"], count["differs"])


def _jobs(task: Task) -> list[Job]:
    """Return the schedules of a task; one that cannot be read has no calendar."""
    try:
        return list(jobs(task))
    except RefusedError:
        return [Job(task, None, "UTC")]


def told(mean: float) -> str:
    """Return how many a week: `3`, `1.5`; a dot for less than one; nothing for none."""
    if not mean:
        return ""
    if mean < _NEARLY_ONE:
        return "·"
    return f"{round(mean, 1):g}" if mean < _TEN else f"{mean:.0f}"


@lru_cache(maxsize=4_096)
def _times(
    expression: str, dialect: Dialect, timezone: str | None, shown: str
) -> tuple[tuple[tuple[int, int], int], ...]:
    """Return how often a schedule fires in each hour of the week, within the weeks of the year."""
    zone = zones.find(shown)
    start = FROM.replace(tzinfo=zone)
    found: Counter[tuple[int, int]] = Counter()
    for moment in firings(expression, dialect, start, start + timedelta(weeks=WEEKS), timezone):
        local = moment.astimezone(zone)
        found[local.weekday(), local.hour] += 1
    return tuple(found.items())
