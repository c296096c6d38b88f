"""Puts together what several files say about one unit of documentation: a role and its README."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set

from ddd.model import Unit, replace
from ddd.scan.text import visible

_LONGEST_NAME = 500


def merged(units: Iterable[Unit], paths: Set[str]) -> tuple[Unit, ...]:
    """Return each unit once, by kind and name, with all that documents it; what nothing defines is none.

    Nor is what needs a file beside it that is not among `paths`.
    """
    parts: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        if not unit.beside or any(path in paths for path in unit.beside):
            parts[unit.kind, unit.name].append(unit)
    return tuple(_one(parts[key]) for key in sorted(parts) if any(part.defined for part in parts[key]))


def _one(parts: list[Unit]) -> Unit:
    ordered = sorted(parts, key=lambda part: (not part.defined, part.evidence))
    return replace(
        ordered[0],
        name=visible(ordered[0].name[:_LONGEST_NAME]),
        documented=tuple(sorted({element for part in parts for element in part.documented})),
        evidence=tuple(dict.fromkeys(place for part in ordered for place in part.evidence)),
    )
