"""What was done and could not be recorded at the time: kept in files, and taken in later, each exactly once.

One file a record, in the folder `spool` of the ledger's home, whole or not there at all. A record that the ledger
or its database refuses (a task it does not know) goes to `spool/refused` with the reason: mend what is wrong and have
it tried again, give it to another task, or drop it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from ddd.errors import DddError
from ddd.files import stage
from ddd.ledger import actor as actors
from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import LedgerError, Refused
from ddd.ledger.store import Ledger, place, postgresql
from ddd.ledger.store.models import Log, Schedule
from ddd.ledger.words import Outcome, Role
from ddd.ledger.work import log
from ddd.ledger.work.proofs import MOST_BYTES, Kept
from ddd.scan.text import shown, visible

VERSION = 1
_MOST_BYTES = 1_000_000
_MOST_CODE, _MOST_SECONDS = 255, 10 * 366 * 86_400
_MOST_SUBJECT = 300
"""Characters, of a row of the audit."""
_REFUSED = "refused"
_OF_DATA = ("22", "23")
"""Classes of SQLSTATE: the values are wrong, or break a constraint. Not all of them have an exception of their own."""
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Record:
    """A run of a command, as it is to be recorded."""

    key: str
    """A UUID: taken in twice, it counts once."""
    task: str
    asset: str
    """Empty: the one asset that has the task."""
    by: str
    done_at: datetime
    outcome: Outcome
    exit_code: int
    duration: float
    """Seconds."""
    notes: str = ""
    proofs: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of the spool."""

    file: Path
    record: Record | None
    """None: it is no record."""
    refused: bool
    reason: str = ""
    """Why it was refused, or why it is no record."""

    @property
    def name(self) -> str:
        """Return what it is called for short: how its key begins, or its file where that does not tell."""
        return self.record.key[:8] if self.record and self.record.key in self.file.name else visible(self.file.name)


@dataclass(slots=True)
class Taken:
    """What came of taking the spool in."""

    recorded: int = 0
    set_aside: list[tuple[str, str]] = field(default_factory=list)
    """What the ledger refused: the name of its file, and why."""
    schedules: set[int] = field(default_factory=set)
    """What was recorded of: their metrics are old now."""

    @property
    def refused(self) -> int:
        """Return how many were refused."""
        return len(self.set_aside)


def put(record: Record) -> Path:
    """Keep a record, durably. Raises DddError where that cannot be."""
    file = place.made(place.home() / "spool") / f"{record.done_at:%Y%m%dT%H%M%SZ}-{record.key}.json"
    _write(file, {"version": VERSION, **asdict(record), "done_at": record.done_at.isoformat()})
    return file


def take_in(ledger: Ledger, now: datetime, files: Iterable[Path] | None = None) -> Taken:
    """Record what waits, the oldest first, or some files of it. Raises LedgerError when the ledger fails: it waits."""
    taken = Taken()
    for file in waiting() if files is None else files:
        try:
            found = _read(file)
            if found is not None:
                taken.schedules.add(recorded(ledger, found, now))
        except OSError as error:  # somebody else's: theirs to take in
            taken.set_aside.append((file.name, f"it waits on, it cannot be read: {error.strerror}"))
            continue
        except DddError as refused:
            if isinstance(refused, LedgerError) and not _is_of_its_data(refused):
                raise
            _set_aside(file, str(refused))
            taken.set_aside.append((file.name, str(refused)))
            continue
        file.unlink(missing_ok=True)
        taken.recorded += found is not None
    return taken


def _is_of_its_data(error: LedgerError) -> bool:
    """Return whether the database rejects a record for what it holds, and would so again: not for how it fares."""
    cause = error.__cause__
    if not isinstance(cause, DBAPIError):
        return False
    return isinstance(cause, IntegrityError | DataError) or postgresql.code(cause.orig).startswith(_OF_DATA)


def recorded(ledger: Ledger, record: Record, now: datetime) -> int:
    """Record one; return the id of its schedule. Raises LedgerError, and Refused."""
    from ddd.ledger.registers import schedules

    with ledger.writing() as session:
        if (known := _recorded(session, record)) is not None:  # before a crash: its task may have been renamed since
            return known.schedule_id
        schedule = schedules.find(session, record.task, record.asset)
        _logged(session, record, schedule, now)
        return schedule.id


def _recorded(session: Session, record: Record) -> Log | None:
    return session.scalars(select(Log).where(Log.key == record.key)).first()


def _logged(session: Session, record: Record, schedule: Schedule, now: datetime) -> Log:
    return log.record(
        session, actors.find(session, record.by), now, schedule, key=record.key, done_at=record.done_at,
        outcome=record.outcome, exit_code=record.exit_code, duration=record.duration, notes=record.notes,
        proofs=record.proofs, witnessed=True,
    )  # fmt: skip


def waiting() -> list[Path]:
    """Return the files that wait, the oldest first."""
    return sorted((place.home() / "spool").glob("*.json"))


def refused() -> list[tuple[Path, str]]:
    """Return what the ledger refused, each with the reason."""
    return [(file, _reason(file)) for file in sorted((place.home() / "spool" / _REFUSED).glob("*.json"))]


def listed() -> list[Waiting]:
    """Return what waits and what was refused, each the oldest first."""
    waits = [_waiting(file, "") for file in waiting()]
    return waits + [_waiting(file, reason) for file, reason in refused()]


def proofs() -> set[str]:
    """Return the sha256 of the proofs that only the spool names as yet."""
    return {kept.sha256 for one in listed() if one.record for kept in one.record.proofs}


def find(wanted: str) -> Waiting:
    """Return the refused record whose name holds that text. Raises Refused where there is none, or several."""
    found = [one for one in listed() if one.refused and wanted and wanted in one.file.name]
    if len(found) != 1:
        what = "several refused records are called so" if found else "no refused record"
        raise Refused(
            f"{what}: {wanted}", advice="`ddd log waiting` shows them; `--format json` with their whole names"
        )
    return found[0]


def give(session: Session, actor: Actor, now: datetime, found: Waiting, task: str, asset: str = "") -> Log:
    """Record what was refused as work of another task. Forget it once that is in the ledger: by its key it counts once.

    Raises Refused: it takes a coordinator of the asset.
    """
    from ddd.ledger.registers import schedules

    if found.record is None:
        raise Refused(f"it is no record, {found.reason}", where=str(found.file), advice="`ddd log drop` is rid of it")
    schedule = schedules.find(session, task, asset)
    actor.need(Role.COORDINATOR, schedules.asset_of(session, schedule))
    is_new = _recorded(session, found.record) is None
    row = _logged(session, found.record, schedule, now)
    if is_new:
        told = {"task": schedule.task, "before": shown(found.record.task), "log": row.id}
        audit.record(session, actor.name, now, "spool.give", f"record:{found.record.key}", **told)
    return row


def drop(session: Session, actor: Actor, now: datetime, found: Waiting) -> None:
    """Keep in the audit that a refused record is dropped, and what it said. Forget it once that is in the ledger.

    It belongs to no asset: it takes a coordinator of everything. Raises Refused.
    """
    actor.need(Role.COORDINATOR)
    if actor.scope != "/":
        raise Refused(
            f"{actor.name} may not drop a record: it takes a coordinator of everything",
            advice="`ddd person list` shows scopes",
        )
    record = found.record
    told: dict[str, Any] = {}
    if record is not None:
        told = {
            "task": shown(record.task),
            "who": shown(record.by),
            "done_at": record.done_at,
            "outcome": record.outcome,
        }
    subject = f"record:{record.key if record else shown(found.file.name)}"
    audit.record(session, actor.name, now, "spool.drop", subject[:_MOST_SUBJECT], **told)


def forget(found: Waiting) -> None:
    """Remove the file of a record that was given or dropped. Raises LedgerError; it may be given or dropped again."""
    try:
        found.file.unlink(missing_ok=True)
    except OSError as error:
        raise LedgerError(f"cannot be removed: {error.strerror}", where=str(found.file), advice="remove it") from None


def _waiting(file: Path, reason: str) -> Waiting:
    is_refused = file.parent.name == _REFUSED
    try:
        return Waiting(file, _read(file), is_refused, reason)
    except DddError as error:
        return Waiting(file, None, is_refused, reason or str(error))
    except OSError as error:
        return Waiting(file, None, is_refused, f"it cannot be read: {error.strerror}")


def try_again() -> None:
    """Put back what was refused: whoever asks has mended what was wrong with it. Raises LedgerError."""
    for file, _ in refused():
        _moved(file, file.parent.parent / file.name)


def _read(file: Path) -> Record | None:
    """Return a record; None when another has just taken it in. Raises Refused for what is none, OSError."""
    try:
        told = _loaded(file)
    except FileNotFoundError:
        return None
    if not isinstance(told, dict) or told.get("version") != VERSION:
        raise Refused(f"it is no record of version {VERSION}")
    try:
        return _record(told)
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise Refused(f"it is no record: {type(error).__name__}: {error}") from None


def _loaded(file: Path) -> Any:
    """Return what a file holds; None when that is no JSON. Raises OSError."""
    with file.open("rb") as opened:
        content = opened.read(_MOST_BYTES + 1)
    try:
        return json.loads(content) if len(content) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        return None


def _record(told: dict[str, Any]) -> Record:
    """Return a record of what a file says, each value of its own kind. Raises ValueError and its like."""
    key, task, asset, by, notes, done_at = (
        _text(told[name]) for name in ("key", "task", "asset", "by", "notes", "done_at")
    )
    moment = datetime.fromisoformat(done_at)
    if moment.tzinfo is None:
        raise ValueError("done_at has no zone")
    return Record(
        str(UUID(key)),
        task,
        asset,
        by,
        moment.astimezone(UTC),
        Outcome(told["outcome"]),
        int(_number(told["exit_code"], _MOST_CODE)),
        _number(told["duration"], _MOST_SECONDS),
        notes,
        tuple(_kept(one) for one in told["proofs"]),
    )


def _kept(told: dict[str, Any]) -> Kept:
    sha256 = _text(told["sha256"])
    if not _SHA256.fullmatch(sha256):
        raise ValueError("no sha256")
    return Kept(sha256, _text(told["name"]), int(_number(told["size"], MOST_BYTES)))


def _number(value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(f"no number from 0 to {most:g}: {value!r}"[:100])
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"no text: {value!r}"[:100])
    return visible(value)


def _set_aside(file: Path, reason: str) -> None:
    """Move a record to where it is not tried again, with the reason. What is no JSON is moved as it is."""
    target = place.made(file.parent / _REFUSED) / file.name
    try:
        told = _loaded(file)
    except FileNotFoundError:  # another has just done it
        return
    if isinstance(told, dict):
        _write(target, {**told, "reason": reason})
        file.unlink(missing_ok=True)
    else:
        _moved(file, target)


def _moved(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except FileNotFoundError:
        return
    except OSError as error:
        raise LedgerError(f"cannot be moved: {error.strerror}", where=str(file), advice="move it away") from None


def _reason(file: Path) -> str:
    try:
        told = _loaded(file)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return visible(str(told["reason"])) if isinstance(told, dict) and "reason" in told else "it is no record"


def _write(file: Path, told: dict[str, Any]) -> None:
    """Write a file for its owner alone, whole and to last, or not at all. Raises DddError."""
    staged = stage(file, json.dumps(told, indent=2) + "\n", 0o600)
    try:
        _to_disk(staged)
        staged.replace(file)
        _to_disk(file.parent)
    except OSError as error:
        staged.unlink(missing_ok=True)
        raise LedgerError(f"cannot be written: {error.strerror}", where=str(file), advice="make room there") from None


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
