"""Reads the schedules of Dagster and Prefect."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ddd.extractors.python_schedulers._facts import Job, Timing, called, cron, length, named, schedule, zone
from ddd.extractors.python_schedulers._module import Call, Module, Value, is_false, module
from ddd.model import Dialect, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_PARTITIONED = {"hourly": "@hourly", "daily": "@daily", "weekly": "@weekly", "monthly": "@monthly"}
_STOPPED = "stopped until somebody starts it: default_status is not RUNNING"
_DEPLOYING = frozenset({"serve", "deploy", "to_deployment", "Schedule", "build_from_flow"})


@extractor("dagster", paths=("*.py",), literals=("cron_schedule", "on_cron", "_schedule"))
def dagster(source: Source) -> Iterator[Extracted]:
    """Find Dagster's schedules.

        ScheduleDefinition(job=refresh, cron_schedule="0 3 * * *", execution_timezone="Europe/Paris")

    Also `@schedule(cron_schedule=…)`, the older `@daily_schedule` and its sisters, and `AutomationCondition.on_cron`.
    The zone is UTC unless told. A schedule whose `default_status` is not RUNNING stands still until somebody starts it
    in the web interface; it counts, with a note. Cannot be seen: schedules drawn from a job's partitions.

    Format: https://docs.dagster.io/guides/automate/schedules.
    """
    code = module(source) if "dagster" in source.text else None  # parsing costs more than looking
    if code is None or not code.uses("dagster"):
        return
    functions = {id(one.decorator): one.function.name for one in code.decorated}
    assets = {id(node): one.function.name for one in code.decorated for node in ast.walk(one.decorator)}
    for call in code.calls:
        function = functions.get(id(call.node), "")
        kind = call.last.removesuffix("_schedule")
        if call.last == "on_cron":
            asset = assets.get(id(call.node), "")
            yield from _crons(code, call, call.argument(0, "cron_schedule"), Job("dagster", asset), "cron_timezone")
        elif kind in _PARTITIONED and function:
            timing = Timing(_PARTITIONED[kind], Dialect.AIRFLOW, timezone=_zone(code, call), note=_STOPPED)
            yield schedule(code, Job("dagster", function), Value(call.node), timing)
        elif (given := call.keyword("cron_schedule")) is not None:
            command = _target(code, call)
            name = named(code, call.keyword("name"), call.scope) or function or command
            status = call.keyword("default_status")
            runs = status is not None and code.raw(status).endswith("RUNNING")
            yield from _crons(code, call, given, Job("dagster", name, command, "" if runs else _STOPPED))


def _target(code: Module, call: Call) -> str:
    """Return the job that is run: by its name, also where it is made on the spot."""
    given = call.keyword("job", "job_name", "target")
    node = code.follow(given, call.scope).node if given is not None else None
    if isinstance(node, ast.Call):
        made = Call(node, call.scope, code.dotted(node.func))
        if made.name.endswith("define_asset_job") and (name := made.argument(0, "name")) is not None:
            return named(code, name, call.scope)
        return code.raw(given) if isinstance(given, ast.Name | ast.Attribute) else ""
    return called(code, given)


def _crons(
    code: Module, call: Call, given: ast.expr | None, job: Job, zone_key: str = "execution_timezone"
) -> Iterator[Extracted]:
    if given is None:
        return
    outer = code.follow(given, call.scope)
    for one in outer.node.elts if isinstance(outer.node, ast.List | ast.Tuple) else [given]:
        value = code.follow(one, call.scope)
        yield schedule(
            code,
            job,
            value,
            replace(cron(code, value, Dialect.AIRFLOW), timezone=_zone(code, call, zone_key)),
            call.node,
        )


def _zone(code: Module, call: Call, key: str = "execution_timezone") -> str:
    return zone(code, call.keyword(key), call.scope) or "UTC"


@extractor("prefect", paths=("*.py",), literals=("prefect",))
def prefect(source: Source) -> Iterator[Extracted]:
    """Find Prefect's schedules in Python: of deployments, and of flows (Prefect 1).

        refresh.serve(name="nightly", cron="0 3 * * *")
        refresh.deploy(name="hourly", schedule=CronSchedule("0 * * * *", timezone="Europe/Paris"))

    Also `interval=` (seconds or a timedelta), `rrule=`, `IntervalSchedule(…)`, `RRuleSchedule(…)`. The zone is UTC
    unless told; `active=False` and `paused=True` suspend. Schedules in `prefect.yaml` have a reader of their own.

    Format: https://docs.prefect.io/v3/how-to-guides/deployments/create-schedules.
    """
    code = module(source)
    if not code.uses("prefect"):
        return
    owners = _owners(code)
    for call in code.calls:
        owner = owners.get(id(call.node))
        if call.last in ("CronSchedule", "Cron", "CronClock"):
            given = {"cron": call.argument(0, "cron")}
        elif call.last in ("IntervalSchedule", "Interval", "IntervalClock"):
            given = {"interval": call.argument(0, "interval")}
        elif call.last in ("RRuleSchedule", "RRule"):
            given = {"rrule": call.argument(0, "rrule")}
        elif call.last in _DEPLOYING:
            given = {key: call.keyword(key) for key in ("cron", "interval", "rrule")}
        else:
            continue
        for key, node in given.items():
            if node is not None and not (isinstance(node, ast.Constant) and node.value is None):
                yield _of_prefect(code, call, owner or call, key, node)


def _of_prefect(code: Module, call: Call, owner: Call, key: str, node: ast.expr) -> Extracted:
    value = code.follow(node, call.scope)
    timing = (
        length(code, value, call.scope)
        if key == "interval"
        else cron(code, value, Dialect.AIRFLOW if key == "cron" else Dialect.RRULE)
    )
    func = owner.node.func
    flow = code.raw(func.value) if isinstance(func, ast.Attribute) and owner.last in _DEPLOYING else ""
    name = named(code, owner.keyword("name"), call.scope) or (owner.last in _DEPLOYING and flow) or call.scope.name
    paused = is_false(call.keyword("active")) or is_false(owner.keyword("is_schedule_active"))
    at = zone(code, call.keyword("timezone"), call.scope) or "UTC"
    timing = replace(timing, timezone=at, state=State.SUSPENDED if paused else timing.state)
    return schedule(code, Job("prefect", name or "", flow), value, timing, call.node, owner.node)


def _owners(code: Module) -> dict[int, Call]:
    """Return, for a schedule made inside another call (`deploy(schedule=Cron(…))`), that call."""
    return {
        id(inner): call
        for call in code.calls
        if (given := call.keyword("schedule", "schedules")) is not None
        for inner in (given.elts if isinstance(given, ast.List) else [given])
    }
