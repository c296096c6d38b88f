"""Reads APScheduler's jobs: `add_job`, `@scheduled_job`, triggers, and Flask-APScheduler's `JOBS`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ddd.extractors.python_schedulers._facts import (
    Job,
    Timing,
    called,
    cron,
    named,
    schedule,
    span_of_keywords,
    zone,
)
from ddd.extractors.python_schedulers._module import Call, Module, Scope, Value, entries, module, text
from ddd.model import Dialect, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_FIELDS = ("year", "month", "day", "week", "day_of_week", "hour", "minute", "second")
_LENGTHS = ("weeks", "days", "hours", "minutes", "seconds")
_TRIGGERS = {"CronTrigger": "cron", "IntervalTrigger": "interval", "DateTrigger": "date"}
_KINDS = frozenset({"cron", "interval", "date"})
_ADDING = frozenset({"add_job", "scheduled_job", "add_schedule", "modify_job", "reschedule_job", "task"})
_SCHEDULERS = ("BackgroundScheduler", "BlockingScheduler", "AsyncIOScheduler", "TornadoScheduler", "APScheduler")
_AT_ONCE = "at one moment only"

Told = tuple[Value, Timing, ast.AST]


@extractor(
    "apscheduler", paths=("*.py",), literals=("add_job", "scheduled_job", "CronTrigger", "IntervalTrigger", "JOBS")
)
def apscheduler(source: Source) -> Iterator[Extracted]:
    """Find the jobs that APScheduler, django-apscheduler and Flask-APScheduler run.

        scheduler.add_job(clean_up, "cron", day_of_week="mon-fri", hour=3)      # day_of_week=mon-fri hour=3
        @scheduler.scheduled_job("interval", hours=6)                           # 6h

    Also triggers as objects (`CronTrigger(hour=3)`, `CronTrigger.from_crontab("0 3 * * *")`, `IntervalTrigger(…)`).
    Fields left out below the first given one stand at their minimum, those above it at any; weekday 0 is Monday. The
    zone is the trigger's, else that of the scheduler made in the same file, else the host's. A date is a job that runs
    once. Cannot be seen: jobs whose trigger is computed (unresolved), and those of a job store only.

    Format: https://apscheduler.readthedocs.io/en/3.x/modules/triggers/cron.html.
    """
    code = module(source)
    home = _home(code)
    functions = {id(one.decorator): one.function.name for one in code.decorated}
    for call in code.calls:
        if call.last not in _ADDING:
            continue
        for value, timing, using in _of_call(code, call):
            command = functions.get(id(call.node)) or called(code, call.argument(0, "func", "func_or_task_id"))
            given = call.keyword("id", "name", "job_id")
            job = Job("apscheduler", named(code, given, call.scope) or command, command)
            yield schedule(code, job, value, replace(timing, timezone=timing.timezone or home), using)
    yield from _configured(code, home)


def _of_call(code: Module, call: Call) -> Iterator[Told]:
    trigger = call.argument(0 if call.last in ("scheduled_job", "task") else 1, "trigger")
    if trigger is None:
        return
    value = code.follow(trigger, call.scope)
    if (kind := value.text) is not None:
        if kind in _KINDS:
            yield from _of_kind(code, call, kind, value)
    elif isinstance(value.node, ast.Call):
        inner = Call(value.node, call.scope, code.dotted(value.node.func))
        for found, timing, using in _of_trigger(code, inner):
            yield replace(found, way=(*found.way, *value.way)), timing, call.node if using is not call.node else using


def _of_trigger(code: Module, call: Call, depth: int = 0) -> Iterator[Told]:
    if call.name.endswith("CronTrigger.from_crontab"):
        if (given := call.argument(0, "expr")) is not None:
            value = code.follow(given, call.scope)
            at = zone(code, call.argument(1, "timezone"), call.scope)
            yield value, replace(cron(code, value, Dialect.APSCHEDULER), timezone=at), call.node
    elif call.last in _TRIGGERS:
        yield from _of_kind(code, call, _TRIGGERS[call.last], Value(call.node))
    elif call.last in ("OrTrigger", "AndTrigger") and call.node.args and depth < 3:
        several = call.node.args[0]
        for one in several.elts if isinstance(several, ast.List | ast.Tuple) else []:
            if isinstance(one, ast.Call):
                yield from _of_trigger(code, Call(one, call.scope, code.dotted(one.func)), depth + 1)


def _of_kind(code: Module, call: Call, kind: str, value: Value) -> Iterator[Told]:
    """Read the keywords of a trigger. The place is that of the first of them."""
    names = _FIELDS if kind == "cron" else _LENGTHS
    given = [(name, node) for name in names if (node := _given(code, call, name)) is not None]
    at = zone(code, call.keyword("timezone"), call.scope)
    place = replace(value, node=given[0][1]) if given else value
    if kind == "date":
        date = call.keyword("run_date")
        shown = code.raw(date) if date is not None else "date"
        yield value, Timing(shown, Dialect.APSCHEDULER, State.ONCE, _AT_ONCE, at), call.node
    elif not given:
        if any(one.arg is None for one in call.node.keywords):  # **options
            yield value, Timing(code.raw(call.node), Dialect.APSCHEDULER, timezone=at, is_open=True), call.node
    elif kind == "interval":
        span = span_of_keywords(code, call.scope, given)
        shown = span.text if span else " ".join(f"{name}={code.raw(node)}" for name, node in given)
        note = "; ".join(span.notes) if span else ""
        yield place, Timing(shown, Dialect.SPAN, note=note, is_open=span is None), call.node
    else:
        texts = [(name, _field(code, node, call)) for name, node in given]
        shown = " ".join(
            f"{name}={said if said is not None else code.raw(node)}"
            for (name, said), (_, node) in zip(texts, given, strict=True)
        )
        is_open = any(said is None for _, said in texts)
        yield place, Timing(shown, Dialect.APSCHEDULER, timezone=at, is_open=is_open), call.node


def _given(code: Module, call: Call, name: str) -> ast.expr | None:
    node = call.keyword(name)
    return None if isinstance(node, ast.Constant) and node.value is None else node


def _field(code: Module, node: ast.expr, call: Call) -> str | None:
    value = code.follow(node, call.scope)
    if value.text is not None:
        return value.text.strip() or None
    plain = code.number(value.node, call.scope)
    return None if plain is None else str(plain)


def _configured(code: Module, home: str | None) -> Iterator[Extracted]:
    """Lists of jobs: `JOBS = [{"id": "x", "func": "jobs:x", "trigger": "cron", "hour": 3}]`, or a trigger as object."""
    for _, value, scope in code.assignments:
        for one in value.elts if isinstance(value, ast.List | ast.Tuple) else []:
            fields = {name: node for name, _, node in entries(one)}
            if "func" not in fields or "trigger" not in fields:
                continue
            command = named(code, fields["func"], scope)
            job = Job("apscheduler", text(fields.get("id")) or command, command)
            for found, timing, using in _of_entry(code, one, fields, scope):
                yield schedule(code, job, found, replace(timing, timezone=timing.timezone or home), using)


def _of_entry(code: Module, entry: ast.expr, fields: dict[str, ast.expr], scope: Scope) -> Iterator[Told]:
    trigger, kind = fields["trigger"], text(fields["trigger"])
    if kind in _KINDS:
        keywords = [ast.keyword(arg=name, value=node) for name, node in fields.items()]
        call = ast.copy_location(ast.Call(entry, [], keywords), entry)
        yield from _of_kind(code, Call(call, scope, ""), kind, Value(trigger))
    elif isinstance(trigger, ast.Call):
        yield from _of_trigger(code, Call(trigger, scope, code.dotted(trigger.func)))


def _home(code: Module) -> str | None:
    for call in code.calls:
        if call.last in _SCHEDULERS and (given := call.keyword("timezone")) is not None:
            return zone(code, given, call.scope)
    return None
