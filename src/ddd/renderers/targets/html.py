"""The site: one folder that opens from a disk or from any server, with nothing loaded from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.model import Artifact
from ddd.renderers.renderer import Book, Chapter, target
from ddd.renderers.site.building import Site


@target("html", folder="site", page_suffix=".html")
def html(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield the pages, what they are shown with, and the files that are no pages as they are."""
    yield from Site(book, chapters).artifacts()
