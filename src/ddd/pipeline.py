"""The whole way in one place: folder -> Inventory -> Plan -> Assessment. Commands and the public API call these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ddd.extractors import discover
from ddd.link import declared, link
from ddd.model import Assessment, Inventory, Plan
from ddd.resolve import resolve
from ddd.scan.engine import Engine, Progress, read_bytes
from ddd.scan.source import Source
from ddd.scan.tree import DECLARED_TASKS, walk
from ddd.spec import Spec, load

if TYPE_CHECKING:
    from ddd.assess import Wanted


def take_inventory(
    path: Path, progress: Progress | None = None, as_of: date | None = None, *, documentation: bool = False
) -> Inventory:
    """Read the folder at `path` and return all it says about maintenance. Raises UsageError when it is no folder.

    What has ended is judged as of a day, by default today (UTC); nothing else depends on it. Units of documentation
    are read only when asked for.
    """
    engine = Engine(walk(path), discover(), documentation=documentation)
    return resolve(engine, engine.run(progress), as_of or datetime.now(UTC).date())


def make_plan(path: Path, progress: Progress | None = None, as_of: date | None = None) -> Plan:
    """Return the Tasks of the folder at `path`. Raises ConfigurationError when its declared tasks are not valid."""
    inventory = take_inventory(path, progress, as_of)
    return link(inventory, _declared(path, inventory))


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan and what the spec says of it."""

    plan: Plan
    assessment: Assessment
    spec: Spec


def judge(
    path: Path,
    *,
    spec: Path | None = None,
    wanted: Wanted | None = None,
    progress: Progress | None = None,
    as_of: date | None = None,
    documentation: bool = False,
) -> Judged:
    """Return the plan of a folder and its assessment. What is `wanted` of it overrides what the spec wants."""
    from ddd.assess import assess

    rules = load(spec)  # first: a broken spec is told before a long scan
    inventory = take_inventory(path, progress, as_of, documentation=documentation)
    plan = link(inventory, _declared(path, inventory), rules.grace)
    return Judged(plan, assess(plan, rules, wanted), rules)


def _declared(path: Path, inventory: Inventory) -> declared.Declared:
    if DECLARED_TASKS not in inventory.paths:
        return declared.Declared()
    return declared.read(Source(DECLARED_TASKS, read_bytes(path / DECLARED_TASKS)))
