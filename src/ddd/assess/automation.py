"""Automation Potential: the Tasks a machine could carry out alone."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.assess.commands import command_lines
from ddd.model import Step, Task
from ddd.spec import Spec


def could_run_alone(task: Task, spec: Spec) -> bool:
    """Tell whether every step is a command that runs as it stands and asks nobody."""
    return bool(task.steps) and next(judged_steps(task, spec), None) is None


def judged_steps(task: Task, spec: Spec) -> Iterator[Step]:
    """Yield the steps at which a person has to act or to decide."""
    yield from (step for step in task.steps if not _runs_alone(step, spec))


def _runs_alone(step: Step, spec: Spec) -> bool:
    if not step.command or step.manual or spec.placeholders.match(step.command):
        return False
    lines = command_lines(step.command)
    return not any(spec.judging.match(line) for line in lines)
