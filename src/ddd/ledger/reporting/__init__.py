"""Reports: what was done and what was not, over a span of time; visits, assets, technicians, key figures, the evidence.

What counts as done on time, late, skipped or missed, `occurrences` says. A share is told with both its numbers; 0 of 0
is none. PM compliance (planned maintenance compliance) is the share of what fell due that was done within its grace,
counted over the schedules that fall due at most once a day: a job of every five minutes has 105,000 due times a year,
beside which the yearly inspection would not be seen. What falls due several times a day has a figure of its own, and
there only schedules count of which any work was recorded: what nobody meant to record here was not missed here. How
many schedules recorded anything is a figure too, so that nothing is left out in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from ddd.ledger.planning import visits as visits_room
from ddd.ledger.registers import assets as registers
from ddd.ledger.registers import people, standing
from ddd.ledger.registers.people import seconds
from ddd.ledger.reporting import occurrences
from ddd.ledger.reporting.occurrences import Span, Tally, count, several_a_day, tallies
from ddd.ledger.rules import status
from ddd.ledger.store.models import IN_FORCE, Asset, Log, Person, Schedule, Visit
from ddd.ledger.words import Issues, Outcome, Standing
from ddd.ledger.work import log

__all__ = [
    "Figure", "Span", "Tally", "assets", "compliance", "figures", "kpi", "schedules", "tallies", "technicians", "visits"
]  # fmt: skip


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
        """Return the share in percent, or the number in its unit. All but one of many is not 100 %."""
        if not self.denominator:
            return None
        value = round((100 if self.unit == "%" else 1) * self.numerator / self.denominator, 1)
        return min(value, 99.9) if self.unit == "%" and self.numerator < self.denominator else value


def visits(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return, asset by asset, how many visits were planned, completed, skipped, overdue, cancelled, and are open."""
    rows = session.execute(_visits(now, span, Asset.key).order_by(Asset.key))
    return [_visit_counts({"asset": key}, *counts) for key, *counts in rows]


def technicians(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return, person by person, what they did in the span, and what they have to do now.

    Who recorded work without being known to the ledger is told by the name that the machine gave them.
    """
    done = _work(session, span)
    to_do = _to_do(session, now, span)
    nothing = {"done": 0, "skipped": 0, "failed": 0, "minor": 0, "major": 0, "hours": 0.0}
    listed = [span.person] if span.person is not None else people.listed(session)
    rows = []
    for one in listed:
        did, (is_open, overdue) = done.pop((one.key, True), nothing), to_do.get(one.id, (0, 0))
        rows.append({"person": one.key, "name": one.name, **did, "open": is_open, "overdue": overdue})
    rows += [
        {"person": key, "name": "", **did, "open": None, "overdue": None} for (key, _), did in sorted(done.items())
    ]
    return rows


def kpi(session: Session, now: datetime, span: Span) -> list[Figure]:
    """Return the key figures of the span, each with its two numbers."""
    found = session.execute(_visits(now, span)).one()
    planned, completed, _, overdue, *_ = (int(number or 0) for number in found)
    days = max((min(span.end, now) - span.start).total_seconds() / 86_400, 0)
    of_visits = "of those planned and not cancelled"
    return [
        Figure("Visits completed", completed, planned, of=f"visits completed, {of_visits}"),
        Figure("Visits overdue", overdue, planned, of=f"visits not done, and past their grace now, {of_visits}"),
        *_of_what_fell_due(session, now, span),
        Figure("Service frequency", _done(session, span), round(days / 30, 4), "per 30 days",
               "pieces of work done, by periods of 30 days"),
    ]  # fmt: skip


def figures(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return the key figures as rows."""
    return [{**asdict(one), "value": one.value} for one in kpi(session, now, span)]


def assets(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return each asset with how it stands, and what became of what fell due on it at most once a day.

    Of a person's, only the assets on which they have schedules.
    """
    by_asset: defaultdict[int, Tally] = defaultdict(Tally)
    own: defaultdict[int, list[Schedule]] = defaultdict(list)
    for schedule, tally in tallies(session, now, span):
        by_asset[schedule.asset_id] += Tally() if several_a_day(schedule) else tally
        own[schedule.asset_id] += [schedule] if schedule.deleted_at is None else []
    keys = {one.key: one.id for one in registers.below(session, span.asset)}
    rows = []
    for row in standing.assets(session, now, span.asset):
        asset = keys[row["key"]]
        if span.person is None or asset in by_asset:
            overdue = sum(_standing(one, now) == Standing.OVERDUE for one in own[asset])
            rows.append({**row, "schedules": len(own[asset]), "overdue": overdue, **_shares(by_asset[asset])})
    return rows


def schedules(session: Session, now: datetime, span: Span) -> list[dict[str, Any]]:
    """Return each schedule with how it stands, and what became of what fell due; those taken out meanwhile too."""
    found = list(tallies(session, now, span))
    keys = {one.id: one.key for one in session.execute(select(Asset.id, Asset.key))}
    return [
        {
            "asset": keys[one.asset_id], "task": one.task, "title": one.title, "rules": one.rules, "zone": one.zone,
            "several_a_day": several_a_day(one), "grace": one.grace, "standing": _standing(one, now), **_shares(tally),
        }
        for one, tally in found
    ]  # fmt: skip


def compliance(session: Session, now: datetime, span: Span) -> Iterator[dict[str, Any]]:
    """Yield each occurrence that fell due: done when, by whom, with which proofs; of those missed in a row one line."""
    yield from occurrences.evidence(session, now, span)


def _of_what_fell_due(session: Session, now: datetime, span: Span) -> list[Figure]:
    known = occurrences.recorded(session, span)
    found = list(tallies(session, now, span))
    owing = [(schedule, tally) for schedule, tally in found if tally.fell_due]
    often = [(schedule, tally) for schedule, tally in owing if several_a_day(schedule)]
    told = [tally for schedule, tally in often if schedule.id in known]
    total = _total(tally for _, tally in found)
    daily = _total(tally for schedule, tally in owing if not several_a_day(schedule))
    recording = sum(schedule.id in known for schedule, _ in owing)
    left_out = f"; {len(often) - len(told)} without any record left out" if len(often) > len(told) else ""
    return [
        Figure("PM compliance", daily.on_time, daily.fell_due,
               of="done within the grace, of all that fell due (late, skipped and missed count against it): "
                  "planned maintenance due at most once a day"),
        Figure("PM compliance, several a day", _total(told).on_time, _total(told).fell_due,
               of=f"the same, of schedules due several times a day{left_out}"),
        Figure("Schedules on record", recording, len(owing),
               of="schedules with any work in the log, of those that fell due"),
        Figure("SLA compliance", total.kept, total.promised, of="done within the time promised, of those that ran out"),
    ]  # fmt: skip


def _total(several: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in several:
        total += tally
    return total


def _standing(schedule: Schedule, now: datetime) -> str:
    if schedule.deleted_at is not None:
        return "removed"
    return str(status.standing(schedule.next_due, schedule.grace, schedule.paused, now))


def _shares(tally: Tally) -> dict[str, Any]:
    return {**asdict(tally), "compliance": Figure("", tally.on_time, tally.fell_due).value}


def _visits(now: datetime, span: Span, *by: Any) -> Select[Any]:
    """Ask for the counts of visits: planned, completed, skipped, overdue, cancelled, open.

    One that was moved is late a while after the time it was moved to; with its schedule it is taken out unless it was
    late by then.
    """
    settling = aliased(Log)
    end = func.coalesce(seconds(Schedule.deleted_at), int(now.timestamp()))
    late_by_now = and_(
        seconds(Visit.due) + Schedule.grace < end,
        seconds(Visit.planned_at) + int(visits_room.LATE.total_seconds()) <= end,
    )
    undone = and_(Visit.cancelled_at.is_(None), settling.id.is_(None))
    counts = and_(
        Visit.cancelled_at.is_(None), or_(settling.id.is_not(None), Schedule.deleted_at.is_(None), late_by_now)
    )
    is_open = and_(undone, counts)
    late = and_(undone, late_by_now)
    skipped = and_(counts, settling.outcome == Outcome.SKIPPED.value)
    done = and_(counts, settling.outcome != Outcome.SKIPPED.value)
    asked = (
        select(
            *by, count(counts), count(done), count(skipped), count(late), count(~counts), count(is_open) - count(late)
        )
        .join(Schedule, Schedule.id == Visit.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .outerjoin(settling, settling.id == visits_room.settling())
        .where(Visit.due >= span.start, Visit.due < span.end, *span.of_visits())
    )
    return asked.group_by(*by) if by else asked


def _visit_counts(row: dict[str, Any], *counts: Any) -> dict[str, Any]:
    names = ("planned", "completed", "skipped", "overdue", "cancelled", "open")
    return {**row, **{name: int(number or 0) for name, number in zip(names, counts, strict=True)}}


def _work(session: Session, span: Span) -> dict[tuple[str, bool], dict[str, Any]]:
    """Return what was done in the span, by who did it, and whether the ledger knows them."""
    who = func.coalesce(Person.key, Log.by)
    asked = (
        select(
            who,
            Person.id.is_not(None),
            *(count(Log.outcome == outcome.value) for outcome in Outcome),
            *(count(Log.issues == issues.value) for issues in (Issues.MINOR, Issues.MAJOR)),
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
    return {
        (key, bool(known)): {
            "done": int(completed), "skipped": int(skipped), "failed": int(failed), "minor": int(minor),
            "major": int(major), "hours": round(float(worked) / 3_600, 2),
        }
        for key, known, completed, skipped, failed, minor, major, worked in session.execute(asked)
    }  # fmt: skip


def _to_do(session: Session, now: datetime, span: Span) -> dict[int, tuple[int, int]]:
    """Return how much is assigned to whom, by id, and due within a day or was; and how much of it is overdue."""
    asked = (
        select(Schedule.assignee_id, func.count(), count(people.is_overdue(now)))
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(
            Schedule.assignee_id.is_not(None), IN_FORCE, Schedule.next_due <= now + status.SOON, *span.of_assets()
        )
        .group_by(Schedule.assignee_id)
    )  # fmt: skip
    return {who: (int(number), int(late)) for who, number, late in session.execute(asked) if who}


def _done(session: Session, span: Span) -> int:
    asked = (
        select(func.count())
        .select_from(Log)
        .join(Schedule, Schedule.id == Log.schedule_id)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(
            log.counts(), Log.outcome == Outcome.DONE.value, Log.done_at >= span.start, Log.done_at < span.end,
            *span.of_schedules(),
        )
    )  # fmt: skip
    return session.scalar(asked) or 0
