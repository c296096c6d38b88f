"""Every change, in a chain: each row holds the hash of itself and the one before, so that none can be changed unseen.

A chain alone does not see its end cut off: `head` is the anchor to keep elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ddd.ledger.store.models import Audit

BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the chain does not hold."""

    id: int
    reason: str


def record(session: Session, by: str, now: datetime, action: str, subject: str, **detail: Any) -> None:
    """Add a change to the chain, in the transaction that makes it. Of secrets only that they changed may be told."""
    last = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).first()
    row = Audit(id=(last.id if last else 0) + 1, at=now, by=by, action=action, subject=subject, detail=_as_json(detail))
    row.hash = hash_of(row, last.hash if last else BEGINNING)
    session.add(row)
    session.flush()


def hash_of(row: Audit, before: str) -> str:
    """Return the hash of a row after one with the hash `before`: sha256 over both, as canonical JSON."""
    told = [before, row.id, int(row.at.timestamp()), row.by, row.action, row.subject, row.detail]
    return hashlib.sha256(
        json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
    ).hexdigest()


def verify(session: Session) -> Iterator[Fault]:
    """Yield every place where a row was changed, is missing, or was put in."""
    before, expected = BEGINNING, 1
    for row in session.scalars(select(Audit).order_by(Audit.id)).yield_per(1_000):
        if row.id != expected:
            yield Fault(row.id, f"row {expected} is missing")
        elif row.hash != hash_of(row, before):
            yield Fault(row.id, "it was changed, or the one before it was")
        before, expected = row.hash, row.id + 1


def head(session: Session) -> tuple[int, str]:
    """Return the number and the hash of the last row: what to keep outside."""
    last = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).first()
    return (last.id, last.hash) if last else (0, BEGINNING)


def _as_json(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in detail.items()}
