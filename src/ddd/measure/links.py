"""Links of Markdown text: which lead into the repository to something that is there. Nothing is fetched."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from ddd.measure.shelf import Shelf

_INLINE = re.compile(r"(?P<image>!)?\[[^\[\]]*\]\(\s{0,9}<?(?P<target>[^()\s<>]{1,1000})")
_DEFINED = re.compile(r"(?m)^ {0,3}\[[^\[\]\n]{1,200}\]:\s{0,9}<?(?P<target>[^\s<>]{1,1000})")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}:|//", re.IGNORECASE)
_DOCUMENTS = (".md", ".markdown")


def targets(text: str) -> Iterator[str]:
    """Yield where the links of a text lead, pictures left out."""
    for match in _INLINE.finditer(text):
        if not match["image"]:
            yield match["target"]
    yield from (match["target"] for match in _DEFINED.finditer(text))


def is_address(target: str) -> bool:
    """Tell whether a link leads out of the repository: believed to be a link, and never asked whether it resolves."""
    return _SCHEME.match(target) is not None


def resolves(target: str, source: str, shelf: Shelf) -> bool:
    """Tell whether a link that stands in the file `source` leads to a file, folder or heading of the repository."""
    if not target or is_address(target):
        return False
    path, _, anchor = target.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return anchor in shelf.anchors(source)
    start = "" if path.startswith("/") else posixpath.dirname(source)
    full = posixpath.normpath(posixpath.join(start, path.lstrip("/")))
    full = "" if full == "." else full
    if full.startswith("..") or not shelf.holds(full):
        return False
    return not anchor or not full.lower().endswith(_DOCUMENTS) or unquote(anchor).lower() in shelf.anchors(full)
