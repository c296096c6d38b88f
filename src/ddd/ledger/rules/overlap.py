"""What stands in the way of what: stretches of time are half-open, `[start, end)`: one may begin where another ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from ddd.cadence import firings, recurrence
from ddd.errors import UsageError
from ddd.ledger.rules.rhythm import clock
from ddd.model import Dialect, State

Stretch = tuple[datetime, datetime]
"""Start and end."""
_WITHOUT = " EXDATE;VALUE=DATE:"
"""Between a rule and the days, by the clock on the wall, on which it does not begin: RFC 5545, 3.8.5.1."""
_MOST_SHIFT = timedelta(days=1)
"""By how much a clock on the wall was ever set: Samoa left a day out."""


def overlaps(a_start: datetime, a_end: datetime, b_start: datetime, b_end: datetime) -> bool:
    """Return whether there is a moment that lies in both."""
    return max(a_start, b_start) < min(a_end, b_end)


def checked(rrule: str, starts_at: datetime, zone: str) -> str:
    """Return a recurrence rule in the form in which it is stored. Raises UsageError where it never comes or is none."""
    try:
        rule, days = split(" ".join(rrule.split()).removeprefix("RRULE:"))
    except ValueError as error:
        raise UsageError(f"not a recurrence: {rrule!r}: {error}", advice="days are given as 20260307") from None
    meaning = recurrence(_event(starts_at, rule, zone), Dialect.RRULE, zone)
    if len(rule.split()) == 1 and meaning.state in (State.ACTIVE, State.ONCE):
        return without(rule, days)
    raise UsageError(
        f"not a recurrence: {rrule!r}: {meaning.note or 'one rule is wanted'}",
        advice="such as `FREQ=WEEKLY;BYDAY=SA`, see RFC 5545, 3.3.10",
    )


def split(rrule: str) -> tuple[str, frozenset[date]]:
    """Return the rule alone, and the days left out of it. Raises ValueError for what is no day."""
    rule, _, days = rrule.partition(_WITHOUT)
    return rule, frozenset(datetime.strptime(day, "%Y%m%d").date() for day in days.split(",") if day)


def without(rrule: str, days: Iterable[date]) -> str:
    """Return a rule that does not begin on some days either."""
    rule, before = split(rrule)
    every = sorted(before.union(days))
    return f"{rule}{_WITHOUT}{','.join(f'{day:%Y%m%d}' for day in every)}" if every else rule


def on_day(starts_at: datetime, ends_at: datetime, rrule: str, zone: str, day: date) -> list[Stretch]:
    """Return the occurrences that begin on a day, by the clock on the wall of `zone`."""
    midnight, next_ = (datetime.combine(one, time(), clock(zone)) for one in (day, day + timedelta(days=1)))
    found = occurrences(starts_at, ends_at, rrule, zone, midnight.astimezone(UTC), next_.astimezone(UTC))
    return [one for one in found if _wall(one[0], zone).date() == day]


def occurrences(
    starts_at: datetime, ends_at: datetime, rrule: str, zone: str, from_: datetime, to: datetime
) -> Iterator[Stretch]:
    """Yield in order, in UTC, the occurrences of a stretch that overlap `[from_, to)`, from the first one on.

    Both ends keep their times on the wall clock of `zone`, as in a calendar: 22:00 to 06:00 is an hour shorter in the
    night in which spring skips one. What has begun before `from_` and still lasts is among them; what begins on a day
    that the rule leaves out is not. An empty `rrule`: once. Raises ValueError for what is no rule.
    """
    rule, days = split(rrule)
    first, length = _wall(starts_at, zone), ends_at - starts_at
    shown = _wall(ends_at, zone) - first
    if overlaps(starts_at, ends_at, from_, to) and first.date() not in days:
        yield starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    for start in _later(starts_at, rule, zone, from_ - length - _MOST_SHIFT, to) if rule else ():
        wall = _wall(start, zone)
        if wall.date() in days:
            continue
        end = (wall + shown).replace(tzinfo=clock(zone)).astimezone(UTC)
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
