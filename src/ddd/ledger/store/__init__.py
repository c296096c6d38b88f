"""Where the ledger is kept: SQLite or PostgreSQL, through SQLAlchemy; `open_ledger` is the one way in."""

from __future__ import annotations

from ddd.ledger.store.database import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]
