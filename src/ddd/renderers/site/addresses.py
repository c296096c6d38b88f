"""Knows where things stand in the site: the page of a chapter, of a task, of an anchor, and the way between two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from posixpath import dirname, join, normpath, relpath
from urllib.parse import quote, unquote, urlsplit

from ddd.model import Task
from ddd.renderers import pages

_PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9._/~-]{0,200}")
_PLAIN_TASK = re.compile(r"(?:[a-z0-9_-][a-z0-9._-]{0,80}/){0,12}[a-z0-9_-][a-z0-9._-]{0,80}")
_OUTSIDE = frozenset({"http", "https", "mailto"})


def safe_id(name: str) -> str:
    """Return what an element with this name is called on a page; the same for an anchor and for a link to it."""
    plain = unquote(name)
    if _PLAIN_ID.fullmatch(plain):
        return plain
    return "-".join(part for part in (re.sub(r"[^a-z0-9]+", "-", plain.lower())[:60].strip("-"), digest(plain)) if part)


def of_task(task: Task) -> str:
    """Return the path of a task's page; an id that is fit for no file name is called by its digest."""
    fits = _PLAIN_TASK.fullmatch(task.id) and ".html/" not in task.id
    return f"tasks/{task.id if fits else 'task-' + digest(task.id)}.html"


def of_chapter(path: str) -> str:
    """Return the path of the page that a Markdown page becomes."""
    return f"{path.removesuffix('.md')}.html"


def relative(start: str, path: str, fragment: str = "") -> str:
    """Return a link from one page of the site to a file of it."""
    there = quote(relpath(path, dirname(start) or "."), safe="/~") if path != start or not fragment else ""
    return f"{there}#{quote(fragment, safe='/~')}" if fragment else there


def outside(href: str) -> bool:
    """Tell whether a link leads to another place of the web, in a way that runs nothing."""
    try:
        return urlsplit(href).scheme.lower() in _OUTSIDE
    except ValueError:
        return False


@dataclass(slots=True)
class Addresses:
    """Where the Markdown pages and their anchors went."""

    chapters: Mapping[str, str]
    """Markdown path -> page; of one that was divided the first part."""
    files: frozenset[str]
    """What is copied as it is."""
    tasks: Mapping[str, str] = field(default_factory=dict)
    """The anchor of a task's section -> the page of the task."""
    anchors: dict[tuple[str, str], str] = field(default_factory=dict)
    """Markdown path and anchor -> the page that it stands on, where that is not the first part."""

    def find(self, source: str, href: str) -> tuple[str, str] | None:
        """Return page and anchor of what a link on a Markdown page leads to; None: nothing of this site."""
        target, _, fragment = href.partition("#")
        path = normpath(join(dirname(source), unquote(target))) if target else source
        anchor = safe_id(fragment) if fragment else ""
        if path not in self.chapters:
            return (path, "") if path in self.files else None
        if anchor in self.tasks:
            return self.tasks[anchor], ""
        return self.anchors.get((path, anchor), self.chapters[path]), anchor


def task_anchors(tasks: Iterable[Task]) -> dict[str, Task]:
    """Return the tasks by the anchors of their sections."""
    return {safe_id(pages.anchor(task)): task for task in tasks}


def digest(text: str) -> str:
    """Return a short name for a text, the same for the same text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
