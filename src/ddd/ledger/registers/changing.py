"""What the registers share: fields of a row that change and what the audit tells of it, keys, who comes near a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy.orm import Session

from ddd.ledger.errors import Refused
from ddd.ledger.store.models import Asset, Base, Contract, Person
from ddd.scan.text import visible

LONGEST_KEY = 200
LONGEST_TASK = 300
_SECRET = frozenset({"url"})
_KEYS: Mapping[str, tuple[type[Base], str]] = {
    "assignee_id": (Person, "key"),
    "owner_id": (Person, "key"),
    "scope_id": (Asset, "key"),
    "contract_id": (Contract, "reference"),
}


def changed(row: Base, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set fields of a row; return those that changed, each with its old and its new value, of secrets neither."""
    told = {}
    for name, new in values.items():
        old = getattr(row, name)
        if old == new:
            continue
        setattr(row, name, new)
        told[name] = ["…", "…"] if name in _SECRET else [_as_json(old), _as_json(new)]
    return told


def given(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the audit tells of the fields of something new, as people say it; of what is empty nothing."""
    told = {name: [None, "…" if name in _SECRET else _as_json(new)] for name, new in values.items() if new != ""}
    return {name: new for name, (_, new) in named(session, told).items() if new is not None}


def defaults(table: type[Base], *, but: Collection[str]) -> dict[str, Any]:
    """Return what a new row holds where nothing need be given: what was removed and comes back is as new."""
    return {
        column.key: getattr(column.default, "arg", None)
        for column in table.__table__.columns
        if (column.nullable or column.default is not None) and column.key not in but
    }


def named(session: Session, told: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Return what changed as people say it: `assignee` and keys instead of `assignee_id` and numbers."""
    found = {}
    for name, (old, new) in told.items():
        if name in _KEYS:
            table, key = _KEYS[name]
            old, new = (getattr(session.get(table, one), key) if one else None for one in (old, new))
        found[name.removesuffix("_id")] = [old, new]
    return found


def key(text: str, *, longest: int = LONGEST_KEY) -> str:
    """Return a key that can be typed, told and stored. Raises Refused."""
    if text and text == text.strip() and text.isprintable() and not text.startswith("-") and len(text) <= longest:
        return text
    raise Refused(
        f"no name for the ledger: {text[:50]!r}",
        advice=f"1 to {longest} characters that can be printed, no blanks around them, no hyphen before them",
    )


def fit(text: str) -> str:
    """Return text as every database can hold it: no lone halves of characters, no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "�")


def near(name: str, known: Iterable[str]) -> str:
    """Return what to say of names that come near: those of the same last part, and those spelled alike."""
    names = list(known)
    tail = name.rpartition("/")[2].casefold()
    same = [one for one in names if tail and one.rpartition("/")[2].casefold() == tail]
    alike = get_close_matches(name, names, 3, 0.6)
    found = list(dict.fromkeys((*same[:3], *alike)))[:3]
    return f"did you mean {' or '.join(f'“{visible(one)}”' for one in found)}? " if found else ""


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
