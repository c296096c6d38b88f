"""Who answers for how many tasks of which cadence; what nobody answers for comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ddd.model import Cadence, Plan, Task
from ddd.spec import Spec

NOBODY = "nobody is named"
_ORDER = list(Cadence)


@dataclass(frozen=True, slots=True)
class Answer:
    """One owner, or all that are left."""

    name: str
    """Empty: nobody."""
    counts: Mapping[Cadence, int]

    @property
    def total(self) -> int:
        """All their tasks."""
        return sum(self.counts.values())

    @property
    def label(self) -> str:
        """The name, or that there is none."""
        return self.name or NOBODY


@dataclass(frozen=True, slots=True)
class Owned:
    """All of them."""

    rows: tuple[Answer, ...]
    cadences: tuple[Cadence, ...]
    """Those that occur."""
    owners: int
    """How many owners there are, shown or not."""
    unowned: int
    """Tasks without an owner."""
    tasks: int


def owner(task: Task, spec: Spec) -> str:
    """Return the first owner of a task that is no placeholder; empty: nobody."""
    return next((one.text for one in task.owners if spec.says(one.text)), "")


def owned(plan: Plan, spec: Spec, most: int) -> Owned:
    """Return who answers for what: nobody first, then those with most tasks; beyond `most` rows the rest in one."""
    counts: dict[str, Counter[Cadence]] = {}
    for task in plan.tasks:
        counts.setdefault(owner(task, spec), Counter())[task.cadence] += 1
    nobody = counts.pop("", Counter())
    rows = sorted(
        (Answer(name, _sorted(found)) for name, found in counts.items()), key=lambda one: (-one.total, one.name)
    )
    room = most - bool(nobody)
    if len(rows) > room:
        rows[room - 1 :] = [_together(rows[room - 1 :])]
    first = [Answer("", _sorted(nobody))] if nobody else []
    present = {task.cadence for task in plan.tasks}
    return Owned(
        rows=(*first, *rows),
        cadences=tuple(one for one in _ORDER if one in present),
        owners=len(counts),
        unowned=sum(nobody.values()),
        tasks=len(plan.tasks),
    )


def _together(rows: Iterable[Answer]) -> Answer:
    rest = list(rows)
    counts: Counter[Cadence] = Counter()
    for one in rest:
        counts.update(one.counts)
    return Answer(f"{len(rest)} other owners", _sorted(counts))


def _sorted(counts: Counter[Cadence]) -> dict[Cadence, int]:
    return {one: counts[one] for one in _ORDER if counts[one]}
