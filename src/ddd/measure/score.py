"""The figures: a dimension from its items, the whole from its dimensions, each with both numbers of every share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ddd.measure.daylight import Daylight, Dimension, Element
from ddd.measure.items import Item
from ddd.model import Evidence, Ratio

_NOISE = 1e-9
"""Below this, a difference is one of floating point."""


class Standing(StrEnum):
    """How a dimension stands to its minimum."""

    MET = "met"
    INCOMPLETE = "incomplete"
    """Its score would do, and a required element is missing: what is there says nothing about that."""
    BELOW = "below"
    NOTHING = "nothing found"


@dataclass(frozen=True, slots=True)
class Found:
    """A required element and what was found of it."""

    element: Element
    items: tuple[Item, ...]

    @property
    def asked(self) -> int:
        """How many fields its items must have; where there is none, as many as one must."""
        return len(self.element.fields) * max(1, len(self.items))

    @property
    def said(self) -> int:
        """How many of those they have."""
        return sum(len(self.element.fields) - len(self.lacking(item)) for item in self.items)

    def lacking(self, item: Item) -> tuple[str, ...]:
        """Return the required fields that an item says nothing for."""
        return tuple(field for field in self.element.fields if field not in item.has)

    def is_useful(self, item: Item) -> bool:
        """Tell whether one can act on an item."""
        return not item.has.isdisjoint(self.element.useful)


@dataclass(frozen=True, slots=True)
class Scored:
    """One dimension and its score."""

    dimension: Dimension
    found: tuple[Found, ...]
    weights: Mapping[str, float]

    @property
    def parts(self) -> dict[str, Ratio]:
        """The three parts by name. An element of which nothing is found counts as one item that lacks everything."""
        present = sum(bool(one.items) for one in self.found)
        return {
            "element": Ratio(present, len(self.found)),
            "completeness": Ratio(sum(one.said for one in self.found), sum(one.asked for one in self.found)),
            "usefulness": Ratio(
                sum(sum(map(one.is_useful, one.items)) for one in self.found),
                sum(max(1, len(one.items)) for one in self.found),
            ),
        }

    @property
    def earned(self) -> float:
        """0 to 1. No part is 0 of 0: every dimension has an element, and every element asks for a field."""
        return sum(self.weights[name] * part.earned / part.possible for name, part in self.parts.items())

    @property
    def score(self) -> float:
        """0 to 100."""
        return Ratio(self.earned, 1).percent or 0.0

    @property
    def standing(self) -> Standing:
        """How it stands to its minimum."""
        there = [bool(one.items) for one in self.found]
        if not any(there):
            return Standing.NOTHING
        if 100 * self.earned < self.dimension.minimum - _NOISE:
            return Standing.BELOW
        return Standing.MET if all(there) else Standing.INCOMPLETE


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to add."""

    dimensions: tuple[str, ...]
    """Their titles."""
    element: str
    """Its title; empty for what concerns several."""
    lacks: str
    """What is missing: a field, or the element itself."""
    what: str
    """What to do."""
    place: str
    """Where, in words; empty: where the items stand."""
    evidence: Evidence | None
    """The first item that lacks it."""
    items: int
    """How many items lack it; 0 where there is none at all."""
    minutes: float
    """An estimate of how long it takes."""
    gain: float
    """Points of the overall figure that it would earn."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Documentation coverage by dimension, and what is missing, the cheapest first."""

    dimensions: tuple[Scored, ...]
    missing: tuple[Missing, ...]

    @property
    def overall(self) -> float:
        """0 to 100: the weighted mean of the dimensions."""
        return Ratio(overall(self.dimensions), 1).percent or 0.0


def overall(dimensions: tuple[Scored, ...]) -> float:
    """Return the weighted mean of the dimensions, 0 to 1."""
    return sum(one.dimension.weight * one.earned for one in dimensions)


def scored(daylight: Daylight, items: Mapping[tuple[str, str], tuple[Item, ...]]) -> tuple[Scored, ...]:
    """Return the score of every dimension from the items of each (dimension, element)."""
    return tuple(
        Scored(
            dimension,
            tuple(Found(element, items.get((dimension.name, element.name), ())) for element in dimension.elements),
            daylight.parts,
        )
        for dimension in daylight.dimensions
    )
