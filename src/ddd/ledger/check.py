"""The daily check: finds what is due, keeps who is told what, sends it, and tells how it went.

Whoever is to be told gets one message a run. Run twice it sends nothing twice, two at once neither: what was told is
kept in the transaction that writes the messages down, and one writes at a time. What goes wrong with one person, one
message or one server is told, and the rest goes on.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import BigInteger, insert, select, type_coerce
from sqlalchemy.orm import Session

from ddd.errors import DddError
from ddd.ledger import moments
from ddd.ledger.notify import notices, outbox
from ddd.ledger.notify.digest import Ahead, Digest, Item, sorted_items
from ddd.ledger.rules import status
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Asset, Check, Message, Notice, Person, Schedule
from ddd.ledger.words import Standing
from ddd.scan.text import shown

DIGEST = "digest"
_MOST_ERROR = 1_000
_UNREADABLE = (ValueError, OverflowError, OSError)


@dataclass(frozen=True, slots=True)
class Told:
    """What one person is told."""

    person: str
    title: str
    body: str
    counts: dict[Standing, int]
    ahead: int
    key: str
    """Of the message."""
    state: str = "waiting"
    error: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found and done."""

    id: int
    checked: int
    """Schedules that count."""
    due: int
    """Of these, due or overdue, or due within a day."""
    quiet: int
    """Of the due, inside an open window: not alerted."""
    told: tuple[Told, ...] = ()
    sent: int = 0
    """Messages, those that waited from before among them."""
    failed: int = 0
    """Messages given up."""
    problems: tuple[str, ...] = ()
    """What went wrong and did not end it."""
    duration: float = 0.0
    """Seconds."""


def run(ledger: Ledger, now: datetime, *, clock: outbox.Clock | None = None) -> Checked:
    """Run the check. Raises LedgerError when the ledger cannot be read or written."""
    began, clock = time.monotonic(), clock or outbox.Clock(now)
    try:
        done = _run(ledger, now, clock, began)
    except BaseException as error:
        with suppress(DddError):  # the first error is the one to tell
            _keep_failure(ledger, now, clock.now(), error, began)
        _tell_figures(ledger, now)
        raise
    return replace(done, problems=(*done.problems, *_tell_figures(ledger, now)))


def _tell_figures(ledger: Ledger, now: datetime) -> tuple[str, ...]:
    """Write the metrics; return what is wrong with that."""
    from ddd.ledger import figures

    try:
        return figures.tell_check(ledger, now)
    except (DddError, OSError) as error:
        return (f"metrics: {error}",)


def rehearse(ledger: Ledger, now: datetime) -> Checked:
    """Return what a check would tell whom; nothing of it is kept or sent. Raises LedgerError."""
    found: list[Checked] = []
    with suppress(_Rehearsed), ledger.writing() as session:
        found.append(_tell(session, now))
        raise _Rehearsed
    return found[0]


class _Rehearsed(Exception):
    """Undoes the transaction."""


def _run(ledger: Ledger, now: datetime, clock: outbox.Clock, began: float) -> Checked:
    problems = list(_take_in(ledger, now))
    with ledger.writing() as session:
        done = _tell(session, now)
    delivered = outbox.deliver(ledger, now, clock=clock)
    problems += [*done.problems, *delivered.reasons]
    duration = time.monotonic() - began
    with ledger.writing() as session:
        row = session.get_one(Check, done.id)
        row.sent, row.failed, row.duration, row.finished_at = delivered.sent, delivered.failed, duration, clock.now()
        told = tuple(_as_sent(session, done.told, now))
    return replace(
        done, told=told, sent=delivered.sent, failed=delivered.failed, problems=tuple(problems), duration=duration
    )


def _take_in(ledger: Ledger, now: datetime) -> Iterator[str]:
    """Take in what could not be recorded when it was done; yield what is wrong with it."""
    from ddd.ledger.work import spool

    try:
        taken = spool.take_in(ledger, now)
    except (DddError, OSError) as error:
        yield f"what waits to be recorded: {error}"
        return
    if taken.refused:
        yield f"{taken.refused} records that waited were refused: `ddd log waiting` says why"


def _keep_failure(ledger: Ledger, now: datetime, ended: datetime, error: BaseException, began: float) -> None:
    with ledger.writing() as session:
        said = shown(f"{type(error).__name__}: {error}")[:_MOST_ERROR]
        session.add(Check(started_at=now, finished_at=ended, error=said, duration=time.monotonic() - began))


def _tell(session: Session, now: datetime) -> Checked:
    """Keep who is told what, and write their messages down."""
    from ddd.ledger.planning import windows

    row = Check(started_at=now)
    session.add(row)
    session.flush()
    windows.renew_silences(session, now)
    quiet = windows.quiet_assets(session, now)
    due = notices.due(session, now, quiet)
    row.checked, row.due = notices.active(session), sum(one.tasks for one in due)
    notices.tell_of_schedules(session, row.id, now, quiet)
    ahead = notices.tell_ahead(session, row.id, now)
    problems = [*windows.unreadable(session, now), *_untold(due)]
    told = tuple(_written(session, row.id, now, ahead, dict(_named(session, now, quiet)), problems))
    return Checked(row.id, row.checked, row.due, sum(one.quiet for one in due), told, problems=tuple(problems))


def _untold(due: Sequence[notices.Due]) -> Iterator[str]:
    for one in due:
        alerted = one.tasks - one.quiet
        if not alerted or one.told:
            continue
        tasks = "1 task is due" if alerted == 1 else f"{alerted} tasks are due"
        if one.key:
            yield f"{tasks}, but {one.key} has no address: `ddd person set {one.key} --url mailto:…`"
        else:
            yield f"{tasks}, but nobody is to be told: `ddd asset set ASSET --owner PERSON`"


def _named(session: Session, now: datetime, quiet: set[int]) -> Iterator[tuple[int, list[str]]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for person, task in notices.quiet_tasks(session, now, quiet):
        found[person].append(task)
    yield from found.items()


def _written(
    session: Session,
    check: int,
    now: datetime,
    ahead: Sequence[Ahead],
    quiet: dict[int, list[str]],
    problems: list[str],
) -> Iterator[Told]:
    """Write a message down for each person who is told something in this check, and yield what it says."""
    tasks = dict(_tasks(session, check, now, problems))
    others: defaultdict[int, list[Ahead]] = defaultdict(list)
    for one in ahead:
        others[one.person].append(one)
    rows = []
    for person in _people(session, {*tasks, *others}):
        digest = Digest(person.key, sorted_items(tasks.get(person.id, ())), others[person.id], quiet.get(person.id, ()))
        told = Told(
            person.key, outbox.one_line(digest.title()), outbox.written(digest.body(now, moments.clock(person.zone))),
            dict(digest.counted()), len(digest.ahead), f"{DIGEST}-{check}-{person.id}",
        )  # fmt: skip
        rows.append(
            {"key": told.key, "kind": DIGEST, "person_id": person.id, "url": person.url, "title": told.title,
             "body": told.body, "data": digest.data(), "created_at": now, "next_try": now}
        )  # fmt: skip
        yield told
    if rows:
        session.execute(insert(Message).returning(Message.id), rows)  # RETURNING: many rows in one statement


def _tasks(session: Session, check: int, now: datetime, problems: list[str]) -> Iterator[tuple[int, list[Item]]]:
    """Yield what each person is told of in this check; what cannot be read is told of as a problem."""
    columns = (
        Schedule.id, Schedule.task, Asset.key, Schedule.title, type_coerce(Notice.due, BigInteger), Schedule.grace,
        Schedule.sla, Schedule.priority,
    )  # fmt: skip
    rows = session.execute(
        select(Notice.person_id, Notice.kind, *columns)
        .join(Schedule, Schedule.id == Notice.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(Notice.check_id == check)
        .order_by(Notice.person_id, Schedule.id)
    )
    for person, theirs in groupby(rows, key=lambda row: row[0]):
        items = []
        for _, same in groupby(theirs, key=lambda row: row[2]):
            together = list(same)
            id_, task, asset, title, due, grace, sla, priority = together[0][2:]
            try:
                at = datetime.fromtimestamp(due, UTC)
                items.append(
                    Item(
                        id_, task, asset, title, at, sla, priority, status.standing(at, grace, False, now),
                        status.badge(at, sla, now), tuple(row[1] for row in together),
                    )
                )  # fmt: skip
            except _UNREADABLE as error:
                problems.append(f"{asset} / {task}: what stands there cannot be read: {error}")
        yield person, items


def _people(session: Session, ids: set[int]) -> Iterator[Person]:
    """Yield those people; all are asked for, as there may be more than a statement has parameters."""
    if ids:
        everybody = session.scalars(select(Person).where(Person.deleted_at.is_(None)).order_by(Person.key))
        yield from (person for person in everybody if person.id in ids)


def _as_sent(session: Session, told: Sequence[Told], now: datetime) -> Iterator[Told]:
    """Yield what was told, with what became of its messages."""
    columns = (Message.key, Message.sent_at, Message.next_try, Message.error)
    rows = session.execute(select(*columns).where(Message.kind == DIGEST, Message.created_at == now))
    became = {key: (outbox.state_of(sent_at, next_try), error) for key, sent_at, next_try, error in rows}
    for one in told:
        state, error = became[one.key]
        yield replace(one, state=state, error=error)
