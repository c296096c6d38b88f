"""The one clock of the ledger. Its functions are told the time; only commands ask for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SKEW = timedelta(minutes=5)
"""How far the clocks of two machines may differ: what is further ahead has not happened yet."""


def now() -> datetime:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
