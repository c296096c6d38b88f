"""The JSON form `ddd-measure/1`: every figure with both numbers, every item, all that is missing."""

from __future__ import annotations

import json
from typing import Any

from ddd.measure import Gated, Missing, Scored
from ddd.measure.items import Item
from ddd.measure.score import Found
from ddd.model import Evidence, Ratio
from ddd.scan.text import visible
from ddd.version import __version__


def report(one: Gated) -> str:
    """Return the measurement as `ddd-measure/1` (specs/measure.schema.json)."""
    data = {
        "schema": "ddd-measure/1",
        "tool": {"name": "ddd", "version": __version__},
        "overall": one.measured.overall,
        "threshold": one.threshold,
        "passed": one.passed,
        "dimensions": [_dimension(each) for each in one.measured.dimensions],
        "missing": [_missing(each) for each in one.measured.missing],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _dimension(one: Scored) -> dict[str, Any]:
    return {
        "dimension": one.dimension.name,
        "title": one.dimension.title,
        "asks": one.dimension.asks,
        "weight": one.dimension.weight,
        "score": one.score,
        "minimum": one.dimension.minimum,
        "verdict": one.standing.value,
        "parts": {name: _part(part, one.weights[name]) for name, part in one.parts.items()},
        "elements": [_element(found) for found in one.found],
    }


def _part(part: Ratio, weight: float) -> dict[str, Any]:
    return {"earned": part.earned, "possible": part.possible, "percent": part.percent, "weight": weight}


def _element(found: Found) -> dict[str, Any]:
    return {
        "element": found.element.name,
        "title": found.element.title,
        "present": bool(found.items),
        "fields": list(found.element.fields),
        "useful_with": list(found.element.useful),
        "items": [_item(found, item) for item in found.items],
    }


def _item(found: Found, item: Item) -> dict[str, Any]:
    return {
        "name": visible(item.name),
        "lacks": list(found.lacking(item)),
        "useful": found.is_useful(item),
        "evidence": _place(item.evidence),
    }


def _missing(one: Missing) -> dict[str, Any]:
    return {
        "dimensions": list(one.dimensions),
        "element": one.element,
        "lacks": one.lacks,
        "items": one.items,
        "what": one.what,
        "place": one.place,
        "minutes": one.minutes,
        "points": one.gain,
        "evidence": _place(one.evidence) if one.evidence else None,
    }


def _place(evidence: Evidence) -> dict[str, Any]:
    return {"path": evidence.path, "line": evidence.line, "column": evidence.column}
