"""What Alembic runs: the migrations, within the transaction that `ddd.ledger.store.migrate` hands on."""

from __future__ import annotations

from alembic import context

from ddd.ledger.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transactional_ddl=True,
)
context.run_migrations()
