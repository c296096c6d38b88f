"""Tasks on assets: how often they are due, and who does them.

What a person changes of a schedule is pinned: the programme leaves it alone. When its rules change while nothing is
owed, the new ones count from the moment of the change; what is owed stays owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ddd.cadence import recurrence, zones
from ddd.cadence.counting import cadence_of_length
from ddd.cadence.refusal import RefusedError
from ddd.errors import UsageError
from ddd.ledger import audit, moments
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.registers import assets, changing, contracts, people
from ddd.ledger.rules import due
from ddd.ledger.rules.rhythm import Rhythm, checked
from ddd.ledger.store.models import Asset, Person, Schedule
from ddd.ledger.words import Anchor, NoticeKind, Priority, Role
from ddd.model import Cadence, Dialect

RHYTHM = frozenset({"rules", "zone", "start", "anchor"})
"""The fields that say when it is due."""
_EVERY = "every "
_GUESSES = ("cron", "oncalendar", "every", "phrase")
_MOST_KNOWN = 5_000
_MOST_TOLD = 50
_HISTORY = frozenset({"next_due", "last_due", "last_done", "programme", "source", "owner"})
"""What one that was removed keeps when it comes back; the programme that it belongs to has its say again."""
_SECOND = timedelta(seconds=1)
_TEXTS = frozenset({"title", "kind", "description"})
_WORDS: dict[str, type[StrEnum]] = {"priority": Priority, "anchor": Anchor}


def find(session: Session, task: str, asset: str = "") -> Schedule:
    """Return the schedule of a task, by its name or the last part of that: `dump` of `roles/backup/dump`.

    Raises Refused when nobody has it, when several end so, or when several assets have it and none is named.
    """
    wanted = select(Schedule).where(Schedule.deleted_at.is_(None)).order_by(Schedule.task, Schedule.id).limit(20)
    if asset:
        wanted = wanted.where(Schedule.asset_id == assets.find(session, asset).id)
    found = session.scalars(wanted.where(Schedule.task == task)).all()
    if not found and task:
        found = session.scalars(wanted.where(Schedule.task.endswith(f"/{task}", autoescape=True))).all()
    if len(names := sorted({one.task for one in found})) > 1:
        raise Refused(f"several tasks end with “{task}”: {', '.join(names)}", advice="give the whole name")
    if len(found) > 1:
        keys = ", ".join(sorted(asset_of(session, one).key for one in found))
        raise Refused(f"several assets have the task “{task}”: {keys}", advice="say which: --asset KEY")
    if not found:
        where = f" on {asset}" if asset else ""
        raise Refused(
            f"no task “{task}”{where}",
            advice=changing.near(task, _known(session)) + "`ddd schedule list` shows them, `ddd programme apply` "
            "takes those of a repository",
        )
    return found[0]


def asset_of(session: Session, schedule: Schedule) -> Asset:
    """Return the asset of a schedule."""
    asset = session.get(Asset, schedule.asset_id)
    assert asset is not None  # a foreign key
    return asset


def listed(
    session: Session, top: Asset | None = None, *, person_id: int | None = None, paused: bool | None = None
) -> Sequence[tuple[Schedule, str]]:
    """Return the schedules of an asset and of all below it, each with the key of its asset."""
    wanted = (
        select(Schedule, Asset.key)
        .join(Asset, Asset.id == Schedule.asset_id)
        .where(Schedule.deleted_at.is_(None))
        .order_by(Asset.key, Schedule.task)
    )
    if top is not None:
        wanted = wanted.where(Asset.line.startswith(top.line, autoescape=True))
    if person_id is not None:
        wanted = wanted.where(Schedule.assignee_id == person_id)
    if paused is not None:
        wanted = wanted.where(Schedule.paused.is_(paused))
    return [(schedule, key) for schedule, key in session.execute(wanted)]


def any_at_all(session: Session) -> bool:
    """Tell whether there is any schedule."""
    return session.scalars(select(Schedule.id).where(Schedule.deleted_at.is_(None)).limit(1)).first() is not None


def on_several(session: Session, tasks: Sequence[str]) -> set[str]:
    """Return those of some tasks that several assets have: there it takes an asset to name one."""
    asked = (
        select(Schedule.task)
        .where(Schedule.deleted_at.is_(None))
        .group_by(Schedule.task)
        .having(func.count() > 1)
        .where(Schedule.task.in_(tasks[:_MOST_KNOWN]))
    )
    return set(session.scalars(asked))


def add(
    session: Session,
    actor: Actor,
    now: datetime,
    asset_key: str,
    task: str,
    rules: Sequence[str],
    *,
    zone: str = "UTC",
    start: datetime | None = None,
    **fields: Any,
) -> Schedule:
    """Add a schedule by hand. Raises Refused when the asset has one of that task, or for what is no rule.

    Without a start it begins now; by lengths alone (`every 2 weeks`) it is first due one length from now.
    """
    asset = assets.find(session, asset_key)
    actor.need(Role.COORDINATOR, asset)
    task = changing.key(task, longest=changing.LONGEST_TASK)
    texts = checked_rules(rules, checked_zone(zone))
    values = _checked_fields(session, fields)
    values |= {"rules": texts, "zone": zone, "start": start or begin(texts, zone, now)}
    made = put(session, asset, task, now, {"title": task, "cadence": cadence_of(texts, zone), **values})
    audit.record(
        session, actor.name, now, "schedule.add", subject(made),
        asset=asset.key, task=task, **changing.given(session, values),
    )  # fmt: skip
    tell_assignee(session, actor, now, asset, [made])
    return made


def put(session: Session, asset: Asset, task: str, now: datetime, values: dict[str, Any]) -> Schedule:
    """Put a schedule into the table; one that was removed comes back, as new but for its history.

    Raises Refused for a second.
    """
    found = session.scalars(select(Schedule).where(Schedule.asset_id == asset.id, Schedule.task == task)).first()
    if found is not None and found.deleted_at is None:
        raise Refused(f"{asset.key} has the task “{task}” already", advice=f"`ddd schedule set {task}` changes it")
    made = found or Schedule(asset_id=asset.id, task=task, created_at=now)
    for name, value in {**changing.defaults(Schedule, but=_HISTORY), "pinned": [], **values}.items():
        setattr(made, name, value)
    session.add(made)
    rearm(made)
    session.flush()
    return made


def change(session: Session, actor: Actor, now: datetime, schedule: Schedule, **fields: Any) -> dict[str, list[Any]]:
    """Change fields and pin them. Returns what changed, old and new. Raises Refused.

    fields: title, kind, description, rules, zone, start, anchor, grace, sla, priority, assignee (a key), contract (a
    reference), proof_required.
    """
    asset = asset_of(session, schedule)
    actor.need(Role.COORDINATOR, asset)
    values = _checked_fields(session, fields)
    zone = checked_zone(values.get("zone", schedule.zone))
    if "rules" in values:
        values["rules"] = checked_rules(values["rules"], zone)
    told = alter(schedule, now, values)
    if told:
        schedule.pinned = sorted({*schedule.pinned, *(told.keys() & values.keys())})
        audit.record(
            session, actor.name, now, "schedule.set", subject(schedule),
            asset=asset.key, task=schedule.task, changed=changing.named(session, told),
        )  # fmt: skip
    if "assignee_id" in told:
        tell_assignee(session, actor, now, asset, [schedule])
    return told


def alter(schedule: Schedule, now: datetime, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set checked fields, and what follows from them: the cadence, the start of new rules, when it is due next."""
    told = changing.changed(schedule, values)
    if not RHYTHM & told.keys():
        return told
    schedule.cadence = cadence_of(schedule.rules, schedule.zone)
    if {"rules", "zone"} & told.keys() and "start" not in values and "start" not in schedule.pinned:
        owed = schedule.next_due if schedule.next_due is not None and schedule.next_due <= now else None
        told |= changing.changed(schedule, {"start": owed or begin(schedule.rules, schedule.zone, now)})
    rearm(schedule)
    return told


def let_go(was: Rhythm, owed: datetime | None, schedule: Schedule, now: datetime) -> int:
    """Return how many times were missed, and are owed no more since a change. was, owed: its rhythm and due before.

    While something is owed by new rules, it stands for what was missed by the old ones.
    """
    still = schedule.next_due if schedule.next_due is not None and schedule.next_due <= now else None
    if still is not None and (list(was.texts), was.zone) != (schedule.rules, schedule.zone):
        return 0
    try:
        return due.missed(was, owed, now if still is None else still - _SECOND)
    except (UsageError, RefusedError):  # the change has mended a rule that could not be read
        return 0


def unpin(session: Session, actor: Actor, now: datetime, schedule: Schedule, fields: Sequence[str]) -> list[Any]:
    """Let the programme say fields again. Returns what was pinned and what is. Raises Refused for one that is not."""
    asset = asset_of(session, schedule)
    actor.need(Role.COORDINATOR, asset)
    before = [name.removesuffix("_id") for name in schedule.pinned]
    for name in fields:
        if name not in before:
            raise Refused(f"{name} is not pinned", advice=f"pinned are: {', '.join(before) or 'none'}")
    schedule.pinned = [name for name in schedule.pinned if name.removesuffix("_id") not in fields]
    audit.record(
        session, actor.name, now, "schedule.unpin", subject(schedule),
        asset=asset.key, task=schedule.task, fields=list(fields),
    )  # fmt: skip
    return [before, [name for name in before if name not in fields]]


def pause(session: Session, actor: Actor, now: datetime, schedule: Schedule, *, why: str = "") -> None:
    """Let it rest: nobody is told of it."""
    _rest(session, actor, now, schedule, "schedule.pause", paused=True, why=changing.fit(why))


def resume(session: Session, actor: Actor, now: datetime, schedule: Schedule) -> None:
    """Let it count again; what fell due meanwhile is owed."""
    _rest(session, actor, now, schedule, "schedule.resume", paused=False)


def delete(session: Session, actor: Actor, now: datetime, schedule: Schedule) -> None:
    """Take it out; its history stays."""
    asset = asset_of(session, schedule)
    actor.need(Role.COORDINATOR, asset)
    schedule.deleted_at = now
    audit.record(session, actor.name, now, "schedule.remove", subject(schedule), asset=asset.key, task=schedule.task)


def tell_assignee(session: Session, actor: Actor, now: datetime, asset: Asset, assigned: Sequence[Schedule]) -> None:
    """Tell somebody, in one message, of the schedules of an asset that are theirs now; not of their own doing."""
    first = assigned[0]
    if first.assignee_id in (None, actor.person_id):
        return
    from ddd.ledger.notify import outbox

    person = session.get_one(Person, first.assignee_id)
    if not person.url:
        return
    many, clock = len(assigned) > 1, moments.clock(person.zone)
    change = audit.head(session)[0]  # each change is told once
    outbox.put(
        session, now, kind=NoticeKind.ASSIGNMENT, person=person, key=f"assigned-{first.id}-{change}",
        title=f"Yours: {f'{len(assigned)} tasks' if many else first.title or first.task} on {asset.key}",
        body=_many_told(assigned, clock) if many else _told(first, clock),
        data={"asset": asset.key, "person": person.key}
        | ({"tasks": [one.task for one in assigned]} if many else {"task": first.task}),
    )  # fmt: skip


def rhythm_of(schedule: Schedule) -> Rhythm:
    """Return when it recurs."""
    return Rhythm(tuple(schedule.rules), schedule.start, schedule.zone)


def rearm(schedule: Schedule) -> None:
    """Reckon anew when it is due next, from what was last settled."""
    schedule.next_due = due.next_due(
        rhythm_of(schedule), Anchor(schedule.anchor), schedule.last_due, schedule.last_done
    )


def subject(schedule: Schedule) -> str:
    """Return what the audit calls it."""
    return f"schedule:{schedule.id}"


def begin(rules: Sequence[str], zone: str, now: datetime) -> datetime:
    """Return the start of rules that begin now: where there are lengths, the first is not over before it has passed."""
    if not any(text.startswith(_EVERY) for text in rules):
        return now
    return Rhythm(tuple(rules), now, zone).after(now) or now


def checked_zone(name: str) -> str:
    """Return the name of a zone that tzdata knows. Raises Refused."""
    return moments.zone(name)


def checked_rules(rules: Sequence[str], zone: str) -> list[str]:
    """Return rules as they are stored. Raises Refused for what is none, and names the rule that it may have meant."""
    if not rules:
        raise Refused("no rule: how often is it due?", advice="such as “every 2 weeks” or “cron 0 3 * * *”")
    found: list[str] = []
    for text in map(changing.fit, rules):
        try:
            found += checked([text.strip()], zone)
        except (UsageError, RefusedError) as fault:
            advice = _meant(text.strip(), zone) or getattr(fault, "advice", "")
            raise Refused(getattr(fault, "what", str(fault)), advice=advice) from None
    return found


def cadence_of(rules: Sequence[str], zone: str) -> str:
    """Return how often rules come, as a bucket: that of the most frequent."""
    order = list(Cadence)
    return min((_cadence(text, zone) for text in rules), key=order.index, default=Cadence.ANNUAL).value


def _cadence(text: str, zone: str) -> Cadence:
    if text.startswith(_EVERY):
        start = datetime(2025, 1, 1, tzinfo=zones.EPOCH.tzinfo)
        second = Rhythm((text,), start, "UTC").after(start)
        return cadence_of_length(int((second - start).total_seconds()) if second else 0)
    name, _, expression = text.partition(" ")
    return recurrence(expression, Dialect("vixie" if name == "cron" else name), zone).cadence or Cadence.ANNUAL


def _meant(text: str, zone: str) -> str:
    """Return the rule that somebody may have meant, as an advice: `0 3 * * *` is cron without its name."""
    for name in _GUESSES:
        try:
            (guess,) = checked([f"{name} {text}"], zone)
        except (UsageError, RefusedError):
            continue
        return f"did you mean “{guess}”?"
    return ""


def _checked_fields(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields as columns hold them: people and contracts by id, words that exist. Raises Refused."""
    values = dict(fields)
    for name in _TEXTS & values.keys():
        values[name] = changing.fit(values[name])
    if "assignee" in values:
        who = values.pop("assignee")
        values["assignee_id"] = people.find(session, who).id if who else None
    if "contract" in values:
        reference = values.pop("contract")
        values["contract_id"] = contracts.find(session, reference).id if reference else None
    for name in _WORDS.keys() & values.keys():
        values[name] = _word(name, str(values[name]))
    _check_numbers(values)
    return values


def _word(name: str, given: str) -> str:
    words = list(_WORDS[name])
    if given not in words:
        raise Refused(f"no {name} “{given}”", advice=f"there are: {', '.join(words)}")
    return given


def _check_numbers(values: dict[str, Any]) -> None:
    if "start" in values and values["start"] is None:
        raise Refused("a schedule has a start", advice="such as 2026-03-02")
    for name in ("grace", "sla"):
        if values.get(name) is not None and not 0 <= values[name] < 2**31:
            raise Refused(f"no length for {name}: {values[name]}", advice="such as 2h or 3d")


def _rest(
    session: Session, actor: Actor, now: datetime, schedule: Schedule, action: str, *, paused: bool, **detail: str
) -> None:
    asset = asset_of(session, schedule)
    actor.need(Role.COORDINATOR, asset)
    if schedule.paused == paused:
        raise Refused(f"{schedule.task} is {'paused' if paused else 'not paused'} already")
    schedule.paused = paused
    audit.record(session, actor.name, now, action, subject(schedule), asset=asset.key, task=schedule.task, **detail)


def _told(schedule: Schedule, clock: tzinfo) -> str:
    first = f"Due first on {zones.told(schedule.next_due, clock)}\n" if schedule.next_due else ""
    return f"{first}{schedule.description}\nRecord it with: ddd done {schedule.task}".strip()


def _many_told(assigned: Sequence[Schedule], clock: tzinfo) -> str:
    lines = [
        f"{one.task}: due first on {zones.told(one.next_due, clock)}" if one.next_due else one.task
        for one in assigned[:_MOST_TOLD]
    ]
    more = [f"and {len(assigned) - _MOST_TOLD} more"] if len(assigned) > _MOST_TOLD else []
    return "\n".join([*lines, *more, "Record each with: ddd done TASK"])


def _known(session: Session) -> Sequence[str]:
    return session.scalars(
        select(Schedule.task).where(Schedule.deleted_at.is_(None)).distinct().limit(_MOST_KNOWN)
    ).all()
