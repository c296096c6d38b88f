"""What a programme would change: what a repository says, beside the schedules that are there. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from ddd.ledger.errors import Refused
from ddd.ledger.registers import changing
from ddd.ledger.store.models import Schedule
from ddd.ledger.words import Anchor

FIELDS = ("title", "kind", "cadence", "description", "rules", "zone", "anchor", "grace", "source", "owner")
"""What a programme says of a schedule; all else is the people's."""
EVIDENCE = frozenset({"source", "owner"})
"""Of these, what no person says."""
ASSIGNEE = "assignee_id"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a repository says of one task."""

    task: str
    was: str = ""
    """The id it had before a person renamed it."""
    title: str = ""
    kind: str = ""
    cadence: str = ""
    description: str = ""
    rules: tuple[str, ...] = ()
    zone: str = ""
    """Empty: the repository does not say."""
    anchor: str = Anchor.CALENDAR.value
    grace: int = 0
    """Seconds."""
    source: str = ""
    """`path:line` in the repository."""
    owner: str = ""
    """Whom the repository names, in its words."""

    @property
    def values(self) -> dict[str, Any]:
        """What it says, by column."""
        said = {name: getattr(self, name) for name in FIELDS}
        return {**said, "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who takes a programme over says of it."""

    zone: str = ""
    """For tasks of which the repository does not say it; empty: as they stand, UTC for new ones."""
    leave_out: tuple[str, ...] = ()
    """Tasks to take out, which then stay out: ids or the last part of one; `*`, `?` and `[…]` as in a shell."""


@dataclass(frozen=True, slots=True)
class Met:
    """What a repository says of one task, and the schedule that is there for it."""

    entry: Entry
    row: Schedule | None
    zone_assumed: bool
    """The repository does not say its zone: it is the one of the wish, or of the ledger, or UTC."""


class People:
    """Who is in the ledger."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        self.ids = ids
        self._keys = {number: key for key, number in ids.items()}

    def key(self, number: int | None) -> str:
        """Return what somebody is called; empty for nobody."""
        return self._keys.get(number or 0, "")

    def named(self, owner: str) -> str:
        """Return the key of whom a repository means: the same, or the same without its `@`; empty: nobody known."""
        return next((name for name in _names(owner) if name in self.ids), "")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one schedule."""

    task: str
    fields: dict[str, tuple[Any, Any]]
    """Old and new; who does it is `assignee`, by key."""
    was: str = ""
    back: bool = False
    """It was missing and is there again."""


@dataclass(slots=True)
class Changes:
    """What a programme changes in the ledger."""

    asset: str
    is_new: bool = False
    """The asset is made."""
    new: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Newly missing."""
    left_out: list[str] = field(default_factory=list)
    """Newly taken out, as it was wished."""
    unchanged: int = 0
    pinned: dict[str, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    """Task -> fields that people have changed, with what they say and what the plan would."""
    removed: list[str] = field(default_factory=list)
    """People took them out: they stay out."""
    gone: list[str] = field(default_factory=list)
    """Missing already."""
    assumed: Counter[str] = field(default_factory=Counter)
    """Zone -> how many new or changed tasks are read in it though the repository does not say so."""
    assigned: Counter[str] = field(default_factory=Counter)
    """Person -> how many tasks become theirs."""
    strangers: Counter[str] = field(default_factory=Counter)
    """Whom the repository names and the ledger does not know -> how many tasks nobody else was given."""
    has_people: bool = False
    """The ledger knows anybody at all."""

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.is_new or self.new or self.changed or self.missing or self.left_out)


def met(entries: Sequence[Entry], known: Mapping[str, Schedule], zone: str = "") -> list[Met]:
    """Return each entry in its zone, with its schedule.

    The schedule of a renamed task is the one of its old id, unless that goes on. zone: where the repository says none;
    without it that in which the schedule stands, for a new one that in which all others like it stand, else UTC.
    """
    ids = {entry.task for entry in entries}
    pairs = []
    for entry in entries:
        row = known.get(entry.task)
        if row is None and entry.was and entry.was not in ids:
            row = known.get(entry.was)
        pairs.append((entry, row))
    others = {row.zone for entry, row in pairs if row is not None and not entry.zone and _follows(row)}
    usual = others.pop() if len(others) == 1 else "UTC"
    return [
        Met(replace(entry, zone=entry.zone or zone or (row.zone if row else usual)), row, not entry.zone)
        for entry, row in pairs
    ]


def compared(
    asset: str,
    found: Sequence[Met],
    known: Mapping[str, Schedule] | None,
    people: People,
    leave_out: Sequence[str],
) -> Changes:
    """Return what changes; None is known of an asset that is made. Raises Refused for a pattern that no task meets."""
    changes = Changes(asset, is_new=known is None, has_people=bool(people.ids))
    known = known or {}
    _check(leave_out, {*known, *(one.entry.task for one in found)})
    for one in found:
        if one.row is not None and one.row.deleted_at is not None:
            changes.removed.append(one.entry.task)
        elif any(_meets(one.entry.task, pattern) for pattern in leave_out):
            changes.left_out.append(one.entry.task)
        else:
            _compare(changes, one, people)
    there = {one.row.task for one in found if one.row is not None}
    for task, row in sorted(known.items()):
        if row.programme == changes.asset and row.deleted_at is None and task not in there:
            (changes.gone if row.missing_since else changes.missing).append(task)
    return changes


def _follows(row: Schedule) -> bool:
    """Tell whether the zone of a schedule is the programme's to say."""
    return row.programme != "" and row.deleted_at is None and not {"zone", "rules"} & {*row.pinned}


def _check(patterns: Iterable[str], tasks: Iterable[str]) -> None:
    known = list(tasks)
    for pattern in patterns:
        if not any(_meets(task, pattern) for task in known):
            raise Refused(
                f"no task “{pattern}” to leave out",
                advice=changing.near(pattern, known) + "`ddd programme plan` shows them",
            )


def _meets(task: str, pattern: str) -> bool:
    return task == pattern or fnmatchcase(task, pattern) or fnmatchcase(task, f"*/{pattern}")


def _compare(changes: Changes, one: Met, people: People) -> None:
    entry, row = one.entry, one.row
    who, held = people.named(entry.owner), people.key(row.assignee_id) if row else ""
    by_hand = row is not None and _by_hand(row, held, who)
    if entry.owner and not who and not (held and by_hand):
        changes.strangers[entry.owner] += 1
    if row is None:
        changes.new.append(entry)
        changes.assumed.update([entry.zone] if one.zone_assumed else [])
        changes.assigned.update([who] if who else [])
        return
    fields, pinned = _fields(entry, row, changes.asset)
    if who != held:
        if not by_hand:
            fields["assignee"] = (held, who)
            changes.assigned.update([who] if who else [])
        elif who:
            pinned["assignee"] = (held, who)
    if pinned:
        changes.pinned[entry.task] = pinned
    back = row.missing_since is not None
    was = row.task if row.task != entry.task else ""
    if fields or back or was:
        changes.changed.append(Change(entry.task, fields, was, back))
        changes.assumed.update([entry.zone] if one.zone_assumed and "zone" in fields else [])
    else:
        changes.unchanged += 1


def _fields(entry: Entry, row: Schedule, asset: str) -> tuple[dict[str, tuple[Any, Any]], dict[str, tuple[Any, Any]]]:
    """Return what the programme changes of a schedule, and the fields in which people say otherwise: theirs, and its.

    Of one that a person had put there all but its evidence is theirs.
    """
    mine = {*row.pinned} if row.programme else {*FIELDS} - EVIDENCE
    mine |= {"zone", "anchor", "cadence"} if "rules" in mine else set()
    said = {**entry.values, "programme": asset}
    differing = {name: (getattr(row, name), new) for name, new in said.items() if getattr(row, name) != new}
    fields = {name: both for name, both in differing.items() if name not in mine}
    return fields, {name: both for name, both in differing.items() if name in mine}


def _by_hand(row: Schedule, held: str, who: str) -> bool:
    """Tell whether it stays with whom a person said: it is pinned, or theirs, or the programme has nobody instead."""
    if ASSIGNEE in row.pinned or row.assignee_id is None:
        return ASSIGNEE in row.pinned
    return not row.programme or (not who and held not in _names(row.owner))


def _names(owner: str) -> tuple[str, str]:
    return owner, owner.removeprefix("@")
