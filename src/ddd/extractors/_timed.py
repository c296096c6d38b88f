"""Makes Schedules of what programs say: a literal, a name that leads to one, or what nobody can follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tree_sitter import Node

from ddd.extractors._syntax import Literal, Program
from ddd.model import Confidence, Dialect, Schedule, State

_UNITS = (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
_ZONES = frozenset({"getTimeZone", "of", "DateTimeZone", "FindSystemTimeZoneById"})
_LONGEST_RAW = 200


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone a program names; where it is no literal, a note says what sets it."""

    name: str | None = None
    note: str = ""


def every(seconds: float) -> str:
    """Return a length of time in words, in the greatest unit that fits: `every 12 hours`, `every 1 day`."""
    whole = max(1, round(seconds))
    unit, length = next((unit, length) for unit, length in _UNITS if whole % length == 0)
    count = whole // length
    return f"every {count} {unit}" + ("s" if count > 1 else "")


def raw(code: Program, node: Node) -> str:
    """Return what stands in the file, on one line and shortened: the expression of what cannot be followed."""
    text = " ".join(code.source.text[node.start_byte : min(node.end_byte, node.start_byte + _LONGEST_RAW)].split())
    return text + ("…" if node.end_byte - node.start_byte > _LONGEST_RAW else "")


def zone(code: Program, node: Node | None, default: str | None = None) -> Zone:
    """Return the zone a node names; without a node the default."""
    if node is None or code.text(node) in ("null", "nil", "undefined", "None"):
        return Zone(default)
    call = code.call(code.resolved(node))
    literal = code.value(call.positional(0) if call and call.name in _ZONES else node)
    return Zone(literal.text, literal.note) if literal else Zone(None, f"time zone set by {raw(code, node)[:60]}")


def by_value(code: Program, node: Node, dialect: Dialect, *users: Node, **fields: Any) -> Schedule:
    """Return the Schedule whose expression a node gives, as a literal or by a name; unresolved where it gives none.

    users: the nodes that lead to the value. fields: the other fields of the Schedule.
    """
    literal = code.value(node)
    if literal is None:
        return unresolved(code, node, dialect, *users, **fields)
    return by_literal(code, literal, dialect, node, *users, **fields)


def by_literal(code: Program, literal: Literal, dialect: Dialect, *users: Node, **fields: Any) -> Schedule:
    """Return the Schedule whose expression is a literal's text."""
    return _schedule(
        expression=literal.text,
        dialect=dialect,
        evidence=code.evidence(literal, *users),
        **_noted(fields, literal.note),
    )


def by_text(code: Program, text: str, dialect: Dialect, node: Node, *users: Node, **fields: Any) -> Schedule:
    """Return the Schedule whose expression is put together from what stands at a node."""
    return _schedule(expression=text, dialect=dialect, evidence=code.evidence(Literal(text, node), *users), **fields)


def unresolved(code: Program, node: Node, dialect: Dialect, *users: Node, **fields: Any) -> Schedule:
    """Return the Schedule whose expression is whatever the program makes of a node."""
    fields = {**fields, "state": State.UNRESOLVED}
    if code.is_parameter(node):
        fields = {**_noted(fields, "handed in by the caller"), "confidence": Confidence.LOW}
    return by_text(code, raw(code, node), dialect, node, *users, **fields)


def _noted(fields: dict[str, Any], note: str) -> dict[str, Any]:
    return {**fields, "note": "; ".join(filter(None, (fields.get("note", ""), note)))}


def _schedule(**fields: Any) -> Schedule:
    where = fields.pop("zone", None)
    if where is not None:
        fields = {**_noted(fields, where.note), "timezone": where.name}
    return Schedule(**fields)
