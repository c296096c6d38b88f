"""Knows how a resource becomes a Schedule: its name, whether it is in force, and what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ddd.cadence import recurrence
from ddd.extractors.puppet._manifest import Manifest, Resource
from ddd.extractors.puppet._values import DRAWN, EACH_USE, Reader, Value
from ddd.model import Confidence, Dialect, Reference, Schedule, State, replace

_ABSENT = frozenset({"absent", "purged", "false", "stopped"})
_PRESENT = frozenset({"present", "true", "file", "running", "latest", "installed", ""})
_COMMANDS = ("command", "cmd", "exec_start")


def read(manifest: Manifest, resource: Resource) -> Reader:
    """Return what reads the resource's expressions."""
    return Reader(manifest, resource.scope)


def state(reader: Reader, resource: Resource) -> tuple[State, str]:
    """Tell whether a resource is in force as its `ensure` says, and what a reader should know of that."""
    node = resource.attributes.get("ensure")
    ensure = reader.value(node)
    if ensure is None or ensure.text in _PRESENT:
        return State.ACTIVE, ""
    if ensure.text in _ABSENT:
        return State.ABSENT, ""
    default = reader.default(ensure.text.strip("${}"))
    told = f"only where {ensure.text} says so"
    return (State.ABSENT if default in _ABSENT else State.ACTIVE), told


def schedule(
    reader: Reader,
    resource: Resource,
    system: str,
    expression: str,
    dialect: Dialect,
    values: Sequence[Value],
    *,
    confidence: Confidence = Confidence.HIGH,
    name: str = "",
    command: str | None = None,
    notes: Iterable[str] = (),
    references: Iterable[Reference] = (),
) -> Schedule:
    """Return the Schedule of a resource.

    values: what the expression is made of; their lines come first, the resource's own line last.
    """
    told, about = state(reader, resource)
    title = reader.value(resource.title)
    run = next((found for key in _COMMANDS if (found := reader.value(resource.attributes.get(key)))), None)
    user = reader.value(resource.attributes.get("user"))
    texts = [one for one in (title, run, user) if one]
    notes = [*notes, *(note for one in values for note in one.notes)]
    if confidence is Confidence.HIGH and any(note.startswith(EACH_USE) for note in notes):
        confidence = Confidence.MEDIUM
    places = (place for one in values for place in one.places)
    open_parts = (one for value in (*values, *texts) for one in value.references)
    fact = Schedule(
        system=system,
        name=name or (title.text if title else ""),
        evidence=tuple(dict.fromkeys((*places, reader.place(resource.title)))),
        expression=expression,
        dialect=dialect,
        state=told,
        command=" ".join((run.text if command is None and run else command or "").split()),
        user=user.text if user else "",
        confidence=confidence,
        note="; ".join(dict.fromkeys(filter(None, (about, *notes)))),
    )
    fact = replace(fact, references=_still_open(fact, (*open_parts, *references)))
    is_drawn = any(note.startswith(DRAWN) for note in notes)
    is_known = not any(one.text in expression for one in fact.references)
    if told is State.ACTIVE and is_drawn and is_known and not _holds(fact):
        return replace(fact, state=State.UNRESOLVED)
    return fact


def _holds(fact: Schedule) -> bool:
    """Tell whether the lowest number may stand for the one that is drawn: a step of 0 is not one."""
    return recurrence(fact.expression, fact.dialect).state is not State.INVALID


def _still_open(fact: Schedule, references: Iterable[Reference]) -> tuple[Reference, ...]:
    texts = (fact.expression, fact.command, fact.name, fact.user, fact.timezone or "", fact.delay)
    return tuple(one for one in dict.fromkeys(references) if any(one.text in text for text in texts))
