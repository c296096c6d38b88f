"""When others use an asset, as their calendar says. Read again, a calendar replaces what is still to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.planning import conflicts
from ddd.ledger.planning.calendars import Found
from ddd.ledger.registers import changing
from ddd.ledger.store.models import Asset, Booking, Window
from ddd.ledger.words import Role
from ddd.scan.text import shown

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import changed."""

    calendar: str
    new: int
    changed: int
    gone: int
    same: int
    clashes: Sequence[str]
    """The windows against which the calendar stands now, in words."""


def take_in(
    session: Session, actor: Actor, now: datetime, asset: Asset, calendar: str, found: Sequence[Found]
) -> Taken:
    """Make what is to come of a calendar what was found in it. What is over stays as it was."""
    actor.need(Role.COORDINATOR, asset)
    name = changing.key(" ".join(calendar.split()))
    before = _kept(session, asset, name, found, now)
    changed, new = 0, []
    for one in found:
        booking = before.pop((one.uid, one.start), None)
        if booking is None:
            new.append(_columns(asset, name, one))
        elif _written(booking, one):
            changed += 1
    gone = [booking for booking in before.values() if booking.cancelled_at is None and booking.ends_at > now]
    for booking in gone:
        booking.cancelled_at = now
    session.flush()
    if new:
        session.execute(insert(Booking).returning(Booking.id), new)  # with it many go in one statement
    counts = {"new": len(new), "changed": changed, "gone": len(gone)}
    audit.record(session, actor.name, now, "bookings.import", f"asset:{asset.key}", calendar=name, **counts)
    same = len(found) - len(new) - changed
    return Taken(name, len(new), changed, len(gone), same, list(_clashes(session, asset, name, now)))


def listed(
    session: Session,
    *,
    asset: Asset | None = None,
    calendar: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
) -> list[tuple[Booking, str]]:
    """Return the bookings that touch `[start, end)` and stand, each with the key of its asset, in order.

    asset: those that take it: its own, those of what it is part of, and those of its parts.
    """
    wanted = (
        select(Booking, Asset.key)
        .join(Asset, Asset.id == Booking.asset_id)
        .where(Asset.deleted_at.is_(None), Booking.cancelled_at.is_(None))
        .order_by(Booking.starts_at, Booking.id)
    )
    if asset is not None:
        wanted = wanted.where(conflicts.kin(asset))
    if calendar:
        wanted = wanted.where(Booking.calendar == calendar)
    if start is not None:
        wanted = wanted.where(Booking.ends_at > start)
    if end is not None:
        wanted = wanted.where(Booking.starts_at < end)
    return [(booking, key) for booking, key in session.execute(wanted)]


def _kept(
    session: Session, asset: Asset, calendar: str, found: Sequence[Found], now: datetime
) -> dict[tuple[str, datetime], Booking]:
    """Return the rows that an import may touch: what is not over, or began no earlier than what was found."""
    first = min([now, *(one.start for one in found)])
    wanted = select(Booking).where(
        Booking.asset_id == asset.id,
        Booking.calendar == calendar,
        (Booking.ends_at > now) | (Booking.starts_at >= first),
    )
    return {(one.uid, one.starts_at): one for one in session.scalars(wanted)}


def _columns(asset: Asset, calendar: str, one: Found) -> dict[str, object]:
    return {
        "asset_id": asset.id, "calendar": calendar, "uid": one.uid, "title": one.title, "who": one.who,
        "starts_at": one.start, "ends_at": one.end,
    }  # fmt: skip


def _written(booking: Booking, one: Found) -> bool:
    """Bring a row up to date; return whether that changed it."""
    old = (booking.title, booking.who, booking.ends_at, booking.cancelled_at)
    booking.title, booking.who, booking.ends_at, booking.cancelled_at = one.title, one.who, one.end, None
    return old != (one.title, one.who, one.end, None)


def _clashes(session: Session, asset: Asset, calendar: str, now: datetime) -> Iterator[str]:
    """Yield the windows on this asset and its kin that the bookings of a calendar stand against: people must decide."""
    these = set(session.scalars(select(Booking.id).where(Booking.asset_id == asset.id, Booking.calendar == calendar)))
    wanted = (
        select(Window, Asset)
        .join(Asset, Asset.id == Window.asset_id)
        .where(conflicts.kin(asset), Asset.deleted_at.is_(None), Window.cancelled_at.is_(None))
        .order_by(Window.id)
    )
    told = 0
    for window, own in session.execute(wanted):
        if conflicts.trouble(window):
            continue  # the check tells of it
        times = conflicts.times_of(window)
        against = [one for one in conflicts.bookings_against(session, own, times, now) if one.id in these]
        if against:
            told += 1
            if told > _MOST_TOLD:
                yield "and more windows: `ddd window list` shows them"
                return
            yield shown(f"window {window.id} on {own.key} clashes with {len(against)} of these bookings")
