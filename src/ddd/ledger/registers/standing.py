"""How schedules and assets stand now, in rows for a list: reckoned from the clock each time it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from ddd.cadence.refusal import RefusedError
from ddd.errors import UsageError
from ddd.ledger.planning import windows
from ddd.ledger.registers import people, schedules
from ddd.ledger.rules import due as rules
from ddd.ledger.rules import status
from ddd.ledger.store.models import IN_FORCE, Asset, Contract, Person, Schedule
from ddd.ledger.words import Priority, Standing

_URGENT = (Standing.OVERDUE, Standing.DUE, Standing.SOON, Standing.OK, Standing.PAUSED, Standing.ENDED)
_PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which schedules are asked for."""

    within: timedelta = status.SOON
    """What falls due within it, and what is due already."""
    asset: Asset | None = None
    """Only this one and what is below it."""
    person: Person | None = None
    """Only what this person is told of: assigned to them, or to nobody and of an asset that is theirs."""
    everything: bool = False
    """All of them, those that rest or have ended too."""


def due(session: Session, now: datetime, wanted: Wanted) -> list[dict[str, Any]]:
    """Return schedules with how they stand, the most urgent first."""
    owner = aliased(Person)
    asked = (
        select(Schedule, Asset, Person.key, owner.key)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(Person, Person.id == Schedule.assignee_id)
        .outerjoin(owner, owner.id == Asset.told_id)
        .where(Schedule.deleted_at.is_(None), *_conditions(now, wanted))
    )
    quiet = windows.quiet_assets(session, now)
    found = [_row(*one, now, quiet) for one in session.execute(asked)]
    return sorted(found, key=_urgency)


def whole(session: Session, now: datetime, schedule: Schedule) -> dict[str, Any]:
    """Return all of one schedule."""
    asset = session.get_one(Asset, schedule.asset_id)
    told = session.get(Person, asset.told_id) if asset.told_id else None
    assignee = session.get(Person, schedule.assignee_id) if schedule.assignee_id else None
    contract = session.get(Contract, schedule.contract_id) if schedule.contract_id else None
    row = _row(
        schedule, asset, assignee.key if assignee else None, told.key if told else None, now,
        windows.quiet_assets(session, now),
    )  # fmt: skip
    return {
        **row,
        "description": schedule.description,
        "start": schedule.start,
        "anchor": schedule.anchor,
        "last_due": schedule.last_due,
        "grace": schedule.grace,
        "sla": schedule.sla,
        "contract": contract.reference if contract else "",
        "proof_required": schedule.proof_required,
        "programme": schedule.programme,
        "source": schedule.source,
        "pinned": [name.removesuffix("_id") for name in schedule.pinned],
    }


def assets(session: Session, now: datetime, top: Asset | None = None) -> Iterator[dict[str, Any]]:
    """Yield an asset and all below it, or all, with their warranties and how many schedules they have."""
    upper, owner, told = aliased(Asset), aliased(Person), aliased(Person)
    late = and_(~Schedule.paused, people.is_overdue(now))
    counted = (
        select(Schedule.asset_id, func.count().label("all"), func.sum(case((late, 1), else_=0)).label("late"))
        .where(Schedule.deleted_at.is_(None))
        .group_by(Schedule.asset_id)
        .subquery()
    )
    asked = (
        select(Asset, upper.key, owner.key, told.key, counted.c.all, counted.c.late)
        .outerjoin(upper, upper.id == Asset.parent_id)
        .outerjoin(owner, owner.id == Asset.owner_id)
        .outerjoin(told, told.id == Asset.told_id)
        .outerjoin(counted, counted.c.asset_id == Asset.id)
        .where(Asset.deleted_at.is_(None))
        .order_by(Asset.key)
    )
    if top is not None:
        asked = asked.where(Asset.line.startswith(top.line, autoescape=True))
    for asset, below, owned_by, told_to, count, overdue in session.execute(asked):
        yield {
            "key": asset.key,
            "name": asset.name,
            "kind": asset.kind,
            "below": below or "",
            "owner": owned_by or "",
            "told": told_to or "",
            "warranty": str(status.warranty(asset.warranty_start, asset.warranty_end, now)),
            "warranty_start": asset.warranty_start,
            "warranty_end": asset.warranty_end,
            "warranty_provider": asset.warranty_provider,
            "warranty_notes": asset.warranty_notes,
            "schedules": int(count or 0),
            "overdue": int(overdue or 0),
        }


def _conditions(now: datetime, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if not wanted.everything:
        yield IN_FORCE
        yield Schedule.next_due <= now + wanted.within
    if wanted.asset is not None:
        yield Asset.line.startswith(wanted.asset.line, autoescape=True)
    if wanted.person is not None:
        who = wanted.person.id
        yield or_(Schedule.assignee_id == who, and_(Schedule.assignee_id.is_(None), Asset.told_id == who))


def _row(
    schedule: Schedule, asset: Asset, assignee: str | None, owner: str | None, now: datetime, quiet: set[int]
) -> dict[str, Any]:
    standing = status.standing(schedule.next_due, schedule.grace, schedule.paused, now)
    late = standing in (Standing.DUE, Standing.OVERDUE) and schedule.next_due is not None
    return {
        "task": schedule.task,
        "asset": asset.key,
        "title": schedule.title,
        "standing": str(standing),
        "due": schedule.next_due,
        "late": int((now - schedule.next_due).total_seconds()) if late and schedule.next_due else None,
        "missed": _missed(schedule, now) if late else None,
        "never_done": status.never_done(schedule.last_done),
        "last_done": schedule.last_done,
        "who": assignee or owner or "",
        "assignee": assignee or "",
        "owner": schedule.owner,
        "priority": schedule.priority,
        "kind": schedule.kind,
        "cadence": schedule.cadence,
        "rules": schedule.rules,
        "zone": schedule.zone,
        "missing_since": schedule.missing_since,
        "in_window": asset.id in quiet,
    }


def _missed(schedule: Schedule, now: datetime) -> str | None:
    """Return how many occurrences fell due and were not done, in words; None for a rule that cannot be read."""
    try:
        return rules.told(rules.missed(schedules.rhythm_of(schedule), schedule.next_due, now))
    except (UsageError, RefusedError):
        return None


def _urgency(row: dict[str, Any]) -> tuple[Any, ...]:
    when = row["due"].timestamp() if row["due"] else 0
    return _URGENT.index(row["standing"]), _PRIORITIES.index(row["priority"]), when, row["asset"], row["task"]
