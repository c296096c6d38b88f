"""The Plan: Tasks, and whom a failure reaches."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ddd.model.facts import Claim, Evidence, FailureMode, Schedule, Step
from ddd.model.inventory import Finding, Inventory
from ddd.model.words import Cadence


class EscalationStep(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told of a failure, and after how long."""

    who: str
    severity: str = ""
    """In the repository's word; empty: nobody says how grave it is."""
    channel: str = ""
    after_seconds: int | None = None
    """Counted from the moment it goes wrong; None: nobody says."""
    repeat_seconds: int | None = None
    evidence: tuple[Evidence, ...]


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A unit of maintenance: what is done, how often, and how one knows it worked."""

    id: str
    """Stable: declared id, else the native name, else the command, below its component. `[a-z0-9._-]`, `/` between."""
    was: str = ""
    """The id it had before a person renamed it; notes written under that one are its own."""
    title: str
    cadence: Cadence
    schedules: tuple[Schedule, ...] = ()
    """Empty for a declared task that nothing in the repository runs."""
    longest_gap: int
    """Seconds between two occurrences at the most."""
    grace: int
    """Seconds of lateness allowed before it is overdue."""
    command: str = ""
    resolved: bool = False
    """The command leads to content in this repository (or the steps were declared)."""
    purpose: Claim | None = None
    steps: tuple[Step, ...] = ()
    prechecks: tuple[Claim, ...] = ()
    validations: tuple[Claim, ...] = ()
    """Checks made after steps; whether one comes after the last change, the assessment decides."""
    access: tuple[Claim, ...] = ()
    """What one needs to get at it: the host, the account, the right, and how to get in."""
    rollback: tuple[Claim, ...] = ()
    rollback_not_needed: Claim | None = None
    on_failure: tuple[Claim, ...] = ()
    failure_modes: tuple[FailureMode, ...] = ()
    owners: tuple[Claim, ...] = ()
    """Whom to call."""
    duration: Claim | None = None
    category: Claim | None = None
    """Declared by a person; extracted tasks are recognised by the spec."""
    references: tuple[Claim, ...] = ()
    """Documents and files that mention it or that were followed to it."""
    component: str = ""
    evidence: tuple[Evidence, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All Tasks, and what the whole repository says about failing and about whom to call."""

    tasks: tuple[Task, ...]
    """Sorted by id."""
    inventory: Inventory
    owners: Mapping[str, tuple[Claim, ...]]
    """Whom to call for a file: path of every file that a Task or a FailureMode stands in -> owners."""
    escalations: Mapping[str, tuple[EscalationStep, ...]] = msgspec.field(default_factory=dict)
    """Id of every active failure mode and trigger -> who is told in which order; empty: nobody."""
    levels: Mapping[str, tuple[EscalationStep, ...]] = msgspec.field(default_factory=dict)
    """Id of a Task -> the levels that people declared for it, or for the files it runs; only where they did."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the declared tasks."""
