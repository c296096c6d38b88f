"""Whether a person with no prior knowledge could carry out a Task from its page, and what they would have to ask."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Completeness, Readiness, Task
from ddd.spec import Spec


def readiness(task: Task, score: Completeness, spec: Spec) -> Readiness:
    """Return what a newcomer would lack: a whole procedure, no blanks, access, a start, an end one can decide."""
    return Readiness(task=task.id, cadence=task.cadence, lacks=tuple(_lacks(task, score, spec)))


def _lacks(task: Task, score: Completeness, spec: Spec) -> Iterator[str]:
    earned = {point.criterion: point.earned for point in score.points}
    if score.score < spec.complete:
        yield f"a complete procedure ({score.score:.0f} of {spec.complete:g})"
    if blanks := next(_blanks(task, spec), ""):
        yield f"what stands for “{blanks}”"
    if not any(_says(claim.text, spec) for claim in task.access):
        yield "where to do it and with which rights (access)"
    if not earned["precheck"]:
        yield "what must hold before (prerequisites)"
    if not earned["validation"]:
        yield "how to decide that it worked (validation)"


def _blanks(task: Task, spec: Spec) -> Iterator[str]:
    """Yield what a person would have to fill in: only in what they read and type, not inside of what they start."""
    typed = [task.command] if task.command and task.schedules else [step.command for step in task.steps]
    read = [step.text for step in task.steps if step.manual]
    for text in (*typed, *read):
        if found := spec.blanks.first(text):
            yield found


def _says(text: str, spec: Spec) -> bool:
    return bool(text.strip()) and not spec.placeholders.match(text)
