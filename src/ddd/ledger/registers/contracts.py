"""Who has promised the work. For information: nothing is billed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.registers import changing
from ddd.ledger.store.models import Contract, Schedule
from ddd.ledger.words import Role

_TEXTS = ("party", "notes")


def find(session: Session, reference: str) -> Contract:
    """Return the contract of that reference. Raises Refused where there is none."""
    found = session.scalars(
        select(Contract).where(Contract.reference == reference, Contract.deleted_at.is_(None))
    ).first()
    if found is None:
        known = [one.reference for one in listed(session)]
        raise Refused(
            f"no contract “{reference}”",
            advice=changing.near(reference, known) + "`ddd contract list` shows them, `ddd contract add` makes one",
        )
    return found


def listed(session: Session) -> Sequence[Contract]:
    """Return all contracts, by reference."""
    return session.scalars(select(Contract).where(Contract.deleted_at.is_(None)).order_by(Contract.reference)).all()


def linked(session: Session) -> dict[int, int]:
    """Return how many schedules each contract is linked to, by its id."""
    found = (
        select(Schedule.contract_id, func.count())
        .where(Schedule.contract_id.is_not(None), Schedule.deleted_at.is_(None))
        .group_by(Schedule.contract_id)
    )
    return {contract: count for contract, count in session.execute(found) if contract}


def add(session: Session, actor: Actor, now: datetime, reference: str, *, party: str, **fields: Any) -> Contract:
    """Add a contract; one that was removed comes back, as new. fields: starts_at, ends_at, notes. Raises Refused."""
    _need(actor)
    values = _checked({"party": party, **fields})
    _check_times(values.get("starts_at"), values.get("ends_at"))
    found = session.scalars(select(Contract).where(Contract.reference == changing.key(reference))).first()
    if found is not None and found.deleted_at is None:
        raise Refused(f"there is a contract “{reference}” already", advice=f"`ddd contract set {reference}` changes it")
    made = found or Contract(reference=reference, created_at=now)
    for column, value in {**changing.defaults(Contract, but=()), **values}.items():
        setattr(made, column, value)
    session.add(made)
    session.flush()
    audit.record(session, actor.name, now, "contract.add", f"contract:{reference}", **changing.given(session, values))
    return made


def change(session: Session, actor: Actor, now: datetime, contract: Contract, **fields: Any) -> dict[str, list[Any]]:
    """Change party, starts_at, ends_at or notes. Returns what changed, old and new. Raises Refused."""
    _need(actor)
    values = _checked(fields)
    _check_times(values.get("starts_at", contract.starts_at), values.get("ends_at", contract.ends_at))
    told = changing.changed(contract, values)
    if told:
        audit.record(session, actor.name, now, "contract.set", f"contract:{contract.reference}", changed=told)
    return told


def remove(session: Session, actor: Actor, now: datetime, contract: Contract) -> int:
    """Take a contract out. Returns how many schedules were linked to it."""
    _need(actor)
    contract.deleted_at = now
    of_it = session.scalars(select(Schedule).where(Schedule.contract_id == contract.id)).all()
    for schedule in of_it:
        schedule.contract_id = None
    audit.record(session, actor.name, now, "contract.remove", f"contract:{contract.reference}", schedules=len(of_it))
    return len(of_it)


def _need(actor: Actor) -> None:
    actor.need(Role.COORDINATOR)
    if actor.scope != "/":
        raise Refused(
            f"contracts hold for everything, and {actor.name} acts on a part of the assets",
            advice="ask a coordinator over everything",
        )


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: changing.fit(value) if name in _TEXTS else value for name, value in fields.items()}


def _check_times(start: datetime | None, end: datetime | None) -> None:
    if start is not None and end is not None and end <= start:
        raise Refused(f"the contract would end ({end:%Y-%m-%d}) before it begins ({start:%Y-%m-%d})")
