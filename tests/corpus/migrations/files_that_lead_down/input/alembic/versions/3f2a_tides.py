"""Tides."""
from alembic import op

revision = "3f2a"
down_revision = "1b1b"


def upgrade():
    op.create_table("tides")


def downgrade():
    """The table goes."""
    op.drop_table("tides")
