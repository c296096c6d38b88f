"""The store: one writer at a time, all or nothing, and errors that say what to do."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from ddd.ledger import assets, audit
from ddd.ledger.errors import LedgerError, NoLedger
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.store.models import Base

from .conftest import ADMIN, NOW


def test_there_is_none_until_somebody_begins_it(home):
    with pytest.raises(NoLedger, match="no ledger yet"):
        open_ledger()
    assert not home.exists()


def test_the_migrations_make_what_the_models_say(ledger: Ledger):
    with ledger.connected(writing=False) as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_an_error_leaves_nothing(ledger: Ledger):
    with pytest.raises(ValueError, match="naive"), ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall")
        raise ValueError("naive")
    with ledger.reading() as session:
        assert assets.below(session) == []
        assert audit.head(session) == (0, audit.BEGINNING)


def test_a_newer_ledger_is_left_alone(ledger: Ledger):
    with ledger.connected(writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="newer ddd") as told:
        open_ledger()
    assert told.value.exit_code == 2
