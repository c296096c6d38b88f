"""How a failure mode is named on a page, and how those that look alike are brought together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ddd.model import Claim, Evidence, FailureMode, Plan, Task
from ddd.renderers.words import duration

_EXIT = re.compile(r"\bexit[ (]\s{0,4}(?P<status>\d{1,3})\b")
NO_COMPONENT = "the repository's root"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What one sees when something fails, and everything that is known to say it within one component."""

    title: str
    modes: tuple[FailureMode, ...]
    """All with this title in this component, by place."""
    tasks: tuple[Task, ...] = ()
    """What it breaks."""
    owners: tuple[Claim, ...] = ()
    """Whom to call."""

    @property
    def guards(self) -> tuple[str, ...]:
        """The conditions that lead there, once each."""
        return tuple(dict.fromkeys(found for mode in self.modes if (found := condition(mode))))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What the system does then, once each: `the container is restarted (within 30 seconds)`."""
        return tuple(dict.fromkeys(found for mode in self.modes if (found := _outcome(mode))))

    @property
    def severities(self) -> tuple[str, ...]:
        """How grave the code says it is, once each."""
        return tuple(dict.fromkeys(mode.severity.value for mode in self.modes if mode.severity))

    @property
    def places(self) -> tuple[Evidence, ...]:
        """Where it is said."""
        return tuple(mode.place for mode in self.modes)

    @property
    def on_failure(self) -> tuple[Claim, ...]:
        """What to do, as its tasks say."""
        return unique(claim for task in self.tasks for claim in task.on_failure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """The failures of one folder."""

    name: str
    failures: tuple[Failure, ...]
    owners: tuple[Claim, ...]

    @property
    def anchor(self) -> str:
        """The id of its section."""
        return f"component-{self.name}"

    @property
    def title(self) -> str:
        """Its folder."""
        return self.name or NO_COMPONENT


def title(mode: FailureMode) -> str:
    """Return what one sees: the message, else the condition, else the exit status, else what the code calls it."""
    if mode.message.strip():
        return mode.message
    if mode.guard.strip():
        return f"when {mode.guard}"
    status = _EXIT.search(mode.place.excerpt)
    return f"exit status {status['status']}" if status else mode.name or "failure without a message"


def _outcome(mode: FailureMode) -> str:
    if mode.within_seconds is None:
        return mode.outcome
    within = duration(mode.within_seconds)
    return f"{mode.outcome} (within {within})" if mode.outcome else f"it fails after at most {within}"


def condition(mode: FailureMode) -> str:
    """Return the condition that leads there; nothing where the title tells it already."""
    return mode.guard if mode.message.strip() else ""


def by_component(modes: Iterable[FailureMode], plan: Plan) -> tuple[Component, ...]:
    """Group failure modes by their component, and within it by what one sees."""
    tasks = _tasks_by_mode(plan)
    ordered = sorted(modes, key=lambda mode: (mode.component, title(mode), mode.place))
    return tuple(
        _component(name, tuple(group), tasks, plan) for name, group in groupby(ordered, key=lambda mode: mode.component)
    )


def distinct(modes: Iterable[FailureMode]) -> tuple[Failure, ...]:
    """Bring together what one sees alike, in the order of its first line: ways of failing, not lines."""
    found: dict[str, list[FailureMode]] = {}
    for mode in modes:
        found.setdefault(title(mode), []).append(mode)
    return tuple(Failure(title=words, modes=tuple(same)) for words, same in found.items())


def identity(mode: FailureMode) -> tuple[Evidence, str, str]:
    """Return what makes two readings the same failure mode: its place and its words."""
    return mode.place, mode.message, mode.guard


def unique(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return claims once each, in their order."""
    return tuple(dict.fromkeys(claims))


def _tasks_by_mode(plan: Plan) -> dict[tuple[Evidence, str, str], list[Task]]:
    found: dict[tuple[Evidence, str, str], list[Task]] = {}
    for task in plan.tasks:
        for key in dict.fromkeys(identity(mode) for mode in task.failure_modes):
            found.setdefault(key, []).append(task)
    return found


def _component(
    name: str,
    modes: tuple[FailureMode, ...],
    tasks: dict[tuple[Evidence, str, str], list[Task]],
    plan: Plan,
) -> Component:
    failures = []
    for words, group in groupby(modes, key=title):
        same = tuple(group)
        broken = {task.id: task for mode in same for task in tasks.get(identity(mode), ())}
        sufferers = tuple(broken[task] for task in sorted(broken))
        owners = _owners(same, plan) or unique(owner for task in sufferers for owner in task.owners)
        failures.append(Failure(title=words, modes=same, tasks=sufferers, owners=owners))
    return Component(name=name, failures=tuple(failures), owners=_owners(modes, plan))


def _owners(modes: Iterable[FailureMode], plan: Plan) -> tuple[Claim, ...]:
    return unique(claim for mode in modes for claim in plan.owners.get(mode.origin or mode.place.path, ()))
