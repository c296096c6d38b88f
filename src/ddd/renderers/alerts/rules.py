"""The alert rules: a task is overdue, was never reported, or failed; and the test cases that prove each of them.

Overdue is decided for every instance that reports a task. Where it reports the next due time, that and the grace
decide, so that a weekday job that failed on Tuesday does not wait until Friday; else the age of the last success.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ddd import generated, metrics
from ddd.model import Artifact, Cadence, Plan, Severity
from ddd.renderers import pages, yaml_text
from ddd.renderers.alerts import _cases
from ddd.renderers.alerts import _words as words
from ddd.renderers.renderer import Book, Options, Pillar, renderer

RULES_FILE = "alerts.yml"
CASES_FILE = "alerts.test.yml"
HEADER = generated.line("the schedules of this repository", advice="Change those.")
_SET_UP_HOURS = 24
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
    """Yield `alerts.yml` for Prometheus and `alerts.test.yml` for `promtool test rules`."""
    plan, options = book.plan, book.options
    rules = [*_recordings(plan), *_alerts(plan, options)] if plan.tasks else []
    groups = [{"name": metrics.RULE_GROUP, "rules": rules}] if rules else []
    yield Artifact(path=RULES_FILE, text=yaml_text.dump({"groups": groups}, HEADER))
    yield Artifact(path=CASES_FILE, text=yaml_text.dump(_cases.cases(plan, RULES_FILE, _SET_UP_HOURS, options), HEADER))


def _recordings(plan: Plan) -> Iterator[Rule]:
    """Yield what is known of each task. Rules of a group run in order, so the alerts see the values of their turn."""
    for task in plan.tasks:
        for record, seconds in ((metrics.MAX_AGE, task.longest_gap + task.grace), (metrics.GRACE, task.grace)):
            yield {"record": record, "expr": f"vector({seconds})", "labels": words.labels(task)}


def _alerts(plan: Plan, options: Options) -> Iterator[Rule]:
    for cadence, tasks in _cases.by_cadence(plan):
        subject = words.any_task(options, page=pages.file_of(tasks[0]))
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
