"""Reads times as people type them: `2026-03-02 22:00` on the wall of a zone, with an offset, `22:00`, `+2h`, `now`.

Whoever asks types by the same clock by which lists show them times: their own, else UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from sqlalchemy.orm import Session

from ddd.cadence import interval, zones
from ddd.cadence.refusal import RefusedError
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.store.models import Person

MOST_LENGTH = timedelta(days=366)
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_CLOCK = re.compile(r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])", re.ASCII)
_DAY_FIRST = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?", re.ASCII)
_DAY_ALONE = len("2026-03-02")
_FORMS = "such as “2026-03-02 22:00”, 2026-03-02T22:00+01:00"
_COMING = f"{_FORMS}, 22:00 (the next), +2h or now"
_PAST = f"{_FORMS}, 22:00 (the last), -2h or now"


def zone(name: str) -> str:
    """Return the name of a zone. Raises Refused for one that is not known."""
    try:
        return zones.find(name).key or name
    except RefusedError as unknown:
        raise Refused(str(unknown), advice="IANA names are wanted, such as Europe/Berlin or UTC") from None


def zone_of(session: Session, actor: Actor, given: str = "") -> str:
    """Return the zone in which somebody types: the one given, else their own, else UTC. Raises Refused."""
    if given:
        return zone(given)
    person = session.get(Person, actor.person_id) if actor.person_id is not None else None
    return zone(person.zone) if person is not None else "UTC"


def clock_of(session: Session, actor: Actor) -> tzinfo:
    """Return the zone by whose clock somebody is shown times: their own, else UTC."""
    person = session.get(Person, actor.person_id) if actor.person_id is not None else None
    return clock(person.zone) if person is not None else UTC


def clock(name: str) -> tzinfo:
    """Return a stored zone to show times in: UTC for one that is not known, for nothing may fail by it."""
    return zones.find(name) if name in zones.names() else UTC


def moment(text: str, zone: str, now: datetime, *, past: bool = False) -> datetime:
    """Return the moment, in UTC, to the second. Raises Refused for a time that is none, or not there on that day.

    past: what has been is asked for, so a time of day is the last one, not the next.
    """
    said = text.strip()
    if said == "now":
        return now
    if said.startswith(("+", "-")):
        return now + length(said[1:]) if said[0] == "+" else now - _back(said[1:])
    if wall := _CLOCK.fullmatch(said):
        return _nearest(int(wall["hour"]), int(wall["minute"]), zone, now, past=past)
    try:
        read = datetime.fromisoformat(said) if _DAY_FIRST.fullmatch(said) else None
    except ValueError:
        read = None
    if read is None:
        raise Refused(f"no such time: {text!r}", advice=_PAST if past else _COMING)
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        raise Refused(
            f"the ledger keeps no times of the year {read.year}: {text!r}",
            advice=f"check the year: from {_FIRST_YEAR} to {_LAST_YEAR}",
        )
    read = read.replace(microsecond=0)
    if len(said) == _DAY_ALONE:  # it begins though the clocks jump over its midnight
        return read.replace(tzinfo=zones.find(zone)).astimezone(UTC)
    return _on_the_wall(read, zone) if read.tzinfo is None else read.astimezone(UTC)


def length(text: str) -> timedelta:
    """Return a length of time such as `2h`, `90min` or `1h 30m`, whole seconds. Raises Refused beyond a year."""
    try:
        seconds = interval.span(text)
    except RefusedError as refused:
        raise Refused(str(refused), advice="such as 2h, 90min or “1h 30min”") from None
    if seconds is None or seconds > MOST_LENGTH.total_seconds():
        raise Refused(f"too long: {text!r}", advice=f"{MOST_LENGTH.days} days at most")
    return timedelta(seconds=seconds)


def _back(text: str) -> timedelta:
    try:
        return length(text)
    except Refused as refused:
        raise Refused(
            refused.what, advice="such as -2h or -7d; of what is longer ago give the day: 2026-03-02"
        ) from None


def _nearest(hour: int, minute: int, zone: str, now: datetime, *, past: bool) -> datetime:
    today = now.astimezone(zones.find(zone)).replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
    found = _on_the_wall(today, zone)
    if past:
        return found if found <= now else _on_the_wall(today - timedelta(days=1), zone)
    return found if found > now else _on_the_wall(today + timedelta(days=1), zone)


def _on_the_wall(local: datetime, zone: str) -> datetime:
    """Return the moment at which the clock shows it; of two (clocks go back) the first."""
    found = local.replace(tzinfo=zones.find(zone), fold=0).astimezone(UTC)
    if found.astimezone(zones.find(zone)).replace(tzinfo=None) != local:
        raise Refused(
            f"{local:%Y-%m-%d %H:%M} is not there in {zone}: the clocks jump over it",
            advice="give the time after it, or one with an offset such as +01:00",
        )
    return found
