"""Lays a Plan out over a span of days: what falls due when, what runs several times a day, what has no calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ddd.cadence import firings, notes, zones
from ddd.cadence.dialects import READERS
from ddd.cadence.reading import Calendar, Length, Listed
from ddd.cadence.words import TIMELESS
from ddd.model import Cadence, Plan, Schedule, State, Task

FIRST_YEAR, LAST_YEAR = 1970, 2198
"""The years that every reader of schedules knows."""
MOST_DAYS = 3660

_RUN_PARTS = "run-parts"
"""The system whose jobs run when the host starts their folder: the hour stands in no repository."""

Page = Callable[[Task], str]
"""Tells on which page a task stands."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some days in a row."""

    first: date
    days: int

    @property
    def last(self) -> date:
        """The last of them."""
        return self.first + timedelta(days=self.days - 1)

    def __iter__(self) -> Iterator[date]:
        """Go through the days."""
        return (self.first + timedelta(days=ahead) for ahead in range(self.days))


@dataclass(frozen=True, slots=True)
class Job:
    """One schedule of a task, and how its times are to be read."""

    task: Task
    schedule: Schedule | None
    """None: a declared task of which only the cadence is known."""
    zone: str
    """In which its times are shown."""
    zone_known: bool = True
    """False: the repository does not say which zone its host keeps; it is read as UTC."""
    timed: bool = True
    """False: the day is known and the hour is not."""
    page: str = ""
    """Where its section is, from the folder of the repository."""

    @property
    def differs(self) -> str:
        """How its time is another one for some hosts, in a few words; empty: not that one knows of."""
        return notes.differs(self.schedule.note) if self.schedule else ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a job falls due."""

    job: Job
    at: datetime
    """In the job's zone; midnight where the hour is not known."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """A span of days and what is due in it."""

    span: Span
    occurrences: tuple[Occurrence, ...]
    """By day, then by time; of a job that runs several times a day none."""
    dated: tuple[Job, ...]
    """All jobs that have a calendar and run once a day at the most, due in the span or not."""
    often: tuple[Job, ...]
    """Runs several times a day somewhere in the span: nobody does that by hand, one verifies that it ran."""
    floating: tuple[Job, ...]
    """A length of time and no calendar: due so long after it was last done."""

    @property
    def assumed_utc(self) -> bool:
        """Tell whether any zone had to be taken for UTC."""
        return any(one.job.timed and not one.job.zone_known for one in self.occurrences)

    @property
    def differs(self) -> bool:
        """Tell whether any time that is shown is another one for some hosts."""
        return any(one.job.differs for one in self.occurrences)


def lay_out(plan: Plan, span: Span, zone: str | None = None, page: Page = lambda _: "") -> Agenda:
    """Lay a plan out over a span.

    zone: IANA name in which all times are shown; None: each in the zone of its schedule, which is UTC where the
    repository does not say. Raises RefusedError for an unknown zone.
    """
    if zone is not None:
        zones.find(zone)
    often: list[Job] = []
    floating: list[Job] = []
    dated: list[Job] = []
    due: list[Occurrence] = []
    for task in plan.tasks:
        for job in jobs(task, zone, page):
            if job.schedule is None or has_no_calendar(job.schedule):
                floating.append(job)
            elif job.schedule.cadence is Cadence.SUB_DAILY:
                if next(_firings(job.schedule, job.zone, span), None) is not None:
                    often.append(job)
            else:
                dated.append(job)
                due.extend(Occurrence(job, moment) for moment in _firings(job.schedule, job.zone, span))
    return Agenda(span, tuple(sorted(_once(due), key=_by_time)), tuple(dated), tuple(often), tuple(floating))


def jobs(task: Task, zone: str | None = None, page: Page = lambda _: "") -> Iterator[Job]:
    """List the schedules by which a task runs, copies once; without any, the task itself."""
    if not task.schedules:
        yield Job(task, None, zone or "UTC", page=page(task))
    seen = set()
    for schedule in task.schedules:
        key = schedule.expression, schedule.dialect, schedule.timezone
        if schedule.state is not State.ACTIVE or key in seen:
            continue
        seen.add(key)
        own = own_zone(schedule)
        yield Job(
            task,
            schedule,
            zone or own or "UTC",
            zone_known=own is not None,
            timed=schedule.system != _RUN_PARTS and not TIMELESS.intersection(schedule.note.split("; ")),
            page=page(task),
        )


def own_zone(schedule: Schedule) -> str | None:
    """Return the zone in which a schedule is written, the one inside its expression first; None: not documented."""
    reading = READERS[schedule.dialect](schedule.expression)
    inside = reading.zone if isinstance(reading, Calendar | Listed) else None
    return inside or schedule.timezone


def has_no_calendar(schedule: Schedule) -> bool:
    """Tell whether a schedule is a mere length of time."""
    return isinstance(READERS[schedule.dialect](schedule.expression), Length)


def _firings(schedule: Schedule, shown_in: str, span: Span) -> Iterator[datetime]:
    """List the firings of the days of the span, days as the zone shows them in which they are told."""
    zone = zones.find(shown_in)
    start = datetime(span.first.year, span.first.month, span.first.day, tzinfo=zone)
    after = span.last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=zone)
    for moment in firings(schedule.expression, schedule.dialect, start, end, schedule.timezone):
        yield moment.astimezone(zone)


def _once(due: list[Occurrence]) -> list[Occurrence]:
    """Keep one of what falls due twice at the same moment, for the same task."""
    return list({(one.job.task.id, one.at.astimezone(UTC)): one for one in due}.values())


def _by_time(one: Occurrence) -> tuple[date, bool, datetime, str]:
    return one.at.date(), one.job.timed, one.at.astimezone(UTC), one.job.task.id
