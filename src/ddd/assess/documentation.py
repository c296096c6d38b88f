"""Documentation Coverage, the traditional figure: units with all elements that the spec asks for, of all units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from ddd.model import Documented, Ratio, Unit
from ddd.spec import Spec


def by_kind(units: Iterable[Unit], spec: Spec) -> tuple[Documented, ...]:
    """Return what is documented of each kind of units that the spec knows, by kind."""
    groups: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for unit in units:
        groups[unit.kind][unit.documented] += 1  # many units, few ways to be documented
    return tuple(_documented(kind, groups[kind], spec) for kind in sorted(groups) if kind in spec.documentation)


def pooled(documented: Iterable[Documented]) -> Ratio:
    """Return the figure over all kinds: each unit counts once."""
    parts = tuple(documented)
    return Ratio(sum(one.complete.earned for one in parts), sum(one.complete.possible for one in parts))


def _documented(kind: str, units: Counter[tuple[str, ...]], spec: Spec) -> Documented:
    asked = spec.documentation[kind]

    def with_all(*wanted: str) -> Ratio:
        return Ratio(sum(count for said, count in units.items() if set(wanted) <= set(said)), units.total())

    elements = tuple((name, with_all(name)) for name in (*asked.required, *asked.reported))
    return Documented(kind=kind, title=asked.title, complete=with_all(*asked.required), elements=elements)
