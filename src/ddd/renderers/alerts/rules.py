"""The alert rules: a task is overdue, was never reported, or failed; and the test cases that prove each of them.

A group of its own watches over the daily check of the ledger.

Overdue is decided for every instance that reports a task. Where it reports the next due time, that and the grace
decide, so that a weekday job that failed on Tuesday does not wait until Friday; else the age of the last success.
What an exporter tells of a task is translated first, so that there is one set of alerts whoever tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ddd import generated, metrics
from ddd.model import Artifact, Cadence, Plan, Severity
from ddd.renderers import pages, yaml_text
from ddd.renderers.alerts import _check, _sources
from ddd.renderers.alerts import _words as words
from ddd.renderers.alerts._cases import Cases, by_cadence
from ddd.renderers.alerts._sources import Source
from ddd.renderers.renderer import Book, Options, Pillar, renderer

RULES_FILE = "alerts.yml"
CASES_FILE = "alerts.test.yml"
RESOURCE_FILE = "alerts.prometheusrule.yml"
HEADER = generated.line("the schedules of this repository", advice="Change those.")
_SOURCES = "Where the figures of each task come from, and what to install for it, is told in alerts.md."
_RESOURCE_NAME = "ddd-maintenance"
SET_UP_HOURS = 24
"""How long a new set-up may stay without its first report."""

# One side of every join: a task's recorded series, matched with each instance that reports the task.
_JOIN = f"on ({metrics.TASK}) group_left ({', '.join(metrics.CARRIED)})"

Rule = dict[str, Any]


@renderer(
    "alerts",
    Pillar.ESCALATION,
    "rules that tell what is overdue, failed or never reported",
)
def alerts(book: Book) -> Iterator[Artifact]:
    """Yield `alerts.yml` for Prometheus, `alerts.test.yml` for `promtool test rules`, and both rules as a resource."""
    made = groups(book.plan, book.options)
    resource = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": _RESOURCE_NAME},
        "spec": made,
    }
    header = f"{HEADER}\n# {_SOURCES}"
    yield Artifact(path=RULES_FILE, text=yaml_text.dump(made, header), title="Prometheus rules")
    tests = cases(book.plan, book.options).file(RULES_FILE)
    yield Artifact(path=CASES_FILE, text=yaml_text.dump(tests, HEADER), title="Tests of the Prometheus rules")
    yield Artifact(
        path=RESOURCE_FILE, text=yaml_text.dump(resource, header), title="The same rules for the Prometheus Operator"
    )


def groups(plan: Plan, options: Options) -> dict[str, Any]:
    """Return the rule file as data."""
    sources = _sources.of(plan)
    if not plan.tasks:
        return {"groups": []}
    of_tasks = {"name": metrics.RULE_GROUP, "rules": [*_recordings(plan, sources), *_alerts(plan, options)]}
    of_check = {"name": metrics.CHECK_GROUP, "rules": list(_check.rules(options))}
    return {"groups": [of_tasks, of_check]}


def cases(plan: Plan, options: Options) -> Cases:
    """Return the test cases of the rules."""
    return Cases(plan, _sources.of(plan), SET_UP_HOURS, options)


def _recordings(plan: Plan, sources: Mapping[str, Source]) -> Iterator[Rule]:
    """Yield what is known of each task. Rules of a group run in order, so the alerts see the values of their turn."""
    for task in plan.tasks:
        for record, seconds in ((metrics.MAX_AGE, task.longest_gap + task.grace), (metrics.GRACE, task.grace)):
            yield {"record": record, "expr": f"vector({seconds})", "labels": words.labels(task, plan)}
        for record, expression in sources[task.id].recordings():
            yield {"record": record, "expr": expression, "labels": {metrics.TASK: task.id}}


def _alerts(plan: Plan, options: Options) -> Iterator[Rule]:
    for cadence, tasks in by_cadence(plan):
        subject = words.any_task(options, page=pages.file_of(tasks[0]))
        yield {
            "alert": metrics.overdue_alert(cadence.value),
            "expr": _overdue(cadence),
            "annotations": words.overdue(subject),
        }
    yield {
        "alert": metrics.NEVER_REPORTED,
        "expr": (
            f"{metrics.MAX_AGE}\n"
            f"  unless on ({metrics.TASK}) {metrics.LAST_SUCCESS}\n"
            f"  unless on ({metrics.TASK}) {metrics.NEXT_DUE}\n"
            f"  unless on ({metrics.TASK}) {metrics.LAST_RUN_SUCCESS} == 0"
        ),
        "for": f"{SET_UP_HOURS}h",
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
