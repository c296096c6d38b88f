"""Rollback procedures: first what cannot be undone, then the ways back, then what needs none."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Artifact
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views.by_cadence import by_cadence
from ddd.renderers.views.rollback import rollbacks
from ddd.renderers.words import PAGE_WORDS
from ddd.scan.tree import DECLARED_TASKS


@renderer("rollback", Pillar.ERROR_FREE, "the way back of each task, and which have none")
def rollback(book: Book) -> Iterator[Artifact]:
    """Yield `rollback.md`."""
    found = rollbacks(book.plan, book.scores, book.spec)
    text = templates.page(
        "rollback.md.j2",
        total=len(book.plan.tasks),
        stuck=found.stuck,
        undoable=by_cadence(found.undoable, lambda one: one.task),
        harmless=by_cadence(found.harmless, lambda one: one.task),
        others=found.others,
        counts={
            "stuck": sum(len(group.tasks.shown) + group.tasks.rest for group in found.stuck),
            "undoable": len(found.undoable),
            "harmless": len(found.harmless),
            "others": sum(len(group.ways.shown) + group.ways.rest for group in found.others),
        },
        every=PAGE_WORDS,
        declared=DECLARED_TASKS,
    )
    yield Artifact(path="rollback.md", text=text, title="Rollback procedures")
