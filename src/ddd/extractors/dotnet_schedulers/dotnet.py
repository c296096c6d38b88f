"""Reads the schedules of .NET programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._syntax import Call, Program, program
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MAX_BELOW = 500
_SETTING = re.compile(r"%[\w:.-]+%")

_QUARTZ_INTERVALS = {
    "WithIntervalInSeconds": 1,
    "WithIntervalInMinutes": 60,
    "WithIntervalInHours": 3600,
    "WithIntervalInDays": 86400,
    "WithIntervalInWeeks": 604800,
    "RepeatSecondlyForever": 1,
    "RepeatMinutelyForever": 60,
    "RepeatHourlyForever": 3600,
}
_SPANS = {
    "FromMilliseconds": 0.001,
    "FromSeconds": 1,
    "FromMinutes": 60,
    "FromHours": 3600,
    "FromDays": 86400,
}
_QUARTZ_CALENDARS = ("DailyAtHourAndMinute", "WeeklyOnDayAndHourAndMinute", "MonthlyOnDayAndHourAndMinute")
_QUARTZ_CRON = ("WithCronSchedule", "CronSchedule")

_HANGFIRE: Mapping[str, tuple[str, Sequence[str]]] = {
    "Minutely": ("* * * * *", ()),
    "Hourly": ("{0} * * * *", ("0",)),
    "Daily": ("{1} {0} * * *", ("0", "0")),
    "Weekly": ("{2} {1} * * {0}", ("1", "0", "0")),
    "Monthly": ("{2} {1} {0} * *", ("1", "0", "0")),
    "Yearly": ("{3} {2} {1} {0} *", ("1", "1", "0", "0")),
    "Never": ("0 0 31 2 *", ()),
    "MinuteInterval": ("*/{0} * * * *", ()),
    "HourInterval": ("0 */{0} * * *", ()),
    "DayInterval": ("0 0 */{0} * *", ()),
    "MonthInterval": ("0 0 1 */{0} *", ()),
}
"""Hangfire's `Cron.Daily(hour, minute)` and its sisters: the expression, and the arguments' defaults."""

_CORAVEL: Mapping[str, tuple[str, int]] = {
    "EveryMinute": ("* * * * *", 0),
    "EveryFiveMinutes": ("*/5 * * * *", 0),
    "EveryTenMinutes": ("*/10 * * * *", 0),
    "EveryFifteenMinutes": ("*/15 * * * *", 0),
    "EveryThirtyMinutes": ("*/30 * * * *", 0),
    "Hourly": ("00 * * * *", 0),
    "HourlyAt": ("{0} * * * *", 1),
    "Daily": ("00 00 * * *", 0),
    "DailyAtHour": ("00 {0} * * *", 1),
    "DailyAt": ("{1} {0} * * *", 2),
    "Weekly": ("00 00 * * 1", 0),
    "Monthly": ("00 00 1 * *", 0),
    "Cron": ("", 1),
}
_CORAVEL_DAYS = {**{day: str(n) for n, day in enumerate(_DAYS)}, "Weekday": "1-5", "Weekend": "6,0"}
_CORAVEL_SECONDS = {
    "EverySecond": 1,
    "EveryFiveSeconds": 5,
    "EveryTenSeconds": 10,
    "EveryFifteenSeconds": 15,
    "EveryThirtySeconds": 30,
}


@extractor("hangfire", paths=("*.cs",), literals=("Hangfire", "AddOrUpdate"))
def hangfire(source: Source) -> Iterator[Extracted]:
    """Find the recurring jobs of Hangfire.

    `RecurringJob.AddOrUpdate("purge", () => Purge(), Cron.Daily(3), new RecurringJobOptions { TimeZone = … })`, and on
    an `IRecurringJobManager`. UTC unless a zone is given; `Cron.Never()` never fires.
    Format: https://docs.hangfire.io/en/latest/background-methods/performing-recurrent-tasks.html.
    """
    if "Hangfire" not in source.text and "RecurringJob" not in source.text:
        return
    code = program(source, "csharp")
    for call in code.calls("AddOrUpdate"):
        owner = code.text(call.receiver)[-60:]
        if "ecurring" in owner or owner.lower().endswith("manager"):
            yield from _recurring_job(code, call)


@extractor("quartz-net", paths=("*.cs",), literals=("Quartz",))
def quartz_net(source: Source) -> Iterator[Extracted]:
    """Find the triggers of Quartz.NET.

    `.WithCronSchedule("0 0 3 * * ?", x => x.InTimeZone(…))`, `CronScheduleBuilder.DailyAtHourAndMinute(3, 0)`,
    `.WithSimpleSchedule(x => x.WithIntervalInHours(1).RepeatForever())`.
    Format: https://www.quartz-scheduler.net/documentation/.
    """
    code = program(source, "csharp")
    for call in code.calls(*_QUARTZ_CRON, *_QUARTZ_CALENDARS, *_QUARTZ_INTERVALS, "WithInterval"):
        fields: dict[str, Any] = {"system": "quartz-net", "name": _identity(code, call)}
        if call.name in _QUARTZ_CRON:
            yield from _of_cron(code, call, fields)
        elif call.name in _QUARTZ_CALENDARS:
            yield from _of_calendar(code, call, fields)
        elif call.name.startswith("Repeat") or any(later.name == "RepeatForever" for later in code.later(call)):
            yield from _of_interval(code, call, fields)


@extractor("azure-function", paths=("*.cs",), literals=("TimerTrigger",))
def azure_function(source: Source) -> Iterator[Extracted]:
    """Find the timers of Azure Functions: `[TimerTrigger("0 0 2 * * *")] TimerInfo timer`; UTC unless the app is told.

    `%PURGE_SCHEDULE%` is a setting of the app that the repository need not hold: unresolved. `RunOnStartup = true` is
    told in a note. Format: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer.
    """
    code = program(source, "csharp")
    for call in code.calls("TimerTrigger", "TimerTriggerAttribute"):
        node = call.positional(0)
        if node is None or call.node.type != "attribute":
            continue
        name, target = _function(code, call)
        on_startup = code.text(call.named("RunOnStartup")) == "true"
        literal = code.value(node)
        fields: dict[str, Any] = {"system": "azure-functions", "name": name, "target": target, "timezone": "UTC"}
        note = "runs at each start too" if on_startup else ""
        if literal and _SETTING.fullmatch(literal.text):
            note = "; ".join(filter(None, (note, f"set by the application's setting {literal.text}")))
            fields["state"] = State.UNRESOLVED
        yield _timed.by_value(code, node, Dialect.NCRONTAB, note=note, **fields)


@extractor("coravel", paths=("*.cs",), literals=("Coravel",))
def coravel(source: Source) -> Iterator[Extracted]:
    """Find the schedules of Coravel: `scheduler.Schedule<Purge>().DailyAt(3, 0).Weekday()`; UTC unless `.Zoned(…)`.

    Format: https://docs.coravel.net/Scheduler/.
    """
    code = program(source, "csharp")
    for call in code.calls(*_CORAVEL, *_CORAVEL_SECONDS):
        chain = [*code.chain(call)]
        start = next((one for one in chain if one.name.startswith("Schedule")), None)
        if start is not None:
            yield _coravel(code, call, start)


@extractor("cronos", paths=("*.cs",), literals=("CronExpression.",))
def cronos(source: Source) -> Iterator[Extracted]:
    """Find the expressions that a program hands to Cronos: `CronExpression.Parse("0 3 * * *")`.

    What runs then the program alone knows; a value that is no literal is no fact here.
    Format: https://github.com/HangfireIO/Cronos.
    """
    if "using Cronos" not in source.text:
        return
    code = program(source, "csharp")
    for call in code.calls("Parse"):
        literal = code.value(call.positional(0))
        if code.text(call.receiver).endswith("CronExpression") and literal:
            name = code.class_around(call.node)
            yield _timed.by_literal(code, literal, Dialect.CRONOS, call.place, system="cronos", name=name, target=name)


def _recurring_job(code: Program, call: Call) -> Iterator[Schedule]:
    nodes = [one.node for one in call.arguments]
    literals = [code.value(node) for node in nodes]
    found = next(((node, text) for node in nodes[1:] if (text := _cron(code, node))), None)
    named = call.named("cronExpression")
    identity = next((one.text for one in literals[:1] if one), "")
    options = _zone_node(code, nodes[2:])
    work = next((node for node in nodes if node.type == "lambda_expression"), None)
    target = _invoked(code, work)
    if not nodes or (work is None and found is None):
        return
    fields: dict[str, Any] = {"system": "hangfire", "name": identity or target, "target": target, "zone": options}
    if found and found[1] is not None:
        node, text = found
        literal = code.value(node)
        place = literal.node if literal else code.resolved(node) or node
        yield _timed.by_text(code, text, Dialect.CRONOS, place, node, **fields)
        return
    open_node = named or next((node for node in _after(nodes, work)), None)
    if open_node is not None:
        yield _timed.unresolved(code, open_node, Dialect.CRONOS, **fields)


def _after(nodes: list[Node], work: Node | None) -> list[Node]:
    return nodes[nodes.index(work) + 1 :] if work in nodes else []


def _cron(code: Program, node: Node) -> str | None:
    """Return the expression an argument is: a string with fields, or a helper of Hangfire's `Cron`."""
    literal = code.value(node)
    if literal is not None:
        return literal.text if " " in literal.text.strip() or literal.text.startswith("@") else None
    made = code.resolved(node)
    call = code.call(made)
    if call is None and made is not None and made.type == "member_access_expression":
        owner, _, name = code.text(made).rpartition(".")  # a method group: `Cron.Daily`
        return _filled(name, []) if owner.endswith("Cron") and name in _HANGFIRE else None
    if call is None or call.name not in _HANGFIRE or not code.text(call.receiver).endswith("Cron"):
        return None
    values = [_number(code, one.node) for one in call.arguments]
    return None if None in values else _filled(call.name, [value for value in values if value])


def _filled(name: str, values: list[str]) -> str | None:
    pattern, defaults = _HANGFIRE[name]
    arguments = [*values, *defaults[len(values) :]]
    return pattern.format(*arguments) if len(arguments) >= pattern.count("{") else None


def _number(code: Program, node: Node) -> str | None:
    text = code.text(node).rsplit(".", 1)[-1] if node.end_byte - node.start_byte < 60 else ""
    if text in _DAYS:
        return str(_DAYS.index(text))
    number = code.number(node)
    return str(int(number)) if number is not None else None


def _zone_node(code: Program, nodes: list[Node]) -> _timed.Zone:
    """Return the zone among Hangfire's arguments; without one it is UTC."""
    for node in nodes:
        given = code.entries(node).get("TimeZone")
        if given is None and "TimeZone" in code.text(node)[:200] and node.type != "object_creation_expression":
            given = node
        if given is not None:
            return _zone(code, given)
    return _timed.Zone("UTC")


def _zone(code: Program, node: Node) -> _timed.Zone:
    target = code.resolved(node) or node
    text = code.text(target)[:200]
    if text.endswith("TimeZoneInfo.Utc"):
        return _timed.Zone("UTC")
    if text.endswith("TimeZoneInfo.Local"):
        return _timed.Zone(None)
    call = code.call(target)
    if call and call.name == "FindSystemTimeZoneById":
        return _timed.zone(code, call.positional(0))
    return _timed.Zone(None, f"time zone set by {_timed.raw(code, node)[:60]}")


def _invoked(code: Program, work: Node | None) -> str:
    """Return what a lambda calls: `x => x.Purge()` gives `Purge`."""
    body = work.child_by_field_name("body") if work else None
    call = code.call(body)
    return call.name if call else ""


def _of_cron(code: Program, call: Call, fields: dict[str, Any]) -> Iterator[Schedule]:
    node = call.positional(0)
    if node is None:
        return
    inside = next(
        (
            one
            for one in islice(code.below(call.node), _MAX_BELOW)
            if (made := code.call(one)) and made.name == "InTimeZone"
        ),
        None,
    )
    later = next((one for one in code.later(call) if one.name == "InTimeZone"), None)
    zoned = later or code.call(inside)
    given = zoned.positional(0) if zoned else None
    fields["zone"] = _zone(code, given) if given is not None else None
    yield _timed.by_value(code, node, Dialect.QUARTZ, call.place, **fields)


def _of_calendar(code: Program, call: Call, fields: dict[str, Any]) -> Iterator[Schedule]:
    values = [_quartz_number(code, one.node) for one in call.arguments]
    if None in values or len(values) != (2 if call.name.startswith("Daily") else 3):
        yield _timed.unresolved(code, call.node, Dialect.QUARTZ, call.place, **fields)
        return
    hour, minute = values[-2:]
    days = f"? * {values[0]}" if call.name.startswith("Weekly") else f"{values[0] if len(values) == 3 else '*'} * ?"
    yield _timed.by_text(code, f"0 {minute} {hour} {days}", Dialect.QUARTZ, call.place, **fields)


def _quartz_number(code: Program, node: Node) -> str | None:
    """Quartz counts Sunday as 1, .NET's DayOfWeek as 0."""
    text = _number(code, node)
    return str(int(text) + 1) if text and "DayOfWeek" in code.text(node)[:60] else text


def _of_interval(code: Program, call: Call, fields: dict[str, Any]) -> Iterator[Schedule]:
    node = call.positional(0)
    span = code.call(code.resolved(node)) if call.name == "WithInterval" else None
    if span is not None:
        count = code.number(span.positional(0))
        seconds = (count or 0) * _SPANS.get(span.name, 0)
    else:
        count = code.number(node) if node is not None else 1
        seconds = (count or 0) * _QUARTZ_INTERVALS.get(call.name, 0)
    place = node or call.place
    if not seconds:
        yield _timed.unresolved(code, place, Dialect.EVERY, call.place, **fields)
    else:
        yield _timed.by_text(code, _timed.every(seconds), Dialect.EVERY, place, call.place, **fields)


def _identity(code: Program, call: Call) -> str:
    """Return what `WithIdentity("…")` or `ForJob(…)` of the chain around names the trigger."""
    calls = [*code.chain(call), *code.later(call)]
    for around in list(code.ancestors(call.node))[:20]:
        outer = code.call(around)
        if outer and outer.name in (
            "WithSimpleSchedule",
            "WithSchedule",
            "AddTrigger",
            "WithDailyTimeIntervalSchedule",
        ):
            calls += [*code.chain(outer), *code.later(outer)]
    for name in ("WithIdentity", "ForJob"):
        for one in calls:
            node = one.positional(0)
            literal = code.value(node) if one.name == name else None
            if literal:
                return literal.text
    return ""


def _function(code: Program, call: Call) -> tuple[str, str]:
    method = next((one for one in code.ancestors(call.node) if one.type == "method_declaration"), None)
    if method is None:
        return "", ""
    target = f"{code.class_around(method)}::{code.name_of(method)}"
    for node in islice(code.below(method), _MAX_BELOW):
        attribute = code.call(node) if node.type == "attribute" else None
        if attribute and attribute.name in ("Function", "FunctionName"):
            argument = attribute.positional(0)
            literal = code.value(argument)
            if literal:
                return literal.text, target
            if argument is not None and code.text(argument).startswith("nameof("):
                return code.text(argument)[7:-1].rsplit(".", 1)[-1], target
        if node.type == "block":
            break
    return code.name_of(method), target


def _coravel(code: Program, call: Call, start: Call) -> Schedule:
    later = list(code.later(call))
    zones = [one.positional(0) for one in later if one.name == "Zoned"]
    zone = _zone(code, zones[0]) if zones and zones[0] is not None else _timed.Zone("UTC")
    name = re.search(r"<\s*([\w.]{1,100})\s*>", code.text(start.place)[:200] + code.text(start.node)[-300:])
    title = name[1] if name else _invoked(code, start.positional(0))
    fields: dict[str, Any] = {"system": "coravel", "name": title, "target": title, "zone": zone}
    if any(one.name == "When" for one in later):
        fields["note"] = "only under a condition: When()"
    if call.name in _CORAVEL_SECONDS:
        return _timed.by_text(code, _timed.every(_CORAVEL_SECONDS[call.name]), Dialect.EVERY, call.place, **fields)
    days = [_CORAVEL_DAYS[one.name] for one in later if one.name in _CORAVEL_DAYS]
    pattern, count = _CORAVEL[call.name]
    nodes = [one.node for one in call.arguments]
    if call.name == "Cron" and nodes:
        return _timed.by_value(code, nodes[0], Dialect.CRONOS, call.place, **fields)
    values = [_number(code, node) for node in nodes]
    if len(values) != count or None in values:
        return _timed.unresolved(code, nodes[0] if nodes else call.place, Dialect.CRONOS, call.place, **fields)
    text = pattern.format(*values)
    if days:
        text = f"{text.rsplit(' ', 1)[0]} {','.join(days)}"
    return _timed.by_text(code, text, Dialect.CRONOS, nodes[0] if nodes else call.place, call.place, **fields)
