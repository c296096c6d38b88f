"""Links of Markdown text: which lead into the repository to something that is there. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors.markdown.anchors import links
from ddd.extractors.markdown.targets import Verdict, is_address, resolve
from ddd.measure.shelf import Shelf

__all__ = ["is_address", "resolves", "targets"]

_HERE = ("#", "#top")
"""Lead to where one is already."""


def targets(text: str) -> Iterator[str]:
    """Yield where the links of a text lead, pictures left out."""
    return (link.target for link in links(text.split("\n")) if not link.is_picture)


def resolves(target: str, source: str, shelf: Shelf) -> bool:
    """Tell whether a link that stands in the file `source` leads to a file, folder or heading of the repository."""
    return target not in _HERE and resolve(target, source, shelf.holds, shelf.anchors) is Verdict.THERE
