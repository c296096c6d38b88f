"""The vocabulary: what every other room of ddd speaks in. Imports nothing of ddd."""

from __future__ import annotations

from ddd.model.artifact import Artifact
from ddd.model.assessment import Assessment, CadenceResult, Completeness, ElementResult, Point, Verdict
from ddd.model.facts import (
    Check,
    Claim,
    Contact,
    Control,
    Definition,
    Evidence,
    Expiry,
    Fact,
    FailureMode,
    Procedure,
    Reference,
    Rollback,
    Schedule,
    Step,
    Trigger,
)
from ddd.model.inventory import Finding, Inventory, Problem, Scanned
from ddd.model.plan import EscalationStep, Plan, Task
from ddd.model.words import Cadence, Confidence, Dialect, Phase, Severity, State

__all__ = [
    "Artifact",
    "Assessment",
    "Cadence",
    "CadenceResult",
    "Check",
    "Claim",
    "Completeness",
    "Confidence",
    "Contact",
    "Control",
    "Definition",
    "Dialect",
    "ElementResult",
    "EscalationStep",
    "Evidence",
    "Expiry",
    "Fact",
    "FailureMode",
    "Finding",
    "Inventory",
    "Phase",
    "Plan",
    "Point",
    "Problem",
    "Procedure",
    "Reference",
    "Rollback",
    "Scanned",
    "Schedule",
    "Severity",
    "State",
    "Step",
    "Task",
    "Trigger",
    "Verdict",
]
