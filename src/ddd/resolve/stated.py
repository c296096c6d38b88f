"""Fills in the values that facts other than Schedules leave open, and reads the numbers that come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from ddd.measures import number
from ddd.model import Contact, Control, Evidence, Expiry, Fact, State, Trigger, replace
from ddd.resolve.filling import Fill, Filled, filler, switched_off
from ddd.resolve.followed import Followed
from ddd.resolve.overrides import told
from ddd.resolve.values import Values
from ddd.resolve.variables import Variables

_F = TypeVar("_F", bound=Fact)

_DECIDING: dict[type[Fact], str] = {Trigger: "stated", Control: "value", Expiry: "not_after", Contact: "name"}
"""The field without which a fact of the kind says nothing: where it stands is the fact's place."""
_NOTHING = frozenset({"", "false", "no", "off", "null", "none", "disabled"})
_NOT_FILLED = frozenset({"id", "component", "origin", "note"})


def with_values(fact: _F, variables: Variables, values: Values) -> Iterator[_F]:
    """Yield the fact with its references followed in every text, once for each entry that a loop around it makes.

    Where the deciding value came from becomes the first evidence, and a threshold that came in a number. A fact whose
    deciding value stays open is unresolved; one whose value comes to nothing, as an `if` around it then leaves it out,
    is not yielded; what a value switches off is suspended.
    """
    for one in values.unrolled(fact, _decisive(fact)):
        filled = _filled(one, filler(one, variables, values))
        if filled is not None:
            off = switched_off(one, variables, values) if filled.state in (State.ACTIVE, State.UNRESOLVED) else None
            yield _suspended(filled, off) if off else filled


def _filled(fact: _F, fill: Fill) -> _F | None:
    filled = {name: fill(text) for name in _texts(cast(Any, type(fact))) if (text := getattr(fact, name))}
    changed: dict[str, Any] = {name: one.text for name, one in filled.items()}
    deciding = filled.get(_DECIDING.get(type(fact), "")) or Filled("", (), (), (), False)
    if _comes_to_nothing(fact, deciding):
        return None
    if isinstance(fact, Trigger) and fact.threshold is None:
        changed["threshold"] = number(deciding.text)
    if fact.state is State.ACTIVE and (deciding.is_open or _is_open(fact, changed)):
        changed["state"] = State.UNRESOLVED
    notes = (note for one in filled.values() for note in one.notes)
    overrides = [override for one in filled.values() for override in one.overrides]
    others = (place for one in filled.values() for place in one.evidence)
    is_open = any(one.is_open for one in filled.values())
    return replace(
        fact,
        **changed,
        note=_told(fact.note, *notes, *told(overrides)),
        evidence=_once((*deciding.evidence, *fact.evidence, *others)),
        references=fact.references if is_open or any(one.off for one in fact.references) else (),
    )


def _suspended(fact: _F, off: Followed) -> _F:
    return replace(
        fact,
        state=State.SUSPENDED,
        note=_told(fact.note, *off.notes),
        evidence=_once((*fact.evidence, *off.evidence)),
    )


def _comes_to_nothing(fact: Fact, deciding: Filled) -> bool:
    if not _decisive(fact) or fact.state is not State.ACTIVE:
        return False
    said = deciding.text.strip().lower()
    return said in _NOTHING if isinstance(fact, Control) else not said


def _is_open(fact: Fact, changed: dict[str, Any]) -> bool:
    """A threshold that came in and is no number is not known either: `{{ limits | max }}`."""
    is_asked = (
        isinstance(fact, Trigger) and fact.threshold is None and any(one.text in fact.stated for one in fact.references)
    )
    return is_asked and changed.get("threshold") is None


def _decisive(fact: Fact) -> str:
    """Return the text that decides whether the fact says anything; empty for kinds that have none."""
    name = _DECIDING.get(type(fact))
    return getattr(fact, name) if name else ""


def _told(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))


def _once(places: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(places))


@cache
def _texts(kind: type[Fact]) -> tuple[str, ...]:
    fields = msgspec.structs.fields(kind)
    return tuple(one.name for one in fields if one.type is str and one.name not in _NOT_FILLED)
