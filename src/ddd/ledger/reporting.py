"""What was done and what was not, over a span of time: visits, technicians, key figures, and the evidence.

An occurrence fell due in a span when its due time lies in it and it was settled, or its grace is over. It was done on
time when what settled it was done within the grace. What fell due before a schedule's rules were last changed is known
from its log alone. Of a schedule by completion, what is owed is one occurrence, however long it is owed.
Each share is told with both its numbers; 0 of 0 is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from ddd.cadence.refusal import RefusedError
from ddd.errors import UsageError
from ddd.ledger.planning import visits as visits_room
from ddd.ledger.registers import assets as registers
from ddd.ledger.registers import people, schedules, standing
from ddd.ledger.registers.people import seconds
from ddd.ledger.store.models import Asset, Log, Person, Proof, Schedule, Visit
from ddd.ledger.words import Anchor, Issues, Outcome
from ddd.ledger.work import log

MOST_OCCURRENCES = 100_000
"""Of one schedule; of what fires more often in a span than that the rest is left out."""
_SECOND = timedelta(seconds=1)


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


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure; `value` is None for 0 of 0."""

    name: str
    numerator: float
    denominator: float
    unit: str = "%"
    of: str = ""
    """What is counted, of what."""

    @property
    def value(self) -> float | None:
        """Return the share in percent, or the number in its unit."""
        if not self.denominator:
            return None
        return round((100 if self.unit == "%" else 1) * self.numerator / self.denominator, 1)


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
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def visits(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return, asset by asset, how many visits were planned, completed, skipped, overdue, cancelled, and are open."""
    rows = session.execute(_visits(now, span, Asset.key).order_by(Asset.key))
    return [_visit_counts({"asset": key}, *counts) for key, *counts in rows]


def technicians(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return, person by person, what they did in the span, and what they have to do now.

    Who recorded work without being known to the ledger is told by the name that the machine gave them.
    """
    done: defaultdict[tuple[str, bool], dict[str, Any]] = defaultdict(dict)
    who = func.coalesce(Person.key, Log.by)
    asked = (
        select(
            who,
            Person.id.is_not(None),
            *(_sum(Log.outcome == outcome.value) for outcome in Outcome),
            *(_sum(Log.issues == issues.value) for issues in (Issues.MINOR, Issues.MAJOR)),
            func.coalesce(func.sum(Log.duration), 0.0),
        )
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(Person, Person.id == Log.person_id)
        .where(log.counts(), Log.done_at >= span.start, Log.done_at < span.end, *span.of_assets())
        .group_by(who, Person.id.is_not(None))
    )
    if span.person is not None:
        asked = asked.where(Log.person_id == span.person.id)
    for key, known, completed, skipped, failed, minor, major, worked in session.execute(asked):
        done[key, bool(known)] = {
            "done": int(completed), "skipped": int(skipped), "failed": int(failed), "minor": int(minor),
            "major": int(major), "hours": round(float(worked) / 3_600, 2),
        }  # fmt: skip
    to_do = people.counts(session, now)
    nothing = {"done": 0, "skipped": 0, "failed": 0, "minor": 0, "major": 0, "hours": 0.0}
    listed = [span.person] if span.person is not None else people.listed(session)
    rows = []
    for one in listed:
        counts = to_do.get(one.id, people.Counts(0, 0, 0))
        did = done.pop((one.key, True), nothing)
        rows.append({"person": one.key, "name": one.name, **did, "open": counts.open, "overdue": counts.overdue})
    rows += [
        {"person": key, "name": "", **did, "open": None, "overdue": None} for (key, _), did in sorted(done.items())
    ]
    return rows


def kpi(session: Session, now: datetime, span: Span) -> list[Figure]:
    """Return the key figures of the span, each with its two numbers."""
    found = session.execute(_visits(now, span)).one()
    planned, completed, _, overdue, *_ = (int(count or 0) for count in found)
    tally = Tally()
    for _, one in tallies(session, now, span):
        tally += one
    days = max((min(span.end, now) - span.start).total_seconds() / 86_400, 0)
    return [
        Figure("Visits completed", completed, planned, of="completed, of those planned"),
        Figure("Visits overdue", overdue, planned, of="not done past their grace, of those planned"),
        Figure("SLA compliance", tally.kept, tally.promised, of="done within the time promised, of those that ran out"),
        Figure("Service frequency", _done(session, span), round(days / 30, 4), "per 30 days", "work done, by 30 days"),
        Figure("PM compliance", tally.on_time, tally.fell_due, of="done on time, of those that fell due"),
    ]  # fmt: skip


def figures(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return the key figures as rows."""
    return [
        {
            "name": one.name, "value": one.value, "unit": one.unit, "numerator": one.numerator,
            "denominator": one.denominator, "of": one.of,
        }
        for one in kpi(session, now, span)
    ]  # fmt: skip


def assets(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return each asset with how it stands, and what became in the span of what fell due on it."""
    by_asset: defaultdict[int, Tally] = defaultdict(Tally)
    for schedule, tally in tallies(session, now, span):
        by_asset[schedule.asset_id] += tally
    keys = {one.key: one.id for one in registers.below(session, span.asset)}
    rows = []
    for row in standing.assets(session, now, span.asset):
        tally = by_asset[keys[row["key"]]]
        share = Figure("", tally.on_time, tally.fell_due).value
        rows.append({**row, **{name: getattr(tally, name) for name in tally.__slots__}, "compliance": share})
    return rows


def tallies(session: Session, now: datetime, span: Span) -> Iterator[tuple[Schedule, Tally]]:
    """Yield each schedule with what became of its occurrences in the span. What was settled is counted in SQL."""
    settled = _settled_counts(session, span)
    dues = _settled_dues(session, span)
    for schedule, _ in _schedules(session, span):
        tally = settled.get(schedule.id, Tally())
        open_ones = list(_unsettled(schedule, dues.get(schedule.id, set()), now, span))
        overdue = [due for due in open_ones if due + timedelta(seconds=schedule.grace) < now]
        tally.missed = len(overdue)
        tally.fell_due += len(overdue)
        if schedule.sla is not None:
            tally.promised += sum(due + timedelta(seconds=schedule.sla) < now for due in open_ones)
        yield schedule, tally


def compliance(session: Session, now: datetime, span: Span) -> Iterator[dict[str, Any]]:
    """Yield each occurrence that fell due: done when, by whom, with which proofs; of those missed in a row one line."""
    for schedule, asset in _schedules(session, span):
        entries = _settling(session, schedule, span)
        known = {entry["due"] for entry in entries}
        owed = [_owed(schedule, due, now) for due in _unsettled(schedule, known, now, span)]
        rows = sorted([*entries, *owed], key=lambda row: row["due"])
        for row in _missed_together(rows):
            yield {"asset": asset, "task": schedule.task, "title": schedule.title, **row}


def _visits(now: datetime, span: Span, *by: Any) -> Select[Any]:
    """Ask for the counts of visits: planned, completed, skipped, overdue, cancelled, open."""
    settling = aliased(Log)
    counts = Visit.cancelled_at.is_(None)
    is_open = and_(counts, settling.id.is_(None))
    late = and_(is_open, Visit.due < now, seconds(Visit.due) + Schedule.grace < int(now.timestamp()))
    skipped = and_(counts, settling.outcome == Outcome.SKIPPED.value)
    done = and_(counts, settling.outcome != Outcome.SKIPPED.value)
    asked = (
        select(*by, _sum(counts), _sum(done), _sum(skipped), _sum(late), _sum(~counts), _sum(is_open) - _sum(late))
        .join(Schedule, Schedule.id == Visit.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(settling, settling.id == visits_room.settling())
        .where(Visit.due >= span.start, Visit.due < span.end, *span.of_assets())
    )
    if span.person is not None:
        asked = asked.where(func.coalesce(Visit.assignee_id, Schedule.assignee_id) == span.person.id)
    return asked.group_by(*by) if by else asked


def _visit_counts(row: dict[str, Any], *counts: Any) -> dict[str, Any]:
    names = ("planned", "completed", "skipped", "overdue", "cancelled", "open")
    return {**row, **{name: int(count or 0) for name, count in zip(names, counts, strict=True)}}


def _done(session: Session, span: Span) -> int:
    asked = (
        select(func.count())
        .select_from(Log)
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(
            log.counts(), Log.outcome == Outcome.DONE.value, Log.done_at >= span.start, Log.done_at < span.end,
            *_of_schedules(span),
        )
    )  # fmt: skip
    return session.scalar(asked) or 0


def _schedules(session: Session, span: Span) -> Iterator[tuple[Schedule, str]]:
    asked = (
        select(Schedule, Asset.key)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(Schedule.deleted_at.is_(None), *_of_schedules(span))
        .order_by(Asset.key, Schedule.task)
    )
    yield from session.execute(asked)


def _of_schedules(span: Span) -> Iterator[ColumnElement[bool]]:
    yield from span.of_assets()
    if span.person is not None:
        who = span.person.id
        yield or_(Schedule.assignee_id == who, and_(Schedule.assignee_id.is_(None), Asset.told_id == who))


def _settled_counts(session: Session, span: Span) -> dict[int, Tally]:
    done = Log.outcome == Outcome.DONE.value
    late_by = seconds(Log.done_at) - seconds(Log.due)
    on_time, promised = late_by <= Schedule.grace, Schedule.sla.is_not(None)
    asked = (
        select(
            Schedule.id, func.count(), _sum(and_(done, on_time)), _sum(and_(done, ~on_time)), _sum(~done),
            _sum(promised), _sum(and_(promised, done, late_by <= Schedule.sla)),
        )
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(log.counts(), Log.due >= span.start, Log.due < span.end, *_of_schedules(span))
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
        .where(log.counts(), Log.due >= span.start, Log.due < span.end, *_of_schedules(span))
    )
    found: defaultdict[int, set[datetime]] = defaultdict(set)
    for schedule, due in session.execute(asked):
        if due is not None:
            found[schedule].add(due)
    return found


def _unsettled(schedule: Schedule, settled: set[datetime], now: datetime, span: Span) -> Iterator[datetime]:
    """Yield the occurrences until now that nothing settled; a schedule that rests owes none."""
    last = min(span.end - _SECOND, now)
    if schedule.anchor == Anchor.COMPLETION:
        if schedule.next_due is not None and span.start <= schedule.next_due <= last and not schedule.paused:
            yield schedule.next_due
        return
    if schedule.paused and schedule.last_due is not None:
        last = min(last, schedule.last_due)
    elif schedule.paused:
        return
    try:
        for due in islice(schedules.rhythm_of(schedule).between(span.start, last), MOST_OCCURRENCES):
            if due not in settled:
                yield due
    except (UsageError, RefusedError):
        return


def _settling(session: Session, schedule: Schedule, span: Span) -> list[dict[str, Any]]:
    asked = (
        select(Log, Person.key)
        .outerjoin(Person, Person.id == Log.person_id)
        .where(Log.schedule_id == schedule.id, log.counts(), Log.due >= span.start, Log.due < span.end)
        .order_by(Log.due, Log.id)
    )
    entries = session.execute(asked).all()
    hashes: defaultdict[int, list[str]] = defaultdict(list)
    proofs = (
        select(Proof.log_id, Proof.sha256)
        .join(Log, Log.id == Proof.log_id)
        .where(Log.schedule_id == schedule.id, Log.due >= span.start, Log.due < span.end)
        .order_by(Proof.id)
    )
    for entry, hashed in session.execute(proofs):
        hashes[entry].append(hashed)
    return [_settled(schedule, entry, who, hashes[entry.id]) for entry, who in entries]


def _settled(schedule: Schedule, entry: Log, who: str | None, hashes: list[str]) -> dict[str, Any]:
    assert entry.due is not None
    if entry.outcome != Outcome.DONE:
        word = "skipped"
    else:
        word = "on time" if entry.done_at <= entry.due + timedelta(seconds=schedule.grace) else "late"
    return {
        "due": entry.due, "until": None, "standing": word, "count": 1, "done_at": entry.done_at, "by": who or entry.by,
        "issues": entry.issues, "log": entry.id, "proofs": hashes,
    }  # fmt: skip


def _owed(schedule: Schedule, due: datetime, now: datetime) -> dict[str, Any]:
    word = "missed" if due + timedelta(seconds=schedule.grace) < now else "open"
    return {
        "due": due, "until": None, "standing": word, "count": 1, "done_at": None, "by": "", "issues": "",
        "log": None, "proofs": [],
    }  # fmt: skip


def _missed_together(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    held: dict[str, Any] | None = None
    for row in rows:
        if held is not None and row["standing"] == "missed":
            held |= {"count": held["count"] + 1, "until": row["due"]}
            continue
        if held is not None:
            yield held
        held = dict(row) if row["standing"] == "missed" else None
        if held is None:
            yield row
    if held is not None:
        yield held


def _sum(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
