"""Completes what the ledger knows while a command is typed: quick, silent whatever goes wrong, never beginning one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

_MOST = 200
_PATIENCE_SECONDS = 0.3
_LAST = "\U0010ffff"
_QUERY = (
    "SELECT DISTINCT {0} FROM {1} WHERE deleted_at IS NULL AND {0} >= :least AND {0} < :most ORDER BY {0} LIMIT {2}"
)


def complete_task(incomplete: str) -> list[str]:
    """Return the tasks that begin like this."""
    return _beginning("schedules", "task", incomplete)


def complete_asset(incomplete: str) -> list[str]:
    """Return the keys of the assets that begin like this."""
    return _beginning("assets", "key", incomplete)


def complete_person(incomplete: str) -> list[str]:
    """Return the keys of the people that begin like this."""
    return _beginning("people", "key", incomplete)


def complete_contract(incomplete: str) -> list[str]:
    """Return the references of the contracts that begin like this."""
    return _beginning("contracts", "reference", incomplete)


def _beginning(table: str, column: str, beginning: str) -> list[str]:
    query = _QUERY.format(column, table, _MOST)
    try:
        found = _asked(query, {"least": beginning, "most": beginning + _LAST})
    except Exception:  # noqa: BLE001  somebody is typing: whatever it is, the command itself will tell it
        return []
    return [one for one in found if one.startswith(beginning) and one.isprintable()]


def _asked(query: str, values: dict[str, str]) -> Iterable[str]:
    """Ask a file by itself, without what a ledger does when it is opened: somebody waits for a key."""
    from ddd.ledger.store import place

    url = place.address()
    if url.get_backend_name() == "sqlite":
        address = f"file:{quote(str(Path(url.database or '').resolve()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_SECONDS)) as connection:
            return [row[0] for row in connection.execute(query, values)]
    from sqlalchemy import text

    from ddd.ledger.store import open_ledger

    with open_ledger() as ledger, ledger.connected(writing=False) as connection:
        return list(connection.execute(text(query), values).scalars())
