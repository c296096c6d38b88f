"""The automation scripts: one for each task that a machine can carry out alone, as its schedule runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddd.model import Artifact, Claim, Schedule, Step, Task
from ddd.renderers import pages, words
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.scripts import _shell
from ddd.renderers.scripts._checks import asked, check_texts, numbered
from ddd.renderers.views.by_hand import Start, start
from ddd.scan.tree import DECLARED_TASKS
from ddd.spec import Spec

_SHOWN_STEPS = 20
_SHOWN_CHARACTERS = 300


@renderer(
    "automation scripts", Pillar.PREDICTABLE, "carry out a routine task: it says what it would do, and `--run` does it"
)
def automation(book: Book) -> Iterator[Artifact]:
    """Yield `scripts/run/<task id>.sh` for each task that a machine can carry out alone."""
    for task in book.plan.tasks:
        found = start(task, book.spec)
        if not found.refusal:
            yield _script(task, found, book)


def why_not(task: Task, spec: Spec) -> str:
    """Return why a task has no automation script; empty: it has one."""
    return str(start(task, spec).refusal or "")


def _script(task: Task, found: Start, book: Book) -> Artifact:
    everything = asked(task, book)
    checks = [one for one in everything if not one.is_work]
    about = list(_about(task, found, any(one.is_work for one in everything)))
    text = _shell.script(
        "run.sh.j2",
        task=task,
        about=about,
        typed=found.typed,
        users=found.users,
        users_pattern=" | ".join(found.users),
        name=_shell.file_name(task.id),
        numbered=numbered(checks),
        phases={one.phase.value for one in checks},
        texts=[*_texts(task, found, about), *check_texts(checks)],
    )
    path = pages.script_of(task, "run", book.plan)
    return Artifact(path=path, text=text, title=f"Run: {task.title}", executable=True)


def _about(task: Task, found: Start, asks: bool) -> Iterator[tuple[str, str]]:
    """Yield the head of the script: label and text."""
    yield "When", "; ".join(map(_when, task.schedules)) or words.PAGE_WORDS[task.cadence]
    if task.purpose:
        yield "Purpose", _claim(task.purpose)
    if asks:
        yield "Checks", "to ask them is its work: its exit status tells how they ended"
    if found.users:
        yield "As user", " or ".join(found.users)
    if task.duration:
        yield "Takes", _claim(task.duration)
    yield "Call", "; ".join(map(_claim, task.owners)) or f"not documented; add `owner:` in {DECLARED_TASKS}"
    if found.note:
        yield "Mind", found.note
    yield "Source", _shell.places(task.evidence)


def _texts(task: Task, found: Start, about: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield all that the script says and runs, by the keys that its functions know."""
    yield "task", _shell.one_line(task.id)
    yield "title", _shell.one_line(task.title)
    yield "about", _shell.listed(f"{label}: {text}" for label, text in about)
    for number, one in enumerate(found.typed, start=1):
        ordinal = f"step {number} of {len(found.typed)}" if len(found.typed) > 1 else "the command"
        said = f"{ordinal}: {_shell.one_line(one.text)}" if one.text else ordinal
        yield f"step.{number}", _shell.one_line(f"{said}  ({one.evidence})")
        yield f"command.{number}", one.whole
        if one.expected:
            yield f"expected.{number}", _shell.one_line(one.expected)
    inside = [step for step in task.steps if step.command not in {one.command for one in found.typed}]
    if task.schedules and inside:
        yield "inside", _shell.listed(_inside(inside))
    yield "failing", _shell.listed(_failing(task))


def _inside(steps: list[Step]) -> Iterator[str]:
    for step in steps[:_SHOWN_STEPS]:
        said = _shell.one_line(step.text or step.command)
        seen = f"; you should see: {_shell.one_line(step.expected)}" if step.expected else ""
        yield f"- {said[:_SHOWN_CHARACTERS]}{seen}  ({step.evidence})"
    if len(steps) > _SHOWN_STEPS:
        yield f"- and {words.counted(len(steps) - _SHOWN_STEPS, 'more step')}"


def _failing(task: Task) -> Iterator[str]:
    for claim in task.on_failure:
        yield f"- {_claim(claim)}"
    if not task.on_failure:
        yield f"- What to do is not documented; add `on_failure:` in {DECLARED_TASKS}."
    for claim in task.rollback:
        yield f"- Way back: {_claim(claim)}"
    if not task.rollback:
        fine = task.rollback_not_needed
        add = f"not documented; add `rollback:` in {DECLARED_TASKS}."
        yield f"- Way back: {_claim(fine) if fine else add}"
    owners = "; ".join(map(_claim, task.owners))
    yield f"- Call: {owners or f'not documented; add `owner:` in {DECLARED_TASKS}.'}"


def _when(schedule: Schedule) -> str:
    plain = words.in_words(schedule)
    told = f"{plain} ({schedule.expression})" if plain and plain != schedule.expression else schedule.expression
    return f"{told}, {schedule.timezone or 'in which time zone is not documented'}"


def _claim(claim: Claim) -> str:
    return f"{_shell.one_line(claim.text)} ({_shell.places(claim.evidence)})"
