"""The spool: what could not be recorded is taken in later, once, and what is refused is kept with its reason."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ddd.ledger.errors import LedgerError
from ddd.ledger.words import Outcome
from ddd.ledger.work import proofs, spool
from tests.cli.running import ddd_here

from .conftest import NOW
from .working import DAY, files, rows, stands, task

_NO_PROOFS = {
    "sqlite": "CREATE TRIGGER no_proofs BEFORE INSERT ON proofs BEGIN SELECT RAISE(ABORT, 'CHECK failed'); END",
    "postgresql": "ALTER TABLE proofs ADD CHECK (size < 0)",
}


def _record(task: str = "doors", **fields) -> spool.Record:
    given = {"done_at": NOW, "outcome": Outcome.DONE, "exit_code": 0, "duration": 1.5, "notes": "$ true", **fields}
    return spool.Record(str(uuid4()), task, "", "cron", **given)


def test_it_is_taken_in_once_with_the_time_at_which_it_was_done(ledger, home):
    doors = task(ledger)
    file = spool.put(_record(done_at=NOW - 3 * DAY, proofs=(proofs.keep(b"out", "output.txt"),)))
    again = file.read_bytes()
    assert spool.take_in(ledger, NOW) == spool.Taken(1, [], {doors})
    file.write_bytes(again)  # as after a crash between the two
    spool.take_in(ledger, NOW)
    found = rows(ledger)
    assert [(one["done_at"], one["recorded_at"], one["by"]) for one in found] == [(NOW - 3 * DAY, NOW, "cron")]
    assert stands(ledger, doors).next_due == (NOW - 2 * DAY).replace(hour=3)
    assert spool.waiting() == []


def test_the_oldest_is_taken_in_first(ledger):
    task(ledger)
    for days in (1, 3, 2):
        spool.put(_record(done_at=NOW - days * DAY))
    spool.take_in(ledger, NOW)
    assert [one["done_at"] for one in sorted(rows(ledger), key=lambda one: one["id"])] == [
        NOW - days * DAY for days in (3, 2, 1)
    ]
    assert all(one["settled"] for one in rows(ledger))


def test_what_is_refused_is_kept_with_its_reason_and_not_tried_for_ever(ledger, home, monkeypatch, capsys):
    file = spool.put(_record("nobody-knows-it"))
    task(ledger)
    assert spool.take_in(ledger, NOW).refused == 1
    assert spool.take_in(ledger, NOW).refused == 0
    [(aside, reason)] = spool.refused()
    assert aside.name == file.name
    assert "no task" in reason
    task(ledger, "nobody-knows-it")
    ran = ddd_here(monkeypatch, capsys, "log", "waiting", "--retry")
    assert "1 recorded, 0 refused" in ran.err
    assert "nothing waits" in ran.out
    assert len(rows(ledger)) == 1


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '"x"', "{}", '{"version": 2}', "\xff", "[" * 100_000, json.dumps({"version": 1, "key": 3})],
)
def test_what_is_no_record_is_kept_aside_and_stops_nothing(ledger, home, content):
    task(ledger)
    spool.put(_record())
    (home / "spool" / "0.json").write_bytes(content.encode("latin-1"))
    taken = spool.take_in(ledger, NOW)
    assert (taken.recorded, taken.refused) == (1, 1)
    assert files(home / "spool") == ["refused/0.json"]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*_record().__slots__]), value=_VALUES)
def test_whatever_stands_in_a_record_it_is_recorded_or_kept_aside(ledger, home, name, value):
    if not spool.refused() and not rows(ledger):
        task(ledger)
    file = spool.put(_record())
    file.write_text(json.dumps({**json.loads(file.read_bytes()), name: value}))
    taken = spool.take_in(ledger, NOW)
    assert taken.recorded + taken.refused == 1
    assert spool.waiting() == []


def test_what_the_database_rejects_is_kept_aside_and_stops_nothing(ledger):
    task(ledger)
    with ledger.writing() as session:
        session.execute(text(_NO_PROOFS[ledger.engine.dialect.name]))
    spool.put(_record(done_at=NOW - DAY, proofs=(proofs.keep(b"out", "output.txt"),)))
    spool.put(_record())
    taken = spool.take_in(ledger, NOW)
    assert (taken.recorded, taken.refused) == (1, 1)
    assert spool.waiting() == []
    [(_, reason)] = spool.refused()
    assert "the database says" in reason


def test_a_record_that_names_a_proof_twice_is_taken_in(ledger):
    task(ledger)
    kept = proofs.keep(b"out", "output.txt")
    spool.put(_record(proofs=(kept, kept)))
    assert spool.take_in(ledger, NOW).recorded == 1


def test_a_record_of_times_to_come_is_kept_aside(ledger):
    task(ledger)
    spool.put(_record(done_at=NOW + timedelta(hours=1)))
    assert spool.take_in(ledger, NOW).refused == 1


def test_while_the_ledger_fails_it_waits(ledger, monkeypatch):
    task(ledger)
    spool.put(_record())

    def failing(*_: object, **__: object):
        raise LedgerError("the database says: disk is full")

    monkeypatch.setattr(ledger, "writing", failing)
    with pytest.raises(LedgerError):
        spool.take_in(ledger, NOW)
    assert len(spool.waiting()) == 1
    monkeypatch.undo()


def test_a_place_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    (tmp_path / "home").write_text("a file")
    monkeypatch.setenv("DDD_HOME", str(tmp_path / "home"))
    with pytest.raises(LedgerError, match="cannot be made"):
        spool.put(_record())
    assert spool.waiting() == []
