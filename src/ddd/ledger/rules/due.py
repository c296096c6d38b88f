"""When something is due next, and which occurrence a piece of work settles.

An occurrence is a time of the rhythm. `last_due` is the last one that was settled, `last_done` when that was.
Early work settles the coming occurrence from its tolerance on: a quarter of the period before it, at most seven days.
Late work settles every occurrence until then. Work between the two is kept, but settles nothing: an extra.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ddd.ledger.rules.rhythm import Rhythm
from ddd.ledger.words import Anchor

MOST_EARLY = timedelta(days=7)
MOST_COUNTED = 1_000
"""Missed occurrences beyond it are told as so many and more."""


def next_due(rhythm: Rhythm, anchor: Anchor, last_due: datetime | None, last_done: datetime | None) -> datetime | None:
    """Return when the first occurrence falls due that is not settled, in UTC; None when none comes.

    By the calendar it is the next time of the grid; by completion, the first that a rhythm begun with the last work has.
    """
    if anchor is Anchor.COMPLETION and last_done is not None:
        return Rhythm(rhythm.texts, last_done, rhythm.zone).after(last_done)
    if last_due is None:
        return rhythm.after(rhythm.start - timedelta(seconds=1))
    return rhythm.after(last_due)


def settled(
    rhythm: Rhythm, anchor: Anchor, last_due: datetime | None, last_done: datetime | None, done: datetime
) -> datetime | None:
    """Return the occurrence that work done at `done` settles; None when it is an extra.

    What is returned is later than `last_due`; by completion `done` is later than `last_done` as well.
    """
    due = next_due(rhythm, anchor, last_due, last_done)
    if due is None:
        return None
    if anchor is Anchor.COMPLETION:
        return due if last_done is None or done > last_done else None
    latest = rhythm.until(done)
    coming = rhythm.after(done)
    if coming is not None and done >= coming - tolerance(rhythm, coming):
        latest = coming
    return latest if latest is not None and latest >= due else None


def tolerance(rhythm: Rhythm, due: datetime) -> timedelta:
    """Return how early work may be to settle the occurrence at `due`."""
    before = rhythm.until(due - timedelta(seconds=1))
    after = rhythm.after(due) if before is None else None
    period = due - before if before is not None else after - due if after is not None else MOST_EARLY * 4
    return min(period / 4, MOST_EARLY)


def missed(rhythm: Rhythm, due: datetime | None, now: datetime) -> int:
    """Return how many occurrences fell due from `due` to `now` and were not settled; at most MOST_COUNTED."""
    count = 0
    while due is not None and due <= now and count < MOST_COUNTED:
        count += 1
        due = rhythm.after(due)
    return count
