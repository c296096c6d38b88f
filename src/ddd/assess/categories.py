"""Recognises what kind of maintenance a Task is."""

from __future__ import annotations

import re

from ddd.assess.commands import commands_of
from ddd.model import Task
from ddd.spec import Category, Spec

_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")


def category(task: Task, spec: Spec) -> str:
    """Return the category of a task, or ''.

    The declared one; else the one its name speaks for, its commands deciding between several; else the one its
    commands speak for; else that of the folder it stands in, or of its purpose: last, so that whoever writes down a
    purpose never loses what the task counted for. Whether the work is real is asked elsewhere.
    """
    if task.category:
        return task.category.text
    commands = list(commands_of(task))
    component, _, name = task.id.rpartition("/")
    named = [one for one in spec.categories if one.words.match(_as_words(f"{name} {task.title}"))]
    meant = [one for one in spec.categories if task.purpose and one.words.match(_as_words(task.purpose.text))]
    doing = [one for one in spec.categories if one.commands.count(commands)]
    placed = [one for one in spec.categories if one.words.match(_as_words(component))]
    candidates = named or doing or placed or meant
    return max(candidates, key=lambda one: _weight(one, commands, spec)).name if candidates else ""


def _weight(one: Category, commands: list[str], spec: Spec) -> tuple[int, int]:
    """Return how much of what is done is of a category: what changes something says more than what only looks."""
    matching = [line for line in commands if one.commands.match(line)]
    return sum(not spec.read_only.match(line) for line in matching), len(matching)


def _as_words(name: str) -> str:
    """Return `log_rotation/nightly-clean.sh` as `log rotation nightly clean sh`."""
    return _SEPARATORS.sub(" ", name)
