"""Reads task queues and frameworks that take a schedule in a call or a decorator, one small reader for each."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ddd.extractors.python_schedulers._facts import (
    Job,
    Timing,
    called,
    cron,
    length,
    named,
    schedule,
    span_of_keywords,
    zone,
)
from ddd.extractors.python_schedulers._module import Call, Module, Value, entries, module, number, text
from ddd.extractors.python_schedulers.celery import crontab_expression
from ddd.model import Dialect, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_ARQ_FIELDS = {
    "month": "month",
    "day": "day",
    "weekday": "day_of_week",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
}
_AWS_POSITIONS = ("minutes", "hours", "day_of_month", "month", "day_of_week", "year")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class _Found:
    """One schedule of a call."""

    value: Value
    timing: Timing
    name: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class _Context:
    """The file, and the functions its decorators stand on."""

    code: Module
    functions: Mapping[int, str]


Read = Callable[[_Context, Call], Iterator[_Found]]


@extractor(
    "python-task-queues",
    paths=("*.py",),
    literals=(
        *("procrastinate", "periodiq", "aiocron", "modal", "chalice", "azure.functions", "huey", "taskiq", "discord"),
        *("arq", "temporalio", "rq_scheduler", "django_rq", "rq.cron", "nextcord", "telegram"),
    ),
)
def python_task_queues(source: Source) -> Iterator[Extracted]:
    """Find periodic tasks of smaller queues and frameworks, by the call or the decorator that makes them periodic.

        @app.periodic(cron="0 3 * * *")                  # Procrastinate
        @huey.periodic_task(crontab(hour="3", minute="0"))
        scheduler.cron("0 3 * * *", func=clean_up)        # rq-scheduler

    Also periodiq, aiocron, arq (`cron(clean_up, hour=3)`), taskiq (`schedule=[{"cron": …}]`), Modal, Chalice, Azure
    Functions, Temporal, discord.py (`@tasks.loop(hours=24)`) and telegram (`run_repeating`). A reader is asked only in
    files that import its package. Cannot be seen: schedules made in loops or read from elsewhere (unresolved).

    Format: the documentation of each library.
    """
    code = module(source)
    context = _Context(code, {id(one.decorator): one.function.name for one in code.decorated})
    wanted = [system for system, (packages, _) in _SYSTEMS.items() if code.uses(*packages)]
    for call in code.calls if wanted else ():
        for system in wanted:
            for found in _SYSTEMS[system][1](context, call):
                function = context.functions.get(id(call.node), "")
                name = found.name or function or found.command or call.scope.name
                job = Job(system, name, found.command or function)
                yield schedule(code, job, found.value, found.timing, call.node)


def _cron_found(
    context: _Context, call: Call, given: ast.expr | None, dialect: Dialect, *, at: str | None = "UTC", **told: str
) -> Iterator[_Found]:
    if given is not None and not (isinstance(given, ast.Constant) and given.value is None):
        value = context.code.follow(given, call.scope)
        yield _Found(value, replace(cron(context.code, value, dialect), timezone=at), **told)


def _length_found(
    context: _Context, call: Call, given: ast.expr | None, unit: str = "s", **told: str
) -> Iterator[_Found]:
    if given is not None and not (isinstance(given, ast.Constant) and given.value is None):
        value = context.code.follow(given, call.scope)
        yield _Found(value, length(context.code, value, call.scope, unit), **told)


def _procrastinate(context: _Context, call: Call) -> Iterator[_Found]:
    if call.last == "periodic" and id(call.node) in context.functions:
        yield from _cron_found(context, call, call.argument(0, "cron"), Dialect.AIRFLOW)


def _periodiq(context: _Context, call: Call) -> Iterator[_Found]:
    given = call.keyword("periodic")
    if isinstance(given, ast.Call) and given.args:
        yield from _cron_found(context, call, given.args[0], Dialect.VIXIE, at=None)


def _aiocron(context: _Context, call: Call) -> Iterator[_Found]:
    if call.name == "aiocron.crontab":
        at = zone(context.code, call.keyword("tz"), call.scope)
        command = called(context.code, call.keyword("func"))
        yield from _cron_found(context, call, call.argument(0, "spec"), Dialect.AIRFLOW, at=at, command=command)


def _modal(context: _Context, call: Call) -> Iterator[_Found]:
    inner = call.keyword("schedule")
    if not isinstance(inner, ast.Call):
        return
    made = Call(inner, call.scope, context.code.dotted(inner.func))
    if made.name == "modal.Cron":
        at = zone(context.code, made.argument(1, "timezone"), call.scope) or "UTC"
        yield from _cron_found(context, made, made.argument(0, "cron_string"), Dialect.VIXIE, at=at)
    elif made.name == "modal.Period":
        yield from _period(context, made, [(one.arg or "", one.value) for one in inner.keywords])


def _period(context: _Context, call: Call, given: list[tuple[str, ast.expr]]) -> Iterator[_Found]:
    span = span_of_keywords(context.code, call.scope, given)
    place = given[0][1] if given else call.node
    shown = span.text if span else context.code.raw(call.node)
    yield _Found(Value(place), Timing(shown, Dialect.SPAN, is_open=span is None))


def _chalice(context: _Context, call: Call) -> Iterator[_Found]:
    if call.last != "schedule" or id(call.node) not in context.functions:
        return
    given = call.argument(0, "expression")
    if not isinstance(given, ast.Call):
        yield from _cron_found(context, call, given, Dialect.AWS)
        return
    inner = Call(given, call.scope, context.code.dotted(given.func))
    arguments = [inner.argument(position, name) for position, name in enumerate(_AWS_POSITIONS)]
    texts = [_plain(context, one, inner) for one in arguments]
    if inner.last == "Cron" and None not in texts:
        yield _Found(Value(given), Timing(f"cron({' '.join(map(str, texts))})", Dialect.AWS, timezone="UTC"))
    elif inner.last == "Rate" and texts[0] is not None:
        unit = context.code.dotted(inner.argument(1, "unit") or given).rpartition(".")[2].lower()
        amount = unit.rstrip("s") if texts[0] == "1" else unit.rstrip("s") + "s"
        yield _Found(Value(given), Timing(f"rate({texts[0]} {amount})", Dialect.AWS, timezone="UTC"))


def _plain(context: _Context, node: ast.expr | None, call: Call) -> str | None:
    value = context.code.follow(node, call.scope).node if node is not None else None
    plain = number(value)
    return text(value) if plain is None else str(plain)


def _azure(context: _Context, call: Call) -> Iterator[_Found]:
    if call.last in ("timer_trigger", "schedule") and id(call.node) in context.functions:
        yield from _cron_found(context, call, call.keyword("schedule"), Dialect.NCRONTAB)


def _huey(context: _Context, call: Call) -> Iterator[_Found]:
    given = call.argument(0, "validate_datetime")
    if call.last not in ("periodic_task", "db_periodic_task") or not isinstance(given, ast.Call):
        return
    fields = {"day": "day_of_month", "month": "month_of_year"}
    renamed = [ast.keyword(arg=fields.get(one.arg or "", one.arg), value=one.value) for one in given.keywords]
    made = Call(given, call.scope, "").with_keywords(renamed)
    positions = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
    expression = crontab_expression(context.code, made, positions)
    shown = expression or context.code.raw(given)
    name = text(call.keyword("name")) or ""
    yield _Found(Value(given), Timing(shown, Dialect.CELERY, timezone="UTC", is_open=expression is None), name)


def _taskiq(context: _Context, call: Call) -> Iterator[_Found]:
    several = call.keyword("schedule")
    for one in several.elts if isinstance(several, ast.List) else []:
        fields = {name: value for name, _, value in entries(one)}
        at = zone(context.code, fields.get("cron_offset"), call.scope) or "UTC"
        yield from _cron_found(context, call, fields.get("cron"), Dialect.VIXIE, at=at)
        yield from _length_found(context, call, fields.get("interval"))


def _loop(context: _Context, call: Call) -> Iterator[_Found]:
    if call.last != "loop" or id(call.node) not in context.functions:
        return
    given = [(one.arg or "", one.value) for one in call.node.keywords if one.arg in ("hours", "minutes", "seconds")]
    if given:
        yield from _period(context, call, given)
    elif (times := call.keyword("time")) is not None:
        value = context.code.follow(times, call.scope)
        several = value.node.elts if isinstance(value.node, ast.List | ast.Tuple) else [value.node]
        for one in several:
            yield _at_time(context, call, context.code.follow(one, call.scope), value)


def _at_time(context: _Context, call: Call, one: Value, outer: Value) -> _Found:
    """`datetime.time(hour=3, tzinfo=…)`."""
    said: list[str | None] = []
    at: str | None = "UTC"
    if isinstance(one.node, ast.Call) and context.code.dotted(one.node.func).rpartition(".")[2] == "time":
        made = Call(one.node, call.scope, "")
        parts = [made.argument(position, name) for position, name in enumerate(("hour", "minute", "second"))]
        said = ["0" if part is None else _plain(context, part, call) for part in parts]
        at = zone(context.code, made.keyword("tzinfo"), call.scope) or "UTC"
    value = replace(one, way=(*one.way, *outer.way, *([outer.node] if outer.node is not one.node else [])))
    if not said or any(part is None or not part.isdecimal() or len(part) > 2 for part in said):
        return _Found(value, Timing(context.code.raw(one.node), Dialect.PHRASE, is_open=True))
    clock = ":".join(f"{int(part or 0):02}" for part in (said if said[2] != "0" else said[:2]))
    return _Found(value, Timing(f"every day at {clock}", Dialect.PHRASE, timezone=at))


def _arq(context: _Context, call: Call) -> Iterator[_Found]:
    """What is left out may be anything, but the second, which is 0."""
    names = [name for name in _ARQ_FIELDS if call.keyword(name) is not None]
    if call.name not in ("arq.cron", "arq.cron.cron") or not call.node.args:
        return
    texts = {name: _set(context, call, call.keyword(name)) for name in names}
    is_open = None in texts.values()
    fields = {"month": "*", "day": "*", "weekday": "*", "hour": "*", "minute": "*", "second": "0"} | texts
    shown = context.code.raw(call.node) if is_open else " ".join(f"{_ARQ_FIELDS[k]}={v}" for k, v in fields.items())
    command = called(context.code, call.node.args[0]).rpartition(".")[2]
    yield _Found(
        Value(call.node),
        Timing(shown, Dialect.APSCHEDULER, is_open=is_open),
        text(call.keyword("name")) or command,
        command,
    )


def _set(context: _Context, call: Call, node: ast.expr | None) -> str | None:
    value = context.code.follow(node, call.scope).node if node is not None else None
    if isinstance(value, ast.Constant) and value.value is None:
        return "*"
    several = value.elts if isinstance(value, ast.Set | ast.List | ast.Tuple) else [value]
    texts = [_plain(context, one, call) for one in several if one is not None]
    shown = [one.lower()[:3] if one and one.lower()[:3] in _WEEKDAYS else one for one in texts]
    return ",".join(one for one in shown if one) if texts and None not in shown else None


def _temporal(context: _Context, call: Call) -> Iterator[_Found]:
    if call.last == "ScheduleSpec":
        at = zone(context.code, call.keyword("time_zone_name"), call.scope) or "UTC"
        crons = call.keyword("cron_expressions")
        for one in crons.elts if isinstance(crons, ast.List) else []:
            yield from _cron_found(context, call, one, Dialect.ROBFIG, at=at)
    elif call.last == "ScheduleIntervalSpec":
        yield from _length_found(context, call, call.argument(0, "every"))
    elif call.last in ("start_workflow", "execute_workflow"):
        name, command = text(call.keyword("id")) or "", called(context.code, call.argument(0, "workflow"))
        yield from _cron_found(context, call, call.keyword("cron_schedule"), Dialect.ROBFIG, name=name, command=command)


def _rq(context: _Context, call: Call) -> Iterator[_Found]:
    name = named(context.code, call.keyword("id"), call.scope)
    if not isinstance(call.node.func, ast.Attribute) or call.name.startswith("arq."):
        return
    if call.last == "cron" and call.argument(0, "cron_string") is not None:
        command = called(context.code, call.argument(1, "func"))
        yield from _cron_found(
            context, call, call.argument(0, "cron_string"), Dialect.AIRFLOW, name=name, command=command
        )
    elif call.last == "schedule" and call.keyword("interval") is not None:
        command = called(context.code, call.argument(1, "func"))
        yield from _length_found(context, call, call.keyword("interval"), name=name, command=command)
    elif call.last == "register" and call.node.args:
        command = called(context.code, call.node.args[0])
        yield from _length_found(context, call, call.keyword("interval"), command=command)
        yield from _cron_found(context, call, call.keyword("cron"), Dialect.AIRFLOW, command=command)


def _telegram(context: _Context, call: Call) -> Iterator[_Found]:
    command = called(context.code, call.argument(0, "callback"))
    if call.last == "run_repeating":
        yield from _length_found(context, call, call.argument(1, "interval"), command=command)
    elif call.last == "run_daily" and (time := call.argument(1, "time")) is not None:
        value = context.code.follow(time, call.scope)
        yield replace(_at_time(context, call, value, value), command=command)


_SYSTEMS: Mapping[str, tuple[tuple[str, ...], Read]] = {
    "procrastinate": (("procrastinate",), _procrastinate),
    "periodiq": (("periodiq",), _periodiq),
    "aiocron": (("aiocron",), _aiocron),
    "modal": (("modal",), _modal),
    "chalice": (("chalice",), _chalice),
    "azure-functions": (("azure.functions",), _azure),
    "huey": (("huey",), _huey),
    "taskiq": (("taskiq",), _taskiq),
    "discord": (("discord", "nextcord", "disnake"), _loop),
    "arq": (("arq",), _arq),
    "temporal": (("temporalio",), _temporal),
    "rq-scheduler": (("rq_scheduler", "django_rq", "rq.cron", "rq"), _rq),
    "telegram": (("telegram",), _telegram),
}
