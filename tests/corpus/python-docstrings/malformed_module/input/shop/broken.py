def add(:
    """Add."""
