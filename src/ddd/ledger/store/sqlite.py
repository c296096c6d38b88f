"""The ledger in a file: how SQLite is told to keep it.

It runs in WAL mode: many read while one writes. What was committed survives the death of process and machine.
A file that may not be written, or in such a folder, is read all the same: SQLite would want to make files beside it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event

from ddd.ledger.errors import LedgerError, Refused
from ddd.ledger.store import place

WRITING, MIGRATING = "ddd_writing", "ddd_migrating"
"""Options of a connection: what its transactions are for."""
_COMPANIONS = ("-wal", "-shm", "-journal")
_STEP_SECONDS = 0.02
_UNFINISHED = ".unfinished-"
_SURELY_DEAD_SECONDS = 86_400


def begun(file: Path) -> None:
    """Make an empty file for its owner alone, if there is none: SQLite gives its companions the same rights."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        return  # SQLite says what is the matter


def exists(file: Path) -> bool:
    """Return whether a ledger may be there. Raises LedgerError for what is no file, or what may not be looked at."""
    try:
        mode = file.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise LedgerError(
            f"cannot be looked at: {error.strerror}", where=str(file), advice="check the permissions of its folders"
        ) from None
    if not stat.S_ISREG(mode):
        raise LedgerError(
            f"is {'a folder' if stat.S_ISDIR(mode) else 'no file'}",
            where=str(file),
            advice="name the file itself, as in sqlite:////PATH/ledger.db",
        )
    return True


def only_read(file: Path) -> bool:
    """Return whether the file is there and this user may only read it: the file itself or its folder."""
    return file.exists() and not (os.access(file, os.W_OK) and os.access(file.resolve().parent, os.W_OK))


def engine(file: Path, patience: float) -> Engine:
    """Return the engine for a file; it waits up to `patience` seconds for its turn."""
    reading = only_read(file)
    made = create_engine(_only_reading(file) if reading else _usual(file), connect_args={"timeout": patience})

    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the transactions are ours: the driver would begin others
        if not reading:
            _keep_safely(connection, patience)

    event.listen(made, "connect", set_up)
    event.listen(made, "begin", _begin)
    return made


@contextmanager
def under_another_name(file: Path) -> Iterator[Path]:
    """Give the name of a new file; once it is written and closed, it gets its own. After an error nothing is left.

    Raises Refused when there is such a file by then.
    """
    for left in file.parent.glob(f"{_UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > _SURELY_DEAD_SECONDS:
            shutil.rmtree(left, ignore_errors=True)  # whoever made it was killed
    folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=file.parent))
    try:
        made = folder / file.name
        begun(made)
        yield made
        _name(made, file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _name(made: Path, file: Path) -> None:
    """Give a file its name, unless there is one of that name: a link never replaces."""
    try:
        os.link(made, file)
        place.settle(file.parent)
    except FileExistsError:
        raise Refused("somebody has begun a ledger meanwhile", where=str(file), advice="`ddd db status`") from None
    except OSError as error:
        raise LedgerError(f"cannot be made: {error.strerror}", where=str(file), advice="set DDD_HOME") from None


def companions(file: Path) -> list[Path]:
    """Return the files that SQLite keeps beside it, of those that are there."""
    return [one for suffix in _COMPANIONS if (one := Path(f"{file}{suffix}")).exists()]


def _usual(file: Path) -> URL:
    return URL.create("sqlite", database=str(file))


def _only_reading(file: Path) -> URL:
    """Return how to open a file that may not be written.

    A log beside it (`-wal`) that holds something is read too. Without one, nobody writes: the file holds all.
    """
    log = Path(f"{file.resolve()}-wal")
    query = {"uri": "true", "mode": "ro"}
    if not log.exists() or not log.stat().st_size:
        query["immutable"] = "1"  # else SQLite would make that log, and could not
    return URL.create("sqlite", database=f"file:{quote(str(file.resolve()))}", query=query)


def _keep_safely(connection: sqlite3.Connection, patience: float) -> None:
    give_up = time.monotonic() + patience
    while not _is_wal(connection):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:  # for this change SQLite itself does not wait for its turn
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(_STEP_SECONDS)
    connection.execute("PRAGMA synchronous=FULL")


def _is_wal(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")


def _begin(connection: Connection) -> None:
    """Begin to read, or wait for one's turn to write: then what was read stays true until the end."""
    options = connection.get_execution_options()
    writing, migrating = options.get(WRITING, False), options.get(MIGRATING, False)
    # To change a table SQLite makes it anew: what points to its rows would be in the way, and is looked at afterwards.
    connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
