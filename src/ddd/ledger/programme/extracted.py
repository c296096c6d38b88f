"""What a plan says is to be done and how often, task by task, as the programme takes it over."""

from __future__ import annotations

from dataclasses import dataclass

from ddd.agenda.agenda import own_zone
from ddd.agenda.titles import distinct
from ddd.cadence import zones
from ddd.cadence.dialects import READERS
from ddd.cadence.reading import Length
from ddd.cadence.refusal import RefusedError
from ddd.ledger.errors import Refused
from ddd.ledger.programme.changes import Entry
from ddd.ledger.registers import changing, schedules
from ddd.ledger.words import Anchor
from ddd.model import Cadence, Plan, State, Task
from ddd.model import Schedule as Said
from ddd.scan.text import shown

_CADENCES = {
    Cadence.DAILY: "every day",
    Cadence.WEEKLY: "every week",
    Cadence.MONTHLY: "every month",
    Cadence.QUARTERLY: "every 3 months",
    Cadence.SEMIANNUAL: "every 6 months",
    Cadence.ANNUAL: "every year",
}
_MONTH = 2_629_800
"""A twelfth of 365.25 days: what a month is where lengths are counted in seconds."""
_UNITS = ((12 * _MONTH, "year"), (_MONTH, "month"), (604_800, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute"))
_MOST_COUNT = 999_999
_UNTIMED = {
    State.BOOT: "runs when the host starts, not by the clock",
    State.ONCE: "runs a single time",
    State.UNRESOLVED: "its time stands outside of the repository",
}


@dataclass(frozen=True, slots=True)
class Read:
    """A plan as a programme takes it."""

    entries: tuple[Entry, ...]
    left_out: tuple[str, ...]
    """What is not taken over, each with its reason."""


def read(plan: Plan, categories: dict[str, str] | None = None) -> Read:
    """Return what a plan says, task by task. categories: task id -> category, where one was recognised."""
    entries, left_out = [], []
    for task in distinct(plan).tasks:
        rules, zone, reasons = _rules(task)
        left_out += [f"{task.id}: {reason}" for reason in reasons]
        if len(task.id) > changing.LONGEST_TASK:
            left_out.append(f"{task.id[:80]}…: its id is longer than {changing.LONGEST_TASK} characters")
        elif rules:
            entries.append(_entry(task, rules, zone, (categories or {}).get(task.id, "")))
    left_out += [
        f"{shown(fact.name or fact.expression)} ({fact.place}): {_UNTIMED[fact.state]}"
        for fact in plan.inventory.facts
        if isinstance(fact, Said) and fact.state in _UNTIMED
    ]
    return Read(tuple(entries), tuple(map(shown, left_out)))


def _rules(task: Task) -> tuple[tuple[str, ...], str, list[str]]:
    """Return the rules of a task, their zone, and what is to be told of those that were not taken as they stand.

    The zone is empty where the repository says none; one that it says of one schedule goes for the others of the task.
    """
    if not task.schedules:
        length = _CADENCES.get(task.cadence) or _length(task.longest_gap)
        return (length,), "", []
    found: dict[str, None] = {}
    zone, reasons = "", []
    for said in task.schedules:
        if said.state is not State.ACTIVE:
            continue
        own = _zone(said)
        zone = zone or own
        if own not in ("", zone):
            reasons.append(f"{said.place} keeps the zone {own}, and is read in {zone} like another one of it")
        text = _rule(said)
        try:
            schedules.checked_rules([text], zone or "UTC")
        except Refused as fault:
            reasons.append(f"{said.place}: {fault.what}")
        else:
            found[text] = None
    return tuple(found), zone, reasons or ([] if found else ["nothing of it recurs by the clock"])


def _rule(said: Said) -> str:
    try:
        reading = READERS[said.dialect](said.expression)
    except RefusedError:
        return f"{said.dialect.value} {said.expression}"
    return _length(reading.seconds) if isinstance(reading, Length) else f"{said.dialect.value} {said.expression}"


def _length(seconds: int) -> str:
    """Return a length of time as a rule: `every 2 weeks`."""
    size, unit = next((one for one in _UNITS if seconds % one[0] == 0), (1, "second"))
    count = max(seconds // size, 1)
    if count > _MOST_COUNT:
        count, unit = max(seconds // 86_400, 1), "day"
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def _zone(said: Said) -> str:
    try:
        return zones.find(own_zone(said) or "").key or ""
    except RefusedError:
        return ""


def _entry(task: Task, rules: tuple[str, ...], zone: str, category: str) -> Entry:
    place = next((one.place for one in task.schedules if one.state is State.ACTIVE), task.evidence[0])
    is_length = all(rule.startswith("every ") for rule in rules)
    return Entry(
        task=task.id,
        was=task.was,
        title=_told(task.title or task.id),
        kind=_told(task.category.text if task.category else category),
        cadence=task.cadence.value,
        description=_told(task.purpose.text) if task.purpose else "",
        rules=rules,
        zone=zone,
        anchor=Anchor.COMPLETION.value if is_length else Anchor.CALENDAR.value,
        grace=task.grace,
        source=_told(str(place)),
        owner=_told(task.owners[0].text) if task.owners else "",
    )


def _told(text: str) -> str:
    return changing.fit(shown(text))
