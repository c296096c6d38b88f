"""Opens the database and gives transactions: many may read, one at a time may write, and waits for its turn.

SQLite runs in WAL mode and begins to write with BEGIN IMMEDIATE; on PostgreSQL an advisory lock does the same. So what a
transaction has read is true until it ends, and nobody ever sees "database is locked".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ddd.ledger.errors import LedgerError, NoLedger
from ddd.ledger.store import migrate, place

PATIENCE_SECONDS = 60
"""How long one waits for one's turn to write."""
_WRITING = "ddd_writing"
_LOCK = 0x646464  # "ddd": whoever writes to a ledger on PostgreSQL holds this advisory lock
_ADVICE = {
    "readonly": "its file or folder may not be written: check its permissions",
    "disk is full": "make room where it stands; nothing of this was recorded",
    "No space left": "make room where it stands; nothing of this was recorded",
    "unable to open": "check that its folder exists and may be written",
    "not a database": "it is no ledger, or damaged: restore a copy with `ddd db restore`",
    "malformed": "it is damaged: restore a copy with `ddd db restore`",
    "locked": "another program holds it: try again when it has ended",
}


class Ledger:
    """An open ledger. Close it, or use it in a `with` statement."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.where = engine.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the ledger. Raises LedgerError."""
        with self._told(), self.connected(writing=False) as connection, Session(connection) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give the session that may write; at the end of the block all of it is recorded, or after an error nothing.

        Raises LedgerError. Once it has returned, the work survives the death of any process.
        """
        with self._told(), self.connected(writing=True) as connection, Session(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def connected(self, *, writing: bool) -> Iterator[Connection]:
        """Give a connection within one transaction, committed at the end of the block."""
        with self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITING: writing})
            with connection.begin():
                if writing and not self.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the database says into what a person can do."""
        try:
            yield
        except DBAPIError as error:
            raise _explained(error, self.where) from error


def open_ledger(url: str | None = None, *, create: bool = False) -> Ledger:
    """Open the ledger at `url`, else where the environment says; `create` begins one where there is none.

    Raises NoLedger where there is none, LedgerError where it cannot be opened or is of another version of ddd.
    """
    url = url or place.address()
    file = _file(url)
    if file is not None and not create and not file.exists():
        raise NoLedger(str(file))
    if file is not None and create:
        place.made(file.parent)
    ledger = Ledger(_engine(url))
    try:
        with ledger._told():
            _check_version(ledger, create=create)
    except BaseException:
        ledger.close()
        raise
    return ledger


def _check_version(ledger: Ledger, *, create: bool) -> None:
    with ledger.connected(writing=False) as connection:
        found = migrate.version(connection) if inspect(connection).has_table("alembic_version") else None
    if found is None:
        if not create:
            raise NoLedger(ledger.where)
        with ledger.connected(writing=True) as connection:
            migrate.upgrade(connection)
    elif found not in migrate.known():
        raise LedgerError(
            f"it was written by a newer ddd (its schema is {found})",
            where=ledger.where,
            advice="use that version, or restore a copy from before: nothing was changed",
        )
    elif found != migrate.head():
        raise LedgerError(
            f"it was written by an older ddd (its schema is {found})",
            where=ledger.where,
            advice="`ddd db backup` keeps a copy, `ddd db upgrade` brings it up to date",
        )


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": PATIENCE_SECONDS})
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        return create_engine(url, pool_pre_ping=True, connect_args={"timeout": PATIENCE_SECONDS * 2})
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"{error.name} is not installed", where="DDD_DATABASE_URL", advice="pip install 'ddd-maintenance[postgres]'"
        ) from None


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the transactions are ours: the driver would begin others
    if not _is_wal(connection):
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _is_wal(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _file(url: str) -> Path | None:
    found = make_url(url)
    return Path(found.database) if found.get_backend_name() == "sqlite" and found.database else None


def _explained(error: DBAPIError, where: str) -> LedgerError:
    said = " ".join(str(error.orig).split())
    advice = next(
        (advice for mark, advice in _ADVICE.items() if mark in said), "see docs/operations.md, “When it fails”"
    )
    return LedgerError(f"the database says: {said[:300]}", where=where, advice=advice)
