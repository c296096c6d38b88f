"""Reads the jobs of SQL Server Agent, Oracle's scheduler and Snowflake's tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ddd.extractors._offsets import at_offset
from ddd.extractors.sql_schedulers._sql import MAX_CALLS, Argument, arguments, plain, statements, uncommented
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_AGENT = re.compile(r"\bsp_(?P<form>add_schedule|add_jobschedule)\b\]?", re.IGNORECASE)
_AGENT_END = re.compile(r";|\b(?:GO|EXEC|EXECUTE|IF|END|DECLARE|SET|SELECT)\b", re.IGNORECASE)
_LONGEST = 5000
_ORACLE = re.compile(
    r"\bdbms_scheduler\s{0,5}\.\s{0,5}(?P<form>create_job|create_schedule|enable)\s{0,5}\(", re.IGNORECASE
)
_TASK = re.compile(
    r"\b(?P<verb>CREATE|ALTER)\s{1,20}(?:OR\s{1,20}(?:REPLACE|ALTER)\s{1,20})?TASK\s{1,20}(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?P<name>[\w.\"$]{1,200})",
    re.IGNORECASE,
)
_TASK_SCHEDULE = re.compile(r"\bSCHEDULE\s{0,20}=\s{0,20}'(?P<value>[^']{1,200})'", re.IGNORECASE)
_USING_CRON = re.compile(
    r"USING\s+CRON\s+(?P<cron>(?:\S{1,60}\s+){4}\S{1,60})\s+(?P<zone>[\w/+-]{1,64})", re.IGNORECASE
)
_RESUME = re.compile(r"\s{1,20}RESUME\b", re.IGNORECASE)
_LENGTH = re.compile(r"(?P<count>[0-9]{1,9})\s{1,9}(?P<unit>SECOND|MINUTE|HOUR|M|H|S)S?", re.IGNORECASE)
_SHORT = {"m": "minute", "h": "hour", "s": "second"}
_FREQUENCY = re.compile(
    r"\s*freq\s*=\s*[a-z]+\s*(?:;\s*(?:interval|by(?:month|monthday|yearday|weekno|day|hour|minute|second|setpos))\s*=[^;]*)*;?\s*",
    re.IGNORECASE,
)
_DAY_NAME = re.compile(r"(?<![A-Z])(?P<day>MO|TU|WE|TH|FR|SA|SU)[NEDUTI](?=[,;]|$)")

_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_RELATIVE = {1: "1", 2: "2", 4: "3", 8: "4", 16: "-1"}
_KINDS = {8: ",".join(_DAYS), 9: "MO,TU,WE,TH,FR", 10: "SU,SA"}


@extractor("sql-server-agent", paths=("*.sql",), literals=("sp_add_schedule", "sp_add_jobschedule"))
def sql_server_agent(source: Source) -> Iterator[Extracted]:
    """Find the schedules of SQL Server Agent: `EXEC sp_add_schedule @freq_type = 4, @active_start_time = 30000`.

    Daily (4), weekly (8) and monthly (16, 32) ones are told as an RRULE; 1 runs once, 64 when the agent starts, 128
    when the machine is idle. `@enabled = 0` is suspended. A value that is a variable stays unresolved.
    Format: https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-add-schedule-transact-sql.
    """
    text = uncommented(source)
    for match in islice(_AGENT.finditer(text), MAX_CALLS):
        end = _AGENT_END.search(text, match.end(), match.end() + _LONGEST)
        given = {
            one.name.removeprefix("@"): one
            for one in arguments(text, match.end(), end.start() if end else match.end() + _LONGEST)
        }
        kind = given.get("freq_type")
        if kind is None:
            continue
        name = given.get("schedule_name") or given.get("name")
        expression, state = _agent(given)
        place = given.get("active_start_time", kind)
        yield Schedule(
            system="sql-server-agent",
            name=(name.string or "") if name else "",
            evidence=(at_offset(source, place.offset),),
            expression=expression,
            dialect=Dialect.RRULE,
            state=State.SUSPENDED if _number(given, "enabled", 1) == 0 and state is State.ACTIVE else state,
        )


@extractor(
    "oracle-scheduler", paths=("*.sql", "*.pls", "*.pkb", "*.prc"), literals=("repeat_interval", "REPEAT_INTERVAL")
)
def oracle_scheduler(source: Source) -> Iterator[Extracted]:
    """Find the jobs of Oracle: `DBMS_SCHEDULER.create_job(…, repeat_interval => 'FREQ=DAILY;BYHOUR=3', …)`.

    A job is disabled unless `enabled => TRUE` or `DBMS_SCHEDULER.enable` says otherwise in the same file. An interval
    in PL/SQL (`SYSDATE + 1`) is unresolved. Format: DBMS_SCHEDULER, Oracle's PL/SQL Packages and Types Reference.
    """
    text = uncommented(source)
    calls = [
        (match["form"].lower(), arguments(text, match.end())) for match in islice(_ORACLE.finditer(text), MAX_CALLS)
    ]
    enabled = {plain(one.string or "") for form, given in calls if form == "enable" for one in given}
    for form, given in calls:
        named = {one.name: one for one in given}
        interval = named.get("repeat_interval")
        if interval is None or form == "enable" or interval.text.lower() == "null":
            continue
        name = named.get("job_name") or named.get("schedule_name")
        action = named.get("job_action")
        title = (name.string or "") if name else ""
        runs = form == "create_schedule" or plain(title) in enabled or _is_true(named.get("enabled"))
        is_calendar = interval.string is not None and _FREQUENCY.fullmatch(interval.string) is not None
        state = State.ACTIVE if runs else State.SUSPENDED
        yield Schedule(
            system="oracle-scheduler",
            name=title,
            evidence=(at_offset(source, interval.offset),),
            expression=_rrule(interval.string or "") if is_calendar else " ".join(interval.text.split())[:200],
            dialect=Dialect.RRULE,
            command=" ".join((action.string or "").split()) if action else "",
            state=state if is_calendar else State.UNRESOLVED,
            note="" if runs else "created disabled, and nothing in this file enables it",
        )


@extractor("snowflake-task", paths=("*.sql",), literals=("TASK", "task", "Task"))
def snowflake_task(source: Source) -> Iterator[Extracted]:
    """Find the tasks of Snowflake: `CREATE TASK purge SCHEDULE = 'USING CRON 0 3 * * * UTC' AS …`, `'60 MINUTE'`.

    A task is suspended until `ALTER TASK purge RESUME`; where the same file does not resume it, it is told so.
    Format: https://docs.snowflake.com/en/sql-reference/sql/create-task.
    """
    found = list(statements(uncommented(source), _TASK))
    resumed = {
        plain(match["name"]) for match, rest in found if match["verb"].upper() == "ALTER" and _RESUME.match(rest)
    }
    for match, rest in found:
        value = _TASK_SCHEDULE.search(rest) if match["verb"].upper() == "CREATE" else None
        if value is None:
            continue
        name = plain(match["name"])
        expression, dialect, zone = _snowflake(value["value"])
        yield Schedule(
            system="snowflake-task",
            name=name,
            evidence=(at_offset(source, match.end() + value.start("value")),),
            expression=expression,
            dialect=dialect,
            timezone=zone,
            state=State.ACTIVE if name in resumed else State.SUSPENDED,
            note="" if name in resumed else "suspended until ALTER TASK … RESUME, which this file does not say",
        )


def _agent(given: dict[str, Argument]) -> tuple[str, State]:
    kind, interval = _number(given, "freq_type"), _number(given, "freq_interval", 1)
    every = max(1, _number(given, "freq_recurrence_factor", 1) or 1)
    states = {1: State.ONCE, 64: State.BOOT, 128: State.MANUAL}
    if kind in states:
        return f"freq_type {kind}", states[kind]
    if kind is None or interval is None:
        raw = " ".join(f"{name}={one.text}" for name, one in given.items() if name.startswith("freq_"))
        return raw[:200], State.UNRESOLVED
    days = ",".join(day for bit, day in enumerate(_DAYS) if interval >> bit & 1)
    rules = {
        4: f"FREQ=DAILY;INTERVAL={max(1, interval)}",
        8: f"FREQ=WEEKLY;INTERVAL={every};BYDAY={days}",
        16: f"FREQ=MONTHLY;INTERVAL={every};BYMONTHDAY={interval}",
        32: f"FREQ=MONTHLY;INTERVAL={every};{_relative(given, interval)}",
    }
    return f"RRULE:{rules.get(kind, f'FREQ={kind}')};{_times(given)}", State.ACTIVE


def _relative(given: dict[str, Argument], interval: int) -> str:
    nth = _RELATIVE.get(_number(given, "freq_relative_interval", 1) or 1, "1")
    days = _KINDS.get(interval) or _DAYS[(interval - 1) % 7]
    return f"BYDAY={days};BYSETPOS={nth}"


def _times(given: dict[str, Argument]) -> str:
    """Return the hours and minutes: once a day at the start, or every so many minutes or hours until the end."""
    start, end = _number(given, "active_start_time", 0) or 0, _number(given, "active_end_time", 235959) or 235959
    hour, minute = start // 10000, start // 100 % 100
    unit, step = _number(given, "freq_subday_type", 1), max(1, _number(given, "freq_subday_interval", 1) or 1)
    last = min(23, end // 10000)
    hours = ",".join(map(str, range(hour, last + 1, step if unit == 8 else 1))) or str(hour)
    if unit == 8:
        return f"BYHOUR={hours};BYMINUTE={minute};BYSECOND=0"
    if unit in (2, 4) and step < 60:
        minutes = range(0, 60, step if unit == 4 else 1)
        return f"BYHOUR={hours};BYMINUTE={','.join(map(str, minutes))};BYSECOND=0"
    if unit == 4:
        hours = ",".join(map(str, range(hour, last + 1, max(1, step // 60))))
        return f"BYHOUR={hours};BYMINUTE={minute};BYSECOND=0"
    return f"BYHOUR={hour};BYMINUTE={minute};BYSECOND=0"


def _number(given: dict[str, Argument], name: str, default: int | None = None) -> int | None:
    text = given[name].text.strip("()' \n\t") if name in given else ""
    match = re.match(r"[0-9]{1,9}\b", text)
    if name in given:
        return int(match[0]) if match else None
    return default


def _is_true(argument: Argument | None) -> bool:
    return argument is not None and argument.text.lower() == "true"


def _rrule(text: str) -> str:
    return "RRULE:" + _DAY_NAME.sub(r"\g<day>", re.sub(r"\s+", "", text).upper()).rstrip(";")


def _snowflake(value: str) -> tuple[str, Dialect, str | None]:
    if match := _USING_CRON.fullmatch(value.strip()):
        cron = " ".join(match["cron"].split())
        return cron, Dialect.PHP if set("L#") & set(cron.upper()) else Dialect.VIXIE, match["zone"]
    if match := _LENGTH.fullmatch(value.strip()):
        unit = match["unit"].lower()
        return f"every {match['count']} {_SHORT.get(unit, unit)}s", Dialect.EVERY, None
    return value, Dialect.VIXIE, None
