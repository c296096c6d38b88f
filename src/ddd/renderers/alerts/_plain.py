"""The rule that everybody writes first, held against the same cases: it is wrong about two of the three."""

from __future__ import annotations

from typing import Any

from ddd import metrics
from ddd.model import Cadence, Plan, Task, replace
from ddd.renderers.alerts import _words as words
from ddd.renderers.alerts._cases import Cases
from ddd.renderers.alerts._sources import of
from ddd.renderers.renderer import Options

EXPRESSION = f"time() - {metrics.LAST_SUCCESS} > 86400"


def first_daily(plan: Plan) -> Task | None:
    """Return the first daily task, as one that reports itself."""
    task = next((one for one in plan.tasks if one.cadence is Cadence.DAILY), None)
    return task and replace(task, schedules=())


def plain(task: Task, plan: Plan, set_up_hours: int, options: Options) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the plain rule for a task, with the right labels and words, and the three cases of that task."""
    annotations = words.overdue(words.this_task(task, options, lateness="1s"))
    rule = {
        "alert": metrics.overdue_alert(task.cadence.value),
        "expr": EXPRESSION,
        "labels": {name: words.literal(value) for name, value in words.labels(task, plan).items()},
        "annotations": {name: words.literal(text) for name, text in annotations.items()},
    }
    alone = replace(plan, tasks=(task,))
    cases = Cases(alone, of(alone), set_up_hours, options)
    files = [cases.file("", tests=[test]) for test in cases.three_of(task)]
    return {"groups": [{"name": "plain", "rules": [rule]}]}, files
