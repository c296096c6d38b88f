"""The command lines of steps as the patterns of the spec see them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ddd.link.commands import program, simple_commands
from ddd.model import Task


@cache
def command_lines(command: str) -> tuple[str, ...]:
    """Return the simple commands of a command line, each as one text that begins with the bare program name."""
    return tuple(" ".join((program(words), *words[1:])) for words in simple_commands(command) if words)


def commands_of(task: Task) -> Iterator[str]:
    """Yield every simple command that the steps of a task run."""
    for step in task.steps:
        yield from command_lines(step.command)
