"""Fills in the values that facts other than Schedules leave open, and reads the numbers that come in."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any, TypeVar, cast

from ddd.measures import number
from ddd.model import Evidence, Fact, State, Trigger
from ddd.resolve.filling import filler
from ddd.resolve.values import Values
from ddd.resolve.variables import Variables

_F = TypeVar("_F", bound=Fact)
_NOT_FILLED = frozenset({"id", "component", "origin", "note"})


def with_values(fact: _F, variables: Variables, values: Values) -> _F:
    """Return the fact with its references followed in every text; a threshold that came in becomes a number.

    The line that holds the value becomes the first evidence where it is the threshold's; a trigger whose threshold
    stays open is unresolved.
    """
    fill = filler(fact, variables, values)
    filled = {name: fill(text) for name in _texts(cast(Any, type(fact))) if (text := getattr(fact, name))}
    changed: dict[str, Any] = {name: one.text for name, one in filled.items()}
    places = [place for one in filled.values() for place in one.evidence]
    notes = dict.fromkeys(note for one in (fact.note, *(n for f in filled.values() for n in f.notes)) if (note := one))
    if isinstance(fact, Trigger) and fact.threshold is None and (stated := filled.get("stated")):
        changed |= _threshold(fact, stated.text)
        places = [*stated.evidence, *fact.evidence, *places]
    is_open = any(one.is_open for one in filled.values())
    return dataclasses.replace(
        fact,
        **changed,
        note="; ".join(notes),
        evidence=_once(places if places[:1] and isinstance(fact, Trigger) else (*fact.evidence, *places)),
        references=fact.references if is_open else (),
    )


def _threshold(trigger: Trigger, text: str) -> dict[str, Any]:
    threshold = number(text)
    if threshold is not None:
        return {"threshold": threshold}
    return {"state": State.UNRESOLVED} if trigger.state is State.ACTIVE else {}


def _once(places: Any) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(places))


@cache
def _texts(kind: type[Fact]) -> tuple[str, ...]:
    fields = dataclasses.fields(cast(Any, kind))
    return tuple(one.name for one in fields if one.type == "str" and one.name not in _NOT_FILLED)
