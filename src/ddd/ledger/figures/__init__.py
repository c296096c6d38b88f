"""What Prometheus is told of the ledger: how each task stands, and the check itself.

`DDD_TEXTFILE_DIR` names a folder of node_exporter: it gets a file a task on an asset. `DDD_PUSHGATEWAY_URL` names a
Pushgateway: it gets a group each. Without either nothing is told. What fails is returned in words, and fails no work.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, case, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from ddd import metrics
from ddd.errors import UsageError
from ddd.ledger.figures.exposition import Folder, Gateway, Sample
from ddd.ledger.notify import notices, outbox
from ddd.ledger.registers import schedules
from ddd.ledger.rules import due as rules
from ddd.ledger.rules.status import SOON
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Asset, Check, Log, Schedule
from ddd.ledger.words import Anchor, Outcome, Standing
from ddd.ledger.work import log

_AT_ONCE = 500
"""Schedules a question: a database takes only so many values."""
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_ALONE = "# Written by ddd run --metrics-only"
_FILES = "ddd_task_*.prom"
_SERIES = (metrics.LAST_SUCCESS, metrics.LAST_RUN, metrics.LAST_RUN_SUCCESS, metrics.LAST_DURATION, metrics.NEXT_DUE)
_CHECK_FILE = "ddd_check.prom"
_SINCE_THE_DAY_BEFORE = timedelta(hours=23)
"""Of the daily check: a day to the second would count the one before or not, as its timer has it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is told of a task on an asset; None: not told."""

    task: str
    asset: str
    last_success: datetime | None = None
    last_run: datetime | None = None
    succeeded: bool | None = None
    duration: float | None = None
    """Seconds."""
    next_due: datetime | None = None
    rests: bool = False
    """Paused, or nothing more comes: told as due at the end of all time, so that its age alarms nobody."""
    gone: bool = False
    """Deleted: what was told of it is taken back."""

    @property
    def file(self) -> str:
        """Return the name of its file."""
        slug = _NOT_SLUG.sub("-", self.task.lower()).strip("-")[:60] or "task"
        known = hashlib.sha256("\0".join((self.asset, self.task)).encode())
        return f"ddd_task_{slug}_{known.hexdigest()[:12]}.prom"

    @property
    def labels(self) -> dict[str, str]:
        """Return what its series are known by."""
        return {metrics.TASK: self.task, metrics.ASSET: self.asset}

    def samples(self) -> Iterator[Sample]:
        """Yield its series."""
        told = {
            metrics.LAST_SUCCESS: _seconds(self.last_success),
            metrics.LAST_RUN: _seconds(self.last_run),
            metrics.LAST_RUN_SUCCESS: self.succeeded,
            metrics.LAST_DURATION: self.duration,
            metrics.NEXT_DUE: math.inf if self.rests else _seconds(self.next_due),
        }
        yield from ((name, self.labels, float(value)) for name, value in told.items() if value is not None)


def tell(ledger: Ledger, schedules: Collection[int] | None, now: datetime) -> tuple[str, ...]:
    """Tell how tasks stand: those of some schedules, or without ids all. Returns what failed; raises LedgerError."""
    folder, gateway = Folder.asked(), Gateway.asked()
    troubles = _tried(lambda: _fill(folder, ledger, schedules)) if folder else ()
    if gateway is None:
        return troubles
    with ledger.reading() as session:
        tasks = list(_tasks(session, schedules))
    return (*troubles, *_push(gateway, tasks))


def tell_check(ledger: Ledger, now: datetime) -> tuple[str, ...]:
    """Tell how the last check went, and how all tasks stand. Returns what failed, in words; raises LedgerError."""
    folder, gateway = Folder.asked(), Gateway.asked()
    if folder is None and gateway is None:
        return ()
    with ledger.reading() as session:
        samples = list(_check(session, now))
    troubles: tuple[str, ...] = ()
    if folder is not None:
        troubles = _tried(lambda: folder.write(_CHECK_FILE, samples, _first(ledger)))
    if gateway is not None:
        gateway.put({}, samples)
        troubles += (gateway.trouble,) if gateway.trouble else ()
    return tuple(dict.fromkeys((*troubles, *tell(ledger, None, now))))


def tell_alone(
    task: str, asset: str, done_at: datetime, *, succeeded: bool, duration: float, next_due: datetime | None
) -> tuple[str, ...]:
    """Tell of one run that no ledger records. What a failed one does not know stays. Returns what failed, in words."""
    told = Task(
        task, asset, done_at if succeeded else None, done_at, succeeded, duration, next_due if succeeded else None
    )  # fmt: skip
    folder, gateway = Folder.asked(), Gateway.asked()
    troubles = _tried(lambda: _fill_alone(folder, told)) if folder else ()
    if gateway is not None:
        gateway.put(told.labels, told.samples(), whole=False)
        troubles += (gateway.trouble,) if gateway.trouble else ()
    return troubles


def take_back(asset: str, tasks: Iterable[str]) -> tuple[str, ...]:
    """Take back what was told of tasks by the key that their asset had. Returns what failed, in words."""
    gone = [Task(task, asset, gone=True) for task in tasks]
    folder, gateway = Folder.asked(), Gateway.asked()
    troubles = _tried(lambda: _remove(folder, gone)) if folder else ()
    return (*troubles, *(_push(gateway, gone) if gateway else ()))


def next_after(schedule: Schedule, done_at: datetime) -> datetime | None:
    """Return when a task is due after work that no ledger records."""
    rhythm = schedules.rhythm_of(schedule)
    state = (rhythm, Anchor(schedule.anchor), schedule.last_due, schedule.last_done)
    due = rules.settled(*state, done_at)
    return schedule.next_due if due is None else rules.next_due(rhythm, Anchor(schedule.anchor), due, done_at)


def _tried(write: Callable[[], None]) -> tuple[str, ...]:
    try:
        write()
    except UsageError as error:
        return (str(error),)
    return ()


def _fill(folder: Folder, ledger: Ledger, schedules: Collection[int] | None) -> None:
    first, expected = _first(ledger), set()
    with folder.locked(), ledger.reading() as session:
        for task in _tasks(session, schedules):
            if task.gone:
                folder.remove(task.file)
                continue
            expected.add(task.file)
            if schedules is not None or not folder.read(task.file).startswith(_ALONE):
                folder.write(task.file, task.samples(), first)
        if schedules is None:
            folder.sweep(_FILES, first, expected)


def _remove(folder: Folder, gone: Iterable[Task]) -> None:
    with folder.locked():
        for task in gone:
            folder.remove(task.file)


def _fill_alone(folder: Folder, told: Task) -> None:
    with folder.locked():
        known = {name: value for name, _, value in told.samples()}
        samples = ((name, told.labels, value) for name, value in {**_values(folder.read(told.file)), **known}.items())
        folder.write(told.file, samples, _ALONE)


def _values(text: str) -> dict[str, float]:
    """Return what a file of ours says of its task; nothing when it is none of ours."""
    from prometheus_client.parser import text_string_to_metric_families

    try:
        families = list(text_string_to_metric_families(text))
    except ValueError:
        return {}
    return {one.name: one.value for family in families for one in family.samples if one.name in _SERIES}


def _push(gateway: Gateway, tasks: Iterable[Task]) -> tuple[str, ...]:
    for task in tasks:
        if task.gone:
            gateway.delete(task.labels)
        else:
            gateway.put(task.labels, task.samples())
    return (gateway.trouble,) if gateway.trouble else ()


def _first(ledger: Ledger) -> str:
    """Return the first line of a file: it says whose it is, and tells no address of a database."""
    return f"# Written by ddd from the ledger {hashlib.sha256(ledger.where.encode()).hexdigest()[:12]}"


def _tasks(session: Session, schedules: Collection[int] | None) -> Iterator[Task]:
    if schedules is None:
        yield from _asked(session, Schedule.deleted_at.is_(None), Asset.deleted_at.is_(None))
        return
    wanted = sorted(schedules)
    for start in range(0, len(wanted), _AT_ONCE):
        yield from _asked(session, Schedule.id.in_(wanted[start : start + _AT_ONCE]))


def _asked(session: Session, *which: ColumnElement[bool]) -> Iterator[Task]:
    """Yield schedules, each with its last success and its last try, of the rows that count."""
    tried = aliased(Log, name="tried")
    of_it = (Log.schedule_id == Schedule.id, log.counts())
    success = select(func.max(Log.done_at)).where(*of_it, Log.outcome == Outcome.DONE.value)
    last = select(Log.id).where(*of_it, Log.outcome != Outcome.SKIPPED.value)
    last = last.order_by(Log.done_at.desc(), Log.id.desc()).limit(1)
    question = (
        select(Schedule, Asset.key, Asset.deleted_at, success.correlate(Schedule).scalar_subquery(), tried)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(tried, tried.id == last.correlate(Schedule).scalar_subquery())
        .where(*which)
        .order_by(Schedule.next_due)
        .execution_options(yield_per=1_000)
    )
    for schedule, asset, deleted_at, done_at, row in session.execute(question):
        yield Task(
            schedule.task,
            asset,
            last_success=done_at,
            last_run=row.done_at if row else None,
            succeeded=row.outcome == Outcome.DONE if row else None,
            duration=row.duration if row else None,
            next_due=schedule.next_due,
            rests=schedule.paused or schedule.next_due is None,
            gone=schedule.deleted_at is not None or deleted_at is not None,
        )


def _check(session: Session, now: datetime) -> Iterator[Sample]:
    ended = select(Check).where(Check.finished_at.is_not(None)).order_by(Check.id.desc()).limit(1)
    last, success = session.scalars(ended).first(), session.scalars(ended.where(Check.error == "")).first()
    if success is not None and success.finished_at is not None:
        yield metrics.CHECK_LAST_SUCCESS, {}, success.finished_at.timestamp()
    if last is not None:
        yield metrics.CHECK_LAST_RUN, {}, last.started_at.timestamp()
        yield metrics.CHECK_LAST_RUN_SUCCESS, {}, float(last.error == "")
        yield metrics.CHECK_DURATION, {}, last.duration or 0.0
        sent, failed = outbox.results(session, now - _SINCE_THE_DAY_BEFORE)
        yield metrics.CHECK_MESSAGES, {metrics.RESULT: metrics.SENT}, sent
        yield metrics.CHECK_MESSAGES, {metrics.RESULT: "failed"}, failed
        if not last.error:  # what made it fail might make this fail as well
            yield metrics.CHECK_UNTOLD, {}, _untold(session, now)
    counted = _standings(session, now)
    for standing in Standing:
        yield metrics.CHECK_SCHEDULES, {metrics.STANDING: standing.value}, counted.get(standing.value, 0)


def _untold(session: Session, now: datetime) -> int:
    """Return how many schedules are due outside of open windows, with nobody to be told of them."""
    from ddd.ledger.planning import windows

    due = notices.due(session, now, windows.quiet_assets(session, now))
    return sum(one.tasks - one.quiet for one in due if not one.told)


def _standings(session: Session, now: datetime) -> Mapping[str, int]:
    """Return how many schedules stand how, as `rules.status.standing` says it, asked of the database at once."""
    due = Schedule.next_due
    standing: ColumnElement[str] = case(
        (Schedule.paused, Standing.PAUSED.value),
        (due.is_(None), Standing.ENDED.value),
        (type_coerce(due, BigInteger) + Schedule.grace < int(now.timestamp()), Standing.OVERDUE.value),
        (due <= now, Standing.DUE.value),
        (due <= now + SOON, Standing.SOON.value),
        else_=Standing.OK.value,
    )
    each = select(standing.label("standing")).where(Schedule.deleted_at.is_(None)).subquery()
    counted = select(each.c.standing, func.count()).group_by(each.c.standing)
    return {name: count for name, count in session.execute(counted)}  # noqa: C416  rows are more than pairs to mypy


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
