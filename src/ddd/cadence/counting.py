"""Knows how often: turns firings, or a length of time, into a Cadence and a longest gap. Counts; never matches text.

The window is fixed, so nothing depends on a clock. Only what is too rare for it (29 February, `Sat *-01-01`, years
that lie elsewhere) is counted in a wider one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import compress, islice, pairwise
from statistics import median_high

from ddd.cadence.timetable import Stretch, Timetable
from ddd.cadence.zones import DAY, eras
from ddd.model import Cadence

_WINDOWS = (
    range(2024, 2028),
    range(2024, 2080),  # weekdays and leap years come round every 28 years: twice that shows every gap
    range(1970, 2200),  # all that systemd knows
)

_BY_DAYS_A_YEAR = (
    (180.0, Cadence.DAILY),
    (40.0, Cadence.WEEKLY),
    (11.0, Cadence.MONTHLY),
    (3.0, Cadence.QUARTERLY),
    (1.5, Cadence.SEMIANNUAL),
)

_BY_LENGTH = (
    (2 * DAY, Cadence.DAILY),
    (9 * DAY, Cadence.WEEKLY),
    (33 * DAY, Cadence.MONTHLY),
    (122 * DAY, Cadence.QUARTERLY),
    (200 * DAY, Cadence.SEMIANNUAL),
)

_MOST_LISTED = 20_000
"""Two weeks of every minute: enough to tell any rhythm."""


@dataclass(frozen=True, slots=True)
class Count:
    """What counting the firings of a timetable found."""

    firings: int
    """In the window: 0 never, 1 once, otherwise it recurs."""
    days_a_year: float
    """Days with a firing, in a year of which the expression speaks."""
    firings_a_day: int
    """On a usual day of those that have any."""
    longest_gap: int
    """Seconds; 0 below two firings."""


def count(table: Timetable, zone: tzinfo) -> Count:
    """Count in the first window that shows the schedule firing in two different years, or else in the last."""
    for window in _WINDOWS:
        days = table.days_of(window)
        stretches = list(table.stretches(days, eras(zone, window[0], window[-1]))) if days else []
        if stretches and stretches[-1].day - stretches[0].day >= 366:
            break
    years = sum(map(table.fires_in, window))
    return Count(
        firings=sum(stretch.last - stretch.first for stretch in stretches),
        days_a_year=len({stretch.day for stretch in stretches}) / max(years, 1),
        firings_a_day=len(table.times),
        longest_gap=longest_gap(table.times, stretches),
    )


def count_together(tables: Sequence[Timetable], zone: tzinfo) -> Count:
    """Count what fires whenever one of several timetables does. Times that several share count once."""
    universe = sorted({time for table in tables for time in table.times})
    place = {time: position for position, time in enumerate(universe)}
    masks: dict[tuple[int, int, int], int] = {}
    """Of a stretch of a table: the bits of its times in the universe."""
    for window in _WINDOWS:
        spans: dict[tuple[int, int], int] = {}
        for number, table in enumerate(tables):
            for day, origin, first, last in table.stretches(table.days_of(window), eras(zone, window[0], window[-1])):
                key = number, first, last
                if key not in masks:
                    masks[key] = sum(1 << place[time] for time in table.times[first:last])
                spans[origin, day] = spans.get((origin, day), 0) | masks[key]
        days = {day for _, day in spans}
        if days and max(days) - min(days) >= 366:
            break
    years = sum(any(table.fires_in(year) for table in tables) for year in window)
    return Count(
        firings=sum(mask.bit_count() for mask in spans.values()),
        days_a_year=len(days) / max(years, 1),
        firings_a_day=_usual([mask.bit_count() for mask in spans.values()]),
        longest_gap=_longest_gap_of_masks(universe, spans),
    )


def _usual(firings: Sequence[int]) -> int:
    return median_high(firings) if firings else 0


def _longest_gap_of_masks(universe: Sequence[int], spans: Mapping[tuple[int, int], int]) -> int:
    inside: dict[int, tuple[int, int, int]] = {}
    """Of a day's mask: its first time, its last, and the longest gap between."""
    for mask in set(spans.values()):
        times = list(compress(universe, map(int, reversed(f"{mask:b}"))))
        inside[mask] = times[0], times[-1], max((late - early for early, late in pairwise(times)), default=0)
    ends = sorted((origin + inside[mask][0], origin + inside[mask][1]) for (origin, _), mask in spans.items())
    between = (opens - closed for (_, closed), (opens, _) in pairwise(ends))
    return max(*between, *(gap for _, _, gap in inside.values()), 0, 0)


def count_listed(between: Callable[[datetime, datetime], Iterable[datetime]]) -> Count:
    """Count what must be listed one by one: in the usual window, or as far as _MOST_LISTED firings reach."""
    for window in _WINDOWS:
        start, end = datetime(window[0], 1, 1, tzinfo=UTC), datetime(window[-1] + 1, 1, 1, tzinfo=UTC)
        listed = list(islice(between(start, end), _MOST_LISTED))
        if len(listed) > 1 and (listed[-1] - listed[0] >= timedelta(days=366) or len(listed) == _MOST_LISTED):
            break
    else:
        if len(listed) > 1:  # it ends, or has just begun: the time it lasts is what it speaks of
            start, end = listed[0], listed[-1] + (listed[-1] - listed[0]) / (len(listed) - 1)
    if len(listed) == _MOST_LISTED:
        end = listed[-1]
    days = Counter(moment.date() for moment in listed)
    instants = [moment.astimezone(UTC) for moment in listed]
    return Count(
        firings=len(listed),
        days_a_year=len(days) / max((end - start).total_seconds() / (365.25 * DAY), 1 / 365.25),
        firings_a_day=_usual(list(days.values())),
        longest_gap=max((int((late - early).total_seconds()) for early, late in pairwise(instants)), default=0),
    )


def longest_gap(times: Sequence[int], stretches: Iterable[Stretch]) -> int:
    """Find the longest time between two firings: inside the days from the time set, across them from the day set."""
    longest = 0
    previous: int | None = None
    inside: dict[tuple[int, int], int] = {}
    for _, origin, first, last in stretches:
        if previous is not None:
            longest = max(longest, origin + times[first] - previous)
        if (first, last) not in inside:
            inside[first, last] = max((late - early for early, late in pairwise(times[first:last])), default=0)
        previous = origin + times[last - 1]
    return max(longest, *inside.values(), 0)


def cadence_of_days(days_a_year: float, firings_a_day: int) -> Cadence:
    """Name the bucket of a calendar schedule."""
    for least, cadence in _BY_DAYS_A_YEAR:
        if days_a_year >= least:
            return Cadence.SUB_DAILY if cadence is Cadence.DAILY and firings_a_day > 1 else cadence
    return Cadence.ANNUAL


def cadence_of_length(seconds: int) -> Cadence:
    """Name the bucket of a length of time."""
    if seconds < DAY:
        return Cadence.SUB_DAILY
    return next((cadence for most, cadence in _BY_LENGTH if seconds <= most), Cadence.ANNUAL)
