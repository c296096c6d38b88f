"""What the tests of the record of work share: a hall with tasks, and the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ddd.ledger.actor import Actor
from ddd.ledger.registers import assets, people, schedules
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Log, Schedule
from ddd.ledger.work import log
from tests.cli.running import Ran

from .conftest import ADMIN, NOW

DAY = timedelta(days=1)
Run = Callable[..., Ran]


def task(ledger: Ledger, name: str = "doors", rule: str = "cron 0 3 * * *", **fields: Any) -> int:
    """Add a task in the hall, a fortnight ago if no start is given; return its id."""
    with ledger.writing() as session:
        if not any(one.key == "hall" for one in assets.below(session)):
            assets.add(session, ADMIN, NOW, "hall", name="Great Hall")
        start = fields.pop("start", NOW - 14 * DAY)
        return schedules.add(session, ADMIN, NOW, "hall", name, [rule], start=start, **fields).id


def person(ledger: Ledger, key: str, **fields: Any) -> Actor:
    """Add a person; return who they are to the ledger."""
    from ddd.ledger import actor

    with ledger.writing() as session:
        people.add(session, ADMIN, NOW, key, **fields)
        return actor.find(session, key)


def did(ledger: Ledger, schedule: int, now: datetime = NOW, actor: Actor = ADMIN, **fields: Any) -> Log:
    """Record work; return its row, detached."""
    with ledger.writing() as session:
        row = log.record(session, actor, now, session.get_one(Schedule, schedule), **fields)
        session.flush()
        session.refresh(row)
        session.expunge(row)
    return row


def stands(ledger: Ledger, schedule: int) -> Schedule:
    """Return a schedule as it is stored, detached."""
    with ledger.reading() as session:
        found = session.get_one(Schedule, schedule)
        session.expunge(found)
    return found


def rows(ledger: Ledger, **wanted: Any) -> list[dict[str, Any]]:
    """Return rows of the log."""
    with ledger.reading() as session:
        return log.entries(session, log.Wanted(**wanted))


def files(folder: Path) -> list[str]:
    """Return the names of all files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
