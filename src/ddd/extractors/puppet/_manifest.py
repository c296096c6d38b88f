"""Knows what a Puppet manifest declares: resources with their attributes, and the class or define they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ddd.extractors.puppet._readable import readable
from ddd.scan.source import Source
from ddd.scan.syntax import parse

if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPES = {"class_definition": True, "defined_resource_type": False}


@dataclass(slots=True)
class Scope:
    """A class or a define: what its variables may be."""

    name: str = ""
    is_class: bool = False
    parameters: dict[str, Node | None] = field(default_factory=dict)
    """Name -> default; None: whoever uses it must give a value."""
    assigned: dict[str, list[Node | None]] = field(default_factory=dict)
    """Name -> what it is set to, in each place that sets it; None: more than a plain value."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: type, title and attributes."""

    type: str
    title: Node
    attributes: Mapping[str, Node]
    scope: Scope


@dataclass(slots=True)
class _Found:
    resources: list[Resource] = field(default_factory=list)
    defaults: dict[tuple[int, str], dict[str, Node]] = field(default_factory=dict)
    scopes: list[Scope] = field(default_factory=list)


class Manifest:
    """The resources and scopes of one manifest. Raises Unreadable as `Source.syntax` does."""

    def __init__(self, source: Source) -> None:
        self.source = source
        text, self.heredocs = readable(source.text)
        self.root = parse(text, "puppet")
        """The tree of the manifest as `readable` makes it."""
        found = self._read(self.root)
        self.scopes = found.scopes
        self.resources = [
            Resource(
                one.type, one.title, {**found.defaults.get((id(one.scope), one.type), {}), **one.attributes}, one.scope
            )
            for one in found.resources
        ]

    def text(self, node: Node) -> str:
        """Return what stands in the file."""
        return self.source.text[node.start_byte : node.end_byte]

    def word(self, node: Node) -> str:
        """Return a key, a type or a variable's name without its signs."""
        return self.text(node).strip("'\"$@").removeprefix("::")

    def pairs(self, node: Node) -> dict[str, Node]:
        """Return the entries of a hash, or the attributes among the children of a node, key -> value."""
        found = {}
        for one in node.named_children:
            parts = [child for child in one.named_children if child.type != "comment"]
            if one.type == "attribute" and len(parts) == 2 and parts[0].type != "ERROR":
                found[self.word(parts[0])] = parts[1]
        return found

    def _read(self, root: Node) -> _Found:
        found, stack = _Found([], {}, [Scope()]), list[tuple["Node", Scope]]()
        stack.append((root, found.scopes[0]))
        while stack:
            node, scope = stack.pop()
            if node.type in _SCOPES:
                scope = self._scope(node)
                found.scopes.append(scope)
            self._note(node, scope, found)
            stack.extend((child, scope) for child in reversed(node.named_children))
        return found

    def _note(self, node: Node, scope: Scope, found: _Found) -> None:
        match node.type:
            case "resource_declaration":
                found.resources.extend(self._declared(node, scope))
            case "resource_default":
                kind = self.word(node.named_children[0]).lower()
                found.defaults.setdefault((id(scope), kind), {}).update(self.pairs(node))
            case "function_call":
                found.resources.extend(self._created(node, scope))
            case "assignment" if len(node.named_children) == 2:
                name, value = node.named_children
                is_plain = node.parent is None or node.parent.type != "selector"
                scope.assigned.setdefault(self.word(name), []).append(value if is_plain else None)

    def _scope(self, node: Node) -> Scope:
        name = next(
            (self.word(one) for one in node.named_children if one.type in ("class_identifier", "identifier")), ""
        )
        scope = Scope(name, _SCOPES[node.type])
        for parameters in node.named_children:
            if parameters.type != "parameter_list":
                continue
            for one in parameters.named_children:
                parts = one.named_children
                at = next((n for n, part in enumerate(parts) if part.type == "variable"), None)
                if one.type == "parameter" and at is not None:
                    scope.parameters[self.word(parts[at])] = parts[at + 1] if at + 1 < len(parts) else None
        return scope

    def _declared(self, node: Node, scope: Scope) -> Iterator[Resource]:
        """A declaration has one type, and several titles with attributes each; `default` gives what others share."""
        kind, *rest = (one for one in node.named_children if one.type not in ("comment", "ERROR"))
        bodies: list[tuple[Node, dict[str, Node]]] = []
        for one in rest:
            if one.type != "attribute":
                bodies.append((one, {}))
            elif bodies and len(one.named_children) >= 2:
                bodies[-1][1].update(self._attribute(one))
        shared = next((attributes for title, attributes in bodies if self.word(title) == "default"), {})
        for title, attributes in bodies:
            if self.word(title) != "default":
                yield from self._of_titles(self.word(kind).lower(), title, {**shared, **attributes}, scope)

    def _attribute(self, node: Node) -> dict[str, Node]:
        parts = [child for child in node.named_children if child.type not in ("comment", "ERROR")]
        return {self.word(parts[0]): parts[1]} if len(parts) >= 2 else {}

    def _of_titles(self, kind: str, title: Node, attributes: dict[str, Node], scope: Scope) -> Iterator[Resource]:
        titles = title.named_children if title.type == "array" else [title]
        for one in titles:
            yield Resource(kind, one, attributes, scope)

    def _created(self, node: Node, scope: Scope) -> Iterator[Resource]:
        """`create_resources('cron', { 'a' => { hour => 3 } })` declares what its hash holds."""
        parts = node.named_children
        if len(parts) < 3 or self.word(parts[0]) != "create_resources" or parts[2].type != "hash":
            return
        for entry in parts[2].named_children:
            pair = entry.named_children
            if entry.type == "attribute" and len(pair) == 2 and pair[1].type == "hash":
                yield Resource(self.word(parts[1]).lower(), pair[0], self.pairs(pair[1]), scope)


def manifest(source: Source) -> Manifest:
    """Return the manifest of a source, read once for all extractors that ask."""
    return source.derived("puppet manifest", Manifest)
