"""The command lines of steps as the patterns of the spec see them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ddd.link.commands import program, simple_commands
from ddd.model import Step, Task
from ddd.spec import Spec


@cache
def command_lines(command: str) -> tuple[str, ...]:
    """Return the simple commands of a command line, each as one text that begins with the bare program name."""
    return tuple(" ".join((program(words), *words[1:])) for words in simple_commands(command) if words)


def may_lose(step: Step, spec: Spec) -> bool:
    """Tell whether something may be lost by a step: a person acts, or it neither only reads nor only adds."""
    harmless = (spec.read_only.match(line) or spec.additive.match(line) for line in command_lines(step.command))
    return step.manual or not all(harmless)


def commands_of(task: Task) -> Iterator[str]:
    """Yield every simple command that the steps of a task run."""
    for step in task.steps:
        yield from command_lines(step.command)
