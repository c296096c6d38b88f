"""Documentation: what it tells of, and whether it tells anything. Read only when documentation is asked for."""
