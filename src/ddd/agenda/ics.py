"""The agenda for calendar programs: RFC 5545, a rule where a rule is exact, else the single times of the span."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from icalendar import Calendar, Event

from ddd.agenda import view as words
from ddd.agenda.agenda import LAST_YEAR, Agenda, Job, own_zone
from ddd.agenda.rules import Rule, rules
from ddd.cadence import firings, interval, zones
from ddd.cadence.dialects import READERS
from ddd.cadence.refusal import RefusedError
from ddd.model import Schedule
from ddd.scan.text import visible

_PRODUCT = "-//ddd//maintenance calendar//EN"
_LONGEST_EVENT = 86_400
"""Seconds. What is said to take longer is told in words only."""
_ABOUT = re.compile(r"(?:about|around|approximately|roughly|circa|ca\.?|up to|~)\s*", re.IGNORECASE)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DIFFERS = "differs by host"
_LOOKED_AT = 3_000
"""Firings, to find one that a rule speaks of: 29 February on a Monday comes every 28 years."""


def calendar(agenda: Agenda, as_of: date) -> str:
    """Return the calendar; `as_of` stamps its events, so that one day gives one text.

    Work without a calendar and work done several times a day are no events; properties of the calendar count them.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", "Maintenance")
    made.add("x-ddd-several-times-a-day", str(len(agenda.often)))
    made.add("x-ddd-without-calendar", str(len(agenda.floating)))
    for job in agenda.dated:
        for event in events(job, agenda.span.first, agenda.span.last):
            event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
            made.add_component(event)
    made.add_missing_timezones(first_date=date(agenda.span.first.year - 1, 1, 1))
    # The library adds them in the order of a set.
    zones = sorted((one for one in made.subcomponents if one.name == "VTIMEZONE"), key=lambda one: str(one["tzid"]))
    made.subcomponents = [*zones, *(one for one in made.subcomponents if one.name != "VTIMEZONE")]
    text: str = made.to_ical().decode()
    return text


def left_out(agenda: Agenda) -> str:
    """Say what the calendar does not hold; empty: it holds everything."""
    told = []
    if agenda.often:
        told.append(f"{len(agenda.often)} run several times a day")
    if agenda.floating:
        told.append(f"{len(agenda.floating)} have no date of their own")
    return f"not in the calendar file: {' and '.join(told)} (ddd calendar lists them)" if told else ""


def events(job: Job, first: date, last: date) -> Iterator[Event]:
    """Yield the events of a job from a first to a last day; those with a rule go on after it."""
    schedule = job.schedule
    if schedule is None:
        return
    zone = zones.find(own_zone(schedule) or "UTC")
    begin = datetime(first.year, first.month, first.day, tzinfo=zone)
    found = rules(READERS[schedule.dialect](schedule.expression), zone, first.year)
    if found is None:
        end = begin.replace(tzinfo=None) + timedelta(days=(last - first).days + 1)
        moments = list(_firings(schedule, begin, end.replace(tzinfo=zone)))
        if moments:
            yield _listed(job, moments)
        return
    for number, rule in enumerate(found):
        moment = next((one for one in islice(_firings(schedule, begin, _end()), _LOOKED_AT) if _fits(one, rule)), None)
        if moment is not None:
            yield _ruled(job, number, rule, moment)


def _firings(schedule: Schedule, begin: datetime, end: datetime) -> Iterator[datetime]:
    return firings(schedule.expression, schedule.dialect, begin, end, schedule.timezone)


def _end() -> datetime:
    return datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)


def _fits(moment: datetime, rule: Rule) -> bool:
    """Tell whether a firing is one of this rule: rules of one schedule share no weekday."""
    return "BYDAY" not in rule or _WEEKDAYS[moment.weekday()] in rule["BYDAY"]


def _ruled(job: Job, number: int, rule: Rule, moment: datetime) -> Event:
    event = _event(job, number)
    times = ("BYHOUR", "BYMINUTE", "BYSECOND")
    alone = not job.timed or all(len(rule[part]) == 1 for part in times)  # then the start says it
    event.add("rrule", {part: value for part, value in rule.items() if not (alone and part in times)})
    _begin(event, job, moment)
    return event


def _listed(job: Job, moments: Sequence[datetime]) -> Event:
    event = _event(job, 0)
    if job.timed:
        _begin(event, job, moments[0].astimezone(UTC))
        values: list[Any] = [moment.astimezone(UTC) for moment in moments[1:]]
    else:
        _begin(event, job, moments[0])
        values = list(dict.fromkeys(moment.date() for moment in moments[1:]))
    if values:
        event.add("rdate", values, parameters={} if job.timed else {"VALUE": "DATE"})
    return event


def _begin(event: Event, job: Job, moment: datetime) -> None:
    if not job.timed:
        event.add("dtstart", moment.date())
        return
    event.add("dtstart", moment.astimezone(UTC) if str(moment.tzinfo) == "UTC" else moment.replace(fold=0))
    if length := _length(job):
        event.add("duration", length)


def _event(job: Job, number: int) -> Event:
    event = Event()
    schedule = job.schedule.id if job.schedule else ""
    event.add("uid", visible(f"{job.task.id}/{schedule}{f'/{number + 1}' if number else ''}@ddd"))
    event.add("summary", f"{words.title(job.task)}{f' ({_DIFFERS})' if job.differs else ''}")
    event.add("description", "\n".join(_told(job)))
    event.add("transp", "TRANSPARENT")
    return event


def _told(job: Job) -> Iterator[str]:
    task = job.task
    yield f"Task: {visible(task.id)} ({words.cadence(job)})"
    yield f"Owner: {words.owner(task)}"
    yield f"Takes: {words.takes(task)}"
    if task.command:
        yield f"Runs: {visible(task.command)}"
    if job.page:
        yield f"Page: {job.page}"
    if job.schedule:
        yield f"Says: {visible(job.schedule.expression)} ({visible(str(job.schedule.place))})"
        yield from (f"Mind: {visible(note)}" for note in job.schedule.note.split("; ") if note)
    if job.timed and not job.zone_known:
        yield words.ASSUMED


def _length(job: Job) -> timedelta | None:
    """Read how long it takes, where its author wrote it as a length of time."""
    if job.task.duration is None:
        return None
    try:
        seconds = interval.span(_ABOUT.sub("", job.task.duration.text.strip().rstrip(".")))
    except RefusedError:
        return None
    return timedelta(seconds=seconds) if seconds and seconds <= _LONGEST_EVENT else None
