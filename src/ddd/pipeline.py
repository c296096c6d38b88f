"""The whole way in one place: folder -> Inventory -> Plan -> Assessment. Commands and the public API call these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ddd import config
from ddd.model import Assessment, Finding, Inventory, Plan, replace
from ddd.scan.reading import read_bytes
from ddd.scan.shortcuts import Progress, Shortcuts
from ddd.scan.source import Source
from ddd.scan.tree import DECLARED_TASKS, Tree, walk
from ddd.scan.unchanged import Unchanged
from ddd.spec import Spec, load
from ddd.suppress import settled

if TYPE_CHECKING:
    from ddd.assess import Wanted
    from ddd.history import History
    from ddd.link.declared import Declared


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan and what the spec says of it."""

    plan: Plan
    assessment: Assessment
    spec: Spec
    history: History | None = None
    """Against what was before it was held."""


@dataclass(frozen=True, slots=True)
class Court:
    """What a folder is read and judged by: its own configuration, the spec, the day; the same for one of before."""

    config: config.Config
    spec: Spec
    as_of: date
    progress: Progress | None = field(default=None, compare=False)
    shortcuts: Shortcuts = field(default_factory=Shortcuts.usual, compare=False)

    @classmethod
    def of(
        cls,
        path: Path,
        spec: Path | None = None,
        as_of: date | None = None,
        progress: Progress | None = None,
        shortcuts: Shortcuts | None = None,
    ) -> Court:
        """Return what the folder at `path` is judged by. Raises ConfigurationError before anything is scanned."""
        own = config.read(path, _finding_codes)
        day = as_of or datetime.now(UTC).date()
        return cls(own, load(spec, own), day, progress, shortcuts or Shortcuts.usual())

    def inventory(self, path: Path, *, documentation: bool = False) -> Inventory:
        """Return all the folder says about maintenance. Raises UsageError when it is no folder."""
        tree = walk(path, self.config.exclude)
        unchanged = self._unchanged(tree, documentation)
        inventory = unchanged.inventory() if unchanged else None
        if inventory is None:
            inventory = self._read(tree, documentation)
            if unchanged:
                unchanged.keep(inventory)
        problems = (*self.config.problems, *inventory.problems)
        return replace(inventory, findings=self.reported(inventory.findings), problems=problems)

    def _read(self, tree: Tree, documentation: bool) -> Inventory:
        from ddd.extractors import discover, known
        from ddd.resolve import resolve
        from ddd.scan.engine import Engine

        kept = self.shortcuts.cache
        extractors = known(kept) if kept else discover()
        engine = Engine(tree, extractors, documentation=documentation, shortcuts=self.shortcuts)
        inventory = resolve(engine, engine.run(self.progress), self.as_of, self.spec.lead_days)
        engine.remember()
        return inventory

    def _unchanged(self, tree: Tree, documentation: bool) -> Unchanged | None:
        kept, settings = self.shortcuts.cache, (documentation, self.as_of, self.spec.lead_days)
        return Unchanged(kept, tree, *settings) if kept else None

    def plan(self, path: Path, *, documentation: bool = False) -> Plan:
        """Return the Tasks of the folder. Raises ConfigurationError when its declared tasks are not valid."""
        from ddd.link import link

        inventory = self.inventory(path, documentation=documentation)
        return link(inventory, _declared(path, inventory), self.spec)

    def lint(self, path: Path) -> tuple[Inventory, tuple[Finding, ...]]:
        """Return what was read of the folder, and what is wrong with it whatever the spec asks for."""
        from ddd.assess.drift import drift

        plan = self.plan(path)
        found = (*plan.inventory.findings, *plan.findings, *drift(plan, self.spec))
        return plan.inventory, self._settled(found, plan.inventory, path, everything=False)

    def judge(self, path: Path, wanted: Wanted | None = None, *, documentation: bool = False) -> Judged:
        """Return the plan of the folder and its assessment."""
        from ddd.assess import assess
        from ddd.assess.drift import drift

        plan = self.plan(path, documentation=documentation)
        assessment = assess(plan, self.spec, wanted)
        found = (*assessment.findings, *drift(plan, self.spec))
        findings = self._settled(found, plan.inventory, path, everything=True)
        return Judged(plan, replace(assessment, findings=findings, configured=self.config.told), self.spec)

    def _settled(
        self, findings: Iterable[Finding], inventory: Inventory, path: Path, *, everything: bool
    ) -> tuple[Finding, ...]:
        held = self.reported(findings)
        files = {place.path for one in held for place in one.evidence}
        marked = frozenset(inventory.marked)
        files |= {fact.origin for fact in inventory.facts if fact.origin in marked}
        lines = _lines_below(path)
        rules = self.config.suppress
        return self.reported(settled(held, files, lines, self.as_of, rules, everything=everything))

    def reported(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings whose codes the configuration does not leave out."""
        return tuple(one for one in findings if self.config.reports(one.code))


def take_inventory(
    path: Path,
    progress: Progress | None = None,
    as_of: date | None = None,
    *,
    documentation: bool = False,
    shortcuts: Shortcuts | None = None,
) -> Inventory:
    """Read the folder at `path` and return all it says about maintenance. Raises UsageError when it is no folder.

    What has ended is judged as of a day, by default today (UTC); nothing else depends on it. Units of documentation
    are read only when asked for; `shortcuts` lead to the same in less time, by default all.
    Raises ConfigurationError when its own configuration is not valid.
    """
    return Court.of(path, None, as_of, progress, shortcuts).inventory(path, documentation=documentation)


def make_plan(
    path: Path, progress: Progress | None = None, as_of: date | None = None, shortcuts: Shortcuts | None = None
) -> Plan:
    """Return the Tasks of the folder at `path`. Raises ConfigurationError when its declared tasks are not valid."""
    return Court.of(path, None, as_of, progress, shortcuts).plan(path)


def judge(
    path: Path,
    *,
    spec: Path | None = None,
    wanted: Wanted | None = None,
    history: History | None = None,
    progress: Progress | None = None,
    as_of: date | None = None,
    documentation: bool = False,
    shortcuts: Shortcuts | None = None,
) -> Judged:
    """Return the plan of a folder and its assessment. What is `wanted` of it overrides what the spec wants.

    `history` says against what was before it is held, with what the repository's configuration adds; without it no
    gate compares. Raises ConfigurationError and UsageError.
    """
    from ddd.assess import Wanted
    from ddd.history import held_against

    court = Court.of(path, spec, as_of, progress, shortcuts)
    if history is None:
        return court.judge(path, wanted, documentation=documentation)
    history = history.completed(court.config, path)
    configured = court.spec.threshold if court.config.says("threshold") else None
    asked = history.applied_to(wanted or Wanted(), configured)
    judged = court.judge(path, asked, documentation=documentation)
    before = replace(court, progress=None, shortcuts=Shortcuts())  # it stands in a folder that is soon gone
    held = held_against(history, judged.assessment, path, judged.plan.inventory.paths, before.judge)
    return replace(judged, assessment=held, history=history)


def _lines_below(root: Path) -> Callable[[str], Sequence[str]]:
    """Return what gives the lines of a file that may speak of findings; of any other none, which is quicker."""

    def lines(path: str) -> Sequence[str]:
        try:
            data = read_bytes(root / path)
        except OSError:
            return ()
        return Source(path, data).lines if b"ddd:" in data else ()

    return lines


def _finding_codes() -> Collection[str]:
    from ddd.reports.explanations import finding_codes

    return finding_codes()


def _declared(path: Path, inventory: Inventory) -> Declared:
    from ddd.link import declared

    if DECLARED_TASKS not in inventory.paths:
        return declared.Declared()
    return declared.read(Source(DECLARED_TASKS, read_bytes(path / DECLARED_TASKS)))
