"""The validation scripts: every check of a task as a question with a clear exit status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ddd.model import Artifact, Phase, Task
from ddd.renderers import pages
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.scripts import _shell
from ddd.renderers.scripts._checks import Asked, asked, check_texts, numbered


@renderer(
    "validation scripts", Pillar.ERROR_FREE, "ask what must be true before and after a task; none changes anything"
)
def validation(book: Book) -> Iterator[Artifact]:
    """Yield `scripts/validate/<task id>.sh` for each task with a check that a script can ask."""
    for task in book.plan.tasks:
        checks = asked(task, book)
        if any(one.is_decidable for one in checks):
            yield _script(task, checks, book)


def decidable(task: Task, book: Book) -> tuple[Phase, ...]:
    """Return when the script of a task has something to ask: before the work, after it; empty: it has no script."""
    phases = {one.phase for one in asked(task, book) if one.is_decidable}
    return tuple(phase for phase in Phase if phase in phases)


def _script(task: Task, checks: Sequence[Asked], book: Book) -> Artifact:
    text = _shell.script(
        "validate.sh.j2",
        task=task,
        sources=_shell.places(task.evidence),
        numbered=numbered(checks),
        phases=[phase.value for phase in Phase if any(one.phase is phase for one in checks)],
        texts=check_texts(checks),
    )
    path = pages.script_of(task, "validate", book.plan)
    return Artifact(path=path, text=text, title=f"Checks: {task.title}", executable=True)
