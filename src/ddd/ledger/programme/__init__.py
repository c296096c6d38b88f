"""The programme of a repository: what its plan says is to be done, taken over into schedules of an asset.

As with Terraform, what would change is shown first. A schedule is known by its asset and the id of its task. What a
person changed is pinned and stays. What the plan no longer holds is marked as missing, never deleted.

Whom the repository calls the owner of a task gets it, where the ledger knows a person of that name and no person has
said otherwise. Which zone is meant where the repository does not say it, a person says once.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.programme.changes import ASSIGNEE, EVIDENCE, FIELDS, Change, Changes, Entry, Met, People, Wish
from ddd.ledger.programme.changes import compared as _compared
from ddd.ledger.programme.changes import met as _met
from ddd.ledger.registers import assets, changing, schedules
from ddd.ledger.store.models import Asset, Person, Schedule, Setting
from ddd.ledger.words import Role

_NO_WISH = Wish()


def key_of(path: Path, given: str = "") -> str:
    """Return the key of a folder's asset: the given one, else the folder's name. Raises Refused."""
    if given:
        return changing.key(given)
    name = path.resolve().name
    try:
        return changing.key(name)
    except Refused:
        raise Refused(f"the folder's name {name[:50]!r} is no key", advice="name the asset: --asset KEY") from None


def key_in(session: Session, path: Path, given: str = "") -> str:
    """Return the given key, else that of the asset the folder was applied to, else its name. Raises Refused."""
    asset = None if given else of_folder(session, path)
    return asset.key if asset else key_of(path, given)


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


def plan(session: Session, asset_key: str, entries: Sequence[Entry], wish: Wish = _NO_WISH) -> Changes:
    """Return what `apply` would change; writes nothing. Raises Refused."""
    return _planned(session, _asset(session, asset_key), asset_key, entries, wish)[0]


def plan_without_ledger(asset_key: str, entries: Sequence[Entry], wish: Wish = _NO_WISH) -> Changes:
    """Return what the first `apply` would change. Raises Refused."""
    return _compared(asset_key, _met(entries, {}, _zone(wish)), None, People({}), wish.leave_out)


def apply(
    session: Session, actor: Actor, now: datetime, asset_key: str, entries: Sequence[Entry], wish: Wish = _NO_WISH,
    *, under: str = "",
) -> Changes:  # fmt: skip
    """Take a programme over, all in this transaction; a second time it changes nothing. Returns what it changed.

    under: the asset to put a new one below. Raises Refused.
    """
    asset = _asset(session, asset_key)
    changes, found = _planned(session, asset, asset_key, entries, wish)
    if asset is None:
        asset = assets.add(session, actor, now, asset_key, parent=under, kind="repository")
    elif under:
        _check_under(session, asset, under)
    actor.need(Role.COORDINATOR, asset)
    if not changes:
        return changes
    known = _known(session, asset)
    _take_over(session, actor, now, asset, changes, found)
    for task in changes.missing:
        known[task].missing_since = now
        audit.record(
            session, actor.name, now, "schedule.missing", schedules.subject(known[task]), asset=asset.key, task=task
        )
    told = {name: len(getattr(changes, name)) for name in ("new", "changed", "missing", "left_out")}
    audit.record(session, actor.name, now, "programme.apply", f"asset:{asset.key}", **told)
    return changes


def _planned(
    session: Session, asset: Asset | None, key: str, entries: Sequence[Entry], wish: Wish
) -> tuple[Changes, list[Met]]:
    known = _known(session, asset) if asset else None
    found = _met(entries, known or {}, _zone(wish))
    return _compared(asset.key if asset else key, found, known, _people(session), wish.leave_out), found


def _zone(wish: Wish) -> str:
    return schedules.checked_zone(wish.zone) if wish.zone else ""


def _place(path: Path) -> str:
    """Return under which key a folder is kept; its name may be longer than a key."""
    return f"folder:{sha256(os.fsencode(path.resolve())).hexdigest()}"


def _asset(session: Session, key: str) -> Asset | None:
    return assets.known(session, changing.key(key))


def _check_under(session: Session, asset: Asset, under: str) -> None:
    if assets.find(session, under).id != asset.parent_id:
        raise Refused(
            f"{asset.key} is in the ledger already, and not below {under}",
            advice=f"`ddd asset set {asset.key} --below {under}` moves it",
        )


def _known(session: Session, asset: Asset) -> dict[str, Schedule]:
    return {one.task: one for one in session.scalars(select(Schedule).where(Schedule.asset_id == asset.id))}


def _people(session: Session) -> People:
    rows = session.execute(select(Person.key, Person.id).where(Person.deleted_at.is_(None)))
    return People({row.key: row.id for row in rows})


def _take_over(
    session: Session, actor: Actor, now: datetime, asset: Asset, changes: Changes, found: Iterable[Met]
) -> None:
    """Put what is new, alter what has changed, take out what is to be left out; tell people what they got."""
    people, new, left_out = _people(session), {entry.task for entry in changes.new}, {*changes.left_out}
    altered = {change.task: change for change in changes.changed}
    given: defaultdict[int | None, list[Schedule]] = defaultdict(list)
    for one in found:
        task, row = one.entry.task, one.row
        if task in left_out:
            _leave_out(session, actor, now, row or _put(session, actor, now, asset, one.entry), task)
        elif task in new:
            made = _put(session, actor, now, asset, one.entry, people.ids.get(people.named(one.entry.owner)))
            given[made.assignee_id].append(made)
        elif row is not None and task in altered:
            _alter(session, actor, now, row, one.entry, altered[task], people)
            if "assignee" in altered[task].fields:
                given[row.assignee_id].append(row)
    for theirs in given.values():
        schedules.tell_assignee(session, actor, now, asset, theirs)


def _put(
    session: Session, actor: Actor, now: datetime, asset: Asset, entry: Entry, assignee: int | None = None
) -> Schedule:
    start = schedules.begin(entry.rules, entry.zone, now)
    values = {**entry.values, "start": start, "programme": asset.key, ASSIGNEE: assignee}
    made = schedules.put(session, asset, entry.task, now, values)
    audit.record(
        session, actor.name, now, "schedule.add", schedules.subject(made),
        asset=asset.key, task=entry.task, rules=list(entry.rules), zone=entry.zone, source=entry.source,
        owner=entry.owner, **changing.given(session, {ASSIGNEE: assignee}),
    )  # fmt: skip
    return made


def _leave_out(session: Session, actor: Actor, now: datetime, row: Schedule, task: str) -> None:
    """Take a schedule out as a person would: what is removed under its present id stays out."""
    row.task = task
    schedules.delete(session, actor, now, row)


def _alter(
    session: Session, actor: Actor, now: datetime, row: Schedule, entry: Entry, change: Change, people: People
) -> None:
    by_hand, held = not row.programme, row.assignee_id
    values = {name: new for name, (_, new) in change.fields.items()}
    if "assignee" in values:
        values[ASSIGNEE] = people.ids.get(values.pop("assignee"))
    told = schedules.alter(row, now, values)
    if by_hand:  # from now on it belongs to a programme, and what a person said of it stays theirs
        said = {*FIELDS} - EVIDENCE - {"cadence"} | ({ASSIGNEE} if held is not None else set())
        row.pinned = sorted({*row.pinned, *said})
    if "cadence" in values:
        row.cadence = entry.cadence
    row.task, row.missing_since = entry.task, None
    session.flush()
    audit.record(
        session, actor.name, now, "schedule.set", schedules.subject(row),
        asset=row.programme, task=entry.task, changed=changing.named(session, told), was=change.was, back=change.back,
    )  # fmt: skip
