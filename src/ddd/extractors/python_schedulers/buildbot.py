"""Reads Buildbot's timed schedulers: `Nightly` and `Periodic`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ddd.extractors.python_schedulers._facts import Job, Timing, length, named, schedule
from ddd.extractors.python_schedulers._module import Call, Module, Value, module, number, text
from ddd.model import Dialect
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_FIELDS = {"month": "month", "dayOfMonth": "day", "dayOfWeek": "day_of_week", "hour": "hour", "minute": "minute"}
_NIGHTLY = frozenset({"Nightly", "NightlyTriggerable"})


@extractor("buildbot", paths=("*.py", "*.cfg"), literals=("Nightly", "periodicBuildTimer"))
def buildbot(source: Source) -> Iterator[Extracted]:
    """Find the builds that Buildbot starts by the clock.

        schedulers.Nightly(name="nightly", builderNames=["all"], hour=3, minute=0)
        schedulers.Periodic(name="daily", builderNames=["all"], periodicBuildTimer=24 * 60 * 60)

    The minute is 0 unless told, all else may be anything; weekday 0 is Monday. The zone is the master's.

    Format: https://docs.buildbot.net/latest/manual/configuration/schedulers.html.
    """
    if source.installed_path.endswith(".cfg") and "buildbot" not in source.text:
        return
    code = module(source)
    if not code.uses("buildbot"):
        return
    for call in code.calls:
        job = Job("buildbot", named(code, call.argument(0, "name"), call.scope))
        if call.last in _NIGHTLY:
            yield schedule(code, job, Value(_place(call)), _nightly(code, call), call.node)
        elif (timer := call.keyword("periodicBuildTimer")) is not None:
            value = code.follow(timer, call.scope)
            yield schedule(code, job, value, length(code, value, call.scope), call.node)


def _place(call: Call) -> ast.expr:
    return next((node for name in _FIELDS if (node := call.keyword(name)) is not None), call.node)


def _nightly(code: Module, call: Call) -> Timing:
    told = {key: _field(code, call, call.keyword(key)) for key in _FIELDS if call.keyword(key) is not None}
    if None in told.values():
        return Timing(code.raw(call.node), Dialect.APSCHEDULER, is_open=True)
    fields = dict.fromkeys(_FIELDS, "*") | {"minute": "0"} | {key: value or "" for key, value in told.items()}
    return Timing(" ".join(f"{_FIELDS[key]}={value}" for key, value in fields.items()), Dialect.APSCHEDULER)


def _field(code: Module, call: Call, node: ast.expr | None) -> str | None:
    value = code.follow(node, call.scope).node if node is not None else None
    several = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    texts = [text(one) if number(one) is None else str(number(one)) for one in several]
    return ",".join(one for one in texts if one) if texts and None not in texts else None
