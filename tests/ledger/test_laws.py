"""The laws of the ledger, whatever people do in whatever order, through the nights in which clocks are set."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from ddd.ledger import audit, check
from ddd.ledger.actor import Actor
from ddd.ledger.clock import SKEW
from ddd.ledger.errors import Refused
from ddd.ledger.notify import channel
from ddd.ledger.notify.channel import Delayed, Outgoing
from ddd.ledger.planning import visits, windows
from ddd.ledger.planning.conflicts import Times, times_of
from ddd.ledger.registers import assets, people, schedules
from ddd.ledger.rules import due
from ddd.ledger.rules.overlap import overlaps
from ddd.ledger.store import open_ledger
from ddd.ledger.store.models import Asset, Audit, Log, Message, Notice, Schedule, Visit, Window
from ddd.ledger.words import Anchor, Outcome, Role
from ddd.ledger.work import log

from .telling import Patience

ZONE = "Europe/Berlin"
ADMIN, VIEWER = Actor("anna"), Actor("vera", Role.VIEWER)
HALL = ("site", "hall", "roof", "yard")
"""`hall` and `yard` are parts of `site`, `roof` of `hall`."""
RULES = (
    ("every 1 month",),
    ("every 2 days",),
    ("every 12 hours",),
    ("cron 30 2 * * *",),
    ("cron 0 3 * * 0", "every 3 weeks"),
    ("oncalendar *-*~01 02:15",),
    ("oncalendar 2026-11-02",),
)
LENGTHS = st.integers(1, 72).map(lambda hours: timedelta(hours=hours))
OFF = st.sampled_from([-1000, -30, -2, 0, 1, 26, 300])
"""Hours from when something is due; far before it: now."""
OUTCOMES = st.sampled_from([Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.SKIPPED, Outcome.FAILED])
pick = st.integers(0, 50)


@cache
def _empty_ledger() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.db"
        open_ledger(f"sqlite:///{file}", create=True).close()
        return file.read_bytes()


class Box:
    """Where messages arrive; it refuses as many tries as it was told to."""

    place = "box"

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.refuse = 0

    def send(self, outgoing: Outgoing) -> str:
        if self.refuse:
            self.refuse -= 1
            raise Delayed("not now")
        self.arrived.append(outgoing.id)
        return ""

    def close(self) -> None:
        pass


class Laws(RuleBasedStateMachine):
    """Does what people do, and looks at the ledger after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.patch = pytest.MonkeyPatch()
        self.patch.setenv("DDD_HOME", str(self.home))
        for name in ("DDD_TEXTFILE_DIR", "DDD_PUSHGATEWAY_URL", "DDD_ALERTMANAGER_URL", "DDD_DATABASE_URL"):
            self.patch.delenv(name, raising=False)
        self.box = Box()
        self.patch.setattr(channel, "for_url", lambda _: self.box)
        (self.home / "ledger.db").write_bytes(_empty_ledger())
        self.ledger = open_ledger()
        self.count = 0

    def teardown(self) -> None:
        self.ledger.close()
        self.patch.undo()
        shutil.rmtree(self.home)

    @initialize(start=st.sampled_from([datetime(2026, 3, 27, 20, tzinfo=UTC), datetime(2026, 10, 23, 20, tzinfo=UTC)]))
    def begin(self, start: datetime) -> None:
        self.now = start
        with self.ledger.writing() as session:
            people.add(session, ADMIN, start, "anna", url="mailto:anna@example.org")
            assets.add(session, ADMIN, start, "site", owner="anna")
            for key, parent in (("hall", "site"), ("roof", "hall"), ("yard", "site")):
                assets.add(session, ADMIN, start, key, parent=parent)
            self._schedule(session, 0, Anchor.CALENDAR, "hall", None)
            self._schedule(session, 1, Anchor.COMPLETION, "roof", None)

    @rule(hours=st.sampled_from([1, 3, 6, 13, 24, 100, 800]), minutes=st.integers(0, 59))
    def time_goes_by(self, hours: int, minutes: int) -> None:
        self.now += timedelta(hours=hours, minutes=minutes)

    @precondition(lambda self: self.count < 4)
    @rule(number=pick, anchor=st.sampled_from(Anchor), asset=st.sampled_from(HALL), late=st.none() | LENGTHS)
    def somebody_adds_a_schedule(self, number: int, anchor: Anchor, asset: str, late: timedelta | None) -> None:
        with self.ledger.writing() as session:
            self._schedule(session, number, anchor, asset, late)

    @rule(which=pick, number=pick, anchor=st.none() | st.sampled_from(Anchor))
    def somebody_changes_a_schedule(self, which: int, number: int, anchor: Anchor | None) -> None:
        with self.ledger.writing() as session:
            one = self._one(session, which)
            fields = {"anchor": anchor.value} if anchor else {"rules": list(RULES[number % len(RULES)])}
            schedules.change(session, ADMIN, self.now, one, **fields)
            assert one.next_due is None or one.last_due is None or one.next_due > one.last_due

    @rule(which=pick)
    def somebody_pauses_or_resumes(self, which: int) -> None:
        with self.ledger.writing() as session:
            one = self._one(session, which)
            (schedules.resume if one.paused else schedules.pause)(session, ADMIN, self.now, one)

    @rule(which=pick, off=OFF, back=st.sampled_from([0, 0, 1, 30]), outcome=OUTCOMES, again=st.booleans())
    def work_is_recorded(self, which: int, off: int, back: int, outcome: Outcome, again: bool) -> None:
        with self.ledger.writing() as session:
            one = self._about_due(session, which, off)
            row = self._work(session, one, self.now - timedelta(hours=back), outcome)
            if again:
                assert log.record(session, ADMIN, self.now, one, key=row.key).id == row.id

    @rule(which=pick)
    def work_on_the_dot_is_recorded(self, which: int) -> None:
        with self.ledger.writing() as session:
            one = self._about_due(session, which, 1)
            assume(one.next_due is not None and one.next_due <= self.now)
            before = one.next_due
            row = self._work(session, one, before, Outcome.DONE)
            assert row.due == before or one.anchor == Anchor.COMPLETION

    @rule(
        which=pick, off=OFF, times=st.integers(0, 3), number=pick, back=st.sampled_from([None, 0, 3, 90]), to=OUTCOMES
    )
    def work_is_corrected(self, which: int, off: int, times: int, number: int, back: int | None, to: Outcome) -> None:
        with self.ledger.writing() as session:
            for _ in range(times):
                one = self._about_due(session, which, off)
                self._work(session, one, self.now, Outcome.DONE)
            one = self._one(session, which)
            rows = session.scalars(select(Log).where(Log.schedule_id == one.id, log.counts()).order_by(Log.id)).all()
            assume(rows)
            row = rows[number % len(rows)]
            done_at = None if back is None else row.done_at - timedelta(hours=back)
            new = log.record(session, ADMIN, self.now, one, done_at=done_at, outcome=to, corrects=row.id)
            assert new.id > row.id
            with pytest.raises(Refused, match="corrected already"):
                log.record(session, ADMIN, self.now, one, corrects=row.id)

    @rule(which=pick, hours=st.integers(1, 10_000))
    def what_may_not_be_is_refused(self, which: int, hours: int) -> None:
        far = timedelta(hours=hours)
        for actor, done_at in ((ADMIN, self.now + SKEW + far), (VIEWER, self.now - SKEW - far)):
            with self.ledger.writing() as session, pytest.raises(Refused):
                log.record(session, actor, self.now, self._one(session, which), done_at=done_at)

    @rule(ahead=st.integers(1, 60))
    def visits_are_generated_twice(self, ahead: int) -> None:
        until = self.now + timedelta(days=ahead)
        with self.ledger.writing() as session:
            first = visits.generate(session, ADMIN, self.now, until)
            again = visits.generate(session, ADMIN, self.now, until)
            assert (again.made, again.known) == (0, first.made + first.known)

    @rule(number=pick, days=st.integers(0, 20), cancelled=st.booleans())
    def a_visit_is_moved_or_cancelled(self, number: int, days: int, cancelled: bool) -> None:
        with self.ledger.writing() as session:
            open_ = visits.listed(session, self.now, visits.Wanted(states=(visits.State.OPEN,)))
            assume(open_)
            visit, told = open_[number % len(open_)].visit, open_[number % len(open_)]
            due_ = visit.due
            if cancelled:
                visits.cancel(session, ADMIN, self.now, visit, "rain")
            else:
                visits.reschedule(session, ADMIN, self.now, visit, self.now + timedelta(days=days, hours=1), force=True)
            assert told.visit.due == due_

    @rule(
        asset=st.sampled_from(HALL), wait=st.integers(0, 200), length=st.integers(1, 20), force=st.booleans(),
        rrule=st.sampled_from(["", "", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=5;COUNT=4"]),
    )  # fmt: skip
    def somebody_wants_a_window(self, asset: str, wait: int, length: int, force: bool, rrule: str) -> None:
        start = self.now + timedelta(hours=wait)
        times = Times(start, start + timedelta(hours=length), rrule, ZONE)
        with self.ledger.writing() as session:
            place = assets.find(session, asset)
            verdict = windows.validate(session, self.now, place, times)
            if verdict.conflicts and not force:
                with pytest.raises(Refused):
                    windows.create(session, ADMIN, self.now, place, times)
                if verdict.free is not None:
                    moved = Times(verdict.free, verdict.free + timedelta(hours=length), rrule, ZONE)
                    assert windows.validate(session, self.now, place, moved).conflicts == []
                return
            made = windows.create(session, ADMIN, self.now, place, times, force=force)
            assert made.window.forced == bool(verdict.conflicts)

    @rule(number=pick)
    def a_window_is_cancelled(self, number: int) -> None:
        with self.ledger.writing() as session:
            states = (windows.State.SCHEDULED, windows.State.ACTIVE)
            open_ = windows.listed(session, self.now, states=states)
            assume(open_)
            windows.cancel(session, ADMIN, self.now, open_[number % len(open_)].window, "rain")

    @rule(which=pick, off=OFF, refuse=st.integers(0, 5))
    def the_check_runs_twice(self, which: int, off: int, refuse: int) -> None:
        with self.ledger.reading() as session:
            self._about_due(session, which, off)
        self.box.refuse = refuse
        check.run(self.ledger, self.now, clock=Patience(self.now))
        self.box.refuse = 0
        before = list(self.box.arrived)
        again = check.run(self.ledger, self.now, clock=Patience(self.now))
        assert (again.told, again.failed) == ((), 0)
        assert self.box.arrived == before or refuse, "what was refused may come now, nothing else"
        assert len(set(self.box.arrived)) == len(self.box.arrived)

    @invariant()
    def the_laws_hold(self) -> None:
        if not hasattr(self, "now"):
            return
        with self.ledger.reading() as session:
            for one in session.scalars(select(Schedule)):
                self._what_is_due_follows_from_the_log(session, one)
            self._nothing_is_there_twice(session)
            self._no_two_windows_overlap(session)
            assert list(audit.verify(session)) == []
            assert not session.scalars(select(Log.id).where(Log.done_at > self.now + SKEW)).all()
            assert not session.scalars(select(Log.id).where(Log.recorded_at > self.now)).all()
            assert not session.scalars(select(Audit.id).where(Audit.at > self.now)).all()

    def _what_is_due_follows_from_the_log(self, session, one: Schedule) -> None:
        counted = select(Log.due, Log.done_at).where(Log.schedule_id == one.id, Log.due.is_not(None), log.counts())
        rows = session.execute(counted).all()
        dues = [row.due for row in rows]
        assert len(set(dues)) == len(dues), "an occurrence was settled twice"
        last_due, last_done = max(dues, default=None), max((row.done_at for row in rows), default=None)
        assert (one.last_due, one.last_done) == (last_due, last_done)
        assert one.next_due == due.next_due(schedules.rhythm_of(one), Anchor(one.anchor), last_due, last_done)
        assert one.next_due is None or last_due is None or one.next_due > last_due

    def _nothing_is_there_twice(self, session) -> None:
        for wanted in (
            select(Visit.schedule_id, Visit.due),
            select(Notice.subject, Notice.kind, Notice.stage),
            select(Message.key),
        ):
            rows = [tuple(row) for row in session.execute(wanted)]
            assert len(set(rows)) == len(rows)

    def _no_two_windows_overlap(self, session) -> None:
        standing = select(Window, Asset.line).join(Asset, Asset.id == Window.asset_id)
        rows = session.execute(standing.where(Window.cancelled_at.is_(None)).order_by(Window.id)).all()
        until = self.now + timedelta(days=60)
        for (earlier, line), (later, other) in combinations(rows, 2):
            if later.forced or not (line.startswith(other) or other.startswith(line)):
                continue
            spans = [list(times_of(one).between(later.created_at, until)) for one in (earlier, later)]
            assert not any(overlaps(*a, *b) for a in spans[0] for b in spans[1]), (earlier.id, later.id)

    def _schedule(self, session, number: int, anchor: Anchor, asset: str, late: timedelta | None) -> None:
        self.count += 1
        schedules.add(
            session, ADMIN, self.now, asset, f"task-{self.count}", RULES[number % len(RULES)], zone=ZONE,
            anchor=anchor.value, grace=3_600, sla=86_400, start=None if late is None else self.now - late,
        )  # fmt: skip

    def _work(self, session, one: Schedule, done_at: datetime, outcome: Outcome) -> Log:
        before = one.next_due
        row = log.record(session, ADMIN, self.now, one, done_at=done_at, outcome=outcome)
        assert row.due is None or outcome is not Outcome.FAILED
        if row.due is None:
            assert one.next_due == before
        else:
            assert row.due >= before or (one.anchor == Anchor.COMPLETION and row.due == row.done_at)
            assert one.next_due is None or one.next_due > before
        return row

    def _about_due(self, session, which: int, off: int) -> Schedule:
        """Let time go by until so many hours after one is due."""
        one = self._one(session, which)
        if one.next_due is not None:
            self.now = max(self.now, min(one.next_due + timedelta(hours=off), self.now + timedelta(days=40)))
        return one

    def _one(self, session, which: int) -> Schedule:
        every = session.scalars(select(Schedule).order_by(Schedule.id)).all()
        return every[which % len(every)]


def _run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Laws,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_laws_hold_for_a_hundred_steps():
    _run(examples=5, steps=20)


@pytest.mark.slow
def test_the_laws_hold_for_thousands_of_steps():
    _run(examples=50, steps=50)
