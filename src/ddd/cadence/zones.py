"""Knows the time zones: from the pinned tzdata package, never from the machine, so results are the same everywhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from ddd.cadence.refusal import RefusedError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400

_MARGIN = 2 * DAY
"""Eras reach this far beyond their years: no zone is more than a day from UTC."""


@dataclass(frozen=True, slots=True)
class Era:
    """A stretch of time in which a zone keeps one offset from UTC."""

    begin: int
    """Seconds since 1970 UTC, included."""
    end: int
    """Seconds since 1970 UTC, not included."""
    offset: int
    """Seconds to add to UTC for the time on the wall."""


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Name every zone tzdata knows. Case matters, as it does to systemd and on a Linux file system."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@lru_cache(maxsize=1024)
def find(name: str) -> ZoneInfo:
    """Load a zone by its IANA name."""
    if name not in names():
        raise RefusedError(f"unknown time zone {name!r}")
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def told(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as people read it, by the clock of a zone, and by which: `Sun 2026-11-22 03:15 CET`."""
    return f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"


@lru_cache(maxsize=1024)
def eras(zone: tzinfo, first_year: int, last_year: int) -> tuple[Era, ...]:
    """Cut these years, both included, where the zone moves its clocks."""
    begin = _seconds(datetime(first_year, 1, 1, tzinfo=UTC)) - _MARGIN
    end = _seconds(datetime(last_year, 12, 31, tzinfo=UTC)) + _MARGIN
    if zone.utcoffset(None) is not None:  # known without a moment: it never changes
        return (Era(begin, end, _offset(zone, begin)),)
    found = []
    opened, offset = begin, _offset(zone, begin)
    for instant in range(begin + DAY, end + 1, DAY):
        if (changed := _offset(zone, instant)) != offset:
            closed = _change(zone, instant - DAY, instant)
            found.append(Era(opened, closed, offset))
            opened, offset = closed, changed
    return (*found, Era(opened, end, offset))


def _change(zone: tzinfo, before: int, after: int) -> int:
    """Find the second in which the clocks move, between two moments with different offsets."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: tzinfo, instant: int) -> int:
    return round((at(instant, zone).utcoffset() or timedelta()).total_seconds())


def at(instant: int, zone: tzinfo) -> datetime:
    """Return the time on the wall of a zone, so many seconds after 1970."""
    return datetime.fromtimestamp(instant, zone)


def _seconds(moment: datetime) -> int:
    return round((moment - EPOCH).total_seconds())


def moments(walls: Iterable[datetime], zone: tzinfo) -> Iterator[datetime]:
    """Turn ascending times of the wall clock (naive) into ascending moments, as RFC 5545 (3.3.5) says.

    What falls into the hour that spring skips comes as much later as the clock jumps; in the hour that autumn repeats
    the first pass counts. What thereby meets another one comes once.
    """
    late: deque[datetime] = deque()
    for wall in walls:
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != wall:
            late.append(moment)
            continue
        while late and late[0] <= moment:
            put_off = late.popleft()
            if put_off != moment:
                yield put_off.astimezone(zone)
        yield moment.astimezone(zone)
    yield from (moment.astimezone(zone) for moment in late)
