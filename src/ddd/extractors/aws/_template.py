"""CloudFormation's templates: what their functions (`!Ref`, `!Sub`, `!If`, `!FindInMap`) come to within the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.scan.yaml_nodes import child, items, scalar

_MAX_DEPTH = 8
_MAX_ARMS = 4
_HOLE = re.compile(r"\$\{(?P<name>[A-Za-z0-9:.]{1,255})\}")
_SHORT = re.compile(r"!(?P<name>[A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Told:
    """What a property says."""

    text: str
    """As it stands, with what could be followed put in."""
    nodes: tuple[Node, ...]
    """Where the value stands, then what leads to it."""
    note: str = ""
    is_open: bool = False


class Template:
    """A template's parameters, mappings and resources."""

    def __init__(self, document: Node) -> None:
        self._parameters = {name: node for name, _, node in items(child(document, "Parameters"))}
        self._mappings = child(document, "Mappings")
        self._document = document

    def resources(self) -> Iterator[tuple[str, str, Node]]:
        """Yield logical id, type and resource."""
        for name, _, resource in items(child(self._document, "Resources")):
            kind = scalar(child(resource, "Type")) or ""
            if kind.startswith("AWS::"):
                yield name, kind, resource

    def told(self, node: Node | None, depth: int = 0) -> Iterator[Told]:
        """Yield what a property may say: one thing, or both arms of an `!If`; nothing for what is no text."""
        if node is None or depth > _MAX_DEPTH:
            return
        function, argument = _function(node)
        if function == "If":
            yield from self._arms(argument, depth)
        elif function:
            yield self._followed(function, argument, node)
        elif (text := scalar(node)) is not None:
            yield Told(text, (node,))

    def text(self, node: Node | None) -> str:
        """Return what a property says where that is one thing and known; else empty."""
        told = list(self.told(node))
        return told[0].text if len(told) == 1 and not told[0].is_open else ""

    def _arms(self, argument: Node, depth: int) -> Iterator[Told]:
        parts = argument.value if isinstance(argument, SequenceNode) else []
        if len(parts) != 3:
            return
        condition = scalar(parts[0]) or ""
        for word, arm in (("when", parts[1]), ("unless", parts[2])):
            for number, one in enumerate(self.told(arm, depth + 1)):
                if number < _MAX_ARMS and one.text != "AWS::NoValue":
                    yield replace(one, note="; ".join(filter(None, (f"{word} {condition}", one.note))))

    def _followed(self, function: str, argument: Node, node: Node) -> Told:
        if function == "Ref":
            name = scalar(argument) or ""
            default = self._default(name)
            if name == "AWS::NoValue":
                return Told(name, (node,), is_open=True)
            if default is not None:
                return Told(str(default.value), (default, node))
        elif function == "Sub":
            return self._substituted(argument, node)
        elif function == "FindInMap" and isinstance(argument, SequenceNode):
            found: Node | None = self._mappings
            for key in argument.value:
                found = child(found, self.text(key))
            if isinstance(found, ScalarNode):
                return Told(str(found.value), (found, node))
        return Told(_shown(function, argument), (node,), is_open=True)

    def _substituted(self, argument: Node, node: Node) -> Told:
        parts = argument.value if isinstance(argument, SequenceNode) else [argument]
        text, given = scalar(parts[0]) or "", parts[1] if len(parts) > 1 else None
        nodes: list[Node] = []
        unknown = False

        def put(match: re.Match[str]) -> str:
            nonlocal unknown
            own = child(given, match["name"])
            found = scalar(own) if own is not None and not _function(own)[0] else None
            default = self._default(match["name"]) if own is None else None
            if default is not None:
                nodes.append(default)
                return str(default.value)
            unknown |= found is None
            return match[0] if found is None else found

        text = _HOLE.sub(put, text)
        return Told(text, (parts[0], *nodes), is_open=unknown)

    def _default(self, name: str) -> ScalarNode | None:
        default = child(self._parameters.get(name), "Default")
        return default if isinstance(default, ScalarNode) and default.value else None


def _function(node: Node) -> tuple[str, Node]:
    """Return the function a node calls, in its short form or its long one, and its argument; empty: none."""
    if short := _SHORT.fullmatch(node.tag or ""):
        return short["name"], node
    if isinstance(node, MappingNode) and len(node.value) == 1:
        for key, _, argument in items(node):
            if key == "Ref" or key.startswith("Fn::"):
                return key.removeprefix("Fn::"), argument
    return "", node


def _shown(function: str, argument: Node) -> str:
    parts = argument.value if isinstance(argument, SequenceNode) else [argument]
    words = [str(one.value) for one in parts if isinstance(one, ScalarNode)]
    return f"!{function} {', '.join(words)}"[:200]
