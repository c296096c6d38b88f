"""What must be true once a task is done: checks, what its steps show, how old its last success may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ddd.model import Claim, Completeness, Evidence, Plan, Task
from ddd.renderers.views import checks
from ddd.renderers.views.cutting import Cut, cut, for_each_task
from ddd.spec import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one sees after some of the steps."""

    expected: str
    steps: tuple[int, ...]
    """Their numbers in the runbook, from 1."""
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """One task."""

    task: Task
    script: str
    """Path of the script that asks the checks; empty: a script can ask none."""
    checks: Cut[Claim]
    seen: Cut[Seen]
    proven: bool
    """A check comes after the last change."""
    told_elsewhere: tuple[Evidence, ...]
    """Where a check stands that is no claim of its own: a step that only asks, or the last of work that only reads."""

    @property
    def oldest(self) -> int:
        """Seconds: so old the last success may be."""
        return self.task.longest_gap + self.task.grace

    @property
    def is_bare(self) -> bool:
        """Tell whether nothing but the age of its last success tells that it worked."""
        return not (self.checks.shown or self.seen.shown or self.told_elsewhere)


def criteria(
    plan: Plan, scores: Mapping[str, Completeness], spec: Spec, scripts: Mapping[str, str]
) -> tuple[Criteria, ...]:
    """Return the success criteria of every task, in the plan's order. `scripts`: task id -> what asks its checks."""
    most = for_each_task(len(plan.tasks))
    return tuple(_criteria(task, scores[task.id], spec, most, scripts.get(task.id, "")) for task in plan.tasks)


def _criteria(task: Task, score: Completeness, spec: Spec, most: int, script: str) -> Criteria:
    asked = tuple(claim for claim in dict.fromkeys(checks.after(task, spec)) if spec.says(claim.text))
    point = score.point("validation")
    proven = bool(point and point.earned)
    own = {place for claim in asked for place in claim.evidence}
    return Criteria(
        task=task,
        script=script,
        checks=cut(asked, most),
        seen=cut(tuple(_seen(task, spec)), most),
        proven=proven,
        told_elsewhere=tuple(place for place in point.evidence if place not in own) if point and proven else (),
    )


def _seen(task: Task, spec: Spec) -> Iterator[Seen]:
    """Yield what the steps show, steps that show the same together."""
    found: dict[str, list[int]] = {}
    for number, step in enumerate(task.steps, 1):
        if step.expected and spec.says(step.expected):
            found.setdefault(" ".join(step.expected.split()), []).append(number)
    for expected, numbers in found.items():
        places = dict.fromkeys(task.steps[number - 1].evidence for number in numbers)
        yield Seen(expected=expected, steps=tuple(numbers), places=tuple(places))
