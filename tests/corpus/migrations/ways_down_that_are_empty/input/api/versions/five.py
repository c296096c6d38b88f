def downgrade():
    drop()
