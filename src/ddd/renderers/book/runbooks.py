"""The runbooks: a page for each cadence, a section for each task, from which a person can work alone."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Artifact, Assessment, Cadence, ElementResult, Plan, Schedule, State, Verdict
from ddd.renderers import pages, templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views.task import is_verified_only, view
from ddd.renderers.words import PAGE_WORDS


@renderer("runbooks", Pillar.PREDICTABLE, "what to do, by how often; the steps, the checks, the way back, whom to call")
def runbooks(book: Book) -> Iterator[Artifact]:
    """Yield `daily.md`, `weekly.md` and `monthly.md`, and the rarer ones where there is something for them."""
    plan, scores = book.plan, book.scores
    for cadence in pages.PAGES:
        views = [view(task, scores[task.id]) for task in plan.tasks if pages.cadence_of_page(task) is cadence]
        if not views and cadence not in pages.ALWAYS:
            continue
        text = templates.page(
            "cadence.md.j2",
            cadence=cadence,
            every=PAGE_WORDS[cadence],
            views=views,
            done=[one for one in views if not is_verified_only(one.task)],
            verified=[one for one in views if is_verified_only(one.task)],
            wanting=list(_wanting(book.assessment, cadence)),
            unplaced=list(_unplaced(plan)) if cadence is Cadence.DAILY else [],
        )
        yield Artifact(path=f"{cadence}.md", text=text, title=f"{cadence.capitalize()} maintenance")


def _unplaced(plan: Plan) -> Iterator[Schedule]:
    """Yield the jobs that stand on no page, because when they run is open or because they never do."""
    yield from (one for one in plan.inventory.schedules if one.state in (State.UNRESOLVED, State.INVALID, State.NEVER))


def _wanting(assessment: Assessment, cadence: Cadence) -> Iterator[ElementResult]:
    """Yield what the spec asks of this page and did not get in full."""
    for result in assessment.cadences:
        if result.cadence is cadence:
            yield from (element for element in result.elements if element.verdict is not Verdict.MET)
