"""How something stands at a moment: a schedule, the time promised for a visit, a warranty. Never stored.

Ends of time are told alike: at its due time it is due; up to its deadline, that second included, it is in time.
Lengths are whole seconds, as they are stored.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from ddd.ledger.words import Badge, Standing

SOON = timedelta(days=1)
"""What is due within it is due soon."""
ENDS_SOON = timedelta(days=30)
"""What ends within it ends soon: there is time yet to renew it."""


class Warranty(StrEnum):
    """How a warranty stands."""

    NONE = "none"
    NOT_YET = "not-yet"
    OK = "ok"
    ENDS_SOON = "ends-soon"
    ENDED = "ended"


def standing(next_due: datetime | None, grace: int, paused: bool, now: datetime, *, soon: timedelta = SOON) -> Standing:
    """Return how a schedule stands: overdue from the second on in which it is more than `grace` seconds late."""
    if paused:
        return Standing.PAUSED
    if next_due is None:
        return Standing.ENDED
    if now > deadline(next_due, grace):
        return Standing.OVERDUE
    if now >= next_due:
        return Standing.DUE
    return Standing.SOON if now >= next_due - soon else Standing.OK


def never_done(last_done: datetime | None) -> bool:
    """Return whether nothing that was done has settled an occurrence yet."""
    return last_done is None


def deadline(due: datetime, sla: int) -> datetime:
    """Return the last second that is in time."""
    return due + timedelta(seconds=sla)


def badge(due: datetime, sla: int | None, now: datetime) -> Badge | None:
    """Return how the promised time stands, soon in its last quarter; None when none is promised.

    Of what was done, `now` is when: then it says whether it was in time.
    """
    if sla is None:
        return None
    end = deadline(due, sla)
    if now > end:
        return Badge.BREACHED
    return Badge.SOON if now >= end - timedelta(seconds=sla) / 4 else Badge.OK


def warranty(start: datetime | None, end: datetime | None, now: datetime) -> Warranty:
    """Return how a warranty over `[start, end)` stands; without one of the two it is open on that side."""
    if start is None and end is None:
        return Warranty.NONE
    if start is not None and now < start:
        return Warranty.NOT_YET
    if end is None or now < end - ENDS_SOON:
        return Warranty.OK
    return Warranty.ENDS_SOON if now < end else Warranty.ENDED
