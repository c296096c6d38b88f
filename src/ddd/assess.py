"""Scores a Plan against the spec: Procedure Completeness of each Task, Maintenance Coverage of them all.

The definitions are those of the documentation's chapter on figures; every point says what earned it or what would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ddd.link.commands import program, simple_commands
from ddd.model import (
    Assessment,
    CadenceResult,
    Claim,
    Completeness,
    ElementResult,
    Finding,
    Plan,
    Point,
    Severity,
    Step,
    Task,
    Verdict,
)
from ddd.scan.tree import DECLARED_TASKS
from ddd.spec import Requirement, Spec

_MET = 0.8
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")


def assess(plan: Plan, spec: Spec, threshold: float | None = None) -> Assessment:
    """Return the assessment of a plan. `threshold` (0 to 100) overrides the spec's."""
    scores = {task.id: completeness(task, spec) for task in plan.tasks}
    categories = {task.id: name for task in plan.tasks if (name := category(task, spec))}
    cadences = tuple(_cadence(requirement, plan, spec, scores, categories) for requirement in spec.requirements)
    coverage = round(sum(one.weight * one.coverage for one in cadences), 1)
    limit = spec.threshold if threshold is None else threshold
    mean = sum(one.score for one in scores.values()) / len(scores) if scores else None
    return Assessment(
        maintenance_coverage=coverage,
        procedure_completeness=None if mean is None else round(mean, 1),
        cadences=cadences,
        completeness=tuple(scores.values()),
        categories=categories,
        findings=(*plan.inventory.findings, *plan.findings, *_verdicts(cadences)),
        threshold=limit,
        passed=coverage >= limit,
    )


def category(task: Task, spec: Spec) -> str:
    """Return the category of a task, or ''.

    The declared one; else the one its name speaks for, its commands deciding between several; else the one its
    commands speak for; else that of its purpose, or of the folder it stands in. Whether the work is real is asked
    elsewhere.
    """
    if task.category:
        return task.category.text
    commands = [line for step in task.steps for line in command_lines(step.command)]
    component, _, name = task.id.rpartition("/")
    named = [one for one in spec.categories if one.words.match(_as_words(f"{name} {task.title}"))]
    meant = [one for one in spec.categories if task.purpose and one.words.match(_as_words(task.purpose.text))]
    doing = [one for one in spec.categories if one.commands.count(commands)]
    placed = [one for one in spec.categories if one.words.match(_as_words(component))]
    candidates = named or doing or meant or placed
    return max(candidates, key=lambda one: one.commands.count(commands)).name if candidates else ""


def completeness(task: Task, spec: Spec) -> Completeness:
    """Return the Procedure Completeness of a task, 0 to 100, point by point."""
    return _Scoring(task, spec).result()


@cache
def command_lines(command: str) -> tuple[str, ...]:
    """Return the simple commands of a command line, each as one text that begins with the bare program name."""
    return tuple(" ".join((program(words), *words[1:])) for words in simple_commands(command))


def _as_words(name: str) -> str:
    """Return `log_rotation/nightly-clean.sh` as `log rotation nightly clean sh`."""
    return _SEPARATORS.sub(" ", name)


@dataclass(frozen=True, slots=True)
class _Scoring:
    task: Task
    spec: Spec

    def result(self) -> Completeness:
        points = (
            self._of_steps("action", self._acts, "a command, or what a person has to do, for each step"),
            self._of_steps("expected", self._expects, "what one should see (in a script: `set -e`, or `|| exit`)"),
            self._validation(),
            self._rollback(),
            self._claimed("on_failure", self.task.on_failure, "what to do when it fails (`# On failure: …`)"),
            self._precheck(),
            self._claimed("escalation", self.task.owners, "whom to call (CODEOWNERS, or `# Owner: …`)"),
            self._claimed("duration", _some(self.task.duration), "how long it takes (`# Duration: …`)"),
        )
        score, cap = self._capped({point.criterion: point for point in points})
        return Completeness(task=self.task.id, score=round(score, 1), points=points, cap=cap)

    def _capped(self, points: dict[str, Point]) -> tuple[float, str]:
        score = sum(point.earned for point in points.values())
        if not points["action"].earned:
            return 0.0, "no step does anything: 0"
        caps = []
        if not points["validation"].earned:
            caps.append((self.spec.cap_without_validation, "no check comes after the last change"))
        if not points["rollback"].earned:
            caps.append((self.spec.cap_without_way_back, "it changes something and no way back is known"))
        limit, why = min(caps, default=(score, ""))
        return (limit, f"{why}: at most {limit:g}") if limit < score else (score, "")

    def _of_steps(self, criterion: str, good: Callable[[Step], bool], wanted: str) -> Point:
        steps, possible = self.task.steps, self.spec.points[criterion]
        fine = [step for step in steps if good(step)]
        share = len(fine) / len(steps) if steps else 0.0
        reason = f"{len(fine)} of {len(steps)} steps" + ("" if steps and share == 1 else f"; add {wanted}")
        evidence = tuple(step.evidence for step in fine)
        return Point(criterion=criterion, earned=possible * share, possible=possible, reason=reason, evidence=evidence)

    def _acts(self, step: Step) -> bool:
        if step.command:
            lines = command_lines(step.command)
            return not lines or not all(self.spec.idle.match(line) and not _writes(line) for line in lines)
        return step.manual and self._says(step.text)

    def _expects(self, step: Step) -> bool:
        return self._acts(step) and self._says(step.expected)

    def _validation(self) -> Point:
        last = next((step for step in reversed(self.task.steps) if self._changes(step)), None)
        if last is None:
            claims = self._checks()[-1:]
        else:
            checks = (*self.task.validations, *self._checking_steps())
            claims = tuple(one for one in checks if self._comes_after(one, last))
        return self._claimed("validation", claims, "a check after the last step that changes something")

    def _checks(self) -> tuple[Claim, ...]:
        """Return all checks in the order of their lines."""
        return tuple(sorted((*self.task.prechecks, *self.task.validations), key=lambda one: one.evidence))

    def _checking_steps(self) -> Iterator[Claim]:
        """Yield the steps that only ask, by a command known to, and whose answer counts."""
        for step in self.task.steps:
            lines = command_lines(step.command)
            if step.expected and lines and all(self.spec.checking.match(line) for line in lines):
                yield Claim(text=step.command, evidence=(step.evidence,))

    def _precheck(self) -> Point:
        claims = self.task.prechecks
        if not any(map(self._changes, self.task.steps)):
            claims = self._checks()[:-1]  # the last one shows that it worked
        return self._claimed("precheck", claims, "a check before the first step (`test -d … || exit 1`)")

    def _rollback(self) -> Point:
        possible = self.spec.points["rollback"]
        losing = [step for step in self.task.steps if self._loses(step)]
        if self.task.rollback_not_needed:
            claim = self.task.rollback_not_needed
            return Point(
                criterion="rollback", earned=possible, possible=possible, reason="not needed", evidence=claim.evidence
            )
        if not losing and self.task.steps:
            reason = "not needed: every step only reads or adds"
            places = tuple(dict.fromkeys(step.evidence for step in self.task.steps))
            return Point(criterion="rollback", earned=possible, possible=possible, reason=reason, evidence=places)
        return self._claimed("rollback", self.task.rollback, "the way back (`# Rollback: …`, or that none is needed)")

    def _claimed(self, criterion: str, claims: Iterable[Claim], wanted: str) -> Point:
        possible = self.spec.points[criterion]
        said = [claim for claim in claims if self._says(claim.text)]
        evidence = tuple(dict.fromkeys(place for claim in said for place in claim.evidence))
        reason = f"says {evidence[0]}" if evidence else f"not documented; add {wanted}"
        earned = possible if said else 0.0
        return Point(criterion=criterion, earned=earned, possible=possible, reason=reason, evidence=evidence)

    def _says(self, text: str) -> bool:
        return bool(text.strip()) and not self.spec.placeholders.match(text)

    def _changes(self, step: Step) -> bool:
        """Tell whether the step may leave anything different; what a person does by hand may.

        A note in a file (`echo … > last-success`) tells of the work and is no part of it.
        """
        return step.manual or any(self._changed_by(line) for line in command_lines(step.command))

    def _changed_by(self, line: str) -> bool:
        if not self.spec.read_only.match(line):
            return True
        return _writes(line) and not self.spec.idle.match(line)

    def _loses(self, step: Step) -> bool:
        """Tell whether something may be lost by the step: it neither only reads nor only adds."""
        lines = command_lines(step.command)
        harmless = (self.spec.read_only.match(line) or self.spec.additive.match(line) for line in lines)
        return step.manual or not all(harmless)

    def _comes_after(self, claim: Claim, step: Step) -> bool:
        """Within one file the later line comes after; between files the order of the steps decides."""
        check, change = claim.evidence[0], step.evidence
        if check.path == DECLARED_TASKS:
            return True  # fields of an entry stand in any order
        if check.path == change.path:
            return check.line >= change.line
        order = list(dict.fromkeys(one.evidence.path for one in self.task.steps))
        return check.path not in order or order.index(check.path) > order.index(change.path)


def _writes(line: str) -> bool:
    """Tell whether the command writes its output to a file. What only reads and writes that adds something."""
    return " > " in line or " >> " in line


def _some(claim: Claim | None) -> tuple[Claim, ...]:
    return (claim,) if claim else ()


def _cadence(
    requirement: Requirement, plan: Plan, spec: Spec, scores: dict[str, Completeness], categories: dict[str, str]
) -> CadenceResult:
    elements = []
    for element in requirement.elements:
        tasks = [task for task in plan.tasks if categories.get(task.id) == element]
        elements.append(_element(element, requirement, tasks, spec, scores))
    coverage = 100 * sum(one.earned for one in elements) / len(elements)
    return CadenceResult(
        cadence=requirement.cadence, weight=requirement.weight, coverage=coverage, elements=tuple(elements)
    )


def _element(
    element: str, requirement: Requirement, tasks: list[Task], spec: Spec, scores: dict[str, Completeness]
) -> ElementResult:
    fitting = [task for task in tasks if task.longest_gap <= requirement.longest_gap]
    real = sorted((one for one in fitting if _is_real(one, spec)), key=lambda one: (-scores[one.id].score, one.id))
    if not real:
        reason = _why_none(element, requirement, tasks, fitting, spec)
        return ElementResult(
            element=element, verdict=Verdict.MISSING, earned=0.0, tasks=(), missing=("task",), reason=reason
        )
    best = scores[real[0].id]
    earned = best.score / 100
    verdict = Verdict.MET if earned >= _MET else Verdict.PARTIAL if earned > 0 else Verdict.MISSING
    gaps = [point for point in best.points if point.earned < point.possible]
    worst = max(gaps, key=lambda point: point.possible - point.earned, default=None)
    lack = f"{worst.criterion}: {worst.reason}" if worst else "nothing is missing"
    reason = f"{best.task}: {best.cap}; {lack}" if best.cap else f"{best.task}: {lack}"
    return ElementResult(
        element=element,
        verdict=verdict,
        earned=round(earned, 3),
        tasks=tuple(task.id for task in real),
        missing=best.missing,
        reason=reason,
    )


def _is_real(task: Task, spec: Spec) -> bool:
    """Tell whether the work can be seen: in this repository, or by a command whose meaning the spec knows."""
    if task.resolved:
        return True
    lines = [line for step in task.steps for line in command_lines(step.command)]
    return bool(spec.known.count(lines) or any(one.commands.count(lines) for one in spec.categories))


def _why_none(element: str, requirement: Requirement, tasks: list[Task], fitting: list[Task], spec: Spec) -> str:
    name = spec.title(element).lower()
    if fitting:
        return f"{fitting[0].id} is called so, and its command leads to nothing that can be seen"
    if tasks:
        found, wanted = tasks[0].longest_gap / 86_400, requirement.longest_gap // 86_400
        return f"{tasks[0].id} runs every {found:.3g} days; {requirement.cadence} asks for {wanted} at the most"
    return f"no active task for {name}; add a schedule, or an entry in .ddd/tasks.yaml"


def _verdicts(cadences: Iterable[CadenceResult]) -> Iterable[Finding]:
    for cadence in cadences:
        for one in cadence.elements:
            if one.verdict is Verdict.MET:
                continue
            code, severity = (
                ("DDD101", Severity.CRITICAL) if one.verdict is Verdict.MISSING else ("DDD102", Severity.WARNING)
            )
            message = f"{cadence.cadence} {one.element} is {one.verdict}: {one.reason}"
            yield Finding(code=code, severity=severity, message=message)
