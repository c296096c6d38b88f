"""Follows Jinja expressions to their literals without evaluating any: the template is parsed, never rendered.

Understood are names, attributes, items, constants, concatenation and the filters that leave a value what it is
(`default`, `string`, `int`, `lower`, …). Whatever else stands in an expression leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import Environment, TemplateSyntaxError, nodes

from ddd.model import replace
from ddd.resolve.followed import OMITTED, Followed, Look

DRAWN = "drawn for each host: the lowest value stands for it"

_MAX_LENGTH = 4_000
_SAME_VALUE = frozenset({"string", "int", "bool", "quote", "mandatory", "to_json"})
_SAME_LIST = frozenset({"default", "d", "list", "flatten"})
_CHANGES: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "trim": str.strip,
    "capitalize": str.capitalize,
}
_ENVIRONMENT = Environment(autoescape=False)  # noqa: S701  parses only; nothing is ever rendered


def follow(expression: str, look: Look) -> Followed | None:
    """Return the literal that a template such as `{{ hour | default(3) }}` comes to, or None when that stays open."""
    body = _body(expression)
    try:
        return _joined([_value(node, look) for node in body.nodes]) if body else None
    except RecursionError:  # deeper than any person writes: left open
        return None


def named(expression: str) -> str | None:
    """Return the dotted name that a whole expression is about: `jobs` of `{{ jobs | default([]) }}`; None: no name."""
    body = _body(expression)
    if body is None or len(body.nodes) != 1:
        return None
    node: nodes.Node | None = body.nodes[0]
    while isinstance(node, nodes.Filter) and node.name in _SAME_LIST:
        node = node.node
    try:
        return _dotted(node) if node else None
    except RecursionError:
        return None


def _body(expression: str) -> nodes.Output | None:
    """Return the parsed expression; None for statements and for what is no template."""
    if len(expression) > _MAX_LENGTH:
        return None
    try:
        body = _ENVIRONMENT.parse(expression).body
    except (TemplateSyntaxError, RecursionError):
        return None
    return body[0] if len(body) == 1 and isinstance(body[0], nodes.Output) else None


def _value(node: nodes.Node, look: Look) -> Followed | None:
    match node:
        case nodes.TemplateData(data=text):
            return Followed(text)
        case nodes.Const(value=value):
            return Followed(_as_ansible_says(value)) if isinstance(value, str | int | float) else None
        case nodes.Name(name="omit"):
            return Followed(OMITTED)
        case nodes.Name() | nodes.Getattr() | nodes.Getitem():
            name = _dotted(node)
            return look(name) if name else None
        case nodes.Concat(nodes=parts):
            return _joined([_value(part, look) for part in parts])
        case nodes.Filter():
            return _filtered(node, look)
    return None


def _filtered(node: nodes.Filter, look: Look) -> Followed | None:
    found = _value(node.node, look) if node.node else None
    if node.name == "random" and found and found.text.isdigit():
        return replace(found, text="0", notes=(*found.notes, DRAWN))
    if node.name in {"default", "d"}:
        fallback = _value(node.args[0], look) if node.args else Followed("")
        empty_too = len(node.args) > 1 or bool(node.kwargs)
        return fallback if found is None or (empty_too and not found.text) else found
    if found is None or node.name in _SAME_VALUE:
        return found
    change = _CHANGES.get(node.name)
    return replace(found, text=change(found.text)) if change else None


def _dotted(node: nodes.Node) -> str | None:
    match node:
        case nodes.Name(name=name):
            return str(name)
        case nodes.Getattr(node=inner, attr=attribute):
            above = _dotted(inner)
            return f"{above}.{attribute}" if above else None
        case nodes.Getitem(node=inner, arg=nodes.Const(value=key)):
            above = _dotted(inner)
            return f"{above}.{key}" if above else None
    return None


def _joined(parts: list[Followed | None]) -> Followed | None:
    known = [part for part in parts if part is not None]
    if len(known) != len(parts):
        return None
    if any(part.text == OMITTED for part in known):
        return known[0] if len(known) == 1 else None
    evidence = tuple(dict.fromkeys(place for part in known for place in part.evidence))
    notes = tuple(dict.fromkeys(note for part in known for note in part.notes))
    overrides = tuple(dict.fromkeys(one for part in known for one in part.overrides))
    return Followed("".join(part.text for part in known), evidence, notes, overrides)


def _as_ansible_says(value: str | float) -> str:
    return str(value) if isinstance(value, str) else f"{value}"
