"""The Inventory of one scan: all Facts and Problems, what was noticed, and what was read."""

from __future__ import annotations

import msgspec

from ddd.model.facts import Definition, Evidence, Fact, Schedule
from ddd.model.words import Severity


class Problem(msgspec.Struct, array_like=True, frozen=True, order=True, gc=False):
    """A file or a line that could not be read, and why. Counted, never hidden."""

    path: str
    line: int | None
    extractor: str
    message: str


class Suppression(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A person's word that a finding shall not count, why, and until when."""

    reason: str
    until: str = ""
    """The last day it holds, as an ISO 8601 date; empty for what a baseline holds."""
    evidence: tuple[Evidence, ...] = ()
    """The comment; empty for what a baseline holds."""


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What ddd noticed: a fault the system will refuse, or a verdict on a Requirement."""

    code: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...] = ()
    subject: str = ""
    """What it speaks of, by a name that no figure and no line number changes: a task's id, `daily/backups`."""
    suppression: Suppression | None = None
    """Set: it is told, and counts for no gate."""


class Unit(msgspec.Struct, array_like=True, frozen=True, kw_only=True, gc=False):
    """Something that documentation tells of: a module, a role, a function, a variable. Read only when asked for."""

    kind: str
    """A key of `documentation.units` in the spec: `ansible_module`, `ansible_role`, `python`, …"""
    name: str
    """Of one kind no two are called the same: the path, and what stands in it."""
    documented: tuple[str, ...] = ()
    """The elements it has, with content: `documentation`, `examples`, `readme`, `docstring`, `description`, …"""
    defined: bool = True
    """False: this file only documents a unit that another one defines (a role's README)."""
    beside: tuple[str, ...] = ()
    """Paths of which one must be in the repository, or it is none (`Chart.yaml`); empty: nothing else is needed."""
    evidence: tuple[Evidence, ...]


class Scanned(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What was read and what was not, and why not."""

    files: int
    """Opened: some extractor reads files of such a path."""
    bytes: int
    seen: int = 0
    """Listed in the tree, whether opened or not."""
    parsed: int = 0
    """Of those opened, the ones that hold a word some extractor looks for."""
    skipped: tuple[tuple[str, int], ...]
    """Reason -> number of files, in the order of the contract."""


class Inventory(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All Facts and Problems of one scan, sorted, with ids."""

    scanned: Scanned
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    definitions: tuple[Definition, ...] = ()
    """What linking still needs: installed files and units. Not part of any output."""
    paths: tuple[str, ...] = ()
    """Every file seen, sorted: linking follows commands to them."""
    marked: tuple[str, ...] = ()
    """Of the files read, those in which `ddd:` stands: their comments may speak of findings."""
    units: tuple[Unit, ...] | None = None
    """By kind and name; None: not asked for."""

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """The facts that are schedules, of every state."""
        return tuple(fact for fact in self.facts if isinstance(fact, Schedule))
