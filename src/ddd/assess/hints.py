"""What each figure beside Maintenance Coverage misses: where it is, what it lacks, and what to paste there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.assess.automation import judged_steps
from ddd.assess.escalation import counts, is_clear
from ddd.model import Evidence, Plan
from ddd.spec import Spec

_SNIPPETS = {
    "docstring": '"""TODO: what it does."""',
    "documentation": 'DOCUMENTATION = """\nmodule: NAME\nshort_description: TODO\ndescription: [TODO]\n"""',
    "examples": 'EXAMPLES = """\n- name: TODO\n  NAME:\n"""',
    "readme": "README.md: what the role does, what it needs, which variables it takes",
    "argument_specs": "# meta/argument_specs.yml\nargument_specs:\n  main:\n    short_description: TODO",
    "description": 'description = "TODO: what it is for"',
    "comment": "# TODO: what it is for",
}
_POLICY = """\
# .ddd/tasks.yaml, one entry for each folder that has somebody of its own
escalations:
  - path: FOLDER/
    levels:
      - {who: TODO, after: 15 minutes, severity: critical}"""


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing that would raise a figure."""

    figure: str
    lacks: str
    """What is missing there, in a few words."""
    subject: str
    evidence: tuple[Evidence, ...]
    snippet: str = ""


def hints(plan: Plan, spec: Spec) -> Iterator[Hint]:
    """Yield what would raise Escalation Clarity, Automation Potential and Documentation Coverage, in this order."""
    yield from _unclear(plan, spec)
    for task in plan.tasks:
        for step in judged_steps(task, spec):
            why = "a person decides" if step.command else "no command stands for it"
            yield Hint("Automation Potential", why, task.id, (step.evidence,))
    for unit in plan.inventory.units or ():
        asked = spec.documentation.get(unit.kind)
        for element in asked.required if asked else ():
            if element not in unit.documented:
                lacks = f"no {element.replace('_', ' ')}"
                yield Hint("Documentation Coverage", lacks, unit.name, unit.evidence, _SNIPPETS.get(element, ""))


def _unclear(plan: Plan, spec: Spec) -> Iterator[Hint]:
    """Yield, for each component, one of its failures that reaches nobody in a stated time, and how many there are."""
    modes = [one for one in plan.inventory.facts if counts(one)]
    unclear = [one for one in modes if not is_clear(plan.escalations.get(one.id, ()), spec)]
    count = Counter(one.component for one in unclear)
    first = {one.component: one for one in reversed(unclear)}
    for component, number in sorted(count.items(), key=lambda pair: (-pair[1], pair[0])):
        lacks = f"{number} failure mode{'s' if number > 1 else ''} without somebody, a severity and a time"
        yield Hint("Escalation Clarity", lacks, component or "(top)", first[component].evidence[:1], _POLICY)
