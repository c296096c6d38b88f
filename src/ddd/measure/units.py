"""Reads units of documentation (modules, roles, variables, functions) as items: those of one kind are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ddd.measure.daylight import UnitFinder
from ddd.measure.items import Ground, Item
from ddd.model import Unit


def found(finder: UnitFinder, ground: Ground) -> Iterator[Item]:
    """Yield an item for each kind of units; it is documented when as many are as make a procedure complete."""
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in ground.plan.inventory.units or ():
        if unit.kind in finder.kinds and unit.kind in ground.spec.documentation:
            groups[unit.kind].append(unit)
    for kind, units in sorted(groups.items()):
        asked = ground.spec.documentation[kind]
        bare = [unit for unit in units if not set(asked.required) <= set(unit.documented)]
        whole = len(units) - len(bare)
        is_enough = 100 * whole >= ground.spec.complete * len(units)
        owners = [ground.owner(unit.evidence[0].path) for unit in units]
        fields = {
            "content": asked.title,
            "documented": asked.title if is_enough else "",
            "owner": owners[0] if all(owners) else "",
        }
        place = min(unit.evidence[0] for unit in bare or units)
        yield ground.item(f"{asked.title}: {whole} of {len(units)} documented", place, fields, (kind,))
