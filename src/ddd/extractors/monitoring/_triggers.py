"""Makes Triggers of what a plugin's command line says."""

from __future__ import annotations

from ddd.extractors._jinja import references
from ddd.extractors.monitoring._plugins import Bound
from ddd.model import Evidence, State, Trigger


def trigger(
    bound: Bound,
    *,
    system: str,
    name: str,
    condition: str,
    evidence: tuple[Evidence, ...],
    for_seconds: int | None = None,
    notifies: tuple[str, ...] | None = None,
    runbook_url: str = "",
    state: State = State.ACTIVE,
    note: str = "",
) -> Trigger:
    """Return the Trigger of one side of a threshold.

    What a template leaves open is followed; what only the machine knows (`$ARG1$`) makes it unresolved.
    """
    asked = references(bound.stated, bound.subject, name, condition)
    is_open = bound.threshold is None and not any(one.text in bound.stated for one in asked)
    return Trigger(
        system=system,
        name=name,
        evidence=evidence,
        state=State.UNRESOLVED if is_open and state is State.ACTIVE else state,
        confidence=bound.confidence,
        references=asked,
        note=note,
        subject=bound.subject,
        comparison=bound.comparison,
        threshold=bound.threshold,
        stated=bound.stated,
        unit=bound.unit,
        for_seconds=for_seconds,
        severity=bound.severity,
        condition=condition,
        notifies=notifies,
        runbook_url=runbook_url,
    )
