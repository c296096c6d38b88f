"""The threshold definitions: what is measured, from which value on it is a warning or critical, and who says so."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Artifact, Expiry, Plan, State, Trigger
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import limits
from ddd.renderers.views.cutting import Cut, cut, share
from ddd.renderers.views.limits import Threshold

_MOST_ROWS = 500
"""Of all tables of one kind together."""
_MOST_GROUPS = 200


@renderer("thresholds", Pillar.ESCALATION, "what is measured, from which value on it is grave, and what ends when")
def thresholds(book: Book) -> Iterator[Artifact]:
    """Yield `thresholds.md`."""
    plan = book.plan
    groups = limits.thresholds(plan)
    most = share([len(group.rows) for group in groups], _MOST_ROWS)
    shown = [(group.title, _cut(group.rows, most)) for group in groups[:_MOST_GROUPS]]
    text = templates.page(
        "thresholds.md.j2",
        groups=shown,
        more_groups=len(groups) - len(shown),
        rows=sum(len(group.rows) for group in groups),
        conditions=sum(isinstance(one, Trigger) and one.state is State.ACTIVE for one in plan.inventory.facts),
        overdue=cut(limits.overdue_rules(plan), _MOST_ROWS),
        endings=cut(limits.endings(plan), _MOST_ROWS),
        tasks=len(plan.tasks),
        idle=_not_in_force(plan),
    )
    yield Artifact(path="thresholds.md", text=text.rstrip("\n") + "\n", title="Threshold definitions")


def _cut(rows: tuple[Threshold, ...], most: int) -> Cut[Threshold]:
    return cut(rows, max(1, most))


def _not_in_force(plan: Plan) -> dict[str, int]:
    """Return how many conditions and endings are not in force, by their state."""
    states = [
        one.state.value
        for one in plan.inventory.facts
        if isinstance(one, Trigger | Expiry) and one.state is not State.ACTIVE
    ]
    return {state: states.count(state) for state in sorted(set(states))}
