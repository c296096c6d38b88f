r"""Knows recurrence rules of RFC 5545: `DTSTART:20240101T030000\nRRULE:FREQ=WEEKLY;BYDAY=MO`.

Days are found by python-dateutil; rhythms within a day are reckoned here, so that no rule, however rare or however
quick, is walked second by second. A rule without DTSTART is counted from Monday, 1 January 2024, midnight, and says so.
Several RRULE are alternatives, EXRULE and EXDATE take away, as AWX writes them. Format: RFC 5545, 3.3.10 and 3.8.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from heapq import merge
from itertools import groupby, islice
from typing import Any, Literal

from ddd.cadence import zones
from ddd.cadence.reading import Listed, Read
from ddd.cadence.refusal import RefusedError, bounded
from ddd.model import Dialect

_UNKNOWN_START = datetime(2024, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_LATER = 7600
"""Years. dateutil looks at UNTIL only when something fires, and otherwise walks on to the year 9999. So it works in the
calendar of so much later, which is the same one (a multiple of 400 years) and soon comes to its end."""
_LONGEST_COUNT = 20_000
"""Counting further costs more than anybody gains: such a rule counts as endless."""

_MOST_TAKEN_AWAY = 20_000
"""In a row: what is taken away so often never fires."""
_MOST_RULES = 16

_LINE = re.compile(
    r"(?P<name> DTSTART | RRULE | EXRULE | EXDATE | RDATE ) (?: ; (?P<parameters> [^:\s]* ) )? : (?P<value> \S+ )",
    re.VERBOSE,
)
_MOMENT = re.compile(r"(?P<date>[0-9]{8})(?:T(?P<time>[0-9]{6})(?P<utc>Z)?)?")
_WEEKDAY = re.compile(r"(?P<which>[+-]?[0-9]{1,2})?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
_WITHIN_A_DAY = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
_STEPS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}

_LIMITS = {
    "BYSECOND": (0, 59),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """One RRULE or EXRULE."""

    frequency: str
    interval: int
    count: int | None
    until: datetime | None
    """Naive: on the wall; aware: a moment. Included."""
    week_start: int
    weekdays: tuple[tuple[int, int], ...]
    """Weekday, 0 is Monday, and which of them (0: every)."""
    by: Mapping[str, tuple[int, ...]]


def read(expression: str) -> Listed:
    """Read the lines of a recurrence; blanks may stand between them as well as line ends."""
    start, zone = None, None
    rules: list[_Rule] = []
    without: list[_Rule] = []
    added: list[datetime] = []
    removed: list[datetime] = []
    for word in bounded(expression).split():
        name, parameters, value = _line(word)
        if name == "DTSTART":
            start, zone = _start(value, parameters)
        elif name in ("RRULE", "EXRULE"):
            (rules if name == "RRULE" else without).append(_rule(value))
        else:
            (added if name == "RDATE" else removed).extend(_moment(one)[0] for one in value.split(","))
    if not rules and not added:
        raise RefusedError("a recurrence needs an RRULE")
    if len(rules) + len(without) > _MOST_RULES:
        raise RefusedError(f"more than {_MOST_RULES} rules")
    dates = _Dates(start or _UNKNOWN_START, tuple(rules), tuple(without), tuple(added), frozenset(removed))
    notes = [*_notes(rules), *([] if start else ["no start given: counted from Monday, 1 January 2024"])]
    return Listed(dates.between, zone, "; ".join(notes))


def _line(word: str) -> tuple[str, str, str]:
    match = _LINE.fullmatch(word)
    if match is not None:
        return match["name"], match["parameters"] or "", match["value"]
    if word.startswith("FREQ="):
        return "RRULE", "", word
    raise RefusedError(f"{word!r} is no line of a recurrence: DTSTART:…, RRULE:FREQ=…")


def _start(value: str, parameters: str) -> tuple[datetime, str | None]:
    moment, utc = _moment(value)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise RefusedError(f"starts in the year {moment.year}: only {_FIRST_YEAR} to {_LAST_YEAR} are counted")
    zone = next((one.removeprefix("TZID=") for one in parameters.split(";") if one.startswith("TZID=")), None)
    return moment, "UTC" if utc else zone


def _moment(text: str) -> tuple[datetime, bool]:
    """Read `20240101T030000Z`: the time on the wall, and whether that is UTC."""
    match = _MOMENT.fullmatch(text)
    try:
        if match is not None:
            return datetime.strptime(match["date"] + (match["time"] or "000000"), "%Y%m%d%H%M%S"), bool(match["utc"])
    except ValueError:
        pass
    raise RefusedError(f"{text!r} is no date such as 20240101 or 20240101T030000Z")


def _rule(text: str) -> _Rule:
    parts: dict[str, str] = {}
    for part in text.rstrip(";").split(";"):
        key, _, value = part.partition("=")
        if key in parts:
            raise RefusedError(f"{key} is given twice")
        parts[key] = value
    frequency = parts.pop("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise RefusedError(f"FREQ={frequency}: one of {', '.join(_FREQUENCIES)} is wanted")
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    if count is not None and until is not None:
        raise RefusedError("COUNT and UNTIL exclude each other")
    return _Rule(
        frequency=frequency,
        interval=_positive("INTERVAL", parts.pop("INTERVAL", "1")),
        count=None if count is None else _positive("COUNT", count),
        until=None if until is None else _until(until),
        week_start=_weekday(parts.pop("WKST", "MO"))[0],
        weekdays=_weekdays(parts.pop("BYDAY", None), frequency, in_month="BYMONTH" in parts),
        by={key: _numbers(key, value) for key, value in parts.items()},
    )


def _positive(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text)):
        raise RefusedError(f"{key}={text}: a number above 0 is wanted")
    return int(text)


def _until(text: str) -> datetime:
    moment, utc = _moment(text)
    if utc:
        return moment.replace(tzinfo=UTC)
    return moment if "T" in text else moment + timedelta(days=1) - timedelta(seconds=1)


def _weekdays(text: str | None, frequency: str, *, in_month: bool) -> tuple[tuple[int, int], ...]:
    found = () if text is None else tuple(_weekday(one) for one in text.split(","))
    most = 53 if frequency == "YEARLY" and not in_month else 5 if frequency in ("YEARLY", "MONTHLY") else 0
    if any(abs(which) > most for _, which in found):
        raise RefusedError(
            f"BYDAY={text}: a {'year' if most > 5 else 'month' if most else 'week or a day'} has not so many"
        )
    return found


def _weekday(text: str) -> tuple[int, int]:
    match = _WEEKDAY.fullmatch(text)
    if match is None or (match["which"] and not 0 < abs(int(match["which"])) <= 53):
        raise RefusedError(f"{text!r} is no weekday such as MO or 1MO")
    return _WEEKDAYS.index(match["day"]), int(match["which"] or 0)


def _numbers(key: str, text: str) -> tuple[int, ...]:
    if key not in _LIMITS:
        raise RefusedError(f"{key!r} is no part of a recurrence rule")
    low, high = _LIMITS[key]
    numbers = set()
    for one in text.split(","):
        if not re.fullmatch(r"[+-]?[0-9]{1,3}", one) or not low <= int(one) <= high or (low < 0 and int(one) == 0):
            raise RefusedError(f"{key}={one} is not between {low} and {high}")
        numbers.add(int(one))
    return tuple(sorted(numbers))


def _notes(rules: Iterable[_Rule]) -> Iterator[str]:
    for rule in rules:
        if rule.count is not None and rule.count > 1:
            yield f"ends after {rule.count} times"
        if rule.until is not None:
            yield f"ends on {rule.until:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class _Dates:
    """All that a recurrence says, ready to be listed."""

    start: datetime
    rules: tuple[_Rule, ...]
    without: tuple[_Rule, ...]
    added: tuple[datetime, ...]
    removed: frozenset[datetime]

    def between(self, start: datetime, end: datetime, zone: tzinfo) -> Iterator[datetime]:
        """List the firings from `start` until before `end`."""
        margin = timedelta(days=2)  # walls and moments differ by less
        first = max(_wall(start), _wall(datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)))
        last = min(_wall(end), _wall(datetime(_LAST_YEAR + 1, 1, 1, tzinfo=UTC)))
        for moment in zones.moments(self._walls(first - margin, last + margin, zone), zone):
            if moment >= end:
                return
            if moment >= start:
                yield moment

    def _walls(self, first: datetime, last: datetime, zone: tzinfo) -> Iterator[datetime]:
        listed = partial(_walls, start=self.start, first=first, last=last, zone=zone)
        wanted = merge(sorted(self.added), *map(listed, self.rules))
        unwanted = merge(sorted(self.removed), *map(listed, self.without))
        taken, in_vain = next(unwanted, None), 0
        for wall, _ in groupby(wanted):
            while taken is not None and taken < wall:
                taken = next(unwanted, None)
            if wall != taken:
                in_vain = 0
                yield wall
            elif (in_vain := in_vain + 1) > _MOST_TAKEN_AWAY:
                return


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _walls(rule: _Rule, *, start: datetime, first: datetime, last: datetime, zone: tzinfo) -> Iterator[datetime]:
    """List one rule on the wall clock, from about `first` (never before its own start) until `last` or its own end."""
    until = rule.until
    if until is not None and until.tzinfo is not None:
        until = until.astimezone(zone).replace(tzinfo=None)
    last = last if until is None else min(last, until)
    counted = rule.count if rule.count is not None and rule.count <= _LONGEST_COUNT else None
    begin = start if counted is not None else max(start, first)
    listed = (
        _in_days(rule, start, begin, last) if rule.frequency in _WITHIN_A_DAY else _of_days(rule, start, begin, last)
    )
    return islice(listed, counted)


def _of_days(rule: _Rule, start: datetime, begin: datetime, last: datetime) -> Iterator[datetime]:
    """List a rule whose rhythm is a day or longer."""
    if rule.frequency in _STEPS:
        start = _nearer(start, begin, _STEPS[rule.frequency] * rule.interval)
    for wall in _dateutil(rule, rule.frequency, rule.interval, start, last, rule.by):
        if wall >= begin:
            yield wall


def _nearer(start: datetime, begin: datetime, step: timedelta) -> datetime:
    """Move a start whole steps towards `begin`, so that nothing is walked that nobody asked for."""
    return start + max((begin - start) // step - 1, 0) * step


def _in_days(rule: _Rule, start: datetime, begin: datetime, last: datetime) -> Iterator[datetime]:
    """List a rule whose rhythm is shorter than a day: the days it allows, and on each the times in step."""
    unit = _WITHIN_A_DAY[rule.frequency]
    allowed = _slots(rule, unit)
    offsets = _offsets(rule, unit, start)
    daily = {key: rule.by[key] for key in ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO") if key in rule.by}
    midnight = start.replace(hour=0, minute=0, second=0)
    first_slot = int((start - midnight).total_seconds()) // unit
    days = _dateutil(rule, "DAILY", 1, max(midnight, begin.replace(hour=0, minute=0, second=0)), last, daily)
    step, times = -1, _times(allowed, offsets, unit, 0, rule.interval)
    for day in days:
        reached = (day - midnight).days * (zones.DAY // unit) - first_slot
        if step != -reached % rule.interval:  # the same every day where the interval divides it
            step = -reached % rule.interval
            times = _times(allowed, offsets, unit, step, rule.interval)
        for seconds in times:
            wall = day + timedelta(seconds=seconds)
            if wall > last:
                return
            if wall >= begin:
                yield wall


def _times(allowed: Sequence[int], offsets: Sequence[int], unit: int, first: int, interval: int) -> Sequence[int]:
    """List the times of a day, in seconds, whose hour (minute, second) is in step."""
    slots = (
        allowed[first::interval] if isinstance(allowed, range) else [one for one in allowed if one % interval == first]
    )
    return [slot * unit + offset for slot in slots for offset in offsets]


def _slots(rule: _Rule, unit: int) -> Sequence[int]:
    """List the hours (minutes, seconds) of a day that the rule allows, in units."""
    hours = rule.by.get("BYHOUR", range(24))
    minutes = rule.by.get("BYMINUTE", range(60)) if unit < 3600 else (0,)
    seconds = rule.by.get("BYSECOND", range(60)) if unit < 60 else (0,)
    if len(hours) * len(minutes) * len(seconds) == zones.DAY // unit:
        return range(zones.DAY // unit)
    return [(hour * 3600 + minute * 60 + second) // unit for hour in hours for minute in minutes for second in seconds]


def _offsets(rule: _Rule, unit: int, start: datetime) -> Sequence[int]:
    """List the seconds after the full hour (or minute) at which it fires, those BYSETPOS picks."""
    minutes = rule.by.get("BYMINUTE", (start.minute,)) if unit == 3600 else (0,)
    seconds = rule.by.get("BYSECOND", (start.second,)) if unit > 1 else (0,)
    offsets = [minute * 60 + second for minute in minutes for second in seconds]
    if "BYSETPOS" not in rule.by:
        return offsets
    positions = {place - 1 if place > 0 else len(offsets) + place for place in rule.by["BYSETPOS"]}
    return [offset for place, offset in enumerate(offsets) if place in positions]


def _of_dateutil(frequency: str) -> Literal[0, 1, 2, 3]:
    from dateutil import rrule

    match frequency:
        case "YEARLY":
            return rrule.YEARLY
        case "MONTHLY":
            return rrule.MONTHLY
        case "WEEKLY":
            return rrule.WEEKLY
    return rrule.DAILY


def _dateutil(
    rule: _Rule, frequency: str, interval: int, start: datetime, last: datetime, by: Mapping[str, tuple[int, ...]]
) -> Iterator[datetime]:
    from dateutil import rrule

    if last < start:
        return
    options: dict[str, Any] = {key.lower(): list(numbers) for key, numbers in by.items()}
    if rule.weekdays:
        options["byweekday"] = [rrule.weekday(day, which or None) for day, which in rule.weekdays]
    options["until"] = last.replace(year=last.year + _LATER)
    later = start.replace(year=start.year + _LATER)
    for wall in rrule.rrule(_of_dateutil(frequency), later, interval, rule.week_start, cache=False, **options):
        yield wall.replace(year=wall.year - _LATER)


READERS: Mapping[Dialect, Read] = {Dialect.RRULE: read}
