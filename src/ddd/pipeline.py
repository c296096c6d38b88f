"""The whole way in one place: folder -> Inventory -> Plan -> Assessment. Commands and the public API call these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
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
from ddd.suppress import settled

if TYPE_CHECKING:
    from ddd.assess import Wanted
    from ddd.history import History


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


@dataclass(frozen=True, slots=True)
class Court:
    """What a judgement goes by, the same for a folder of today and for one of before."""

    spec: Spec
    wanted: Wanted
    as_of: date
    documentation: bool = False
    progress: Progress | None = field(default=None, compare=False)

    def judge(self, path: Path) -> Judged:
        """Return the plan of a folder and its assessment."""
        from ddd.assess import assess

        inventory = take_inventory(path, self.progress, self.as_of, documentation=self.documentation)
        plan = link(inventory, _declared(path, inventory), self.spec.grace)
        assessment = assess(plan, self.spec, self.wanted)
        places = {place.path for one in assessment.findings for place in one.evidence}
        origins = {fact.origin for fact in inventory.facts if fact.origin}
        findings = settled(assessment.findings, places | origins, _lines_below(path), self.as_of)
        return Judged(plan, replace(assessment, findings=findings), self.spec)


def judge(
    path: Path,
    *,
    spec: Path | None = None,
    wanted: Wanted | None = None,
    history: History | None = None,
    progress: Progress | None = None,
    as_of: date | None = None,
    documentation: bool = False,
) -> Judged:
    """Return the plan of a folder and its assessment. What is `wanted` of it overrides what the spec wants.

    `history` says against what was before it is held. Raises ConfigurationError and UsageError.
    """
    from ddd.assess import Wanted
    from ddd.history import History, held_against

    history, wanted = history or History(), wanted or Wanted()
    rules = load(spec)  # first: a broken spec is told before a long scan
    day = as_of or datetime.now(UTC).date()
    court = Court(rules, history.applied_to(wanted), day, documentation, progress)
    judged = court.judge(path)
    before = replace(court, documentation=False, progress=None)
    held = held_against(history, judged.assessment, path, judged.plan.inventory.paths, before.judge)
    return replace(judged, assessment=held)


def _lines_below(root: Path) -> Callable[[str], Sequence[str]]:
    """Return what gives the lines of a file that may speak of findings; of any other none, which is quicker."""

    def lines(path: str) -> Sequence[str]:
        try:
            data = read_bytes(root / path)
        except OSError:
            return ()
        return Source(path, data).lines if b"ddd:" in data else ()

    return lines


def _declared(path: Path, inventory: Inventory) -> declared.Declared:
    if DECLARED_TASKS not in inventory.paths:
        return declared.Declared()
    return declared.read(Source(DECLARED_TASKS, read_bytes(path / DECLARED_TASKS)))
