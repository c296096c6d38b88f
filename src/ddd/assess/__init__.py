"""Scores a Plan against the spec: every figure, every finding, and what each point says for itself."""

from __future__ import annotations

from ddd.assess import documentation, shares
from ddd.assess.categories import category
from ddd.assess.completeness import completeness
from ddd.assess.coverage import Scored, total
from ddd.assess.gates import Wanted, gates
from ddd.assess.readiness import readiness
from ddd.assess.verdicts import incomplete, unknown_categories, verdicts
from ddd.link.escalation import is_defined
from ddd.model import Assessment, FailureMode, Plan, Ratio, State
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
        escalation=_escalation(plan),
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
    return gates(measured, spec, wanted or Wanted())


def _escalation(plan: Plan) -> Ratio:
    """Return the failure modes in force with a defined path, of all."""
    modes = [
        one
        for one in plan.inventory.facts
        if isinstance(one, FailureMode) and one.state is State.ACTIVE and not one.suppressed
    ]
    return Ratio(sum(is_defined(plan.escalations.get(one.id, ())) for one in modes), len(modes))
