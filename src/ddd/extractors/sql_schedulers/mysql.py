"""Reads the events of MySQL and MariaDB."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors import _timed
from ddd.extractors._offsets import at_offset
from ddd.extractors.sql_schedulers._sql import plain, uncommented
from ddd.model import Dialect, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_NAME = r"(?P<name>[`\w.$-]{1,200})"
_EVENT = re.compile(
    rf"\b(?P<verb>CREATE|ALTER|DROP)\s{{1,50}}(?:OR\s+REPLACE\s+)?(?:DEFINER\s{{0,9}}=\s{{0,9}}\S{{1,100}}\s{{1,50}})?"
    rf"EVENT\s{{1,50}}(?:IF\s+(?:NOT\s+)?EXISTS\s+)?{_NAME}",
    re.IGNORECASE,
)
_HEAD = re.compile(r"\bDO\b|;", re.IGNORECASE)
_LONGEST_HEAD = 1000
_WHEN = re.compile(
    r"ON\s{1,50}SCHEDULE\s{1,50}(?:EVERY\s{1,50}(?P<count>'[^']{1,40}'|[0-9]{1,9})\s{1,50}(?P<unit>[A-Z_]{3,20})|(?P<once>AT\s[^;]{1,200}))",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bSTARTS\s{1,50}(?P<time>'[^']{1,40}')", re.IGNORECASE)
_SWITCH = re.compile(r"\b(?P<word>ENABLE|DISABLE)\b", re.IGNORECASE)
_COMMENT = re.compile(r"'(?:[^'\\]|''|\\.|(?!))*+'")
_UNITS = ("SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
_SECONDS = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600, "DAY": 86400}


@extractor("mysql-event", paths=("*.sql",), literals=("EVENT", "event", "Event"))
def mysql_event(source: Source) -> Iterator[Extracted]:
    """Find the events of MySQL and MariaDB: `CREATE EVENT purge ON SCHEDULE EVERY 1 DAY STARTS '2024-01-01' DO …`.

    `AT` runs once, `DISABLE` is suspended, and what the same file says later (`ALTER EVENT … DISABLE`, `DROP EVENT`)
    holds. Nothing runs unless the server's event scheduler is on, which the file does not show.
    Format: https://dev.mysql.com/doc/refman/en/create-event.html.
    """
    text = uncommented(source)
    events: list[Schedule] = []
    dropped, switched = set[str](), dict[str, State]()
    for match in reversed(list(_EVENT.finditer(text))):  # what is said later is known first
        end = _HEAD.search(text, match.end(), match.end() + _LONGEST_HEAD)
        head = text[match.end() : end.start() if end else match.end() + _LONGEST_HEAD]
        name, verb = plain(match["name"]), match["verb"].upper()
        if verb == "CREATE":
            fact = _event(source, name, head, match.end(), match.start("verb"))
            events += [_changed(fact, name in dropped, switched.get(name))] if fact else []
        elif verb == "DROP":
            dropped.add(name)
        elif state := _switch(head):
            switched.setdefault(name, state)
    yield from reversed(events)


def _event(source: Source, name: str, head: str, offset: int, begin: int) -> Schedule | None:
    when = _WHEN.search(head)
    if when is None:
        return None
    start = _FROM.search(head)
    place, user = at_offset(source, offset + when.start("count" if when["count"] else "once")), at_offset(source, begin)
    unit = (when["unit"] or "").upper()
    words = _every(when["count"].strip("'"), unit) if when["count"] else None
    raw = " ".join((when["once"] or when[0]).split())
    is_known = not unit or set(unit.split("_")) <= {*_UNITS, "MICROSECOND"}
    state = State.ONCE if when["once"] else State.ACTIVE if words else State.UNRESOLVED
    notes = (
        "" if is_known else f"MySQL knows no unit {unit}",
        f"starts {start['time'].strip(chr(39))}" if start else "",
    )
    fact = Schedule(
        system="mysql-event",
        name=name,
        evidence=(place,) if place.line == user.line else (place, user),
        expression=words or raw,
        dialect=Dialect.EVERY,
        state=state if is_known else State.INVALID,
        note="; ".join(filter(None, notes)),
    )
    return _switched(fact, _switch(head))


def _every(count: str, unit: str) -> str | None:
    """Return the words of `EVERY 1 DAY`, and of compound units such as `'1:30' HOUR_MINUTE`; None for no length."""
    if "_" not in unit:
        return f"every {count.strip()} {unit.lower()}" + ("" if count.strip() == "1" else "s")
    first, _, last = unit.partition("_")
    units = list(reversed(_SECONDS))
    numbers = [int(one) for one in re.findall(r"[0-9]{1,9}", count)]
    if unit == "YEAR_MONTH" and len(numbers) == 2:
        return f"every {12 * numbers[0] + numbers[1]} months"
    if first not in units or last not in units:
        return None
    parts = units[units.index(first) : units.index(last) + 1]
    return _timed.every(sum(number * _SECONDS[part] for number, part in zip(numbers, parts, strict=False)))


def _switch(head: str) -> State | None:
    """Return the state a statement asks for; None when it leaves the event as it is."""
    switch = _SWITCH.search(_COMMENT.sub("", head))
    if switch is None:
        return None
    return State.SUSPENDED if switch["word"].upper() == "DISABLE" else State.ACTIVE


def _switched(fact: Schedule, state: State | None) -> Schedule:
    return replace(fact, state=state) if state and fact.state in (State.ACTIVE, State.SUSPENDED) else fact


def _changed(fact: Schedule, is_dropped: bool, state: State | None) -> Schedule:
    if is_dropped:
        return replace(fact, state=State.ABSENT, note="dropped further down")
    return _switched(fact, state)
