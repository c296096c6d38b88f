"""What stands in the way of what: stretches of time are half-open, `[start, end)`: one may begin where another ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from ddd.cadence import firings, recurrence
from ddd.errors import UsageError
from ddd.ledger.rules.rhythm import clock
from ddd.model import Dialect, State

Stretch = tuple[datetime, datetime]
"""Start and end."""
_MOST_SHIFT = timedelta(days=1)
"""By how much a clock on the wall was ever set: Samoa left a day out."""


def overlaps(a_start: datetime, a_end: datetime, b_start: datetime, b_end: datetime) -> bool:
    """Return whether there is a moment that lies in both."""
    return max(a_start, b_start) < min(a_end, b_end)


def checked(rrule: str, starts_at: datetime, zone: str) -> str:
    """Return a recurrence rule in the form in which it is stored. Raises UsageError where it never comes or is none."""
    rule = rrule.strip().removeprefix("RRULE:")
    meaning = recurrence(_event(starts_at, rule, zone), Dialect.RRULE, zone)
    if len(rule.split()) == 1 and meaning.state in (State.ACTIVE, State.ONCE):
        return rule
    raise UsageError(
        f"not a recurrence: {rrule!r}: {meaning.note or 'one rule is wanted'}",
        advice="such as `FREQ=WEEKLY;BYDAY=SA`, see RFC 5545, 3.3.10",
    )


def occurrences(
    starts_at: datetime, ends_at: datetime, rrule: str, zone: str, from_: datetime, to: datetime
) -> Iterator[Stretch]:
    """Yield in order, in UTC, the occurrences of a stretch that overlap `[from_, to)`, from the first one on.

    Both ends keep their times on the wall clock of `zone`, as in a calendar: 22:00 to 06:00 is an hour shorter in the
    night in which spring skips one. What has begun before `from_` and still lasts is among them. An empty `rrule`:
    once. Raises ValueError for what is no rule.
    """
    length, shown = ends_at - starts_at, _wall(ends_at, zone) - _wall(starts_at, zone)
    if overlaps(starts_at, ends_at, from_, to):
        yield starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    for start in _later(starts_at, rrule, zone, from_ - length - _MOST_SHIFT, to) if rrule else ():
        end = (_wall(start, zone) + shown).replace(tzinfo=clock(zone)).astimezone(UTC)
        if end <= start:  # the first one ended at an earlier time than it began: autumn has some of them twice
            end = start + length
        if overlaps(start, end, from_, to):
            yield start, end


def free_slot(busy: Iterable[Stretch], duration: timedelta, from_: datetime, to: datetime) -> datetime | None:
    """Return the first moment from which `duration`, ending by `to`, is free of all of `busy`; None where none is."""
    start = from_
    for taken in sorted(busy):
        if overlaps(start, start + duration, *taken):
            start = taken[1]
    return start if start + duration <= to else None


def _later(first: datetime, rrule: str, zone: str, from_: datetime, to: datetime) -> Iterator[datetime]:
    """Yield when it begins again after the first time, from `from_` until before `to`.

    An old rule is not walked from its beginning, unless it counts (COUNT).
    """
    begin = max(from_, first + timedelta(seconds=1))
    if begin < to:
        for start in firings(_event(first, rrule, zone), Dialect.RRULE, begin, to, zone):
            yield start.astimezone(UTC)


def _event(first: datetime, rrule: str, zone: str) -> str:
    """Write what begins at `first`, by the wall clock, as iCalendar does."""
    return f"DTSTART:{_wall(first, zone):%Y%m%dT%H%M%S} RRULE:{rrule}"


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(clock(zone)).replace(tzinfo=None)
