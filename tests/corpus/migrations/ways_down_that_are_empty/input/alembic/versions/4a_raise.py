down_revision = "3f2a"


def downgrade():
    raise RuntimeError("no way back")
