"""Who does the work, plans it or is told of it. The first of them is admin, and one always is, over everything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, case, func, select, type_coerce, update
from sqlalchemy.orm import Session

from ddd.cadence import zones
from ddd.cadence.refusal import RefusedError
from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.notify import channel
from ddd.ledger.registers import assets, changing
from ddd.ledger.rules.status import SOON
from ddd.ledger.store.models import IN_FORCE, Asset, Log, Message, Person, Schedule
from ddd.ledger.words import Outcome, Role

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,40}:[!-~\u00a1-\ud7ff\ue000-\uffff]+")
_OWN = frozenset({"name", "url", "zone"})
"""What people may change of themselves."""


class Counts(NamedTuple):
    """What somebody has done and has to do."""

    done: int
    """Pieces of work that they did, all times."""
    open: int
    """What is assigned to them and is due within a day, or was."""
    overdue: int
    """Of these, what is past its grace."""


def find(session: Session, key: str) -> Person:
    """Return the person of that key. Raises Refused where there is none."""
    found = session.scalars(select(Person).where(Person.key == key, Person.deleted_at.is_(None))).first()
    if found is None:
        known = [one.key for one in listed(session)]
        raise Refused(
            f"nobody called “{key}”",
            advice=changing.near(key, known) + "`ddd person list` shows all, `ddd person add` adds one",
        )
    return found


def listed(session: Session) -> Sequence[Person]:
    """Return all people, by key."""
    return session.scalars(select(Person).where(Person.deleted_at.is_(None)).order_by(Person.key)).all()


def add(
    session: Session,
    actor: Actor,
    now: datetime,
    key: str,
    *,
    role: str = "",
    scope: str = "",
    name: str = "",
    url: str = "",
    zone: str = "UTC",
) -> Person:
    """Add somebody; who was removed comes back. Without a role the first is admin, others viewer. Raises Refused."""
    actor.need(Role.ADMIN)
    is_first = not listed(session)
    role = role or (Role.ADMIN if is_first else Role.VIEWER)
    if is_first and (role != Role.ADMIN or scope):
        raise Refused("the first person must be admin, over everything: else nobody could add another")
    found = session.scalars(select(Person).where(Person.key == changing.key(key))).first()
    if found is not None and found.deleted_at is None:
        raise Refused(f"there is somebody called “{key}” already", advice=f"`ddd person set {key}` changes them")
    made = found or Person(key=key, created_at=now)
    values = _checked(session, actor, {"role": role, "scope": scope, "name": name, "url": url, "zone": zone})
    for column, value in {**values, "name": values["name"] or key}.items():
        setattr(made, column, value)
    made.deleted_at = None
    session.add(made)
    session.flush()
    audit.record(
        session, actor.name, now, "person.add", f"person:{key}", again=found is not None,
        **changing.given(session, values),
    )  # fmt: skip
    return made


def change(session: Session, actor: Actor, now: datetime, person: Person, **fields: Any) -> dict[str, list[Any]]:
    """Change name, role, scope (an asset's key), url or zone. Their own name, url and zone people change themselves.

    Returns what changed, old and new, of the url only that. Raises Refused.
    """
    if person.id != actor.person_id or not fields.keys() <= _OWN:
        _need_admin_over(session, actor, person)
    values = _checked(session, actor, fields)
    told = changing.changed(person, values)
    _keep_an_admin(session)
    if told:
        changes = changing.named(session, told)
        audit.record(session, actor.name, now, "person.set", f"person:{person.key}", changed=changes)
    return told


def remove(session: Session, actor: Actor, now: datetime, person: Person) -> int:
    """Take somebody out; what they did stays. What they owned and had to do is nobody's then: returns how much.

    They are told nothing more: their address is forgotten, and what was not sent yet is withdrawn.
    """
    from ddd.ledger.planning import visits

    _need_admin_over(session, actor, person)
    person.deleted_at, person.url = now, ""
    _keep_an_admin(session)
    given = session.scalars(select(Schedule).where(Schedule.assignee_id == person.id)).all()
    for schedule in given:
        schedule.assignee_id = None
    released = assets.released(session, person) + len(given) + visits.released(session, person)
    _withdraw(session, person)
    audit.record(session, actor.name, now, "person.remove", f"person:{person.key}", released=released)
    return released


def _withdraw(session: Session, person: Person) -> None:
    """Take back what somebody was to be told."""
    unsent = (Message.person_id == person.id, Message.sent_at.is_(None))
    reason = f"withdrawn: {person.key} was taken out"
    session.execute(update(Message).where(*unsent).values(next_try=None, url="", error=reason))


def counts(session: Session, now: datetime) -> dict[int, Counts]:
    """Return what everybody has done and has to do, by id; nobody is in it who has neither."""
    corrected = select(Log.corrects_id).where(Log.corrects_id.is_not(None))
    done = select(Log.person_id, func.count()).where(
        Log.outcome == Outcome.DONE.value, Log.person_id.is_not(None), Log.id.not_in(corrected)
    )
    have_done: dict[int | None, int] = dict(session.execute(done.group_by(Log.person_id)).all())
    to_do = (
        select(Schedule.assignee_id, func.count(), func.sum(case((is_overdue(now), 1), else_=0)))
        .where(
            Schedule.assignee_id.is_not(None),
            IN_FORCE,
            Schedule.next_due <= now + SOON,
        )
        .group_by(Schedule.assignee_id)
    )
    have_to_do = {who: (int(count), int(late)) for who, count, late in session.execute(to_do)}
    return {
        who: Counts(have_done.get(who, 0), *have_to_do.get(who, (0, 0))) for who in {*have_done, *have_to_do} if who
    }


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Return the condition in SQL that a schedule is past its grace."""
    return seconds(Schedule.next_due) + Schedule.grace < int(now.timestamp())


def seconds(moment: Any) -> ColumnElement[int]:
    """Return a column of moments as SQL reckons with it: whole seconds since 1970."""
    return type_coerce(moment, BigInteger)


def told_by(person: Person) -> str:
    """Return by what sort of channel somebody is told; the address may hold a secret."""
    return person.url.partition(":")[0]


def _checked(session: Session, actor: Actor, fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields as columns hold them. Raises Refused."""
    values = dict(fields)
    if "scope" in values:
        values |= _scope(session, actor, values.pop("scope"))
    if "role" in values and values["role"] not in list(Role):
        raise Refused(f"no role “{values['role']}”", advice=f"there are: {', '.join(Role)}")
    if "role" in values:
        values["role"] = str(values["role"])
    if values.get("url") and not (_URL.fullmatch(values["url"]) and channel.is_url(values["url"])):
        raise Refused("no address to tell somebody at", advice="such as mailto:anna@example.org or https://HOST/PATH")
    if "zone" in values:
        try:
            zones.find(values["zone"])
        except RefusedError as unknown:
            raise Refused(str(unknown), advice="IANA names are wanted, such as Europe/Berlin or UTC") from None
    if "name" in values:
        values["name"] = changing.fit(values["name"])
    return values


def _scope(session: Session, actor: Actor, key: str) -> dict[str, int | None]:
    """Return the scope to give somebody: none beyond one's own. Raises Refused."""
    if key:
        asset = assets.find(session, key)
        actor.need(Role.ADMIN, asset)
        return {"scope_id": asset.id}
    if actor.scope != "/":
        raise Refused(f"{actor.name} acts on a part of the assets only", advice="give a scope within: --scope ASSET")
    return {"scope_id": None}


def _need_admin_over(session: Session, actor: Actor, person: Person) -> None:
    """Raise Refused unless the actor is admin over all that a person may act on."""
    scope = session.get(Asset, person.scope_id) if person.scope_id else None
    actor.need(Role.ADMIN, scope)
    if scope is None and actor.scope != "/":
        raise Refused(f"{person.key} acts on more than {actor.name}", advice="ask an admin over everything")


def _keep_an_admin(session: Session) -> None:
    """Raise Refused if nobody would be admin over everything any more."""
    session.flush()
    left = select(Person.id).where(
        Person.role == Role.ADMIN.value, Person.scope_id.is_(None), Person.deleted_at.is_(None)
    )
    if session.scalars(left.limit(1)).first() is None:
        raise Refused("nobody would be admin over everything any more", advice="make somebody else admin first")
