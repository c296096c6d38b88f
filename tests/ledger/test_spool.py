"""The spool: what could not be recorded is taken in later, once, and what is refused is kept with its reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from ddd.ledger import audit, trail
from ddd.ledger.errors import LedgerError
from ddd.ledger.registers import assets
from ddd.ledger.store.models import Audit, Log
from ddd.ledger.words import Outcome
from ddd.ledger.work import proofs, spool
from tests.cli.running import ddd_here

from .conftest import ADMIN, NOW
from .working import DAY, files, person, rows, stands, task

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


@pytest.fixture
def renamed(ledger):
    """Give the name of a record of a task that was renamed since, and the id of the task."""
    doors = task(ledger, "roles/halls/doors")
    file = spool.put(_record("gates", done_at=NOW - 3 * DAY, proofs=(proofs.keep(b"out", "output.txt"),)))
    spool.take_in(ledger, NOW)
    return file.stem.rpartition("Z-")[2], doors


def test_what_was_refused_is_listed_with_what_it_is_and_what_to_do(renamed, monkeypatch, capsys):
    spool.put(_record("later"))
    ran = ddd_here(monkeypatch, capsys, "log", "waiting", "--format", "json")
    waits, refused = json.loads(ran.out)["waiting"]
    assert (waits["state"], waits["task"], waits["reason"]) == ("waits", "later", "")
    assert (refused["state"], refused["task"], refused["by"]) == ("refused", "gates", "cron")
    assert (refused["record"], refused["done_at"]) == (renamed[0][:8], "2026-02-27T12:00:00Z")
    assert "no task “gates”" in refused["reason"]
    assert "`ddd log give RECORD TASK`, `ddd log drop RECORD`" in ran.err


def test_what_was_refused_is_given_to_another_task_and_counts_once(ledger, renamed, monkeypatch, capsys):
    key, doors = renamed
    [(file, _)] = spool.refused()
    content = file.read_bytes()
    for _ in range(2):  # as after a crash before the file was removed
        file.write_bytes(content)
        ran = ddd_here(monkeypatch, capsys, "log", "give", key[:8], "doors")
        assert (ran.code, "recorded as 1: doors" in ran.err) == (0, True)
        assert spool.listed() == []
    [row] = rows(ledger)
    assert (row["task"], row["done_at"], row["by"]) == ("roles/halls/doors", NOW - 3 * DAY, "cron")
    assert stands(ledger, doors).last_done == NOW - 3 * DAY
    with ledger.reading() as session:
        assert session.scalars(select(Log.key)).all() == [key]
        [kept] = session.scalars(select(Audit).where(Audit.action == "spool.give"))
        assert (kept.by, kept.subject) == ("anna", f"record:{key}")
        assert kept.detail == {"task": "roles/halls/doors", "before": "gates", "log": 1}
        assert list(audit.verify(session)) == list(trail.log_faults(session)) == []


def test_what_was_recorded_before_a_crash_is_not_refused_after_it(ledger, renamed, monkeypatch, capsys):
    [(file, _)] = spool.refused()
    content = file.read_bytes()
    ddd_here(monkeypatch, capsys, "log", "give", renamed[0], "doors")
    file.write_bytes(
        content
    )  # as after a crash before it was removed: of its task the ledger knows as little as before
    ran = ddd_here(monkeypatch, capsys, "log", "waiting", "--retry")
    assert ("1 recorded, 0 refused" in ran.err, "nothing waits" in ran.out) == (True, True)
    assert len(rows(ledger)) == 1


def test_times_are_told_by_the_clock_of_who_asks_and_in_utc_while_the_ledger_fails(
    ledger, renamed, monkeypatch, capsys
):
    person(ledger, "anna", zone="Europe/Berlin")
    assert "Fri 2026-02-27 13:00 CET" in ddd_here(monkeypatch, capsys, "log", "waiting").out
    monkeypatch.setenv("DDD_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    assert "Fri 2026-02-27 12:00 UTC" in ddd_here(monkeypatch, capsys, "log", "waiting").out


def test_what_was_refused_is_dropped_and_the_audit_keeps_that(ledger, renamed, home, monkeypatch, capsys):
    key, _ = renamed
    (home / "spool" / "refused" / "none.json").write_text("no record")
    for wanted in (key, "none.json"):
        assert ddd_here(monkeypatch, capsys, "log", "drop", wanted).code == 0
    assert (spool.listed(), rows(ledger)) == ([], [])
    with ledger.reading() as session:
        first, second = session.scalars(select(Audit).where(Audit.action == "spool.drop").order_by(Audit.id))
    assert (first.subject, second.subject) == (f"record:{key}", "record:none.json")
    told = {"task": "gates", "who": "cron", "done_at": "2026-02-27T12:00:00+00:00", "outcome": "done"}
    assert (first.detail, second.detail) == (told, {})


def test_what_was_typed_as_an_asset_reaches_no_audit(ledger, monkeypatch, capsys):
    task(ledger)
    spool.put(replace(_record(), asset="geheim-42"))
    spool.put(replace(_record("gates"), asset="geheim-42"))
    assert spool.take_in(ledger, NOW).refused == 2
    first, second = (one.record for one in spool.listed())
    given, dropped = (first, second) if first.task == "doors" else (second, first)
    assert ddd_here(monkeypatch, capsys, "log", "give", given.key, "doors").code == 0
    assert ddd_here(monkeypatch, capsys, "log", "drop", dropped.key).code == 0
    with ledger.reading() as session:
        kept = session.scalars(select(Audit)).all()
    assert {"spool.give", "spool.drop"} <= {one.action for one in kept}
    assert "geheim" not in str([(one.subject, one.detail) for one in kept])


@pytest.mark.parametrize("words", [("give", "doors"), ("drop",)])
def test_who_may_not_or_names_none_leaves_what_was_refused(ledger, renamed, home, monkeypatch, capsys, words):
    key, _ = renamed
    command, *rest = words
    (home / "spool" / "refused" / f"other-{key[:8]}.json").write_text("{}")
    for wanted, why in ((key[:8], "several refused records"), ("nothing-like-it", "no refused record")):
        ran = ddd_here(monkeypatch, capsys, "log", command, wanted, *rest)
        assert (ran.code, why in ran.err) == (2, True)
    person(ledger, "anna")
    person(ledger, "vera", role="viewer")
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "cellar")
    person(ledger, "carl", role="coordinator", scope="cellar" if command == "give" else "hall")
    for name in ("vera", "carl"):
        monkeypatch.setenv("DDD_USER", name)
        ran = ddd_here(monkeypatch, capsys, "log", command, key, *rest)
        assert (ran.code, name in ran.err) == (2, True)
    assert len(spool.refused()) == 2
    assert rows(ledger) == []


def test_what_is_no_record_can_be_given_to_nobody(ledger, renamed, home, monkeypatch, capsys):
    (home / "spool" / "refused" / "none.json").write_text("no record")
    ran = ddd_here(monkeypatch, capsys, "log", "give", "none.json", "doors")
    assert (ran.code, "it is no record" in ran.err) == (2, True)


def test_what_waited_is_told_to_prometheus_once_it_is_recorded(ledger, renamed, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DDD_TEXTFILE_DIR", str(tmp_path))
    assert ddd_here(monkeypatch, capsys, "log", "give", renamed[0], "doors").code == 0
    spool.put(_record("doors"))
    (tmp_path / files(tmp_path)[-1]).unlink()
    assert ddd_here(monkeypatch, capsys, "log", "waiting", "--retry").code == 0
    assert [name for name in files(tmp_path) if name.startswith("ddd_task_roles-halls-doors")]


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
