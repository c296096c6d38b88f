"""Pre-flight checklists: what a person ticks before a task begins, by how often it is done."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Artifact, Phase
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views.asking import scripts_of
from ddd.renderers.views.by_cadence import by_cadence
from ddd.renderers.views.preflight import checklists, lacking


@renderer("preflight", Pillar.ERROR_FREE, "what must hold before a task begins, as checklists to tick")
def preflight(book: Book) -> Iterator[Artifact]:
    """Yield `preflight.md`."""
    lists = checklists(book.plan, book.scores, book.spec, scripts_of(book, Phase.PRE))
    text = templates.page(
        "preflight.md.j2",
        total=len(lists),
        lacking=lacking(lists),
        groups=by_cadence((one for one in lists if not one.is_bare), lambda one: one.task),
        bare=by_cadence((one for one in lists if one.is_bare), lambda one: one.task),
    )
    yield Artifact(path="preflight.md", text=text, title="Pre-flight checklists")
