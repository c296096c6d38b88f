"""What the index leads to: the artifacts by what they are for, and the scripts by task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ddd.model import Artifact
from ddd.renderers import pages
from ddd.renderers.renderer import Chapter, Pillar

PICTURES = "pictures/"
BY_TASK = ("scripts/run/", "scripts/validate/")
"""Too many to be listed one by one: the table of tasks leads to them."""
_MOST = 12
_HEADINGS = {
    Pillar.EMERGENCY: "Something failed",
    Pillar.PREDICTABLE: "Predictable: what is done when",
    Pillar.ERROR_FREE: "Error-free: before, after, and back",
    Pillar.ESCALATION: "Escalation: who is told of what, and when",
    Pillar.COMPLIANCE: "Compliance: what an auditor asks for",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of artifact."""

    name: str
    about: str
    artifacts: tuple[Artifact, ...]
    """The first of them; those below another page are left to that page."""
    rest: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What serves one purpose."""

    heading: str
    entries: tuple[Entry, ...]


def shelves(chapters: Iterable[Chapter]) -> tuple[Shelf, ...]:
    """Return the shelves that hold anything, in the order of the pillars."""
    found: dict[Pillar, list[Entry]] = {}
    for chapter in chapters:
        listed = (one for one in chapter.artifacts if _is_listed(one.path, chapter))
        shown = sorted(listed, key=lambda one: pages.order(one.path))
        if shown:
            about = chapter.renderer.about
            entry = Entry(chapter.renderer.name, about, tuple(shown[:_MOST]), max(0, len(shown) - _MOST))
            found.setdefault(chapter.renderer.pillar, []).append(entry)
    return tuple(Shelf(_HEADINGS[pillar], tuple(found[pillar])) for pillar in Pillar if pillar in found)


def paths(chapters: Iterable[Chapter]) -> frozenset[str]:
    """Return the path of every artifact."""
    return frozenset(_all(chapters))


def _all(chapters: Iterable[Chapter]) -> Iterator[str]:
    for chapter in chapters:
        yield from (one.path for one in chapter.artifacts)


def _is_listed(path: str, chapter: Chapter) -> bool:
    """Leave out pictures, which are shown, scripts of tasks, and the parts of a page that leads to them itself."""
    if path.startswith((PICTURES, *BY_TASK)):
        return False
    leads = {one.path.removesuffix(".md") for one in chapter.artifacts if one.path.endswith(".md")}
    is_part = any(path.startswith((f"{lead}/", f"{lead}-")) for lead in leads if f"{lead}.md" != path)
    return not is_part
