"""Brings the tables of a ledger from one version of ddd to another, up and down, with Alembic; all of it or nothing.

What a version is called says the name of its file. So Alembic is imported only when something is to be changed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, to: str = "head") -> None:
    """Go up to a version, within the transaction of the connection."""
    from alembic import command

    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Go down to a version (`-1`: the one before; `base`: no tables), within the transaction of the connection."""
    from alembic import command

    command.downgrade(_config(connection), to)


def version(connection: Connection) -> str | None:
    """Return the version of the tables; None when there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


@cache
def known() -> tuple[str, ...]:
    """Return all versions this ddd knows, the newest first."""
    return tuple(sorted((one.name[:4] for one in (_FOLDER / "versions").glob("[0-9]*_*.py")), reverse=True))


def head() -> str:
    """Return the version of this ddd."""
    return known()[0]


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
