"""Reads what Celery beat runs: its schedule as a dictionary, and periodic tasks added by calls and decorators."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ddd.extractors.python_schedulers._facts import (
    Job,
    Timing,
    called,
    length,
    named,
    schedule,
    span_of_keywords,
    zone,
)
from ddd.extractors.python_schedulers._module import Call, Module, Scope, Value, entries, module, number, text
from ddd.model import Dialect, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

SYSTEM = "celery"

_FIELDS = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
_POSITIONS = ("minute", "hour", "day_of_week", "day_of_month", "month_of_year")
_TABLES = ("beat_schedule", "CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE")
_TABLE = re.compile(r"beat_schedule|CELERY_?BEAT_SCHEDULE(?:_\w{1,60})?|TASKWORKER_\w{0,60}SCHEDULES?", re.ASCII)
_DJANGO = ("PeriodicTask", "CrontabSchedule", "IntervalSchedule")
_BY_THE_SUN = "by the sun: the time differs from day to day"
_MAX_ENTRIES = 2000


@extractor(
    "celery",
    paths=("*.py",),
    literals=(
        "beat_schedule",
        "BEAT_SCHEDULE",
        "TASKWORKER_",
        "add_periodic_task",
        "periodic_task",
        *_DJANGO,
        "celery.schedules",
    ),
)
def celery(source: Source) -> Iterator[Extracted]:
    """Find what Celery beat runs.

        app.conf.beat_schedule = {
            "clean-up": {"task": "shop.tasks.clean_up", "schedule": crontab(hour=3, minute=0)},
        }

    Read are `beat_schedule` and `CELERY_BEAT_SCHEDULE` (whole, by entry and in `.update({…})`), tables of any name of
    which every entry has a `task` and a `schedule`, in files that import Celery, `add_periodic_task(…)`,
    `@periodic_task(run_every=…)`, and the rows that django-celery-beat's `CrontabSchedule` and `IntervalSchedule` are
    given in code. `crontab(hour=3)` leaves the minute open: it fires every minute from 3:00 to 3:59, and is told so by
    its expression `* 3 * * *`. Numbers are seconds. The zone is `CELERY_TIMEZONE` or `timezone` of the same file, else
    UTC, Celery's default. Cannot be seen: what stands in django-celery-beat's database only.

    Format: https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html.
    """
    code = module(source)
    if code.uses("huey") and not code.uses("celery"):
        return
    home = _zone(code)
    for name, entry, scope, key in _table_entries(code):
        yield from _of_entry(code, name, entry, scope, key, home)
    for call in code.calls:
        if call.last == "add_periodic_task":
            yield from _added(code, call, home)
        elif call.last in ("get_or_create", "create", "update_or_create", *_DJANGO[1:]):
            yield from _of_database(code, call)
    for one in code.decorated:
        if isinstance(one.decorator, ast.Call) and code.dotted(one.decorator.func).endswith("periodic_task"):
            call = Call(one.decorator, one.scope, "")
            given = call.argument(0, "run_every")
            if given is not None:
                job = Job(SYSTEM, text(call.keyword("name")) or one.function.name, one.function.name)
                yield from _schedules(code, job, given, one.scope, home, one.function)


def crontab_expression(code: Module, call: Call, positions: tuple[str, ...] = _POSITIONS) -> str | None:
    """Compose minute, hour, day, month, weekday of the arguments of `crontab(…)`; None where one is no literal.

    Each field left out is `*`, the minute too.
    """
    fields = []
    for field in _FIELDS:
        given = call.argument(positions.index(field), field)
        said = _field(code, given, call.scope) if given is not None else "*"
        if said is None:
            return None
        fields.append(said)
    return " ".join(fields)


def _field(code: Module, node: ast.expr, scope: Scope) -> str | None:
    value = code.follow(node, scope).node
    if (said := text(value)) is not None:
        return "".join(said.split()) or None
    if isinstance(value, ast.List | ast.Tuple | ast.Set) and value.elts:
        several = [number(one) if text(one) is None else text(one) for one in value.elts]
        return ",".join(str(one) for one in several) if None not in several else None
    if isinstance(value, ast.Call) and code.dotted(value.func) == "range":
        return _range(value)
    single = code.number(value, scope)
    return None if single is None else str(single)


def _range(node: ast.Call) -> str | None:
    """`range(0, 24, 6)` is 0,6,12,18."""
    bounds = [number(one) for one in node.args]
    whole = [one for one in bounds if isinstance(one, int) and one < 1000]
    if not 1 <= len(whole) == len(bounds) <= 3 or (len(whole) == 3 and whole[2] == 0):
        return None
    return ",".join(map(str, range(*whole))) or None


def _table_entries(code: Module) -> Iterator[tuple[str, ast.expr, Scope, ast.expr]]:
    """Yield name, entry, scope and key node of every schedule that a table holds; each once, whatever refers to it."""
    seen: set[int] = set()
    for target, value, scope in code.assignments:
        if isinstance(target, ast.Subscript) and _is_table(code, target.value):
            yield named(code, target.slice, scope), value, scope, target.slice
    for table, scope in _tables(code):
        for name, key, entry in _pairs(code, table, scope):
            if id(entry) not in seen:
                seen.add(id(entry))
                yield name, entry, scope, key


def _tables(code: Module) -> Iterator[tuple[ast.expr, Scope]]:
    """Yield what is assigned to a table, or what one is updated with."""
    by_shape = code.uses("celery")
    for target, value, scope in code.assignments:
        if _is_table(code, target) or (by_shape and _has_the_shape(value)):
            yield value, scope
        yield from ((inner, scope) for name, _, inner in entries(value) if _TABLE.fullmatch(name))
    for call in code.calls:
        func, given = call.node.func, call.argument(0)
        if call.last != "update" or not isinstance(func, ast.Attribute):
            continue
        if (table := call.keyword(*_TABLES)) is not None:
            yield table, call.scope
        if given is not None and _is_table(code, func.value):
            yield given, call.scope
        elif given is not None and call.name.endswith("conf.update"):
            yield from ((value, call.scope) for name, _, value in entries(given) if name in _TABLES)


def _pairs(code: Module, node: ast.expr, scope: Scope) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Yield the pairs of a table, also of one that is made of others (`{**a, **b}`); names may be any code."""
    stack, count = [code.follow(node, scope).node], 0
    while stack and count < _MAX_ENTRIES:
        count += 1
        current = stack.pop()
        if isinstance(current, ast.Dict):
            for key, value in zip(current.keys, current.values, strict=True):
                if key is None:
                    stack.append(code.follow(value, scope).node)
                else:
                    yield named(code, key, scope), key, value
        else:
            yield from entries(current)


def _is_table(code: Module, node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):  # app.conf["beat_schedule"]
        return _TABLE.fullmatch(text(node.slice) or "") is not None
    last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return _TABLE.fullmatch(last) is not None


def _has_the_shape(node: ast.expr) -> bool:
    """Tell whether it is a table of tasks, whatever its name: `{"clean-up": {"task": …, "schedule": …}}`."""
    entry = node.values[0] if isinstance(node, ast.Dict) and node.values else None
    return {"task", "schedule"} <= {name for name, _, _ in entries(entry)}


def _of_entry(
    code: Module, name: str, entry: ast.expr, scope: Scope, key: ast.expr, home: str | None
) -> Iterator[Extracted]:
    fields = {one: value for one, _, value in entries(code.follow(entry, scope).node)}
    given = fields.get("schedule")
    if given is None:
        return
    task = named(code, fields["task"], scope) if "task" in fields else ""
    enabled = fields.get("enabled")  # schedulers that keep their entries in a database know it
    is_off = isinstance(enabled, ast.Constant) and enabled.value is False
    for found in _schedules(code, Job(SYSTEM, name, task), given, scope, home, key):
        yield replace(found, state=State.SUSPENDED) if is_off else found


def _added(code: Module, call: Call, home: str | None) -> Iterator[Extracted]:
    given, task = call.argument(0, "schedule"), call.argument(1, "sig")
    if given is not None:
        command = called(code, task)
        job = Job(SYSTEM, named(code, call.keyword("name"), call.scope) or command, command)
        yield from _schedules(code, job, given, call.scope, home, call.node)


def _schedules(
    code: Module, job: Job, given: ast.expr, scope: Scope, home: str | None, using: ast.AST
) -> Iterator[Schedule]:
    value = code.follow(given, scope)
    timing = _timing(code, value, scope)
    if timing is not None:
        yield schedule(code, job, value, replace(timing, timezone=home), using)


def _timing(code: Module, value: Value, scope: Scope) -> Timing | None:
    node = value.node
    kind = code.dotted(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and kind in ("crontab", "TzAwareCrontab"):
        expression = crontab_expression(code, Call(node, scope, kind))
        return Timing(expression or code.raw(node), Dialect.CELERY, is_open=expression is None)
    if isinstance(node, ast.Call) and kind in ("schedule", "maybe_schedule"):
        inner = Call(node, scope, kind).argument(0, "run_every")
        return length(code, code.follow(inner, scope), scope) if inner is not None else None
    if kind == "solar":
        return Timing(code.raw(node), Dialect.CELERY, State.UNRESOLVED, _BY_THE_SUN)
    if isinstance(node, ast.Constant) and number(node) is None:
        return None
    return length(code, value, scope)


def _of_database(code: Module, call: Call) -> Iterator[Extracted]:
    """Rows of django-celery-beat that code writes; which task they run only `PeriodicTask` says."""
    model = call.name.removesuffix(f".objects.{call.last}").rpartition(".")[2]
    row = call.with_defaults()
    given = [node for field in _FIELDS if (node := row.keyword(field)) is not None]
    every, period = row.keyword("every"), row.keyword("period")
    if model == "CrontabSchedule" and given:
        row = replace(row, node=ast.copy_location(ast.Call(row.node.func, [], row.node.keywords), row.node))
        expression = crontab_expression(code, row)
        at = zone(code, row.keyword("timezone"), call.scope) or "UTC"
        shown = expression or code.raw(call.node)
        timing = Timing(shown, Dialect.CELERY, timezone=at, is_open=expression is None)
        yield schedule(code, Job(SYSTEM, _row_name(code, call)), Value(given[0]), timing, call.node)
    elif model == "IntervalSchedule" and every is not None and period is not None:
        unit = (text(period) or code.raw(period).rpartition(".")[2]).lower()
        span = span_of_keywords(code, call.scope, [(unit, every)])
        timing = Timing(span.text if span else code.raw(call.node), Dialect.SPAN, is_open=span is None)
        yield schedule(code, Job(SYSTEM, _row_name(code, call)), Value(every), timing, call.node)


def _row_name(code: Module, call: Call) -> str:
    """Return the task that refers to the row's variable: `PeriodicTask(…, crontab=nightly, task="x")`."""
    names = {
        element.id
        for target, value, _ in code.assignments
        if value is call.node
        for element in (target.elts[:1] if isinstance(target, ast.Tuple) else [target])
        if isinstance(element, ast.Name)
    }
    for other in code.calls:
        refers = other.keyword("crontab", "interval")
        pairs = {name: value for name, _, value in entries(other.keyword("defaults"))}
        refers = refers if refers is not None else pairs.get("crontab", pairs.get("interval"))
        if "PeriodicTask" in other.name and isinstance(refers, ast.Name) and refers.id in names:
            name = other.keyword("name", "task")
            return named(code, name if name is not None else pairs.get("name"), other.scope)
    return next(iter(sorted(names)), "") or call.scope.name


def _zone(code: Module) -> str | None:
    """Return the zone the file gives to Celery; None where it gives one that is no literal; UTC for none given."""
    for target, value, scope in code.assignments:
        if code.dotted(target).endswith(("CELERY_TIMEZONE", "conf.timezone")):
            return zone(code, value, scope)
    for call in code.calls:
        if call.last == "update" and (given := call.keyword("timezone", "CELERY_TIMEZONE")) is not None:
            return zone(code, given, call.scope)
    return "UTC"
