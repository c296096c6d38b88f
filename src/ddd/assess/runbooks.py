"""Scores the runbooks that people wrote by hand, with the rules for Tasks, and names line by line what they lack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.assess.completeness import completeness
from ddd.codes import Code
from ddd.extractors.markdown.runbook_pages import Written, read_runbooks
from ddd.model import Cadence, Check, Claim, Completeness, Evidence, Finding, Phase, Rollback, Severity, Step, Task
from ddd.resolve.identity import slug
from ddd.scan.source import Source
from ddd.spec import Spec

NO_ACTION = Code(
    "DDD501",
    "a runbook without an action",
    Severity.WARNING,
    """Nothing on the page tells anybody to do something: no numbered steps, no commands, no sentence that says act.

    Write what to do as a numbered list below a heading such as `## Steps` or `## Mitigation`, a command in a code block
    for each step that has one. A page that only explains is no runbook: leave it out of what is linted.
    """,
)
NOTHING_TO_SEE = Code(
    "DDD502",
    "a step that does not say what one should see",
    Severity.INFO,
    """Somebody who has done this step cannot tell whether to go on.

    Say it below the command: `Expected output: …`, `You should see …`, `This should return …`, or show the answer in a
    `console` block behind the prompt. A step that begins with `Verify that …` says it already.
    """,
)
NO_VALIDATION = Code(
    "DDD503",
    "a runbook without a validation",
    Severity.WARNING,
    """No check comes after the last step that changes something: nobody knows whether it worked.

    Add a section `## Verification` with a command and its answer, or a last step `Verify that …`. Without it the score
    is at most 40.
    """,
)
NO_WAY_BACK = Code(
    "DDD504",
    "a runbook without a way back",
    Severity.WARNING,
    """Its steps change something, and nothing says how to take that back.

    Add a section `## Rollback` with what to do; or write that no rollback is needed, and why. Steps that only read or
    only add something need none. Without it the score is at most 60.
    """,
)
NOTHING_ON_FAILURE = Code(
    "DDD505",
    "a runbook that does not say what to do when it fails",
    Severity.WARNING,
    """At night a step fails, and the page ends there.

    Add `## If it fails`, `## Troubleshooting`, or a sentence at the step: `If the pod does not start, …`.
    """,
)
NO_PRECHECK = Code(
    "DDD506",
    "a runbook without a check before the first step",
    Severity.INFO,
    """Nothing says what must hold, or what to look at, before something is changed.

    Add `## Prerequisites` or `## Diagnosis`: which access is needed, which command shows that this is the right page.
    """,
)
NOBODY_TO_CALL = Code(
    "DDD507",
    "a runbook that names nobody to call",
    Severity.WARNING,
    """When the page does not help, its reader has to know whom to ask.

    Add `## Escalation` with a team, a channel or a rota, or a line `Owner: @team`; `owner:` in the front matter counts.
    """,
)
NO_DURATION = Code(
    "DDD508",
    "a runbook that does not say how long it takes",
    Severity.INFO,
    """Whoever follows it cannot tell whether it hangs, nor whether there is time before the morning.

    Add a line `Duration: 20 minutes`.
    """,
)
PLACEHOLDER = Code(
    "DDD509",
    "a placeholder where something should be said",
    Severity.WARNING,
    """`TODO`, `as needed`, `check the logs`, or a heading with nothing below it: it looks as if it said something.

    Say which log and what to look for in it, how much is needed, or delete the line. Placeholders earn no points.
    """,
)
DEAD_LINK = Code(
    "DDD510",
    "a link that leads nowhere",
    Severity.WARNING,
    """The file that the page links to does not exist, or it has no such heading.

    Only links to files beside the page are followed, and only within its repository; addresses are never fetched.
    """,
)
_OF_CRITERIA = (
    ("rollback", NO_WAY_BACK, "says no way back: add a `## Rollback`, or that none is needed"),
    ("on_failure", NOTHING_ON_FAILURE, "does not say what to do when it fails: add `## If it fails`"),
    ("precheck", NO_PRECHECK, "has no check before the first step{first}: add `## Prerequisites` or `## Diagnosis`"),
    ("escalation", NOBODY_TO_CALL, "names nobody to call: add `## Escalation`, or a line `Owner: …`"),
    ("duration", NO_DURATION, "does not say how long it takes: add a line `Duration: …`"),
)
_HAS_A_WORD = re.compile(r"[^\W\d_]{3}")
_SHOUTED = re.compile(r"\b(?:TODO|TBD|FIXME|TBA|XXX)\b")
_LONGEST_QUOTE, _LONGEST_PLACEHOLDER = 80, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """A procedure on a page and what it is worth."""

    title: str
    place: Evidence
    """Its heading."""
    completeness: Completeness
    findings: tuple[Finding, ...]


def runbooks(source: Source, spec: Spec) -> tuple[Runbook, ...]:
    """Return the procedures of a page with their scores, in its order, at least one."""
    return tuple(_scored(one, spec) for one in read_runbooks(source))


def _scored(written: Written, spec: Spec) -> Runbook:
    task = _as_task(written)
    score = completeness(task, spec)
    return Runbook(
        title=task.title,
        place=task.evidence[0],
        completeness=score,
        findings=tuple(
            sorted(
                (*_lacking(task, score), *_placeholders(written, spec, task.id)),
                key=lambda one: (one.evidence, one.code),
            )
        ),
    )


def _as_task(written: Written) -> Task:
    """Return the Task that a page tells of. Its rhythm is not known, and no criterion asks for it."""
    procedure = written.procedure
    return Task(
        id=f"{procedure.place.path}#{slug(procedure.title)}",
        title=procedure.title,
        cadence=Cadence.ANNUAL,
        longest_gap=0,
        grace=0,
        resolved=True,
        purpose=procedure.purpose,
        steps=procedure.steps,
        prechecks=tuple(map(_checked, (one for one in written.checks if one.phase is Phase.PRE))),
        validations=tuple(map(_checked, (one for one in written.checks if one.phase is Phase.POST))),
        rollback=tuple(map(_way_back, written.ways_back)),
        rollback_not_needed=written.not_needed,
        on_failure=written.on_failure,
        owners=tuple(Claim(text=one.name, evidence=one.evidence) for one in written.contacts),
        duration=procedure.duration,
        evidence=procedure.evidence,
    )


def _checked(check: Check) -> Claim:
    return Claim(text=check.condition, evidence=check.evidence)


def _way_back(rollback: Rollback) -> Claim:
    return Claim(text=rollback.condition or "; ".join(rollback.commands), evidence=rollback.evidence)


def _lacking(task: Task, score: Completeness) -> Iterator[Finding]:
    earned = {point.criterion: point.earned for point in score.points}
    if not earned["action"]:
        yield NO_ACTION.finding(f"“{task.title}” tells nobody to do anything", task.evidence[:1], task.id)
        return
    yield from _unseen(task, score)
    last = task.steps[-1].evidence.line
    if not earned["validation"]:
        message = f"“{task.title}” has no validation: add a check after the last step (line {last})"
        yield NO_VALIDATION.finding(message, task.evidence[:1], task.id)
    for criterion, code, lack in _OF_CRITERIA:
        if not earned[criterion]:
            said = lack.format(first=f" (line {task.steps[0].evidence.line})")
            yield code.finding(f"“{task.title}” {said}", task.evidence[:1], task.id)


def _unseen(task: Task, score: Completeness) -> Iterator[Finding]:
    seen = next(point.evidence for point in score.points if point.criterion == "expected")
    done = next(point.evidence for point in score.points if point.criterion == "action")
    for step in task.steps:
        if step.evidence in done and step.evidence not in seen:
            message = f"“{_called(step)}” does not say what one should see"
            yield NOTHING_TO_SEE.finding(message, (step.evidence,), task.id)


def _called(step: Step) -> str:
    return _quote(step.text or step.command.split("\n")[0])


def _placeholders(written: Written, spec: Spec, subject: str) -> Iterator[Finding]:
    for one in written.wording:
        if _stands_for_nothing(one.text, spec):
            message = f"“{_quote(one.text)}” stands where something should be said"
            yield PLACEHOLDER.finding(message, one.evidence, subject)
    for one in written.empty:
        yield PLACEHOLDER.finding(f"nothing stands below “{_quote(one.text)}”", one.evidence, subject)


def _stands_for_nothing(text: str, spec: Spec) -> bool:
    """Tell whether a sentence is a placeholder; in a long one, `as needed` is only a turn of phrase, `TODO` is not."""
    if not _HAS_A_WORD.search(text) or not spec.placeholders.match(text):
        return False
    return len(text.split()) <= _LONGEST_PLACEHOLDER or _SHOUTED.search(text) is not None


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"
