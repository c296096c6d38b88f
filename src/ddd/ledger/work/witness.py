"""Records a run of a command, whatever state the ledger is in: what `ddd run` does once the command has ended.

First the record is kept in the spool, then it is brought into the ledger, then the file goes: killed at any point
between, nothing is lost and nothing counts twice. What fails is yielded in words; nothing is raised.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ddd.errors import DddError
from ddd.ledger import figures
from ddd.ledger.errors import NoLedger
from ddd.ledger.registers import schedules
from ddd.ledger.store import Ledger, open_ledger, place
from ddd.ledger.store.models import Asset
from ddd.ledger.words import Outcome
from ddd.ledger.work import proofs, spool
from ddd.ledger.work.running import Ended
from ddd.ledger.work.spool import Record
from ddd.scan.text import visible

MOST_TAKEN_IN = 100
"""Records that waited, a run: the daily check takes in the rest."""
_MOST_NOTES = 500


@dataclass(frozen=True, slots=True)
class Told:
    """Of what a command was run."""

    task: str
    asset: str
    """Empty: the one asset that has the task."""
    by: str
    command: str
    """Fit to be kept."""
    good: frozenset[int]
    """The exit codes that mean done."""


def recorded(told: Told, ended: Ended, now: datetime) -> Iterator[str]:
    """Record how a command ended; yield what went wrong with that."""
    if place.is_off():
        yield f"not recorded: {NoLedger(str(place.home()))}"
        return
    record = Record(
        str(uuid.uuid4()), visible(told.task), visible(told.asset), visible(told.by), now, _outcome(told, ended),
        ended.status, ended.seconds, f"$ {told.command}"[:_MOST_NOTES],
    )  # fmt: skip
    try:
        record = replace(record, proofs=(proofs.keep(ended.output.encode(), "output.txt"),))
    except DddError as error:
        yield f"its output is not kept: {error}"
    file, lost = None, ""
    try:
        file = spool.put(record)
    except DddError as error:
        lost = str(error)
    try:
        with open_ledger() as ledger:
            yield from _brought_in(ledger, record, file, now)
    except Exception as error:  # noqa: BLE001  whatever it is: the command has run, and its status is what counts
        yield f"{'not recorded' if lost else 'recorded later'}: {_why(error)}"
        if lost:
            yield f"nor could it be kept for later: {lost}\n  write it down: {_in_words(record)}"


def told_alone(told: Told, ended: Ended, now: datetime) -> Iterator[str]:
    """Tell Prometheus alone how a command ended; yield what went wrong with that."""
    asset, next_due = told.asset, None
    try:
        with open_ledger() as ledger, ledger.reading() as session:
            schedule = schedules.find(session, told.task, told.asset)
            asset, next_due = session.get_one(Asset, schedule.asset_id).key, figures.next_after(schedule, now)
    except Exception as error:  # noqa: BLE001  as above
        yield f"when it is due next is not told: {_why(error)}"
    succeeded = _outcome(told, ended) is Outcome.DONE
    try:
        yield from figures.tell_alone(
            visible(told.task), visible(asset), now, succeeded=succeeded, duration=ended.seconds, next_due=next_due
        )
    except Exception as error:  # noqa: BLE001  as above
        yield f"its metrics are not told: {_why(error)}"


def _outcome(told: Told, ended: Ended) -> Outcome:
    return Outcome.DONE if ended.status in told.good and not ended.stopped else Outcome.FAILED


def _brought_in(ledger: Ledger, record: Record, file: Path | None, now: datetime) -> Iterator[str]:
    """Bring a record into the ledger, after those that waited before it, and tell Prometheus of all."""
    waited = [one for one in spool.waiting() if one != file][:MOST_TAKEN_IN]
    taken = spool.take_in(ledger, now, [*waited, file] if file else waited)
    if file is None:
        taken.schedules.add(spool.recorded(ledger, record, now))
    for name, reason in taken.set_aside:
        which = "this run" if file is not None and name == file.name else name
        yield f"{which} was not taken, `ddd log waiting` shows it: {reason}"
    yield from figures.tell(ledger, taken.schedules, now)


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, DddError) else f"a bug of ours: {type(error).__name__}: {error}"


def _in_words(record: Record) -> str:
    asset = f" on {record.asset}" if record.asset else ""
    return f"{record.task}{asset}: {record.outcome}, exit {record.exit_code}, {record.done_at:%Y-%m-%d %H:%M:%S}Z"
