"""The alert rules: a task is overdue, was never reported, or failed; and the test cases that prove each of them.

Overdue is decided for every instance that reports a task. Where it reports the next due time, that and the grace
decide, so that a weekday job that failed on Tuesday does not wait until Friday; else the age of the last success.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from ddd import metrics
from ddd.model import Artifact, Assessment, Cadence, Plan, Severity
from ddd.renderers import _alert_cases, _pages
from ddd.renderers import _alert_words as words
from ddd.renderers.renderer import Options, renderer
from ddd.scan.engine import GENERATED_MARK

RULES_FILE = "alerts.yml"
CASES_FILE = "alerts.test.yml"
_HEADER = f"# {GENERATED_MARK}. Change the schedules it was made from; `ddd generate-runbooks` writes it again.\n"
_SET_UP_HOURS = 24
"""How long a new set-up may stay without its first report."""

_NO_FOLDING = 100_000
"""Columns: a template broken over lines is hard to read."""

# One side of every join: a task's recorded series, matched with each instance that reports the task.
_JOIN = f"on ({metrics.TASK}) group_left ({', '.join(metrics.CARRIED)})"

Rule = dict[str, Any]


@renderer("alerts")
def alerts(plan: Plan, assessment: Assessment, options: Options) -> Iterator[Artifact]:
    """Yield `alerts.yml` for Prometheus and `alerts.test.yml` for `promtool test rules`."""
    rules = [*_recordings(plan), *_alerts(plan, options)] if plan.tasks else []
    groups = [{"name": metrics.RULE_GROUP, "rules": rules}] if rules else []
    yield Artifact(path=RULES_FILE, text=_dump({"groups": groups}))
    yield Artifact(path=CASES_FILE, text=_dump(_alert_cases.cases(plan, RULES_FILE, _SET_UP_HOURS, options)))


def _recordings(plan: Plan) -> Iterator[Rule]:
    """Yield what is known of each task. Rules of a group run in order, so the alerts see the values of their turn."""
    for task in plan.tasks:
        for record, seconds in ((metrics.MAX_AGE, task.longest_gap + task.grace), (metrics.GRACE, task.grace)):
            yield {"record": record, "expr": f"vector({seconds})", "labels": words.labels(task)}


def _alerts(plan: Plan, options: Options) -> Iterator[Rule]:
    for cadence, tasks in _alert_cases.by_cadence(plan):
        subject = words.any_task(options, page=_pages.file_of(tasks[0]))
        yield {
            "alert": metrics.overdue_alert(cadence.value),
            "expr": _overdue(cadence),
            "annotations": words.overdue(subject),
        }
    yield {
        "alert": metrics.NEVER_REPORTED,
        "expr": f"{metrics.MAX_AGE} unless on ({metrics.TASK}) {metrics.LAST_SUCCESS}",
        "for": f"{_SET_UP_HOURS}h",
        "labels": {metrics.SEVERITY: Severity.WARNING.value},
        "annotations": words.never_reported(words.any_task(options)),
    }
    yield {
        "alert": metrics.FAILED,
        "expr": f"({metrics.LAST_RUN_SUCCESS} == 0)\n  * {_JOIN} {_one(metrics.MAX_AGE)}",
        "annotations": words.failed(words.any_task(options)),
    }


def _overdue(cadence: Cadence) -> str:
    """Return the expression; its value is by how many seconds the task is overdue."""
    of_cadence = f'{{{metrics.CADENCE}="{cadence.value}"}}'
    return (
        f"time() - {metrics.NEXT_DUE}\n"
        f"  - {_JOIN} {_one(metrics.GRACE + of_cadence)} > 0\n"
        "or\n"
        f"time() - ({metrics.LAST_SUCCESS} unless {metrics.NEXT_DUE})\n"
        f"  - {_JOIN} {_one(metrics.MAX_AGE + of_cadence)} > 0"
    )


def _one(series: str) -> str:
    """Return one series a task: two repositories that know a task of one id must not break the join for all."""
    return f"topk by ({metrics.TASK}) (1, {series})"


class _Dumper(yaml.SafeDumper):
    """Writes expressions as blocks, and the same labels out each time rather than as an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "|" if "\n" in data else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_str)


def _dump(data: dict[str, Any]) -> str:
    return _HEADER + yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_NO_FOLDING)
