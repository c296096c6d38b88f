"""Completes Schedules: follows their references, names what a timer starts, and decides cadence and state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ddd.cadence import recurrence
from ddd.model import Definition, Dialect, Evidence, Schedule, State, replace
from ddd.resolve.filling import Fill, Filled, filler, switched_off
from ddd.resolve.followed import Followed
from ddd.resolve.overrides import told, told_of_times
from ddd.resolve.values import Values
from ddd.resolve.variables import Variables

_INSTANCE = re.compile(r"@[^.]+\.")
_UNKNOWN = re.compile(r"\{[{%]|\$\{")
_OF_SEVERAL_LINES = frozenset({Dialect.JENKINS, Dialect.RENOVATE, Dialect.RRULE})


def completed(schedule: Schedule, variables: Variables, values: Values, units: dict[str, list[Definition]]) -> Schedule:
    """Return the schedule with its values followed, its command found, and its cadence and state decided."""
    if schedule.references:
        off = switched_off(schedule, variables, values)
        schedule = _switched_off(_with_values(schedule, filler(schedule, variables, values), variables), off)
    schedule = _with_command(schedule, units)
    return _with_cadence(schedule)


def units_by_name(definitions: Iterable[Definition]) -> dict[str, list[Definition]]:
    """Return systemd unit name -> what it runs."""
    found: dict[str, list[Definition]] = {}
    for definition in definitions:
        if definition.kind == "unit":
            found.setdefault(definition.name, []).append(definition)
    return found


def _with_values(schedule: Schedule, filled: Fill, variables: Variables) -> Schedule:
    expression = filled(schedule.expression, omitted="*", may_be_secret=False)
    zone, command, name = filled(schedule.timezone or ""), filled(schedule.command), filled(schedule.name)
    user, target, delay = filled(schedule.user), filled(schedule.target), filled(schedule.delay)
    is_open = expression.is_open or zone.is_open
    state = State.UNRESOLVED if is_open and schedule.state in (State.ACTIVE, State.UNRESOLVED) else schedule.state
    return replace(
        schedule,
        expression=expression.text if schedule.dialect in _OF_SEVERAL_LINES else " ".join(expression.text.split()),
        timezone=zone.text or None,
        command=command.text,
        name=name.text,
        user=user.text,
        target=target.text,
        state=state,
        delay=delay.text,
        note=_note(
            schedule.note,
            *expression.notes,
            *_other_times(schedule, expression, zone, variables),
            _open_delay(delay),
            *_notes(delay, user, command),
        ),
        evidence=_evidence(schedule.evidence, expression, zone, delay, command),
        references=schedule.references if is_open else (),
    )


def _switched_off(schedule: Schedule, off: Followed | None) -> Schedule:
    if off is None or schedule.state not in (State.ACTIVE, State.UNRESOLVED):
        return schedule
    return replace(
        schedule,
        state=State.SUSPENDED,
        note=_note(*off.notes, schedule.note),
        evidence=tuple(dict.fromkeys((*schedule.evidence, *off.evidence))),
    )


def _notes(*values: Filled) -> Iterator[str]:
    yield from (note for value in values for note in value.notes)
    yield from told(override for value in values for override in value.overrides)


def _other_times(schedule: Schedule, expression: Filled, zone: Filled, variables: Variables) -> Iterator[str]:
    """Yield what the time is for some hosts: as an expression where a file tells all of it, else what it tells."""
    own = " ".join(expression.text.split())

    def again(given: Mapping[str, str]) -> str | None:
        made = variables.filled_with(schedule.expression, schedule.origin, given)
        return " ".join(made.split()) if made else None

    yield from told_of_times((*expression.overrides, *zone.overrides), own, again)


def _open_delay(delay: Filled) -> str:
    return f"put off by up to {delay.text}" if delay.is_open else ""


def _evidence(own: tuple[Evidence, ...], expression: Filled, *others: Filled) -> tuple[Evidence, ...]:
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
    if schedule.state in (State.UNRESOLVED, State.BOOT, State.MANUAL, State.ONCE):
        return schedule
    if schedule.state is not State.ACTIVE and (not schedule.expression or _UNKNOWN.search(schedule.expression)):
        return schedule  # switched off, and its time not known: that is no fault
    meaning = recurrence(schedule.expression, schedule.dialect, schedule.timezone)
    delay = recurrence(schedule.delay, Dialect.SPAN)
    in_force, is_refused = schedule.state is State.ACTIVE, meaning.state is State.INVALID
    return replace(
        schedule,
        random_delay=delay.longest_gap or 0,
        cadence=meaning.cadence,
        longest_gap=meaning.longest_gap,
        state=meaning.state if in_force or (is_refused and schedule.state is not State.EXAMPLE) else schedule.state,
        note=_note(meaning.note, schedule.note),
    )


def _note(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))
