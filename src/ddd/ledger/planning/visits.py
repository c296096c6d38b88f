"""Occurrences that are planned as visits: made in a batch up to a day, or by hand; whether they were done the log says.

A visit is known by its schedule and due time: made twice it is there once, and moved it stays the same. It is done when
the log settles its occurrence or a later one; one planned by hand, also by any work from the day before it on. Who does
it is whoever it was given to, else whoever does the schedule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from ddd.cadence import zones
from ddd.errors import UsageError
from ddd.ledger import audit, moments
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.notify import outbox
from ddd.ledger.planning import conflicts
from ddd.ledger.planning.conflicts import Conflict
from ddd.ledger.registers import changing, people, schedules
from ddd.ledger.rules import overlap, status
from ddd.ledger.store.models import IN_FORCE, Asset, Log, Person, Schedule, Visit
from ddd.ledger.words import Anchor, Badge, NoticeKind, Outcome, Role
from ddd.ledger.work import log
from ddd.scan.text import shown

FURTHEST = timedelta(days=2 * 366)
MOST = 100_000
"""Visits that one batch makes."""
EARLY = timedelta(days=1)
"""How long before its time a visit planned by hand may be done."""
LATE = timedelta(days=1)
"""How long after its time, and its grace, a visit counts as open."""
LENGTH = timedelta(hours=1)
"""How long a visit is taken to last where nobody says it."""
_WEEK = timedelta(days=7, hours=-3)
"""A week may be shorter by what spring sets the clocks."""
_MOST_A_WEEK = 7
"""What comes oftener is nothing to visit."""
_AT_ONCE = 1_000
_PLAN = aliased(Schedule, name="plan")
_DONE = aliased(Log, name="done")


class State(StrEnum):
    """What became of a visit: the log, the clock and `cancelled_at` say it."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    """Left out on purpose."""
    MISSED = "missed"
    CANCELLED = "cancelled"
    """Also with its schedule, which was taken out before it was missed."""


class Sorting(StrEnum):
    """By what a list is in order."""

    PLANNED = "planned"
    DUE = "due"
    ASSET = "asset"
    TASK = "task"
    WHO = "who"
    STATE = "state"


@dataclass(slots=True)
class Generated:
    """What a batch made."""

    made: int = 0
    known: int = 0
    """Those that were there already."""
    too_often: list[str] = field(default_factory=list)
    """Tasks that come oftener than daily: they have no visits."""
    broken: list[str] = field(default_factory=list)
    """Tasks whose rules cannot be read."""


@dataclass(frozen=True, slots=True)
class Told:
    """A visit as it stands at some moment."""

    visit: Visit
    task: str
    title: str
    asset: str
    who: str
    """Key of whoever is to do it; empty: nobody."""
    state: State
    badge: Badge | None
    """How the time promised stands; None: nothing is promised, or it is cancelled."""
    deadline: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits are asked for."""

    below: Asset | None = None
    task: str = ""
    who: str = ""
    states: Sequence[State] = ()
    badges: Sequence[Badge] = ()
    start: datetime | None = None
    """Planned from then on."""
    end: datetime | None = None
    """Planned before then."""
    sorting: Sorting = Sorting.PLANNED
    descending: bool = False


def generate(
    session: Session, actor: Actor, now: datetime, until: datetime, *, below: Asset | None = None, task: str = ""
) -> Generated:
    """Make a visit for each occurrence that is not settled and falls due before `until`, each once.

    Of those missed, the first stands for all. By completion only the next is known. Raises Refused for too many.
    """
    actor.need(Role.COORDINATOR, below)
    if not now < until <= now + FURTHEST:
        raise Refused(f"--until {until:%Y-%m-%d} is not possible", advice=f"from now to {FURTHEST.days} days ahead")
    told = Generated()
    batch: list[dict[str, Any]] = []
    outbox.identity(session)  # its name in calendars holds it
    for schedule, key in _to_plan(session, actor, until, below, task):
        batch += [_row(schedule.id, due, now) for due in _dues(schedule, key, now, until, told)]
        if len(batch) > MOST:
            raise Refused(f"more than {MOST:,} visits", advice="give a nearer --until, or a part: --asset KEY")
    told.made = _put(session, batch)
    told.known = len(batch) - told.made
    if told.made:
        audit.record(
            session, actor.name, now, "visits.generate", "visits", until=until, made=told.made,
            below=below.key if below else "", task=task,
        )  # fmt: skip
    return told


def plan(
    session: Session, actor: Actor, now: datetime, schedule: Schedule, at: datetime, *, who: str = "",
    notes: str = "", length: timedelta | None = None, force: bool = False,
) -> Visit:  # fmt: skip
    """Plan a visit by hand; a cancelled one comes back. Raises Refused when there is one, and as `reschedule`."""
    asset = schedules.asset_of(session, schedule)
    actor.need(Role.COORDINATOR, asset)
    forced = _forced(session, actor, asset, now, at, length, force)
    visit = session.scalars(select(Visit).where(Visit.schedule_id == schedule.id, Visit.due == at)).first()
    if visit is not None and visit.cancelled_at is None:
        raise Refused(f"visit {visit.id} is planned for then already", advice=f"`ddd visits assign {visit.id} PERSON`")
    if visit is None:
        visit = Visit(schedule_id=schedule.id, due=at, planned_at=at, by_hand=True, created_at=now)
    visit.cancelled_at, visit.planned_at, visit.notes = None, at, changing.fit(notes)
    session.add(visit)
    session.flush()
    outbox.identity(session)
    audit.record(
        session, actor.name, now, "visit.plan", f"visit:{visit.id}", task=schedule.task, asset=asset.key, at=at,
        forced=forced,
    )  # fmt: skip
    if who:
        assign(session, actor, now, visit, who)
    return visit


def assign(session: Session, actor: Actor, now: datetime, visit: Visit, who: str) -> None:
    """Give a visit to somebody, who is told; an empty key: to whoever does the schedule. Raises Refused."""
    schedule, asset = _of(session, visit)
    actor.need(Role.COORDINATOR, asset)
    _still(session, visit, now)
    person = people.find(session, who) if who else None
    if (person.id if person else None) == visit.assignee_id:
        return
    visit.assignee_id = person.id if person else None
    audit.record(
        session, actor.name, now, "visit.assign", f"visit:{visit.id}", task=schedule.task, asset=asset.key, who=who
    )
    if person is not None:
        _tell(session, now, visit, schedule, asset, person)


def reschedule(
    session: Session, actor: Actor, now: datetime, visit: Visit, at: datetime, *, length: timedelta | None = None,
    force: bool = False,
) -> None:  # fmt: skip
    """Move when somebody means to come; the due time stays. Raises Refused where a booking is in the way.

    Windows are not: they keep an asset free for such as this.
    """
    schedule, asset = _of(session, visit)
    actor.need(Role.COORDINATOR, asset)
    _still(session, visit, now)
    forced = _forced(session, actor, asset, now, at, length, force)
    before, visit.planned_at = visit.planned_at, at
    audit.record(
        session, actor.name, now, "visit.reschedule", f"visit:{visit.id}", task=schedule.task, asset=asset.key,
        before=before, at=at, forced=forced,
    )  # fmt: skip
    person = session.get(Person, visit.assignee_id or schedule.assignee_id or 0)
    if person is not None and person.deleted_at is None and before != at:
        _tell(session, now, visit, schedule, asset, person)


def in_the_way(session: Session, visit: Visit, length: timedelta | None = None) -> list[Conflict]:
    """Return the bookings against which a visit stands."""
    _, asset = _of(session, visit)
    return conflicts.bookings_at(session, asset, visit.planned_at, visit.planned_at + (length or LENGTH))


def cancel(session: Session, actor: Actor, now: datetime, visit: Visit, reason: str) -> None:
    """Cancel a visit; its schedule stays due. Raises Refused for one that is cancelled or done, or without a reason."""
    schedule, asset = _of(session, visit)
    actor.need(Role.COORDINATOR, asset)
    _still(session, visit, now)
    if not reason.strip():
        raise Refused("why is it cancelled?", advice="say it with --reason")
    visit.cancelled_at = now
    audit.record(
        session, actor.name, now, "visit.cancel", f"visit:{visit.id}", task=schedule.task, asset=asset.key,
        reason=changing.fit(reason),
    )  # fmt: skip


def released(session: Session, person: Person) -> int:
    """Take from somebody the visits that are still to be done; return how many. Those done stay theirs."""
    wanted = select(Visit).where(Visit.assignee_id == person.id, Visit.cancelled_at.is_(None), settling().is_(None))
    found = session.scalars(wanted).all()
    for visit in found:
        visit.assignee_id = None
    return len(found)


def stranded(session: Session, now: datetime, schedule: Schedule) -> list[int]:
    """Return the numbers of the visits to come, made by a batch, at times at which the schedule is not due any more."""
    wanted = (
        select(Visit)
        .where(Visit.schedule_id == schedule.id, ~Visit.by_hand, Visit.cancelled_at.is_(None), Visit.due > now)
        .where(settling().is_(None))
        .order_by(Visit.due)
    )
    return [one.id for one in session.scalars(wanted) if not _is_due(schedule, one.due)]


def find(session: Session, id: int) -> Visit:
    """Return the visit of that number. Raises Refused."""
    found = session.get(Visit, id) if 0 < id < 2**63 else None
    if found is None:
        raise Refused(f"no visit {id}", advice="`ddd visits list` shows them")
    return found


def listed(session: Session, now: datetime, wanted: Wanted) -> list[Told]:
    """Return visits, in order."""
    found = [_told(now, *row) for row in session.execute(_query().where(*_conditions(session, wanted)))]
    found = [
        one
        for one in found
        if (not wanted.states or one.state in wanted.states) and (not wanted.badges or one.badge in wanted.badges)
    ]
    return sorted(found, key=lambda one: (_order(one, wanted.sorting), one.visit.id), reverse=wanted.descending)


def told(session: Session, visit: Visit, now: datetime) -> Told:
    """Return how a visit stands."""
    return _told(now, *session.execute(_query().where(Visit.id == visit.id)).one())


def settling() -> ColumnElement[Any]:
    """Return, to be used beside Visit, the id of the first row of the log that settles it; NULL: it is not done."""
    settles = or_(
        Log.due >= Visit.due,
        and_(  # the next visit is no longer due then, however early the work was
            _PLAN.anchor == Anchor.COMPLETION.value,
            Log.due.is_not(None),
            people.seconds(Log.done_at) > people.seconds(Visit.created_at),
        ),
        and_(
            Visit.by_hand,
            Log.outcome != Outcome.FAILED.value,
            people.seconds(Log.done_at) >= people.seconds(Visit.planned_at) - int(EARLY.total_seconds()),
        ),
    )
    return (
        select(Log.id)
        .join(_PLAN, _PLAN.id == Log.schedule_id)
        .where(Log.schedule_id == Visit.schedule_id, settles, log.counts())
        .order_by(Log.done_at, Log.id)
        .limit(1)
        .correlate(Visit)
        .scalar_subquery()
    )


def _to_plan(
    session: Session, actor: Actor, until: datetime, below: Asset | None, task: str
) -> Iterator[tuple[Schedule, str]]:
    part = Asset.line.startswith(below.line if below else actor.scope, autoescape=True)
    wanted = (
        select(Schedule, Asset)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(IN_FORCE, Schedule.next_due < until, part)
        .order_by(Schedule.id)
    )
    if task:
        wanted = wanted.where(_named(session, task, below, part, Schedule.deleted_at.is_(None)))
    for schedule, asset in session.execute(wanted.execution_options(yield_per=_AT_ONCE)):
        yield schedule, asset.key


def _named(session: Session, task: str, below: Asset | None, *among: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition for a task: by its name, else by the last part of that. Raises Refused where none is so."""
    for called in (Schedule.task == task, Schedule.task.endswith(f"/{task}", autoescape=True)):
        if session.scalars(select(Schedule.id).join(Asset).where(called, *among).limit(1)).first() is not None:
            return called
    return Schedule.task == schedules.find(session, task, below.key if below else "").task


def _dues(schedule: Schedule, key: str, now: datetime, until: datetime, told: Generated) -> Iterator[datetime]:
    """Yield when a schedule falls due: the first that is not settled, and those to come."""
    due = schedule.next_due
    assert due is not None
    rhythm = schedules.rhythm_of(schedule)
    try:
        if schedule.anchor == Anchor.COMPLETION:
            yield due
            return
        if _too_often(schedule, due):
            told.too_often.append(shown(f"{schedule.task} on {key}"))
            return
        yield due
        after = rhythm.after(max(due, now))
        while after is not None and after < until:
            yield after
            after = rhythm.after(after)
    except (UsageError, ValueError) as error:  # a rule of another version: the rest is made all the same
        why = error.what if isinstance(error, UsageError) else str(error)
        told.broken.append(shown(f"{schedule.task} on {key}: {why}"))


def _is_due(schedule: Schedule, at: datetime) -> bool:
    """Return whether a schedule is due at that time, as far as a batch can tell."""
    if schedule.next_due is None or at <= schedule.next_due or schedule.anchor == Anchor.COMPLETION:
        return at == schedule.next_due
    return schedules.rhythm_of(schedule).after(at - timedelta(seconds=1)) == at


def _too_often(schedule: Schedule, due: datetime) -> bool:
    rhythm, last = schedules.rhythm_of(schedule), due
    for _ in range(_MOST_A_WEEK):
        after = rhythm.after(last)
        if after is None or after >= due + _WEEK:
            return False
        last = after
    return True


def _row(schedule_id: int, due: datetime, now: datetime) -> dict[str, Any]:
    return {
        "schedule_id": schedule_id, "due": due, "planned_at": due, "notes": "", "by_hand": False, "created_at": now,
    }  # fmt: skip


def _put(session: Session, rows: list[dict[str, Any]]) -> int:
    """Put rows into the table but those whose (schedule, due) is there; return how many were new."""
    if not rows:
        return 0
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Visit).on_conflict_do_nothing(index_elements=["schedule_id", "due"]).returning(Visit.id)
    return len(session.execute(statement, rows).all())


def _query() -> Any:
    return (
        select(Visit, Schedule, Asset.key, func.coalesce(Person.key, ""), _DONE.outcome, _DONE.done_at)
        .join(Schedule, Schedule.id == Visit.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(Person, Person.id == func.coalesce(Visit.assignee_id, Schedule.assignee_id))
        .outerjoin(_DONE, _DONE.id == settling())
        .order_by(Visit.id)
    )


def _conditions(session: Session, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.below is not None:
        yield Asset.line.startswith(wanted.below.line, autoescape=True)
    if wanted.task:
        yield _named(session, wanted.task, None)
    if wanted.who:
        yield Person.id == people.find(session, wanted.who).id
    if wanted.start is not None:
        yield Visit.planned_at >= wanted.start
    if wanted.end is not None:
        yield Visit.planned_at < wanted.end


def _told(
    now: datetime, visit: Visit, schedule: Schedule, asset: str, who: str, outcome: str | None, done: datetime | None
) -> Told:
    end = schedule.deleted_at or now  # what it had missed until then stays missed
    if visit.cancelled_at is not None:
        state = State.CANCELLED
    elif outcome is not None:
        state = State.SKIPPED if outcome == Outcome.SKIPPED else State.DONE
    elif end >= visit.planned_at + LATE and end > status.deadline(visit.due, schedule.grace):
        state = State.MISSED
    else:
        state = State.OPEN if schedule.deleted_at is None else State.CANCELLED
    badge = None if state is State.CANCELLED else _badge(visit.due, schedule.sla, done, end)
    deadline = status.deadline(visit.due, schedule.sla) if schedule.sla is not None else None
    return Told(visit, schedule.task, schedule.title, asset, who, state, badge, deadline, done)


def _badge(due: datetime, sla: int | None, done: datetime | None, now: datetime) -> Badge | None:
    """Return how the time promised stands; of what was done, whether it was in time."""
    found = status.badge(due, sla, done or now)
    return Badge.OK if found is Badge.SOON and done is not None else found


def _order(one: Told, sorting: Sorting) -> Any:
    match sorting:
        case Sorting.PLANNED:
            return one.visit.planned_at
        case Sorting.DUE:
            return one.visit.due
        case Sorting.ASSET:
            return one.asset
        case Sorting.TASK:
            return one.task
        case Sorting.WHO:
            return one.who
        case Sorting.STATE:
            return list(State).index(one.state)


def _forced(
    session: Session, actor: Actor, asset: Asset, now: datetime, at: datetime, length: timedelta | None, force: bool
) -> bool:
    """Return whether somebody else uses the asset then. Raises Refused for that, unless forced; for times not to be."""
    if at < now - LATE:
        raise Refused(
            f"{zones.told(at, moments.clock_of(session, actor))} is over",
            advice="a visit is planned; `ddd done` records what was done",
        )
    if at > now + FURTHEST:
        raise Refused(f"{at:%Y-%m-%d} is too far ahead", advice=f"{FURTHEST.days} days at most")
    length = length or LENGTH
    against = conflicts.bookings_at(session, asset, at, at + length)
    if against and not force:
        zone = moments.zone_of(session, actor)
        raise Refused(
            f"it clashes with {conflicts.told_of(against)}",
            excerpt=conflicts.lines(against, zone),
            advice=f"{_room(session, asset, at, length, zone)}; --force plans it nevertheless, `ddd window available` "
            "shows the rest",
        )
    return bool(against)


def _room(session: Session, asset: Asset, at: datetime, length: timedelta, zone: str) -> str:
    """Return from when on there is room, in words."""
    until = at + conflicts.LOOKED_AHEAD
    taken = [(one.start, one.end) for one in conflicts.bookings_at(session, asset, at, until)]
    return conflicts.free_from(overlap.free_slot(taken, length, at, until), zone)


def _tell(session: Session, now: datetime, visit: Visit, schedule: Schedule, asset: Asset, person: Person) -> None:
    """Put a message to whoever is to do it into the outbox."""
    change = audit.head(session)[0]  # each change is told once
    outbox.put(
        session, now, kind=NoticeKind.ASSIGNMENT, title=f"Yours: {schedule.title} on {asset.key}",
        body="\n".join(_body(visit, schedule, moments.clock(person.zone))),
        key=f"visit-{visit.id}-{change}-{person.id}", person=person,
        data={
            "visit": visit.id, "task": schedule.task, "asset": asset.key, "due": visit.due.isoformat(),
            "planned": visit.planned_at.isoformat(), "person": person.key,
        },
    )  # fmt: skip


def _body(visit: Visit, schedule: Schedule, clock: tzinfo) -> Iterator[str]:
    yield f"Planned for {zones.told(visit.planned_at, clock)}, due {zones.told(visit.due, clock)}"
    if schedule.sla is not None:
        yield f"Promised until {zones.told(status.deadline(visit.due, schedule.sla), clock)}"
    yield from (part for part in (schedule.description, visit.notes) if part)
    yield f"Record it with: ddd done {schedule.task}"


def _of(session: Session, visit: Visit) -> tuple[Schedule, Asset]:
    schedule = session.get_one(Schedule, visit.schedule_id)
    return schedule, session.get_one(Asset, schedule.asset_id)


def _still(session: Session, visit: Visit, now: datetime) -> None:
    state, (schedule, _) = told(session, visit, now).state, _of(session, visit)
    if schedule.deleted_at is not None:
        raise Refused(
            f"visit {visit.id} is {state}, and {schedule.task} was taken out",
            advice="`ddd schedule add` brings it back",
        )
    if state in (State.DONE, State.SKIPPED, State.CANCELLED):
        raise Refused(f"visit {visit.id} is {state} already", advice="`ddd visits plan TASK --at TIME` plans another")
