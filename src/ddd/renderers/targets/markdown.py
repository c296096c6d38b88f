"""The folder of Markdown: every chapter as it is, and a README.md, the page that people start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddd.model import Artifact, Cadence, Completeness, Task
from ddd.renderers import pages, templates
from ddd.renderers.pictures import gap, load, owners
from ddd.renderers.renderer import Book, Chapter, target
from ddd.renderers.scripts import run
from ddd.renderers.targets import _shelves as shelves
from ddd.renderers.views import figures
from ddd.renderers.views import load as weeks
from ddd.renderers.views.load import Load
from ddd.renderers.views.owned import owned, owner

INDEX = "README.md"
UNKNOWN_HOUR = "not said"


@dataclass(frozen=True, slots=True)
class _Row:
    """One task of the index."""

    task: Task
    owner: str
    """Empty: nobody is named."""
    score: str
    scripts: tuple[tuple[str, str], ...]
    """What it is for, and its path."""
    why_not: str
    """Why none carries it out; empty: one does."""


@target("markdown", folder="runbooks")
def markdown(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield all artifacts, and their index."""
    for chapter in chapters:
        yield from chapter.artifacts
    found = shelves.paths(chapters)
    measured = book.assessment
    week, answers = _week(weeks.load(book.plan)), _owners(book)
    told = {gap.PATH: gap.told(measured), load.PATH: week["told"], owners.PATH: answers["told"]}
    text = templates.page(
        "index.md.j2",
        book=book,
        figures=figures.figures(measured),
        gap=figures.gap(measured),
        gap_told=told[gap.PATH],
        cadences=figures.cadences(measured),
        lacks=figures.biggest_lacks(measured),
        threshold=figures.percent(measured.threshold),
        passed=(measured.maintenance_coverage or 0) >= measured.threshold,
        drawn=[(path, words) for path, words in told.items() if path in found],
        week=week,
        owners=answers,
        shelves=shelves.shelves(chapters),
        scripts=any(path.startswith(shelves.BY_TASK) for path in found),
        tasks=list(_tasks(book, found)),
        tasks_by_id={task.id: task for task in book.plan.tasks},
    )
    yield Artifact(path=INDEX, text=text)


def _week(week: Load) -> dict[str, object]:
    """Return the picture of the week in words and as a table: an hour a row."""
    rows = [
        (
            UNKNOWN_HOUR if hour is None else f"{hour:02}:00",
            [weeks.told(week.mean.get((day, hour), 0.0)) for day in range(7)],
        )
        for hour in week.hours
    ]
    return {"told": load.told(week), "days": weeks.WEEKDAYS, "hours": rows}


def _owners(book: Book) -> dict[str, object]:
    """Return the picture of the owners in words and as a table."""
    found = owned(book.plan, book.spec, owners.MOST_ROWS)
    rows = [(one.label, [one.counts.get(cadence, "") for cadence in found.cadences], one.total) for one in found.rows]
    return {"told": owners.told(found), "columns": found.cadences, "rows": rows}


def _tasks(book: Book, found: frozenset[str]) -> Iterator[tuple[Cadence, list[_Row]]]:
    """Yield the tasks of each cadence that has any."""
    scores = book.scores
    for cadence in Cadence:
        rows = [_row(task, book, scores[task.id], found) for task in book.plan.tasks if task.cadence is cadence]
        if rows:
            yield cadence, rows


def _row(task: Task, book: Book, score: Completeness, found: frozenset[str]) -> _Row:
    scripts = tuple(_scripts(task, book, found))
    return _Row(task, owner(task, book.spec), f"{score.score:.0f}/100", scripts, run.why_not(task, book.spec))


def _scripts(task: Task, book: Book, found: frozenset[str]) -> Iterator[tuple[str, str]]:
    for purpose in ("run", "validate"):
        if (path := pages.script_of(task, purpose, book.plan)) in found:
            yield purpose, path
