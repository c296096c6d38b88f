"""How long to wait before something is tried again."""

from __future__ import annotations

from datetime import timedelta

from ddd.ledger.rules.retry import MOST_ATTEMPTS, wait


def test_three_retries_each_later_than_the_one_before():
    assert [wait(attempt) for attempt in range(1, MOST_ATTEMPTS)] == [timedelta(seconds=s) for s in (2, 8, 32)]
