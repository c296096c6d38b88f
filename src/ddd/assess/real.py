"""Tells work that can be seen from a mere name."""

from __future__ import annotations

from ddd.assess.commands import commands_of
from ddd.model import Task
from ddd.spec import Spec


def is_real(task: Task, spec: Spec) -> bool:
    """Tell whether the work can be seen: in this repository, or by a command whose meaning the spec knows."""
    return task.resolved or spec.knows(commands_of(task))
