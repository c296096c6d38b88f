"""Unrolls Ansible tasks that loop over a list another file holds: one schedule for each entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.model import Reference, Schedule, State, replace
from ddd.resolve.variables import Variables

_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_MAX_ENTRIES = 500


def unrolled(schedule: Schedule, variables: Variables) -> Iterator[Schedule]:
    """Yield the schedule of each entry; the schedule itself when it loops over nothing or nobody knows the list."""
    loop = next((one for one in schedule.references if one.language == "ansible-loop"), None)
    if loop is None:
        yield schedule
        return
    values = tuple(one for one in schedule.references if one is not loop)
    found = variables.entries(loop.text, schedule.origin)
    if found is None:
        # Filled without its entry, `item.minute | default(0)` would become a time that nobody wrote.
        yield replace(schedule, references=() if schedule.state is State.UNRESOLVED else values)
        return
    for entry in found.names[:_MAX_ENTRIES]:
        yield _turn(schedule, loop, entry, values, found.notes)


def _turn(
    schedule: Schedule, loop: Reference, entry: str, values: tuple[Reference, ...], notes: tuple[str, ...]
) -> Schedule:
    asked = re.compile(rf"(?<![\w.'\"]){re.escape(loop.variable)}\b(?!\s*\()")

    def put(text: str) -> str:
        return _EXPRESSION.sub(lambda one: asked.sub(entry, one[0]), text)

    own_notes = (note for note in schedule.note.split("; ") if not note.startswith("a job for each of"))
    return replace(
        schedule,
        name=put(schedule.name),
        expression=put(schedule.expression),
        command=put(schedule.command),
        user=put(schedule.user),
        note="; ".join((*own_notes, *notes)).strip("; "),
        state=State.ACTIVE if schedule.state is State.UNRESOLVED else schedule.state,
        references=values,
    )
