"""Reads the schedules of PostgreSQL: pg_cron's and TimescaleDB's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ddd.extractors._offsets import at_offset
from ddd.extractors.sql_schedulers._sql import MAX_CALLS, Argument, arguments, uncommented
from ddd.model import Dialect, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_MIGRATIONS = ("py", "rb", "php", "js", "ts", "ex", "exs", "kt", "java")

_SCHEDULE = re.compile(
    r"(?:(?<!\w)(?P<before>\w{1,60}\s{1,20}))?\bcron\s{0,5}\.\s{0,5}(?P<form>schedule|schedule_in_database|unschedule)\s{0,5}\(",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"(?:(?<!\w)(?P<before>\w{1,60}\s{1,20}))?\b(?P<form>add_job|add_continuous_aggregate_policy)\s{0,5}\(",
    re.IGNORECASE,
)
_DEFINES = frozenset({"function", "procedure", "on", "def"})
_CALLS = frozenset({"select", "perform", "from", "call"})
_COMMENTED = ("#", "//", "*", "--")
_INTERVAL = re.compile(r"(?P<number>[0-9]{1,6})\s?(?P<unit>[a-z]{1,12})", re.IGNORECASE)
_UNITS = {"mon": "month", "mons": "months", "hrs": "hours", "hr": "hour", "mins": "minutes", "secs": "seconds"}


@extractor(
    "pg-cron",
    paths=(
        "*.sql",
        *(f"**/migrat*/**/*.{suffix}" for suffix in _MIGRATIONS),
        *(f"**/migrate/*.{one}" for one in _MIGRATIONS),
    ),
    literals=("cron.schedule",),
)
def pg_cron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of pg_cron, in SQL files and in the SQL of migrations.

    `SELECT cron.schedule('purge', '0 3 * * *', $$DELETE FROM log$$)`, without a name too, `schedule_in_database`, and
    `'30 seconds'`. A job that the same file takes back later (`cron.unschedule('purge')`) is absent. The time is GMT
    unless the server's `cron.timezone` says otherwise, which no SQL shows.
    Format: https://github.com/citusdata/pg_cron.
    """
    text = uncommented(source) if source.installed_path.endswith(".sql") else source.text
    found: list[tuple[str, Schedule]] = []
    for match in islice(_SCHEDULE.finditer(text), MAX_CALLS):
        if not _is_called(source, text, match):
            continue
        given = arguments(text, match.end())
        if match["form"].lower() == "unschedule":
            name = given[0].string if given else None
            found = [(one, _absent(fact) if one == name and one else fact) for one, fact in found]
        elif fact := _job(source, given, match.start("form")):
            found.append((fact.name, fact))
    yield from (fact for _, fact in found)


@extractor("timescaledb", paths=("*.sql",), literals=("add_job", "add_continuous_aggregate_policy"))
def timescaledb(source: Source) -> Iterator[Extracted]:
    """Find the jobs of TimescaleDB: `SELECT add_job('purge', '1 day')`, and the refreshing of continuous aggregates.

    `add_continuous_aggregate_policy('daily', …, schedule_interval => INTERVAL '1 hour')`. How long data is kept
    (`add_retention_policy`) is no schedule. Format: https://docs.timescale.com/api/latest/jobs-automation/.
    """
    text = uncommented(source)
    for match in islice(_JOB.finditer(text), MAX_CALLS):
        if (match["before"] or "").strip().lower() not in _CALLS:
            continue
        given = arguments(text, match.end())
        positions = [one for one in given if not one.name]
        interval = next((one for one in given if one.name == "schedule_interval"), None)
        if interval is None and match["form"].lower() == "add_job" and len(positions) > 1:
            interval = positions[1]
        if interval is None or not positions:
            continue
        name = positions[0].string or positions[0].text
        words, is_iso = _words(interval.string or ""), (interval.string or "").startswith("P")
        yield Schedule(
            system="timescaledb",
            name=name,
            target=name,
            evidence=(at_offset(source, interval.offset),),
            expression=words or interval.string or _raw(interval.text),
            dialect=Dialect.DURATION if is_iso else Dialect.EVERY,
            state=State.ACTIVE if words or is_iso else State.UNRESOLVED,
        )


def _is_called(source: Source, text: str, match: re.Match[str]) -> bool:
    before = (match["before"] or "").strip().lower()
    if source.installed_path.endswith(".sql"):
        return before not in _DEFINES
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()][:200]
    return before in _CALLS and not line.lstrip().startswith(_COMMENTED)


def _job(source: Source, given: list[Argument], begin: int) -> Schedule | None:
    named = {one.name: one for one in given if one.name}
    rest = [one for one in given if not one.name]
    if len(given) < 2:
        return None
    names = ("schedule", "command") if len(given) == 2 else ("job_name", "schedule", "command")
    by_name = {**dict(zip(names, rest, strict=False)), **named}
    schedule, command, name = by_name.get("schedule"), by_name.get("command"), by_name.get("job_name")
    if schedule is None:
        return None
    shown = " ".join((command.string or command.text).split()) if command else ""
    place, user = at_offset(source, schedule.offset), at_offset(source, begin)
    return Schedule(
        system="pg-cron",
        name=(name.string or "") if name else "",
        evidence=(place,) if place.line == user.line else (place, user),
        expression=schedule.string if schedule.string is not None else _raw(schedule.text),
        dialect=Dialect.PG_CRON,
        timezone="UTC",
        command=shown,
        state=State.ACTIVE if schedule.string is not None else State.UNRESOLVED,
    )


def _absent(fact: Schedule) -> Schedule:
    return replace(fact, state=State.ABSENT, note="taken back by cron.unschedule() further down")


def _raw(text: str) -> str:
    return " ".join(text.split())[:200]


def _words(interval: str) -> str:
    """Return `every 1 day` for PostgreSQL's `1 day`; nothing for its rarer ways to write an interval."""
    parts = _INTERVAL.findall(interval)
    if not parts or _INTERVAL.sub("", interval).strip():
        return ""
    return "every " + " ".join(f"{number} {_unit(unit.lower(), number)}" for number, unit in parts)


def _unit(unit: str, number: str) -> str:
    full = _UNITS.get(unit, unit)
    return full if number == "1" or full.endswith("s") or len(full) < 3 else f"{full}s"
