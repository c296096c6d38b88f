"""What the tests of the check and the outbox share: a clock that is told to go on, people, assets and schedules."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ddd.ledger.notify import outbox
from ddd.ledger.store.models import Asset, Person, Schedule

from .conftest import NOW


class Patience(outbox.Clock):
    """A clock that stands still but where it is waited for."""

    def __init__(self, now: datetime = NOW) -> None:
        self._at = now
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self._at

    def wait(self, length: timedelta) -> None:
        self.waits.append(length.total_seconds())
        self._at += length


def person(session: Session, key: str, url: str = "", **fields: object) -> Person:
    made = Person(key=key, name=key.title(), role="viewer", url=url, created_at=NOW, **fields)
    session.add(made)
    session.flush()
    return made


def asset(
    session: Session, key: str, told: Person | None = None, above: Asset | None = None, **fields: object
) -> Asset:
    made = Asset(key=key, name=key, created_at=NOW, told_id=told.id if told else None, **fields)
    session.add(made)
    session.flush()
    made.line = f"{above.line if above else '/'}{made.id}/"
    return made


def schedule(session: Session, on: Asset, task: str, due: timedelta, **fields: object) -> Schedule:
    made = Schedule(
        asset_id=on.id, task=task, title=fields.pop("title", task), rules=["every 1 month"], start=NOW,
        next_due=NOW + due, pinned=[], created_at=NOW, **fields,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
