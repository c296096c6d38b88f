"""The escalation matrix: what fails, how grave it is, who is told; and what is missing where nobody is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ddd.assess.escalation import counts, is_clear
from ddd.model import Claim, EscalationStep, Evidence, FailureMode, Plan, State, Trigger, replace
from ddd.renderers.views import ways
from ddd.renderers.views.cutting import Cut, cut
from ddd.renderers.views.failures import NO_COMPONENT, Failure, distinct, identity, unique
from ddd.renderers.views.ways import Told
from ddd.spec import Spec

_MOST_LEVELS = 4
_SAYS_WHEN = re.compile(r"\s(?:at once|immediately|minutes?|hours?|(?:working )?days?|nights?|weeks?)\b", re.IGNORECASE)
"""Words by which a sentence about whom to call says when."""


class Lack(StrEnum):
    """What keeps a way to people from being defined."""

    WHOM = "whom to call"
    SEVERITY = "how grave it is"
    AFTER = "after how long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What fails in one component, is equally grave and reaches the same people at the same times."""

    component: str
    severity: str
    """In the repository's word; empty: nobody says."""
    levels: tuple[Told, ...]
    """Empty: nobody is told."""
    facts: tuple[FailureMode | Trigger, ...]
    lacks: tuple[Lack, ...]
    """Empty: the way is defined."""
    said: tuple[Claim, ...] = ()
    """Sentences that say when somebody is called, where no length of time does: quoted, not counted."""

    @property
    def title(self) -> str:
        """Its folder."""
        return self.component or NO_COMPONENT

    @property
    def anchor(self) -> str:
        """The id of its component's section."""
        return f"escalation-{self.component}"

    @property
    def told(self) -> Cut[Told]:
        """Its first levels: as many as a table bears."""
        return cut(self.levels, _MOST_LEVELS)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Its failure modes, those that look alike as one."""
        return distinct(fact for fact in self.facts if isinstance(fact, FailureMode))

    @property
    def names(self) -> tuple[str, ...]:
        """What people know its conditions by, once each."""
        return tuple(dict.fromkeys(one.name or one.subject for one in self.facts if isinstance(one, Trigger)))


def of_failure_modes(plan: Plan, spec: Spec) -> tuple[Row, ...]:
    """Return the rows of every failure mode that Escalation Clarity counts, by component."""
    rows = _rows((one for one in plan.inventory.facts if counts(one)), plan, spec)
    sentences = _sentences(plan)
    return tuple(replace(row, said=_said(row, sentences)) if Lack.AFTER in row.lacks else row for row in rows)


def _sentences(plan: Plan) -> dict[tuple[Evidence, str, str], list[Claim]]:
    """Return what tasks say in a sentence of when somebody is called, by the failures of the task."""
    found: dict[tuple[Evidence, str, str], list[Claim]] = {}
    for task in plan.tasks:
        if said := [one for one in task.owners if _SAYS_WHEN.search(one.text)]:
            for mode in task.failure_modes:
                found.setdefault(identity(mode), []).extend(said)
    return found


def _said(row: Row, sentences: Mapping[tuple[Evidence, str, str], Iterable[Claim]]) -> tuple[Claim, ...]:
    modes = (fact for fact in row.facts if isinstance(fact, FailureMode))
    return unique(claim for mode in modes for claim in sentences.get(identity(mode), ()))


def of_triggers(plan: Plan, spec: Spec) -> tuple[Row, ...]:
    """Return the rows of every condition in force that something watches, by component."""
    facts = plan.inventory.facts
    return _rows((one for one in facts if isinstance(one, Trigger) and one.state is State.ACTIVE), plan, spec)


def _rows(facts: Iterable[FailureMode | Trigger], plan: Plan, spec: Spec) -> tuple[Row, ...]:
    found: dict[tuple[str, str, bool, ways.Key], list[FailureMode | Trigger]] = {}
    for fact in facts:
        steps = plan.escalations.get(fact.id, ())
        same = (fact.component, _severity(fact, steps), is_clear(steps, spec), ways.key(steps))
        found.setdefault(same, []).append(fact)
    # None and a number do not compare: levels by their words.
    ordered = sorted(found.items(), key=lambda one: (one[0][0], not one[0][2], one[0][1], repr(one[0][3])))
    return tuple(_row(component, word, same, plan, spec) for (component, word, _, _), same in ordered)


def _row(component: str, severity: str, facts: list[FailureMode | Trigger], plan: Plan, spec: Spec) -> Row:
    told = [plan.escalations.get(fact.id, ()) for fact in facts]
    return Row(
        component=component,
        severity=severity,
        levels=ways.merged(told),
        facts=tuple(sorted(facts, key=lambda one: one.place)),
        lacks=_lacks(told[0], severity, spec),
    )


def _severity(fact: FailureMode | Trigger, steps: Iterable[EscalationStep]) -> str:
    labelled = dict(fact.labels).get("severity", "") if isinstance(fact, Trigger) else ""
    return ways.severity(steps) or labelled or (fact.severity.value if fact.severity else "")


def _lacks(steps: Sequence[EscalationStep], severity: str, spec: Spec) -> tuple[Lack, ...]:
    """Return what is missing at the level that lacks least: all three must stand at one."""
    if is_clear(steps, spec):
        return ()
    nobody = (Lack.WHOM, *(() if spec.says(severity) else (Lack.SEVERITY,)), Lack.AFTER)
    return min((tuple(_wanting(one, spec)) for one in steps), key=len, default=nobody)


def _wanting(step: EscalationStep, spec: Spec) -> Iterable[Lack]:
    if not spec.says(step.who):
        yield Lack.WHOM
    if not spec.says(step.severity):
        yield Lack.SEVERITY
    if step.after_seconds is None:
        yield Lack.AFTER
