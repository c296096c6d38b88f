"""When something is due next, and which occurrence a piece of work settles.

An occurrence is a time of the rhythm. `last_due` is the last one that was settled, `last_done` when that was.

By the calendar, early work settles the coming occurrence from its tolerance on: a quarter of the period before it, at
most seven days. Late work settles every occurrence until then, and leaves the coming one due. Work between the two is
kept, but settles nothing: an extra.

By completion, work begins the rhythm anew whenever it is done, if the next time then comes later: work on 30 and on 31
January is due again on 28 February, so the second of them is an extra. What it settles is what was due, or where
nothing was yet, its own time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from ddd.ledger.rules.rhythm import Rhythm
from ddd.ledger.words import Anchor

MOST_EARLY = timedelta(days=7)
MOST_COUNTED = 1_000
"""Missed occurrences are counted so far."""
_SECOND = timedelta(seconds=1)


def next_due(rhythm: Rhythm, anchor: Anchor, last_due: datetime | None, last_done: datetime | None) -> datetime | None:
    """Return when the first occurrence falls due that is not settled, in UTC; None when none comes.

    By the calendar it is the next time of the grid; by completion, the first of a rhythm begun with the last work.
    It is later than `last_due`, whatever has become of the rules since, and not before the rhythm's start. It does not
    depend on what time it is now: of several that were missed the first is due until it is settled, and `missed`
    counts them.
    """
    reached = rhythm.start - _SECOND if last_due is None else max(last_due, rhythm.start - _SECOND)
    if anchor is Anchor.COMPLETION and last_done is not None:
        again = _again(rhythm, last_done, max(last_done, last_due or last_done))
        return again if again is None or again >= rhythm.start else rhythm.after(reached)
    return rhythm.after(reached)


def settled(
    rhythm: Rhythm, anchor: Anchor, last_due: datetime | None, last_done: datetime | None, done: datetime
) -> datetime | None:
    """Return the occurrence that work done at `done` settles; None when it is an extra.

    What is returned is later than `last_due`, and what is due after it is later than what was due before: with it as
    `last_due` and `done` as `last_done`, `next_due` has strictly increased.
    """
    due = next_due(rhythm, anchor, last_due, last_done)
    if due is None:
        return None
    if anchor is Anchor.COMPLETION:
        again = _again(rhythm, done, done)
        accepted = (last_done is None or done > last_done) and (again is None or again > due)
        early = done < due and (last_due is None or done > last_due)
        return (done if early else due) if accepted else None
    coming = rhythm.after(done)
    early = done < due and coming is not None and done >= coming - tolerance(rhythm, coming)
    latest = coming if early else rhythm.until(done)
    return latest if latest is not None and latest >= due else None


def _again(rhythm: Rhythm, done: datetime, than: datetime) -> datetime | None:
    """Return the first time later than `than` of the rhythm begun with work done at `done`."""
    return Rhythm(rhythm.texts, done, rhythm.zone).after(than)


def tolerance(rhythm: Rhythm, due: datetime) -> timedelta:
    """Return how early work may be to settle the occurrence at `due`.

    Its period is the time since the one before it; of the first, the time until the next; of a single one, long.
    """
    before = rhythm.until(due - _SECOND)
    if before is not None:
        return min((due - before) / 4, MOST_EARLY)
    after = rhythm.after(due)
    return MOST_EARLY if after is None else min((after - due) / 4, MOST_EARLY)


def missed(rhythm: Rhythm, due: datetime | None, now: datetime) -> int:
    """Return how many occurrences fell due from `due` to `now`: all that one late piece of work settles.

    At most MOST_COUNTED: then there may be more, see `told`.
    """
    return 0 if due is None else sum(1 for _ in islice(rhythm.between(due, now), MOST_COUNTED))


def told(count: int) -> str:
    """Return a count of `missed` in words: `3`, or `1,000 or more`."""
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED:,} or more"
