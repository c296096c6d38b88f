"""The figures of the parts of a plan: by component, and by owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from ddd.assess.automation import could_run_alone
from ddd.assess.coverage import Scored, total_served
from ddd.model import Ratio, Share, Task


def by_component(tasks: Iterable[Task], scored: Scored) -> tuple[Share, ...]:
    """Return the share of each component, by name."""
    return _shares(tasks, scored, lambda task: task.component)


def by_owner(tasks: Iterable[Task], scored: Scored) -> tuple[Share, ...]:
    """Return the share of each first owner, by name; a name that is a placeholder is nobody's."""

    def owner(task: Task) -> str:
        return next((one.text for one in task.owners if scored.spec.says(one.text)), "")

    return _shares(tasks, scored, owner)


def procedures(tasks: Iterable[Task], scored: Scored) -> Ratio:
    """Return the points of Procedure Completeness, of 100 a task."""
    scores = [scored.completeness[task.id].score for task in tasks]
    return Ratio(round(sum(scores), 1), 100 * len(scores))


def automation(tasks: Iterable[Task], scored: Scored) -> Ratio:
    """Return how many tasks a machine could carry out alone, of all."""
    able = [could_run_alone(task, scored.spec) for task in tasks]
    return Ratio(sum(able), len(able))


def _shares(tasks: Iterable[Task], scored: Scored, name_of: Callable[[Task], str]) -> tuple[Share, ...]:
    parts: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        parts[name_of(task)].append(task)
    return tuple(
        Share(
            name=name,
            tasks=len(part),
            maintenance=total_served(scored.cadences(part), {scored.categories.get(task.id, "") for task in part}),
            procedures=procedures(part, scored),
            automation=automation(part, scored),
        )
        for name, part in sorted(parts.items())
    )
