"""Recognises what kind of maintenance a Task is."""

from __future__ import annotations

import re

from ddd.assess.commands import commands_of
from ddd.model import Task
from ddd.spec import Category, Spec

# What these run changes a machine made for the run and thrown away after it: an upgrade there keeps no system up to
# date, and what answers there is a test. Only the name tells what such a job is for.
_PIPELINES = frozenset(
    {
        *("github-actions", "gitea-actions", "forgejo-actions", "gitlab-ci", "circleci", "azure-pipelines"),
        *("travis", "buildkite", "bitbucket-pipelines", "drone", "woodpecker", "semaphore", "zuul", "prow"),
    }
)
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")


def category(task: Task, spec: Spec) -> str:
    """Return the category of a task, or ''.

    The declared one; else that of the program that carries out all schedules of its system (a stanza of logrotate's
    rotates, whatever the log is called); else the one its name speaks for, its commands deciding between several; else
    the one its commands speak for (not in a pipeline); else that of the folder it stands in, with its name, or of its
    purpose: last, so that whoever writes down a purpose never loses what the task counted for. Whether the work is
    real is asked elsewhere.
    """
    if task.category:
        return task.category.text
    commands = list(commands_of(task))
    component, _, name = task.id.rpartition("/")
    called = as_words(f"{name} {task.title}")
    own = [spec.programs[one.system] for one in task.schedules if not one.command and one.system in spec.programs]
    carried_out = [one for one in spec.categories if one.commands.count(own)]
    named = [one for one in spec.categories if one.words.match(called)]
    meant = [one for one in spec.categories if task.purpose and one.words.match(as_words(task.purpose.text))]
    runs_there = bool(task.schedules) and all(one.system in _PIPELINES for one in task.schedules)
    doing = [one for one in spec.categories if one.commands.count(commands) and not runs_there]
    placed = [one for one in spec.categories if one.words.match(f"{as_words(component)} {called}")]
    candidates = carried_out or named or doing or placed or meant
    return max(candidates, key=lambda one: _weight(one, commands, spec)).name if candidates else ""


def _weight(one: Category, commands: list[str], spec: Spec) -> tuple[int, int]:
    """Return how much of what is done is of a category: what changes something says more than what only looks."""
    matching = [line for line in commands if one.commands.match(line)]
    return sum(not spec.read_only.match(line) for line in matching), len(matching)


def as_words(name: str) -> str:
    """Return `log_rotation/nightly-clean.sh` as `log rotation nightly clean sh`."""
    return _SEPARATORS.sub(" ", name)
