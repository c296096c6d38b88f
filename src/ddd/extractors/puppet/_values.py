"""Knows what an expression of a manifest comes to: a literal, a variable of the class, or something left open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ddd.extractors.puppet._manifest import Manifest, Scope
from ddd.model import Evidence, Reference, replace

if TYPE_CHECKING:
    from tree_sitter import Node

_T = TypeVar("_T")

_MAX_DEPTH = 12
_MAX_STEPS = 500
"""Of one expression: variables that name each other twice would double at each step."""
_LONGEST_OPEN = 200
DRAWN = "drawn for each host"
"""How the note begins on a number that is drawn: the lowest one stands for it."""
EACH_USE = "each use"
"""How the note begins on what a define lets its users say."""

_LOOKUPS = frozenset({"lookup", "hiera"})
_DRAWN = frozenset({"fqdn_rand", "seeded_rand"})
_CASTS = frozenset({"Integer", "String", "Numeric"})
_LITERALS = frozenset({"number", "identifier", "class_identifier", "boolean", "true", "false", "default", "type"})
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "", "s": " "}


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression comes to; open parts stand in it as `${name}`."""

    text: str
    places: tuple[Evidence, ...]
    """The line of the literal first, then the lines that lead to it."""
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()


class Reader:
    """Reads the expressions of one class or define."""

    def __init__(self, manifest: Manifest, scope: Scope) -> None:
        self._manifest, self._scope = manifest, scope
        self.source = manifest.source
        self._steps = 0

    def value(self, node: Node | None, depth: int = 0) -> Value | None:
        """Return what an expression comes to; None for `undef` and for what is not there."""
        if node is None or node.type == "undef":
            return None
        self._steps = self._steps + 1 if depth else 0
        if depth > _MAX_DEPTH or self._steps > _MAX_STEPS:
            return self._open(node)
        match node.type:
            case "string":
                return self._string(node, depth)
            case "array":
                return self._joined(node, [self.value(one, depth + 1) for one in node.named_children])
            case "variable":
                return self._variable(self._manifest.word(node), node, depth)
            case "function_call":
                return self._call(node, depth)
            case "identifier" if node.start_byte in self._manifest.heredocs:
                return self._heredoc(node)
            case "class_identifier" if self._manifest.text(node).startswith("$"):  # as the grammar takes `$::a::b`
                return self._variable(self._manifest.word(node), node, depth)
            case kind if kind in _LITERALS:
                return Value(self._manifest.word(node), (self.place(node),))
        return self._open(node)

    def text(self, node: Node | None) -> str:
        """Return the text an expression comes to; empty where it is undef."""
        value = self.value(node)
        return value.text if value else ""

    def place(self, node: Node) -> Evidence:
        """Return where an expression stands."""
        return self._manifest.source.at(node.start_point.row + 1, node.start_point.column + 1)

    def default(self, name: str) -> str | None:
        """Return the literal a parameter has when nobody sets it; None when it has none."""
        node = self._scope.parameters.get(name)
        value = self.value(node) if node is not None else None
        return value.text if value and not value.references else None

    def followed(self, node: Node) -> Node:
        """Return what a variable is set to, or is by default, down to what is no variable; else `node` itself."""
        for _ in range(_MAX_DEPTH):
            name = self._manifest.word(node) if node.type == "variable" else ""
            assigned = self._scope.assigned.get(name, [self._scope.parameters.get(name)])
            if len(assigned) != 1 or assigned[0] is None:
                return node
            node = assigned[0]
        return node

    def _open(self, node: Node, note: str = "") -> Value:
        text = " ".join(self._manifest.text(node).split())[:_LONGEST_OPEN]
        return Value(text, (self.place(node),), (Reference(text, "hiera"),), (note,) if note else ())

    def _string(self, node: Node, depth: int) -> Value:
        parts, position = list[Value](), node.start_byte + 1
        for one in node.named_children:
            if one.type == "interpolation":
                parts.append(self._piece(position, one.start_byte, node))
                parts.append(self._interpolated(one, depth))
                position = one.end_byte
        parts.append(self._piece(position, node.end_byte - 1, node))
        return self._joined(node, list(parts), "")

    def _heredoc(self, node: Node) -> Value:
        text = self._manifest.heredocs[node.start_byte]
        return Value(text, (self.place(node),))

    def _piece(self, start: int, end: int, node: Node) -> Value:
        source = self._manifest.source.text
        text = source[start:end]
        if source[node.start_byte] == '"':
            text = _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text)
        return Value(text, ())

    def _interpolated(self, node: Node, depth: int) -> Value:
        parts = [one for one in node.named_children if one.type != "ERROR"]
        if len(parts) == 1 and parts[0].type in ("identifier", "class_identifier", "variable"):
            return self._variable(self._manifest.word(parts[0]), node, depth) or Value("", ())
        if len(parts) == 1 and parts[0].type == "function_call":
            return self._call(parts[0], depth) or Value("", ())
        return self._open(node)

    def _joined(self, node: Node, parts: list[Value | None], sign: str = ",") -> Value:
        known = [one for one in parts if one is not None]
        return Value(
            sign.join(one.text for one in known),
            tuple(dict.fromkeys((*_all(one.places for one in known if one.places[:1] != ()), self.place(node)))),
            tuple(dict.fromkeys(_all(one.references for one in known))),
            tuple(dict.fromkeys(_all(one.notes for one in known))),
        )

    def _variable(self, name: str, node: Node, depth: int) -> Value | None:
        if name in self._scope.assigned and "::" not in name:
            return self._assigned(self._scope.assigned[name], name, node, depth)
        if name in self._scope.parameters and not self._scope.is_class:
            return self._parameter_of_define(name, node, depth)
        of_class = f"{self._scope.name}::{name}" if name in self._scope.parameters else ""
        text = f"${{{name}}}"
        default = self.value(self._scope.parameters[name], depth + 1) if of_class else None
        notes = tuple(note for note in default.notes if note.startswith(DRAWN)) if default else ()
        return Value(text, (self.place(node),), (Reference(text, "hiera", name if "::" in name else of_class),), notes)

    def _assigned(self, nodes: list[Node | None], name: str, node: Node, depth: int) -> Value | None:
        only = nodes[0] if len(nodes) == 1 else None
        if only is None:
            text = f"${{{name}}}"
            note = (f"${name} is set in more than one way",)
            return Value(text, (self.place(node),), (Reference(text, "hiera"),), note)
        found = self.value(only, depth + 1)
        return replace(found, places=(*found.places, self.place(node))) if found else None

    def _parameter_of_define(self, name: str, node: Node, depth: int) -> Value | None:
        default = self._scope.parameters[name]
        if default is None:
            text = f"${{{name}}}"
            return Value(text, (self.place(node),), (Reference(text, "hiera"),), (f"{EACH_USE} sets its own ${name}",))
        found = self.value(default, depth + 1)
        note = f"{EACH_USE} may set its own ${name}"
        return replace(found, places=(*found.places, self.place(node)), notes=(*found.notes, note)) if found else None

    def _call(self, node: Node, depth: int) -> Value | None:
        name, *arguments = node.named_children
        called = self._manifest.text(name)
        if called in _DRAWN and arguments:
            below = f"{DRAWN}: {called}({self._manifest.text(arguments[0])}); 0 stands for it"
            return Value("0", (self.place(node),), (), (below,))
        if called in _LOOKUPS and arguments and arguments[0].type == "string":
            text = " ".join(self._manifest.text(node).split())[:_LONGEST_OPEN]
            return Value(text, (self.place(node),), (Reference(text, "hiera", self._manifest.word(arguments[0])),))
        if called in _CASTS and arguments:
            return self.value(arguments[0], depth + 1)
        return self._open(node)


def lookup_defaults(manifest: Manifest, node: Node) -> tuple[str, Node] | None:
    """Return name and default of `lookup('a::b', …, default)` and `hiera('a::b', default)`; None for anything else."""
    name, *arguments = node.named_children
    if manifest.text(name) not in _LOOKUPS or len(arguments) < 2 or arguments[0].type != "string":
        return None
    last = arguments[-1]
    default = manifest.pairs(last).get("default_value") if last.type == "hash" else last
    return (manifest.word(arguments[0]), default) if default is not None else None


def _all(groups: Iterable[Iterable[_T]]) -> Iterable[_T]:
    return (one for group in groups for one in group)
