"""Tells those outside where the section of a task stands among the generated pages."""

from __future__ import annotations

from ddd import markup
from ddd.model import Task
from ddd.renderers import _pages


def page_of(task: Task, folder: str = "runbooks") -> str:
    """Return the page of a task and the anchor of its section: `runbooks/daily.md#task-backup`."""
    return f"{folder}/{_pages.file_of(task)}#{markup.fragment(_pages.anchor(task))}"
