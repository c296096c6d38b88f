"""One file that holds a whole ledger, for any database: JSON lines, pressed together when its name ends in `.gz`.

The first line tells the schema and how many rows each table has; then comes a line a row, and at the end one with the
sha256 of all before it. Times are seconds since 1970. It holds what the ledger holds, addresses of people too: it is
made for its owner alone. The files of proofs are not in it, their hashes are.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, Table, TextClause, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from ddd.ledger.errors import LedgerError, Refused
from ddd.ledger.store import migrate, place

FORMAT = "ddd-ledger-backup/1"
_AT_ONCE = 1_000
_UNCOUNTED = frozenset({"alembic_version", "settings"})
"""A ledger that holds no more than these is empty."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the first line of a backup tells."""

    schema: str
    made_at: int
    """Seconds since 1970."""
    rows: Mapping[str, int]
    """Table -> how many, in the order in which they can be filled."""

    @property
    def total(self) -> int:
        """How many rows it holds."""
        return sum(self.rows.values())


def write(connection: Connection, file: Path, made_at: int) -> Head:
    """Write all that a transaction sees to a file, at once or not at all, on the disk when it returns.

    Raises LedgerError where it cannot be written, Refused for a file that is there and is no backup.
    """
    target = file.resolve()
    _refuse_to_replace(target)
    tables = _tables(connection)
    rows = {one.name: connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables}
    head = Head(migrate.version(connection) or "", made_at, rows)
    staged: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        staged = Path(name)
        with os.fdopen(descriptor, "wb") as out:  # for its owner alone: so mkstemp makes it
            _put(out, _lines(connection, tables, head), pressed=target.suffix == ".gz")
            out.flush()
            os.fsync(out.fileno())
        staged.replace(target)
        place.settle(target.parent)
    except OSError as error:
        raise LedgerError(
            f"the backup cannot be written: {error.strerror}", where=str(file), advice="name another place"
        ) from None
    finally:
        if staged is not None:
            staged.unlink(missing_ok=True)
    return head


def head_of(file: Path) -> Head:
    """Return what a backup tells of itself. Raises LedgerError for what is none, or a newer one."""
    with _opened(file) as lines:
        return _head(next(lines, b""), file)


def fill(connection: Connection, file: Path) -> Head:
    """Fill an empty database from a backup, within the transaction, and bring it to the newest schema.

    Raises Refused when it is not empty, LedgerError when the backup is damaged: then leave nothing of it.
    """
    with _opened(file) as lines:
        first = next(lines, b"")
        head = _head(first, file)
        refuse_unless_empty(connection)
        if migrate.version(connection) is not None:
            migrate.downgrade(connection, "base")
        migrate.upgrade(connection, head.schema)
        _insert(connection, _rows(lines, first, file), head, file)
    migrate.upgrade(connection)
    return head


def refuse_unless_empty(connection: Connection) -> None:
    """Raise Refused when the ledger holds anything."""
    held = [one.name for one in _tables(connection) if one.name not in _UNCOUNTED and _holds_rows(connection, one)]
    if held:
        raise Refused(
            f"the ledger is not empty: it has {', '.join(held[:4])}{', …' if len(held) > 4 else ''}",
            advice="restore to another place: set DDD_HOME or DDD_DATABASE_URL to one where there is no ledger",
        )


def _refuse_to_replace(target: Path) -> None:
    try:
        if not target.exists() or (target.is_file() and not target.stat().st_size):
            return
        head_of(target)
    except (LedgerError, OSError):
        raise Refused(
            "something else stands there", where=str(target), advice="name a new file, or a backup to replace"
        ) from None


def _tables(connection: Connection) -> list[Table]:
    """Return the tables as they are in the database, whatever its version: those pointed to before those that point."""
    found = MetaData()
    found.reflect(connection)
    return [one for one in found.sorted_tables if one.name != "alembic_version"]


def _holds_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(select(*table.primary_key.columns).limit(1)).first() is not None


def _lines(connection: Connection, tables: Iterable[Table], head: Head) -> Iterator[bytes]:
    yield _line({"format": FORMAT, "schema": head.schema, "made_at": head.made_at, "rows": dict(head.rows)})
    for table in tables:
        wanted = select(table).order_by(*table.primary_key.columns)
        found = connection.execute(wanted, execution_options={"yield_per": _AT_ONCE})
        for row in found.mappings():
            yield _line([table.name, dict(row)])


def _line(told: Any) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def _put(out: IO[bytes], lines: Iterable[bytes], *, pressed: bool) -> None:
    digest = hashlib.sha256()
    stream: IO[bytes] = gzip.GzipFile("", "wb", 6, out, mtime=0) if pressed else out  # type: ignore[assignment]
    for line in lines:
        digest.update(line)
        stream.write(line)
    stream.write(_line({"sha256": digest.hexdigest()}))
    if pressed:
        stream.close()


@contextmanager
def _opened(file: Path) -> Iterator[Iterator[bytes]]:
    try:
        with file.open("rb") as found:
            pressed = found.peek(2)[:2] == b"\x1f\x8b"
            with gzip.GzipFile(fileobj=found) if pressed else found as lines:
                yield iter(lines)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _damaged(file, str(error)) from None
    except OSError as error:
        raise LedgerError(
            f"the backup cannot be read: {error.strerror}", where=str(file), advice="name the file of a backup"
        ) from None


def _head(line: bytes, file: Path) -> Head:
    try:
        told = json.loads(line)
        head = Head(str(told["schema"]), int(told["made_at"]), {str(k): int(v) for k, v in told["rows"].items()})
        form = told["format"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise LedgerError("is no backup of a ledger", where=str(file), advice="name the file of a backup") from None
    if form != FORMAT or head.schema not in migrate.known():
        raise LedgerError(
            f"was made by a newer ddd (its schema is {head.schema})", where=str(file), advice="use that version"
        )
    return head


def _rows(lines: Iterator[bytes], first: bytes, file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield table and row. Raises LedgerError unless the file ends with the hash of its first line and of these."""
    digest = hashlib.sha256(first)
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            break
        match told:
            case [str() as table, dict() as row]:
                digest.update(line)
                yield table, row
            case {"sha256": str() as end} if end == digest.hexdigest() and next(lines, None) is None:
                return
            case _:
                break
    raise _damaged(file, "it does not hold what was written")


def _insert(connection: Connection, rows: Iterable[tuple[str, dict[str, Any]]], head: Head, file: Path) -> None:
    tables = {one.name: one for one in _tables(connection)}
    counted = dict.fromkeys(head.rows, 0)
    for name, group in groupby(rows, itemgetter(0)):
        table = tables.get(name)
        if table is None or name not in counted:
            raise _damaged(file, f"it has rows of “{name}”")
        values = (row for _, row in group)
        inner: list[dict[str, Any]] = []
        while batch := list(islice(values, _AT_ONCE)):
            if any(one.keys() - table.columns.keys() for one in batch):
                raise _damaged(file, f"rows of {name} have fields that are not known")
            inner += [kept for one in batch if (kept := _set_aside(table, one))]
            _add(connection, table, batch, file)
            counted[name] += len(batch)
        _point(connection, table, inner)
        _count_on(connection, table)
    if counted != dict(head.rows):
        raise _damaged(file, "rows are missing")


def _add(connection: Connection, table: Table, batch: list[dict[str, Any]], file: Path) -> None:
    try:
        if connection.dialect.name == "postgresql":  # a statement of many values takes its driver minutes to read
            connection.execute(_from_json(table), {"rows": json.dumps(batch)})
        else:
            connection.execute(insert(table), batch)
    except DBAPIError:
        raise  # the database says what is the matter
    except (StatementError, OverflowError, TypeError, ValueError):
        raise _damaged(file, f"rows of {table.name} hold what no ledger holds") from None


def _from_json(table: Table) -> TextClause:
    names = ", ".join(f'"{name}"' for name in table.c.keys())  # noqa: SIM118  of our own tables
    made = f'json_populate_recordset(NULL::"{table.name}", CAST(:rows AS json))'
    return text(f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {made}')  # noqa: S608


def _set_aside(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Empty the fields of a row that point to rows of its own table, which may come later; return them with its id."""
    own = [one.parent.name for one in table.foreign_keys if one.column.table is table]
    kept = {name: row[name] for name in own if row.get(name) is not None}
    row.update(dict.fromkeys(kept))
    return {"of": row["id"], **kept} if kept else {}


def _point(connection: Connection, table: Table, inner: Iterable[dict[str, Any]]) -> None:
    for kept in inner:
        connection.execute(update(table).where(table.c.id == kept.pop("of")).values(kept))


def _count_on(connection: Connection, table: Table) -> None:
    """See that PostgreSQL gives new rows numbers of their own; SQLite looks by itself."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
    if sequence:
        last = connection.scalar(select(func.max(table.c.id))) or 0
        connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": max(last, 1)})


def _damaged(file: Path, why: str) -> LedgerError:
    return LedgerError(
        f"the backup is damaged: {why}", where=str(file), advice="use another: nothing of it was restored"
    )
