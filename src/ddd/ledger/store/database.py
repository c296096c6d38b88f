"""Opens the database and gives transactions: many may read, one at a time may write, and waits for its turn.

SQLite begins to write with BEGIN IMMEDIATE; on PostgreSQL an advisory lock does the same. So what a transaction has
read is true until it ends, and nobody ever sees "database is locked".
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ddd.ledger.errors import LedgerError, NoLedger
from ddd.ledger.store import migrate, place, postgresql, sqlite

PATIENCE_SECONDS = 60
"""How long one waits for one's turn to write."""
_STARTING_SECONDS = 15
_NOT_YET = ("53300", "57P03")  # too many connections; it is starting
_STEP_SECONDS = 0.2
_ADVICE = {
    "readonly": "its file or folder may not be written: check its permissions",
    "disk is full": "make room where it stands; nothing of this was recorded",
    "No space left": "make room where it stands; nothing of this was recorded",
    "unable to open": "check that its folder exists and may be written",
    "not a database": "it is no ledger, or damaged: restore a copy with `ddd db restore`",
    "malformed": "it is damaged: restore a copy with `ddd db restore`",
    "disk I/O": "its disk fails, or its files are gone: `ddd db check`, and restore a copy with `ddd db restore`",
    "locked": "another program holds it: try again when it has ended",
    "28": "check the user and the password in DDD_DATABASE_URL",
    "3D000": "make that database first: createdb NAME",
    "42501": "its owner must grant this user the right: see docs/operations.md",
    "25006": "that server only gives out copies: name the one that is written to",
    "53100": "make room where it stands; nothing of this was recorded",
    "53300": "too many are connected: try again, or raise max_connections",
    "55P03": "another program holds it: try again when it has ended",
    "57P": "the server was stopped or started meanwhile: try again",
}
"""What the database says (words of SQLite, codes of PostgreSQL) -> what to do."""


class Ledger:
    """An open ledger. Close it, or use it in a `with` statement."""

    def __init__(self, engine: Engine, where: str, *, only_read: bool = False) -> None:
        self.engine = engine
        self.where = where
        """A path, or an address without its password."""
        self.only_read = only_read
        """Its file may not be written by this user."""

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """Where it stands on this machine; None when a server keeps it."""
        return Path(self.where) if self.is_sqlite else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the ledger. Raises LedgerError."""
        with self.connected(writing=False) as connection, Session(connection) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give the session that may write; at the end of the block all of it is recorded, or after an error nothing.

        Raises LedgerError. Once it has returned, the work survives the death of any process.
        """
        with self.connected(writing=True) as connection, Session(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def connected(self, *, writing: bool, migrating: bool = False) -> Iterator[Connection]:
        """Give a connection within one transaction, committed at the end of the block. Raises LedgerError.

        Whoever is `migrating` changes tables: then rows that point nowhere are looked for at the end.
        """
        if writing and self.only_read:
            raise LedgerError("may only be read", where=self.where, advice=_ADVICE["readonly"])
        with self._told(), self._connection() as connection:
            connection = connection.execution_options(
                **{sqlite.WRITING: writing or migrating, sqlite.MIGRATING: migrating}
            )
            with connection.begin():
                if not self.is_sqlite:
                    postgresql.begin(connection, writing=writing or migrating, patience=PATIENCE_SECONDS)
                yield connection
                if migrating and self.is_sqlite:
                    self._refuse_what_points_nowhere(connection)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connection(self) -> Connection:
        """Return a connection; a server that is about to be ready is waited for: nothing has been asked of it yet."""
        give_up = time.monotonic() + _STARTING_SECONDS
        while True:
            try:
                return self.engine.connect()
            except DBAPIError as error:
                if postgresql.code(error.orig) not in _NOT_YET or time.monotonic() > give_up:
                    raise
            time.sleep(_STEP_SECONDS)

    def _refuse_what_points_nowhere(self, connection: Connection) -> None:
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if lost is not None:
            raise LedgerError(
                f"a row of {lost[0]} points to one of {lost[2]} that is not there",
                where=self.where,
                advice="nothing was changed: `ddd db check` tells more, `ddd db restore` brings back a copy",
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the database says into what a person can do."""
        try:
            yield
        except DBAPIError as error:
            raise _explained(error, self.where) from error


def open_ledger(url: str | None = None, *, create: bool = False, any_version: bool = False) -> Ledger:
    """Open the ledger at `url`, else where the environment says; `create` begins one where there is none.

    Raises NoLedger where there is none, LedgerError where it cannot be opened or is of another version of ddd; with
    `any_version` it may be of any that this ddd knows.
    """
    ledger = _ledger(url, create=create)
    try:
        _check_version(ledger, create=create, any_version=any_version)
    except BaseException:
        ledger.close()
        raise
    return ledger


@contextmanager
def beginning(url: str | None = None) -> Iterator[Connection]:
    """Give a connection to the ledger that is to begin, or is there and may hold nothing; the tables are up to you.

    At the end of the block all of it is recorded, or after an error nothing. A new file bears another name until then.
    Raises LedgerError, and Refused where somebody else has begun one meanwhile.
    """
    address = place.address(url)
    file = Path(place.shown(address)) if address.get_backend_name() == "sqlite" else None
    if file is None or sqlite.exists(file):
        with _ledger(url, create=False) as ledger, ledger.connected(writing=True, migrating=True) as connection:
            yield connection
        return
    with (
        sqlite.under_another_name(place.made(file.parent) / file.name) as other,
        Ledger(sqlite.engine(other, PATIENCE_SECONDS), str(file)) as ledger,
        ledger.connected(writing=True, migrating=True) as connection,
    ):
        yield connection


def _ledger(url: str | None, *, create: bool) -> Ledger:
    address = place.address(url)
    where = place.shown(address)
    if address.get_backend_name() != "sqlite":
        return Ledger(postgresql.engine(address), where)
    file = Path(where)
    if not sqlite.exists(file):
        if not create:
            raise NoLedger(where)
        place.made(file.parent)
        sqlite.begun(file)
    return Ledger(sqlite.engine(file, PATIENCE_SECONDS), where, only_read=sqlite.only_read(file))


def _check_version(ledger: Ledger, *, create: bool, any_version: bool) -> None:
    with ledger.connected(writing=False) as connection:
        found = migrate.version(connection)
    if found is None:
        if not create:
            raise NoLedger(ledger.where)
        with ledger.connected(writing=True, migrating=True) as connection:
            migrate.upgrade(connection)
    elif found not in migrate.known():
        raise LedgerError(
            f"it was written by a newer ddd (its schema is {found})",
            where=ledger.where,
            advice="use that version, or restore a copy from before: nothing was changed",
        )
    elif found != migrate.head() and not any_version:
        raise LedgerError(
            f"it was written by an older ddd (its schema is {found})",
            where=ledger.where,
            advice="`ddd db backup` keeps a copy, `ddd db upgrade` brings it up to date",
        )


def _explained(error: DBAPIError, where: str) -> LedgerError:
    if postgresql.is_lost(error.orig):
        advice = "nothing of this was recorded, or all of it: look, and try again"
        return LedgerError("the connection to the database was lost", where=where, advice=advice)
    code = postgresql.code(error.orig)
    said = str(error.orig.args[0]["M"]) if code and error.orig is not None else " ".join(str(error.orig).split())
    advice = next(
        (advice for mark, advice in _ADVICE.items() if (code.startswith(mark) if code else mark in said)),
        "see docs/operations.md, “When it fails”",
    )
    return LedgerError(f"the database says: {said[:300]}", where=where, advice=advice)
