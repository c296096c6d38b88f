"""The store: one writer at a time, all or nothing, and errors that say what to do."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from ddd.ledger import audit
from ddd.ledger.errors import LedgerError, NoLedger
from ddd.ledger.registers import assets
from ddd.ledger.store import Ledger, open_ledger, place
from ddd.ledger.store.models import Base, Setting

from .conftest import ADMIN, NOW
from .postgres import Server
from .seeding import picture, seed

NOBODY = 65534


def test_there_is_none_until_somebody_begins_it(home):
    with pytest.raises(NoLedger, match="no ledger yet"):
        open_ledger()
    assert not home.exists()


def test_a_database_without_tables_is_no_ledger_until_somebody_begins_it(database):
    with pytest.raises(NoLedger):
        open_ledger()
    with open_ledger(create=True):
        pass
    with open_ledger() as ledger, ledger.reading() as session:
        assert audit.head(session) == (0, audit.BEGINNING)


def test_the_migrations_make_what_the_models_say(ledger: Ledger):
    with ledger.connected(writing=False) as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_an_error_leaves_nothing(ledger: Ledger):
    with pytest.raises(ValueError, match="naive"), ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall")
        raise ValueError("naive")
    with ledger.reading() as session:
        assert assets.below(session) == []
        assert audit.head(session) == (0, audit.BEGINNING)


def test_a_newer_ledger_is_left_alone(ledger: Ledger):
    with ledger.connected(writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="newer ddd") as told:
        open_ledger()
    assert told.value.exit_code == 2
    with pytest.raises(LedgerError, match="newer ddd"):
        open_ledger(any_version=True)


def test_whoever_reads_cannot_write_by_mistake(ledger: Ledger):
    with pytest.raises(LedgerError), ledger.reading() as session:
        session.add(Setting(key="k", value="v"))
        session.flush()
    with ledger.reading() as session:
        assert session.get(Setting, "k") is None


def test_whoever_reads_sees_one_state_whatever_is_written_meanwhile(ledger: Ledger):
    with ledger.reading() as reader:
        assert reader.query(Setting).count() == 0
        with ledger.writing() as writer:
            writer.add(Setting(key="k", value="v"))
        assert reader.query(Setting).count() == 0
    with ledger.reading() as reader:
        assert reader.query(Setting).count() == 1


def test_the_files_are_for_their_owner_alone(home):
    old = os.umask(0)
    try:
        with open_ledger(create=True) as ledger, ledger.writing() as session:
            session.add(Setting(key="k", value="v"))
            session.flush()
            modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in [home, *home.iterdir()]}
    finally:
        os.umask(old)
    assert modes == {"home": 0o700, "ledger.db": 0o600, "ledger.db-wal": 0o600, "ledger.db-shm": 0o600}


@pytest.mark.parametrize("name", ["a b", "50%20", "what?mode=ro", "#1", "ü", "file:x", "a@b"])
def test_a_home_of_any_name_will_do(tmp_path: Path, home, monkeypatch, name):
    monkeypatch.setenv("DDD_HOME", str(tmp_path / name))
    with open_ledger(create=True) as ledger:
        assert ledger.file == tmp_path / name / "ledger.db"
        seed(ledger)
    assert [one.name for one in (tmp_path / name).iterdir()] == ["ledger.db"]


def test_opening_a_current_one_does_without_alembic(ledger: Ledger):
    code = "import sys, ddd.ledger.store as it; it.open_ledger().close(); sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestWhatCannotBeOpened:
    def test_a_folder(self, home):
        (home / "ledger.db").mkdir(parents=True)
        for create in (False, True):
            with pytest.raises(LedgerError, match="is a folder"):
                open_ledger(create=create)

    def test_a_home_that_is_a_file(self, home):
        home.write_text("")
        with pytest.raises(NoLedger):
            open_ledger()
        with pytest.raises(LedgerError, match="cannot be made"):
            open_ledger(create=True)

    def test_another_file(self, home):
        home.mkdir()
        (home / "ledger.db").write_bytes(b"hello, this is my diary" * 100)
        for create in (False, True):
            with pytest.raises(LedgerError, match="not a database") as told:
                open_ledger(create=create)
            assert "ddd db restore" in told.value.advice
        assert (home / "ledger.db").read_bytes() == b"hello, this is my diary" * 100

    def test_a_damaged_file(self, home):
        with open_ledger(create=True) as ledger:
            seed(ledger, rows=500)
        file = home / "ledger.db"
        whole = bytearray(file.read_bytes())
        whole[8_192:-4_096] = b"\xa5" * (len(whole) - 12_288)
        file.write_bytes(whole)
        with pytest.raises(LedgerError, match="malformed") as told, open_ledger() as ledger:
            picture(ledger)
        assert "ddd db restore" in told.value.advice

    def test_another_sort_of_database(self, home, monkeypatch):
        monkeypatch.setenv("DDD_DATABASE_URL", "mysql://u:s3cret@host/db")
        with pytest.raises(LedgerError, match="mysql") as told:
            open_ledger()
        assert "s3cret" not in str(told.value)

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql://u:s3c@ret/x@host/db",
            "postgresql://u:s3c@ret@127.0.0.1:1/db",
            "postgresql://u:s3c:ret@host:s3c/db",
            "postgresql://u:s3c#ret",
            "postgresql://u:s3cret@127.0.0.1:1/db",
            "postgresql://u@127.0.0.1:1/db?password=s3cret",
            "postgresql://u:s3cret@127.0.0.1:1/db?sslmode=maybe",
            "postgresql://u:s3cret@nowhere.invalid/db",
            "postgresql://u:s3cret@127.0.0.1/",
            "sqlite://",
            "sqlite:///:memory:",
            "s3cret",
        ],
    )
    def test_an_address_that_leads_nowhere_is_told_without_what_is_secret_in_it(self, home, monkeypatch, url):
        monkeypatch.setenv("DDD_DATABASE_URL", url)
        with pytest.raises(LedgerError) as told:
            open_ledger()
        assert told.value.advice
        assert "s3c" not in str(told.value)
        assert "ret" not in str(told.value).replace("secret", "")


class TestFullDisk:
    """Stands for it: a file that may not grow."""

    def test_nothing_of_what_did_not_fit_is_there_and_all_of_what_did(self, ledger: Ledger, home):
        if not ledger.is_sqlite:
            pytest.skip("PostgreSQL stands elsewhere")
        seed(ledger)
        before = picture(ledger)
        with pytest.raises(LedgerError, match="full") as told, ledger.writing() as session:
            session.execute(text("PRAGMA max_page_count = 1"))
            for number in range(500):
                session.add(Setting(key=f"k{number}", value="x" * 5_000))
                session.flush()
        assert "make room" in told.value.advice
        ledger.close()
        with open_ledger() as again:
            assert picture(again) == before
            with again.writing() as session:
                session.add(Setting(key="room", value="again"))


def as_nobody(code: str, folder: Path) -> str:
    """Run a few lines as a user who may do nothing, in a process of their own, and return what they print."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writing, "w") as sys.stdout:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
                os.environ["DDD_HOME"] = str(folder)
                try:
                    exec(code, {"open_ledger": open_ledger, "Setting": Setting})
                except Exception as error:  # noqa: BLE001  told to whoever asked
                    print(type(error).__name__, error)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        told = said.read()
    os.waitpid(child, 0)
    return told


READ = """
with open_ledger() as ledger, ledger.reading() as session:
    print(ledger.only_read, sorted(one.key for one in session.query(Setting)))
"""
WRITE = """
with open_ledger() as ledger, ledger.writing() as session:
    session.add(Setting(key='mine', value=''))
print('written')
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
class TestWhoMayOnlyRead:
    @pytest.fixture
    def shared(self, home):
        """Return the home of a ledger that others may look into, at a place that they can reach."""
        import shutil
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="ddd-shared-"))
        with open_ledger(f"sqlite:///{folder}/ledger.db", create=True) as ledger:
            seed(ledger)
        folder.chmod(0o755)
        (folder / "ledger.db").chmod(0o644)
        yield folder
        shutil.rmtree(folder)

    def test_reads_what_is_there(self, shared):
        assert as_nobody(READ, shared) == "True ['hello']\n"
        assert [one.name for one in shared.iterdir()] == ["ledger.db"]

    def test_reads_what_somebody_who_is_at_work_has_written(self, shared):
        with open_ledger(f"sqlite:///{shared}/ledger.db") as ledger:
            with ledger.writing() as session:
                session.add(Setting(key="just now", value=""))
            assert (shared / "ledger.db-wal").stat().st_size
            assert as_nobody(READ, shared) == "True ['hello', 'just now']\n"

    def test_reads_what_somebody_who_was_killed_has_written(self, shared):
        if (child := os.fork()) == 0:
            with open_ledger(f"sqlite:///{shared}/ledger.db") as ledger:
                with ledger.writing() as session:
                    session.add(Setting(key="last", value=""))
                os._exit(9)
        os.waitpid(child, 0)
        assert as_nobody(READ, shared) == "True ['hello', 'last']\n"

    def test_is_told_so_when_writing(self, shared):
        told = as_nobody(WRITE, shared)
        assert told.startswith(f"LedgerError {shared}/ledger.db: may only be read\n")
        assert "permissions" in told

    def test_may_not_even_read_when_the_file_says_so(self, shared):
        (shared / "ledger.db").chmod(0o600)
        assert "LedgerError" in as_nobody(READ, shared)

    def test_reads_from_a_folder_that_is_writable_when_the_file_is_not(self, shared):
        shared.chmod(0o777)
        assert as_nobody(READ, shared) == "True ['hello']\n"
        assert as_nobody(WRITE, shared).startswith("LedgerError")


LOSE = """
from ddd.ledger.errors import LedgerError
from ddd.ledger.store import open_ledger
from ddd.ledger.store.models import Setting
try:
    with open_ledger(URL) as ledger, ledger.writing() as session:
        session.add(Setting(key="mine", value=""))
        session.flush()
        print("at work", flush=True)
        input()
except LedgerError as error:
    print(error)
"""


@contextmanager
def resetting(port: int) -> Iterator[tuple[int, threading.Event]]:
    """Give a port that leads to another; once the event is set, who next says something there has their line reset."""
    reset, open_ones = threading.Event(), []

    def pump(source: socket.socket, target: socket.socket, *, asks: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if asks and reset.is_set():
                    reset.clear()
                    source.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    source.close()
                    break
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)  # the other thread still hears on it

    def serve() -> None:
        with suppress(OSError):
            while True:
                asking, _ = listening.accept()
                answering = socket.create_connection(("127.0.0.1", port))
                open_ones.extend((asking, answering))
                threading.Thread(target=pump, args=(asking, answering), kwargs={"asks": True}, daemon=True).start()
                threading.Thread(target=pump, args=(answering, asking), kwargs={"asks": False}, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], reset
        listening.shutdown(socket.SHUT_RDWR)
    for one in open_ones:
        one.close()


@pytest.mark.slow
class TestServer:
    def test_a_wrong_password_is_told_but_not_shown(self, home, server: Server):
        with pytest.raises(LedgerError, match="password authentication failed") as told:
            open_ledger(server.url("test_1", password="wr0ng"))
        assert "wr0ng" not in str(told.value)
        assert "DDD_DATABASE_URL" in told.value.advice

    def test_a_database_that_is_not_there(self, home, server: Server):
        with pytest.raises(LedgerError, match="does not exist") as told:
            open_ledger(server.url("nowhere"))
        assert "createdb" in told.value.advice

    def test_nobody_listens(self, home, server: Server):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            with pytest.raises(LedgerError, match="cannot be reached"):
                open_ledger(server.url("test_1", port=free.getsockname()[1]))

    def test_by_its_socket_too(self, home, server: Server):
        url = f"postgresql://ddd:{server.password}@:{server.port}/test_1?host={server.sockets}"
        with open_ledger(url) as ledger, ledger.reading() as session:
            assert audit.head(session) == (0, audit.BEGINNING)

    def test_a_connection_that_is_cut_loses_nothing_but_its_own_work(self, server: Server, home):
        name = server.database("test_1")
        with open_ledger(server.url(name)) as ledger:
            seed(ledger)
            before = picture(ledger)
            with pytest.raises(LedgerError) as told, ledger.writing() as session:
                session.add(Setting(key="mine", value=""))
                session.flush()
                self.cut(server, name)
                session.add(Setting(key="more", value=""))
            assert told.value.exit_code == 2
            self.cut(server, name)  # those that wait in the pool too: the next one gets a new one
            assert picture(ledger) == before
            with ledger.writing() as session:
                session.add(Setting(key="mine", value=""))
        server.drop(name)

    def test_a_connection_that_is_reset_while_it_waits_for_the_answer_is_told_as_lost(self, server: Server, home):
        name = server.database("test_1")
        with resetting(server.port) as (port, reset), open_ledger(server.url(name, port=port)) as ledger:
            with pytest.raises(LedgerError, match="database was lost") as told, ledger.writing() as session:
                session.add(Setting(key="mine", value=""))
                session.flush()
                reset.set()
            assert told.value.exit_code == 2
            assert "try again" in told.value.advice
            with ledger.writing() as session:
                assert session.get(Setting, "mine") is None
                session.add(Setting(key="mine", value=""))
        server.drop(name)

    def test_a_line_that_broke_while_nobody_used_it_is_made_anew_unseen(self, server: Server, home):
        name = server.database("test_1")
        with resetting(server.port) as (port, reset), open_ledger(server.url(name, port=port)) as ledger:
            seed(ledger)
            before = picture(ledger)
            reset.set()
            assert picture(ledger) == before
            assert not reset.is_set()
        server.drop(name)

    def test_of_a_lost_connection_one_error_is_told_and_no_log(self, server: Server, home):
        name = server.database("test_1")
        with resetting(server.port) as (port, reset):
            code, pipe = LOSE.replace("URL", repr(server.url(name, port=port))), subprocess.PIPE
            child = subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
            assert child.stdout is not None
            assert child.stdout.readline() == "at work\n"
            reset.set()
            said, wrong = child.communicate("go on\n", timeout=60)
        assert wrong == ""
        assert "connection to the database was lost" in said
        server.drop(name)

    def test_what_was_acknowledged_is_there_after_the_server_was_killed(self, home):
        own = Server()
        try:
            with open_ledger(own.url(own.database()), create=True) as ledger:
                seed(ledger)
                before = picture(ledger)
                with pytest.raises(LedgerError), ledger.writing() as session:
                    session.add(Setting(key="mine", value=""))
                    session.flush()
                    own.kill()
                own.start()
                assert picture(ledger) == before
        finally:
            own.stop()

    @staticmethod
    def cut(server: Server, name: str) -> None:
        server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def test_a_file_that_others_hold_is_waited_for_and_then_told(ledger: Ledger, monkeypatch, home):
    if not ledger.is_sqlite:
        pytest.skip("a file has this")
    monkeypatch.setattr("ddd.ledger.store.database.PATIENCE_SECONDS", 0.2)
    other = sqlite3.connect(place.home() / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_ledger() as second, pytest.raises(LedgerError, match="locked") as told, second.writing():
        pass
    assert "another program" in told.value.advice
    other.close()
