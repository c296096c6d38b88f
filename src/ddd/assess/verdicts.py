"""Findings about what the spec asks for and the plan does not have."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from ddd.codes import Code
from ddd.model import CadenceResult, Completeness, ElementResult, Finding, Severity, Task, Verdict
from ddd.spec import Spec

MISSING = Code(
    "DDD101",
    "a required element is missing",
    Severity.CRITICAL,
    """The maintenance spec asks for it, and no active task does it that often.

    Either nothing does it, or what is called so runs too rarely, or what it runs could not be found: no file of this
    repository that ddd can follow its command to, and no program the spec knows.
    `ddd validate-maintenance-coverage --explain` shows which, with an entry for `.ddd/tasks.yaml` to paste; `--fix`
    writes it there with its blanks marked.

    An element that this system does not need goes out of `required_elements` in `.ddd.yaml`: only that changes the
    score. To take the finding out of the reports, and out of the gates that count findings (`--since`, `--baseline`),
    for a while, name it there with a reason and a day:

        suppress:
          - {code: DDD101, subject: monthly/audits, until: 2027-03-01, reason: "no users yet"}
    """,
)
PARTIAL = Code(
    "DDD102",
    "a required element is met in part",
    Severity.WARNING,
    """A task does it often enough, and its procedure is not complete: it earns what its best task earns, not all.

    The message names what is missing most. `ddd validate-maintenance-coverage --explain` shows each point and the
    smallest change that would earn it.
    """,
)
INCOMPLETE = Code(
    "DDD103",
    "a procedure is not complete",
    Severity.WARNING,
    """Somebody who has to do this task, or to see whether it was done, will have to ask.

    A complete procedure says for each step what to do and what one should see, and for the whole how one knows that it
    worked, the way back, what to do on failure, what must hold before, whom to call and how long it takes. From 80
    points of 100 on it is complete. Comments in the script count (`# Duration: …`, `# On failure: …`), a document that
    describes it counts, and so does an entry in `.ddd/tasks.yaml`.
    """,
)
NO_CATEGORY = Code(
    "DDD104",
    "a declared category is none of the spec's",
    Severity.WARNING,
    """A task of `.ddd/tasks.yaml` names a category that the maintenance spec does not have: it counts for no element.

    Mostly a slip of the pen; the message names the nearest one. A category of your own goes into `.ddd.yaml`, under
    `categories`.
    """,
)


def verdicts(cadences: Iterable[CadenceResult], tasks: Mapping[str, Task]) -> Iterator[Finding]:
    """Yield a finding for each required element that is not met."""
    for cadence in cadences:
        for one in cadence.elements:
            if one.verdict is not Verdict.MET:
                yield _verdict(cadence, one, tasks)


def incomplete(scores: Iterable[Completeness], tasks: Mapping[str, Task], spec: Spec) -> Iterator[Finding]:
    """Yield a finding for each task whose procedure is not complete."""
    for score in scores:
        if score.score < spec.complete:
            lacks = ", ".join(score.missing)
            message = f"{score.task}: procedure completeness {score.score:.0f} of 100; it lacks {lacks}"
            yield INCOMPLETE.finding(message, tasks[score.task].evidence[:1], score.task)


def unknown_categories(tasks: Iterable[Task], spec: Spec) -> Iterator[Finding]:
    """Yield a finding for each declared category that the spec does not have."""
    known = [one.name for one in spec.categories]
    for task in tasks:
        if task.category and task.category.text not in known:
            near = difflib.get_close_matches(task.category.text, known, n=1)
            advice = f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(known)}"
            message = f"{task.id}: no category is called “{task.category.text}”; {advice}"
            yield NO_CATEGORY.finding(message, task.category.evidence, task.id)


def _verdict(cadence: CadenceResult, one: ElementResult, tasks: Mapping[str, Task]) -> Finding:
    code = MISSING if one.verdict is Verdict.MISSING else PARTIAL
    message = f"{cadence.cadence} {one.element} is {one.verdict}: {one.reason}"
    evidence = tasks[one.tasks[0]].evidence[:1] if one.tasks else ()
    return code.finding(message, evidence, f"{cadence.cadence}/{one.element}")
