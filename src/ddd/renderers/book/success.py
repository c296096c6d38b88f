"""Success criteria: what must be true after each task, and how to see it."""

from __future__ import annotations

from collections.abc import Iterator

from ddd import metrics
from ddd.model import Artifact, Phase, Task
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views.asking import scripts_of
from ddd.renderers.views.by_cadence import by_cadence
from ddd.renderers.views.success import Criteria, criteria
from ddd.scan.tree import DECLARED_TASKS

# Where the query of a page has the id of a task.
_ANY = "TASK"


@renderer("success", Pillar.ERROR_FREE, "what must be true after a task, and how to see it")
def success(book: Book) -> Iterator[Artifact]:
    """Yield `success.md`."""
    found = criteria(book.plan, book.scores, book.spec, scripts_of(book, Phase.POST))
    text = templates.page(
        "success.md.j2",
        total=len(found),
        groups=by_cadence((one for one in found if not one.is_bare), _task),
        bare=by_cadence((one for one in found if one.is_bare), _task),
        unproven=sum(not one.proven for one in found),
        age=f"time() - {metrics.series(metrics.LAST_SUCCESS, task=_ANY)}",
        succeeded=f"{metrics.series(metrics.LAST_RUN_SUCCESS, task=_ANY)} == 1",
        any=_ANY,
        declared=DECLARED_TASKS,
    )
    yield Artifact(path="success.md", text=text, title="Success criteria")


def _task(one: Criteria) -> Task:
    return one.task
