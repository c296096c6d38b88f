"""A notice leans on nothing, and a schedule says whom its repository names.

What a check tells is kept in one row each, tens of thousands at once: linking them to their messages, and looking up
each row they name, took it longer than all else. The key of a message says of which check and person it is. Messages
without an address, withdrawn silences among them, are asked for in every check.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAMED = {"check_id": "checks", "person_id": "people", "schedule_id": "schedules"}


def upgrade() -> None:
    op.add_column("schedules", sa.Column("owner", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("notices") as table:
        table.drop_index("ix_notices_message_id")
        for column in (*_NAMED, "message_id"):
            table.drop_constraint(f"fk_notices_{column}", type_="foreignkey")
        table.drop_column("message_id")
    nowhere = sa.text("url = ''")
    op.create_index("ix_messages_nowhere", "messages", ["kind"], sqlite_where=nowhere, postgresql_where=nowhere)


def downgrade() -> None:
    op.add_column("notices", sa.Column("message_id", _ID))
    op.execute(
        "UPDATE notices SET message_id = (SELECT id FROM messages"
        " WHERE messages.key = 'digest-' || notices.check_id || '-' || notices.person_id)"
    )
    with op.batch_alter_table("notices") as table:
        for column, other in {**_NAMED, "message_id": "messages"}.items():
            table.create_foreign_key(f"fk_notices_{column}", other, [column], ["id"])
        table.create_index("ix_notices_message_id", ["message_id"])
    op.drop_index("ix_messages_nowhere", "messages")
    op.drop_column("schedules", "owner")
