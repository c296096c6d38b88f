"""How often and when a message is tried again."""

from __future__ import annotations

from datetime import timedelta

MOST_ATTEMPTS = 4
"""One try and three retries; then it is given up."""
_FIRST = timedelta(seconds=2)
_TIMES = 4


def wait(attempt: int) -> timedelta:
    """Return how long to wait after the attempt of that number (from 1) has failed: 2, 8, 32 seconds, and so on."""
    return _FIRST * int(_TIMES ** (attempt - 1))
