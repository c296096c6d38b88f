"""What every form of an agenda shows: its rows in words, and the days of its months as a grid."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ddd.agenda.agenda import Agenda, Job, Occurrence
from ddd.model import Cadence, Task
from ddd.scan.text import visible

UNDOCUMENTED = "not documented"
TIMELESS = "not said"
ASSUMED = "UTC?: the repository does not say which zone the host keeps; its times are read as UTC."
DIFFERS = "“02:15?”: some hosts have another time, or another day; the task says which."
MOST_MONTHS = 14
"""A longer span is a list only."""

_DAYS_OF_A_YEAR = 365
_WHOLE_DAYS = 2 * 86_400
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    when: str
    """A date; of daily work how many of the days."""
    time: str
    zone: str
    job: Job


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the grid."""

    day: date
    daily: int
    """How many pieces of daily work are due."""
    names: tuple[str, ...]
    """What rarer work is due."""


@dataclass(frozen=True, slots=True)
class Month:
    """One page of the grid."""

    title: str
    weeks: tuple[tuple[Cell | None, ...], ...]
    """Monday to Sunday; None outside the span."""


def months(agenda: Agenda) -> list[Month]:
    """Lay the span out in months; none for a long one."""
    due = {day: list(found) for day, found in groupby(agenda.occurrences, key=lambda one: one.at.date())}
    shown = sorted({(day.year, day.month) for day in agenda.span})
    if len(shown) > MOST_MONTHS:
        return []
    return [Month(f"{date(*one, 1):%B %Y}", tuple(_weeks(agenda, due, *one))) for one in shown]


def _weeks(
    agenda: Agenda, due: dict[date, list[Occurrence]], year: int, month: int
) -> Iterator[tuple[Cell | None, ...]]:
    for week in Calendar().monthdatescalendar(year, month):
        days = (day if day.month == month and agenda.span.first <= day <= agenda.span.last else None for day in week)
        yield tuple(_cell(day, due.get(day, ())) if day else None for day in days)


def _cell(day: date, due: Iterable[Occurrence]) -> Cell:
    count = Counter(_is_daily(one.job) for one in due)
    return Cell(day, count[True], tuple(dict.fromkeys(title(one.job.task) for one in due if not _is_daily(one.job))))


def rows(agenda: Agenda) -> list[Row]:
    """List what is due: daily work once, with how many of the days it falls on, then the rest by date."""
    if agenda.span.days == 1:
        return [Row(day(agenda, one), time(one), zone(one.job), one.job) for one in agenda.occurrences]
    daily: dict[int, list[Occurrence]] = {}
    for one in agenda.occurrences:
        if _is_daily(one.job):
            daily.setdefault(id(one.job), []).append(one)
    return [
        *(_every_day(found, agenda.span.days) for found in daily.values()),
        *(
            Row(day(agenda, one), time(one), zone(one.job), one.job)
            for one in agenda.occurrences
            if not _is_daily(one.job)
        ),
    ]


def day(agenda: Agenda, one: Occurrence) -> str:
    """Say the day; the heading says the year, unless the span is longer than one."""
    return f"{one.at:%a %d %b}" if agenda.span.days <= _DAYS_OF_A_YEAR else f"{one.at:%a %Y-%m-%d}"


def _every_day(found: list[Occurrence], days: int) -> Row:
    times = Counter(map(time, found))
    count = len({one.at.date() for one in found})
    when = "every day" if count == days else f"{count} of {days} days"
    return Row(when, times.most_common(1)[0][0], zone(found[0].job), found[0].job)


def _is_daily(job: Job) -> bool:
    return cadence(job) is Cadence.DAILY


def cadence(job: Job) -> Cadence:
    """Tell how often a job falls due."""
    return (job.schedule.cadence if job.schedule else None) or job.task.cadence


def time(one: Occurrence) -> str:
    """Say the time of day; a question mark where some hosts have another one."""
    return marked(f"{one.at:%H:%M}", one.job) if one.job.timed else TIMELESS


def marked(clock: str, job: Job) -> str:
    """Put a question mark behind a time that is another one for some hosts."""
    return f"{clock}?" if job.differs else clock


def zone(job: Job) -> str:
    """Say the zone; a question mark where it is not documented."""
    if not job.timed:
        return ""
    return job.zone if job.zone_known else f"{job.zone}?"


def title(task: Task) -> str:
    """Name a task."""
    return visible(task.title or task.id)


def owner(task: Task) -> str:
    """Say who answers for a task."""
    return visible(task.owners[0].text) if task.owners else UNDOCUMENTED


def takes(task: Task) -> str:
    """Say how long it takes, in its author's words."""
    return visible(task.duration.text) if task.duration else UNDOCUMENTED


def rhythm(job: Job) -> str:
    """Say the rhythm of what has no calendar."""
    if job.schedule is None:
        return f"{job.task.cadence}, no day given"
    length = spelled(job.schedule.longest_gap or job.task.longest_gap)
    return f"every {length.removeprefix('1 ')}, from its last run"


def spelled(seconds: int) -> str:
    """Say a length of time in its largest unit that fits: `7 days`, `90 minutes`; from two days on in whole days."""
    size, unit = next(one for one in _UNITS if seconds % one[0] == 0 or seconds >= _WHOLE_DAYS)
    count = round(seconds / size)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def span(agenda: Agenda) -> str:
    """Say which days are shown."""
    first, last = agenda.span.first, agenda.span.last
    return f"{first:%A, %d %B %Y}" if first == last else f"{first:%d %B %Y} to {last:%d %B %Y}"
