"""What every form of a measurement shows, in plain words."""

from __future__ import annotations

from ddd.measure import Gated, Measurement, Missing
from ddd.model import Ratio
from ddd.scan.text import visible

_MOST = 15
"""Entries of what is missing that people read."""
_SMALLEST = 0.1
"""Points of the whole below which an entry is only counted: nobody starts there."""
LEGEND = (
    "element: required elements that are there; completeness: required fields that what is found has; "
    "usefulness: what is found that one can act on. What is missing counts as one that lacks everything."
)
_HOUR = 60


def verdict(one: Gated) -> str:
    """Return the line that pipelines look for."""
    line = f"DAYLIGHT DOCUMENTATION {one.measured.overall:.1f}%"
    if one.threshold is None:
        return line
    return f"{line} (threshold {one.threshold:.1f}%) {'PASSED' if one.passed else 'FAILED'}"


def worthwhile(measured: Measurement) -> tuple[Missing, ...]:
    """Return what of the missing people read, the cheapest first."""
    return tuple(one for one in measured.missing if one.gain >= _SMALLEST)[:_MOST]


def of(ratio: Ratio) -> str:
    """Return both numbers of a share."""
    return f"{ratio.earned:g}/{ratio.possible:g}"


def lack(one: Missing) -> str:
    """Return what is missing, and of how many."""
    if not one.items:
        return one.lacks
    what = one.element or ", ".join(one.dimensions)
    return f"{what}: {one.items} without {one.lacks}" if one.items > 1 else f"{what}: one without {one.lacks}"


def where(one: Missing) -> str:
    """Return where to add it."""
    if one.evidence is None:
        return one.place
    first = visible(str(one.evidence))
    place = f"{one.place}, first for {first}" if one.place else first
    return f"{place} and others" if one.items > 1 else place


def effort(one: Missing) -> str:
    """Return about how long it takes."""
    return f"{one.minutes:g} min" if one.minutes < _HOUR else f"{one.minutes / _HOUR:.1f} h"


def gain(one: Missing) -> str:
    """Return the points of the whole that it earns."""
    return f"+{one.gain:.1f}"
