"""What is maintained, in a tree: a repository, a host, a venue, a room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.store.models import Asset
from ddd.ledger.words import Role


def find(session: Session, key: str) -> Asset:
    """Return the asset of that key. Raises Refused where there is none."""
    found = session.scalars(select(Asset).where(Asset.key == key, Asset.deleted_at.is_(None))).first()
    if found is None:
        raise Refused(f"no asset “{key}”", advice="`ddd asset list` shows them, `ddd asset add` makes one")
    return found


def below(session: Session, top: Asset | None = None) -> Sequence[Asset]:
    """Return an asset and all below it, by key; without one, all."""
    wanted = select(Asset).where(Asset.deleted_at.is_(None)).order_by(Asset.key)
    if top is not None:
        wanted = wanted.where(Asset.line.startswith(top.line, autoescape=True))
    return session.scalars(wanted).all()


def add(
    session: Session, actor: Actor, now: datetime, key: str, *, parent: str = "", name: str = "", **fields: Any
) -> Asset:
    """Add an asset below another, or at the top. Raises Refused when there is one of that key."""
    above = find(session, parent) if parent else None
    actor.need(Role.COORDINATOR, above)
    if session.scalars(select(Asset.id).where(Asset.key == key)).first() is not None:
        raise Refused(f"there is an asset “{key}” already", advice=f"`ddd asset show {key}`, or give another key")
    made = Asset(
        key=key, name=name or key, parent_id=above.id if above else None, told_id=above.told_id if above else None,
        created_at=now, **fields,
    )  # fmt: skip
    session.add(made)
    session.flush()
    made.line = f"{above.line if above else '/'}{made.id}/"
    audit.record(session, actor.name, now, "asset.add", f"asset:{key}", parent=parent)
    return made
