"""Reads the audit: its rows by who, what and when; whether an anchor is still in it, and whether the log agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, exists, literal, or_, select
from sqlalchemy.orm import Session

from ddd.ledger.audit import BEGINNING, Fault
from ddd.ledger.store.models import Audit, Log

_RECORDED = "log.add"
_SAME = {
    "key": "key", "done_at": "done_at", "due": "due", "outcome": "outcome", "issues": "issues", "notes": "notes",
    "exit_code": "exit_code", "duration": "duration", "corrects": "corrects_id", "person": "person_id",
}  # fmt: skip
"""What the audit tells of a row of the log -> its column."""


def entries(
    session: Session,
    *,
    by: str = "",
    action: str = "",
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> Iterator[dict[str, Any]]:
    """Yield changes as plain values, the latest first. action: `schedule.set`, or `schedule` for all that begin so."""
    asked = select(Audit).order_by(Audit.id.desc()).limit(limit)
    if by:
        asked = asked.where(Audit.by == by)
    if action:
        asked = asked.where(or_(Audit.action == action, Audit.action.startswith(f"{action}.", autoescape=True)))
    if subject:
        asked = asked.where(Audit.subject == subject)
    if since is not None:
        asked = asked.where(Audit.at >= since)
    if until is not None:
        asked = asked.where(Audit.at < until)
    for row in session.scalars(asked):
        yield {
            "id": row.id,
            "at": row.at,
            "by": row.by,
            "action": row.action,
            "subject": row.subject,
            "detail": row.detail,
            "hash": row.hash,
        }


def against(session: Session, number: int, hashed: str) -> str:
    """Return why an anchor does not hold: the row it names is gone, or another one; empty when it holds."""
    if number == 0:
        return "" if hashed == BEGINNING else "no ledger begins with that hash"
    row = session.get(Audit, number) if number < 2**63 else None
    if row is None:
        return "the anchor names it, and it is gone: the end was cut off"
    return "" if row.hash == hashed else "the anchor names another one with that number"


def log_faults(session: Session) -> Iterator[Fault]:
    """Yield every row of the log that is not what was recorded: changed, put in or taken out past ddd."""
    subject = literal("log:") + cast(Log.id, Text)
    told = select(Log, Audit.detail).outerjoin(Audit, (Audit.subject == subject) & (Audit.action == _RECORDED))
    for row, detail in session.execute(told.order_by(Log.id).execution_options(yield_per=1_000)):
        if detail is None:
            yield Fault(row.id, "the audit does not know it")
        elif changed := [name for name, field in _SAME.items() if _as_told(getattr(row, field)) != detail.get(name)]:
            yield Fault(row.id, f"it was changed: {', '.join(changed)}")
    gone = select(Audit.subject).where(Audit.action == _RECORDED, ~exists().where(Audit.subject == subject))
    for name in session.scalars(gone.order_by(Audit.id)):
        yield Fault(int(name.removeprefix("log:")), "it was taken out")


def _as_told(value: Any) -> Any:
    """Return a value as the audit tells it: what is empty is not told."""
    return value.isoformat() if isinstance(value, datetime) else value if value not in ("", []) else None
