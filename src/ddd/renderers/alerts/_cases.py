"""The test cases of the alert rules, for promtool: done is silent, late fires, never reported fires.

A case is one series reported from one instance at the second 0 of 1970, and "long ago" is a negative time: so nothing
has to be simulated but that second. Only `never reported` waits, for as long as a new set-up may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ddd import metrics
from ddd.model import Cadence, Plan, Severity, Task
from ddd.renderers.alerts import _words as words
from ddd.renderers.alerts._words import Annotations, labels, this_task
from ddd.renderers.renderer import Options

_INTERVAL = "5m"
_EVALUATION = "1h"
_LONG_AGO = 10
"""As many maximum ages ago."""


def cases(plan: Plan, rules_file: str, set_up_hours: int, options: Options) -> dict[str, Any]:
    """Return the test file as data. Without tasks there is nothing to prove."""
    tests = [_cadence_case(cadence, tasks, options) for cadence, tasks in by_cadence(plan)]
    if plan.tasks:
        tests.append(_never_case(plan.tasks, set_up_hours, options))
    return {"rule_files": [rules_file], "evaluation_interval": _EVALUATION, "tests": tests}


def by_cadence(plan: Plan) -> Iterator[tuple[Cadence, tuple[Task, ...]]]:
    """Yield each cadence that has tasks, and they."""
    for cadence in Cadence:
        tasks = tuple(task for task in plan.tasks if task.cadence is cadence)
        if tasks:
            yield cadence, tasks


def _cadence_case(cadence: Cadence, tasks: Sequence[Task], options: Options) -> dict[str, Any]:
    """Return one test: every task of a cadence, done and late and failed, at the second on either side of the limit."""
    late = [
        _alert(task, words.overdue(this_task(task, options, lateness="1s")), instance=instance)
        for task in tasks
        for instance in ("late", "missed-due")
    ]
    failed = [_alert(task, words.failed(this_task(task, options)), instance="failed") for task in tasks]
    return {
        "name": f"{cadence.value}: done is silent, late fires, failed fires",
        "interval": _INTERVAL,
        "input_series": [one for task in tasks for one in _reports(task)],
        "alert_rule_test": [
            _expect("0m", metrics.overdue_alert(cadence.value), late),
            _expect("0m", metrics.FAILED, failed),
        ],
    }


def _reports(task: Task) -> Iterator[dict[str, str]]:
    """Yield what the instances report of a task; the name of an instance says what became of the task there."""
    max_age = task.longest_gap + task.grace
    yield _reported(metrics.LAST_SUCCESS, task, "done", -max_age)
    yield _reported(metrics.LAST_SUCCESS, task, "late", -max_age - 1)
    yield _reported(metrics.LAST_SUCCESS, task, "not-due-yet", -max_age * _LONG_AGO)
    yield _reported(metrics.NEXT_DUE, task, "not-due-yet", -task.grace)
    yield _reported(metrics.LAST_SUCCESS, task, "missed-due", 0)
    yield _reported(metrics.NEXT_DUE, task, "missed-due", -task.grace - 1)
    yield _reported(metrics.LAST_RUN_SUCCESS, task, "done", 1)
    yield _reported(metrics.LAST_RUN_SUCCESS, task, "failed", 0)


def _never_case(tasks: Sequence[Task], set_up_hours: int, options: Options) -> dict[str, Any]:
    """Return one test: nothing is reported until the set-up time is over; an hour later everything is."""
    never = [
        _alert(task, words.never_reported(this_task(task, options)), severity=Severity.WARNING.value) for task in tasks
    ]
    first_report = f"_x{set_up_hours + 1} {(set_up_hours + 1) * 3600}"
    return {
        "name": "never reported fires once the set-up time is over, and is silent from the first report on",
        "interval": "1h",
        "input_series": [
            {"series": metrics.series(metrics.LAST_SUCCESS, task=task.id), "values": first_report} for task in tasks
        ],
        "alert_rule_test": [
            _expect(f"{set_up_hours - 1}h", metrics.NEVER_REPORTED, []),
            _expect(f"{set_up_hours}h", metrics.NEVER_REPORTED, never),
            _expect(f"{set_up_hours + 1}h", metrics.NEVER_REPORTED, []),
        ],
    }


def _reported(metric: str, task: Task, instance: str, value: int) -> dict[str, str]:
    return {"series": metrics.series(metric, task=task.id, instance=instance), "values": str(value)}


def _alert(task: Task, annotations: Annotations, **more: str) -> dict[str, Any]:
    return {"exp_labels": {**labels(task), **more}, "exp_annotations": annotations}


def _expect(time: str, alert: str, alerts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"eval_time": time, "alertname": alert, "exp_alerts": list(alerts)}
