"""Measures what documentation tells by the DAYLIGHT dimensions: what is found, what is missing, and the figures.

DAYLIGHT: Dependencies, Automation, Yearbook, Lifecycle, Integration, Governance, Health, Testing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import assert_never

from ddd.link.owners import Owners
from ddd.measure import facts, files, sections, tasks, units
from ddd.measure.advice import missing
from ddd.measure.daylight import (
    Daylight,
    Element,
    FactFinder,
    FileFinder,
    Finder,
    SectionFinder,
    TaskFinder,
    UnitFinder,
    load,
)
from ddd.measure.gate import Gated
from ddd.measure.items import Ground, Item, distinct
from ddd.measure.score import Measurement, Missing, Scored, Standing, scored
from ddd.measure.shelf import Shelf
from ddd.model import Plan
from ddd.spec import Spec

__all__ = ["Daylight", "Gated", "Measurement", "Missing", "Scored", "Standing", "load", "measure"]


def measure(root: Path, plan: Plan, categories: Mapping[str, str], spec: Spec, daylight: Daylight) -> Measurement:
    """Return the documentation coverage of the folder that `plan` was made of.

    `categories` are those of its tasks, by id. What the plan's inventory has no units of is not measured.
    """
    shelf = Shelf(root, frozenset(plan.inventory.paths))
    ground = Ground(
        plan=plan,
        spec=spec,
        daylight=daylight,
        shelf=shelf,
        owners=Owners(plan.inventory),
        chapters=tuple(shelf.chapters(daylight.documents)),
        categories=categories,
        tasks={schedule.id: task for task in plan.tasks for schedule in task.schedules},
    )
    items = {
        (dimension.name, element.name): distinct(_items(element, ground))
        for dimension in daylight.dimensions
        for element in dimension.elements
    }
    dimensions = scored(daylight, items)
    return Measurement(dimensions, missing(daylight, dimensions))


def _items(element: Element, ground: Ground) -> Iterator[Item]:
    """Yield what the finders of an element find; what a finder before has seen at the same place is left to it."""
    seen: set[tuple[str, int]] = set()
    for finder in element.finders:
        items = [one for one in _found(finder, ground) if (one.evidence.path, one.evidence.line) not in seen]
        seen |= {(one.evidence.path, one.evidence.line) for one in items}
        yield from items


def _found(finder: Finder, ground: Ground) -> Iterator[Item]:
    match finder:
        case FactFinder():
            return facts.found(finder, ground)
        case FileFinder():
            return files.found(finder, ground)
        case SectionFinder():
            return sections.found(finder, ground)
        case TaskFinder():
            return tasks.found(finder, ground)
        case UnitFinder():
            return units.found(finder, ground)
    assert_never(finder)
