"""When something recurs: texts such as `vixie 0 3 * * *`, `oncalendar Mon *-*-* 03:00` or `every 2 weeks`.

A schedule may have several: it recurs at each of their times. Expressions are those of `ddd.cadence`, by the name of
their dialect (`cron` is another name of `vixie`), and mean what they mean to the system that runs them: what falls into
the hour that spring skips comes right after it to cron, and not at all to systemd. Lengths are counted from the
schedule's start, which is the first of their times, days and more by its clock on the wall: monthly from the 31st is
the last day of shorter months, and the 31st again after them; 02:30 is 03:00 in the night in which spring skips it, and
the first 02:30 in the night in which autumn has two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property, lru_cache
from heapq import merge
from itertools import groupby

from dateutil.relativedelta import relativedelta

from ddd.cadence import firings, recurrence, zones
from ddd.cadence.dialects import READERS
from ddd.cadence.reading import Length
from ddd.cadence.refusal import RefusedError
from ddd.errors import UsageError
from ddd.model import Dialect, State

_EVERY = re.compile(r"every (?:(?P<count>[1-9][0-9]{0,8}) )?(?P<unit>second|minute|hour|day|week|month|year)s?")
_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 7 * 86_400}
_MONTHS = {"month": 1, "year": 12}
_LONGEST = 100 * 366 * 86_400
"""Seconds. Nobody waits longer, and the calendar of Python ends in the year 9999."""
_MONTH = 2_629_746
"""Seconds, over four hundred years."""
_CADENCE_MONTH = 2_629_800
"""Seconds of a month to `ddd.cadence`, which knows lengths by their seconds alone."""
_SECOND = timedelta(seconds=1)
_END = datetime(2200, 1, 1, tzinfo=UTC)
"""Where the expressions of `ddd.cadence` end."""
_BACK = tuple(timedelta(hours=hours) for hours in (1, 24, 8 * 24, 64 * 24, 400 * 24, 12 * 366 * 24))
"""How far to look back, the last time from the start on: most is frequent, and all of what lies between is listed."""


@dataclass(frozen=True)
class Rhythm:
    """What recurs, in one zone, from one start on. Raises UsageError when it is asked and a text is no rule."""

    texts: tuple[str, ...]
    start: datetime
    """Aware; nothing falls before it, and lengths are counted from it."""
    zone: str = "UTC"

    def after(self, moment: datetime) -> datetime | None:
        """Return the first time strictly after `moment`, in UTC; None when none comes."""
        return min((found for part in self._parts if (found := part.after(moment))), default=None)

    def until(self, moment: datetime) -> datetime | None:
        """Return the last time at or before `moment`, in UTC; None when there was none."""
        return max((found for part in self._parts if (found := part.until(moment))), default=None)

    def between(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """Yield the times from `first` to `last`, both included, in UTC and in order; each once."""
        listed = merge(*(part.between(first, last) for part in self._parts))
        return (moment for moment, _ in groupby(listed))

    @property
    def counts_from_start(self) -> bool:
        """Tell whether its times depend on its start; those of a calendar are only cut off by it."""
        return any(isinstance(part, _Every) for part in self._parts)

    @cached_property
    def _parts(self) -> tuple[_Every | _Calendar, ...]:
        start = self.start.astimezone(UTC).replace(microsecond=0)
        return tuple(_part(text, start, self.zone) for text in self.texts)


def checked(texts: Sequence[str], zone: str) -> tuple[str, ...]:
    """Return rules in the form in which they are stored. Raises UsageError for one that never comes or is none."""
    for text in texts:
        _part(text, datetime(2024, 1, 1, tzinfo=UTC), zone)
    return tuple(" ".join(text.split()) if text.lstrip().startswith("every ") else text.strip() for text in texts)


def clock(zone: str) -> tzinfo:
    """Return the clock on the wall of a zone. Raises UsageError for an unknown one."""
    try:
        return zones.find(zone)
    except RefusedError as refused:
        raise UsageError(str(refused), advice="give one such as Europe/Berlin or UTC") from None


@dataclass(frozen=True)
class _Every:
    """A length from a start on: so many months, or so many seconds; whole days by the clock on the wall."""

    months: int
    seconds: int
    start: datetime
    zone: tzinfo

    def after(self, moment: datetime) -> datetime:
        return self.start if moment < self.start else self._at(self._count(moment) + 1)

    def until(self, moment: datetime) -> datetime | None:
        return None if moment < self.start else self._at(self._count(moment))

    def between(self, first: datetime, last: datetime) -> Iterator[datetime]:
        number = self._count(first - _SECOND) + 1 if first > self.start else 0
        found = self._at(number) if number else self.start
        while found <= last:
            yield found
            number += 1
            found = self._at(number)

    def _count(self, moment: datetime) -> int:
        """Return how many lengths have passed: reckoned from their mean, then a step or two to where it is right."""
        count = int((moment - self.start).total_seconds()) // (self.seconds or self.months * _MONTH)
        while self._at(count) > moment:
            count -= 1
        while self._at(count + 1) <= moment:
            count += 1
        return count

    def _at(self, count: int) -> datetime:
        length = timedelta(seconds=self.seconds * count)
        if self.seconds % zones.DAY:
            return self.start + length
        local = self.start.astimezone(self.zone).replace(tzinfo=None) + length
        return _on_the_clock(local + relativedelta(months=self.months * count) if self.months else local, self.zone)


@dataclass(frozen=True)
class _Calendar:
    """An expression, from a start on."""

    expression: str
    dialect: Dialect
    start: datetime
    zone: str

    def after(self, moment: datetime) -> datetime | None:
        return next(self.between(moment.replace(microsecond=0) + _SECOND, _END), None)

    def until(self, moment: datetime) -> datetime | None:
        for back in _BACK:
            if moment - back <= self.start:
                break
            if found := self._last(moment - back, moment):
                return found
        return self._last(self.start, moment)

    def between(self, first: datetime, last: datetime) -> Iterator[datetime]:
        begin, end = max(first, self.start), last + _SECOND
        found = firings(self.expression, self.dialect, begin, end, self.zone) if begin < end else ()
        return (moment.astimezone(UTC) for moment in found if moment <= last)

    def _last(self, first: datetime, last: datetime) -> datetime | None:
        found = None
        for found in self.between(first, last):  # noqa: B007  the last one counts
            pass
        return found


def _part(text: str, start: datetime, zone: str) -> _Every | _Calendar:
    every = _EVERY.fullmatch(" ".join(text.split()))
    if every:
        count, unit = int(every["count"] or 1), every["unit"]
        return _every(text, _MONTHS.get(unit, 0) * count, _SECONDS.get(unit, 0) * count, start, zone)
    name, _, expression = text.strip().partition(" ")
    if name == Dialect.EVERY and not expression.startswith(name):
        expression = text.strip()  # `every other day`: its dialect is its first word
    dialect = Dialect.VIXIE if name == "cron" else next((one for one in Dialect if one.value == name), None)
    if dialect is None or not expression.strip():
        raise UsageError(
            f"not a rule: {text!r}",
            advice="such as `cron 0 3 * * *`, `oncalendar Mon *-*-* 03:00` or `every 2 weeks`",
        )
    meaning = recurrence(expression, dialect, zone)
    if meaning.state not in (State.ACTIVE, State.ONCE):
        raise UsageError(f"never comes: {text!r}: {meaning.note or meaning.state}", advice="give another rule")
    length = _length(expression, dialect)
    if length is None:
        return _Calendar(expression, dialect, start, zone)
    months = 0 if length % _CADENCE_MONTH else length // _CADENCE_MONTH
    return _every(text, months, 0 if months else length, start, zone)


def _every(text: str, months: int, seconds: int, start: datetime, zone: str) -> _Every:
    if seconds + months * _MONTH > _LONGEST:
        raise UsageError(f"longer than anybody waits: {text!r}", advice="give less than 100 years")
    return _Every(months, seconds, start, clock(zone))


@lru_cache(maxsize=8192)
def _length(expression: str, dialect: Dialect) -> int | None:
    """Return the seconds that an expression says to wait; None where it names days and times."""
    reading = READERS[dialect](expression)
    return reading.seconds if isinstance(reading, Length) else None


def _on_the_clock(local: datetime, zone: tzinfo) -> datetime:
    """Return the moment when the clock on the wall shows `local`: the first, or where it jumps over it, the next."""
    early, late = sorted(int(local.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    if zones.at(early, zone).replace(tzinfo=None) == local:
        return datetime.fromtimestamp(early, UTC)
    between = range(early, late + 1)  # the clock jumps somewhere in between
    jump = bisect_left(between, local, key=lambda second: zones.at(second, zone).replace(tzinfo=None))
    return datetime.fromtimestamp(between[jump], UTC)
