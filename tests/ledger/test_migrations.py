"""Versions of the tables: from every one to every other with all data, all of it or nothing."""

from __future__ import annotations

import itertools
import random
import re
import time

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from ddd.ledger import audit, upkeep
from ddd.ledger.errors import LedgerError
from ddd.ledger.store import Ledger, migrate, open_ledger
from ddd.ledger.store.models import Person

from ..cli.running import ddd_here
from .conftest import NOW
from .killing import killed_at_work
from .seeding import picture, seed

VERSIONS = sorted(migrate.known())


def shape(ledger: Ledger) -> dict[str, tuple]:
    """Return what tables, columns, keys and indexes there are."""
    with ledger.connected(writing=False) as connection:
        found = inspect(connection)
        return {
            name: (
                [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
                sorted((one["name"], one["column_names"], one["unique"]) for one in found.get_indexes(name)),
                sorted(str(one["constrained_columns"]) for one in found.get_foreign_keys(name)),
            )
            for name in sorted(found.get_table_names())
        }


def assert_kept(before: dict[str, list[dict]], after: dict[str, list[dict]]) -> None:
    """Every column that both versions have holds what it held."""
    for name, rows in after.items():
        both = before[name][0].keys() & rows[0].keys()
        assert [{key: row[key] for key in both} for row in before[name]] == [
            {key: row[key] for key in both} for row in rows
        ]


def turn(ledger: Ledger, to: str) -> None:
    """Bring it to a version, up or down."""
    with ledger.connected(writing=True, migrating=True) as connection:
        here = migrate.version(connection) or ""
        (migrate.upgrade if here < to != "base" else migrate.downgrade)(connection, to)


def test_the_names_of_the_files_say_what_alembic_reads_in_them():
    told = ScriptDirectory(str(migrate._FOLDER))
    assert [one.revision for one in told.walk_revisions()] == list(migrate.known())
    assert told.get_heads() == [migrate.head()]


def test_from_every_version_to_every_other_and_back_with_all_data(ledger: Ledger):
    seed(ledger)
    shapes, before = {}, picture(ledger)
    for version in reversed(VERSIONS):
        turn(ledger, version)
        shapes[version] = shape(ledger)
        assert_kept(before, picture(ledger))
    for one, other in itertools.permutations(VERSIONS, 2):
        for version in (one, other):
            turn(ledger, version)
            assert shape(ledger) == shapes[version]
    turn(ledger, "head")
    assert picture(ledger) == before


def test_0003_and_back_a_notice_leads_to_the_message_it_was_told_in(ledger: Ledger):
    seed(ledger)
    turn(ledger, "0002")
    found = picture(ledger)
    assert [row["message_id"] for row in found["notices"]] == [found["messages"][0]["id"]]


def test_each_migration_leaves_nothing_when_it_is_undone(ledger: Ledger):
    turn(ledger, "base")
    assert list(shape(ledger)) == ["alembic_version"]
    turn(ledger, "head")


def test_a_migration_that_makes_a_table_anew_keeps_what_points_to_it(ledger: Ledger):
    """SQLite drops the old table on the way, and what points to its rows must not go with them, nor be in the way."""
    seed(ledger)
    before = picture(ledger)
    with ledger.connected(writing=True, migrating=True) as connection:
        changing = Operations(MigrationContext.configure(connection)).batch_alter_table("assets")
        with changing as table:
            table.alter_column("kind", nullable=True)
    assert picture(ledger) == before
    with pytest.raises(LedgerError), ledger.writing() as session:
        session.execute(text("UPDATE schedules SET asset_id = 99"))


def test_a_migration_that_leaves_rows_pointing_nowhere_is_undone(ledger: Ledger):
    seed(ledger)
    before = picture(ledger)
    with pytest.raises(LedgerError), ledger.connected(writing=True, migrating=True) as connection:
        connection.execute(text("DELETE FROM schedules"))
    assert picture(ledger) == before


class TestCommands:
    @pytest.fixture
    def run(self, monkeypatch, capsys):
        return lambda *words: ddd_here(monkeypatch, capsys, "db", *map(str, words))

    def test_an_older_ledger_says_what_to_do_and_upgrade_does_it(self, ledger: Ledger, run):
        seed(ledger)
        turn(ledger, VERSIONS[0])
        with pytest.raises(LedgerError, match="older ddd") as told:
            open_ledger()
        assert "ddd db upgrade" in told.value.advice
        assert run("upgrade").code == 0
        assert "already" in run("upgrade").err
        with open_ledger() as opened, opened.reading() as session:
            assert [one.action for one in session.query(audit.Audit).order_by(audit.Audit.id)][-1] == "db.upgrade"
            assert list(audit.verify(session)) == []

    def test_down_to_an_older_one_and_up_again_loses_nothing_when_nothing_is_lost(self, ledger: Ledger, run):
        seed(ledger)
        before = picture(ledger)
        ran = run("downgrade", "--to", VERSIONS[0])
        assert (ran.code, "nothing is lost" in ran.err) == (0, True)
        assert run("upgrade").code == 0
        after = picture(ledger)
        assert [name for name in after if after[name] != before[name]] == ["audit"]

    def test_down_where_rows_would_be_lost_takes_a_backup(self, ledger: Ledger, run, monkeypatch, tmp_path):
        seed(ledger)
        before = picture(ledger)

        def forget(connection, _to):
            connection.execute(text("DROP TABLE bookings"))
            connection.execute(text("ALTER TABLE log DROP COLUMN notes"))
            connection.execute(text("DROP TABLE visits"))

        monkeypatch.setattr(migrate, "downgrade", forget)
        ran = run("downgrade")
        assert ran.code == 2
        assert "1 in bookings; 3 in log.notes; 1 in visits" in ran.err
        assert "--backup" in ran.err
        assert picture(ledger) == before
        ran = run("downgrade", "--backup", tmp_path / "copy")
        assert ran.code == 0
        assert re.findall(r"lost: .*", ran.err) == ["lost: 1 in bookings", "lost: 3 in log.notes", "lost: 1 in visits"]
        assert "bookings" not in shape(ledger)
        assert b'"bookings"' in (tmp_path / "copy").read_bytes()

    def test_down_to_a_version_that_is_none(self, ledger: Ledger, run):
        for wrong in ("9999", migrate.head(), "base"):
            ran = run("downgrade", "--to", wrong)
            assert (ran.code, "no older version" in ran.err) == (2, True)

    def test_an_older_one_goes_down_no_further(self, ledger: Ledger, run):
        turn(ledger, VERSIONS[0])
        assert "upgrade" in run("downgrade").err

    @pytest.mark.parametrize("role", ["viewer", "coordinator", "admin of a part", "nobody"])
    def test_only_for_admins_of_everything(self, ledger: Ledger, run, role, monkeypatch, tmp_path):
        seed(ledger)
        with ledger.writing() as session:
            part = 1 if role == "admin of a part" else None
            session.add(Person(key="otto", name="", role=role.split()[0], scope_id=part, created_at=NOW))
        monkeypatch.setenv("DDD_USER", "otto" if role != "nobody" else "heidi")
        before = picture(ledger)
        for words in (["status"], ["upgrade"], ["downgrade"], ["backup", tmp_path / "x"], ["check"]):
            ran = run(*words)
            assert (ran.code, "may not do that" in ran.err) == (2, True)
        assert picture(ledger) == before
        assert list(tmp_path.glob("x")) == []

    def test_there_is_none(self, database, run):
        for words in (["status"], ["upgrade"], ["downgrade"], ["backup", "x"], ["check"]):
            ran = run(*words)
            assert (ran.code, "no ledger yet" in ran.err) == (2, True)


@pytest.mark.parametrize("times", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_killed_while_migrating_it_is_of_one_version_or_the_other(ledger: Ledger, times):
    seed(ledger, rows=2_000)
    whole = picture(ledger)
    ledger.close()
    took, seen = _time_of(lambda: _turned(VERSIONS[0])), set()
    chance = random.Random(8)
    for number in range(times):
        target = VERSIONS[0] if _version() == migrate.head() else "head"
        killed_at_work(lambda to=target: _turned(to), delay=chance.uniform(0, took * 3))
        seen.add(_version())
        if number % 10 == 0:
            with open_ledger(any_version=True) as found:
                assert_kept(whole, picture(found))
                assert next(upkeep.check(found, "anna"), GONE_PROOF) in (GONE_PROOF, OLDER)
    with open_ledger(any_version=True) as found:
        assert_kept(whole, picture(found))
    ends = {VERSIONS[0], migrate.head()}  # all steps between are one transaction
    assert seen <= ends
    assert times < 50 or seen == ends


OLDER = upkeep.Fault("tables", "they are of an older version: `ddd db upgrade`, then check again")
GONE_PROOF = upkeep.Fault("proofs", "photo.jpg of log 1: it is gone")


def _turned(to: str) -> None:
    with open_ledger(any_version=True) as ledger:
        turn(ledger, to)


def _version() -> str | None:
    with open_ledger(any_version=True) as ledger, ledger.connected(writing=False) as connection:
        return migrate.version(connection)


def _time_of(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
