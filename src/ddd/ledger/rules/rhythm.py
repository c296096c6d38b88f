"""When something recurs: texts such as `vixie 0 3 * * *`, `oncalendar Mon *-*-* 03:00` or `every 2 weeks`.

A schedule may have several: it recurs at each of their times. Expressions are those of `ddd.cadence`, by the name of
their dialect; `cron` is another name of `vixie`. Lengths are counted from the schedule's start, days and more by its
clock on the wall: monthly from the 31st is the last day of shorter months, and the 31st again after them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from ddd.cadence import firings, recurrence
from ddd.errors import UsageError
from ddd.model import Dialect, State

_EVERY = re.compile(r"every (?:(?P<count>[1-9][0-9]{0,5}) )?(?P<unit>second|minute|hour|day|week|month|year)s?")
_FIXED = {"second": 1, "minute": 60, "hour": 3_600}
_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}
_FAR = timedelta(days=366 * 12)
"""No calendar rests longer: 29 February, over 1900 or 2100."""
_LOOK = (timedelta(days=8), timedelta(days=400), _FAR)


@dataclass(frozen=True)
class Rhythm:
    """What recurs, in one zone, from one start on."""

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

    @cached_property
    def _parts(self) -> tuple[_Every | _Calendar, ...]:
        return tuple(_part(text, self.start.astimezone(UTC), self.zone) for text in self.texts)


def checked(texts: Sequence[str], zone: str) -> tuple[str, ...]:
    """Return rules in the form in which they are stored. Raises UsageError for one that never comes or is none."""
    for text in texts:
        _part(text, datetime(2024, 1, 1, tzinfo=UTC), zone)
    return tuple(" ".join(text.split()) if text.startswith("every") else text for text in texts)


@dataclass(frozen=True)
class _Every:
    months: int
    days: int
    seconds: int
    start: datetime
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime:
        if moment < self.start:
            return self.start
        k = self._about(moment)
        while self._at(k) > moment:
            k -= 1
        while self._at(k) <= moment:
            k += 1
        return self._at(k)

    def until(self, moment: datetime) -> datetime | None:
        if moment < self.start:
            return None
        k = self._about(moment) + 2
        while self._at(k) > moment:
            k -= 1
        return self._at(k)

    def _about(self, moment: datetime) -> int:
        """Return a count near `moment`, never far off: the loops that use it make a few steps."""
        passed = (moment - self.start).total_seconds()
        return max(int(passed // (self.seconds or self.days * 86_400 or self.months * 2_629_746)) - 1, 0)

    def _at(self, k: int) -> datetime:
        if self.seconds:
            return self.start + timedelta(seconds=self.seconds * k)
        local = self.start.astimezone(self.zone).replace(tzinfo=None)
        return _on_the_clock(local + relativedelta(months=self.months * k, days=self.days * k), self.zone)


@dataclass(frozen=True)
class _Calendar:
    expression: str
    dialect: Dialect
    start: datetime
    zone: str

    def after(self, moment: datetime) -> datetime | None:
        begin = max(moment + timedelta(seconds=1), self.start)
        for far in _LOOK:  # most come soon; what is rare is looked for further
            for found in firings(self.expression, self.dialect, begin, begin + far, self.zone):
                return found.astimezone(UTC)
        return None

    def until(self, moment: datetime) -> datetime | None:
        for far in _LOOK:
            begin = max(moment - far, self.start)
            found = None
            for found in takewhile(  # noqa: B007  the last one counts
                lambda one: one <= moment,
                firings(self.expression, self.dialect, begin, moment + timedelta(seconds=1), self.zone),
            ):
                pass
            if found or begin == self.start:
                return found.astimezone(UTC) if found else None
        return None


def _part(text: str, start: datetime, zone: str) -> _Every | _Calendar:
    every = _EVERY.fullmatch(" ".join(text.split()))
    if every:
        count, unit = int(every["count"] or 1), every["unit"]
        return _Every(
            _MONTHS.get(unit, 0) * count, _DAYS.get(unit, 0) * count, _FIXED.get(unit, 0) * count, start, ZoneInfo(zone)
        )
    name, _, expression = text.partition(" ")
    dialect = Dialect.VIXIE if name == "cron" else next((one for one in Dialect if one.value == name), None)
    if dialect is None or not expression:
        raise UsageError(
            f"not a rule: {text!r}",
            advice="such as `cron 0 3 * * *`, `oncalendar Mon *-*-* 03:00` or `every 2 weeks`",
        )
    meaning = recurrence(expression, dialect, zone)
    if meaning.state not in (State.ACTIVE, State.ONCE):
        raise UsageError(f"never comes: {text!r}: {meaning.note or meaning.state}", advice="give another rule")
    return _Calendar(expression, dialect, start, zone)


def _on_the_clock(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment when the clock on the wall shows `local`: the first, or where it jumps over it, the next."""
    moment = local.replace(tzinfo=zone, fold=0)
    back = moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back == local:
        return moment.astimezone(UTC)
    early = moment.astimezone(UTC) - timedelta(hours=4)  # it jumps in between: its offset changes once there
    before, after = early.astimezone(zone).utcoffset(), moment.astimezone(UTC).astimezone(zone).utcoffset()
    assert before is not None
    assert after is not None
    low, high = early, moment.astimezone(UTC) + timedelta(hours=4)
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == offset else (low, middle)
    return high.replace(microsecond=0)
