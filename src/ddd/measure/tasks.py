"""Reads tasks of the plan as items; a name whose work cannot be seen is none."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.assess.categories import as_words
from ddd.measure.daylight import TaskFinder
from ddd.measure.items import Ground, Item
from ddd.model import Task


def found(finder: TaskFinder, ground: Ground) -> Iterator[Item]:
    """Yield an item for each task that the finder means and whose work can be seen.

    For the calendar it is enough that it starts something: what that does is then one of the fields it lacks.
    """
    for task in ground.plan.tasks:
        if any(one.system in finder.except_systems for one in task.schedules):
            continue
        is_seen = ground.sees(task)
        on_calendar = task.cadence in finder.cadences and (is_seen or _starts_something(task, ground))
        if on_calendar or (is_seen and _is_meant(finder, task, ground)):
            yield ground.item(task.title, task.evidence[0], _fields(task, ground), ("task", task.id))


def _is_meant(finder: TaskFinder, task: Task, ground: Ground) -> bool:
    name = as_words(f"{task.id} {task.title}")
    return ground.categories.get(task.id) in finder.categories or finder.words.match(name)


def _starts_something(task: Task, ground: Ground) -> bool:
    return ground.acts(task.command) or (not task.command and any(one.target for one in task.schedules))


def _fields(task: Task, ground: Ground) -> dict[str, str]:
    commands = (task.command, *(step.command for step in task.steps))
    first = task.schedules[0] if task.schedules else None
    return {
        "content": task.title,
        "name": task.title,
        "owner": ground.named(claim.text for claim in task.owners),
        "cadence": task.cadence,
        "timezone": (first.timezone if first else None) or "",
        "steps": "seen" if ground.sees(task) else "",
        "command": next(filter(ground.acts, commands), ""),
        "expected": ground.named(step.expected for step in task.steps),
        "validation": ground.named(claim.text for claim in task.validations),
        "duration": task.duration.text if task.duration else "",
        "action": ground.named(claim.text for claim in task.on_failure),
    }
