"""Maintenance Coverage: what each required element of each cadence earned by its best Task."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from ddd.assess.real import is_real
from ddd.model import CadenceResult, Completeness, ElementResult, Ratio, Task, Verdict
from ddd.spec import Requirement, Spec

_MET = 0.8
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Scored:
    """What is known of the tasks before they are held against the spec."""

    spec: Spec
    completeness: Mapping[str, Completeness]
    """By task id."""
    categories: Mapping[str, str]
    """Task id -> category, where one was recognised or declared."""

    def cadences(self, tasks: Iterable[Task]) -> tuple[CadenceResult, ...]:
        """Return what these tasks earn, by cadence."""
        held = tuple(tasks)
        return tuple(self._cadence(requirement, held) for requirement in self.spec.requirements)

    def _cadence(self, requirement: Requirement, tasks: tuple[Task, ...]) -> CadenceResult:
        elements = []
        for element in requirement.elements:
            of_category = [task for task in tasks if self.categories.get(task.id) == element]
            elements.append(self._element(element, requirement, of_category))
        return CadenceResult(cadence=requirement.cadence, weight=requirement.weight, elements=tuple(elements))

    def _element(self, element: str, requirement: Requirement, tasks: list[Task]) -> ElementResult:
        fitting = [task for task in tasks if task.longest_gap <= requirement.longest_gap]
        real = [task for task in fitting if is_real(task, self.spec)]
        real.sort(key=lambda task: (-self.completeness[task.id].score, task.id))
        if not real:
            reason = self._why_none(element, requirement, tasks, fitting)
            return ElementResult(
                element=element, verdict=Verdict.MISSING, earned=0.0, tasks=(), missing=("task",), reason=reason
            )
        best = self.completeness[real[0].id]
        earned = best.score / 100
        return ElementResult(
            element=element,
            verdict=Verdict.MET if earned >= _MET else Verdict.PARTIAL if earned > 0 else Verdict.MISSING,
            earned=round(earned, 3),
            tasks=tuple(task.id for task in real),
            missing=best.missing,
            reason=_lack(best),
        )

    def _why_none(self, element: str, requirement: Requirement, tasks: list[Task], fitting: list[Task]) -> str:
        if fitting:
            return f"{fitting[0].id} is called so, and what it runs could not be found"
        if tasks:
            found, wanted = tasks[0].longest_gap / _DAY, requirement.longest_gap // _DAY
            return f"{tasks[0].id} runs every {found:.3g} days; {requirement.cadence} asks for {wanted} at the most"
        name = self.spec.title(element).lower()
        return f"no active task for {name}; add a schedule, or an entry in .ddd/tasks.yaml"


def total(cadences: Iterable[CadenceResult]) -> Ratio:
    """Return Maintenance Coverage: earned weight of the weight there is."""
    results = tuple(cadences)
    return Ratio(
        sum(one.weight * one.share.earned / one.share.possible for one in results), sum(one.weight for one in results)
    )


def total_served(cadences: Iterable[CadenceResult], categories: Container[str]) -> Ratio:
    """Return what a part of the plan earns of what it could: of the elements that one of its categories is."""
    shares = [
        (result.weight / len(result.elements), element.earned)
        for result in cadences
        for element in result.elements
        if element.element in categories
    ]
    return Ratio(sum(worth * earned for worth, earned in shares), sum(worth for worth, _ in shares))


def _lack(best: Completeness) -> str:
    """Return what the best task lacks most, in words."""
    gaps = [point for point in best.points if point.earned < point.possible]
    worst = max(gaps, key=lambda point: point.possible - point.earned, default=None)
    lack = f"{worst.criterion}: {worst.reason}" if worst else "nothing is missing"
    return f"{best.task}: {best.cap}; {lack}" if best.cap else f"{best.task}: {lack}"
