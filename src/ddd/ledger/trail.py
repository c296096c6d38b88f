"""Reads the audit: its rows by who, what and when, and whether an anchor kept outside is still in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ddd.ledger.audit import BEGINNING
from ddd.ledger.store.models import Audit


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
    row = session.get(Audit, number)
    if row is None:
        return "the anchor names it, and it is gone: the end was cut off"
    return "" if row.hash == hashed else "the anchor names another one with that number"
