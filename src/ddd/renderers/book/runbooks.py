"""The runbooks: a page for each cadence, a section for each task, from which a person can work alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from ddd import markup
from ddd.model import Artifact, Assessment, Cadence, ElementResult, Plan, Schedule, State, Verdict
from ddd.renderers import pages, templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views.task import KEYS, TaskView, how_to_add, is_verified_only, view
from ddd.renderers.words import PAGE_WORDS

MOST = 400_000
"""How many bytes of sections one page may have."""


@dataclass(frozen=True, slots=True)
class _Section:
    """The section of one task."""

    view: TaskView
    text: Markup
    opens: bool
    """It is the first of its page that is only verified."""


@renderer("runbooks", Pillar.PREDICTABLE, "what to do, by how often; the steps, the checks, the way back, whom to call")
def runbooks(book: Book) -> Iterator[Artifact]:
    """Yield `daily.md`, `weekly.md` and `monthly.md`, and the rarer ones where there is something for them.

    A page that would be too long keeps its contents and the anchors of its tasks, and leads to `weekly-1.md`, ….
    """
    plan, scores = book.plan, book.scores
    for cadence in pages.PAGES:
        views = [view(task, scores[task.id], book) for task in plan.tasks if pages.cadence_of_page(task) is cadence]
        if not views and cadence not in pages.ALWAYS:
            continue
        parts = list(_parts(sorted(views, key=lambda one: is_verified_only(one.task))))
        whole = len(parts) <= 1
        named = {f"{cadence}-{number}.md": part for number, part in enumerate(parts, start=1)}
        text = templates.page(
            "cadence.md.j2",
            cadence=cadence,
            every=PAGE_WORDS[cadence],
            views=views,
            sections=[one for part in parts for one in part] if whole else [],
            page_of={} if whole else {one.view.anchor: path for path, part in named.items() for one in part},
            wanting=list(_wanting(book.assessment, cadence)),
            unplaced=list(_unplaced(plan)) if cadence is Cadence.DAILY else [],
            how=_how(views, book) if whole else [],
        )
        yield Artifact(path=f"{cadence}.md", text=text, title=f"{cadence.capitalize()} maintenance")
        if not whole:
            yield from _others(book, cadence, named)


def _others(book: Book, cadence: Cadence, named: dict[str, list[_Section]]) -> Iterator[Artifact]:
    for number, (path, part) in enumerate(named.items(), start=1):
        how = _how([one.view for one in part], book)
        text = templates.page("cadence-part.md.j2", cadence=cadence, part=number, sections=part, how=how)
        yield Artifact(path=path, text=text, title=f"{cadence.capitalize()} maintenance, part {number}")


def _parts(views: Iterable[TaskView]) -> Iterator[list[_Section]]:
    """Yield the sections of each page; what is only verified comes after all that is done."""
    part: list[_Section] = []
    size = 0
    for one in views:
        verified = is_verified_only(one.task)
        text = templates.page("section.md.j2", view=one, only_verified=verified).strip()
        length = len(text.encode())
        if part and size + length > MOST:
            yield part
            part, size = [], 0
        opens = verified and not any(is_verified_only(before.view.task) for before in part)
        part.append(_Section(one, markup.markdown(text), opens))
        size += length
    if part:
        yield part


def _how(views: Iterable[TaskView], book: Book) -> list[tuple[str, str, Markup]]:
    """Return what to add for what the sections lack: the criterion, its key, and what."""
    found = how_to_add(views, book.scores)
    return [(criterion, KEYS[criterion], what) for criterion, what in found.items()]


def _unplaced(plan: Plan) -> Iterator[Schedule]:
    """Yield the jobs that stand on no page, because when they run is open or because they never do."""
    yield from (one for one in plan.inventory.schedules if one.state in (State.UNRESOLVED, State.INVALID, State.NEVER))


def _wanting(assessment: Assessment, cadence: Cadence) -> Iterator[ElementResult]:
    """Yield what the spec asks of this page and did not get in full."""
    for result in assessment.cadences:
        if result.cadence is cadence:
            yield from (element for element in result.elements if element.verdict is not Verdict.MET)
