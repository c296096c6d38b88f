"""Whether a person with no prior knowledge could carry out a Task from its page, and what they would have to ask."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Completeness, Lack, Readiness, Task
from ddd.spec import Spec


def readiness(task: Task, score: Completeness, spec: Spec) -> Readiness:
    """Return what a newcomer would lack: a whole procedure, no blanks, access, a start, an end one can decide."""
    return Readiness(task=task.id, cadence=task.cadence, lacks=tuple(_lacks(task, score, spec)))


def _lacks(task: Task, score: Completeness, spec: Spec) -> Iterator[Lack]:
    earned = {point.criterion: point.earned for point in score.points}
    if score.score < spec.complete:
        yield Lack.PROCEDURE
    if _has_blanks(task, spec):
        yield Lack.BLANKS
    if not any(spec.says(claim.text) for claim in task.access):
        yield Lack.ACCESS
    if not earned["precheck"]:
        yield Lack.PREREQUISITES
    if not earned["validation"]:
        yield Lack.VALIDATION


def _has_blanks(task: Task, spec: Spec) -> bool:
    """Tell whether a person has to fill anything in: in what they read and type, not inside of what they start."""
    typed = [task.command] if task.command and task.schedules else [step.command for step in task.steps]
    read = [step.text for step in task.steps if step.manual]
    return any(spec.blanks.match(text) for text in (*typed, *read))
