"""Which tasks and facts of a book count as evidence of one kind, and how that is told in a line or a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ddd.assess.real import is_real
from ddd.compliance import Compliance, Kind
from ddd.model import Cadence, Claim, Control, Evidence, Expiry, Fact, Rollback, State, Task, Trigger
from ddd.renderers import words
from ddd.renderers.renderer import Book
from ddd.renderers.views import watched

ANCHOR = "evidence-"
_OWNERS_TOLD = 2
_FACTS = {"expiry": Expiry, "rollback": Rollback, "trigger": Trigger}
_ESCALATION = "escalation"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task that counts, and the lines that say so."""

    task: Task
    places: tuple[Evidence, ...]

    @property
    def often(self) -> str:
        """How often it is done."""
        return words.PAGE_WORDS[self.task.cadence]

    @property
    def owner(self) -> str:
        """Whom to ask; empty: nobody is named."""
        return self.task.owners[0].text if self.task.owners else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A fact that counts; those that read the same are one."""

    name: str
    value: str
    scope: str
    places: tuple[Evidence, ...]
    owner: str = ""
    """Who answers for its file; empty: nobody is named."""
    note: str = ""
    """What a reader should know of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All evidence of one kind."""

    kind: Kind
    tasks: tuple[TaskRow, ...]
    facts: tuple[FactRow, ...]
    paths: tuple[int, int] = (0, 0)
    """Failure modes with a defined path to people, of all; where the kind asks for it."""
    unseen: tuple[Task, ...] = ()
    """Tasks called so whose work cannot be seen: a name is no evidence."""
    open: int = 0
    """Facts that are there and whose value could not be followed: not counted."""

    @property
    def is_found(self) -> bool:
        """Say whether there is any."""
        return bool(self.tasks or self.facts or self.paths[0])

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of its facts, once each."""
        return tuple(sorted({row.note for row in self.facts if row.note}))

    @property
    def anchor(self) -> str:
        """The id of its section."""
        return ANCHOR + self.kind.name

    @property
    def told(self) -> str:
        """How much there is, how often it is done and who answers for it: `2 tasks, every day, by @dba`."""
        parts = [self._of_tasks()] if self.tasks else []
        if self.facts:
            parts.append(words.counted(sum(len(row.places) for row in self.facts), "place"))
        if self.paths[0]:
            parts.append(f"{self.paths[0]} of {words.counted(self.paths[1], 'failure mode')}")
        return "; ".join(parts)

    def _of_tasks(self) -> str:
        cadences = sorted({row.task.cadence for row in self.tasks}, key=list(Cadence).index)
        often = [words.PAGE_WORDS[one] for one in (cadences[0], cadences[-1])]
        rhythm = " to ".join(dict.fromkeys(often))
        return f"{words.counted(len(self.tasks), 'task')}, {rhythm}, {_by(self.tasks)}"


def found(book: Book, compliance: Compliance) -> dict[str, Found]:
    """Return what there is of every kind, by the kind's name, in the order of the data."""
    finder = _Finder(book)
    return {name: finder.of(kind) for name, kind in compliance.kinds.items()}


def controls(facts: Iterable[Fact], *called: str) -> list[Control]:
    """Return the controls in force that are called one of these, by what they control and where; all without names."""
    wanted = [
        one
        for one in facts
        if isinstance(one, Control) and one.state is State.ACTIVE and (not called or one.control in called)
    ]
    return sorted(wanted, key=lambda one: (one.control, one.place, one.name))


def control_row(control: Control, owner: str = "") -> FactRow:
    """Return how a control reads in a table."""
    value = f"{control.value} {control.unit}".strip()
    return FactRow(
        name=f"{control.control}: {control.name or control.scope}".removesuffix(": "),
        value=value,
        scope=control.scope,
        places=control.evidence[:1],
        owner=owner,
        note=control.note,
    )


def once(rows: Iterable[FactRow]) -> tuple[FactRow, ...]:
    """Return rows of which no two tell the same value of the same line; what reads the same is one row."""
    seen = set()
    alike: dict[tuple[str, str, str], FactRow] = {}
    for row in rows:
        told = (row.name.partition(":")[0], row.value, str(row.places[0]))
        key = (row.name, row.value, row.scope)
        if told not in seen:
            seen.add(told)
            before = alike[key].places if key in alike else ()
            alike[key] = replace(alike.get(key, row), places=(*before, *row.places))
    return tuple(alike.values())


def _by(rows: Iterable[TaskRow]) -> str:
    """Return who answers for the tasks of some rows."""
    owners = list(dict.fromkeys(row.owner for row in rows))
    named = sorted(filter(None, owners))
    more = [f"{len(named) - _OWNERS_TOLD} more"] if len(named) > _OWNERS_TOLD else []
    without = ["nobody named for some"] if named and "" in owners else []
    return "by " + ", ".join([*named[:_OWNERS_TOLD], *more, *without]) if named else "nobody named"


class _Finder:
    def __init__(self, book: Book) -> None:
        self._book = book
        self._real = {task.id for task in book.plan.tasks if is_real(task, book.spec)}

    def of(self, kind: Kind) -> Found:
        called = [task for task in self._book.plan.tasks if self._book.category(task) in kind.categories]
        tasks = {row.task.id: row for row in self._tasks(kind, called)}
        told = {str(place) for row in tasks.values() for place in row.places}
        facts = once(row for row in self._facts(kind) if str(row.places[0]) not in told)
        figure = self._book.assessment.escalation
        return Found(
            kind=kind,
            tasks=tuple(tasks[name] for name in sorted(tasks)),
            facts=facts,
            paths=(int(figure.earned), int(figure.possible)) if _ESCALATION in kind.facts else (0, 0),
            unseen=tuple(one for one in called if one.id not in self._real and one.id not in tasks),
            open=sum(one.state is State.UNRESOLVED and self._counts(kind, one) for one in self._all),
        )

    def _tasks(self, kind: Kind, called: Iterable[Task]) -> Iterator[TaskRow]:
        if not kind.tasks_say:
            yield from (TaskRow(task=one, places=one.evidence[:1]) for one in called if one.id in self._real)
        for field in kind.tasks_say:
            for row in _SAYS[field](self._book):
                if not kind.categories or self._book.category(row.task) in kind.categories:
                    yield row

    @property
    def _all(self) -> tuple[Fact, ...]:
        return self._book.plan.inventory.facts

    def _facts(self, kind: Kind) -> Iterator[FactRow]:
        wanted = [one for one in self._all if one.state is State.ACTIVE and self._counts(kind, one)]
        for one in sorted(wanted, key=lambda one: (one.component, one.place, one.name)):
            yield _row(one, self._owner(one))

    def _counts(self, kind: Kind, fact: Fact) -> bool:
        if isinstance(fact, Control):
            return fact.control in kind.controls
        return any(isinstance(fact, _FACTS[name]) for name in kind.facts if name in _FACTS)

    def _owner(self, fact: Fact) -> str:
        owners = self._book.plan.owners.get(fact.origin or fact.place.path, ())
        return owners[0].text if owners else ""


def _row(fact: Fact, owner: str) -> FactRow:
    match fact:
        case Control():
            return control_row(fact, owner)
        case Expiry():
            ends = fact.not_after or (words.duration(fact.lifetime_seconds) if fact.lifetime_seconds else "")
            renewed = f"renewed by {fact.renewed_by}" if fact.renewed_by else ""
            value = ", ".join(filter(None, (ends, renewed)))
            return FactRow(name=fact.subject, value=value, scope="", places=fact.evidence[:1], owner=owner)
        case Trigger():
            name, value = fact.name or fact.subject, watched.condition(fact)
            return FactRow(name=name, value=value, scope="", places=fact.evidence[:1], owner=owner)
        case Rollback():
            value = "; ".join(fact.commands)
            name = fact.name or fact.condition or value or "way back"
            return FactRow(name=name, value="" if name == value else value, scope="", places=fact.evidence[:1])
    raise TypeError(f"{type(fact).__name__} is evidence of no kind")


def _claims(of: Callable[[Task], Iterable[Claim | None]]) -> Callable[[Book], Iterator[TaskRow]]:
    """Return what finds the tasks with a claim that says something."""

    def rows(book: Book) -> Iterator[TaskRow]:
        for task in book.plan.tasks:
            said = [one for one in of(task) if one and book.spec.says(one.text)]
            if said:
                yield TaskRow(task=task, places=tuple(place for one in said for place in one.evidence[:1]))

    return rows


def _validated(book: Book) -> Iterator[TaskRow]:
    for task in book.plan.tasks:
        point = next((one for one in book.scores[task.id].points if one.criterion == "validation"), None)
        if point and point.earned:
            yield TaskRow(task=task, places=point.evidence)


def _complete(book: Book) -> Iterator[TaskRow]:
    for task in book.plan.tasks:
        if book.scores[task.id].score >= book.spec.complete:
            yield TaskRow(task=task, places=task.evidence[:1])


_SAYS: dict[str, Callable[[Book], Iterator[TaskRow]]] = {
    "complete": _complete,
    "on_failure": _claims(lambda task: task.on_failure),
    "owner": _claims(lambda task: task.owners),
    "rollback": _claims(lambda task: (*task.rollback, task.rollback_not_needed)),
    "validation": _validated,
}
