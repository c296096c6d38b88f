"""Brings the tables of a ledger from one version of ddd to another, up and down, with Alembic; all of it or nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, to: str = "head") -> None:
    """Go up to a version, within the transaction of the connection."""
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Go down to a version (`-1`: the one before), within the transaction of the connection."""
    command.downgrade(_config(connection), to)


def version(connection: Connection) -> str | None:
    """Return the version of the tables; None when there are none."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def known() -> tuple[str, ...]:
    """Return all versions this ddd knows, the newest first."""
    return tuple(one.revision for one in _scripts().walk_revisions())


def head() -> str:
    """Return the version of this ddd."""
    return known()[0]


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(_FOLDER, version_locations=[str(_FOLDER / "versions")])


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
