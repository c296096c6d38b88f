"""Procedure Completeness of a Task, point by point; every point says what earned it or what would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ddd.assess.commands import command_lines, may_lose
from ddd.model import Claim, Completeness, Point, Step, Task
from ddd.scan.tree import DECLARED_TASKS
from ddd.spec import Spec


def completeness(task: Task, spec: Spec) -> Completeness:
    """Return the Procedure Completeness of a task, 0 to 100, point by point."""
    return _Scoring(task, spec).result()


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
            lines = command_lines(step.command) or (step.command.strip(),)
            return not all(self.spec.idle.match(line) and not _writes(line) for line in lines)
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
        """Return all checks that say something, in the order of their lines."""
        said = (one for one in (*self.task.prechecks, *self.task.validations) if self._says(one.text))
        return tuple(sorted(said, key=lambda one: one.evidence))

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
        losing = [step for step in self.task.steps if may_lose(step, self.spec)]
        claim = self.task.rollback_not_needed
        if claim and self._says(claim.text):
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
        return self.spec.says(text)

    def _changes(self, step: Step) -> bool:
        """Tell whether the step may leave anything different; what a person does by hand may.

        A note in a file (`echo … > last-success`) tells of the work and is no part of it.
        """
        return step.manual or any(self._changed_by(line) for line in command_lines(step.command))

    def _changed_by(self, line: str) -> bool:
        if not self.spec.read_only.match(line):
            return True
        return _writes(line) and not self.spec.idle.match(line)

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
