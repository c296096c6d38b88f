"""A ledger of its own for each test: on SQLite, and among the slow tests the same on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ddd.ledger.actor import Actor
from ddd.ledger.store import Ledger, open_ledger

from .postgres import NoServerError, Server

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, in all tests unless they say otherwise."""
ADMIN = Actor("anna")
SQLITE = pytest.param("sqlite")
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.slow)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the ledger; whatever the environment says of another is forgotten."""
    monkeypatch.delenv("DDD_DATABASE_URL", raising=False)
    monkeypatch.setenv("DDD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DDD_USER", "anna")
    return tmp_path / "home"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give a PostgreSQL for all tests of the session; without one they are skipped."""
    try:
        made = Server()
    except NoServerError as error:
        pytest.skip(f"no PostgreSQL: {error}")
    try:
        with open_ledger(made.url(made.database()), create=True):
            pass
        yield made
    finally:
        made.stop()


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Turn the environment to a place where there is no ledger yet, and return which sort it is."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    server: Server = request.getfixturevalue("server")
    name = server.database()
    monkeypatch.setenv("DDD_DATABASE_URL", server.url(name))
    yield "postgresql"
    server.drop(name)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def ledger(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """Give an empty ledger, the one that the environment names."""
    if request.param == "sqlite":
        with open_ledger(create=True) as opened:
            yield opened
        return
    server: Server = request.getfixturevalue("server")
    name = server.database(template="test_1")  # the empty ledger that `server` has made
    monkeypatch.setenv("DDD_DATABASE_URL", server.url(name))
    with open_ledger() as opened:
        yield opened
    server.drop(name)
