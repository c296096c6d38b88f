"""The log is found by what it settles, and by what it corrects.

Whether a visit was done, and whether a row was corrected since, is asked of the log for every line of a list: without
these, each time over all of a schedule's rows, or over the whole log.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    settled, corrects = sa.text("due IS NOT NULL"), sa.text("corrects_id IS NOT NULL")
    op.create_index("ix_log_settled", "log", ["schedule_id", "due"], sqlite_where=settled, postgresql_where=settled)
    op.create_index("ix_log_corrects_id", "log", ["corrects_id"], sqlite_where=corrects, postgresql_where=corrects)


def downgrade() -> None:
    op.drop_index("ix_log_corrects_id", "log")
    op.drop_index("ix_log_settled", "log")
