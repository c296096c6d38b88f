"""Automation Potential: the Tasks a machine could carry out alone."""

from __future__ import annotations

from ddd.assess.commands import command_lines
from ddd.model import Step, Task
from ddd.spec import Spec


def could_run_alone(task: Task, spec: Spec) -> bool:
    """Tell whether every step is a command that runs as it stands and asks nobody."""
    return bool(task.steps) and all(_runs_alone(step, spec) for step in task.steps)


def _runs_alone(step: Step, spec: Spec) -> bool:
    if not step.command or step.manual or spec.placeholders.match(step.command):
        return False
    lines = command_lines(step.command)
    return not any(spec.judging.match(line) for line in lines)
