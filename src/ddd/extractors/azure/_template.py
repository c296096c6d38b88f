"""Templates of Azure's Resource Manager: their resources, and what `[parameters('x')]` comes to within the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.extractors._hcl import Kind, Value
from ddd.scan.yaml_nodes import MAX_STEPS, child, items, scalar

_MAX_HOPS = 12
_MAX_DEPTH = 20
_MOST = 5_000
_MOST_OF_ALL = 100_000
"""Nodes of one resource, and of all of a file: what many expressions name is read many times."""
_LONGEST = 20_000
_NAMED = re.compile(
    r"(?P<what>parameters|variables)\(\s{0,5}'(?P<name>[^']{1,200})'\s{0,5}\)(?P<path>(?:\.\w{1,100}){0,6})",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r",\s{0,5}(?P<name>parameters\(\s{0,5}'[^']{1,200}'\s{0,5}\))\s{0,5}\)")


@dataclass(frozen=True, eq=False)
class Scope:
    """A template or a policy, what its deployment gives it, and what it stands in."""

    template: Node
    given: Node | None = None
    outer: Scope | None = None

    @cached_property
    def values(self) -> dict[str, Node | None]:
        """What the deployment gives the parameters."""
        return {name: child(node, "value") for name, _, node in items(self.given)}

    @cached_property
    def defaults(self) -> dict[str, Node | None]:
        """What parameters are by themselves; a policy's definition holds them in its properties."""
        holders = (child(self.template, "properties"), self.template)
        declared = (pair for holder in holders for pair in items(child(holder, "parameters")))
        return {name: child(node, "defaultValue") for name, _, node in declared}

    @cached_property
    def variables(self) -> dict[str, Node]:
        """What is named once and used often."""
        return {name: node for name, _, node in items(child(self.template, "variables"))}


@dataclass(slots=True)
class Budget:
    """How much is still read of a file."""

    left: int = _MOST_OF_ALL


def resources(document: Node, kinds: frozenset[str]) -> Iterator[tuple[MappingNode, Scope]]:
    """Yield the resources of some types (in small letters), also those of nested deployments and in policies."""
    stack: list[tuple[Node, Scope]] = [(document, Scope(document))]
    seen: set[int] = set()
    while stack and len(seen) < MAX_STEPS:
        node, scope = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            stack.extend((one, scope) for one in reversed(node.value))
        elif isinstance(node, MappingNode):
            if (scalar(child(node, "type")) or "").lower() in kinds and isinstance(
                child(node, "properties"), MappingNode
            ):
                yield node, scope
            given = child(node, "parameters")
            stack.extend(reversed([(below, _scope_of(key, below, given, scope)) for key, _, below in items(node)]))


def _scope_of(key: str, node: Node, given: Node | None, scope: Scope) -> Scope:
    if key == "template":
        return Scope(node, given, scope)
    declares = child(node, "parameters") is not None
    return Scope(node, None, scope) if declares and child(node, "policyRule") is not None else scope


class Resource:
    """Takes a resource's properties for plain values, what is known of the template's expressions put in."""

    def __init__(self, scope: Scope, budget: Budget) -> None:
        self._scope = scope
        self._budget = budget
        self._left = _MOST
        self.leading: dict[tuple[int, int], tuple[Node, ...]] = {}
        """Place of a value -> what leads to it."""
        self.notes: dict[tuple[int, int], str] = {}
        """Place of a value -> when it holds."""

    def value(self, node: Node | None, depth: int = 0) -> Value:
        """Return what a property says; an expression that cannot be followed stays the text it is."""
        self._left -= 1
        self._budget.left -= 1
        if node is None or depth > _MAX_DEPTH or min(self._left, self._budget.left) < 0:
            return Value(Kind.NULL, "", 1, 1)
        told, way, note = self._followed(node)
        line, column = told.start_mark.line + 1, told.start_mark.column + 1
        if isinstance(told, SequenceNode):
            return Value(Kind.LIST, "", line, column, items=tuple(self.value(one, depth + 1) for one in told.value))
        if isinstance(told, MappingNode):
            entries = tuple((key, self.value(below, depth + 1)) for key, _, below in items(told))
            return Value(Kind.OBJECT, "", line, column, entries=entries)
        self.leading[line, column], self.notes[line, column] = way, note
        text = scalar(told)
        shortened = (text or "")[:_LONGEST]
        self._budget.left -= len(shortened) // 100
        return Value(Kind.NULL if text is None else Kind.TEXT, _single(shortened), line, column)

    def _followed(self, node: Node) -> tuple[Node, tuple[Node, ...], str]:
        """Return where a value stands, what leads there, and on what it depends."""
        current, scope, way, note = node, self._scope, [], ""
        for _ in range(_MAX_HOPS):
            expression = inner(scalar(current) or "")
            match = _NAMED.fullmatch(expression)
            if match is None and expression.startswith("if("):
                found = list(_OTHERWISE.finditer(expression[-300:]))
                match = _NAMED.fullmatch(found[-1]["name"]) if found and expression.endswith(found[-1][0]) else None
                note = f"by default; decided by {' '.join(expression.split())[:120]}" if match else note
            target = _target(match, scope) if match else None
            if target is None:
                break
            way.append(current)
            current, scope = target
        else:
            return node, (), ""
        if inner(scalar(current) or ""):
            return node, (), ""  # it ends in an expression: the one that stands in the property says most
        return current, tuple(reversed(way)), note


def inner(text: str) -> str:
    """Return the expression within `[…]`, or `[[…]` where a template carries a policy; empty for any other text."""
    text = _single(text.strip())
    return text[1:-1].strip() if text.startswith("[") and text.endswith("]") else ""


def shown(text: str) -> str:
    """Return the literal parts of an expression: `Uptime` of `[concat(parameters('name'), '-Uptime')]`."""
    expression = inner(text)
    if not expression:
        return text
    without = re.sub(r"\w{1,40}\(\s{0,5}'[^']{0,200}'\s{0,5}\)", "", expression)
    parts = re.findall(r"'([^']{1,200})'", without)
    return re.sub(r"\{\d{1,2}\}", "", "".join(parts)).strip(" -_/.:|")


def _single(text: str) -> str:
    return text[1:] if text.startswith("[[") else text


def _target(match: re.Match[str], scope: Scope) -> tuple[Node, Scope] | None:
    """Return the value that a name has, and the scope in which that is to be read."""
    is_variable = match["what"].lower() == "variables"
    reached: Scope | None = scope
    for _ in range(_MAX_HOPS):
        if reached is None:
            return None
        found = _variable(match["name"], reached) if is_variable else _parameter(match["name"], reached)
        if found is not None:
            node: Node | None = found[0]
            for key in match["path"].split(".")[1:]:
                node = child(node, key)
            return (node, found[1]) if node is not None and not _is_null(node) else None
        reached = reached.outer
    return None


def _variable(name: str, scope: Scope) -> tuple[Node, Scope] | None:
    node = scope.variables.get(name)
    return (node, scope) if node is not None else None


def _parameter(name: str, scope: Scope) -> tuple[Node, Scope] | None:
    given, default = scope.values.get(name), scope.defaults.get(name)
    if given is not None and scope.outer is not None:
        return given, scope.outer
    return (default, scope) if default is not None else None


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and scalar(node) is None
