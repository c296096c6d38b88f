"""Findings about what the spec asks for and the plan does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ddd.model import CadenceResult, Completeness, ElementResult, Finding, Severity, Task, Verdict
from ddd.spec import Spec


def verdicts(cadences: Iterable[CadenceResult], tasks: Mapping[str, Task]) -> Iterator[Finding]:
    """Yield a finding for each required element that is not met."""
    for cadence in cadences:
        for one in cadence.elements:
            if one.verdict is not Verdict.MET:
                yield _verdict(cadence, one, tasks)


def incomplete(scores: Iterable[Completeness], tasks: Mapping[str, Task], spec: Spec) -> Iterator[Finding]:
    """Yield a finding for each task whose procedure is not complete."""
    for score in scores:
        if score.score < spec.complete:
            lacks = ", ".join(score.missing)
            message = f"{score.task}: procedure completeness {score.score:.0f} of 100; it lacks {lacks}"
            yield Finding(
                code="DDD103",
                severity=Severity.WARNING,
                message=message,
                evidence=tasks[score.task].evidence[:1],
                subject=score.task,
            )


def _verdict(cadence: CadenceResult, one: ElementResult, tasks: Mapping[str, Task]) -> Finding:
    is_missing = one.verdict is Verdict.MISSING
    return Finding(
        code="DDD101" if is_missing else "DDD102",
        severity=Severity.CRITICAL if is_missing else Severity.WARNING,
        message=f"{cadence.cadence} {one.element} is {one.verdict}: {one.reason}",
        evidence=tasks[one.tasks[0]].evidence[:1] if one.tasks else (),
        subject=f"{cadence.cadence}/{one.element}",
    )
