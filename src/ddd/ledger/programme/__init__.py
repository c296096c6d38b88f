"""The programme of a repository: what its plan says is to be done, taken over into schedules of an asset.

As with Terraform, what would change is shown first. A schedule is known by its asset and the id of its task. What a
person changed is pinned and stays. What the plan no longer holds is marked as missing, never deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.registers import assets, changing, schedules
from ddd.ledger.store.models import Asset, Schedule, Setting
from ddd.ledger.words import Anchor, Role

FIELDS = ("title", "kind", "cadence", "description", "rules", "zone", "anchor", "grace", "source")
"""What a programme says of a schedule; all else is the people's."""


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
    zone: str = "UTC"
    anchor: str = Anchor.CALENDAR.value
    grace: int = 0
    """Seconds."""
    source: str = ""
    """`path:line` in the repository."""

    @property
    def values(self) -> dict[str, Any]:
        """What it says, by column."""
        said = {name: getattr(self, name) for name in FIELDS}
        return {**said, "rules": list(self.rules)}


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one schedule."""

    task: str
    fields: dict[str, tuple[Any, Any]]
    """Old and new."""
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
    unchanged: int = 0
    pinned: dict[str, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    """Task -> fields that people have changed, with what they say and what the plan would."""
    removed: list[str] = field(default_factory=list)
    """People took them out: they stay out."""
    gone: list[str] = field(default_factory=list)
    """Missing already."""

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.is_new or self.new or self.changed or self.missing)


def key_of(path: Path, given: str = "") -> str:
    """Return the key of a folder's asset: the given one, else the folder's name. Raises Refused."""
    if given:
        return changing.key(given)
    name = path.resolve().name
    try:
        return changing.key(name)
    except Refused:
        raise Refused(f"the folder's name {name[:50]!r} is no key", advice="name the asset: --asset KEY") from None


def of_folder(session: Session, path: Path) -> Asset | None:
    """Return the asset of a folder: the one that its programme was applied to, else that of its name."""
    held = session.get(Setting, _place(path))
    try:
        return _asset(session, held.value if held else key_of(path))
    except Refused:
        return None


def remember(session: Session, path: Path, key: str) -> None:
    """Keep in mind which asset a folder is, where its name does not say it."""
    held, place = session.get(Setting, _place(path)), _place(path)
    if held is not None:
        held.value = key
    elif path.resolve().name != key:
        session.add(Setting(key=place, value=key))


def plan(session: Session, asset_key: str, entries: Sequence[Entry]) -> Changes:
    """Return what `apply` would change; writes nothing."""
    asset = _asset(session, asset_key)
    if asset is None:
        return Changes(asset_key, is_new=True, new=list(entries))
    changes = Changes(asset_key)
    known = _known(session, asset)
    for entry, row in _met(entries, known):
        _compare(changes, entry, row)
    _find_missing(changes, known, entries)
    return changes


def plan_without_ledger(asset_key: str, entries: Sequence[Entry]) -> Changes:
    """Return what the first `apply` would change."""
    return Changes(asset_key, is_new=True, new=list(entries))


def apply(
    session: Session, actor: Actor, now: datetime, asset_key: str, entries: Sequence[Entry], *, under: str = ""
) -> Changes:
    """Take a programme over, all in this transaction; a second time it changes nothing. Returns what it changed.

    under: the asset to put a new one below. Raises Refused.
    """
    asset = _asset(session, asset_key)
    changes = plan(session, asset_key, entries)
    if asset is None:
        asset = assets.add(session, actor, now, asset_key, parent=under, kind="repository")
    elif under:
        _check_under(session, asset, under)
    actor.need(Role.COORDINATOR, asset)
    if not changes:
        return changes
    known = _known(session, asset)
    new = {entry.task for entry in changes.new}
    altered = {change.task: change for change in changes.changed}
    for entry, row in _met(entries, known):
        if entry.task in new:
            _put(session, actor, now, asset, entry)
        elif row is not None and entry.task in altered:
            _alter(session, actor, now, row, entry, altered[entry.task])
    for task in changes.missing:
        known[task].missing_since = now
        audit.record(
            session, actor.name, now, "schedule.missing", schedules.subject(known[task]), asset=asset.key, task=task
        )
    told = {"new": len(changes.new), "changed": len(changes.changed), "missing": len(changes.missing)}
    audit.record(session, actor.name, now, "programme.apply", f"asset:{asset.key}", **told)
    return changes


def _place(path: Path) -> str:
    """Return under which key a folder is kept; its name may be longer than a key."""
    return f"folder:{sha256(os.fsencode(path.resolve())).hexdigest()}"


def _asset(session: Session, key: str) -> Asset | None:
    return session.scalars(select(Asset).where(Asset.key == changing.key(key), Asset.deleted_at.is_(None))).first()


def _check_under(session: Session, asset: Asset, under: str) -> None:
    if assets.find(session, under).id != asset.parent_id:
        raise Refused(
            f"{asset.key} is in the ledger already, and not below {under}",
            advice=f"`ddd asset set {asset.key} --below {under}` moves it",
        )


def _known(session: Session, asset: Asset) -> dict[str, Schedule]:
    return {one.task: one for one in session.scalars(select(Schedule).where(Schedule.asset_id == asset.id))}


def _met(entries: Iterable[Entry], known: dict[str, Schedule]) -> list[tuple[Entry, Schedule | None]]:
    """Return each entry with its schedule; that of a renamed task is the one of its old id, unless it goes on."""
    ids = {entry.task for entry in entries}
    met = []
    for entry in entries:
        row = known.get(entry.task)
        if row is None and entry.was and entry.was not in ids:
            row = known.get(entry.was)
        met.append((entry, row))
    return met


def _compare(changes: Changes, entry: Entry, row: Schedule | None) -> None:
    if row is None:
        changes.new.append(entry)
        return
    if row.deleted_at is not None:
        changes.removed.append(entry.task)
        return
    values, pinned = _free(entry, row, changes.asset)
    if pinned:
        changes.pinned[entry.task] = pinned
    fields = {name: (getattr(row, name), new) for name, new in values.items() if getattr(row, name) != new}
    back = row.missing_since is not None
    was = row.task if row.task != entry.task else ""
    if fields or back or was:
        changes.changed.append(Change(entry.task, fields, was, back))
    else:
        changes.unchanged += 1


def _free(entry: Entry, row: Schedule, asset: str) -> tuple[dict[str, Any], dict[str, tuple[Any, Any]]]:
    """Return what the programme may say of a schedule, and the fields in which people say otherwise: theirs, and its.

    Of one that a person had put there all but its source is theirs.
    """
    mine = {*row.pinned} if row.programme else {*FIELDS} - {"source"}
    mine |= {"zone", "anchor", "cadence"} if "rules" in mine else set()
    values = {name: value for name, value in entry.values.items() if name not in mine}
    theirs = {name: (getattr(row, name), entry.values[name]) for name in FIELDS if name in mine}
    pinned = {name: (kept, said) for name, (kept, said) in theirs.items() if kept != said}
    return {**values, "programme": asset}, pinned


def _find_missing(changes: Changes, known: dict[str, Schedule], entries: Iterable[Entry]) -> None:
    there = {row.task for _, row in _met(list(entries), known) if row is not None}
    for task, row in sorted(known.items()):
        if row.programme != changes.asset or row.deleted_at is not None or task in there:
            continue
        (changes.gone if row.missing_since else changes.missing).append(task)


def _put(session: Session, actor: Actor, now: datetime, asset: Asset, entry: Entry) -> None:
    start = schedules.begin(entry.rules, entry.zone, now)
    made = schedules.put(session, asset, entry.task, now, {**entry.values, "start": start, "programme": asset.key})
    audit.record(
        session, actor.name, now, "schedule.add", schedules.subject(made),
        asset=asset.key, task=entry.task, rules=list(entry.rules), zone=entry.zone, source=entry.source,
    )  # fmt: skip


def _alter(session: Session, actor: Actor, now: datetime, row: Schedule, entry: Entry, change: Change) -> None:
    values, by_hand = {name: new for name, (_, new) in change.fields.items()}, not row.programme
    told = schedules.alter(row, now, values)
    if by_hand:  # from now on it belongs to a programme, and what a person said of it stays theirs
        row.pinned = sorted({*row.pinned, *FIELDS} - {"source", "cadence"})
    if "cadence" in values:
        row.cadence = entry.cadence
    row.task, row.missing_since = entry.task, None
    session.flush()
    audit.record(
        session, actor.name, now, "schedule.set", schedules.subject(row),
        asset=row.programme, task=entry.task, changed=told, was=change.was, back=change.back,
    )  # fmt: skip
