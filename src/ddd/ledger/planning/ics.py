"""Windows and visits for calendar programs: RFC 5545. A file read again replaces its events: their names stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event
from icalendar.prop import vRecur
from sqlalchemy.orm import Session

from ddd.cadence import zones
from ddd.ledger.planning import conflicts
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


def window(one: Window, asset: str, ledger: str) -> Event:
    """Return a window as an event; `ledger` tells it from those of others."""
    event = _event(f"window-{one.id}@ddd-{ledger}", f"Maintenance: {one.title or asset}", one.cancelled_at is not None)
    # Only what recurs needs its zone, and no zone tells which 02:30 of an autumn night is meant.
    recurs = one.rrule and not conflicts.trouble(one)
    zone = one.zone if recurs else "UTC"
    event.add("dtstart", _local(one.starts_at, zone))
    event.add("dtend", _local(one.ends_at, zone))
    if recurs:
        clock = zones.find(zone)
        rule = vRecur.from_ical(one.rrule)
        # Beside a start with a time only a moment in UTC may stand (3.3.10).
        rule.update({"UNTIL": [_until(last, clock) for last in rule["UNTIL"]]} if "UNTIL" in rule else {})
        event.add("rrule", rule)
    event.add("location", visible(asset))
    event.add("description", visible("\n".join(part for part in (one.kind, one.notes, f"by {one.created_by}") if part)))
    return event


def visit(id: int, ledger: str, title: str, asset: str, at: datetime, who: str, notes: str, cancelled: bool) -> Event:
    """Return a visit as an event, an hour long: nobody says how long it takes."""
    event = _event(f"visit-{id}@ddd-{ledger}", f"{title} ({asset})", cancelled)
    event.add("dtstart", at.astimezone(UTC))
    event.add("dtend", at.astimezone(UTC) + timedelta(hours=1))
    event.add("location", visible(asset))
    event.add("description", visible("\n".join(part for part in (f"who: {who}" if who else "", notes) if part)))
    return event


def _event(uid: str, summary: str, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("summary", visible(summary))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(UTC) if zone == "UTC" else moment.astimezone(zones.find(zone)).replace(fold=0)


def _until(last: date | datetime, clock: object) -> datetime:
    if not isinstance(last, datetime):
        last = datetime(last.year, last.month, last.day, 23, 59, 59)
    if last.tzinfo is None:
        last = last.replace(tzinfo=clock)  # type: ignore[arg-type]
    return last.astimezone(UTC)
