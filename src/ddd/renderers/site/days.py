"""Lays the tasks out over the days of one year: what the pages of the calendar show, and what the browser is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ddd import generated
from ddd.agenda import view as words
from ddd.agenda.agenda import Agenda, Job, Span, lay_out, own_zone
from ddd.cadence import firings, recurrence, zones
from ddd.cadence.refusal import RefusedError
from ddd.model import Cadence, Plan, Schedule, State, Task, replace
from ddd.renderers.renderer import Book
from ddd.renderers.words import PAGE_WORDS
from ddd.scan.text import visible

MOST_A_DAY = 25
"""What a page names of one day; the rest is counted."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FIXED = 50
"""Times a year that something falls on one weekday, from which on it is that weekday's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of work that is due on a day, or would be were it not suspended."""

    task: Task | None
    """None: a suspended job, which is no task."""
    title: str
    cadence: str
    time: str
    owner: str
    suspended: bool = False

    @property
    def id(self) -> str:
        """The id of the task; empty for what is none."""
        return self.task.id if self.task else ""


@dataclass(slots=True)
class Day:
    """One day of the year."""

    date: date
    daily: set[str] = field(default_factory=set)
    """Ids of the daily tasks that are due; they are counted, and named once for the month."""
    rarer: list[Entry] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The id of what is told of the day: `d-2026-11-21`."""
        return f"d-{self.date.isoformat()}"

    @property
    def due(self) -> list[Entry]:
        """What is in force of the rarer work."""
        return [one for one in self.rarer if not one.suspended]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year of maintenance."""

    number: int
    agenda: Agenda
    days: tuple[Day, ...]
    suspended: tuple[Schedule, ...]

    def of_month(self, month: int) -> list[Day]:
        """Return the days of a month, from 1."""
        return [day for day in self.days if day.date.month == month]

    def weeks(self, month: int) -> list[list[Day | None]]:
        """Return the days of a month by week, Monday first; None before its first and after its last day."""
        days: list[Day | None] = list(self.of_month(month))
        first = days[0]
        padded = [None] * (first.date.weekday() if first else 0) + days
        padded += [None] * (-len(padded) % 7)
        return [padded[at : at + 7] for at in range(0, len(padded), 7)]


def year(book: Book) -> Year:
    """Lay out the year of the book's options."""
    number = book.options.year
    length = (date(number + 1, 1, 1) - date(number, 1, 1)).days
    agenda = lay_out(replace(book.plan, tasks=tuple(_readable(book.plan))), Span(date(number, 1, 1), length))
    days = {day: Day(day) for day in agenda.span}
    for one in agenda.occurrences:
        cadence = words.cadence(one.job)
        if cadence is Cadence.DAILY:
            days[one.at.date()].daily.add(one.job.task.id)
            continue
        time = f"{words.time(one)} {words.zone(one.job)}".strip()
        task = one.job.task
        entry = Entry(task=task, title=words.title(task), cadence=cadence, time=time, owner=words.owner(task))
        days[one.at.date()].rarer.append(entry)
    suspended = tuple(_suspended(book.plan))
    for schedule in suspended:
        for day, entry in _would_run(schedule, agenda.span):
            days[day].rarer.append(entry)
    return Year(number=number, agenda=agenda, days=tuple(days.values()), suspended=suspended)


def _readable(plan: Plan) -> Iterator[Task]:
    """Yield the tasks without the schedules that the system would refuse; none of those that have no other."""
    for task in plan.tasks:
        kept = tuple(
            one for one in task.schedules if recurrence(one.expression, one.dialect, one.timezone).state is State.ACTIVE
        )
        if kept or not task.schedules:
            yield replace(task, schedules=kept)


def script(year: Year, page_of: dict[str, str]) -> str:
    """Return the script file from which the browser knows what is due when. `page_of`: task id -> page."""
    dated: dict[str, dict[str, Any]] = {}
    for one in year.agenda.occurrences:
        told = dated.setdefault(one.job.task.id, _told(one.job, page_of))
        time = f"{words.time(one)} {words.zone(one.job)}".strip()
        told["at"].setdefault(time, set()).add((one.at.date() - year.agenda.span.first).days)
    for told in dated.values():
        told["at"] = {time: list(_runs(sorted(days))) for time, days in sorted(told["at"].items())}
    undated = {job.task.id: _told(job, page_of) for job in (*year.agenda.often, *year.agenda.floating)}
    data = {"year": year.number, "tasks": [told for _, told in sorted((undated | dated).items())]}
    return as_script("dddCalendar", data, "the schedules")


def as_script(name: str, data: Any, source: str) -> str:
    """Return a script file that gives a name to data, and does nothing else: a page may read it without a server."""
    dumped = json.dumps(data, ensure_ascii=True, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    return f"/* {generated.line(source)} */\nwindow.{name} = {dumped};\n"


def _told(job: Job, page_of: dict[str, str]) -> dict[str, Any]:
    task = job.task
    return {
        "id": task.id,
        "title": words.title(task),
        "url": page_of.get(task.id, ""),
        "cadence": str(words.cadence(job)),
        "owner": words.owner(task),
        "at": {},
    }


def _runs(days: Sequence[int]) -> Iterator[list[int]]:
    """Yield days of the year as first, last and step: every Monday is one of them."""
    at = 0
    while at < len(days):
        step = days[at + 1] - days[at] if at + 1 < len(days) else 1
        end = at
        while end + 1 < len(days) and days[end + 1] - days[end] == step:
            end += 1
        yield [days[at], days[end], step]
        at = end + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What a week is like, whatever its date."""

    daily: list[Task]
    often: list[Task]
    by_weekday: list[tuple[str, list[Task]]]
    changing: list[Task]
    """Weekly by their number, on days that change."""
    rarer: Counter[str]
    floating: list[Job]


def rhythm(year: Year) -> Rhythm:
    """Return what a week is like."""
    daily: dict[str, Task] = {}
    weekly: dict[str, tuple[Task, Counter[int]]] = {}
    rarer: dict[str, str] = {}
    for one in year.agenda.occurrences:
        cadence, task = words.cadence(one.job), one.job.task
        if cadence is Cadence.DAILY:
            daily[task.id] = task
        elif cadence is Cadence.WEEKLY:
            weekly.setdefault(task.id, (task, Counter()))[1][one.at.weekday()] += 1
        else:
            rarer[task.id] = PAGE_WORDS[cadence]
    fixed = {weekday: list(_on(weekday, weekly.values())) for weekday in range(7)}
    return Rhythm(
        daily=list(daily.values()),
        often=list({job.task.id: job.task for job in year.agenda.often}.values()),
        by_weekday=[(WEEKDAYS[weekday], tasks) for weekday, tasks in fixed.items()],
        changing=[task for task, days in weekly.values() if any(0 < count < _FIXED for count in days.values())],
        rarer=Counter(rarer.values()),
        floating=list(year.agenda.floating),
    )


def _on(weekday: int, weekly: Iterable[tuple[Task, Counter[int]]]) -> Iterator[Task]:
    yield from (task for task, days in weekly if days[weekday] >= _FIXED)


def _suspended(plan: Plan) -> Iterator[Schedule]:
    found = {
        one.id or f"{one.place} {one.expression}": one
        for one in plan.inventory.schedules
        if one.state is State.SUSPENDED
    }
    yield from (found[key] for key in sorted(found))


def _would_run(schedule: Schedule, span: Span) -> Iterator[tuple[date, Entry]]:
    """Yield on which days a suspended job would run; nothing for one that is daily, or whose days nobody can tell."""
    cadence = recurrence(schedule.expression, schedule.dialect, schedule.timezone).cadence
    if cadence in (None, Cadence.DAILY, Cadence.SUB_DAILY):
        return
    try:
        zone = zones.find(own_zone(schedule) or "UTC")
        start = datetime(span.first.year, span.first.month, span.first.day, tzinfo=UTC) - timedelta(days=1)
        end = start + timedelta(days=span.days + 2)
        moments = list(firings(schedule.expression, schedule.dialect, start, end, schedule.timezone))
    except RefusedError:
        return
    for day in dict.fromkeys(moment.astimezone(zone).date() for moment in moments):
        if span.first <= day <= span.last:
            yield day, suspended_entry(schedule, str(cadence))


def suspended_entry(schedule: Schedule, cadence: str) -> Entry:
    """Return what is told of a suspended job."""
    title = visible(schedule.name or schedule.command or schedule.target or schedule.expression)
    return Entry(task=None, title=title, cadence=cadence, time="", owner="", suspended=True)
