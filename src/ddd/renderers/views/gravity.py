"""How grave it is that a task fails or is late: what the repository says of it, the same on every page and alert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddd.assess.escalation import counts
from ddd.model import Evidence, Plan, Severity, Task

GRAVEST_FIRST = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Gravity:
    """The gravest word that the repository has for it."""

    severity: Severity | None = None
    """None: it says nothing."""
    places: tuple[Evidence, ...] = ()
    """Who says so, each once."""


def of_task(task: Task, plan: Plan) -> Gravity:
    """Return the gravest word of the levels declared for the task, of its failures, and of who is told of these."""
    said: dict[str, dict[Evidence, None]] = {}
    for word, places in _said(task, plan):
        said.setdefault(word.lower(), {}).update(dict.fromkeys(places))
    found = next((one for one in GRAVEST_FIRST if one.value in said), None)
    return Gravity(found, tuple(said[found.value])) if found else Gravity()


def _said(task: Task, plan: Plan) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    for level in plan.levels.get(task.id, ()):
        yield level.severity, level.evidence
    for mode in task.failure_modes:
        if counts(mode):
            if mode.severity:
                yield mode.severity.value, (mode.place,)
            for step in plan.escalations.get(mode.id, ()):
                yield step.severity, step.evidence
