"""A ledger with something in every table, and a picture of all that one holds, to compare."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import (
    Asset,
    Booking,
    Check,
    Contract,
    Log,
    Message,
    Notice,
    Person,
    Proof,
    Schedule,
    Setting,
    Visit,
    Window,
)

from .conftest import NOW

DAY = timedelta(days=1)


def seed(ledger: Ledger, *, rows: int = 3) -> None:
    """Put rows into every table, `rows` of them into the log; one asset stands below one that came after it."""
    with ledger.writing() as session:
        anna = Person(key="anna", name="Änna", role="admin", url="https://example.org/?token=s3cret", created_at=NOW)
        contract = Contract(reference="C-1", party="Lifts Ltd", created_at=NOW, notes="all floors\nand the roof")
        check = Check(started_at=NOW, duration=0.25)
        session.add_all([anna, contract, check, Setting(key="hello", value="wörld")])
        session.flush()
        hall, theatre = (Asset(key=key, name=key, created_at=NOW, owner_id=anna.id) for key in ("hall", "theatre"))
        session.add_all([hall])
        session.flush()
        session.add(theatre)
        session.flush()
        hall.parent_id, hall.line, theatre.line = theatre.id, f"/{theatre.id}/{hall.id}/", f"/{theatre.id}/"
        lift = Schedule(
            asset_id=hall.id, task="lift", title="Lift", rules=["every 1 day"], start=NOW, next_due=NOW, created_at=NOW,
            pinned=["title"], contract_id=contract.id, assignee_id=anna.id, proof_required=True,
        )  # fmt: skip
        message = Message(
            key=f"digest-{check.id}-{anna.id}", kind="digest", url="mailto:anna@example.org", title="Due", body="…",
            data={"a": [1, 2.0, None]},
            created_at=NOW, person_id=anna.id,
        )  # fmt: skip
        session.add_all([lift, message])
        session.flush()
        _history(session, lift, hall, check, rows)


def picture(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, whatever their version."""
    found = MetaData()
    with ledger.connected(writing=False) as connection:
        found.reflect(connection)
        return {
            one.name: [
                dict(row) for row in connection.execute(select(one).order_by(*one.primary_key.columns)).mappings()
            ]
            for one in found.sorted_tables
            if one.name != "alembic_version"
        }


def _history(session: Session, lift: Schedule, hall: Asset, check: Check, rows: int) -> None:
    logs = [
        Log(key=f"k-{n}", schedule_id=lift.id, due=NOW - n * DAY, done_at=NOW - n * DAY, recorded_at=NOW, by="anna",
            outcome="done", duration=1.5, exit_code=0, notes="«ok» 🛠")
        for n in range(rows)
    ]  # fmt: skip
    session.add_all(logs)
    session.flush()
    logs[0].corrects_id = logs[-1].id  # one that comes later
    for one in logs:
        told = {"key": one.key, "done_at": one.done_at, "due": one.due, "outcome": "done", "exit_code": 0}
        corrects = {"corrects": one.corrects_id} if one.corrects_id else {}
        audit.record(
            session, "anna", NOW, "log.add", f"log:{one.id}",
            **told, **corrects, issues="none", notes=one.notes, duration=1.5,
        )  # fmt: skip
    session.add_all([
        Visit(schedule_id=lift.id, due=NOW, planned_at=NOW, created_at=NOW),
        Proof(log_id=logs[0].id, sha256="0" * 64, name="photo.jpg", size=2**40),
        Notice(subject="schedule:1:1", kind="due", created_at=NOW, check_id=check.id,
               schedule_id=lift.id, person_id=lift.assignee_id),
        Window(asset_id=hall.id, title="Spring", kind="planned", starts_at=NOW, ends_at=NOW + DAY, created_by="anna",
               created_at=NOW),
        Booking(asset_id=hall.id, calendar="c", uid="u", starts_at=NOW, ends_at=NOW + DAY),
    ])  # fmt: skip
    for number in range(3):
        audit.record(session, "anna", NOW, "seed", f"row:{number}", when=NOW, ü="ß", half=0.5)
