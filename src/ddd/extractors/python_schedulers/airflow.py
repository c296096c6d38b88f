"""Reads Airflow's DAGs: what their `schedule` says."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ddd.extractors.python_schedulers._facts import (
    Job,
    Timing,
    cron,
    dictionaries,
    length,
    looks_like_cron,
    named,
    schedule,
    span_of,
    zone,
)
from ddd.extractors.python_schedulers._module import Call, Module, Value, is_true, module
from ddd.model import Confidence, Dialect, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_KEYS = ("schedule", "schedule_interval", "timetable")
_CRON_TIMETABLES = frozenset({"CronTriggerTimetable", "CronDataIntervalTimetable", "MultipleCronTriggerTimetable"})
_DELTA_TIMETABLES = frozenset({"DeltaTriggerTimetable", "DeltaDataIntervalTimetable"})
_DATA = frozenset(
    {"Dataset", "Asset", "DatasetAll", "DatasetAny", "AssetAll", "AssetAny", "AssetAlias", "AssetWatcher"}
)
_BY_DATA = "runs when its datasets change, not by the clock"
_OWN_TIMETABLE = "a timetable of its own: only its code says when"
_ON_DEMAND = "no schedule: it runs when somebody or something starts it"


@extractor("airflow", paths=("*.py",), literals=("schedule_interval", "schedule=", "schedule =", "timetable"))
def airflow(source: Source) -> Iterator[Extracted]:
    """Find the schedules of Airflow's DAGs.

        with DAG("nightly_export", schedule="0 3 * * *", start_date=datetime(2024, 1, 1)):

    Read are `schedule=`, `schedule_interval=` (Airflow 2) and `timetable=`, of `DAG(…)`, `@dag(…)` and of subclasses of
    DAG: presets, cron, `timedelta`, the cron timetables with their zone; constants of the same file and those imported
    from the repository are followed. `None` is a manual DAG, and so is one that waits for datasets. Any other call
    with `schedule_interval=` in a file that imports Airflow counts with medium confidence: most are factories of DAGs.
    Cannot be seen: a DAG that names no schedule (Airflow 2 runs it daily, Airflow 3 never), values computed when the
    file is loaded, and DAGs paused in the web interface.

    Format: https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/cron.html.
    """
    code = module(source) if "airflow" in source.text else None  # parsing costs more than looking
    if code is None or not code.uses("airflow"):
        return
    decorators = {id(one.decorator): one.function.name for one in code.decorated}
    zones = _zones(code)
    for call in code.calls:
        found = _schedule_of(code, call)
        is_dag = call.last.endswith("DAG") or (call.last == "dag" and id(call.node) in decorators)
        if found is None or not (is_dag or _is_factory(code, call)):
            continue
        name = named(code, _dag_id(call, is_dag), call.scope) or decorators.get(id(call.node), "")
        confidence = Confidence.HIGH if is_dag else Confidence.MEDIUM
        paused = is_true(call.keyword("is_paused_upon_creation"))
        job = Job("airflow", name, note="paused until somebody starts it" if paused else "", confidence=confidence)
        home = zone(code, _start_zone(code, call), call.scope) or zones or "UTC"
        for value, timing in _timings(code, call, found):
            yield schedule(code, job, value, replace(timing, timezone=timing.timezone or home), call.node)


def _schedule_of(code: Module, call: Call) -> ast.expr | None:
    if (given := call.keyword(*_KEYS)) is not None:
        return given
    if call.last not in ("DAG", "dag"):
        return None
    shared = (one.value for one in call.node.keywords if one.arg is None)  # `**defaults`
    pairs = (pair for one in shared for pair in dictionaries(code, one, call.scope))
    return next((value for name, _, value in pairs if name in _KEYS), call.argument(2))


def _dag_id(call: Call, is_dag: bool) -> ast.expr | None:
    given = call.keyword("dag_id")
    if given is None and (is_dag or "dag" in call.last.lower()):
        given = call.argument(0)
    return given if given is not None else call.keyword("dag_name", "name")


def _is_factory(code: Module, call: Call) -> bool:
    """A call that is no DAG but passes on a schedule that Airflow would understand."""
    given = call.keyword("schedule_interval", "schedule")
    if given is None or not call.name or call.last in ("dict", "replace") or call.last in _CRON_TIMETABLES:
        return False
    node = code.follow(given, call.scope).node
    said = node.value if isinstance(node, ast.Constant) else None
    return looks_like_cron(said if isinstance(said, str) else None) or (
        isinstance(node, ast.Call) and span_of(code, node, call.scope) is not None
    )


def _timings(code: Module, call: Call, given: ast.expr) -> Iterator[tuple[Value, Timing]]:
    value = code.follow(given, call.scope)
    node = value.node
    match node:
        case ast.Constant(value=None):
            yield value, Timing("None", Dialect.AIRFLOW, State.MANUAL, _ON_DEMAND)
        case ast.Call() if _last(code, node) in _CRON_TIMETABLES:
            yield from _of_timetable(code, Call(node, call.scope, code.dotted(node.func)), value)
        case ast.Call() if _last(code, node) in _DELTA_TIMETABLES and node.args:
            delta = code.follow(node.args[0], call.scope)
            yield replace(delta, way=(*delta.way, node, *value.way)), length(code, delta, call.scope)
        case ast.Call() if _last(code, node).endswith("Timetable"):
            yield value, Timing(code.raw(node), Dialect.AIRFLOW, State.UNRESOLVED, _OWN_TIMETABLE)
        case _ if _is_data(code, node):
            yield value, Timing(code.raw(node), Dialect.AIRFLOW, State.MANUAL, _BY_DATA)
        case ast.Call() if (span := span_of(code, node, call.scope)) is not None:
            yield value, Timing(span.text, Dialect.SPAN, note="; ".join(span.notes))
        case _:
            yield value, cron(code, value, Dialect.AIRFLOW)


def _of_timetable(code: Module, call: Call, outer: Value) -> Iterator[tuple[Value, Timing]]:
    given = call.node.args if call.last.startswith("Multiple") else [one for one in [call.argument(0, "cron")] if one]
    for one in given:
        value = code.follow(one, call.scope)
        value = replace(value, way=(*value.way, call.node, *outer.way), notes=(*value.notes, *outer.notes))
        at = zone(code, call.argument(1 if len(given) == 1 else len(given), "timezone"), call.scope)
        yield value, replace(cron(code, value, Dialect.AIRFLOW), timezone=at)


def _is_data(code: Module, node: ast.expr) -> bool:
    """Tell whether it is a dataset, a list of such, or several joined by `&` and `|`."""
    for _ in range(50):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
            node = node.left
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            return True
        else:
            break
    return (isinstance(node, ast.Call) and _last(code, node) in _DATA) or (isinstance(node, ast.ListComp))


def _start_zone(code: Module, call: Call) -> ast.expr | None:
    """Return the zone of `start_date=`, in which Airflow reads the schedule."""
    start = call.keyword("start_date")
    if start is None and (defaults := call.keyword("default_args")) is not None:
        start = next(
            (value for name, _, value in dictionaries(code, defaults, call.scope) if name == "start_date"), None
        )
    node = code.follow(start, call.scope).node if start is not None else None
    return _zone_of_date(code, node)


def _zones(code: Module) -> str | None:
    """Return the zone of the start date among default arguments, where there is but one."""
    found = {
        zone(code, _zone_of_date(code, value), scope)
        for target, value, scope in code.assignments
        if isinstance(target, ast.Name) and target.id == "start_date"
    }
    return next(iter(found)) if len(found) == 1 else None


def _zone_of_date(code: Module, node: ast.expr | None) -> ast.expr | None:
    if not isinstance(node, ast.Call) or _last(code, node) not in ("datetime", "date", "today", "parse", "now"):
        return None
    return next((one.value for one in node.keywords if one.arg in ("tz", "tzinfo")), None)


def _last(code: Module, node: ast.Call) -> str:
    return code.dotted(node.func).rpartition(".")[2]
