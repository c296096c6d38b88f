down_revision = "4a"
def downgrade(
