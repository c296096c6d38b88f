"""Which tasks have a script that asks their checks, so that a page may name it."""

from __future__ import annotations

from collections.abc import Mapping

from ddd.model import Phase
from ddd.renderers import pages
from ddd.renderers.renderer import Book
from ddd.renderers.scripts.validate import decidable


def scripts_of(book: Book, phase: Phase) -> Mapping[str, str]:
    """Return the path of the validation script of each task with something to ask then, by the task's id."""
    tasks = (task for task in book.plan.tasks if phase in decidable(task, book))
    return {task.id: pages.script_of(task, "validate", book.plan) for task in tasks}
