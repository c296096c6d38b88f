"""Documentation Coverage, the traditional figure: units with all elements that the spec asks for, of all units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ddd.model import Documented, Ratio, Unit
from ddd.spec import Spec


def by_kind(units: Iterable[Unit], spec: Spec) -> tuple[Documented, ...]:
    """Return what is documented of each kind of units that the spec knows, by kind."""
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.kind].append(unit)
    return tuple(_documented(kind, groups[kind], spec) for kind in sorted(groups) if kind in spec.documentation)


def pooled(documented: Iterable[Documented]) -> Ratio:
    """Return the figure over all kinds: each unit counts once."""
    parts = tuple(documented)
    return Ratio(sum(one.complete.earned for one in parts), sum(one.complete.possible for one in parts))


def _documented(kind: str, units: list[Unit], spec: Spec) -> Documented:
    asked = spec.documentation[kind]
    complete = sum(set(asked.required) <= set(unit.documented) for unit in units)
    elements = tuple(
        (name, Ratio(sum(name in unit.documented for unit in units), len(units)))
        for name in (*asked.required, *asked.reported)
    )
    return Documented(kind=kind, title=asked.title, complete=Ratio(complete, len(units)), elements=elements)
