"""What is maintained, in a tree: a repository, a host, a venue, a room.

The key that an asset had before it was renamed leads to it still, as long as no other has taken it: crontabs, folders
and what waits in the spool name it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.registers import changing
from ddd.ledger.store.models import Asset, Audit, Person, Schedule, Window
from ddd.ledger.words import Role

_TEXTS = ("name", "kind", "warranty_provider", "warranty_notes")
_RECKONED = frozenset({"line", "told_id"})
_MOST_KNOWN = 5_000
_RENAMED = "asset.rename"


def find(session: Session, key: str) -> Asset:
    """Return the asset of that key. Raises Refused where there is none."""
    found = known(session, key)
    if found is None:
        keys = session.scalars(select(Asset.key).where(Asset.deleted_at.is_(None)).limit(_MOST_KNOWN))
        raise Refused(
            f"no asset “{key}”",
            advice=changing.near(key, keys) + "`ddd asset list` shows them, `ddd asset add` makes one",
        )
    return found


def known(session: Session, key: str) -> Asset | None:
    """Return the asset of that key, else the one that had it last; None where it is none, or was taken out."""
    found = session.scalars(select(Asset).where(Asset.key == key)).first()
    if found is not None:
        return found if found.deleted_at is None else None
    renamed = select(Audit).where(Audit.subject == _subject(key), Audit.action == _RENAMED).order_by(Audit.id.desc())
    row = session.scalars(renamed.limit(1)).first()
    was = session.get(Asset, row.detail["id"]) if row else None
    return None if was is None or was.deleted_at is not None else was


def below(session: Session, top: Asset | None = None) -> Sequence[Asset]:
    """Return an asset and all below it, by key; without one, all."""
    wanted = select(Asset).where(Asset.deleted_at.is_(None)).order_by(Asset.key)
    if top is not None:
        wanted = wanted.where(Asset.line.startswith(top.line, autoescape=True))
    return session.scalars(wanted).all()


def above(session: Session, asset: Asset) -> list[Asset]:
    """Return what an asset is part of, the whole first."""
    ids = [int(one) for one in asset.line.split("/") if one][:-1]
    found = {one.id: one for one in session.scalars(select(Asset).where(Asset.id.in_(ids)))}
    return [found[one] for one in ids]


def add(
    session: Session, actor: Actor, now: datetime, key: str, *, parent: str = "", name: str = "", **fields: Any
) -> Asset:
    """Add an asset below another, or at the top; one that was removed comes back, as new. Raises Refused for a second.

    fields: kind, owner (a person's key), warranty_start, warranty_end, warranty_provider, warranty_notes.
    """
    upper = _parent(session, actor, parent)
    values = _checked(session, {**fields, "name": name})
    found = session.scalars(select(Asset).where(Asset.key == changing.key(key))).first()
    if found is not None and found.deleted_at is None:
        raise Refused(f"there is an asset “{key}” already", advice=f"`ddd asset show {key}`, or give another key")
    if found is not None:
        actor.need(Role.COORDINATOR, found)
    made = found or Asset(key=key, name=name or key, created_at=now)
    plain = changing.defaults(Asset, but=_RECKONED)
    own = {"name": values["name"] or key, "parent_id": upper.id if upper else None}
    for column, value in {**plain, **values, **own}.items():
        setattr(made, column, value)
    session.add(made)
    session.flush()
    if found is None:
        made.line = _line(upper, made)
    _hand_down(session, made)
    audit.record(
        session, actor.name, now, "asset.add", _subject(key), parent=parent, again=found is not None,
        **changing.given(session, values),
    )  # fmt: skip
    return made


def change(session: Session, actor: Actor, now: datetime, asset: Asset, **fields: Any) -> dict[str, list[Any]]:
    """Change fields of an asset, as `add` takes them. Returns what changed, old and new. Raises Refused."""
    actor.need(Role.COORDINATOR, asset)
    values = _checked(session, fields)
    _check_warranty(values.get("warranty_start", asset.warranty_start), values.get("warranty_end", asset.warranty_end))
    told = changing.changed(asset, values)
    if told:
        _hand_down(session, asset)
        audit.record(session, actor.name, now, "asset.set", _subject(asset.key), changed=changing.named(session, told))
    return told


def rename(session: Session, actor: Actor, now: datetime, asset: Asset, key: str) -> list[str]:
    """Give an asset another key; a name that was its key goes along. Raises Refused for one that another has or had.

    Returns the tasks that stand on it: what is told of them elsewhere by the old key is to be taken back.
    """
    actor.need(Role.COORDINATOR, asset)
    old = asset.key
    if changing.key(key) == old:
        return []
    other = session.scalars(select(Asset).where(Asset.key == key)).first()
    if other is not None:
        gone = "" if other.deleted_at is None else ", though it was taken out"
        raise Refused(f"there is an asset “{key}” already{gone}", advice="give another key")
    asset.key, asset.name = key, key if asset.name == old else asset.name
    own = Schedule.asset_id == asset.id
    session.execute(update(Schedule).where(own, Schedule.programme == old).values(programme=key))
    audit.record(session, actor.name, now, _RENAMED, _subject(old), id=asset.id, key=key, name=asset.name)
    _silence_anew(session, now, asset)
    return list(session.scalars(select(Schedule.task).where(own).order_by(Schedule.task)))


def _silence_anew(session: Session, now: datetime, asset: Asset) -> None:
    """Take back the silences of the windows that an asset stands in: they name it by its old key. New ones follow."""
    from ddd.ledger.planning import silences, windows

    whole = [one.id for one in (*above(session, asset), asset)]
    for window in session.scalars(select(Window).where(Window.asset_id.in_(whole), Window.silence != "")):
        silences.expire(session, now, window)
    windows.renew_silences(session, now)


def move(session: Session, actor: Actor, now: datetime, asset: Asset, parent: str) -> None:
    """Put an asset, and all below it, below another one; an empty key: at the top.

    Raises Refused, also where its windows and those of what it moves below would clash.
    """
    from ddd.ledger.planning import windows

    actor.need(Role.COORDINATOR, asset)
    upper = _parent(session, actor, parent)
    if upper is not None and upper.line.startswith(asset.line):
        raise Refused(f"{parent} is part of {asset.key}", advice="choose one that is not")
    old = session.get(Asset, asset.parent_id) if asset.parent_id else None
    if (old.id if old else None) == (upper.id if upper else None):
        return
    if upper is not None:
        windows.check_move(session, now, asset, upper)
    asset.parent_id = upper.id if upper else None
    _hand_down(session, asset)
    audit.record(
        session, actor.name, now, "asset.move", _subject(asset.key), before=old.key if old else "", parent=parent
    )


def remove(session: Session, actor: Actor, now: datetime, asset: Asset) -> int:
    """Take an asset out, with its schedules; their history stays. Its windows are cancelled.

    Returns how many schedules. Raises Refused if more is below.
    """
    from ddd.ledger.planning import windows

    actor.need(Role.COORDINATOR, asset)
    inner = [one.key for one in below(session, asset) if one.id != asset.id]
    if inner:
        raise Refused(
            f"{', '.join(inner[:3])}{' and more' if len(inner) > 3 else ''} is part of {asset.key}",
            advice="remove that first, or `ddd asset set KEY --below OTHER`",
        )
    of_it = session.scalars(select(Schedule).where(Schedule.asset_id == asset.id, Schedule.deleted_at.is_(None))).all()
    for schedule in of_it:
        schedule.deleted_at = now
    windows.cancel_all(session, actor, now, asset, f"{asset.key} was taken out")
    asset.deleted_at = now
    audit.record(
        session, actor.name, now, "asset.remove", _subject(asset.key), schedules=sorted(one.task for one in of_it)
    )
    return len(of_it)


def released(session: Session, person: Person) -> int:
    """Take an owner from their assets: whoever owns what is above is told instead. Returns how many they had."""
    owned = session.scalars(select(Asset).where(Asset.owner_id == person.id).order_by(func.length(Asset.line))).all()
    for asset in owned:
        asset.owner_id = None
        _hand_down(session, asset)
    return len(owned)


def _subject(key: str) -> str:
    """Return what the audit calls the asset of that key."""
    return f"asset:{key}"


def _parent(session: Session, actor: Actor, key: str) -> Asset | None:
    """Return the asset to put something below. Raises Refused where the actor may not."""
    upper = find(session, key) if key else None
    actor.need(Role.COORDINATOR, upper)
    if upper is None and actor.scope != "/":
        raise Refused(f"{actor.name} may act on a part of the assets only", advice="say below which: --below ASSET")
    return upper


def _hand_down(session: Session, top: Asset) -> None:
    """Reckon anew where an asset and all below it stand, and whom the check tells of them."""
    session.flush()
    old = top.line
    tree = session.scalars(
        select(Asset).where(Asset.line.startswith(old, autoescape=True)).order_by(func.length(Asset.line), Asset.id)
    ).all()  # by the length of their old lines: a part comes after its whole
    known = {one.id: one for one in tree}
    for one in tree:
        upper = known.get(one.parent_id or 0) or (session.get(Asset, one.parent_id) if one.parent_id else None)
        one.line = _line(upper, one)
        one.told_id = one.owner_id or (upper.told_id if upper else None)
    session.flush()


def _line(upper: Asset | None, asset: Asset) -> str:
    return f"{upper.line if upper else '/'}{asset.id}/"


def _checked(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields as columns hold them. Raises Refused."""
    from ddd.ledger.registers import people

    values = dict(fields)
    if "owner" in values:
        who = values.pop("owner")
        values["owner_id"] = people.find(session, who).id if who else None
    for name in _TEXTS:
        if name in values:
            values[name] = changing.fit(values[name])
    _check_warranty(values.get("warranty_start"), values.get("warranty_end"))
    return values


def _check_warranty(start: datetime | None, end: datetime | None) -> None:
    if start is not None and end is not None and end <= start:
        raise Refused(f"the warranty would end ({end:%Y-%m-%d}) before it begins ({start:%Y-%m-%d})")
