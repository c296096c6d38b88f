"""Reads what Frappe runs by the clock: `scheduler_events` of an app's hooks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ddd.extractors.python_schedulers._facts import Job, Timing, called, schedule
from ddd.extractors.python_schedulers._module import Module, Scope, Value, entries, module
from ddd.model import Dialect
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_EVENTS = {
    "hourly": "@hourly",
    "daily": "@daily",
    "weekly": "@weekly",
    "monthly": "@monthly",
    "yearly": "@yearly",
    "all": "*/4 * * * *",
}
_LONG = ("_long", "_maintenance")


@extractor("frappe", paths=("hooks.py",), literals=("scheduler_events",))
def frappe(source: Source) -> Iterator[Extracted]:
    """Find the scheduled events of a Frappe or ERPNext app: one fact for each method.

        scheduler_events = {"daily": ["app.tasks.clean_up"], "cron": {"0 3 * * *": ["app.tasks.export"]}}

    `daily_long` and its sisters run as `daily` on another queue; `all` runs every four minutes unless the site says
    otherwise. The zone is the site's, which the repository does not know.

    Format: https://docs.frappe.io/framework/user/en/python-api/hooks#scheduler-events.
    """
    code = module(source)
    for target, value, scope in code.assignments:
        if not isinstance(target, ast.Name) or target.id != "scheduler_events":
            continue
        for event, key, methods in entries(code.follow(value, scope).node):
            if event == "cron":
                for expression, place, several in entries(code.follow(methods, scope).node):
                    yield from _jobs(code, scope, Timing(expression.strip(), Dialect.AIRFLOW), place, several)
            else:
                known = next((event.removesuffix(end) for end in _LONG if event.endswith(end)), event)
                if known in _EVENTS:
                    yield from _jobs(code, scope, Timing(_EVENTS[known], Dialect.AIRFLOW), key, methods)


def _jobs(code: Module, scope: Scope, timing: Timing, place: ast.expr, methods: ast.expr) -> Iterator[Extracted]:
    node = code.follow(methods, scope).node
    for one in node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]:
        command = called(code, one)
        yield schedule(code, Job("frappe", command, command), Value(place), timing, one)
