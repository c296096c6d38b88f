"""Tables for spreadsheets: tasks, schedules, failure modes, contacts, each row with who says so.

A cell that a spreadsheet would take for a formula begins with `'`.
"""

from __future__ import annotations

import csv as tables
import io
from collections.abc import Iterable, Iterator, Sequence

from ddd.link.declared import run_by
from ddd.model import Artifact, Claim, Contact, Evidence, FailureMode, Schedule, State, Task
from ddd.renderers.renderer import Book, Chapter, target
from ddd.renderers.targets import _work
from ddd.scan.text import visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Row = Sequence[object]


@target("csv", folder="csv")
def csv(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield `tasks.csv`, `schedules.csv`, `failure-modes.csv` and `contacts.csv`."""
    facts = book.plan.inventory.facts
    modes = [one for one in facts if isinstance(one, FailureMode) and one.state is State.ACTIVE]
    contacts = [one for one in facts if isinstance(one, Contact) and one.state is State.ACTIVE]
    yield _table("tasks.csv", _TASK, (_task(book, one) for one in book.plan.tasks))
    yield _table("schedules.csv", _SCHEDULE, _schedules(book))
    yield _table("failure-modes.csv", _MODE, _modes(book, modes))
    yield _table("contacts.csv", _CONTACT, map(_contact, contacts))


_TASK = (
    "task", "title", "cadence", "category", "command", "automatic", "owner", "duration", "steps", "checks", "way_back",
    "failure_modes", "longest_gap_seconds", "grace_seconds", "completeness", "missing", "runbook", "evidence",
)  # fmt: skip
_SCHEDULE = (
    "task", "system", "name", "state", "cadence", "expression", "dialect", "timezone", "user", "command",
    "longest_gap_seconds", "note", "evidence",
)  # fmt: skip
_MODE = (
    "component", "message", "condition", "severity", "outcome", "within_seconds", "suppressed", "tasks", "told",
    "after_seconds", "evidence",
)  # fmt: skip
_CONTACT = (
    "name", "role", "channel", "address", "scope", "level", "after_seconds", "repeat_seconds", "system", "evidence"
)  # fmt: skip


def _task(book: Book, task: Task) -> Row:
    score = book.scores[task.id]
    return (
        task.id,
        task.title,
        task.cadence,
        book.category(task),
        task.command,
        _yes(run_by(task)),
        _claims(task.owners),
        _claims([task.duration] if task.duration else []),
        len(task.steps),
        len(task.validations),
        "not needed" if task.rollback_not_needed and not task.rollback else _yes(task.rollback),
        len(task.failure_modes),
        task.longest_gap,
        task.grace,
        f"{score.score:.0f}",
        " ".join(score.missing),
        _work.page(book, task),
        _places(task.evidence),
    )


def _schedules(book: Book) -> Iterator[Row]:
    """Yield those of every state: what never runs is asked for in spreadsheets, too."""
    tasks: dict[str, list[str]] = {}
    for task in book.plan.tasks:
        for one in task.schedules:
            tasks.setdefault(one.id, []).append(task.id)
    for one in (fact for fact in book.plan.inventory.facts if isinstance(fact, Schedule)):
        yield (
            " ".join(tasks.get(one.id, ())),
            one.system,
            one.name,
            one.state,
            one.cadence or "",
            one.expression,
            one.dialect,
            one.timezone or "",
            one.user,
            one.command or one.target,
            _or_empty(one.longest_gap),
            one.note,
            _places(one.evidence),
        )


def _modes(book: Book, modes: Iterable[FailureMode]) -> Iterator[Row]:
    tasks: dict[Evidence, list[str]] = {}
    for task in book.plan.tasks:
        for place in dict.fromkeys(mode.place for mode in task.failure_modes):
            tasks.setdefault(place, []).append(task.id)
    for one in modes:
        told = book.plan.escalations.get(one.id, ())
        first = told[0].after_seconds if told else None
        yield (
            one.component,
            one.message,
            one.guard,
            one.severity or "",
            one.outcome,
            _or_empty(one.within_seconds),
            _yes(one.suppressed),
            " ".join(tasks.get(one.place, ())),
            "; ".join(step.who for step in told),
            _or_empty(first),
            _places(one.evidence),
        )


def _contact(one: Contact) -> Row:
    return (
        one.name,
        one.role,
        one.channel,
        one.address,
        one.scope,
        _or_empty(one.level),
        _or_empty(one.after_seconds),
        _or_empty(one.repeat_seconds),
        one.system,
        _places(one.evidence),
    )


def _table(path: str, columns: Sequence[str], rows: Iterable[Row]) -> Artifact:
    text = io.StringIO()
    writer = tables.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(str(value)) for value in row] for row in rows)
    return Artifact(path=path, text=text.getvalue(), title=path.removesuffix(".csv").replace("-", " ").capitalize())


def _cell(value: str) -> str:
    text = visible(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _places(evidence: Iterable[Evidence]) -> str:
    return " ".join(dict.fromkeys(map(str, evidence)))


def _claims(claims: Iterable[Claim]) -> str:
    return "; ".join(one.text for one in claims)


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _or_empty(value: int | None) -> object:
    return "" if value is None else value
