"""The contact lists: whom to call when a task is late, an alert fires, a component breaks, or nobody answers."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Artifact
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import people
from ddd.renderers.views.cutting import cut
from ddd.renderers.views.people import Occasion
from ddd.renderers.views.routing import routing

_MOST_ROWS = 150
"""Of each table."""


@renderer("contacts", Pillar.ESCALATION, "whom to call: by occasion, with channel and address")
def contacts(book: Book) -> Iterator[Artifact]:
    """Yield `contacts.md`."""
    plan = book.plan
    by_occasion = people.people(plan)
    alarms, endings = people.named_by_alarms(plan), people.of_endings(plan)
    text = templates.page(
        "contacts.md.j2",
        tasks=plan.tasks,
        called=cut(people.called(plan), _MOST_ROWS),
        unowned_tasks=cut([task for task in plan.tasks if not task.owners], _MOST_ROWS),
        people={one.value: cut(found, _MOST_ROWS) for one, found in by_occasion.items()},
        alertmanagers=len({one.origin for one in people.contacts(plan) if people.occasion(one) is Occasion.ROUTED}),
        routing=routing(plan),
        alarms=cut([one for one in alarms if one.who], _MOST_ROWS),
        silent=next((one for one in alarms if not one.who), None),
        unowned_paths=cut(people.unowned(plan), _MOST_ROWS),
        policies=cut(people.policies(plan), _MOST_ROWS),
        endings=cut([one for one in endings if one.who], _MOST_ROWS),
        unowned_endings=next((one for one in endings if not one.who), None),
    )
    yield Artifact(path="contacts.md", text=text.rstrip("\n") + "\n", title="Contact lists")
