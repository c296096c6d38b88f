"""Backups: one file, for any database; what comes back is what was there, or nothing does."""

from __future__ import annotations

import gzip
import json
import random
import re
import stat
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd.ledger import audit, upkeep
from ddd.ledger.errors import LedgerError, NoLedger, Refused
from ddd.ledger.registers import assets
from ddd.ledger.store import Ledger, backup, migrate, open_ledger
from ddd.ledger.store.models import Proof, Setting, Window
from ddd.ledger.work import proofs

from ..cli.running import ddd_here
from .conftest import ADMIN, NOW
from .killing import killed_at_work
from .seeding import picture, seed

MADE = int(NOW.timestamp())


@pytest.fixture
def run(monkeypatch, capsys):
    return lambda *words: ddd_here(monkeypatch, capsys, "db", *map(str, words))


def written(ledger: Ledger, file: Path) -> Path:
    """Return a backup of a ledger in which nothing of it is told."""
    with ledger.connected(writing=False) as connection:
        backup.write(connection, file, MADE)
    return file


def without_our_own(shown: dict) -> dict:
    """Return a picture without the row that tells of the restoration."""
    assert shown["audit"][-1]["action"] == "db.restore"
    return shown | {"audit": shown["audit"][:-1]}


def lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz"])
def test_what_comes_back_is_what_was_there(ledger: Ledger, tmp_path, name):
    seed(ledger)
    file = written(ledger, tmp_path / name)
    target = f"sqlite:///{tmp_path}/again/ledger.db"
    restored = upkeep.restore("anna", NOW, file, target)
    with open_ledger(target) as again:
        assert without_our_own(picture(again)) == picture(ledger)
        with again.reading() as session:
            assert list(audit.verify(session)) == []
        with again.writing() as session:  # numbers go on
            assert assets.add(session, ADMIN, NOW, "roof").id == 3
    assert (restored.rows, restored.made_at) == (backup.head_of(file).total, NOW)
    assert stat.S_IMODE((tmp_path / "again" / "ledger.db").stat().st_mode) == 0o600
    assert [one.name for one in (tmp_path / "again").iterdir()] == ["ledger.db"]


@pytest.mark.slow
def test_from_sqlite_to_postgresql_and_back_nothing_changes(server, home, tmp_path):
    first, last = (f"sqlite:///{tmp_path}/{name}/ledger.db" for name in ("first", "last"))
    middle = server.url(server.database())
    with open_ledger(first, create=True) as ledger:
        seed(ledger)
        before = picture(ledger)
        out = written(ledger, tmp_path / "out")
    upkeep.restore("anna", NOW, out, middle)
    with open_ledger(middle) as ledger:
        assert without_our_own(picture(ledger)) == before
        back = written(ledger, tmp_path / "back")
        with ledger.writing() as session:
            assert assets.add(session, ADMIN, NOW, "roof").id == 3
            seen = {"starts_at": NOW, "ends_at": NOW, "created_at": NOW}
            session.add(Window(asset_id=1, title="", kind="planned", created_by="", **seen))
    upkeep.restore("anna", NOW, back, last)
    with open_ledger(last) as ledger:
        shown = without_our_own(picture(ledger))
        assert without_our_own(shown) == before


def test_a_backup_of_an_older_version_comes_back_as_one_of_this(ledger: Ledger, tmp_path):
    seed(ledger)
    before = picture(ledger)
    with ledger.connected(writing=True, migrating=True) as connection:
        migrate.downgrade(connection, "0001")
    file = written(ledger, tmp_path / "old")
    assert backup.head_of(file).schema == "0001"
    target = f"sqlite:///{tmp_path}/again/ledger.db"
    upkeep.restore("anna", NOW, file, target)
    with open_ledger(target) as again:
        assert without_our_own(picture(again)) == before


def test_an_empty_ledger_of_another_version_may_be_filled(ledger: Ledger, tmp_path, home):
    source = f"sqlite:///{tmp_path}/source/ledger.db"
    with open_ledger(source, create=True) as other:
        seed(other)
        file, before = written(other, tmp_path / "file"), picture(other)
    with ledger.connected(writing=True, migrating=True) as connection:
        migrate.downgrade(connection, "0001")
    upkeep.restore("anna", NOW, file)
    assert without_our_own(picture(ledger)) == before


def test_a_ledger_that_holds_anything_is_left_alone(ledger: Ledger, tmp_path, run):
    seed(ledger)
    before, file = picture(ledger), written(ledger, tmp_path / "file")
    ran = run("restore", file)
    assert (ran.code, "not empty" in ran.err) == (2, True)
    assert picture(ledger) == before


def test_a_ledger_that_somebody_begins_meanwhile_is_left_alone(home, tmp_path):
    with open_ledger(f"sqlite:///{tmp_path}/source.db", create=True) as ledger:
        seed(ledger)
        file = written(ledger, tmp_path / "file")
    from ddd.ledger.store.database import beginning

    with pytest.raises(Refused, match="meanwhile"), beginning() as connection:
        backup.fill(connection, file)
        with open_ledger(create=True) as other, other.writing() as session:
            session.add(Setting(key="mine", value=""))
    with open_ledger() as other:
        assert picture(other)["settings"] == [{"key": "mine", "value": ""}]
    assert [one.name for one in home.iterdir()] == ["ledger.db"]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Return a backup of a ledger with something in every table."""
    folder = tmp_path_factory.mktemp("damage")
    with open_ledger(f"sqlite:///{folder}/ledger.db", create=True) as ledger:
        seed(ledger)
        return written(ledger, folder / "file")


class TestDamage:
    @staticmethod
    def refused(file: Path, folder: Path) -> str:
        with pytest.raises((LedgerError, Refused)) as told:
            upkeep.restore("anna", NOW, file, f"sqlite:///{folder}/again/ledger.db")
        assert told.value.exit_code == 2
        assert list((folder / "again").glob("*")) == []
        return str(told.value)

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_nothing_of_a_backup_comes_back_when_any_byte_was_changed(self, file, tmp_path, data):
        whole = file.read_bytes()
        place = data.draw(st.integers(0, len(whole) - 2))  # a blank instead of the last line's end says the same
        byte = data.draw(st.integers(0, 255).filter(lambda one: one != whole[place]))
        broken = tmp_path / "broken"
        broken.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
        self.refused(broken, tmp_path)

    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_nor_when_its_end_is_missing(self, file, tmp_path, data):
        whole = file.read_bytes()
        broken = tmp_path / "broken"
        broken.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 2))])
        self.refused(broken, tmp_path)

    def test_nor_when_a_byte_of_a_pressed_one_was_changed(self, file, tmp_path):
        whole = gzip.compress(file.read_bytes())
        broken = tmp_path / "broken"
        for place in range(10, len(whole), len(whole) // 40):  # 10: after the head, where flags may go either way
            broken.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
            assert re.search("damaged|no backup", self.refused(broken, tmp_path))

    def test_nor_when_a_pressed_one_is_cut(self, file, tmp_path):
        broken = tmp_path / "broken"
        broken.write_bytes(gzip.compress(file.read_bytes())[:-20])
        assert "damaged" in self.refused(broken, tmp_path)

    @pytest.mark.parametrize(
        "change",
        [
            lambda told: told.pop(3),
            lambda told: told.insert(3, b'["nothing",{"id":1}]\n'),
            lambda told: told.insert(3, b'["people",{"id":7,"what":1}]\n'),
            lambda told: told.insert(3, b'["people",{"id":7,"key":"x"}]\n'),
            lambda told: told.insert(3, b'["people",7]\n'),
            lambda told: told.insert(3, b"[]\n"),
            lambda told: told.insert(3, b"7\n"),
            lambda told: told.insert(3, b'["settings",{"key":"k","value":1e400}]\n'),
            lambda told: told.insert(3, b'["checks",{"id":1e400}]\n'),
            lambda told: told.insert(3, b'["checks",{"id":%d}]\n' % 2**70),
            lambda told: told.insert(3, b'["settings",{"key":"k","value":"\\ud800"}]\n'),
            lambda told: told.insert(3, b'["settings",{"key":"k","value":[1]}]\n'),
            lambda told: told.reverse(),
        ],
    )
    def test_nor_when_somebody_changed_it_who_knows_how_to_reckon_its_hash(self, file, tmp_path, change):
        import hashlib

        told = lines(file)[:-1]
        change(told)
        digest = hashlib.sha256(b"".join(told)).hexdigest()
        broken = tmp_path / "broken"
        broken.write_bytes(b"".join(told) + json.dumps({"sha256": digest}).encode() + b"\n")
        self.refused(broken, tmp_path)

    def test_one_by_a_newer_ddd(self, file, tmp_path):
        broken = tmp_path / "broken"
        broken.write_bytes(file.read_bytes().replace(migrate.head().encode(), b"0999", 1))
        assert "newer ddd" in self.refused(broken, tmp_path)

    @pytest.mark.parametrize("name", ["none", "folder"])
    def test_one_that_is_not_there(self, tmp_path, name):
        (tmp_path / "folder").mkdir()
        self.refused(tmp_path / name, tmp_path)


class TestWriting:
    def test_it_is_for_its_owner_alone(self, ledger: Ledger, tmp_path, run):
        assert run("backup", tmp_path / "file").code == 0
        assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600

    def test_what_is_no_backup_is_not_replaced(self, ledger: Ledger, tmp_path, run):
        diary = tmp_path / "diary"
        diary.write_text("dear diary")
        targets = [diary, tmp_path, Path("/dev/null"), *([ledger.file] if ledger.file else [])]
        for target in targets:
            ran = run("backup", target)
            assert (ran.code, "stands there" in ran.err) == (2, True)
        assert diary.read_text() == "dear diary"

    def test_a_backup_is_replaced_by_a_newer_one(self, ledger: Ledger, tmp_path, run):
        assert run("backup", tmp_path / "file").code == 0
        seed(ledger)
        assert run("backup", tmp_path / "file").code == 0
        assert backup.head_of(tmp_path / "file").rows["people"] == 1

    def test_a_folder_that_is_not_there(self, ledger: Ledger, tmp_path, run):
        ran = run("backup", tmp_path / "no" / "file")
        assert (ran.code, "cannot be written" in ran.err) == (2, True)

    def test_it_is_told_in_the_audit_and_in_the_status(self, ledger: Ledger, tmp_path, run):
        assert "none: `ddd db backup" in run("status").out
        run("backup", tmp_path / "file")
        shown = json.loads(run("status", "--format", "json").out)
        assert shown["schema"] == "ddd-ledger/1"
        assert shown["backup_file"] == str(tmp_path / "file")
        assert shown["rows"]["audit"] == 1
        with ledger.reading() as session:
            assert session.get(audit.Audit, 1).action == "db.backup"

    def test_the_proofs_beside_it_are_looked_at_before_and_after(self, ledger: Ledger, tmp_path, run, monkeypatch):
        seed(ledger)
        kept = proofs.keep(b"a photo", "good.jpg")
        with ledger.writing() as session:
            session.add(Proof(log_id=1, sha256=kept.sha256, name=kept.name, size=kept.size))
        ran = run("backup", tmp_path / "file")
        assert ran.code == 0
        assert "photo.jpg of log 1: it is gone" in ran.err
        assert "good.jpg" not in ran.err
        assert "2 proofs are not in it" in ran.err
        monkeypatch.delenv("DDD_DATABASE_URL", raising=False)
        monkeypatch.setenv("DDD_HOME", str(tmp_path / "elsewhere"))
        ran = run("restore", tmp_path / "file")
        assert ran.code == 0
        assert "good.jpg of log 1: it is gone" in ran.err
        assert f"copy their folder from its own backup to {tmp_path}/elsewhere/proofs" in ran.err

    def test_of_many_proofs_that_are_gone_a_few_are_named(self, ledger: Ledger, tmp_path, run):
        seed(ledger)
        with ledger.writing() as session:
            session.add_all(Proof(log_id=1, sha256="0" * 64, name=f"{one}.jpg", size=1) for one in range(30))
        ran = run("backup", tmp_path / "file")
        assert ran.err.count("it is gone") == 10
        assert "proofs: and 21 more" in ran.err


class TestCheck:
    def test_all_of_it_holds(self, ledger: Ledger, run):
        ran = run("check")
        assert (ran.code, ran.out) == (0, "all of it holds: database, tables, audit and proofs\n")

    def test_what_was_changed_by_hand_is_found(self, ledger: Ledger, run):
        seed(ledger)
        with ledger.connected(writing=True) as connection:
            connection.exec_driver_sql("UPDATE audit SET action = 'forged' WHERE id = 2")
            connection.exec_driver_sql("DROP INDEX ix_log_settled")
        ran = run("check", "--format", "csv")
        assert ran.code == 1
        assert ran.out.splitlines()[1:] == [
            "tables,changed by hand: add_index ix_log_settled",
            'audit,"row 2: it was changed, or the one before it was"',
            "log,2: the audit does not know it",
            "proofs,photo.jpg of log 1: it is gone",
        ]

    def test_a_row_that_points_nowhere_is_found(self, ledger: Ledger, run):
        if not ledger.is_sqlite:
            pytest.skip("PostgreSQL does not let it be")
        seed(ledger)
        import sqlite3

        other = sqlite3.connect(ledger.where)
        other.execute("DELETE FROM contracts")
        other.commit()
        other.close()
        ran = run("check")
        assert ran.code == 1
        assert "schedules points to one of contracts" in ran.out


@pytest.mark.parametrize("times", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_killed_while_restoring_there_is_all_of_it_or_nothing(database, home, tmp_path, times, monkeypatch):
    source = f"sqlite:///{tmp_path}/source/ledger.db"
    with open_ledger(source, create=True) as ledger:
        seed(ledger, rows=300)
        file, whole = written(ledger, tmp_path / "file"), picture(ledger)
    started = time.perf_counter()
    upkeep.restore("anna", NOW, file, f"sqlite:///{tmp_path}/try/ledger.db")
    took, chance, came = time.perf_counter() - started, random.Random(8), 0
    for _ in range(times):
        if database == "sqlite":
            monkeypatch.setenv("DDD_HOME", str(tmp_path / f"home-{came}"))
        killed_at_work(lambda: upkeep.restore("anna", NOW, file), delay=chance.uniform(0, took * 4))
        try:
            with open_ledger() as found:
                assert without_our_own(picture(found)) == whole
        except NoLedger:
            continue
        came += 1
        if database == "postgresql":
            with open_ledger() as found, found.connected(writing=True, migrating=True) as connection:
                migrate.downgrade(connection, "base")
    assert times < 50 or 0 < came < times
