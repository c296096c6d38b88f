"""Completes Schedules: follows their references, names what a timer starts, and decides cadence and state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ddd.cadence import recurrence
from ddd.model import Definition, Dialect, Evidence, Finding, Schedule, Severity, State
from ddd.resolve.jinja import OMITTED, Followed
from ddd.resolve.variables import Variables

_OPEN = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_INSTANCE = re.compile(r"@[^.]+\.")
_STILL_OPEN = re.compile(r"\{[{%]")


def completed(schedule: Schedule, variables: Variables, units: dict[str, list[Definition]]) -> Schedule:
    """Return the schedule with its values followed, its command found, and its cadence and state decided."""
    schedule = _with_values(schedule, variables) if schedule.references else schedule
    schedule = _with_command(schedule, units)
    return _with_cadence(schedule)


def units_by_name(definitions: Iterable[Definition]) -> dict[str, list[Definition]]:
    """Return systemd unit name -> what it runs."""
    found: dict[str, list[Definition]] = {}
    for definition in definitions:
        if definition.kind == "unit":
            found.setdefault(definition.name, []).append(definition)
    return found


def faults(schedules: Iterable[Schedule]) -> Iterator[Finding]:
    """Yield what the system will refuse and what never fires."""
    for schedule in schedules:
        if schedule.state is State.INVALID:
            message = f"{schedule.system} refuses “{schedule.expression}”: {schedule.note}"
            yield Finding(code="DDD201", severity=Severity.CRITICAL, message=message, evidence=schedule.evidence)
        elif schedule.state is State.NEVER:
            message = f"“{schedule.expression}” is legal and never fires"
            yield Finding(code="DDD202", severity=Severity.WARNING, message=message, evidence=schedule.evidence)


def _with_values(schedule: Schedule, variables: Variables) -> Schedule:
    path = schedule.origin
    expression = _filled(schedule.expression, path, variables, omitted="*")
    zone = _filled(schedule.timezone or "", path, variables)
    command = _filled(schedule.command, path, variables)
    name = _filled(schedule.name, path, variables)
    user = _filled(schedule.user, path, variables)
    target = _filled(schedule.target, path, variables)
    delay = _filled(schedule.delay, path, variables)
    is_open = _STILL_OPEN.search(expression.text + zone.text) is not None
    state = State.UNRESOLVED if is_open and schedule.state in (State.ACTIVE, State.UNRESOLVED) else schedule.state
    return replace(
        schedule,
        expression=" ".join(expression.text.split()),
        timezone=zone.text or None,
        command=command.text,
        name=name.text,
        user=user.text,
        target=target.text,
        state=state,
        delay=delay.text,
        note=_note(schedule.note, *expression.notes, _open_delay(delay.text), *_notes(delay, user, command)),
        evidence=_evidence(schedule.evidence, expression, zone, delay, command),
        references=schedule.references if is_open else (),
    )


def _notes(*values: Followed) -> Iterator[str]:
    return (note for value in values for note in value.notes)


def _open_delay(delay: str) -> str:
    return f"put off by up to {delay}" if _STILL_OPEN.search(delay) else ""


def _filled(text: str, path: str, variables: Variables, omitted: str = "") -> Followed:
    """Follow each expression by itself: what stays open keeps standing, what is omitted becomes `omitted`."""
    evidence: list[Evidence] = []
    notes: list[str] = []

    def value(match: re.Match[str]) -> str:
        found = variables.filled(match[0], path)
        if found is None:
            return match[0]
        evidence.extend(found.evidence)
        notes.extend(found.notes)
        return omitted if found.text == OMITTED else found.text

    return Followed(_OPEN.sub(value, text), tuple(evidence), tuple(notes))


def _evidence(own: tuple[Evidence, ...], expression: Followed, *others: Followed) -> tuple[Evidence, ...]:
    """The line of the value first, then the line that uses it, then whatever else led to the rest."""
    rest = (place for other in others for place in other.evidence)
    return tuple(dict.fromkeys((*expression.evidence, *own, *rest)))


def _with_command(schedule: Schedule, units: dict[str, list[Definition]]) -> Schedule:
    """A timer starts a service: what that service runs is the timer's command."""
    wanted = schedule.target if not schedule.command else ""
    found = units.get(wanted) or units.get(_INSTANCE.sub("@.", wanted), [])
    if not found:
        return schedule
    nearest = max(found, key=lambda one: (_shared(one.evidence.path, schedule.origin), one.evidence.path))
    return replace(schedule, command=nearest.value, evidence=(*schedule.evidence, nearest.evidence))


def _shared(one: str, other: str) -> int:
    """Return how many folders two paths share from the left."""
    count = 0
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b:
            break
        count += 1
    return count


def _with_cadence(schedule: Schedule) -> Schedule:
    if schedule.state in (State.UNRESOLVED, State.BOOT):
        return schedule
    meaning = recurrence(schedule.expression, schedule.dialect, schedule.timezone)
    delay = recurrence(schedule.delay, Dialect.SPAN)
    in_force = schedule.state is State.ACTIVE
    return replace(
        schedule,
        random_delay=delay.longest_gap or 0,
        cadence=meaning.cadence,
        longest_gap=meaning.longest_gap,
        state=meaning.state if in_force or meaning.state is State.INVALID else schedule.state,
        note=_note(meaning.note, schedule.note),
    )


def _note(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))
