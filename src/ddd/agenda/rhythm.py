"""Knows the rhythm of a Plan, free of any date: what falls due at which hour, on which days, in which months.

What a rule means is counted over the pinned window (`ddd.agenda.pattern`), by the clock on the wall: daylight saving
changes nothing of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from ddd.agenda.agenda import FIRST_YEAR, LAST_YEAR, Agenda, Job, Page, Span, has_no_calendar, jobs
from ddd.agenda.pattern import DAYS, FIRST_DAY, YEARS, Pattern, of_both, pattern
from ddd.cadence import Recurrence, recurrence, zones
from ddd.cadence.dialects import READERS
from ddd.cadence.reading import Calendar, Listed
from ddd.cadence.timetable import Timetable
from ddd.cadence.words import ALL_DAYS, ALL_MONTHS, ALL_WEEKDAYS
from ddd.model import Cadence, Plan, Schedule, State, Task, replace

WINDOW = Span(FIRST_DAY, DAYS)
_EPOCH = date(1970, 1, 1)
_SHOWN_TIMES = 4
_WINDOW = datetime(YEARS.start, 1, 1, tzinfo=UTC), datetime(YEARS.stop, 1, 1, tzinfo=UTC)
_SHORTEST = 28
_LONG = {29: ALL_MONTHS - {2}, 30: ALL_MONTHS - {2}, 31: frozenset({1, 3, 5, 7, 8, 10, 12})}
"""A day of the month -> the months that have it every year."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Days on which a job falls due, and the times of those days."""

    job: Job
    pattern: Pattern | None
    """None: no plain rule names its days."""
    times: tuple[int, ...]
    """Seconds since midnight on the clock of the job's zone; empty: the hour is not said."""
    days_a_year: float
    """On the average of the pinned window."""
    years: tuple[int, int] | None = None
    """The first and the last year the rule speaks of; None: every year."""

    @property
    def clock(self) -> str:
        """The times as a clock shows them: `04:30`, `06:00 and 18:00`."""
        shown = [clock(time) for time in self.times[:_SHOWN_TIMES]]
        more = len(self.times) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "")

    @property
    def only(self) -> str:
        """The years it is limited to: `2025 to 2027 only`; empty: none."""
        if self.years is None:
            return ""
        first, last = self.years
        return f"{first} only" if first == last else f"{first} to {last} only"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A Plan by what a person would look for: the day, the weekday, the day of the month, the month."""

    daily: tuple[Beat, ...]
    weekly: tuple[Beat, ...]
    """On weekdays, in every month; some on days of the month as well."""
    monthly: tuple[Beat, ...]
    """On days of the month, in every month."""
    yearly: tuple[Beat, ...]
    """In some months only, or in each on other days."""
    irregular: tuple[Beat, ...]
    """No plain rule names its days."""
    often: tuple[Job, ...]
    """Several times a day."""
    floating: tuple[Job, ...]
    """No calendar: so long after it was last done."""
    unread: tuple[Job, ...]
    """What its schedule means cannot be told."""

    @property
    def beats(self) -> tuple[Beat, ...]:
        """All that has days, in the order above."""
        return (*self.daily, *self.weekly, *self.monthly, *self.yearly, *self.irregular)

    @property
    def assumed_utc(self) -> bool:
        """Tell whether any zone had to be taken for UTC."""
        return any(job.timed and not job.zone_known for job in (*(beat.job for beat in self.beats), *self.often))

    @property
    def differs(self) -> bool:
        """Tell whether any time of a day is another one for some hosts."""
        return any(beat.job.differs for beat in self.beats)

    def agenda(self) -> Agenda:
        """Return the same for calendar programs, over the pinned window, without single occurrences."""
        dated = {id(beat.job): beat.job for beat in self.beats}.values()
        ordered = sorted(dated, key=lambda job: (job.task.id, job.schedule.id if job.schedule else ""))
        return Agenda(WINDOW, (), tuple(ordered), self.often, self.floating)


def rhythm(plan: Plan, page: Page = lambda _: "") -> Rhythm:
    """Tell the rhythm of a plan. Takes any plan: what a schedule does not tell stands in `unread`."""
    apart: dict[str, list[Job]] = defaultdict(list)
    dated: dict[str, list[Beat]] = defaultdict(list)
    for task in plan.tasks:
        for job in _jobs(task, page):
            if kind := _apart(job):
                apart[kind].append(job)
                continue
            for beat in _beats(job):
                dated[_section(beat)].append(beat)

    def in_order(section: str) -> tuple[Beat, ...]:
        return tuple(sorted(dated[section], key=_order))

    return Rhythm(
        daily=in_order("daily"),
        weekly=in_order("weekly"),
        monthly=in_order("monthly"),
        yearly=in_order("yearly"),
        irregular=in_order("irregular"),
        often=tuple(apart["often"]),
        floating=tuple(apart["floating"]),
        unread=tuple(apart["unread"]),
    )


def _jobs(task: Task, page: Page) -> Iterator[Job]:
    readable = tuple(one for one in task.schedules if _is_readable(one))
    if readable or not task.schedules:
        yield from jobs(replace(task, schedules=readable), page=page)
    else:
        yield Job(task, task.schedules[0], "UTC", zone_known=False, page=page(task))


def _is_readable(schedule: Schedule) -> bool:
    return _meaning(schedule).state is State.ACTIVE


def _meaning(schedule: Schedule) -> Recurrence:
    return recurrence(schedule.expression, schedule.dialect, schedule.timezone)


def _apart(job: Job) -> str:
    """Return which of the jobs without days this one belongs to; empty: it has days."""
    if job.schedule is None:
        return "floating"
    if not _is_readable(job.schedule):
        return "unread"
    if has_no_calendar(job.schedule):
        return "floating"
    return "often" if _meaning(job.schedule).cadence is Cadence.SUB_DAILY else ""


def _beats(job: Job) -> Iterator[Beat]:
    """Yield the days of a job, those at other times apart."""
    schedule = job.schedule
    reading = READERS[schedule.dialect](schedule.expression) if schedule else None
    if isinstance(reading, Calendar):
        yield from (_of_table(job, table) for table in reading.tables)
    elif isinstance(reading, Listed):
        found: dict[date, list[int]] = defaultdict(list)
        for moment in reading.between(*_WINDOW, zones.find(job.zone)):
            local = moment.astimezone(zones.find(job.zone))
            found[local.date()].append(local.hour * 3600 + local.minute * 60 + local.second)
        times = Counter(map(tuple, found.values())).most_common(1)
        yield _beat(job, pattern(frozenset(found)), len(found), times[0][0] if times else ())


def _of_table(job: Job, table: Timetable) -> Beat:
    """Return the days of one timetable, in whatever years: which ones it is limited to is told beside."""
    days = _all_days_of(table)
    return replace(_beat(job, pattern_of(table), len(days), table.times), years=years_of(table))


def pattern_of(table: Timetable) -> Pattern | None:
    """Return the plainest pattern of the days of a timetable, in whatever years; None where none is."""
    return _of_fields(table) or pattern(_all_days_of(table))


def years_of(table: Timetable) -> tuple[int, int] | None:
    """Return the first and the last year that a timetable speaks of; None: every year."""
    limited = table.years and (min(table.years) > FIRST_YEAR or max(table.years) < LAST_YEAR)
    return (min(table.years), max(table.years)) if table.years and limited else None


def _all_days_of(table: Timetable) -> frozenset[date]:
    return _days_of(replace(table, years=None, times=(), note=""))


@lru_cache(maxsize=1024)
def _days_of(table: Timetable) -> frozenset[date]:
    return frozenset(_EPOCH + timedelta(days=day) for day in table.days_of(YEARS))


def _of_fields(table: Timetable) -> Pattern | None:
    """Return the pattern of a table whose date and weekday must both fit: four years do not show it."""
    ruled = table.day_rules or table.weekday_rules
    if ruled or table.either or table.days >= ALL_DAYS or table.weekdays >= ALL_WEEKDAYS:
        return None
    return of_both(table.months, table.days, table.weekdays)


def _beat(job: Job, found: Pattern | None, days: int, times: tuple[int, ...]) -> Beat:
    return Beat(job, found, times if job.timed else (), days / len(YEARS))


def _section(beat: Beat) -> str:
    found = beat.pattern
    if found is None:
        return "irregular"
    if not found.every_month and not is_monthly(found):
        return "yearly"
    if found.every_day:
        return "daily"
    return "weekly" if found.weekdays and not found.both else "monthly"


def is_monthly(found: Pattern) -> bool:
    """Tell whether the months it leaves out only lack the day: not every month has a 31st."""
    return not found.weekdays and min(found.dates, default=0) > _SHORTEST and found.months >= _LONG[min(found.dates)]


def _order(beat: Beat) -> tuple[object, ...]:
    """By the first day of the week, of the month or of the year it falls on, then by the hour."""
    found = beat.pattern
    first = _first_day(found) if found else ()
    return first, beat.times, beat.job.task.id, beat.job.schedule.id if beat.job.schedule else ""


def _first_day(one: Pattern) -> tuple[int, ...]:
    which = _first(number % 10 for number, _ in one.nth)
    return min(one.months), _first(one.weekdays), _first(day % 32 for day in one.dates), which


def _first(numbers: Iterable[int]) -> int:
    return min(numbers, default=99)


def clock(time: int) -> str:
    """Show seconds since midnight as a clock does: `04:30`, `04:30:10`."""
    hour, minute, second = time // 3600, time // 60 % 60, time % 60
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")
