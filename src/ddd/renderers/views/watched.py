"""How a trigger reads on a page: what is watched, when it acts, who is told of it and after how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ddd.model import EscalationStep, Evidence, Plan, Severity, State, Trigger
from ddd.renderers.views import ways
from ddd.renderers.words import duration

_GRAVEST_FIRST = (Severity.CRITICAL, Severity.WARNING, Severity.INFO, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One condition that something watches."""

    title: str
    condition: str
    wait: str
    """For how long it must hold, in words; empty where the file does not say."""
    severity: str
    action: str
    told: tuple[EscalationStep, ...]
    runbook_url: str
    places: tuple[Evidence, ...]

    @property
    def path(self) -> str:
        """Who is told, in order, and when; empty when nobody is."""
        return ", then ".join(ways.in_words(one) for one in self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one folder watches."""

    title: str
    entries: tuple[Watched, ...]


def by_component(plan: Plan, no_component: str) -> tuple[Group, ...]:
    """Group the triggers in force by their component, the gravest first; what reads the same is told once."""
    active = [one for one in plan.inventory.facts if isinstance(one, Trigger) and one.state is State.ACTIVE]
    active.sort(key=lambda one: one.component)
    return tuple(
        Group(title=name or no_component, entries=tuple(_entries(group, plan)))
        for name, group in groupby(active, key=lambda one: one.component)
    )


def _entries(triggers: Iterable[Trigger], plan: Plan) -> Iterator[Watched]:
    ordered = sorted(triggers, key=_order)
    for _, group in groupby(ordered, key=lambda one: (*_order(one)[:2], condition(one))):
        same = list(group)
        first = same[0]
        yield Watched(
            title=first.name or first.subject,
            condition=condition(first),
            wait=duration(first.for_seconds) if first.for_seconds else "",
            severity=first.severity.value if first.severity else "",
            action=first.action,
            told=plan.escalations.get(first.id, ()),
            runbook_url=first.runbook_url,
            places=tuple(one.place for one in same),
        )


def _order(trigger: Trigger) -> tuple[int, str, str, Evidence]:
    return (
        _GRAVEST_FIRST.index(trigger.severity),
        trigger.name or trigger.subject,
        condition(trigger),
        trigger.place,
    )


def condition(trigger: Trigger) -> str:
    """Return when it acts: subject, comparison and threshold."""
    return f"{trigger.subject} {limit(trigger)}".strip()


def limit(trigger: Trigger) -> str:
    """Return comparison and threshold, in its unit: `> 85 %`."""
    stated = trigger.stated or ("" if trigger.threshold is None else f"{trigger.threshold:g}")
    unit = trigger.unit if stated[-1:].isdigit() else ""
    return f"{trigger.comparison} {stated}{f' {unit}' if unit else ''}".strip()
