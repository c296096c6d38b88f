"""The upkeep of the ledger itself: how it stands, other versions of its tables, backups, whether all of it holds.

For admins of everything; what changes something is told in the audit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Text, cast, column, func, inspect, select, table, text
from sqlalchemy.orm import Session

from ddd.ledger import audit, trail
from ddd.ledger.errors import Refused
from ddd.ledger.store import Ledger, backup, migrate, sqlite
from ddd.ledger.store.database import beginning
from ddd.ledger.store.models import Base, Setting
from ddd.ledger.words import Role
from ddd.ledger.work import proofs

_LAST = "last_backup"
_MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Status:
    """How the ledger stands."""

    where: str
    kind: str
    """`SQLite 3.45.1`, `PostgreSQL 16.2`."""
    only_read: bool
    schema: str
    newest: str
    """The schema of this ddd."""
    size: int
    """Bytes, with what stands beside it; without the proofs."""
    rows: dict[str, int]
    backup_at: datetime | None
    backup_file: str


@dataclass(frozen=True, slots=True)
class Loss:
    """What an older schema has no place for."""

    table: str
    column: str
    """Empty: the whole table."""
    rows: int
    """In how many rows there is something."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold."""

    part: str
    """database, tables, audit or proofs."""
    reason: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what did not."""

    rows: int
    made_at: datetime
    proofs: int
    """How many proofs the log names."""
    faults: tuple[Fault, ...]


def need_admin(connection: Connection, name: str) -> None:
    """Raise Refused unless that person is admin of everything, or there are no people yet; on tables of any version."""
    people = table("people", column("key"), column("role"), column("scope_id"), column("deleted_at"))
    living = select(people.c.role, people.c.scope_id).where(people.c.deleted_at.is_(None))
    if connection.execute(living.limit(1)).first() is None:
        return
    found = connection.execute(living.where(people.c.key == name)).first()
    if found is None or found.role != Role.ADMIN or found.scope_id is not None:
        raise Refused(
            f"{name} may not do that: the database is for admins of everything", advice="ask somebody who is one"
        )


def status(ledger: Ledger, name: str) -> Status:
    """Return how it stands. Raises LedgerError, and Refused for those who are no admin."""
    with ledger.connected(writing=False) as connection:
        need_admin(connection, name)
        last = _last_backup(connection)
        return Status(
            where=ledger.where,
            kind=_kind(connection),
            only_read=ledger.only_read,
            schema=migrate.version(connection) or "",
            newest=migrate.head(),
            size=_size(ledger, connection),
            rows=_rows(connection),
            backup_at=datetime.fromtimestamp(last["at"], UTC) if last else None,
            backup_file=last.get("file", ""),
        )


def upgrade(ledger: Ledger, name: str, now: datetime) -> tuple[str, str]:
    """Bring the tables to the newest version; return the old and the new one. All of it or nothing."""
    with ledger.connected(writing=True, migrating=True) as connection:
        need_admin(connection, name)
        before = migrate.version(connection) or ""
        if before != migrate.head():
            migrate.upgrade(connection)
            _tell(connection, name, now, "db.upgrade", before=before, after=migrate.head())
        return before, migrate.head()


def downgrade(
    ledger: Ledger, name: str, now: datetime, to: str = "", copy: Path | None = None
) -> tuple[str, list[Loss]]:
    """Bring the tables to an older version, for an older ddd; return it and what is lost. All of it or nothing.

    Raises Refused when rows would be lost and no `copy` is to be written before; or for no older version.
    """
    with ledger.connected(writing=True, migrating=True) as connection:
        need_admin(connection, name)
        if migrate.version(connection) != migrate.head():
            raise Refused("it is of an older version already", advice="`ddd db upgrade` first")
        target = _older(to)
        losses = _losses(connection, target)
        if losses and copy is None:
            told = "; ".join(f"{one.rows} in {one.table}{one.column and '.'}{one.column}" for one in losses)
            raise Refused(f"schema {target} has no place for rows: {told}", advice="add `--backup FILE` to keep them")
        _tell(connection, name, now, "db.downgrade", before=migrate.head(), after=target)
        if copy is not None:
            backup.write(connection, copy, int(now.timestamp()))
        migrate.downgrade(connection, target)
        return target, losses


def keep(ledger: Ledger, name: str, now: datetime, file: Path) -> tuple[backup.Head, list[Fault]]:
    """Write a backup; return what it holds and what is the matter with the proofs, whose files are not in it."""
    with ledger.connected(writing=False) as connection:
        need_admin(connection, name)
        head = backup.write(connection, file, int(now.timestamp()))
        current = head.schema == migrate.head()
        faults = list(_proof_faults(connection)) if current else []
    if current and not ledger.only_read:
        told = {"at": head.made_at, "file": str(file.resolve()), "rows": head.total}
        with ledger.connected(writing=True) as connection:
            with Session(connection) as session:
                session.merge(Setting(key=_LAST, value=json.dumps(told)))
                session.flush()
            _tell(connection, name, now, "db.backup", file=told["file"], rows=head.total)
    return head, faults


def restore(name: str, now: datetime, file: Path, url: str | None = None) -> Restored:
    """Fill the ledger that is to begin, or that holds nothing, from a backup. All of it or nothing."""
    backup.head_of(file)  # before anything is made
    with beginning(url) as connection:
        head = backup.fill(connection, file)
        _tell(connection, name, now, "db.restore", file=file.name, rows=head.total)
        with Session(connection) as session:
            broken = [Fault("audit", f"row {one.id}: {one.reason}") for one in audit.verify(session)]
        made_at = datetime.fromtimestamp(head.made_at, UTC)
        return Restored(head.total, made_at, head.rows.get("proofs", 0), (*broken, *_proof_faults(connection)))


def check(ledger: Ledger, name: str) -> Iterator[Fault]:
    """Yield what does not hold: of the file, the tables, the chain of the audit, the proofs."""
    with ledger.connected(writing=False) as connection:
        need_admin(connection, name)
        broken = list(_integrity(connection))
        yield from broken
        if broken:
            return  # what follows would read the same pages
        if migrate.version(connection) != migrate.head():
            yield Fault("tables", "they are of an older version: `ddd db upgrade`, then check again")
            return
        yield from _differences(connection)
        with Session(connection) as session:
            for one in audit.verify(session):
                yield Fault("audit", f"row {one.id}: {one.reason}")
            for one in trail.log_faults(session):
                yield Fault("log", f"{one.id}: {one.reason}")
        yield from _proof_faults(connection)


def _older(to: str) -> str:
    older = migrate.known()[1:]
    if to and to not in older:
        raise Refused(f"no older version “{to}”", advice=f"there are: {', '.join(older) or 'none'}")
    if not older:
        raise Refused("there is no older version", advice="to be rid of a ledger, put its file away")
    return to or older[0]


def _losses(connection: Connection, target: str) -> list[Loss]:
    """Return what is lost on the way to an older version: it is gone, looked at, and undone."""
    before, rows = _shape(connection), _rows(connection)
    with connection.begin_nested() as attempt:
        migrate.downgrade(connection, target)
        after = _shape(connection)
        attempt.rollback()
    losses = [Loss(name, "", rows[name]) for name in before.keys() - after.keys() if rows[name]]
    for name in before.keys() & after.keys():
        for gone in before[name] - after[name]:
            held = select(func.count()).select_from(table(name)).where(cast(column(gone), Text) != "")
            losses += [Loss(name, gone, count)] if (count := connection.scalar(held) or 0) else []
    return sorted(losses, key=lambda one: (one.table, one.column))


def _shape(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    names = [name for name in found.get_table_names() if name != "alembic_version"]
    return {name: {one["name"] for one in found.get_columns(name)} for name in names}


def _rows(connection: Connection) -> dict[str, int]:
    return {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in sorted(_shape(connection))
    }


def _tell(connection: Connection, name: str, now: datetime, action: str, **detail: object) -> None:
    with Session(connection) as session:
        audit.record(session, name, now, action, "ledger", **detail)


def _last_backup(connection: Connection) -> dict[str, Any]:
    settings = table("settings", column("key"), column("value"))
    told = connection.scalar(select(settings.c.value).where(settings.c.key == _LAST))
    return dict(json.loads(told)) if told else {}


def _kind(connection: Connection) -> str:
    version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
    return f"{'SQLite' if connection.dialect.name == 'sqlite' else 'PostgreSQL'} {version}"


def _size(ledger: Ledger, connection: Connection) -> int:
    if ledger.file is None:
        return connection.scalar(text("SELECT pg_database_size(current_database())")) or 0
    return sum(one.stat().st_size for one in (ledger.file, *sqlite.companions(ledger.file)))


def _integrity(connection: Connection) -> Iterator[Fault]:
    """Yield what the database finds wrong with itself. PostgreSQL keeps its own rules: there all is read once."""
    if connection.dialect.name != "sqlite":
        _rows(connection)
        return
    for (said,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_TOLD})"):
        if said != "ok":
            yield Fault("database", said)
    for one in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST_TOLD):
        yield Fault("database", f"row {one[1]} of {one[0]} points to one of {one[2]} that is not there")


def _differences(connection: Connection) -> Iterator[Fault]:
    """Yield where the tables are not what this ddd made: somebody changed them by hand."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    for one in compare_metadata(MigrationContext.configure(connection), Base.metadata):
        change = one[0] if isinstance(one, list) else one
        yield Fault("tables", f"changed by hand: {change[0]} {getattr(change[1], 'name', change[-1])}")


def _proof_faults(connection: Connection) -> Iterator[Fault]:
    with Session(connection) as session:
        for one in proofs.verify(session).faults:
            yield Fault("proofs", f"{one.name} of log {one.log_id}: {one.reason}")
