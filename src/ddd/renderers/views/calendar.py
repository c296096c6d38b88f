"""How the rhythm of a plan reads in tables: one line for each job, by the section a person would look in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ddd.agenda import view
from ddd.agenda.agenda import Job, own_zone
from ddd.agenda.pattern import FIRST_DAY, MONTHS, WEEKDAYS, Pattern
from ddd.agenda.rhythm import Beat, Rhythm
from ddd.agenda.rules import rules
from ddd.cadence import zones
from ddd.cadence.dialects import READERS
from ddd.model import Cadence, Evidence, Task
from ddd.renderers import words

NO_HOUR = "hour?"
NO_RULE = "no plain rule"
SHORT_WEEKDAYS = tuple(day[:3] for day in WEEKDAYS)
SHORT_MONTHS = tuple(month[:3] for month in MONTHS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table."""

    task: Task
    cadence: Cadence
    days: str
    """`on day 1`, `every Monday and on days 1 to 7`; of what has no days, its rhythm in words."""
    time: str
    """`04:30`, or `hour?`; empty for what has no time of day."""
    zone: str
    """IANA name; `UTC?` where it is not documented; empty where no hour is said."""
    also: str
    """What is to be known besides: by how much it may be late, which years, which other days; may be empty."""
    expression: str
    """As it stands in the file; empty for a declared cadence."""
    place: Evidence
    cells: tuple[str, ...] = ()
    """What stands in the columns Monday to Sunday, or January to December; empty ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """All tables."""

    daily: tuple[Line, ...]
    weekly: tuple[Line, ...]
    monthly: tuple[Line, ...]
    yearly: tuple[Line, ...]
    irregular: tuple[Line, ...]
    often: tuple[Line, ...]
    floating: tuple[Line, ...]
    unread: tuple[Line, ...]

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Name of each table and its number of lines, those without any left out."""
        named = (
            ("every day", self.daily),
            ("on weekdays", self.weekly),
            ("on days of the month", self.monthly),
            ("in some months", self.yearly),
            ("by no plain rule", self.irregular),
            ("several times a day", self.often),
            ("without a calendar of its own", self.floating),
            ("by a schedule that could not be read", self.unread),
        )
        return tuple((name, len(lines)) for name, lines in named if lines)


def sections(rhythm: Rhythm) -> Sections:
    """Return the tables of a rhythm."""
    return Sections(
        daily=tuple(_dated(beat) for beat in rhythm.daily),
        weekly=tuple(_dated(beat, tuple(_weekdays(beat))) for beat in rhythm.weekly),
        monthly=tuple(_dated(beat) for beat in rhythm.monthly),
        yearly=tuple(_dated(beat, tuple(_months(beat))) for beat in rhythm.yearly),
        irregular=tuple(_dated(beat) for beat in rhythm.irregular),
        often=tuple(_undated(job, _often(job)) for job in rhythm.often),
        floating=tuple(_undated(job, view.rhythm(job)) for job in rhythm.floating),
        unread=tuple(_undated(job, "not told") for job in rhythm.unread),
    )


def without_rule(rhythm: Rhythm) -> int:
    """Count the jobs whose dates a calendar file can only list one by one."""
    jobs = {id(beat.job): beat.job for beat in rhythm.beats}.values()
    return sum(not _has_rule(job) for job in jobs)


def host_decides(rhythm: Rhythm) -> int:
    """Count the jobs of folders such as `cron.weekly`, for which the host decides the day."""
    rarer = (*rhythm.weekly, *rhythm.monthly)
    return sum(beat.job.schedule is not None and beat.job.schedule.system == "run-parts" for beat in rarer)


def _has_rule(job: Job) -> bool:
    if not (schedule := job.schedule):
        return False
    zone = zones.find(own_zone(schedule) or "UTC")
    return rules(READERS[schedule.dialect](schedule.expression), zone, FIRST_DAY.year) is not None


def _dated(beat: Beat, cells: tuple[str, ...] = ()) -> Line:
    weekly = beat.pattern and len(cells) == len(WEEKDAYS)
    return _line(
        beat.job,
        days=beat.pattern.in_words() if beat.pattern else _how_often(beat),
        time=_time(beat),
        also=[beat.pattern.beside_weekdays() if weekly and beat.pattern else "", beat.only],
        cells=cells,
    )


def _time(beat: Beat) -> str:
    return view.marked(beat.clock, beat.job) if beat.clock else NO_HOUR


def _undated(job: Job, days: str) -> Line:
    return _line(job, days=days, time="", also=[], cells=())


def _line(job: Job, *, days: str, time: str, also: Iterable[str], cells: tuple[str, ...]) -> Line:
    schedule = job.schedule
    delay = f"up to {words.duration(schedule.random_delay)} later" if schedule and schedule.random_delay else ""
    return Line(
        task=job.task,
        cadence=view.cadence(job),
        days=days,
        time=time,
        zone=view.zone(job) if time != NO_HOUR and schedule else "",
        also="; ".join(one for one in (*also, delay, job.differs) if one),
        expression=schedule.expression if schedule else "",
        place=schedule.place if schedule else job.task.evidence[0],
        cells=cells,
    )


def _how_often(beat: Beat) -> str:
    if not beat.days_a_year:
        return f"{NO_RULE}; on no day from {FIRST_DAY.year} to {FIRST_DAY.year + 3}"
    return f"{NO_RULE}; about {beat.days_a_year:.4g} days a year"


def _often(job: Job) -> str:
    return (words.in_words(job.schedule) if job.schedule else "") or "several times a day"


def _weekdays(beat: Beat) -> Iterator[str]:
    """Yield what stands in each column: the time where it is one of its weekdays, else nothing."""
    for day in range(len(WEEKDAYS)):
        yield _time(beat) if beat.pattern and day in beat.pattern.weekdays else ""


def _months(beat: Beat) -> Iterator[str]:
    """Yield what stands in each column: the days where it is one of its months, else nothing."""
    for month in range(1, len(MONTHS) + 1):
        yield _days_of(beat.pattern) if beat.pattern and month in beat.pattern.months else ""


def _days_of(pattern: Pattern) -> str:
    return pattern.in_words().removeprefix("on ").removeprefix("the ")
