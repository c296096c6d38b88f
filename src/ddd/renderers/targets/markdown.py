"""The folder of Markdown: every chapter as it is, and a README.md that leads to them."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Artifact
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Chapter, target

INDEX = "README.md"


@target("markdown", folder="runbooks")
def markdown(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield all artifacts, and their index."""
    for chapter in chapters:
        yield from chapter.artifacts
    yield Artifact(path=INDEX, text=templates.page("index.md.j2", book=book, chapters=chapters))
