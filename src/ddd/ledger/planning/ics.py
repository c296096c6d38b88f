"""Windows and visits for calendar programs: RFC 5545. A file read again replaces its events: their names stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

from icalendar import Calendar, Event
from icalendar.prop import vRecur
from sqlalchemy.orm import Session

from ddd.cadence import zones
from ddd.ledger.planning import conflicts, visits
from ddd.ledger.rules import overlap
from ddd.ledger.store.models import Setting, Window
from ddd.scan.text import visible

_PRODUCT = "-//ddd//maintenance ledger//EN"


def calendar(name: str, events: Iterable[Event], now: datetime) -> str:
    """Return a calendar of that name; `now` stamps its events."""
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", visible(name))
    for event in events:
        event.add("dtstamp", now.astimezone(UTC))
        made.add_component(event)
    made.add_missing_timezones(first_date=date(now.year - 1, 1, 1))
    # The library adds them in the order of a set.
    own = sorted((one for one in made.subcomponents if one.name == "VTIMEZONE"), key=lambda one: str(one["tzid"]))
    made.subcomponents = [*own, *(one for one in made.subcomponents if one.name != "VTIMEZONE")]
    text: str = made.to_ical().decode()
    return text


def origin(session: Session) -> str:
    """Return what tells this ledger from others in the names of its events: made with the first that has one."""
    found = session.get(Setting, "identity")
    return found.value[:16] if found else ""


def window(one: Window, asset: str, ledger: str) -> Iterator[Event]:
    """Yield the events that say when a window is, all of one name; `ledger` tells it from those of others."""
    if not one.rrule or conflicts.trouble(one):
        yield _times(_about(one, asset, ledger), one.starts_at, one.ends_at)
        return
    clock = zones.find(one.zone)
    start, end = (moment.astimezone(clock).replace(fold=0) for moment in (one.starts_at, one.ends_at))
    event = _about(one, asset, ledger)
    if start < end:
        _times(event, start, end)
    else:  # autumn has some times twice: it ends at an earlier one than it began
        event.add("dtstart", start)
        event.add("duration", one.ends_at - one.starts_at)
    rule, days = overlap.split(one.rrule)
    event.add("rrule", _rule(rule, clock))
    every = replace(conflicts.times_of(one), rrule=rule)
    if struck := [begun.astimezone(clock) for day in sorted(days) for begun, _ in every.on(day)]:
        event.add("exdate", struck)
    yield event
    if (start.astimezone(UTC), end.astimezone(UTC)) != (one.starts_at, one.ends_at) and start.date() not in days:
        # No zone tells which 02:30 of an autumn night is meant: the first time alone is said in UTC.
        first = _times(_about(one, asset, ledger), one.starts_at, one.ends_at)
        first.add("recurrence-id", start)
        yield first


def visit(id: int, ledger: str, title: str, asset: str, at: datetime, who: str, notes: str, cancelled: bool) -> Event:
    """Return a visit as an event: nobody says how long it takes."""
    event = _event(f"visit-{id}@ddd-{ledger}", f"{title} ({asset})", cancelled)
    _times(event, at, at + visits.LENGTH)
    _say(event, asset, f"who: {who}" if who else "", notes)
    return event


def _about(one: Window, asset: str, ledger: str) -> Event:
    """Return a window as an event without times."""
    event = _event(f"window-{one.id}@ddd-{ledger}", f"Maintenance: {one.title or asset}", one.cancelled_at is not None)
    _say(event, asset, one.kind, one.notes, f"by {one.created_by}")
    return event


def _event(uid: str, summary: str, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("summary", visible(summary))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _say(event: Event, asset: str, *parts: str) -> None:
    event.add("location", visible(asset))
    if text := "\n".join(part for part in parts if part):
        event.add("description", visible(text))


def _times(event: Event, start: datetime, end: datetime) -> Event:
    """Put times into an event: by the clock of a zone for what recurs by it, else in UTC."""
    event.add("dtstart", start)
    event.add("dtend", end)
    return event


def _rule(text: str, clock: tzinfo) -> vRecur:
    rule: vRecur = vRecur.from_ical(text)
    # Beside a start with a time only a moment in UTC may stand (3.3.10).
    rule.update({"UNTIL": [_until(last, clock) for last in rule["UNTIL"]]} if "UNTIL" in rule else {})
    return rule


def _until(last: date | datetime, clock: tzinfo) -> datetime:
    if not isinstance(last, datetime):
        last = datetime(last.year, last.month, last.day, 23, 59, 59)
    if last.tzinfo is None:
        last = last.replace(tzinfo=clock)
    return last.astimezone(UTC)
