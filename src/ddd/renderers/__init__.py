"""From the plan and its assessment to files: renderers make the chapters of the book, a target binds them in a form.

One file for each kind of artifact (`book/`, `alerts/`, `scripts/`, `pictures/`) and for each form (`targets/`), each
with a decorated generator. Nothing is registered: what is here is found; a module named `_…` is a helper.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache

from ddd.agenda import titles
from ddd.discovery import discovered
from ddd.model import Artifact, replace
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Chapter, Options, Renderer, Target

__all__ = ["Book", "Options", "Renderer", "Target", "bind", "chapters", "discover", "forms"]


@cache
def discover() -> tuple[Renderer, ...]:
    """Return every renderer of this package, sorted by name. Raises ValueError when two have one name."""
    return discovered(sys.modules[__name__], Renderer)


@cache
def forms() -> dict[str, Target]:
    """Return every form by its name. Raises ValueError when two have one name."""
    return {one.name: one for one in discovered(sys.modules[__name__], Target)}


def chapters(book: Book) -> tuple[Chapter, ...]:
    """Return what every renderer makes of the book, by pillar and name. Raises ValueError when two have one path."""
    order = list(type(discover()[0].pillar))
    ordered = sorted(discover(), key=lambda one: (order.index(one.pillar), one.name))
    made = tuple(Chapter(one, tuple(_sorted(one.render(book)))) for one in ordered)
    _sorted(artifact for chapter in made for artifact in chapter.artifacts)
    return made


def bind(book: Book, form: str = "markdown") -> tuple[Artifact, ...]:
    """Return the artifacts of a form, sorted by path. Raises KeyError for one that does not exist.

    No two tasks share a title in them. Forms whose pages are called alike share their chapters, made once for a book.
    """
    chosen = forms()[form]
    key = chosen.page_suffix, templates.in_use()
    if key not in book.editions:
        options = replace(book.options, page_suffix=chosen.page_suffix)
        edition = replace(book, plan=titles.distinct(book.plan), options=options)
        book.editions[key] = edition, chapters(edition)
    return tuple(_sorted(chosen.bind(*book.editions[key])))


def _sorted(artifacts: Iterable[Artifact]) -> list[Artifact]:
    found: dict[str, Artifact] = {}
    for artifact in artifacts:
        if found.setdefault(artifact.path, artifact) is not artifact:
            raise ValueError(f"two artifacts have the path {artifact.path!r}")
    return [found[path] for path in sorted(found)]
