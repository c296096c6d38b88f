"""Scores a Plan against the spec: every figure, every finding, and what each point says for itself."""

from __future__ import annotations

from ddd.assess import documentation, shares
from ddd.assess.categories import category
from ddd.assess.completeness import completeness
from ddd.assess.coverage import Scored, total
from ddd.assess.escalation import clarity
from ddd.assess.gates import Wanted, gates
from ddd.assess.readiness import readiness
from ddd.assess.verdicts import incomplete, unknown_categories, verdicts
from ddd.model import Assessment, Plan
from ddd.spec import Spec

__all__ = ["Wanted", "assess", "category", "completeness"]


def assess(plan: Plan, spec: Spec, wanted: Wanted | None = None) -> Assessment:
    """Return the assessment of a plan. What is `wanted` of it overrides what the spec wants."""
    tasks = {task.id: task for task in plan.tasks}
    scores = {task.id: completeness(task, spec) for task in plan.tasks}
    scored = Scored(spec, scores, {task.id: name for task in plan.tasks if (name := category(task, spec))})
    cadences, components = scored.cadences(plan.tasks), shares.by_component(plan.tasks, scored)
    documented = documentation.by_kind(plan.inventory.units or (), spec)
    measured = Assessment(
        maintenance=total(cadences),
        procedures=shares.procedures(plan.tasks, scored),
        escalation=clarity(plan, spec),
        automation=shares.automation(plan.tasks, scored),
        documentation=None if plan.inventory.units is None else documentation.pooled(documented),
        documented=documented,
        cadences=cadences,
        completeness=tuple(scores.values()),
        categories=scored.categories,
        components=components,
        owners=shares.by_owner(plan.tasks, scored),
        readiness=tuple(readiness(task, scores[task.id], spec) for task in plan.tasks),
        findings=(
            *plan.inventory.findings,
            *plan.findings,
            *verdicts(cadences, tasks),
            *incomplete(scores.values(), tasks, spec),
            *unknown_categories(plan.tasks, spec),
        ),
        threshold=spec.threshold,
    )
    return gates(measured, spec, wanted or Wanted(), plan.inventory.paths)
