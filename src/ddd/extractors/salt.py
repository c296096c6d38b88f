"""Reads what Salt states and pillars run by cron and by Salt's own scheduler."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.cadence import recurrence
from ddd.extractors._jinja import references
from ddd.extractors._salt import Entry, entries
from ddd.model import Confidence, Dialect, Evidence, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_FIELDS = ("minute", "hour", "daymonth", "month", "dayweek")
_LENGTHS = ("seconds", "minutes", "hours", "days", "weeks")
_FUNCTION = re.compile(r"cron\.(?:present|absent)|schedule\.(?:present|absent|disabled|enabled)")
_OF_PILLARS = frozenset({"cron", "crons", "crontab", "cronjobs", "cron_jobs"})
_ENSURED = {"absent": State.ABSENT}
_PILLARS = Confidence.MEDIUM
_FALSE = frozenset({"false", "no", "off", "0"})


@extractor("salt", paths=("*.sls",), literals=("cron", "schedule"))
def salt(source: Source) -> Iterator[Extracted]:
    """Find what Salt runs by the clock, in states and in pillars.

        nightly-dump:
          cron.present:
            - name: /usr/local/sbin/dump
            - minute: 15
            - hour: 3

    is a line of a crontab; what is left out is `*`, so without `minute` it runs every minute. `special: '@daily'`,
    `cron.absent` and `minute: random` are understood. `schedule.present` and the mapping `schedule:` are jobs of Salt's
    scheduler: `cron:`, `when:`, or lengths (`hours: 6`, which add up). Jinja is left open, and the blocks of a file are
    read line by line, so a loop is told once. In a pillar the entries below `cron:` that name a minute and what to run
    are taken for jobs of the states that ask for them.
    Format: salt.states.cron, salt.states.schedule, salt's job management.
    """
    top = entries(source)
    stack = list(reversed(top))
    while stack:
        one = stack.pop()
        stack.extend(reversed(one.below))
        yield from _of_entry(source, one)
    for one in top:
        if one.key == "schedule":
            for job in one.below:
                yield from _scheduled(source, job, job.key, State.ACTIVE)
        if one.key in _OF_PILLARS:
            yield from _of_pillar(source, one)


def _of_entry(source: Source, one: Entry) -> Iterator[Schedule]:
    for state in one.below:
        if not _FUNCTION.fullmatch(state.key) and not (state.key in ("cron", "schedule") and state.items):
            continue
        module, _, function = state.key.partition(".")
        function = function or next((each.value for each in state.items if each.value in ("present", "absent")), "")
        absent = State.ABSENT if function in ("absent", "disabled") else State.ACTIVE
        if module == "cron" and function:
            yield _cron(source, one, state, absent)
        elif function:
            yield from _scheduled(source, state, state.said("name") or one.key, absent)


def _of_pillar(source: Source, top: Entry) -> Iterator[Schedule]:
    """Yield what a pillar holds for the states that make its entries lines of a crontab."""
    stack = list(reversed(top.below))
    while stack:
        one = stack.pop()
        keys = {each.key for each in one.below}
        if keys & {"minute", "special"} and keys & {"name", "identifier", "command", "cmd"}:
            yield replace(_cron(source, one, one, _ENSURED.get(one.said("type"), State.ACTIVE)), confidence=_PILLARS)
        else:
            stack.extend(reversed(one.below))


def _cron(source: Source, one: Entry, state: Entry, absent: State) -> Schedule:
    given = [found for key in (*_FIELDS, "special") if (found := state.child(key))]
    special = state.said("special")
    fields = " ".join(
        "".join(_number(state.said(key)).split()) if "{{" not in state.said(key) else state.said(key) for key in _FIELDS
    )
    command = next(filter(None, map(state.said, ("name", "command", "cmd"))), one.key)
    name = state.said("identifier") or one.key
    expression = (special if special.startswith(("@", "{")) else f"@{special}") if special else fields
    drawn = any(state.said(key) == "random" for key in _FIELDS)
    return Schedule(
        system="salt-cron",
        name=name,
        evidence=_places(source, [*given, state, one]),
        expression=expression,
        dialect=Dialect.VIXIE,
        command=command,
        user=state.said("user"),
        state=absent,
        note="drawn for each host: random; 0 stands for it" if drawn else "",
        references=references(expression, command, name, state.said("user")),
    )


def _number(value: str) -> str:
    return "0" if value == "random" else value or "*"


def _places(source: Source, told: list[Entry]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(source.at(one.line, one.column) for one in told))


def _scheduled(source: Source, job: Entry, name: str, state: State) -> Iterator[Schedule]:
    """Salt's own scheduler; a mapping that names no function is no job of it."""
    function = job.said("function")
    if not function:
        return
    is_off = job.said("enabled").lower() in _FALSE
    state = State.SUSPENDED if is_off and state is State.ACTIVE else state
    for expression, dialect, given in _times(job):
        yield Schedule(
            system="salt-schedule",
            name=name,
            evidence=_places(source, [*given, job]),
            expression=expression,
            dialect=dialect,
            command=function,
            state=state if "{" in expression or _is_told(expression, dialect) else State.UNRESOLVED,
            delay=f"{job.said('splay')}s" if job.said("splay").isdecimal() else "",
            references=references(expression, name, function),
        )


def _times(job: Entry) -> Iterator[tuple[str, Dialect, list[Entry]]]:
    if (cron := job.child("cron")) and cron.value:
        yield cron.value, Dialect.VIXIE, [cron]
    if when := job.child("when"):
        for one in when.items or [when]:
            yield _moment(one.value), Dialect.PHRASE, [one]
    lengths = [found for key in _LENGTHS if (found := job.child(key))]
    if lengths:
        yield " ".join(f"{one.value}{one.key}" for one in lengths), Dialect.SPAN, lengths


def _is_told(expression: str, dialect: Dialect) -> bool:
    """Tell whether a moment is one of a calendar: `dusk` and dates stay what Salt makes of them."""
    return dialect is not Dialect.PHRASE or recurrence(expression, dialect).state is not State.INVALID


def _moment(text: str) -> str:
    """`Monday 5:00pm` is every Monday, `5:00pm` every day."""
    first, _, rest = text.partition(" ")
    if first.lower().endswith("day") and rest:
        return f"every {first.lower()} at {rest}"
    return f"every day at {text}" if first[:1].isdigit() else text
