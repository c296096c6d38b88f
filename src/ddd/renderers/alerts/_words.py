"""The labels and annotations of an alert, said once: in a rule of the label `task`, in a test case of one Task.

No text of the repository stands in an annotation: it reaches one as the value of a label, which Prometheus prints and
does not execute. What is left, the person's base URL, goes through `literal`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ddd import metrics
from ddd.model import Cadence, Plan, Severity, Task
from ddd.renderers import pages
from ddd.renderers.renderer import Options
from ddd.renderers.views import gravity
from ddd.renderers.views.routing import owner_of

# How grave it is that work of this cadence is overdue or has failed, where the repository does not say.
_SEVERITY = {
    Cadence.SUB_DAILY: Severity.CRITICAL,
    Cadence.DAILY: Severity.CRITICAL,
    Cadence.WEEKLY: Severity.CRITICAL,
    Cadence.MONTHLY: Severity.WARNING,
    Cadence.QUARTERLY: Severity.WARNING,
    Cadence.SEMIANNUAL: Severity.WARNING,
    Cadence.ANNUAL: Severity.WARNING,
}
_TASK = "{{ $labels.task }}"
_PAGE = '{{ if eq $labels.cadence "sub-daily" }}daily{{ else }}{{ $labels.cadence }}{{ end }}.md'

Annotations = dict[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an annotation speaks of."""

    task: str
    call: str
    """Whom to call, as the end of a sentence; may be empty."""
    runbook_url: str
    lateness: str = ""


def severity(task: Task, plan: Plan) -> Severity:
    """Return how grave it is: as the repository says, else by how often the work is due."""
    return gravity.of_task(task, plan).severity or _SEVERITY[task.cadence]


def labels(task: Task, plan: Plan) -> dict[str, str]:
    """Return what the recording rules know of a task. A label without a value is none."""
    told = {
        metrics.TASK: task.id,
        metrics.CADENCE: task.cadence.value,
        metrics.SEVERITY: severity(task, plan).value,
        metrics.OWNER: owner_of(task),
    }
    return {label: value for label, value in told.items() if value}


def any_task(options: Options, page: str = _PAGE) -> Subject:
    """Return the subject of a rule: whichever task the alert is about."""
    return Subject(
        task=_TASK,
        call="{{ with $labels.owner }} Call {{ . }}.{{ end }}",
        runbook_url=_url(literal(options.base), options.page(page), pages.ANCHOR + _TASK),
        lateness="{{ $value | humanizeDuration }}",
    )


def this_task(task: Task, options: Options, lateness: str = "") -> Subject:
    """Return the subject of a test case: what Prometheus makes of `any_task` for this one."""
    owner = owner_of(task)
    return Subject(
        task=task.id,
        call=f" Call {owner}." if owner else "",
        runbook_url=_url(options.base, options.page(pages.file_of(task)), pages.anchor(task)),
        lateness=lateness,
    )


def overdue(subject: Subject) -> Annotations:
    """Return the annotations of an overdue task."""
    return _annotations(
        subject,
        f"{subject.task} is overdue",
        f"{subject.task} is {subject.lateness} past the time by which it must have succeeded.{subject.call}",
    )


def never_reported(subject: Subject) -> Annotations:
    """Return the annotations of a task that nothing is known of."""
    return _annotations(
        subject,
        f"{subject.task} was never reported",
        f"No success of {subject.task} is known: it never ran, nothing reports its runs, or the report is lost. "
        f"A run is reported by writing {metrics.LAST_SUCCESS} for this task.{subject.call}",
    )


def failed(subject: Subject) -> Annotations:
    """Return the annotations of a task whose last run failed."""
    return _annotations(
        subject,
        f"{subject.task} failed",
        f"The last run of {subject.task} failed. See “If it fails” in the runbook.{subject.call}",
    )


def literal(words: str) -> str:
    """Return the template that Prometheus expands to exactly these words: `{{ item }}` stays `{{ item }}`."""
    return "{{ " + json.dumps(words, ensure_ascii=False) + " }}" if "{" in words else words


def _annotations(subject: Subject, summary: str, description: str) -> Annotations:
    return {"summary": summary, "description": description, "runbook_url": subject.runbook_url}


def _url(base: str, page: str, anchor: str) -> str:
    return f"{base}{page}#{anchor}"
