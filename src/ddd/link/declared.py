"""Tasks that people declare in `.ddd/tasks.yaml`: what code cannot say. Format: specs/tasks.schema.json."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ddd import documents
from ddd.cadence import recurrence
from ddd.documents import Document
from ddd.link.escalation import Policy
from ddd.measures import seconds
from ddd.model import Cadence, Claim, Dialect, EscalationStep, Evidence, Grace, Schedule, State, Step, Task, replace
from ddd.scan.fit import fit_to_show
from ddd.scan.patterns import is_pattern, matcher
from ddd.scan.source import Source
from ddd.scan.text import shown
from ddd.spec import Spec

SCHEMA = "tasks.schema.json"
_SYSTEM = "declared"
NOT_NEEDED = re.compile(r"^\W*(?:rollback\s+)?(?:is\s+)?not (?:needed|necessary|required)\b", re.IGNORECASE)

_DAY = 86_400
_NOMINAL_GAP = {
    Cadence.DAILY: _DAY,
    Cadence.WEEKLY: 7 * _DAY,
    Cadence.MONTHLY: 31 * _DAY,
    Cadence.QUARTERLY: 92 * _DAY,
    Cadence.SEMIANNUAL: 184 * _DAY,
    Cadence.ANNUAL: 366 * _DAY,
}


def run_by(task: Task) -> tuple[Schedule, ...]:
    """Return the schedules by which a machine runs it: a declared one only tells a person when."""
    return tuple(schedule for schedule in task.schedules if schedule.system != _SYSTEM)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry: the fields it gives, ready to lay over an extracted Task or to make one of its own."""

    id: str
    completes: str
    """Id of the extracted task; empty: whatever task has this id, or none."""
    was: str
    """Id the task had before; empty: it was not renamed."""
    cadence: Cadence | None
    schedule: Schedule | None
    fields: dict[str, object]
    """Task fields given, by name."""
    escalation: tuple[Claim, ...]
    """Whom to call next; added to the owners, never in their place."""
    levels: tuple[EscalationStep, ...]
    """The same in steps with their times, where it is said so."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Declared:
    """All that people declare."""

    tasks: tuple[Declaration, ...] = ()
    policies: tuple[Policy, ...] = ()
    """In their order; of those that match a file the last one counts."""


def read(source: Source) -> Declared:
    """Return what is declared. Raises ConfigurationError with `file:line:column` when the file is not valid."""
    document = documents.checked(source, SCHEMA)
    declared = tuple(_declaration(document, index) for index in range(len(document.data["tasks"])))
    ids = [one.id for one in declared]
    for index, name in enumerate(ids):
        if name in ids[:index]:
            raise document.error(f"two tasks have the id “{name}”", "tasks", index, "id", advice="give one another id")
    policies = document.data.get("escalations", [])
    return Declared(declared, tuple(_policy(document, index) for index in range(len(policies))))


def laid_over(task: Task, declaration: Declaration, spec: Spec) -> Task:
    """Return the task with every declared field in place of the extracted one.

    A field that says nothing takes nothing away, and checks are added: what the code verifies it still verifies.
    """
    evidence = (*task.evidence, declaration.evidence)
    said = {name: value for name, value in declaration.fields.items() if _says(value, spec)}
    if "steps" in declaration.fields and "steps" not in said:
        said.pop("resolved", None)
    for name in ("prechecks", "validations"):
        if name in said:
            said[name] = (*getattr(task, name), *said[name])  # type: ignore[misc]
    fields = {"owners": task.owners, **said}
    task = replace(task, id=declaration.id, was=declaration.was, evidence=evidence)
    task = replace(task, **_with_escalation(fields, declaration))
    if declaration.schedule or declaration.cadence:
        cadence, gap = _rhythm(declaration)
        task = replace(task, cadence=cadence, longest_gap=gap, grace=spec.grace.of(gap))
    return task


def task_of_its_own(declaration: Declaration, grace: Grace) -> Task | None:
    """Return the task an entry makes that completes no extracted one; None when it does not say how often."""
    if not (declaration.schedule or declaration.cadence):
        return None
    cadence, gap = _rhythm(declaration)
    return replace(
        Task(
            id=declaration.id,
            was=declaration.was,
            title=declaration.id,
            cadence=cadence,
            longest_gap=gap,
            grace=grace.of(gap),
            schedules=(declaration.schedule,) if declaration.schedule else (),
            resolved="steps" in declaration.fields,
            evidence=(declaration.evidence,),
        ),
        **_with_escalation(declaration.fields, declaration),
    )


def _says(value: object, spec: Spec) -> bool:
    """Tell whether a declared field says anything: one of its claims, or one of its steps."""
    match value:
        case Claim():
            return spec.says(value.text)
        case tuple():
            return any(_says(one, spec) for one in value)
        case Step():
            return bool(value.command) or spec.says(value.text)
    return True


def _with_escalation(fields: dict[str, object], declaration: Declaration) -> dict[str, object]:
    """Return the fields with whom else to call behind the owners, whoever named those."""
    owners = fields.get("owners", ())
    assert isinstance(owners, tuple)
    return {**fields, "owners": (*owners, *declaration.escalation)} if declaration.escalation else fields


def _rhythm(declaration: Declaration) -> tuple[Cadence, int]:
    schedule = declaration.schedule
    if schedule and schedule.cadence and schedule.longest_gap:
        return schedule.cadence, schedule.longest_gap
    cadence = declaration.cadence or Cadence.ANNUAL
    return cadence, _NOMINAL_GAP[cadence]


def _declaration(document: Document, index: int) -> Declaration:
    entry = document.data["tasks"][index]
    return Declaration(
        id=entry["id"],
        completes=entry.get("task", ""),
        was=entry.get("was", ""),
        cadence=Cadence(entry["cadence"]) if "cadence" in entry else None,
        schedule=_schedule(document, index, entry),
        fields={name: fit_to_show(value) for name, value in _fields(document, index, entry)},
        escalation=fit_to_show(_called_next(document, index)),
        levels=_levels(document, "tasks", index, "escalation"),
        evidence=document.at("tasks", index, "id"),
    )


def _fields(document: Document, index: int, entry: dict[str, object]) -> Iterator[tuple[str, object]]:
    claims = partial(_claims, document, index)
    if "name" in entry:
        yield "title", entry["name"]
    for key in ("purpose", "duration", "category"):
        if key in entry:
            yield key, claims(key)[0]
    for key, field in (("precheck", "prechecks"), ("validation", "validations"), ("on_failure", "on_failure")):
        if key in entry:
            yield field, claims(key)
    if "access" in entry:
        yield "access", claims("access")
    yield from _way_back(claims("rollback"))
    if "owner" in entry:
        yield "owners", claims("owner")
    if "steps" in entry:
        yield "steps", _steps(document, index)
        yield "resolved", True


def _claims(document: Document, index: int, key: str) -> tuple[Claim, ...]:
    said = document.data["tasks"][index].get(key, [])
    if isinstance(said, str):
        return (Claim(text=said, evidence=(document.at("tasks", index, key),)),)
    return tuple(Claim(text=one, evidence=(document.at("tasks", index, key, n),)) for n, one in enumerate(said))


def _called_next(document: Document, index: int) -> tuple[Claim, ...]:
    if isinstance(document.data["tasks"][index].get("escalation"), str):
        return _claims(document, index, "escalation")
    levels = _levels(document, "tasks", index, "escalation")
    return tuple(Claim(text=_in_words(one), evidence=one.evidence) for one in levels)


def _in_words(level: EscalationStep) -> str:
    after = level.after_seconds
    waits = "" if after is None else " at once" if after == 0 else f" after {after // 60} minutes"
    return f"{level.who}{f' ({level.channel})' if level.channel else ''}{waits}"


def _policy(document: Document, index: int) -> Policy:
    entry, pointer = document.data["escalations"][index], ("escalations", index, "path")
    if not is_pattern(entry["path"]):
        raise document.error("is no pattern of paths", *pointer, advice="such as `roles/backup/` or `*`")
    return Policy(matcher([entry["path"]])[0], _levels(document, "escalations", index, "levels"))


def _levels(document: Document, *pointer: str | int) -> tuple[EscalationStep, ...]:
    """Return the levels of an escalation that is told in steps; none for one told in a sentence."""
    entries = document.data
    for part in pointer:
        entries = entries.get(part, []) if isinstance(entries, dict) else entries[part]
    if isinstance(entries, str):
        return ()
    return tuple(_level(document, entry, *pointer, number) for number, entry in enumerate(entries))


def _level(document: Document, entry: dict[str, str], *pointer: str | int) -> EscalationStep:
    after = seconds(entry["after"]) if "after" in entry else None
    if "after" in entry and after is None:
        raise document.error("is no length of time", *pointer, "after", advice="such as `15m`, `2 hours` or `0`")
    return EscalationStep(
        who=shown(entry["who"]),
        severity=shown(entry.get("severity", "")),
        channel=shown(entry.get("channel", "")),
        after_seconds=after,
        evidence=(document.at(*pointer, "who"),),
    )


def _way_back(said: tuple[Claim, ...]) -> Iterator[tuple[str, object]]:
    if said and NOT_NEEDED.match(said[0].text):
        yield "rollback_not_needed", said[0]
    elif said:
        yield "rollback", said


def _steps(document: Document, index: int) -> tuple[Step, ...]:
    return tuple(
        Step(
            text=step["do"],
            command=step.get("command", ""),
            expected=step.get("expected", ""),
            manual="command" not in step,
            evidence=document.at("tasks", index, "steps", n, "do"),
        )
        for n, step in enumerate(document.data["tasks"][index]["steps"])
    )


def _schedule(document: Document, index: int, entry: dict[str, object]) -> Schedule | None:
    if "schedule" not in entry:
        return None
    expression, zone = str(entry["schedule"]), str(entry["timezone"]) if "timezone" in entry else None
    place = document.at("tasks", index, "schedule")
    meaning = recurrence(expression, Dialect.VIXIE, zone)
    if meaning.state is not State.ACTIVE:
        what = (
            f"“{expression}” is no schedule that recurs ({meaning.state}){': ' + meaning.note if meaning.note else ''}"
        )
        raise document.error(what, "tasks", index, "schedule", advice="write crontab(5) fields")
    return Schedule(
        system=_SYSTEM,
        name=str(entry["id"]),
        expression=expression,
        dialect=Dialect.VIXIE,
        timezone=zone,
        cadence=meaning.cadence,
        longest_gap=meaning.longest_gap,
        note=meaning.note,
        evidence=(place,),
        origin=place.path,
    )
