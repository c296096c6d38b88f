"""What became of the times at which schedules fell due: settled on time or late, skipped, missed, or still open.

An occurrence fell due in a span when its due time lies in it and it was settled, or its grace is over, or a later one
was settled and it can be done no more. It was done on time when what settled it was done within the grace. What fell
due before a schedule's rules were last changed is known from its log alone. Of a schedule by completion, what is owed
is one occurrence, however long it is owed. What rests or was taken out owes nothing from then on; what it had missed
until then stays missed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ddd.cadence.refusal import RefusedError
from ddd.errors import UsageError
from ddd.ledger.registers import schedules
from ddd.ledger.registers.people import seconds
from ddd.ledger.rules.rhythm import Rhythm, clock
from ddd.ledger.store.models import Asset, Audit, Log, Person, Proof, Schedule, Visit
from ddd.ledger.words import Anchor, Outcome
from ddd.ledger.work import log

MOST_OCCURRENCES = 1_000_000
"""Of one schedule: each minute of almost two years. What comes after them is left out."""
_SECOND = timedelta(seconds=1)
_SAMPLE = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """What a report is about: `[start, end)`, an asset with what is below it, a person."""

    start: datetime
    end: datetime
    asset: Asset | None = None
    person: Person | None = None

    def of_assets(self) -> Iterator[ColumnElement[bool]]:
        """Yield the condition on the asset."""
        if self.asset is not None:
            yield Asset.line.startswith(self.asset.line, autoescape=True)

    def of_schedules(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on the schedule and its asset."""
        yield from self.of_assets()
        if self.person is not None:
            yield _is_whose(self.person, Schedule.assignee_id)

    def of_visits(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on the visit, its schedule and its asset."""
        yield from self.of_assets()
        if self.person is not None:
            yield _is_whose(self.person, func.coalesce(Visit.assignee_id, Schedule.assignee_id))


@dataclass(slots=True)
class Tally:
    """What became of the occurrences of one schedule, or of many."""

    fell_due: int = 0
    on_time: int = 0
    late: int = 0
    skipped: int = 0
    missed: int = 0
    promised: int = 0
    """Of those that a time was promised for: how many fell due."""
    kept: int = 0
    """Of these, how many were done within it."""

    def __iadd__(self, other: Tally) -> Tally:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self


@dataclass(frozen=True, slots=True)
class _Run:
    """Occurrences one after the other that nothing settled."""

    first: datetime
    last: datetime
    count: int
    missed: bool
    """Their grace is over; else they are open."""
    promised: int
    """For how many of them the promised time has run out."""


def _is_whose(person: Person, assignee: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return the condition that something is assigned to somebody, or to nobody and on an asset of theirs."""
    return or_(assignee == person.id, and_(assignee.is_(None), Asset.told_id == person.id))


def tallies(session: Session, now: datetime, span: Span) -> Iterator[tuple[Schedule, Tally]]:
    """Yield each schedule with what became of its occurrences in the span. What was settled is counted in SQL."""
    settled = _settled_counts(session, span)
    listed = [schedule for schedule, _ in _schedules(session, span)]
    runs = _unsettled(session, listed, _settled_dues(session, span), now, span)
    for schedule in listed:
        tally = settled.get(schedule.id, Tally())
        for run in runs[schedule.id]:
            tally.missed += run.count if run.missed else 0
            tally.fell_due += run.count if run.missed else 0
            tally.promised += run.promised
        yield schedule, tally


def evidence(session: Session, now: datetime, span: Span) -> Iterator[dict[str, Any]]:
    """Yield each occurrence that fell due: done when, by whom, with which proofs; those missed in a row as one."""
    entries = _entries(session, span)
    dues = {key: {entry["due"] for entry in found} for key, found in entries.items()}
    listed = list(_schedules(session, span))
    runs = _unsettled(session, [schedule for schedule, _ in listed], dues, now, span)
    for schedule, asset in listed:
        rows = [*entries.get(schedule.id, ()), *(_owed(schedule, run) for run in runs[schedule.id])]
        for row in sorted(rows, key=lambda row: row["due"]):
            yield {"asset": asset, "task": schedule.task, "title": schedule.title, **row}


def recorded(session: Session, span: Span) -> set[int]:
    """Return the schedules, by id, of which any work of the span is in the log, or for it; failed work too."""
    within = or_(
        and_(Log.done_at >= span.start, Log.done_at < span.end), and_(Log.due >= span.start, Log.due < span.end)
    )
    asked = (
        select(Log.schedule_id)
        .distinct()
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(log.counts(), within, *span.of_schedules())
    )
    return set(session.scalars(asked))


def several_a_day(schedule: Schedule) -> bool:
    """Tell whether a schedule falls due several times on a day: seen from its first times in a year."""
    try:
        return _several_a_day(tuple(schedule.rules), schedule.zone)
    except (UsageError, RefusedError):
        return False


@lru_cache(maxsize=8192)
def _several_a_day(rules: tuple[str, ...], zone: str) -> bool:
    here = clock(zone)
    times = islice(Rhythm(rules, _SAMPLE, zone).between(_SAMPLE, _SAMPLE + timedelta(days=366)), 4 * len(rules))
    return any(one == other for one, other in pairwise(time.astimezone(here).date() for time in times))


def count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    """Return in how many rows a condition holds."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _schedules(session: Session, span: Span) -> Iterator[tuple[Schedule, str]]:
    """Yield the schedules that were in force in the span, at least for a part of it, with the key of their asset."""
    asked = (
        select(Schedule, Asset.key)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(or_(Schedule.deleted_at.is_(None), Schedule.deleted_at > span.start), *span.of_schedules())
        .order_by(Asset.key, Schedule.task)
    )
    yield from session.execute(asked)


def _settled_counts(session: Session, span: Span) -> dict[int, Tally]:
    done = Log.outcome == Outcome.DONE.value
    late_by = seconds(Log.done_at) - seconds(Log.due)
    on_time, promised = late_by <= Schedule.grace, Schedule.sla.is_not(None)
    asked = (
        select(
            Schedule.id, func.count(), count(and_(done, on_time)), count(and_(done, ~on_time)), count(~done),
            count(promised), count(and_(promised, done, late_by <= Schedule.sla)),
        )
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(*_settling(span))
        .group_by(Schedule.id)
    )  # fmt: skip
    return {
        schedule: Tally(int(fell), int(on), int(late), int(skipped), 0, int(promised), int(kept))
        for schedule, fell, on, late, skipped, promised, kept in session.execute(asked)
    }


def _settled_dues(session: Session, span: Span) -> dict[int, set[datetime]]:
    asked = (
        select(Log.schedule_id, Log.due)
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(*_settling(span))
    )
    found: defaultdict[int, set[datetime]] = defaultdict(set)
    for schedule, due in session.execute(asked):
        if due is not None:
            found[schedule].add(due)
    return found


def _settling(span: Span) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on rows of the log that settled an occurrence of the span."""
    yield from (log.counts(), Log.due >= span.start, Log.due < span.end)
    yield from span.of_schedules()


def _entries(session: Session, span: Span) -> dict[int, list[dict[str, Any]]]:
    """Return what settled the occurrences of the span, by the id of the schedule, in their order."""
    asked = (
        select(
            Log.schedule_id, Schedule.grace, Log.id, Log.due, Log.done_at, Log.outcome, Log.issues,
            func.coalesce(Person.key, Log.by).label("by"),
        )
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(Person, Person.id == Log.person_id)
        .where(*_settling(span))
        .order_by(Log.due, Log.id)
    )  # fmt: skip
    hashes = _hashes(session, span)
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for entry in session.execute(asked):
        found[entry.schedule_id].append(_settled(entry, hashes.get(entry.id, [])))
    return found


def _hashes(session: Session, span: Span) -> dict[int, list[str]]:
    asked = (
        select(Proof.log_id, Proof.sha256)
        .join(Log, Log.id == Proof.log_id)
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(*_settling(span))
        .order_by(Proof.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for entry, hashed in session.execute(asked):
        found[entry].append(hashed)
    return found


def _settled(entry: Any, hashes: list[str]) -> dict[str, Any]:
    deadline = entry.due + timedelta(seconds=entry.grace)
    word = ("on time" if entry.done_at <= deadline else "late") if entry.outcome == Outcome.DONE else "skipped"
    return {
        "due": entry.due, "until": None, "deadline": deadline, "standing": word, "count": 1, "done_at": entry.done_at,
        "by": entry.by, "issues": entry.issues, "log": entry.id, "proofs": hashes,
    }  # fmt: skip


def _owed(schedule: Schedule, run: _Run) -> dict[str, Any]:
    return {
        "due": run.first, "until": run.last if run.count > 1 else None,
        "deadline": run.first + timedelta(seconds=schedule.grace), "standing": "missed" if run.missed else "open",
        "count": run.count, "done_at": None, "by": "", "issues": "", "log": None, "proofs": [],
    }  # fmt: skip


def _unsettled(
    session: Session, listed: Sequence[Schedule], settled: dict[int, set[datetime]], now: datetime, span: Span
) -> dict[int, list[_Run]]:
    """Return what nothing settled until now, by the id of the schedule.

    Schedules of one rhythm are looked at together: its times are listed once.
    """
    stopped = _stopped(session, listed)
    begin = max(span.start, min((schedule.start for schedule in listed), default=span.start))
    last = min(span.end - _SECOND, now)
    found: dict[int, list[_Run]] = {}
    alike: defaultdict[Rhythm, list[Schedule]] = defaultdict(list)
    for schedule in listed:
        if schedule.anchor == Anchor.COMPLETION:
            owed = [due for due in (schedule.next_due,) if due is not None and span.start <= due <= last]
            found[schedule.id] = list(_runs(schedule, owed, (), now, stopped.get(schedule.id)))
        else:
            alike[_shared(schedule, begin)].append(schedule)
    for rhythm, several in alike.items():
        times = _times(rhythm, begin, last)
        for schedule in several:
            own = times[bisect_left(times, schedule.start) :] if schedule.start > begin else times
            known = settled.get(schedule.id, ())
            found[schedule.id] = list(_runs(schedule, own, known, now, stopped.get(schedule.id)))
    return found


def _shared(schedule: Schedule, begin: datetime) -> Rhythm:
    """Return the rhythm of a schedule; where its start only cuts it off, that of all that are like it."""
    own = schedules.rhythm_of(schedule)
    try:
        return own if own.counts_from_start else Rhythm(own.texts, begin, own.zone)
    except (UsageError, RefusedError):
        return own


def _times(rhythm: Rhythm, first: datetime, last: datetime) -> list[datetime]:
    """Return the times of a rhythm; of one that can no longer be read none."""
    try:
        return list(islice(rhythm.between(first, last), MOST_OCCURRENCES))
    except (UsageError, RefusedError):
        return []


def _runs(
    schedule: Schedule, times: Sequence[datetime], settled: Collection[datetime], now: datetime, stop: datetime | None
) -> Iterator[_Run]:
    """Yield what is not settled of the times of a schedule; `stop` is when it ceased to count, None if it counts."""
    end = now if stop is None else min(now, stop)
    past = bisect_left(times, end - timedelta(seconds=schedule.grace))
    if schedule.last_due is not None:
        past = max(past, bisect_left(times, schedule.last_due))
    late = bisect_left(times, end - timedelta(seconds=schedule.sla)) if schedule.sla is not None else 0
    open_until = bisect_right(times, end) if stop is None else past
    for first, after in _gaps(times, settled):
        for begin, close, missed in (
            (first, min(after, past), True),
            (max(first, past), min(after, open_until), False),
        ):
            if begin < close:
                promised = max(min(close, late) - begin, 0)
                yield _Run(times[begin], times[close - 1], close - begin, missed, promised)


def _gaps(times: Sequence[datetime], settled: Collection[datetime]) -> Iterator[tuple[int, int]]:
    """Yield from where to before where times lie between those that are settled."""
    first = 0
    for due in sorted(settled):
        place = bisect_left(times, due, first)
        yield first, place
        first = place + (place < len(times) and times[place] == due)
    yield first, len(times)


def _stopped(session: Session, listed: Sequence[Schedule]) -> dict[int, datetime]:
    """Return since when schedules count no more, by id: they rest, as the audit tells, or were taken out."""
    found = {schedule.id: schedule.deleted_at for schedule in listed if schedule.deleted_at is not None}
    if any(schedule.paused for schedule in listed):
        asked = (
            select(Schedule.id, Schedule.created_at, func.max(Audit.at))
            .outerjoin(
                Audit,
                and_(Audit.subject == literal("schedule:") + cast(Schedule.id, Text), Audit.action == "schedule.pause"),
            )
            .where(Schedule.paused)
            .group_by(Schedule.id, Schedule.created_at)
        )
        for schedule, created, paused in session.execute(asked):
            rests = paused or created
            found[schedule] = min(found.get(schedule, rests), rests)
    return found
