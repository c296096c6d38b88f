"""What stands against a time on an asset: windows and bookings of itself, of what it is part of, and of its parts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from math import prod

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ddd.cadence import zones
from ddd.errors import UsageError
from ddd.ledger.errors import Refused
from ddd.ledger.rules import overlap
from ddd.ledger.store.models import Asset, Booking, Window
from ddd.scan.text import shown

AHEAD = timedelta(days=2 * 366)
"""Two times that both recur without end are compared so far; everything else is compared wholly."""
LOOKED_AHEAD = timedelta(days=30)
"""So far a free time is looked for."""
_MOST_NAMED = 5

Span = tuple[datetime, datetime]
"""Half-open: `[start, end)`."""


@dataclass(frozen=True)
class Times:
    """When something is: once, or again and again by a rule."""

    start: datetime
    end: datetime
    rrule: str = ""
    zone: str = "UTC"

    def between(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Yield in order when it is, as far as that touches `[start, end)`."""
        return overlap.occurrences(self.start, self.end, self.rrule, self.zone, start, end)

    def on(self, day: date) -> list[Span]:
        """Return when it begins on a day, by the clock of its zone."""
        return overlap.on_day(self.start, self.end, self.rrule, self.zone, day)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What stands in the way, and how often."""

    kind: str
    """`window` or `booking`."""
    id: int
    title: str
    asset: str
    whose: str
    start: datetime
    """Of the first time that clashes."""
    end: datetime
    count: int
    """How many of its times clash."""


def too_often(rrule: str) -> bool:
    """Return whether a rule comes oftener than each quarter of an hour: what costs more than it tells."""
    rule = " ".join(rrule.upper().split()).removeprefix("RRULE:").partition(" ")[0]  # days left out follow it
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    hourly = parts.get("FREQ") == "HOURLY"
    lists = ("BYMINUTE", "BYSECOND") if hourly else ("BYHOUR", "BYMINUTE", "BYSECOND")
    times = prod(parts[name].count(",") + 1 for name in lists if name in parts)
    return parts.get("FREQ") in ("MINUTELY", "SECONDLY") or times > (4 if hourly else 96)


def times_of(window: Window) -> Times:
    """Return when a window is."""
    return Times(window.starts_at, window.ends_at, window.rrule, window.zone)


def trouble(window: Window) -> str:
    """Return why it cannot be read when a window is: another version knew its zone or rule. Empty: it can."""
    try:
        list(times_of(window).between(window.starts_at, window.ends_at + timedelta(seconds=1)))
    except (UsageError, ValueError, OverflowError) as error:
        return shown(error.what if isinstance(error, UsageError) else str(error)).replace("\n", " ")
    return ""


def kin(asset: Asset) -> ColumnElement[bool]:
    """Return the condition for an asset, all it is part of, and all its parts."""
    return or_(Asset.id.in_(line_of(asset)), Asset.line.startswith(asset.line, autoescape=True))


def against(session: Session, asset: Asset, wanted: Times, now: datetime, *, but: int | None = None) -> list[Conflict]:
    """Return what clashes with the wanted times from now on, by the first clash; `but` is its own window."""
    found = [*_windows(session, asset, wanted, now, but), *bookings_against(session, asset, wanted, now)]
    return sorted(found, key=lambda one: (one.start, one.kind, one.id))


def busy(session: Session, asset: Asset, start: datetime, end: datetime, *, but: int | None = None) -> list[Conflict]:
    """Return every single time in `[start, end)` at which an asset is taken, in order."""
    found = [
        Conflict("window", window.id, window.title, key, window.created_by, *span, 1)
        for window, key in _standing(session, asset, start, end, but)
        for span in times_of(window).between(start, end)
    ]
    found += [_told(booking, key, 1) for booking, key in _booked(session, asset, start, end)]
    return sorted(found, key=lambda one: (one.start, one.end, one.kind, one.id))


def bookings_at(session: Session, asset: Asset, start: datetime, end: datetime) -> list[Conflict]:
    """Return the bookings that touch `[start, end)`."""
    return [_told(booking, key, 1) for booking, key in _booked(session, asset, start, end)]


def told_of(found: Sequence[Conflict]) -> str:
    """Return how many of what: `2 windows and 1 booking`."""
    counts = [(sum(one.kind == kind for one in found), kind) for kind in ("window", "booking")]
    return " and ".join(f"{count} {kind}{'s' if count > 1 else ''}" for count, kind in counts if count)


def lines(found: Sequence[Conflict], zone: str) -> str:
    """Return the first conflicts, one a line, fit to show below what was refused."""
    return "\n".join(f"  {line(one, zone)}" for one in found[:_MOST_NAMED])


def line(one: Conflict, zone: str) -> str:
    """Return a conflict in one line, fit to show."""
    clock = zones.find(zone)
    span = f"{zones.told(one.start, clock)} to {zones.told(one.end, clock)}"
    title = f" “{one.title}”" if one.title else ""
    times = f" ({one.count} times, this is the first)" if one.count > 1 else ""
    return shown(f"{span} {one.kind} {one.id}{title} of {one.whose} on {one.asset}{times}").replace("\n", " ")


def free_from(start: datetime | None, zone: str) -> str:
    """Return from when on there is room, in words; None: no room was found."""
    if start is None:
        return f"no room in the {LOOKED_AHEAD.days} days from then"
    return f"free from {zones.told(start, zones.find(zone))} on"


def _windows(session: Session, asset: Asset, wanted: Times, now: datetime, but: int | None) -> Iterator[Conflict]:
    first = max(wanted.start, now)  # what was before hinders nobody
    last = first + AHEAD if wanted.rrule else wanted.end
    mine = _Row(wanted, first, last)
    for window, key in _standing(session, asset, first, None if wanted.rrule else wanted.end, but):
        other = times_of(window)
        row = mine if other.rrule else _Row(wanted, max(other.start, first), other.end)
        spans = other.between(first, last) if other.rrule else [(other.start, other.end)]
        clashes = [(span, count) for span in spans if (count := row.touched(*span))]
        if clashes:
            count = sum(times for _, times in clashes)
            yield Conflict("window", window.id, window.title, key, window.created_by, *clashes[0][0], count)


def bookings_against(session: Session, asset: Asset, wanted: Times, now: datetime) -> Iterator[Conflict]:
    """Yield the bookings that clash with the wanted times from now on."""
    first = max(wanted.start, now)
    booked = _booked(session, asset, first, wanted.end if not wanted.rrule else None)
    if not booked:
        return
    row = _Row(wanted, max(first, min(one.starts_at for one, _ in booked)), max(one.ends_at for one, _ in booked))
    for booking, key in booked:
        if count := row.touched(booking.starts_at, booking.ends_at):
            yield _told(booking, key, count)


class _Row:
    """The times of one rule in a stretch of time: made when they are first asked for."""

    def __init__(self, times: Times, start: datetime, end: datetime) -> None:
        self._times, self._start, self._end = times, start, end

    @cached_property
    def _spans(self) -> tuple[list[datetime], list[datetime]]:
        spans = list(self._times.between(self._start, self._end))
        return [start for start, _ in spans], sorted(end for _, end in spans)

    def touched(self, start: datetime, end: datetime) -> int:
        """Return how many of them share a moment with `[start, end)`."""
        starts, ends = self._spans
        return max(bisect_left(starts, end) - bisect_right(ends, start), 0)


def _standing(
    session: Session, asset: Asset, start: datetime, end: datetime | None, but: int | None
) -> Sequence[tuple[Window, str]]:
    wanted = (
        select(Window, Asset.key)
        .join(Asset, Asset.id == Window.asset_id)
        .where(
            kin(asset),
            Asset.deleted_at.is_(None),
            Window.cancelled_at.is_(None),
            or_(Window.rrule != "", Window.ends_at > start),
        )
    )
    if end is not None:
        wanted = wanted.where(Window.starts_at < end)
    if but is not None:
        wanted = wanted.where(Window.id != but)
    found = [(window, key) for window, key in session.execute(wanted.order_by(Window.id))]
    for window, key in found:
        if why := trouble(window):  # it may stand against anything
            raise Refused(
                shown(f"when window {window.id} on {key} is cannot be read: {why}"),
                advice=f"`ddd window cancel {window.id}`, or use the version that made it",
            )
    return found


def _booked(session: Session, asset: Asset, start: datetime, end: datetime | None) -> Sequence[tuple[Booking, str]]:
    wanted = (
        select(Booking, Asset.key)
        .join(Asset, Asset.id == Booking.asset_id)
        .where(kin(asset), Asset.deleted_at.is_(None), Booking.cancelled_at.is_(None), Booking.ends_at > start)
    )
    if end is not None:
        wanted = wanted.where(Booking.starts_at < end)
    return [(booking, key) for booking, key in session.execute(wanted.order_by(Booking.starts_at, Booking.id))]


def _told(booking: Booking, key: str, count: int) -> Conflict:
    whose = booking.who or booking.calendar
    return Conflict("booking", booking.id, booking.title, key, whose, booking.starts_at, booking.ends_at, count)


def line_of(asset: Asset) -> list[int]:
    """Return the ids of what an asset is part of, the whole first, and its own."""
    return [int(one) for one in asset.line.split("/") if one]
