"""Which tasks and facts of a book count as evidence of one kind, and how that is told in a line or a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from textwrap import shorten

from ddd.assess.categories import as_words
from ddd.assess.commands import command_lines
from ddd.assess.real import is_real
from ddd.compliance import Compliance, FactRule, Kind, TaskRule, Words
from ddd.link.declared import run_by
from ddd.link.owners import Owners
from ddd.measures import seconds
from ddd.model import (
    Cadence,
    Claim,
    Confidence,
    Control,
    Evidence,
    Expiry,
    Fact,
    Rollback,
    State,
    Task,
    Trigger,
    replace,
)
from ddd.renderers import words
from ddd.renderers.renderer import Book
from ddd.renderers.views import watched

ANCHOR = "evidence-"
_OWNERS_TOLD = 2
_FACTS = {"expiry": Expiry, "rollback": Rollback, "trigger": Trigger}
_MAY_BE_MEANT = (Control, *_FACTS.values())
"""All that a rule can speak of."""
_ESCALATION = "escalation"
_LONGEST_VALUE = 119
_LONGEST_NOTE = 300
_MOST_COMMANDS = 3
_DAY = 86_400


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
    """Tasks called so whose work cannot be seen: a name is no evidence. Each is told at one kind only."""
    open: int = 0
    """Facts that are there and whose value could not be followed: not counted."""
    short: tuple[FactRow, ...] = ()
    """Controls that say less than is asked for: not counted."""
    outside: tuple[FactRow, ...] = ()
    """Facts of which only something outside of the repository says whether they hold: not counted."""
    others: tuple[Task, ...] = ()
    """Tasks of its category whose work is seen and is evidence of nothing that asks for the category."""

    @property
    def is_found(self) -> bool:
        """Say whether there is any."""
        return bool(self.tasks or self.facts or self.paths[0])

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of its facts, once each."""
        return tuple(sorted({shortened(row.note, _LONGEST_NOTE) for row in self.facts if row.note}))

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
    kinds = {name: finder.of(kind) for name, kind in compliance.kinds.items()}
    told = {row.task.id for one in kinds.values() if one.kind.asks_for_work for row in one.tasks}
    for name, one in kinds.items():
        unseen, others = (tuple(task for task in tasks if task.id not in told) for tasks in (one.unseen, one.others))
        told |= {task.id for task in (*unseen, *others)}
        kinds[name] = replace(one, unseen=unseen, others=others)
    return kinds


def shortened(text: str, longest: int = _LONGEST_VALUE) -> str:
    """Return a text on one line, cut behind a word where it is too long."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = shorten(line, longest, placeholder=" …")
    return cut if len(cut) > longest // 2 else line[: longest - 1] + "…"


def controls(facts: Iterable[Fact], *called: str) -> list[Control]:
    """Return the controls in force that are called one of these, by what they control and where; all without names."""
    wanted = [
        one
        for one in facts
        if isinstance(one, Control) and one.state is State.ACTIVE and (not called or one.control in called)
    ]
    return sorted(wanted, key=lambda one: (one.control, one.place, one.name))


def amount(control: Control) -> str:
    """Return how far a control goes, as people say it: `30 days`, `1 day`, `1 daily copy`."""
    unit = control.unit
    if control.value == "1":
        unit = f"{unit.removesuffix('copies')}copy" if unit.endswith("copies") else unit.removesuffix("s")
    return f"{control.value} {unit}".strip()


def control_row(control: Control, owner: str = "") -> FactRow:
    """Return how a control reads in a table."""
    return FactRow(
        name=shortened(f"{control.control}: {control.name or control.scope}".removesuffix(": ")),
        value=shortened(amount(control)),
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
        self._owners = Owners(book.plan.inventory)
        self._tasks = [task for task in book.plan.tasks if is_real(task, book.spec)]
        self._unreal = [task for task in book.plan.tasks if not is_real(task, book.spec)]
        facts = (one for one in book.plan.inventory.facts if isinstance(one, _MAY_BE_MEANT))  # the fewest are
        self._facts = sorted(facts, key=lambda one: (one.component, one.place, one.name))

    def of(self, kind: Kind) -> Found:
        rows = [row for rule in kind.tasks for row in self._by_rule(rule)]
        tasks = {row.task.id: row for row in reversed(rows)}
        told = {str(place) for row in rows for place in row.places}
        found = [one for one in self._facts if any(_is_meant(rule, one) for rule in kind.facts)]
        active = [one for one in found if one.state is State.ACTIVE]
        certain = [one for one in active if any(_counts(rule, one) for rule in kind.facts)]
        facts = (row for row in map(self._row, certain) if str(row.places[0]) not in told)
        asks_for_paths = any(_ESCALATION in rule.kinds for rule in kind.facts)
        figure = self._book.assessment.escalation
        return Found(
            kind=kind,
            tasks=tuple(tasks[name] for name in sorted(tasks)),
            facts=once(facts),
            paths=(int(figure.earned), int(figure.possible)) if asks_for_paths else (0, 0),
            unseen=tuple(one for one in self._called(kind, self._unreal) if one.id not in tasks),
            open=sum(one.state is State.UNRESOLVED for one in found),
            short=once(self._row(one) for one in active if all(_is_short(rule, one) for rule in kind.facts)),
            outside=once(self._row(one) for one in active if not any(_is_certain(rule, one) for rule in kind.facts)),
            others=tuple(one for one in self._called(kind, self._tasks) if one.id not in tasks),
        )

    def _called(self, kind: Kind, tasks: Iterable[Task]) -> Iterator[Task]:
        """Yield the tasks of the categories of a kind."""
        return (task for task in tasks if self._book.category(task) in kind.categories)

    def _by_rule(self, rule: TaskRule) -> Iterator[TaskRow]:
        """Yield the tasks for which all holds that a rule gives, with the lines that say so."""
        if not rule.says:
            for task in self._tasks:
                if self._fits(rule, task) and (places := self._doing(rule, task)) is not None:
                    yield TaskRow(task=task, places=(*task.evidence[:1], *places))
        for field in rule.says:
            for row in _SAYS[field](self._book):
                if self._fits(rule, row.task) and self._doing(rule, row.task) is not None:
                    yield row

    def _fits(self, rule: TaskRule, task: Task) -> bool:
        doer = "machines" if run_by(task) else "people"
        told = as_words(f"{task.id.rpartition('/')[2]} {task.title} {task.purpose.text if task.purpose else ''}")
        return (
            (not rule.categories or self._book.category(task) in rule.categories)
            and rule.done_by in ("", doer)
            and (not rule.words or rule.words.match(told))
        )

    def _doing(self, rule: TaskRule, task: Task) -> tuple[Evidence, ...] | None:
        """Return the lines of the commands that a rule asks for; nothing where it asks for none, None without."""
        if not rule.commands and not rule.spec_commands:
            return ()
        wanted: list[Words] = [rule.commands]
        if rule.spec_commands:
            wanted += [
                Words((one.commands.match,)) for one in self._book.spec.categories if one.name in rule.categories
            ]
        found = [
            step.evidence
            for step in task.steps
            if any(words.match(line) for line in command_lines(step.command) for words in wanted)
        ]
        return (
            tuple(one for one in dict.fromkeys(found[:_MOST_COMMANDS]) if one not in task.evidence[:1])
            if found
            else None
        )

    def _row(self, fact: Fact) -> FactRow:
        owners = self._owners.of(fact.place.path)
        return _row(fact, owners[0].text if owners else "")


def _is_meant(rule: FactRule, fact: Fact) -> bool:
    """Tell whether a fact speaks of what a rule asks for."""
    if isinstance(fact, Control):
        is_kind = fact.control in rule.controls
    else:
        is_kind = any(isinstance(fact, _FACTS[name]) for name in rule.kinds if name in _FACTS)
    return (
        is_kind
        and fact.system not in rule.not_systems
        and (not rule.systems or fact.system in rule.systems)
        and (not rule.says or rule.says.match(_text(fact)))
        and not rule.not_says.match(_text(fact))
    )


def _counts(rule: FactRule, fact: Fact) -> bool:
    """Tell whether a fact is evidence: it says how far, far enough, and holds whatever is set elsewhere."""
    if isinstance(fact, Expiry) and not _ends(fact):
        return False
    return _is_meant(rule, fact) and _is_certain(rule, fact) and not _is_short(rule, fact)


def _is_certain(rule: FactRule, fact: Fact) -> bool:
    return not rule.certain or fact.confidence is Confidence.HIGH


def _is_short(rule: FactRule, fact: Fact) -> bool:
    """Tell whether a control keeps nothing at all, or says an age that is less than a rule asks for."""
    if not isinstance(fact, Control):
        return False
    if fact.value == "0" and fact.control.endswith("retention"):
        return True
    age = seconds(amount(fact))
    return age is not None and age < rule.at_least_days * _DAY


def _text(fact: Fact) -> str:
    match fact:
        case Control():
            return f"{fact.name} {fact.scope} {fact.value}"
        case Expiry():
            return f"{fact.name} {fact.subject}"
        case Trigger():
            return f"{fact.name} {fact.subject} {fact.condition}"
    return fact.name


def _ends(fact: Expiry) -> str:
    """Say when something ends, what renews it or when somebody acts; empty: none of it is known."""
    ends = fact.not_after or (words.duration(fact.lifetime_seconds) if fact.lifetime_seconds else "")
    renewed = f"renewed by {fact.renewed_by}" if fact.renewed_by else ""
    acted = f"acted on {words.counted(fact.lead_days, 'day')} before" if fact.lead_days else ""
    return ", ".join(filter(None, (ends, renewed, acted)))


def _row(fact: Fact, owner: str) -> FactRow:
    match fact:
        case Control():
            return control_row(fact, owner)
        case Expiry():
            name, value = shortened(fact.subject), _ends(fact)
            return FactRow(name=name, value=value, scope="", places=fact.evidence[:1], owner=owner)
        case Trigger():
            name, value = shortened(fact.name or fact.subject), shortened(watched.condition(fact))
            return FactRow(name=name, value=value, scope="", places=fact.evidence[:1], owner=owner)
        case Rollback():
            value = shortened("; ".join(fact.commands))
            name = shortened(fact.name or fact.condition or value or "way back")
            value = "" if name == value else value
            return FactRow(name=name, value=value, scope="", places=fact.evidence[:1], owner=owner)
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
        point = book.scores[task.id].point("validation")
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
