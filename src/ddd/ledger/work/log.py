"""The record of work: what was done, when, by whom, what it settled. Its rows are added and never changed.

A row settles an occurrence (`ddd.ledger.rules.due`) or none, and says so in `due`. `next_due` follows from the rows
that count, in the transaction that adds one. A correction is a row of its own, and the row that it corrects counts no
more: first that is taken back, then the new one is recorded. So after a correction `next_due` may go back to the
occurrence which the corrected row had settled, never below what the others have; by any other row it only goes forward.

A coordinator may record the past and the work of others; whoever else there is, their own work, now.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from ddd.cadence import zones
from ddd.ledger import audit, moments
from ddd.ledger.actor import Actor
from ddd.ledger.clock import SKEW
from ddd.ledger.errors import Refused
from ddd.ledger.registers import assets
from ddd.ledger.registers.schedules import rhythm_of
from ddd.ledger.rules import due as rules
from ddd.ledger.store.models import Asset, Log, Message, Person, Proof, Schedule
from ddd.ledger.words import Anchor, Issues, NoticeKind, Outcome, Role
from ddd.ledger.work.proofs import Kept
from ddd.scan.text import shown

MOST_NOTES = 10_000
"""Characters of a note."""
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nobody logs what was done before."""
_NOTICE = "completion-"
_SUCCESSOR = aliased(Log, name="successor")


def record(
    session: Session, actor: Actor, now: datetime, schedule: Schedule, *, done_at: datetime | None = None,
    outcome: Outcome = Outcome.DONE, issues: Issues = Issues.NONE, notes: str = "", key: str | None = None,
    person: str = "", exit_code: int | None = None, duration: float | None = None, corrects: int | None = None,
    proofs: Iterable[Kept] = (), witnessed: bool = False,
) -> Log:  # fmt: skip
    """Record a piece of work and move the schedule on. What has the key of an earlier one is that one.

    `person` did it, if not who records it. `witnessed`: by ddd itself, which could not record it at the time.
    Raises Refused: for others and for the past it takes a coordinator, the future and a missing proof are refused.
    """
    key = key or str(uuid.uuid4())
    if (known := _known(session, key, schedule)) is not None:
        return known
    asset = session.get_one(Asset, schedule.asset_id)
    corrected = _corrected(session, schedule, corrects)
    done_at = (done_at or (corrected.done_at if corrected else now)).astimezone(UTC).replace(microsecond=0)
    proofs = tuple({(one.sha256, one.name): one for one in proofs}.values())
    _check_right(actor, asset, corrected, person)
    _check_time(
        session, actor, asset, now, done_at, known=witnessed or bool(corrected and corrected.done_at == done_at)
    )
    _check_content(schedule, outcome, notes, proofs)
    row = Log(
        key=key, schedule_id=schedule.id, due=_occurrence(session, schedule, done_at, outcome, corrected),
        done_at=done_at, recorded_at=now, person_id=_worker(session, actor, corrected, person), by=actor.name,
        outcome=outcome.value, issues=issues.value, notes=shown(notes), exit_code=exit_code, duration=duration,
        corrects_id=corrects,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(Proof(log_id=row.id, sha256=one.sha256, name=one.name, size=one.size) for one in proofs)
    _move_on(session, schedule, row, corrected)
    _audit(session, actor, now, schedule, asset, row, proofs)
    _tell_owner(session, now, schedule, asset, row)
    return row


def find(session: Session, number: int) -> Log:
    """Return the row of that number. Raises Refused where there is none."""
    found = session.get(Log, number) if 0 < number < 2**63 else None
    if found is None:
        raise Refused(f"no entry {number} in the log", advice="`ddd log` shows their numbers")
    return found


def fields(session: Session, number: int) -> dict[str, Any]:
    """Return what a row says, as `record` takes it: what its correction keeps unless told otherwise."""
    row = find(session, number)
    proofs = session.scalars(select(Proof).where(Proof.log_id == row.id).order_by(Proof.id))
    return {
        "done_at": row.done_at, "outcome": Outcome(row.outcome), "issues": Issues(row.issues), "notes": row.notes,
        "exit_code": row.exit_code, "duration": row.duration,
        "proofs": [Kept(one.sha256, one.name, one.size) for one in proofs],
    }  # fmt: skip


def has_notice(session: Session, row: Log) -> bool:
    """Return whether somebody is to be told of a row."""
    return session.scalars(select(Message.id).where(Message.key == f"{_NOTICE}{row.key}")).first() is not None


def counts() -> ColumnElement[bool]:
    """Return the condition on Log that a row counts: no other corrects it."""
    return ~select(_SUCCESSOR.id).where(_SUCCESSOR.corrects_id == Log.id).exists()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the log are asked for."""

    task: str = ""
    asset: str = ""
    """This asset and what is below it."""
    by: str = ""
    """Who did it, or if that is not known, who recorded it."""
    outcome: Outcome | None = None
    issues: Issues | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Done before it."""
    before: int | None = None
    """Only what comes after this row in the list: the next page."""
    limit: int = 50


def entries(session: Session, wanted: Wanted) -> list[dict[str, Any]]:
    """Return rows of the log as plain values, the latest work first. Raises Refused for what is not there."""
    asked = (
        select(Log, Schedule.task, Schedule.title, Asset.key, Person.key, _SUCCESSOR.id)
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(Person, Person.id == Log.person_id)
        .outerjoin(_SUCCESSOR, _SUCCESSOR.corrects_id == Log.id)
        .where(*_conditions(session, wanted))
        .order_by(Log.done_at.desc(), Log.id.desc())
        .limit(wanted.limit)
    )
    return [_entry(*row) for row in session.execute(asked)]


def entry(session: Session, number: int) -> dict[str, Any]:
    """Return one row of the log as plain values, with its proofs. Raises Refused where there is none."""
    row = find(session, number)
    schedule = session.get_one(Schedule, row.schedule_id)
    asset = session.get_one(Asset, schedule.asset_id)
    person = session.get(Person, row.person_id) if row.person_id else None
    successor = session.scalars(select(Log.id).where(Log.corrects_id == row.id)).first()
    proofs = session.scalars(select(Proof).where(Proof.log_id == row.id).order_by(Proof.id))
    told = _entry(row, schedule.task, schedule.title, asset.key, person.key if person else None, successor)
    shown_proofs = [{"id": one.id, "name": one.name, "sha256": one.sha256, "size": one.size} for one in proofs]
    return {**told, "key": row.key, "proofs": shown_proofs}


def proofs(
    session: Session, wanted: Wanted, number: int | None = None, proof: int | None = None
) -> list[dict[str, Any]]:
    """Return proofs as plain values, the latest first; of one row of the log, or one alone. Raises Refused."""
    asked = (
        select(Proof, Log.done_at, Schedule.task, Asset.key)
        .join(Log, Log.id == Proof.log_id)
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(*_conditions(session, wanted))
        .order_by(Proof.id.desc())
        .limit(wanted.limit)
    )
    if number is not None:
        asked = asked.where(Proof.log_id == find(session, number).id)
    if proof is not None:
        asked = asked.where(Proof.id == proof)
    return [
        {
            "id": one.id, "name": one.name, "size": one.size, "sha256": one.sha256, "log": one.log_id,
            "done_at": done_at, "asset": asset, "task": task,
        }
        for one, done_at, task, asset in session.execute(asked)
    ]  # fmt: skip


def _known(session: Session, key: str, schedule: Schedule) -> Log | None:
    known = session.scalars(select(Log).where(Log.key == key)).first()
    if known is not None and known.schedule_id != schedule.id:
        raise Refused(f"the key {key} is that of another task's entry, {known.id}", advice="make a new one")
    if known is None and schedule.deleted_at is not None:
        raise Refused(f"{schedule.task} is deleted", advice="`ddd schedule list` shows what there is")
    return known


def _corrected(session: Session, schedule: Schedule, number: int | None) -> Log | None:
    if number is None:
        return None
    row = find(session, number)
    if row.schedule_id != schedule.id:
        raise Refused(f"entry {number} is another task's", advice=f"`ddd log show {number}` says which")
    later = session.scalars(select(Log.id).where(Log.corrects_id == number)).first()
    if later is not None:
        raise Refused(f"entry {number} is corrected already", advice=f"correct the one that did it: {later}")
    return row


def _check_right(actor: Actor, asset: Asset, corrected: Log | None, person: str) -> None:
    mine = corrected is None or corrected.by == actor.name
    actor.need(Role.VIEWER if mine and person in ("", actor.name) else Role.COORDINATOR, asset)


def _check_time(session: Session, actor: Actor, asset: Asset, now: datetime, done_at: datetime, *, known: bool) -> None:
    if done_at > now + SKEW:
        told = zones.told(done_at, moments.clock_of(session, actor))
        raise Refused(f"{told} has not come yet", advice="record work once it is done")
    if done_at < _FIRST:
        raise Refused(f"nothing is recorded of before {_FIRST.year}", advice="check the year")
    if done_at < now - SKEW and not known:
        actor.need(Role.COORDINATOR, asset, to="record what was done earlier than now")


def _check_content(schedule: Schedule, outcome: Outcome, notes: str, proofs: Sequence[Kept]) -> None:
    if len(notes) > MOST_NOTES:
        raise Refused(f"notes of {len(notes):,} characters", advice=f"{MOST_NOTES:,} at most: add a file with --proof")
    if schedule.proof_required and outcome is Outcome.DONE and not proofs:
        raise Refused(f"{schedule.task} is not done without a proof", advice="add one: --proof FILE")


def _worker(session: Session, actor: Actor, corrected: Log | None, person: str) -> int | None:
    if not person:
        return corrected.person_id if corrected else actor.person_id
    found = session.scalars(select(Person.id).where(Person.key == person, Person.deleted_at.is_(None))).first()
    if found is None and person != actor.name:
        raise Refused(f"no person “{person}”", advice="`ddd person list` shows them, `ddd person add` adds one")
    return found


def _occurrence(
    session: Session, schedule: Schedule, done_at: datetime, outcome: Outcome, corrected: Log | None
) -> datetime | None:
    """Return what the work settles: of a correction, between what the rows before and after it have settled."""
    if outcome is Outcome.FAILED:
        return None
    last_due, last_done, ceiling = schedule.last_due, schedule.last_done, None
    if corrected is not None:
        if corrected.due is not None and done_at == corrected.done_at:
            return corrected.due
        before, after = _sides(corrected, done_at)
        last_due, last_done = _state(session, schedule, before)
        ceiling = session.scalar(select(func.min(Log.due)).where(Log.schedule_id == schedule.id, after, counts()))
    due = rules.settled(rhythm_of(schedule), Anchor(schedule.anchor), last_due, last_done, done_at)
    return None if due is not None and ceiling is not None and due >= ceiling else due


def _sides(corrected: Log, done_at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions on the rows before and after a corrected one: by what it settled, else by when it is."""
    if corrected.due is None:
        return Log.done_at <= done_at, Log.done_at > done_at
    return Log.due < corrected.due, Log.due > corrected.due


def _state(
    session: Session, schedule: Schedule, *which: ColumnElement[bool]
) -> tuple[datetime | None, datetime | None]:
    """Return the last occurrence that the rows which count have settled, and when."""
    settling = (Log.schedule_id == schedule.id, Log.due.is_not(None), counts(), *which)
    last_due, last_done = session.execute(select(func.max(Log.due), func.max(Log.done_at)).where(*settling)).one()
    return last_due, last_done


def _move_on(session: Session, schedule: Schedule, row: Log, corrected: Log | None) -> None:
    if row.due is None and (corrected is None or corrected.due is None):
        return
    if corrected is None:
        assert row.due is not None
        schedule.last_due, schedule.last_done = row.due, max(row.done_at, schedule.last_done or row.done_at)
    else:
        schedule.last_due, schedule.last_done = _state(session, schedule)
    anchor = Anchor(schedule.anchor)
    schedule.next_due = rules.next_due(rhythm_of(schedule), anchor, schedule.last_due, schedule.last_done)


def _audit(
    session: Session, actor: Actor, now: datetime, schedule: Schedule, asset: Asset, row: Log, proofs: Sequence[Kept]
) -> None:
    """Keep all that was recorded in the chain: a row of the log changed afterwards no longer agrees with it."""
    told = {
        "key": row.key, "asset": asset.key, "task": schedule.task, "done_at": row.done_at, "due": row.due,
        "outcome": row.outcome, "issues": row.issues, "notes": row.notes, "person": row.person_id,
        "exit_code": row.exit_code, "duration": row.duration, "corrects": row.corrects_id,
        "proofs": [one.sha256 for one in proofs],
    }  # fmt: skip
    kept = {name: value for name, value in told.items() if value not in (None, "", [])}
    audit.record(session, actor.name, now, "log.add", f"log:{row.id}", **kept)


def _tell_owner(session: Session, now: datetime, schedule: Schedule, asset: Asset, row: Log) -> None:
    """Tell whom the asset belongs to that somebody else did it. Of what a machine does daily nobody wants to hear."""
    by_hand = row.exit_code is None and row.person_id is not None and row.corrects_id is None
    if not by_hand or row.outcome != Outcome.DONE or asset.told_id in (None, row.person_id):
        return
    owner = session.get_one(Person, asset.told_id)
    if not owner.url:
        return
    from ddd.ledger.notify import outbox

    worker = session.get_one(Person, row.person_id)
    found = "" if row.issues == Issues.NONE else f"\nIssues found: {row.issues}"
    said = f"\n\n{row.notes}" if row.notes else ""
    outbox.put(
        session, now, kind=NoticeKind.COMPLETION, title=f"{schedule.title or schedule.task}: done on {asset.name}",
        body=f"{worker.name} did it at {zones.told(row.done_at, moments.clock(owner.zone))}.{found}{said}",
        data={"task": schedule.task, "asset": asset.key, "log": row.id, "by": worker.key, "issues": row.issues},
        key=f"{_NOTICE}{row.key}", person=owner,
    )  # fmt: skip


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    told: list[ColumnElement[bool]] = []
    if wanted.task or wanted.asset:
        told.append(_of_schedules(session, wanted))
    if wanted.by:
        told.append(_by(session, wanted.by))
    if wanted.outcome:
        told.append(Log.outcome == wanted.outcome.value)
    if wanted.issues:
        told.append(Log.issues == wanted.issues.value)
    if wanted.since:
        told.append(Log.done_at >= wanted.since)
    if wanted.until:
        told.append(Log.done_at < wanted.until)
    if wanted.before is not None:
        last = find(session, wanted.before)
        told.append((Log.done_at < last.done_at) | ((Log.done_at == last.done_at) & (Log.id < last.id)))
    return told


def _of_schedules(session: Session, wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition on a task or an asset, deleted ones too: of one schedule by its index, else by time."""
    which = select(Schedule.id)
    if wanted.task:
        which = which.where(Schedule.task == wanted.task)
    if wanted.asset:
        top = session.scalars(select(Asset).where(Asset.key == wanted.asset)).first() or assets.known(
            session, wanted.asset
        )
        if top is None:
            raise Refused(f"no asset “{wanted.asset}”", advice="`ddd asset list` shows them")
        which = which.join(Asset).where(Asset.line.startswith(top.line, autoescape=True))
    few = session.scalars(which.limit(2)).all()
    if not few and wanted.task:
        from ddd.ledger.registers import schedules

        few = [schedules.find(session, wanted.task, wanted.asset).id]  # says what is near
    return Log.schedule_id == few[0] if len(few) == 1 else _walked(Log.schedule_id).in_(which)


def _by(session: Session, name: str) -> ColumnElement[bool]:
    person = session.scalars(select(Person.id).where(Person.key == name)).first()
    recorded = _walked(Log.person_id).is_(None) & (Log.by == name)
    return recorded if person is None else (_walked(Log.person_id) == person) | recorded


def _walked(column: Any) -> ColumnElement[int]:
    """Return a column without its index: the database then walks back in time instead, and stops at the limit."""
    return column + 0  # type: ignore[no-any-return]


def _entry(row: Log, task: str, title: str, asset: str, person: str | None, corrected_by: int | None) -> dict[str, Any]:
    return {
        "id": row.id, "done_at": row.done_at, "asset": asset, "task": task, "title": title, "by": person or row.by,
        "outcome": row.outcome, "issues": row.issues, "settled": row.due, "notes": row.notes,
        "exit_code": row.exit_code, "duration": row.duration, "recorded_at": row.recorded_at, "recorded_by": row.by,
        "corrects": row.corrects_id, "corrected_by": corrected_by,
    }  # fmt: skip
