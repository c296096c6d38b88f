"""Reads the schedules of Go programs: robfig/cron, gocron, asynq and Temporal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._syntax import Call, Literal, Program, program
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_DURATIONS = {"time.Second": 1, "time.Minute": 60, "time.Hour": 3600, "time.Millisecond": 0.001}
_ZONE = re.compile(r"(?:CRON_)?TZ=(?P<zone>[\w/+-]{1,64})\s+\S.*")
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2})?")
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_UNITS = {name: f"{name.lower().removesuffix('s')}" for name in ("Second", "Minute", "Hour", "Day", "Week", "Month")}
_UNITS |= {f"{name}s": unit for name, unit in _UNITS.items()}
_ENDS = frozenset({"Do", "DoWithJobDetails"})


@extractor("go-cron", paths=("*.go",), literals=("/cron", "asynq", "go.temporal.io"))
def go_cron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of robfig/cron, asynq and Temporal.

    `c.AddFunc("@every 1h", purge)`; six fields where the file says `cron.WithSeconds()`; asynq's
    `scheduler.Register("0 3 * * *", task)`, Temporal's `CronSchedule: "0 3 * * *"`. A field of a configuration is
    unresolved: what it holds stands elsewhere. Format: https://pkg.go.dev/github.com/robfig/cron/v3.
    """
    code = program(source, "go")
    dialect = Dialect.ROBFIG_SECONDS if "WithSeconds()" in source.text else Dialect.ROBFIG
    if "robfig/cron" in source.text:
        for call in code.calls("AddFunc", "AddJob"):
            work = call.positional(1)
            if work is not None and call.receiver is not None:
                yield _by_cron(code, call, dialect, system="robfig-cron", name=_function(code, work))
    if "hibiken/asynq" in source.text:
        for call in code.calls("Register"):
            if code.value(call.positional(0)) is not None:
                name = code.text(call.positional(1))[:100] if call.positional(1) else ""
                yield _by_cron(code, call, Dialect.ROBFIG, system="asynq", name=name)
    if "go.temporal.io" in source.text:
        yield from _temporal(code)


@extractor("gocron", paths=("*.go",), literals=("gocron",))
def gocron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of gocron.

    `s.Every(1).Day().At("10:30").Do(purge)`, `s.Every("5m").Do(…)`, `s.Cron("0 3 * * *").Do(…)`, and of its second
    version `gocron.CronJob("0 3 * * *", false)`, `gocron.DurationJob(time.Hour)`, `gocron.DailyJob(1, …)`.
    Format: https://github.com/go-co-op/gocron.
    """
    code = program(source, "go")
    for call in code.calls("Do", "DoWithJobDetails"):
        chain = code.chain(call)
        start = next((one for one in chain if one.name in ("Every", "Cron", "CronWithSeconds")), None)
        if start is not None:
            yield _of_chain(code, chain, start)
    for call in code.calls("CronJob", "DurationJob", "DailyJob"):
        if code.text(call.receiver) == "gocron" and call.arguments:
            yield _of_job(code, call)


def _by_cron(code: Program, call: Call, dialect: Dialect, **fields: Any) -> Schedule:
    node = call.arguments[0].node
    literal = code.value(node)
    zone = _ZONE.fullmatch(literal.text) if literal else None
    return _timed.by_value(code, node, dialect, call.place, timezone=zone["zone"] if zone else None, **fields)


def _temporal(code: Program) -> Iterator[Schedule]:
    for node in code.nodes:
        if node.type != "keyed_element" or node.named_child_count != 2:
            continue
        key, value = node.named_children
        literal = code.value(value) if code.key(key) == "CronSchedule" else None
        if literal and literal.text:
            around = code.parent(code.parent(node) or node)
            given = code.entries(around)
            title = code.value(given.get("ID"))
            name = title.text if title else ""
            yield _timed.by_literal(code, literal, Dialect.ROBFIG, value, system="temporal", name=name, timezone="UTC")


def _of_chain(code: Program, chain: list[Call], start: Call) -> Schedule:
    work = chain[-1].positional(0)
    fields: dict[str, Any] = {"system": "gocron", "name": _function(code, work) if work else ""}
    node = start.positional(0)
    if start.name != "Every":
        dialect = Dialect.ROBFIG_SECONDS if start.name == "CronWithSeconds" else Dialect.ROBFIG
        return _timed.by_value(code, node or start.place, dialect, start.place, **fields)
    units = [one for one in chain if one.name in _UNITS or one.name in _DAYS]
    if not units:
        return _of_duration(code, node or start.place, start.place, fields)
    count = code.number(node) if node is not None else 1
    unit, place = units[0], node or start.place
    if not count:
        return _timed.unresolved(code, place, Dialect.EVERY, start.place, **fields)
    times = [code.value(one.positional(0)) for one in chain if one.name == "At"]
    clock = _CLOCK.fullmatch(times[0].text) if times and times[0] else None
    day = str(_DAYS.index(unit.name)) if unit.name in _DAYS else "*"
    if clock and times[0] and count == 1 and (unit.name in _DAYS or _UNITS[unit.name] == "day"):
        text = f"{int(clock['minute'])} {int(clock['hour'])} * * {day}"
        return _timed.by_text(code, text, Dialect.ROBFIG, times[0].node, start.place, **fields)
    words = f"every {int(count)} {_UNITS.get(unit.name, 'week')}" + ("s" if count > 1 else "")
    note = f"on {unit.name}" if unit.name in _DAYS else f"at {clock[0]}" if clock else ""
    return _timed.by_text(code, words, Dialect.EVERY, place, start.place, note=note, **fields)


def _of_duration(code: Program, node: Node, user: Node, fields: dict[str, Any]) -> Schedule:
    literal, seconds = code.value(node), code.number(node, _DURATIONS)
    if literal:
        return _timed.by_literal(code, literal, Dialect.DURATION, node, user, **fields)
    if not seconds:
        return _timed.unresolved(code, node, Dialect.EVERY, user, **fields)
    place = code.resolved(node) or node
    return _timed.by_text(code, _timed.every(seconds), Dialect.EVERY, place, node, user, **fields)


def _of_job(code: Program, call: Call) -> Schedule:
    node, around = call.arguments[0].node, code.parent(code.parent(call.node) or call.node)
    outer = code.call(around)
    tasks = [code.call(one.node) for one in outer.arguments] if outer else []
    task = next((one for one in tasks if one and one.name == "NewTask"), None)
    fields: dict[str, Any] = {
        "system": "gocron",
        "name": _function(code, task.arguments[0].node) if task and task.arguments else "",
    }
    if call.name == "DurationJob":
        return _of_duration(code, node, call.place, fields)
    if call.name == "CronJob":
        seconds = code.text(call.positional(1)) == "true"
        return _timed.by_value(code, node, Dialect.ROBFIG_SECONDS if seconds else Dialect.ROBFIG, call.place, **fields)
    return _of_daily(code, call, fields)


def _of_daily(code: Program, call: Call, fields: dict[str, Any]) -> Schedule:
    """Read `gocron.DailyJob(1, gocron.NewAtTimes(gocron.NewAtTime(10, 30, 0)))`: one time of day, every day."""
    found = [code.call(one) for one in code.below(call.node) if one.type == "call_expression"]
    times = [one for one in found if one and one.name == "NewAtTime" and len(one.arguments) == 3]
    if len(times) != 1 or code.number(call.arguments[0].node) != 1:
        return _timed.unresolved(code, call.node, Dialect.ROBFIG, **fields)
    hour, minute = (code.number(one.node) for one in times[0].arguments[:2])
    if hour is None or minute is None:
        return _timed.unresolved(code, call.node, Dialect.ROBFIG, **fields)
    place = Literal("", times[0].arguments[0].node)
    return _timed.by_text(code, f"{int(minute)} {int(hour)} * * *", Dialect.ROBFIG, place.node, call.place, **fields)


def _function(code: Program, work: Node) -> str:
    if work.type == "func_literal":
        return ""
    text = code.text(work) if work.end_byte - work.start_byte < 100 else ""
    match = re.match(r"&?(?P<name>[\w.]{1,100})", text)
    return match["name"] if match else ""
