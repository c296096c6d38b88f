"""A ledger of its own for each test: on SQLite, and with the marker's fixture on a real PostgreSQL too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ddd.ledger.actor import Actor
from ddd.ledger.store import Ledger, open_ledger

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, in all tests unless they say otherwise."""
ADMIN = Actor("anna")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the ledger; whatever the environment says of another is forgotten."""
    for name in ("DDD_DATABASE_URL", "DDD_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DDD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DDD_USER", "anna")
    return tmp_path / "home"


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    """Give an empty ledger."""
    with open_ledger(create=True) as opened:
        yield opened
