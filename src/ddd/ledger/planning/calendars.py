"""Reads calendars of others: iCalendar (RFC 5545), or JSON. What they hold is bounded, whatever they say.

Each occurrence becomes a booking of its own. Events that are cancelled, or marked as leaving their time free
(TRANSP:TRANSPARENT), are none. What an event cannot mean is left out and told; what no calendar can say is refused.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ddd.cadence import zones
from ddd.errors import UsageError
from ddd.ledger.errors import Refused
from ddd.ledger.moments import MOST_LENGTH
from ddd.ledger.planning.conflicts import too_often
from ddd.ledger.registers.changing import fit
from ddd.ledger.rules import overlap
from ddd.scan.text import shown

MOST_BYTES = 10 * 1024 * 1024
AHEAD = timedelta(days=400)
"""So far bookings are taken in."""
MOST_BOOKINGS = 20_000
_MOST_OF_ONE = 2_000
"""Occurrences of one event: five a day."""
_MOST_TEXT = 300
_MOST_TOLD = 5
_MOST_EVENTS = 20_000
_MOST_RULES = 1_000
_MOST_COUNTED = 100_000
"""In sum: rules with a COUNT are walked from their beginning."""
_FOLD = re.compile(r"\r?\n[ \t]")
_COUNT = re.compile(r"[;:]COUNT=([0-9]{1,9})", re.IGNORECASE | re.ASCII)
_DAY = timedelta(days=1)
_YEARS = range(1900, 2100)
_JSON_KEYS = frozenset({"uid", "title", "who", "start", "end"})
_REJECTED = (ValueError, TypeError, KeyError, OverflowError, AttributeError, IndexError, RecursionError)
"""What the library raises for a property that cannot be read: it reads many only when they are asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """One time at which others use something."""

    uid: str
    title: str
    who: str
    start: datetime
    end: datetime


@dataclass(slots=True)
class Read:
    """What a calendar says of the time to come."""

    bookings: list[Found] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What could not be taken in, in words fit to show."""


@dataclass(frozen=True, slots=True)
class _Event:
    uid: str
    title: str
    who: str
    start: datetime
    """Aware, in the zone by whose clock it recurs."""
    end: datetime
    rules: Sequence[str]
    more: Sequence[datetime]
    """RDATE."""
    without: frozenset[datetime]
    """EXDATE, in UTC."""
    instead_of: datetime | None
    """RECURRENCE-ID in UTC: it replaces this occurrence of the event of the same uid."""
    counts: bool
    """False: it is cancelled, or leaves its time free."""


_Replaced = set[tuple[str, datetime]]
"""Uid and start of occurrences for which an event of their own stands."""


class _UnreadableError(Exception):
    """An event that cannot be understood; the message says why."""


def content(path: Path) -> bytes:
    """Return a file's bytes. Raises Refused for none, or one that is too large."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused("is no file", where=shown(str(path)))
        with path.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}", where=shown(str(path))) from None
    if len(found) > MOST_BYTES:
        raise Refused(
            f"too large: more than {MOST_BYTES // 2**20} MiB", where=shown(str(path)),
            advice="export a shorter stretch of time",
        )  # fmt: skip
    return found


def read(content: bytes, kind: str, zone: str, now: datetime) -> Read:
    """Return the bookings that end after `now` and begin within AHEAD; times without a zone are of `zone`.

    kind: `.ics` or `.json`. Raises Refused for what is no such thing, or holds more than MOST_BOOKINGS.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("it is no UTF-8", advice="save it as UTF-8") from None
    clock = zones.find(zone)
    match kind.lower():
        case ".ics" | ".ical" | ".icalendar":
            found = _from_ics(text, clock, now)
        case ".json":
            found = _from_json(text, clock, now)
        case _:
            raise Refused(f"no calendar: {kind or 'a file without an ending'}", advice="give an .ics or a .json file")
    if len(found.left_out) > _MOST_TOLD:
        found.left_out[_MOST_TOLD:] = [f"and {len(found.left_out) - _MOST_TOLD} more of that sort"]
    found.bookings = _each_once(found.bookings)
    return found


def _from_ics(text: str, clock: tzinfo, now: datetime) -> Read:
    from icalendar import Calendar

    found = Read()
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except _REJECTED as error:
        raise Refused(f"no iCalendar: {_short(error)}", advice="export it anew") from None
    if not calendars or any(one.name != "VCALENDAR" for one in calendars):
        raise Refused("no iCalendar: there is no VCALENDAR in it", advice="export it anew")
    if sum(map(int, _COUNT.findall(_FOLD.sub("", text)))) > _MOST_COUNTED:
        raise Refused(f"its rules count to more than {_MOST_COUNTED:,}", advice="export a shorter stretch of time")
    components = [one for calendar in calendars for one in calendar.subcomponents if one.name == "VEVENT"]
    if len(components) > _MOST_EVENTS or sum("RRULE" in one for one in components) > _MOST_RULES:
        raise Refused(
            f"more than {_MOST_EVENTS:,} events, or {_MOST_RULES:,} that recur",
            advice="export a shorter stretch of time",
        )
    found.left_out += [f"the zone {one} is unknown: taken as {clock}" for one in _unknown_zones(components)]
    events: list[_Event] = []
    for component in components:
        try:
            events.append(_event(component, clock))
        except _UnreadableError as error:
            found.left_out.append(f"{_name(component)}: {error}")
    replaced: _Replaced = {(one.uid, one.instead_of) for one in events if one.instead_of is not None}
    for event in events:
        if event.counts:
            _take(found, event, replaced, now)
    return found


def _unknown_zones(components: Iterable[Any]) -> list[str]:
    """Return the zones of starts that are neither known nor described in the calendar."""
    return sorted({name for one in components if (name := _unknown_zone(one))})


def _unknown_zone(component: Any) -> str:
    try:
        start = component["DTSTART"]
        floating = isinstance(start.dt, datetime) and start.dt.tzinfo is None
        return shown(str(start.params["TZID"]))[:60] if floating else ""
    except _REJECTED:  # it is told when the event is read
        return ""


def _take(found: Read, event: _Event, replaced: _Replaced, now: datetime) -> None:
    """Add the occurrences of an event."""
    count = 0
    for start, end in _spans(event, now):
        passed = end <= now or start >= now + AHEAD
        if passed or start in event.without or (event.instead_of is None and (event.uid, start) in replaced):
            continue
        count += 1
        if count > _MOST_OF_ONE:
            found.left_out.append(f"{shown(event.title or event.uid)}: only its next {_MOST_OF_ONE} times are taken in")
            return
        _add(found, Found(event.uid, event.title, event.who, start, end))


def _spans(event: _Event, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield when an event is, in UTC: both ends keep their times on the wall clock."""
    for rule in event.rules or [""]:
        yield from overlap.occurrences(event.start, event.end, rule, _name_of(event.start), now, now + AHEAD)
    for start in event.more:
        yield start.astimezone(UTC), (start + (_wall(event.end) - _wall(event.start))).astimezone(UTC)


def _event(component: Any, clock: tzinfo) -> _Event:
    """Return what an event says. Raises _UnreadableError."""
    try:
        start = _moment(component["DTSTART"].dt, clock)
        uid = _text(component, "UID") or f"{_text(component, 'SUMMARY')}@{start.isoformat()}"
        rules = [_rule(rule, start) for rule in _several(component.get("RRULE"))]
        instead = component.get("RECURRENCE-ID")
        return _Event(
            uid, _text(component, "SUMMARY"), _who(component), start, _end(component, start, clock), rules,
            tuple(_dates(component, "RDATE", clock)),
            frozenset(one.astimezone(UTC) for one in _dates(component, "EXDATE", clock)),
            _moment(instead.dt, clock).astimezone(UTC) if instead is not None else None,
            _text(component, "STATUS").upper() != "CANCELLED" and _text(component, "TRANSP").upper() != "TRANSPARENT",
        )  # fmt: skip
    except KeyError:
        raise _UnreadableError("it has no start") from None
    except _REJECTED as error:
        raise _UnreadableError(_short(error)) from None


def _end(component: Any, start: datetime, clock: tzinfo) -> datetime:
    """Return when an event ends; with neither end nor duration a whole day to its end, others at once (3.6.1)."""
    if "DTEND" in component:
        end = _moment(component["DTEND"].dt, clock).astimezone(start.tzinfo)
    elif "DURATION" in component:
        length = component["DURATION"].dt
        # Days are those of the wall, hours pass (3.3.6).
        end = start + length if not length % _DAY else (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    else:
        end = start if isinstance(component["DTSTART"].dt, datetime) else start + _DAY
    length = end.astimezone(UTC) - start.astimezone(UTC)
    if length < timedelta(0):
        raise _UnreadableError("it ends before it begins")
    if not length:
        raise _UnreadableError("it takes no time: it has no end")
    if length > MOST_LENGTH:
        raise _UnreadableError(f"it lasts more than {MOST_LENGTH.days} days")
    return end


def _rule(rule: Any, start: datetime) -> str:
    text = rule.to_ical().decode()
    if too_often(text):
        raise _UnreadableError("it recurs too often")
    try:
        return overlap.checked(text, start, _name_of(start))
    except UsageError as error:
        raise _UnreadableError(shown(error.what)) from None


def _dates(component: Any, name: str, clock: tzinfo) -> Iterator[datetime]:
    for listed in _several(component.get(name)):
        for one in listed.dts:
            yield _moment(one.dt[0] if isinstance(one.dt, tuple) else one.dt, clock)


def _several(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _moment(value: date | datetime, clock: tzinfo) -> datetime:
    """Return a time with a zone: floating times and whole days are of the calendar's place."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if value.year not in _YEARS:
        raise _UnreadableError(f"it is in the year {value.year}")
    if value.tzinfo is None:
        return value.replace(tzinfo=clock)
    known = isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key in zones.names()
    return value if known or value.tzinfo is UTC else value.astimezone(clock)


def _name_of(moment: datetime) -> str:
    zone = moment.tzinfo
    return (zone.key if isinstance(zone, ZoneInfo) else None) or "UTC"


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _who(component: Any) -> str:
    organizer = component.get("ORGANIZER")
    if organizer is None or isinstance(organizer, list):
        return ""
    named = organizer.params.get("CN", "") if hasattr(organizer, "params") else ""
    return _cut(str(named or organizer).removeprefix("mailto:").removeprefix("MAILTO:"))


def _text(component: Any, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0]
    return _cut(str(value)) if value is not None else ""


def _name(component: Any) -> str:
    return shown(_text(component, "SUMMARY") or _text(component, "UID") or "an event")


def _from_json(text: str, clock: tzinfo, now: datetime) -> Read:
    """Read a list of objects. All of it is ours to describe: whatever is not as described is refused."""
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"no JSON: {_short(error)}") from None
    if not isinstance(entries, list):
        raise Refused("not a list of bookings", advice='such as [{"start": "2026-03-02T20:00+01:00", "end": "…"}]')
    found = Read()
    for number, entry in enumerate(entries, 1):
        one = _booking(entry, clock, number)
        if one.end > now and one.start < now + AHEAD:
            _add(found, one)
    return found


def _booking(entry: Any, clock: tzinfo, number: int) -> Found:
    where = f"booking {number}"
    if not isinstance(entry, Mapping):
        raise Refused("not an object", where=where, advice="with start and end")
    if unknown := sorted(set(entry) - _JSON_KEYS):
        raise Refused(
            f"unknown: {shown(unknown[0])}", where=where, advice=f"there are: {', '.join(sorted(_JSON_KEYS))}"
        )
    if wrong := next((key for key, value in entry.items() if not isinstance(value, str)), None):
        raise Refused(f"{wrong} is no text", where=where)
    start, end = (_iso(entry, key, clock, where) for key in ("start", "end"))
    if end <= start:
        raise Refused("it ends before it begins, or at once", where=where)
    if end - start > MOST_LENGTH:
        raise Refused(f"it lasts more than {MOST_LENGTH.days} days", where=where)
    title, who = _cut(entry.get("title", "")), _cut(entry.get("who", ""))
    return Found(_cut(entry.get("uid", "")) or f"{title}@{start.isoformat()}", title, who, start, end)


def _iso(entry: Mapping[str, str], key: str, clock: tzinfo, where: str) -> datetime:
    try:
        return _moment(datetime.fromisoformat(entry[key]), clock).astimezone(UTC).replace(microsecond=0)
    except KeyError:
        raise Refused(f"no {key}", where=where) from None
    except (ValueError, OverflowError, _UnreadableError):
        raise Refused(f"{key} is no time: {shown(entry[key])[:60]!r}", where=where, advice="ISO 8601") from None


def _add(found: Read, one: Found) -> None:
    if len(found.bookings) >= MOST_BOOKINGS:
        raise Refused(
            f"more than {MOST_BOOKINGS:,} bookings in {AHEAD.days} days", advice="export a calendar of this asset alone"
        )
    found.bookings.append(one)


def _each_once(found: Sequence[Found]) -> list[Found]:
    """Return one of each (uid, start): the last, as what comes later in a calendar was written later."""
    return list({(one.uid, one.start): one for one in found}.values())


def _cut(text: str) -> str:
    return fit(" ".join(text.split()))[:_MOST_TEXT]


def _short(error: BaseException) -> str:
    return shown(" ".join(str(error).split()) or type(error).__name__)[:200]
