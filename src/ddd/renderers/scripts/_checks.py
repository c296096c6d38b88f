"""What a script asks before and after the work of a Task: its checks, each as a condition or with why it is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ddd.model import Check, Claim, Evidence, Phase, Plan, Task
from ddd.renderers.scripts import _shell
from ddd.renderers.scripts._conditions import Condition, condition
from ddd.spec import Spec

_IN_SHELL = frozenset({"shell"})
"""Systems whose conditions stand in shell; those of others are told in words."""
Facts = Mapping[tuple[Evidence, ...], Check]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One check of a task."""

    phase: Phase
    claim: Claim
    condition: Condition

    @property
    def is_decidable(self) -> bool:
        """A script can ask it, as soon as its variables are set."""
        return not self.condition.undecided

    @property
    def places(self) -> str:
        """Where it stands."""
        return _shell.places(self.claim.evidence)


def facts_of(plan: Plan) -> Facts:
    """Return the checks of a plan by where they stand."""
    return {fact.evidence: fact for fact in plan.inventory.facts if isinstance(fact, Check)}


def asked(task: Task, facts: Facts, spec: Spec) -> tuple[Asked, ...]:
    """Return the checks of a task, those before the work first, each once."""
    both = ((Phase.PRE, task.prechecks), (Phase.POST, task.validations))
    found = (_asked(phase, claim, facts, spec) for phase, claims in both for claim in _unique(claims))
    return tuple(found)


def numbered(checks: Sequence[Asked]) -> tuple[tuple[int, Asked], ...]:
    """Return checks with their numbers in a script."""
    return tuple(enumerate(checks, start=1))


def check_texts(checks: Sequence[Asked]) -> list[tuple[str, str]]:
    """Return what a script says and asks of its checks, by the keys that its functions know."""
    texts = []
    for number, one in numbered(checks):
        texts.append((f"check.{number}", _shell.one_line(one.claim.text)))
        texts.append((f"place.{number}", one.places))
        if one.is_decidable and one.condition.command != texts[-2][1]:
            texts.append((f"ask.{number}", one.condition.command))
        if not one.is_decidable:
            texts.append((f"why.{number}", _shell.one_line(one.condition.undecided)))
    return texts


def _asked(phase: Phase, claim: Claim, facts: Facts, spec: Spec) -> Asked:
    fact = facts.get(claim.evidence)
    if fact and fact.system in _IN_SHELL:
        return Asked(phase=phase, claim=claim, condition=condition(claim.text, spec))
    return Asked(phase=phase, claim=claim, condition=Condition(undecided="it is told in words: a person looks at it"))


def _unique(claims: Iterable[Claim]) -> Iterable[Claim]:
    return dict.fromkeys(claims)
