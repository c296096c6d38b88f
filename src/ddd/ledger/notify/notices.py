"""Finds who is to be told what, and keeps that they were, so that nobody is told twice.

What is told of a task hangs on its due time: once that it comes, once that it is due, once a week that it is overdue,
once that the promised time ends and once that it has. One INSERT … SELECT does it, over the index of what is due. A
task that nobody can be told of, or inside an open window, is left for the next check.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from ddd.ledger.notify.digest import Ahead
from ddd.ledger.rules.status import ENDS_SOON, SOON
from ddd.ledger.store.models import IN_FORCE, Asset, Contract, Notice, Person, Schedule
from ddd.ledger.store.types import Moment
from ddd.ledger.words import NoticeKind

TOLD_AGAIN = timedelta(days=7)
"""How often somebody is told that a task is overdue."""
_AT_ONCE = 500

_assignee, _owner = aliased(Person), aliased(Person)
_ID = func.coalesce(_assignee.id, _owner.id)
_KEY = func.coalesce(_assignee.key, _owner.key)
_URL = case((_assignee.id.is_not(None), _assignee.url), else_=_owner.url)
_DUE = type_coerce(Schedule.next_due, BigInteger)
"""In seconds, whatever stands there: a row that is no moment must not end the check."""


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due of one person; of nobody, where `key` is empty."""

    key: str
    told: bool
    """Whether there is an address."""
    tasks: int
    quiet: int
    """Of these, inside an open window."""


def active(session: Session) -> int:
    """Return how many schedules count."""
    return int(session.execute(select(func.count()).select_from(Schedule).where(IN_FORCE)).scalar_one())


def due(session: Session, now: datetime, quiet: Collection[int]) -> list[Due]:
    """Return how much is due, or will be within a day, of each person."""
    tasks = _of_schedules(
        _KEY.label("key"),
        case((_URL != "", 1), else_=0).label("told"),
        case((_among(quiet), 1), else_=0).label("quiet"),
        until=now + SOON,
    ).subquery()
    each = tasks.c.key, tasks.c.told
    rows = session.execute(
        select(*each, func.count(), func.sum(tasks.c.quiet)).group_by(*each).order_by(func.coalesce(tasks.c.key, ""))
    )
    return [Due(key or "", bool(told), count, int(hidden)) for key, told, count, hidden in rows]


def quiet_tasks(session: Session, now: datetime, quiet: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield what is due inside an open window: id of the person, and the task."""
    if not quiet:
        return
    rows = _of_schedules(_ID, Asset.key, Schedule.task, until=now + SOON).where(_among(quiet), _ID.is_not(None))
    for person, asset, task in session.execute(rows.order_by(_DUE, Schedule.id)):
        yield person, f"{asset} / {task}"


def tell_of_schedules(session: Session, check: int, now: datetime, quiet: Collection[int]) -> None:
    """Keep for each task that is due whom this check tells what."""
    late = literal(int(now.timestamp()), BigInteger) - _DUE
    again = (late - Schedule.grace) // int(TOLD_AGAIN.total_seconds())
    whens: dict[NoticeKind, tuple[ColumnElement[bool], ColumnElement[int]]] = {
        NoticeKind.REMINDER: (late < 0, literal(0)),
        NoticeKind.DUE: (late.between(0, Schedule.grace), literal(0)),
        NoticeKind.OVERDUE: (late > Schedule.grace, again),
        NoticeKind.SLA_WARNING: (
            (late >= 0) & (late * 4 >= cast(Schedule.sla, BigInteger) * 3),
            case((late > Schedule.sla, 1), else_=0),
        ),
    }  # of each kind when it is told, and at which stage
    kind = union_all(*(select(literal(one.value).label("kind")) for one in whens)).subquery()
    told, stages = ({one.value: when[part] for one, when in whens.items()} for part in (0, 1))
    subject = literal("schedule:") + cast(Schedule.id, Text) + ":" + cast(_DUE, Text)
    rows = _of_schedules(
        subject, kind.c.kind, cast(case(stages, value=kind.c.kind), Integer), _ID, Schedule.id, Schedule.next_due,
        literal(check), literal(now, Moment),
        until=now + SOON,
    ).where(case(told, value=kind.c.kind), _URL != "", ~_among(quiet))  # fmt: skip
    columns = ["subject", "kind", "stage", "person_id", "schedule_id", "due", "check_id", "created_at"]
    session.execute(_insert(session).from_select(columns, rows.join(kind, true())).on_conflict_do_nothing())


def tell_ahead(session: Session, check: int, now: datetime) -> list[Ahead]:
    """Keep what else comes that nobody was told of yet, and return it."""
    found = {one.subject: one for one in (*_windows(session, now), *_ends(session, now))}
    people = dict(_rows(session, select(Person.id, Person.url).where(Person.deleted_at.is_(None)))) if found else {}
    rows = [
        {"subject": one.subject, "kind": one.kind.value, "stage": 0, "person_id": one.person, "due": one.at,
         "check_id": check, "created_at": now}
        for one in found.values() if people.get(one.person)
    ]  # fmt: skip
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(_insert(session).values(rows[start : start + _AT_ONCE]).on_conflict_do_nothing())
    new = session.scalars(select(Notice.subject).where(Notice.check_id == check, Notice.schedule_id.is_(None)))
    return sorted((found[subject] for subject in new), key=lambda one: (one.at, one.subject))


def _windows(session: Session, now: datetime) -> Iterator[Ahead]:
    from ddd.ledger.planning import windows

    for one in windows.starting(session, now, SOON):
        for person, keys in one.owners.items():
            more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
            said = f"{one.window.title or 'maintenance'} on {one.asset}: yours are {', '.join(keys[:3])}{more}"
            subject = f"window:{one.window.id}:{int(one.start.timestamp())}:{person}"
            yield Ahead(subject, person, NoticeKind.WINDOW_REMINDER, one.start, said)


def _ends(session: Session, now: datetime) -> Iterator[Ahead]:
    """Yield the warranties and contracts that end soon, for the owners of what they are about."""
    warranties = select(Asset.id, Asset.key, Asset.warranty_provider, Asset.warranty_end, Asset.told_id).where(
        Asset.deleted_at.is_(None), Asset.told_id.is_not(None), Asset.warranty_end.between(now, now + ENDS_SOON)
    )
    for asset, key, provider, ends, person in _rows(session, warranties):
        by = f" by {provider}" if provider else ""
        subject = f"warranty:{asset}:{int(ends.timestamp())}:{person}"
        yield Ahead(subject, person, NoticeKind.REMINDER, ends, f"warranty of {key}{by}")
    contracts = (
        select(Contract.id, Contract.reference, Contract.party, Contract.ends_at, Asset.told_id)
        .join(Schedule, Schedule.contract_id == Contract.id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(Contract.deleted_at.is_(None), Contract.ends_at.between(now, now + ENDS_SOON), IN_FORCE)
        .where(Asset.told_id.is_not(None))
        .distinct()
    )
    for contract, reference, party, ends, person in _rows(session, contracts):
        subject = f"contract:{contract}:{int(ends.timestamp())}:{person}"
        yield Ahead(subject, person, NoticeKind.REMINDER, ends, f"contract {reference} with {party}")


def _rows(session: Session, wanted: Any) -> Iterator[tuple[Any, ...]]:
    """Yield rows of which the question itself leaves no column empty."""
    yield from session.execute(wanted)


def _of_schedules(*columns: Any, until: datetime) -> Select[Any]:
    """Return a question to all that counts and is due by then, whom to tell beside it: the assignee, else the owner."""
    return (
        select(*columns)
        .select_from(Schedule)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(_assignee, (_assignee.id == Schedule.assignee_id) & _assignee.deleted_at.is_(None))
        .outerjoin(_owner, (_owner.id == Asset.told_id) & _owner.deleted_at.is_(None))
        .where(IN_FORCE, Schedule.next_due <= until)
    )


def _among(assets: Collection[int]) -> ColumnElement[bool]:
    """Return whether the asset is one of those, written out: there may be more than a statement has parameters."""
    ids = bindparam("quiet", sorted(assets), expanding=True, literal_execute=True, type_=Integer)
    return Schedule.asset_id.in_(ids) if assets else ~true()


def _insert(session: Session) -> Any:
    made = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return made(Notice)
