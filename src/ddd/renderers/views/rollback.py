"""The ways back: which tasks have none, which have one, which need none, and those that belong to no task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from ddd import markup
from ddd.assess.commands import command_lines, may_lose
from ddd.model import Claim, Completeness, Confidence, Evidence, Plan, Point, Rollback, State, Step, Task
from ddd.renderers import words
from ddd.renderers.views import gravity
from ddd.renderers.views.cutting import Cut, cut, share, short
from ddd.renderers.views.failures import NO_COMPONENT
from ddd.spec import Spec

_UNTOLD = "not documented"
_PROSE = frozenset({"markdown"})
"""Systems whose condition is a sentence of its own."""
_CODE = frozenset({"ansible", "shell"})
"""Systems that carry out what stands under a condition."""
_MOST_ROWS = 1_000
_MOST_WAYS = 6
"""Ways back of one task."""
_MOST_OTHERS = 200
_LONGEST = 2_000
"""Characters of the commands of one way back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A task without a known way back."""

    task: Task
    severity: str
    """The gravest word the repository has for its failing; `not documented`."""
    severity_places: tuple[Evidence, ...]
    because: Step | None
    """The first step that is not known to only read or add, a command before what a person does; None: it is not
    known what the task does."""
    line: str
    """Of several commands in that step the first that is not known to; empty: a person does it."""
    more: int
    """How many more such steps there are."""

    @property
    def reason(self) -> str:
        """What that step does, short."""
        return short(self.line or (self.because.text if self.because else "") or "a step by hand")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grave:
    """Tasks without a way back whose failing is equally grave."""

    severity: str
    tasks: Cut[Stuck]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way back."""

    title: str
    condition: str
    """When to take it; may be empty."""
    by_itself: bool
    """The code does it when the condition holds; a person only where it did not."""
    commands: str
    """Empty: it is told in words only."""
    language: str
    shortened: bool
    note: str
    read_from_code: bool
    """Nobody says that this is the way back: ddd saw it in the code."""
    places: tuple[Evidence, ...]

    def block(self, indent: int) -> Markup:
        """Return its commands as a fenced block."""
        return markup.fence(self.commands, indent, self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoable:
    """A task with a way back."""

    task: Task
    ways: Cut[Way]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmless:
    """A task that needs no way back, and who says so."""

    task: Task
    reason: str
    quoted: bool
    """The reason is in the words of the repository; else ddd found that no step needs one."""
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """The ways back of one folder that belong to no task."""

    title: str
    ways: Cut[Way]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollbacks:
    """All of a plan."""

    stuck: tuple[Grave, ...]
    undoable: tuple[Undoable, ...]
    harmless: tuple[Harmless, ...]
    others: tuple[Others, ...]


def rollbacks(plan: Plan, scores: Mapping[str, Completeness], spec: Spec) -> Rollbacks:
    """Return the ways back of a plan: each task stands in one of the lists."""
    facts = [one for one in plan.inventory.facts if isinstance(one, Rollback) and one.state is State.ACTIVE]
    by_place = {one.evidence: one for one in facts}
    stuck, undoable, harmless = [], [], []
    for task in plan.tasks:
        point = scores[task.id].point("rollback")
        claims = [claim for claim in task.rollback if spec.says(claim.text)]
        if point is None or not point.earned:
            stuck.append(_stuck(task, plan, spec))
        elif claims:
            ways = (_way(claim, by_place.get(claim.evidence)) for claim in claims)
            undoable.append(Undoable(task=task, ways=cut(tuple(ways), _MOST_WAYS)))
        else:
            harmless.append(_harmless(task, point))
    used = {claim.evidence for task in plan.tasks for claim in _claims(task)}
    others = tuple(_others(one for one in facts if one.evidence not in used))
    return Rollbacks(
        stuck=tuple(_by_severity(stuck)), undoable=tuple(undoable), harmless=tuple(harmless), others=others
    )


def _claims(task: Task) -> Iterator[Claim]:
    yield from task.rollback
    if task.rollback_not_needed:
        yield task.rollback_not_needed


def _stuck(task: Task, plan: Plan, spec: Spec) -> Stuck:
    found = gravity.of_task(task, plan)
    losing = sorted((step for step in task.steps if may_lose(step, spec)), key=lambda step: not step.command)
    return Stuck(
        task=task,
        severity=found.severity.value if found.severity else _UNTOLD,
        severity_places=found.places,
        because=losing[0] if losing else None,
        line=_losing_line(losing[0], spec) if losing else "",
        more=max(0, len(losing) - 1),
    )


def _losing_line(step: Step, spec: Spec) -> str:
    """Return the part of a step's command that may lose something: of a loop what it repeats."""
    lines = command_lines(step.command)
    if len(lines) > 1:
        harmless = (spec.read_only, spec.additive)
        return next((one for one in lines if not any(known.match(one) for known in harmless)), step.command)
    return step.command


def _by_severity(stuck: Iterable[Stuck]) -> Iterator[Grave]:
    order = [*(one.value for one in gravity.GRAVEST_FIRST), _UNTOLD]
    ordered = sorted(stuck, key=lambda one: (order.index(one.severity), one.task.title.lower(), one.task.id))
    groups = [(severity, list(of)) for severity, of in groupby(ordered, key=lambda one: one.severity)]
    most = share([len(of) for _, of in groups], _MOST_ROWS)
    yield from (Grave(severity=severity, tasks=cut(of, most)) for severity, of in groups)


def _harmless(task: Task, point: Point) -> Harmless:
    claim = task.rollback_not_needed
    if claim:
        return Harmless(task=task, reason=claim.text, quoted=True, places=claim.evidence)
    reason = point.reason.removeprefix("not needed: ")
    return Harmless(task=task, reason=reason, quoted=False, places=point.evidence)


def _way(claim: Claim, fact: Rollback | None) -> Way:
    if fact is None:
        return _made(title=claim.text, evidence=claim.evidence)
    return _of_fact(fact)


def _of_fact(fact: Rollback, places: tuple[Evidence, ...] = ()) -> Way:
    prose = fact.system in _PROSE
    said = ": ".join(one for one in (fact.name, fact.condition) if one) if prose else fact.name
    by_itself = fact.system in _CODE and bool(fact.commands and fact.condition)
    return _made(
        title="" if fact.name in fact.commands else said,
        condition="" if prose else fact.condition.removeprefix("when "),
        by_itself=by_itself,
        commands=fact.commands,
        note=fact.note,
        read_from_code=fact.confidence is not Confidence.HIGH and not by_itself,
        evidence=places or fact.evidence,
    )


def _made(
    *,
    title: str,
    evidence: tuple[Evidence, ...],
    condition: str = "",
    by_itself: bool = False,
    commands: tuple[str, ...] = (),
    note: str = "",
    read_from_code: bool = False,
) -> Way:
    text = "\n".join(commands)
    language = words.language(Step(command=commands[0], evidence=evidence[0])) if commands else "sh"
    return Way(
        title=title,
        condition=condition,
        by_itself=by_itself,
        commands=text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n…",
        language=language,
        shortened=len(text) > _LONGEST or words.is_shortened(text),
        note=note,
        read_from_code=read_from_code,
        places=evidence,
    )


def _others(facts: Iterable[Rollback]) -> Iterator[Others]:
    """Yield the folders with their ways back, those that read alike told once."""
    ordered = sorted(facts, key=lambda one: (one.component, one.place, one.name, one.condition))
    groups = [(name, tuple(_distinct(of))) for name, of in groupby(ordered, key=lambda one: one.component)]
    most = max(1, share([len(ways) for _, ways in groups], _MOST_OTHERS))
    yield from (Others(title=name or NO_COMPONENT, ways=cut(ways, most)) for name, ways in groups)


def _distinct(facts: Iterable[Rollback]) -> Iterator[Way]:
    found: dict[tuple[str, str, tuple[str, ...], str], list[Rollback]] = {}
    for fact in facts:
        found.setdefault((fact.name, fact.condition, fact.commands, fact.note), []).append(fact)
    for same in found.values():
        places = same[0].evidence if len(same) == 1 else tuple(dict.fromkeys(one.place for one in same))
        yield _of_fact(same[0], places)
