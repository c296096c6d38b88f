"""Knows where a link of a file leads: into the repository, to something that is there or not, or beyond."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from enum import Enum
from urllib.parse import unquote

from ddd.extractors.markdown.anchors import Anchors

DOCUMENTS = (".md", ".markdown")
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_LEFT_OPEN = re.compile(r"[{<$%?]")
_IS_FILE = re.compile(r".*\.[A-Za-z0-9]{1,8}")
_MADE_BY_A_SITE = (".html", ".htm")

Holds = Callable[[str], bool]
"""Tells whether the repository has a file or folder of that path; the empty path is its root."""
Read = Callable[[str], Anchors | None]
"""Gives what one can link to in a file of the repository; None: it is a folder, or may not be read."""


class Verdict(Enum):
    """Where a link leads."""

    THERE = "there"
    NO_FILE = "no file"
    NO_ANCHOR = "no anchor"
    BEYOND = "beyond"
    """Nobody can tell: it leads out of the repository, or to what a site may make."""


def is_address(target: str) -> bool:
    """Tell whether a link leads out of the repository, to an address."""
    return _ADDRESS.match(target) is not None


def anchors_of(path: str, lines: Sequence[str]) -> Anchors:
    """Return what one can link to in a file with these lines."""
    return Anchors(lines, is_document=path.lower().endswith(DOCUMENTS))


def resolve(target: str, origin: str, holds: Holds, read: Read) -> Verdict:
    """Return where a link that stands in the file `origin` leads; nothing is fetched. All paths are of the repository.

    What begins with `/` is seen from its root, though a site may mean another; names without a suffix may be its pages.
    """
    if not target or is_address(target) or _LEFT_OPEN.match(target):
        return Verdict.BEYOND
    path, _, anchor = target.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return at(origin, anchor, holds, read)
    start = "" if path.startswith("/") else posixpath.dirname(origin)
    full = posixpath.normpath(posixpath.join(start, path.lstrip("/")))
    full = "" if full == "." else full
    if full == ".." or full.startswith("../") or "\0" in full:
        return Verdict.BEYOND
    verdict = at(full, anchor, holds, read)
    of_a_site = path.startswith("/") or not _IS_FILE.fullmatch(path) or path.endswith(_MADE_BY_A_SITE)
    return Verdict.BEYOND if verdict is Verdict.NO_FILE and of_a_site else verdict


def at(path: str, anchor: str, holds: Holds, read: Read) -> Verdict:
    """Return whether the repository has a file, and in it what `#anchor` would lead to; no anchor: the file itself."""
    if not holds(path):
        return Verdict.NO_FILE
    found = read(path) if anchor else None
    return Verdict.NO_ANCHOR if found and not found.has(anchor) else Verdict.THERE
