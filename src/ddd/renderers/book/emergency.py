"""The emergency runbook: organised by what one sees when something fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from ddd.model import Artifact, Contact, FailureMode, Plan, State
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import watched
from ddd.renderers.views.failures import NO_COMPONENT, by_component, identity

_EVERYTHING = "*"
_F = TypeVar("_F", Contact, FailureMode)


@renderer("emergency", Pillar.EMERGENCY, "something failed and you have its message: start here")
def emergency(book: Book) -> Iterator[Artifact]:
    """Yield `emergency.md`: whom to call, the failure modes of the tasks, what is watched, all others."""
    plan = book.plan
    of_tasks, others, suppressed = _sorted_out(plan)
    text = templates.page(
        "emergency.md.j2",
        contacts=[fact for fact in _active(plan, Contact) if fact.scope == _EVERYTHING],
        watched=watched.by_component(plan, NO_COMPONENT),
        tasks=by_component(of_tasks, plan),
        others=by_component(others, plan),
        suppressed=by_component(suppressed, plan),
        counts={"tasks": len(of_tasks), "others": len(others), "suppressed": len(suppressed)},
    )
    yield Artifact(path="emergency.md", text=text, title="Emergency runbook")


def _sorted_out(plan: Plan) -> tuple[list[FailureMode], list[FailureMode], list[FailureMode]]:
    """Return those that break a task, all others, and those the code suppresses; each once."""
    of_tasks = {
        identity(mode): mode for task in plan.tasks for mode in task.failure_modes if mode.state is State.ACTIVE
    }
    others = {identity(mode): mode for mode in _active(plan, FailureMode) if identity(mode) not in of_tasks}
    everything = of_tasks | others
    return (
        [mode for mode in of_tasks.values() if not mode.suppressed],
        [mode for mode in others.values() if not mode.suppressed],
        [mode for mode in everything.values() if mode.suppressed],
    )


def _active(plan: Plan, kind: type[_F]) -> Iterator[_F]:
    facts = (fact for fact in plan.inventory.facts if isinstance(fact, kind) and fact.state is State.ACTIVE)
    yield from sorted(facts, key=lambda fact: (fact.place, fact.name))
