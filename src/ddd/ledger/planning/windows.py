"""When an asset, and what is below it, is kept free for maintenance; what clashes with that, and who is told.

Windows are half-open: one may begin in the second in which another ends. Whoever makes one holds the turn to write, so
that of two who want the same time one is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ddd.cadence import zones
from ddd.errors import UsageError
from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.moments import MOST_LENGTH
from ddd.ledger.notify import outbox
from ddd.ledger.planning import conflicts, silences
from ddd.ledger.planning.conflicts import Conflict, Span, Times, times_of, trouble
from ddd.ledger.registers import assets, changing
from ddd.ledger.rules import overlap
from ddd.ledger.store.models import Asset, Person, Window
from ddd.ledger.words import NoticeKind, Role, WindowKind
from ddd.scan.text import shown

_MOST_TITLE = 200
_TRIES = 20
_ALWAYS = timedelta(days=366 * 100)


class State(StrEnum):
    """How a window stands: the clock and `cancelled_at` say it."""

    SCHEDULED = "scheduled"
    ACTIVE = "active"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Sorting(StrEnum):
    """By what a list is in order."""

    START = "start"
    ASSET = "asset"
    TITLE = "title"
    STATE = "state"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Told:
    """A window as it stands at some moment."""

    window: Window
    asset: str
    state: State
    start: datetime
    """Of the time that is now or comes next; when none comes, of the first one."""
    end: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands against a window, and when there would be room."""

    conflicts: Sequence[Conflict]
    free: datetime | None
    """The next start that nothing stands against; None: none was found, or it is free as asked."""


@dataclass(frozen=True, slots=True)
class Made:
    """A window that now stands, and what it stands against nevertheless."""

    window: Window
    conflicts: Sequence[Conflict]


@dataclass(frozen=True, slots=True)
class Starting:
    """A window that begins soon, and whom it concerns."""

    window: Window
    asset: str
    start: datetime
    end: datetime
    owners: Mapping[int, Sequence[str]]
    """Id of the person -> keys of their assets in it."""


def checked(times: Times, now: datetime) -> Times:
    """Return times as they are stored. Raises Refused for such as no window can have."""
    if times.end <= times.start:
        raise Refused("it ends before it begins", advice="--from is before --to; or give --for 2h")
    if times.end - times.start > MOST_LENGTH:
        raise Refused("it is too long", advice=f"{MOST_LENGTH.days} days at most: give a rule with --rrule")
    if not times.rrule:
        if times.end <= now:
            over = zones.told(times.end, zones.find(times.zone))
            raise Refused(
                f"it is over already: it would end {over}",
                advice="a window is for what is to come; `ddd done --at` records what was done",
            )
        return times
    if conflicts.too_often(times.rrule):
        raise Refused("it comes too often", advice="each quarter of an hour at most")
    try:
        rule = overlap.checked(times.rrule.upper(), times.start, times.zone)
    except UsageError as error:
        raise Refused(shown(error.what), advice=error.advice) from None
    kept = Times(times.start, times.end, rule, times.zone)
    spans = list(islice(kept.between(times.start, times.start + conflicts.AHEAD), 400))
    if any(after[0] < before[1] for before, after in pairwise(spans)):
        raise Refused("its times overlap each other: it lasts longer than until it recurs", advice="make it shorter")
    if next(kept.between(now, now + _ALWAYS), None) is None:
        raise Refused(
            "it would be over already: its rule has come to its end", advice="give a later start, UNTIL or COUNT"
        )
    return kept


def validate(
    session: Session, now: datetime, asset: Asset, times: Times, *, but: int | None = None,
    kind: WindowKind = WindowKind.PLANNED,
) -> Verdict:  # fmt: skip
    """Return what a window at that time would clash with. Raises Refused for such as no window can have."""
    if kind is WindowKind.EMERGENCY and (times.rrule or times.start > now):
        raise Refused("an emergency starts now, and once", advice="leave out --from and --rrule, or --emergency")
    kept = checked(times, now)
    against = conflicts.against(session, asset, kept, now, but=but)
    return Verdict(against, _free(session, asset, kept, now, but) if against else None)


def create(
    session: Session,
    actor: Actor,
    now: datetime,
    asset: Asset,
    times: Times,
    *,
    title: str = "",
    notes: str = "",
    kind: WindowKind = WindowKind.PLANNED,
    force: bool = False,
) -> Made:
    """Make a window. Raises Refused when something stands against it, unless forced."""
    actor.need(Role.COORDINATOR, asset)
    verdict = _allowed(session, now, asset, times, force, kind=kind)
    kept = checked(times, now)
    window = Window(
        asset_id=asset.id, title=_titled(title), kind=kind, starts_at=kept.start, ends_at=kept.end, zone=kept.zone,
        rrule=kept.rrule, notes=changing.fit(notes), forced=bool(verdict.conflicts),
        created_by=actor.name, created_at=now,
    )  # fmt: skip
    session.add(window)
    session.flush()
    outbox.identity(session)  # the window's name in calendars holds it
    _recorded(session, actor, now, "window.create", window, asset, verdict.conflicts)
    _tell(session, now, NoticeKind.WINDOW_SCHEDULED, "scheduled", window, asset)
    silences.renew(session, now, window, asset)
    return Made(window, verdict.conflicts)


def update(
    session: Session,
    actor: Actor,
    now: datetime,
    window: Window,
    times: Times,
    *,
    title: str | None = None,
    notes: str | None = None,
    force: bool = False,
) -> Made:
    """Change a window. Raises Refused as `create`, and for one that is cancelled or over."""
    asset = _own(session, window)
    actor.need(Role.COORDINATOR, asset)
    _still(window, now)
    window.title = _titled(title) if title is not None else window.title
    window.notes = changing.fit(notes) if notes is not None else window.notes
    if times == times_of(window):
        _recorded(session, actor, now, "window.update", window, asset, ())
        return Made(window, ())
    verdict = _allowed(session, now, asset, times, force, but=window.id)
    kept = checked(times, now)
    window.starts_at, window.ends_at, window.rrule, window.zone = kept.start, kept.end, kept.rrule, kept.zone
    window.forced = bool(verdict.conflicts)
    _recorded(session, actor, now, "window.update", window, asset, verdict.conflicts)
    _tell(session, now, NoticeKind.WINDOW_SCHEDULED, "changed", window, asset)
    silences.expire(session, now, window)
    silences.renew(session, now, window, asset)
    return Made(window, verdict.conflicts)


def cancel(
    session: Session, actor: Actor, now: datetime, window: Window, reason: str, *, day: date | None = None
) -> None:
    """Cancel a window; one that is active ends. Raises Refused if it is cancelled or over, and without a reason.

    day: of one that recurs only what begins on it, by the clock of its zone.
    """
    asset = _own(session, window)
    actor.need(Role.COORDINATOR, asset)
    _still(window, now)
    if not reason.strip():
        raise Refused("why is it cancelled?", advice="say it with --reason")
    reason, alone, detail = changing.fit(reason), None, {}
    if day is None:
        window.cancelled_at = now
    else:
        alone, detail = _struck(window, day, now), {"occurrence": day.isoformat()}
    audit.record(
        session, actor.name, now, "window.cancel", f"window:{window.id}", asset=asset.key, reason=reason, **detail
    )
    _tell(session, now, NoticeKind.WINDOW_CANCELLED, "cancelled", window, asset, reason, alone)
    silences.expire(session, now, window)
    if day is not None:
        silences.renew(session, now, window, asset)


def _struck(window: Window, day: date, now: datetime) -> Span:
    """Leave a day out of the rule of a window; return from when to when it would have been. Raises Refused."""
    whole = "leave out --occurrence: all of it is cancelled"
    if not window.rrule:
        raise Refused(f"window {window.id} does not recur", advice=whole)
    if why := trouble(window):
        raise Refused(f"when window {window.id} is cannot be read: {why}", advice=whole)
    spans = [span for span in times_of(window).on(day) if span[1] > now]
    if not spans:
        raise Refused(
            f"window {window.id} has no time to come that begins on {day} ({window.zone})",
            advice=f"`ddd window show {window.id}` says when it comes next",
        )
    window.rrule = overlap.without(window.rrule, [day])
    return spans[0][0], spans[-1][1]


def cancel_all(session: Session, actor: Actor, now: datetime, asset: Asset, reason: str) -> None:
    """Cancel the windows of an asset itself that are not over."""
    own = select(Window).where(Window.asset_id == asset.id, Window.cancelled_at.is_(None)).order_by(Window.id)
    for window in session.scalars(own).all():
        if not _is_over(window, now):
            cancel(session, actor, now, window, reason)


def check_move(session: Session, now: datetime, asset: Asset, upper: Asset) -> None:
    """Raise Refused where windows of an asset and its parts clash with those of what it is to be moved below."""
    new = set(conflicts.line_of(upper)) - set(conflicts.line_of(asset))
    if not new:
        return
    own = {one.key for one in assets.below(session, asset)}
    for window, above in _standing(session, now, new):
        for one in conflicts.against(session, asset, times_of(window), now):
            if one.kind == "window" and one.asset in own:
                raise Refused(
                    f"its windows and those of {above.key} would clash: window {window.id} with this",
                    excerpt=f"  {conflicts.line(one, window.zone)}",
                    advice=f"`ddd window update` or `ddd window cancel` for one of them: {window.id} or {one.id}",
                )


def find(session: Session, id: int) -> Window:
    """Return the window of that number. Raises Refused."""
    found = session.get(Window, id) if 0 < id < 2**63 else None
    if found is None:
        raise Refused(f"no window {id}", advice="`ddd window list` shows them")
    return found


def told(session: Session, window: Window, now: datetime) -> Told:
    """Return how a window stands."""
    asset = _own(session, window)
    return _told(window, asset.key, now)


def listed(
    session: Session,
    now: datetime,
    *,
    below: Asset | None = None,
    states: Sequence[State] = (),
    kinds: Sequence[WindowKind] = (),
    start: datetime | None = None,
    end: datetime | None = None,
    sorting: Sorting = Sorting.START,
    descending: bool = False,
) -> list[Told]:
    """Return windows with a time in `[start, end)`, in order."""
    wanted = select(Window, Asset.key).join(Asset, Asset.id == Window.asset_id).order_by(Window.id)
    if below is not None:
        wanted = wanted.where(Asset.line.startswith(below.line, autoescape=True))
    if kinds:
        wanted = wanted.where(Window.kind.in_(kinds))
    if end is not None:
        wanted = wanted.where(Window.starts_at < end)
    if start is not None:
        wanted = wanted.where(or_(Window.rrule != "", Window.ends_at > start))
    rows = [_told(window, key, now) for window, key in session.execute(wanted)]
    found = [one for one in rows if (not states or one.state in states) and _within(one.window, start, end)]
    return sorted(found, key=lambda one: (_order(one, sorting), one.window.id), reverse=descending)


def available(session: Session, asset: Asset, start: datetime, end: datetime) -> list[tuple[Span, Conflict | None]]:
    """Return `[start, end)` cut into what takes the asset, and what is free (None). Raises Refused beyond a year."""
    if not start < end <= start + MOST_LENGTH:
        raise Refused("no such stretch of time", advice=f"--from is before --to, {MOST_LENGTH.days} days at most")
    found: list[tuple[Span, Conflict | None]] = []
    reached = start
    for one in conflicts.busy(session, asset, start, end):
        if one.start > reached:
            found.append(((reached, one.start), None))
        found.append(((one.start, one.end), one))
        reached = max(reached, one.end)
    if reached < end:
        found.append(((reached, end), None))
    return found


def active(session: Session, now: datetime) -> list[Window]:
    """Return the windows that are open at that moment; of those that cannot be read `unreadable` tells."""
    wanted = (
        select(Window)
        .join(Asset, Asset.id == Window.asset_id)
        .where(Asset.deleted_at.is_(None), Window.cancelled_at.is_(None), Window.starts_at <= now)
        .where(or_(Window.rrule != "", Window.ends_at > now))
        .order_by(Window.id)
    )
    return [one for one in session.scalars(wanted) if not trouble(one) and _open(one, now)]


def quiet_assets(session: Session, now: datetime) -> set[int]:
    """Return the ids of the assets for which a window is open: its own, and all below."""
    tops = {one.asset_id for one in active(session, now)}
    if not tops:
        return set()
    lines = session.execute(select(Asset.id, Asset.line).where(Asset.deleted_at.is_(None)))
    return {id for id, line in lines if any(int(one) in tops for one in line.split("/") if one)}


def starting(session: Session, now: datetime, within: timedelta) -> list[Starting]:
    """Return each time of a window that begins after `now` and within that time: what its reminder is about."""
    found = []
    for window, asset in _standing(session, now):
        for start, end in times_of(window).between(now, now + within + timedelta(seconds=1)):
            if start > now:
                found.append(Starting(window, asset.key, start, end, owners(session, asset)))
    return sorted(found, key=lambda one: (one.start, one.window.id))


def renew_silences(session: Session, now: datetime) -> int:
    """Put the silences of the times that come next into the outbox, each once; return how many were new.

    What a crash may have left of those that were taken back is ended again.
    """
    silences.end_again(session, now)
    if not silences.wanted():
        return 0
    return sum(silences.renew(session, now, window, asset) for window, asset in _standing(session, now))


def unreadable(session: Session, now: datetime) -> Iterator[str]:
    """Yield of which windows it cannot be read when they are, and why: they count as never open."""
    for window, asset in _kept(session, now):
        if why := trouble(window):
            yield shown(
                f"window {window.id} on {asset.key}: when it is cannot be read: {why}; `ddd window cancel {window.id}`"
            )


def owners(session: Session, asset: Asset) -> dict[int, list[str]]:
    """Return who is told of an asset and of what is below it: id of the person -> keys of their assets."""
    found: dict[int, list[str]] = {}
    for one in assets.below(session, asset):
        if one.told_id is not None:
            found.setdefault(one.told_id, []).append(one.key)
    return found


def keys_in(session: Session, window: Window) -> list[str]:
    """Return the keys of the assets that a window concerns."""
    return [one.key for one in assets.below(session, _own(session, window))]


def coming(window: Window, now: datetime, most: int) -> list[Span]:
    """Return the next times of a window, the one that is now among them."""
    return [] if window.cancelled_at else list(islice(_times(window).between(now, now + _ALWAYS), most))


def _standing(session: Session, now: datetime, ids: Collection[int] = ()) -> Iterator[tuple[Window, Asset]]:
    """Yield the windows that are neither cancelled nor over, and their assets; but for those that cannot be read.

    ids: of the assets whose windows are asked for; empty: all.
    """
    yield from ((window, asset) for window, asset in _kept(session, now, ids) if not trouble(window))


def _kept(session: Session, now: datetime, ids: Collection[int] = ()) -> Iterator[tuple[Window, Asset]]:
    """Yield the windows that are not cancelled, and not over as far as their rows say, and their assets."""
    wanted = (
        select(Window, Asset)
        .join(Asset, Asset.id == Window.asset_id)
        .where(Asset.deleted_at.is_(None), Window.cancelled_at.is_(None))
        .where(or_(Window.rrule != "", Window.ends_at > now))
        .order_by(Window.id)
    )
    if ids:
        wanted = wanted.where(Asset.id.in_(ids))
    yield from ((window, asset) for window, asset in session.execute(wanted))


def _allowed(
    session: Session, now: datetime, asset: Asset, times: Times, force: bool, *, but: int | None = None,
    kind: WindowKind = WindowKind.PLANNED,
) -> Verdict:  # fmt: skip
    verdict = validate(session, now, asset, times, but=but, kind=kind)
    if verdict.conflicts and not force:
        raise Refused(
            f"it clashes with {conflicts.told_of(verdict.conflicts)}",
            excerpt=conflicts.lines(verdict.conflicts, times.zone),
            advice=f"{room(verdict, times)}; --force makes it nevertheless, `ddd window available` shows the rest",
        )
    return verdict


def room(verdict: Verdict, times: Times) -> str:
    """Return when there would be room, in words."""
    return conflicts.free_from(verdict.free, times.zone)


def _free(session: Session, asset: Asset, times: Times, now: datetime, but: int | None) -> datetime | None:
    """Return the next start, not before now, at which nothing would stand against it."""
    first, length = max(times.start, now), times.end - times.start
    until = first + conflicts.LOOKED_AHEAD
    taken = conflicts.busy(session, asset, first, until, but=but)
    spans = [(one.start, one.end) for one in taken]
    if not times.rrule:
        return overlap.free_slot(spans, length, first, until)
    for _ in range(_TRIES):  # one that recurs must have room each time: not the first gap fits
        start = overlap.free_slot(spans, length, first, until)
        if start is None:
            return None
        shifted = Times(start, start + length, times.rrule, times.zone)
        against = conflicts.against(session, asset, shifted, now, but=but)
        if not against:
            return start
        first = start + max((against[0].end - against[0].start), timedelta(minutes=15))
    return None


def _tell(
    session: Session, now: datetime, kind: NoticeKind, what: str, window: Window, asset: Asset, reason: str = "",
    alone: Span | None = None,
) -> None:  # fmt: skip
    """Put a message to the owner of each asset concerned into the outbox, one a person.

    alone: of one that recurs the only time that it is about.
    """
    data = plain(window, asset.key)
    if alone:
        data |= {"start": alone[0].isoformat(), "end": alone[1].isoformat(), "occurrence": True}
    change = audit.head(session)[0]  # each change is told once
    for id, keys in owners(session, asset).items():
        person = session.get(Person, id)
        if person is None or person.deleted_at is not None:
            continue
        emergency = "Emergency maintenance" if window.kind == WindowKind.EMERGENCY else "Maintenance window"
        outbox.put(
            session, now, kind=kind, title=f"{emergency} {what}: {asset.key}, {span_of(window, alone)}",
            body="\n".join(_body(window, keys, reason, alone)), data={**data, "assets": keys},
            key=f"window-{window.id}-{change}-{id}", person=person,
        )  # fmt: skip


def _body(window: Window, keys: Sequence[str], reason: str, alone: Span | None) -> Iterator[str]:
    yield f"{window.title or 'Maintenance'}: {span_of(window, alone)}"
    if alone:
        yield "Only this time: it recurs, and its other times stay"
    elif window.rrule:
        yield f"Recurs: {window.rrule}"
    if reason:
        yield f"Reason: {reason}"
    more = f" and {len(keys) - 20} more" if len(keys) > 20 else ""
    yield f"Your assets in it: {', '.join(keys[:20])}{more}"
    if window.notes:
        yield window.notes
    yield f"Made by {window.created_by}; `ddd window show {window.id}` tells more."


def span_of(window: Window, alone: Span | None = None) -> str:
    """Return the first time of a window, or one, in its own zone: `2026-03-02 22:00 to 23:00 (Europe/Berlin)`."""
    name = window.zone if window.zone in zones.names() else "UTC"
    zone = zones.find(name)
    start, end = (one.astimezone(zone) for one in alone or (window.starts_at, window.ends_at))
    to = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M} to {to} ({name})"


def plain(window: Window, asset: str) -> dict[str, Any]:
    """Return a window for machines."""
    return {
        "window": window.id, "asset": asset, "title": window.title, "kind": window.kind,
        "start": window.starts_at.isoformat(), "end": window.ends_at.isoformat(), "zone": window.zone,
        "rrule": window.rrule, "created_by": window.created_by,
    }  # fmt: skip


def _recorded(
    session: Session, actor: Actor, now: datetime, action: str, window: Window, asset: Asset, found: Sequence[Conflict]
) -> None:
    against = [{**asdict(one), "start": one.start.isoformat(), "end": one.end.isoformat()} for one in found[:50]]
    told = plain(window, asset.key)
    audit.record(
        session, actor.name, now, action, f"window:{window.id}", **told, forced=window.forced, clashes=len(found),
        against=against,
    )  # fmt: skip


def _told(window: Window, key: str, now: datetime) -> Told:
    span = next(_times(window).between(now, now + _ALWAYS), None)
    start, end = span or (window.starts_at, window.ends_at)
    if window.cancelled_at is not None:
        state = State.CANCELLED
    elif span is None:
        state = State.ENDED
    else:
        state = State.ACTIVE if start <= now else State.SCHEDULED
    return Told(window, key, state, start, end)


def _times(window: Window) -> Times:
    """Return when a window is, to be shown: of one that cannot be read the first time alone."""
    return Times(window.starts_at, window.ends_at) if trouble(window) else times_of(window)


def _within(window: Window, start: datetime | None, end: datetime | None) -> bool:
    if start is None and end is None:
        return True
    begin = start or window.starts_at
    return next(_times(window).between(begin, end or begin + _ALWAYS), None) is not None


def _open(window: Window, now: datetime) -> bool:
    return next(times_of(window).between(now, now + timedelta(seconds=1)), None) is not None


def _order(one: Told, sorting: Sorting) -> Any:
    match sorting:
        case Sorting.START:
            return one.start
        case Sorting.ASSET:
            return one.asset
        case Sorting.TITLE:
            return one.window.title
        case Sorting.STATE:
            return list(State).index(one.state)
        case Sorting.ID:
            return one.window.id


def _own(session: Session, window: Window) -> Asset:
    return session.get_one(Asset, window.asset_id)


def _still(window: Window, now: datetime) -> None:
    if window.cancelled_at is not None:
        raise Refused(f"window {window.id} is cancelled already", advice="`ddd window create` makes another")
    if _is_over(window, now):
        raise Refused(f"window {window.id} is over", advice="`ddd window create` makes another")


def _is_over(window: Window, now: datetime) -> bool:
    return not trouble(window) and next(times_of(window).between(now, now + _ALWAYS), None) is None


def _titled(title: str) -> str:
    said = " ".join(changing.fit(title).split())
    if len(said) > _MOST_TITLE:
        raise Refused(
            f"the title is too long: {len(said)} characters", advice=f"{_MOST_TITLE} at most; --notes holds more"
        )
    return said
