"""The record of work: who may record what, what it settles, and that nothing in it ever changes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.clock import SKEW
from ddd.ledger.errors import Refused
from ddd.ledger.store.models import Log, Message, Proof, Schedule
from ddd.ledger.words import Issues, Outcome, Role
from ddd.ledger.work import log, proofs
from tests.cli.running import ddd_here

from .conftest import ADMIN, NOW
from .working import DAY, did, person, rows, stands, task

SECOND = timedelta(seconds=1)
TODAY = NOW.replace(hour=3)


def test_work_settles_what_is_due_and_moves_it_on_at_once(ledger):
    doors = task(ledger)
    assert stands(ledger, doors).next_due < NOW - 13 * DAY
    row = did(ledger, doors, notes="all well")
    assert (row.due, row.done_at, row.outcome, row.by) == (TODAY, NOW, "done", "anna")
    after = stands(ledger, doors)
    assert (after.last_due, after.last_done, after.next_due) == (TODAY, NOW, TODAY + DAY)


def test_of_two_at_once_the_first_settles_and_the_second_is_an_extra(ledger):
    doors = task(ledger)
    assert did(ledger, doors).due == TODAY
    assert did(ledger, doors, now=NOW + SECOND, actor=Actor("ben")).due is None
    assert stands(ledger, doors).next_due == TODAY + DAY
    assert len(rows(ledger)) == 2


def test_what_failed_stays_due_and_what_was_left_out_does_not(ledger):
    doors, lamps = task(ledger), task(ledger, "lamps")
    before = stands(ledger, doors).next_due
    assert did(ledger, doors, outcome=Outcome.FAILED).due is None
    assert stands(ledger, doors).next_due == before
    assert did(ledger, lamps, outcome=Outcome.SKIPPED).due == TODAY


def test_by_completion_it_counts_from_the_work(ledger):
    doors = task(ledger, rule="every 10 days", anchor="completion")
    did(ledger, doors)
    assert stands(ledger, doors).next_due == NOW + 10 * DAY


def test_the_same_key_twice_is_once(ledger):
    doors = task(ledger)
    first = did(ledger, doors, key="6f1d5a5e-0000-4000-8000-000000000000", notes="one")
    again = did(ledger, doors, now=NOW + 40 * DAY, key=first.key, notes="two")
    assert (again.id, again.notes) == (first.id, "one")
    with ledger.reading() as session:
        assert audit.head(session)[0] == 3  # the asset, the schedule, one entry
    with pytest.raises(Refused, match="another task"):
        did(ledger, task(ledger, "lamps"), key=first.key)


@pytest.mark.parametrize(("ahead", "accepted"), [(SKEW, True), (SKEW + SECOND, False)])
def test_the_future_is_refused_beyond_the_skew_of_clocks(ledger, ahead, accepted):
    doors = task(ledger)
    if accepted:
        did(ledger, doors, done_at=NOW + ahead)
        return
    with pytest.raises(Refused, match="not come yet"):
        did(ledger, doors, done_at=NOW + ahead)
    assert rows(ledger) == []


@pytest.mark.parametrize(("ago", "accepted"), [(SKEW, True), (SKEW + SECOND, False)])
def test_the_past_takes_a_coordinator(ledger, ago, accepted):
    doors = task(ledger)
    viewer = Actor("vera", Role.VIEWER)
    if accepted:
        did(ledger, doors, actor=viewer, done_at=NOW - ago)
    else:
        with pytest.raises(Refused, match="coordinator"):
            did(ledger, doors, actor=viewer, done_at=NOW - ago)
    did(ledger, doors, actor=Actor("carl", Role.COORDINATOR), done_at=NOW - ago)


def test_the_work_of_others_takes_a_coordinator(ledger):
    doors = task(ledger)
    person(ledger, "anna")
    ben = person(ledger, "ben")
    assert did(ledger, doors, actor=ben).person_id == ben.person_id
    with pytest.raises(Refused, match="coordinator"):
        did(ledger, doors, actor=ben, person="anna")
    with pytest.raises(Refused, match="no person"):
        did(ledger, doors, person="bne")
    assert did(ledger, doors, actor=Actor("carl", Role.COORDINATOR), person="ben").person_id == ben.person_id


def test_outside_of_ones_scope_nothing_is_recorded(ledger):
    doors = task(ledger)
    with pytest.raises(Refused, match="outside"):
        did(ledger, doors, actor=Actor("ben", Role.COORDINATOR, scope="/99/"))


def test_a_proof_may_be_demanded_of_what_is_done(ledger):
    doors = task(ledger, proof_required=True)
    with pytest.raises(Refused, match="--proof"):
        did(ledger, doors)
    did(ledger, doors, outcome=Outcome.FAILED)
    did(ledger, doors, proofs=[proofs.keep(b"photo", "door.jpg")])
    with ledger.reading() as session:
        assert session.scalars(select(Proof.name)).all() == ["door.jpg"]


@pytest.mark.parametrize("notes", ["a\x00b", "\x1b[2Jgone", "\ud800", "token=ghp_" + "a" * 36])
def test_notes_are_kept_fit_to_be_shown(ledger, notes):
    kept = did(ledger, task(ledger), notes=notes).notes
    assert kept.isprintable()
    assert "ghp_" not in kept


def test_long_notes_and_long_ago_are_refused(ledger):
    doors = task(ledger)
    with pytest.raises(Refused, match="10,001 characters"):
        did(ledger, doors, notes="x" * 10_001)
    with pytest.raises(Refused, match="before 1990"):
        did(ledger, doors, done_at=NOW.replace(year=1))


def test_a_correction_is_a_row_of_its_own_and_the_corrected_one_counts_no_more(ledger):
    doors = task(ledger)
    wrong = did(ledger, doors)
    right = did(ledger, doors, now=NOW + 60 * SECOND, corrects=wrong.id, outcome=Outcome.FAILED)
    assert (right.due, right.done_at) == (None, NOW)
    assert stands(ledger, doors).next_due == NOW.replace(hour=3) - 13 * DAY  # nothing has settled anything
    assert [(one["id"], one["corrects"], one["corrected_by"]) for one in rows(ledger)] == [
        (right.id, wrong.id, None),
        (wrong.id, None, right.id),
    ]
    with pytest.raises(Refused, match=f"corrected already\n.*{right.id}"):
        did(ledger, doors, corrects=wrong.id)
    assert did(ledger, doors, corrects=right.id, outcome=Outcome.DONE).due == TODAY


def test_a_correction_of_words_settles_what_the_first_did(ledger):
    doors = task(ledger)
    old = did(ledger, doors, now=NOW - 3 * DAY)
    did(ledger, doors)
    assert did(ledger, doors, corrects=old.id, issues=Issues.MAJOR).due == old.due
    assert stands(ledger, doors).next_due == TODAY + DAY


def test_a_correction_never_settles_what_a_later_row_has(ledger):
    doors = task(ledger)
    old = did(ledger, doors, now=NOW - 3 * DAY)
    did(ledger, doors)
    assert did(ledger, doors, corrects=old.id, done_at=NOW).due is None
    assert stands(ledger, doors).next_due == TODAY + DAY


def test_what_failed_by_mistake_settles_its_own_time_though_later_work_was_recorded(ledger):
    doors = task(ledger)
    did(ledger, doors, now=NOW - 3 * DAY)
    wrong = did(ledger, doors, now=NOW - 2 * DAY, outcome=Outcome.FAILED)
    did(ledger, doors)
    assert did(ledger, doors, corrects=wrong.id, outcome=Outcome.DONE).due == TODAY - 2 * DAY
    after = stands(ledger, doors)
    assert (after.last_due, after.last_done, after.next_due) == (TODAY, NOW, TODAY + DAY)


@pytest.mark.parametrize("anchor", ["calendar", "completion"])
def test_what_was_done_then_failed_then_done_has_its_time_again(ledger, anchor):
    doors = task(ledger, rule="every 2 days", anchor=anchor, start=NOW - 4 * DAY)
    old = [did(ledger, doors, now=NOW - days * DAY) for days in (4, 2, 0)][1]
    before = stands(ledger, doors)
    failed = did(ledger, doors, corrects=old.id, outcome=Outcome.FAILED)
    assert failed.due is None
    assert did(ledger, doors, corrects=failed.id, outcome=Outcome.DONE).due == old.due == NOW - 2 * DAY
    after = stands(ledger, doors)
    assert (after.last_due, after.last_done, after.next_due) == (before.last_due, before.last_done, before.next_due)


def test_what_later_work_settled_too_is_not_settled_again_by_a_correction(ledger):
    doors = task(ledger, rule="every 10 days", anchor="completion", start=NOW - 4 * DAY)
    wrong = did(ledger, doors, now=NOW - 2 * DAY, outcome=Outcome.FAILED)
    done = did(ledger, doors)
    assert done.due == NOW - 4 * DAY
    assert did(ledger, doors, corrects=wrong.id, outcome=Outcome.DONE).due is None
    assert stands(ledger, doors).next_due == NOW + 10 * DAY


def test_the_same_proof_twice_is_one(ledger, monkeypatch, capsys, tmp_path):
    task(ledger)
    photo = tmp_path / "door.jpg"
    photo.write_bytes(b"photo")
    ran = ddd_here(monkeypatch, capsys, "done", "doors", "--proof", photo, "--proof", photo)
    assert (ran.code, "recorded as 1" in ran.err) == (0, True)
    assert ddd_here(monkeypatch, capsys, "done", "doors", "--correct", "1", "--proof", photo).code == 0
    with ledger.reading() as session:
        assert session.scalars(select(Proof.log_id)).all() == [1, 2]


@pytest.mark.parametrize(("name", "told"), [("e\udcff", "e\\udcff"), ("\x1b[31mred", "\\x1b[31mred")])
def test_a_name_of_any_bytes_is_kept_fit_to_be_shown(ledger, monkeypatch, capsys, name, told):
    task(ledger)
    monkeypatch.setenv("DDD_USER", name)
    assert ddd_here(monkeypatch, capsys, "done", "doors").code == 0
    assert [one["by"] for one in rows(ledger)] == [told]
    person(ledger, "anna")
    ran = ddd_here(monkeypatch, capsys, "done", "doors", "--by", "anna")
    assert (ran.code, f"{told} may not do that" in ran.err) == (2, True)


@pytest.mark.parametrize("number", [2**63, 10**20, 0, -1, -(10**20)])
@pytest.mark.parametrize(
    "arguments",
    [
        ["log", "show", "--", "{}"],
        ["log", "list", "--before={}"],
        ["done", "doors", "--correct={}"],
        ["proof", "list", "--log={}"],
        ["proof", "show", "--", "{}"],
    ],
)
def test_a_number_that_no_row_can_have_is_an_unknown_one(ledger, monkeypatch, capsys, arguments, number):
    task(ledger)
    ran = ddd_here(monkeypatch, capsys, *(one.format(number) for one in arguments))
    assert ran.code == 2
    assert re.search("no entry|no such proof", ran.err)


def test_ones_own_entry_may_be_corrected_by_oneself_later_on(ledger):
    doors = task(ledger)
    vera = Actor("vera", Role.VIEWER)
    row = did(ledger, doors, actor=vera)
    did(ledger, doors, now=NOW + DAY, actor=vera, corrects=row.id, notes="a word forgotten")
    other = did(ledger, doors, now=NOW + DAY)
    with pytest.raises(Refused, match="coordinator"):
        did(ledger, doors, now=NOW + DAY, actor=vera, corrects=other.id)


def test_a_correction_of_another_task_is_refused(ledger):
    row = did(ledger, task(ledger))
    with pytest.raises(Refused, match="another task"):
        did(ledger, task(ledger, "lamps"), corrects=row.id)
    with pytest.raises(Refused, match="no entry 99"):
        did(ledger, task(ledger, "steps"), corrects=99)


_DEEDS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 40 * 24)),
        st.sampled_from(list(Outcome)),
        st.one_of(st.none(), st.integers(0, 20)),
    ),
    max_size=9,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=_DEEDS, anchor=st.sampled_from(["calendar", "completion"]))
def test_whatever_is_recorded_and_corrected_the_schedule_follows_from_the_rows_that_count(ledger, deeds, anchor):
    """Law 1 with corrections: next_due goes forward with each row that settles, back only by what takes one back."""
    with ledger.reading() as session:
        number = session.query(Schedule).count()
    schedule = task(ledger, f"task-{number}", "every 3 days", anchor=anchor)
    late = NOW + 41 * DAY
    made: list[int] = []
    for hours, outcome, corrects in deeds:
        before = stands(ledger, schedule).next_due
        which = made[corrects % len(made)] if made and corrects is not None else None
        try:
            done_at = None if hours is None else NOW + timedelta(hours=hours)  # None: now, or as it was
            row = did(ledger, schedule, now=late, done_at=done_at, outcome=outcome, corrects=which)
        except Refused:  # corrected already
            continue
        made.append(row.id)
        after = stands(ledger, schedule).next_due
        if which is None:
            assert after > before if row.due else after == before
    with ledger.reading() as session:
        counting = session.scalars(select(Log).where(Log.schedule_id == schedule, log.counts())).all()
        dues = [row.due for row in counting if row.due]
        found = session.get_one(Schedule, schedule)
        assert len(set(dues)) == len(dues)
        assert found.last_due == max(dues, default=None)
        assert found.last_done == max((row.done_at for row in counting if row.due), default=None)
        assert not any(row.due for row in counting if row.outcome == Outcome.FAILED)
        assert found.next_due > max(dues, default=NOW - 99 * DAY)
        assert list(audit.verify(session)) == []


def test_the_owner_is_told_of_the_work_of_another_and_not_of_a_machines(ledger):
    from ddd.ledger.registers import assets

    person(ledger, "anna", url="mailto:anna@example.org")
    ben = person(ledger, "ben")
    doors = task(ledger)
    with ledger.writing() as session:
        assets.change(session, ADMIN, NOW, assets.find(session, "hall"), owner="anna")
    did(ledger, doors, actor=ben, issues=Issues.MINOR, notes="door 3 sticks")
    did(ledger, doors, now=NOW + DAY, actor=ben, exit_code=0, duration=1.5)
    did(ledger, doors, now=NOW + 2 * DAY, actor=Actor("anna", person_id=1))
    did(ledger, doors, now=NOW + 3 * DAY, actor=Actor("cron"))
    with ledger.reading() as session:
        told = session.scalars(select(Message)).one()
    assert (told.kind, told.title) == ("completion", "doors: done on Great Hall")
    assert "ben did it" in told.body
    assert "door 3 sticks" in told.body


def test_the_list_is_by_time_and_goes_on_where_it_stopped(ledger):
    doors, lamps = task(ledger), task(ledger, "lamps", "cron 0 4 * * *")
    for days in (5, 1, 3):
        did(ledger, doors, done_at=NOW - days * DAY)
    did(ledger, lamps, outcome=Outcome.FAILED, issues=Issues.MAJOR)
    ids = [one["id"] for one in rows(ledger)]
    assert ids == [4, 2, 3, 1]
    assert [one["id"] for one in rows(ledger, before=2, limit=1)] == [3]
    assert [one["id"] for one in rows(ledger, before=3)] == [1]
    assert [one["id"] for one in rows(ledger, task="doors", since=NOW - 3 * DAY)] == [2, 3]
    assert [one["id"] for one in rows(ledger, until=NOW - 3 * DAY)] == [1]
    assert [one["id"] for one in rows(ledger, outcome=Outcome.FAILED)] == [4]
    assert [one["id"] for one in rows(ledger, issues=Issues.MAJOR, asset="hall")] == [4]
    assert rows(ledger, by="ben") == []
    with pytest.raises(Refused, match="no task “dors”"):
        rows(ledger, task="dors")
    with pytest.raises(Refused, match="no asset"):
        rows(ledger, asset="hal")


def test_the_command_says_what_was_recorded_and_when_it_is_due_next(ledger, monkeypatch, capsys, tmp_path):
    task(ledger, rule="every 2 weeks", start=NOW)
    ran = ddd_here(monkeypatch, capsys, "done", "doors", "--at", "2026-03-02 11:55", "--notes", "ok")
    assert ran.code == 0
    assert "recorded as 1: doors on hall, done Mon 2026-03-02 11:55 UTC, for Mon 2026-03-02 12:00 UTC" in ran.err
    assert "due next Mon 2026-03-16 12:00 UTC" in ran.err
    photo = tmp_path / "door.jpg"
    photo.write_bytes(b"photo")
    ran = ddd_here(monkeypatch, capsys, "done", "doors", "--correct", "1", "--failed", "--proof", photo)
    assert (
        "recorded as 2: doors on hall, failed Mon 2026-03-02 11:55 UTC; due since Mon 2026-03-02 12:00 UTC" in ran.err
    )
    ran = ddd_here(monkeypatch, capsys, "log", "list", "--format", "csv")
    assert [line.split(",")[0] for line in ran.out.splitlines()] == ["id", "2", "1"]
    ran = ddd_here(monkeypatch, capsys, "log", "show", "2")
    assert "door.jpg (5 bytes, proof 1)" in ran.out
    assert "ok" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["done", "dors"], "no task"),
        (["done", "doors", "--skip", "--failed"], "--skip and --failed"),
        (["done", "doors", "--at", "soon"], "no such time: 'soon'"),
        (["done", "doors", "--at", "yesterday"], "22:00 (the last), -2h or now"),
        (["done", "doors", "--at", "25:00"], "no such time: '25:00'"),
        (["done", "doors", "--at", "-400d"], "of what is longer ago give the day"),
        (["done", "doors", "--at", "1989-12-31"], "keeps no times of the year 1989"),
        (["done", "doors", "--at", "2098-01-01"], "not come yet"),
        (["done", "doors", "--proof", "/nowhere.jpg"], "cannot be read"),
        (["done", "doors", "--correct", "7"], "no entry 7"),
        (["log", "show", "7"], "no entry 7"),
    ],
)
def test_what_cannot_be_recorded_is_told_and_leaves_nothing(ledger, monkeypatch, capsys, arguments, said):
    task(ledger)
    ran = ddd_here(monkeypatch, capsys, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert rows(ledger) == []


def test_an_empty_log_says_how_to_begin(ledger, monkeypatch, capsys):
    task(ledger)
    assert "`ddd done TASK`" in ddd_here(monkeypatch, capsys, "log").out
    assert "`ddd log list` shows all" in ddd_here(monkeypatch, capsys, "log", "list", "doors").out
