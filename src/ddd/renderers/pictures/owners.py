"""The map of tasks to owners: who answers for how much, and what nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from xml.etree.ElementTree import Element

from ddd.model import Artifact
from ddd.renderers.pictures import _svg as svg
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views.owned import Answer, Owned, owned
from ddd.renderers.words import counted

PATH = "pictures/owners.svg"
MOST_ROWS = 16
_TOLD = 4

_LEFT = 24
_NAME = 250
_COLUMN = 84
_TOP = 112
_ROW = 40
_SMALLEST, _LARGEST = 11.0, 19.0


@renderer("picture of the owners", Pillar.ESCALATION, "who answers for how many tasks, and for which nobody does")
def owners(book: Book) -> Iterator[Artifact]:
    """Yield `pictures/owners.svg`."""
    found = owned(book.plan, book.spec, MOST_ROWS)
    yield Artifact(path=PATH, text=svg.written(_drawn(found)), title="Tasks and their owners")


def told(found: Owned) -> str:
    """Return what the picture says, for those who do not see it."""
    if not found.tasks:
        return "No task was found."
    first = "Every task has an owner."
    if found.unowned:
        first = f"Nobody is named for {found.unowned} of {counted(found.tasks, 'task')}."
    named = [f"{one.name}: {one.total}" for one in found.rows if one.name]
    most = f" By tasks: {'; '.join(named[:_TOLD])}." if named else ""
    return first + most


def _drawn(found: Owned) -> Element:
    width = max(_NAME + (len(found.cadences) + 1) * _COLUMN + 24, 560)
    root = svg.picture(width, _TOP + max(1, len(found.rows)) * _ROW + 16, "Tasks and their owners", told(found))
    svg.text(root, _LEFT, 34, "Who answers for what", "title")
    if not found.tasks:
        svg.text(root, _LEFT, 62, told(found))
        return root
    svg.text(root, _LEFT, 58, _headline(found), "loud" if found.unowned else svg.INK)
    for index, name in enumerate([*found.cadences, "all"]):
        svg.text(root, _centre(index), _TOP - 14, name, "muted middle")
    largest = max(one.total for one in found.rows)
    for index, row in enumerate(found.rows):
        _row(root, _TOP + index * _ROW, row, found, largest)
    return root


def _headline(found: Owned) -> str:
    if found.unowned:
        return f"Nobody is named for {found.unowned} of {counted(found.tasks, 'task')}"
    return f"Every one of {counted(found.tasks, 'task')} has an owner; {counted(found.owners, 'owner')}"


def _row(root: Element, top: float, row: Answer, found: Owned, largest: int) -> None:
    kind = "dot" if row.name else "nobody"
    svg.line(root, (_LEFT, top), (_centre(len(found.cadences)) + _COLUMN / 2, top))
    name = svg.cut(row.name, _NAME - _LEFT - 20) if row.name else "NOBODY NAMED"
    svg.text(root, _LEFT, top + 25, name, svg.INK if row.name else svg.LOUD)
    for index, cadence in enumerate(found.cadences):
        if count := row.counts.get(cadence, 0):
            size = _SMALLEST + (_LARGEST - _SMALLEST) * sqrt(count / largest)
            svg.circle(root, _centre(index), top + _ROW / 2, min(size, _LARGEST), kind)
            svg.text(root, _centre(index), top + _ROW / 2 + 5, str(count), f"middle on-{kind}")
    svg.text(root, _centre(len(found.cadences)), top + 25, str(row.total), "strong middle")


def _centre(column: int) -> float:
    return _NAME + column * _COLUMN + _COLUMN / 2
