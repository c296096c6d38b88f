"""Measures a small repository given as a dictionary of path and text."""

from __future__ import annotations

from pathlib import Path

from ddd import measure
from ddd.measure import Measurement
from ddd.measure.score import Found
from ddd.pipeline import judge
from tests.repositories import written

DAYLIGHT = measure.load()


def measured(root: Path, files: dict[str, str | bytes]) -> Measurement:
    written(root, files)
    judged = judge(root, documentation=True)
    return measure.measure(root, judged.plan, judged.assessment.categories, judged.spec, DAYLIGHT)


def found(one: Measurement, dimension: str, element: str) -> Found:
    [scored] = [each for each in one.dimensions if each.dimension.name == dimension]
    [it] = [each for each in scored.found if each.element.name == element]
    return it


def names(one: Measurement, dimension: str, element: str) -> list[str]:
    return [item.name for item in found(one, dimension, element).items]
