"""The chain of changes: a row changed, taken out or put in is seen; its end is held by what is kept outside."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update

from ddd.ledger import audit, trail
from ddd.ledger.audit import BEGINNING, Fault
from ddd.ledger.registers import assets, schedules
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Audit
from ddd.ledger.words import Outcome
from ddd.ledger.work import log

from .conftest import ADMIN, NOW


@pytest.fixture
def chained(ledger: Ledger) -> Ledger:
    """Give a ledger with four changes in it."""
    with ledger.writing() as session:
        for number in range(1, 5):
            audit.record(session, "anna", NOW + timedelta(seconds=number), "asset.set", f"asset:{number}", name="hall")
    return ledger


def _faults(ledger: Ledger) -> list[Fault]:
    with ledger.reading() as session:
        return list(audit.verify(session))


def _change(ledger: Ledger, row: int, **values) -> None:
    with ledger.writing() as session:
        session.execute(update(Audit).where(Audit.id == row).values(**values))


CHANGED = "it was changed, or the one before it was"


def test_an_empty_chain_holds(ledger: Ledger):
    assert _faults(ledger) == []
    with ledger.reading() as session:
        assert audit.head(session) == (0, "0" * 64)


def test_rows_are_numbered_from_one_and_say_what_was_done(chained: Ledger):
    assert _faults(chained) == []
    with chained.reading() as session:
        rows = session.scalars(select(Audit).order_by(Audit.id)).all()
        assert [row.id for row in rows] == [1, 2, 3, 4]
        last = rows[-1]
        assert (last.at, last.by, last.action) == (NOW + timedelta(seconds=4), "anna", "asset.set")
        assert (last.subject, last.detail) == ("asset:4", {"name": "hall"})
        assert audit.head(session) == (4, last.hash)


def test_a_hash_is_over_the_one_before_and_all_that_the_row_says():
    """Written out once more, so that no later ddd reckons it otherwise and calls old chains broken."""
    at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    row = Audit(id=1, at=at, by="anna", action="log.add", subject="ü", detail={"b": 1, "a": [None, True]})
    text = f'["{BEGINNING}",1,1772452800,"anna","log.add","\\u00fc",{{"a":[null,true],"b":1}}]'
    assert audit.hash_of(row, BEGINNING) == hashlib.sha256(text.encode("ascii")).hexdigest()
    assert json.loads(text)[1:3] == [1, int(at.timestamp())]


def test_each_row_holds_the_hash_of_the_one_before(chained: Ledger):
    with chained.reading() as session:
        before = BEGINNING
        for row in session.scalars(select(Audit).order_by(Audit.id)):
            assert row.hash == audit.hash_of(row, before)
            before = row.hash


@pytest.mark.parametrize(
    "values",
    [
        {"by": "berta"},
        {"at": NOW},
        {"action": "asset.add"},
        {"subject": "asset:9"},
        {"detail": {"name": "halls"}},
        {"detail": {}},
        {"hash": "f" * 64},
    ],
)
def test_a_changed_row_is_seen(chained: Ledger, values):
    _change(chained, 2, **values)
    assert Fault(2, CHANGED) in _faults(chained)
    assert {fault.id for fault in _faults(chained)} <= {2, 3}


def test_a_row_changed_together_with_its_hash_is_seen_in_the_next(chained: Ledger):
    _change(chained, 2, by="berta")
    with chained.reading() as session:
        first, second = session.get(Audit, 1), session.get(Audit, 2)
        anew = audit.hash_of(second, first.hash)
    _change(chained, 2, hash=anew)
    assert _faults(chained) == [Fault(3, CHANGED)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_row_taken_out_is_seen(chained: Ledger, number):
    with chained.writing() as session:
        session.execute(delete(Audit).where(Audit.id == number))
    assert _faults(chained) == [Fault(number + 1, f"row {number} is missing")]


def test_a_row_taken_out_and_the_others_moved_up_is_seen(chained: Ledger):
    with chained.writing() as session:
        session.execute(delete(Audit).where(Audit.id == 2))
    _change(chained, 3, id=2)
    _change(chained, 4, id=3)
    assert _faults(chained) == [Fault(2, CHANGED), Fault(3, CHANGED)]


def test_rows_that_changed_places_are_seen(chained: Ledger):
    for old, new in ((2, 9), (3, 2), (9, 3)):
        _change(chained, old, id=new)
    assert [fault.id for fault in _faults(chained)] == [2, 3, 4]


def test_only_the_anchor_sees_a_tail_that_was_cut_off(chained: Ledger):
    with chained.reading() as session:
        anchor = audit.head(session)
    with chained.writing() as session:
        session.execute(delete(Audit).where(Audit.id == 4))
    assert _faults(chained) == []
    with chained.reading() as session:
        assert audit.head(session) != anchor
        assert audit.head(session)[0] == 3


def test_it_goes_on_where_it_ended(chained: Ledger):
    with chained.writing() as session:
        audit.record(session, "berta", NOW, "asset.add", "asset:5")
    with chained.reading() as session:
        assert audit.head(session)[0] == 5
        assert session.get(Audit, 5).detail == {}
    assert _faults(chained) == []


def test_moments_are_told_as_text(ledger: Ledger):
    with ledger.writing() as session:
        audit.record(session, "anna", NOW, "window.add", "window:1", starts=NOW, title="hall", count=3, none=None)
    with ledger.reading() as session:
        assert session.get(Audit, 1).detail == {
            "starts": "2026-03-02T12:00:00+00:00", "title": "hall", "count": 3, "none": None,
        }  # fmt: skip


def test_a_change_that_fails_leaves_no_trace_and_no_gap(chained: Ledger):
    with pytest.raises(ValueError, match="by itself"), chained.writing() as session:
        audit.record(session, "anna", NOW, "asset.add", "asset:5")
        raise ValueError("by itself")
    with chained.writing() as session:
        audit.record(session, "anna", NOW, "asset.add", "asset:6")
    with chained.reading() as session:
        assert audit.head(session)[0] == 5
    assert _faults(chained) == []


def test_what_a_moment_of_another_zone_says_is_the_same(ledger: Ledger):
    from zoneinfo import ZoneInfo

    told = [{"at": NOW}, {"at": NOW.astimezone(ZoneInfo("Asia/Kathmandu"))}]
    rows = [Audit(id=1, by="anna", action="a", subject="b", detail={}, **one) for one in told]
    assert len({audit.hash_of(row, BEGINNING) for row in rows}) == 1


def test_a_long_chain_is_read_in_pieces(ledger: Ledger):
    with ledger.writing() as session:
        for number in range(1_010):
            audit.record(session, "anna", NOW, "asset.set", f"asset:{number}")
    assert _faults(ledger) == []
    _change(ledger, 1_005, by="berta")
    assert _faults(ledger) == [Fault(1_005, CHANGED)]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE log SET outcome = 'done' WHERE id = 1", (1, "it was changed: outcome")),
        ("UPDATE log SET done_at = done_at - 86400 WHERE id = 2", (2, "it was changed: done_at")),
        ("DELETE FROM log WHERE id = 2", (2, "it was taken out")),
        ("UPDATE audit SET subject = 'log:9' WHERE subject = 'log:2'", (2, "the audit does not know it")),
    ],
)
def test_a_log_that_was_changed_past_ddd_is_told(ledger: Ledger, statement, said):
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall")
        task = schedules.add(session, ADMIN, NOW, "hall", "sweep", ["every 1 day"], start=NOW)
        log.record(session, ADMIN, NOW, task, outcome=Outcome.FAILED, notes="no broom")
        log.record(session, ADMIN, NOW, task, exit_code=0, duration=1.25)
        assert list(trail.log_faults(session)) == []
        session.execute(text(statement))
        session.expire_all()
        assert said in [(one.id, one.reason) for one in trail.log_faults(session)]
