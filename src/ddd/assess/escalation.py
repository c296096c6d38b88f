"""Escalation Clarity: the failure modes of which one knows how grave they are, whom they reach, and after how long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from ddd.link.escalation import is_defined
from ddd.model import EscalationStep, Fact, FailureMode, Plan, Ratio, State
from ddd.spec import Spec


def clarity(plan: Plan, spec: Spec) -> Ratio:
    """Return the failure modes in force with a defined path, of all."""
    modes = [one for one in plan.inventory.facts if counts(one)]
    return Ratio(sum(is_clear(plan.escalations.get(one.id, ()), spec) for one in modes), len(modes))


def counts(fact: Fact) -> TypeGuard[FailureMode]:
    """Tell whether a fact is a way of failing that is in force."""
    return isinstance(fact, FailureMode) and fact.state is State.ACTIVE and not fact.suppressed


def is_clear(steps: Iterable[EscalationStep], spec: Spec) -> bool:
    """Tell whether one of the steps is a defined path, with no blank in it."""
    return any(is_defined((one,)) and spec.says(one.who) and spec.says(one.severity) for one in steps)
