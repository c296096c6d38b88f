"""CloudFormation's templates: what their functions (`!Ref`, `!Sub`, `!If`, `!FindInMap`) come to within the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.model import Fact, State, replace
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, scalar

_F = TypeVar("_F", bound=Fact)

_MAX_DEPTH = 8
_MAX_ARMS = 4
_MAX_PARTS = 20
_HOLE = re.compile(r"\$\{(?P<name>[A-Za-z0-9:.]{1,255})\}")
_SHORT = re.compile(r"!(?P<name>[A-Za-z]+)")


def documents(source: Source) -> list[Node]:
    """Return the documents of a file; none where it is not yet, or not for certain, what CloudFormation reads.

    Raises Unreadable for a template that is no YAML.
    """
    try:
        return source.yaml
    except Unreadable:
        if source.is_template or "{{" in source.text or "AWSTemplateFormatVersion" not in source.text:
            return []
        raise


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
        self._conditions = {name: node for name, _, node in items(child(document, "Conditions"))}
        self._document = document

    def resources(self) -> Iterator[tuple[str, str, Node]]:
        """Yield logical id, type and resource."""
        for name, _, resource in items(child(self._document, "Resources")):
            kind = scalar(child(resource, "Type")) or ""
            if kind.startswith("AWS::"):
                yield name, kind, resource

    def as_made(self, fact: _F, resource: Node) -> _F:
        """Return a fact of a resource as its `Condition` leaves it: noted, and suspended where the defaults say no."""
        name = scalar(child(resource, "Condition"))
        if not name:
            return fact
        is_left_out = self.holds(name) is False
        told = f"only when {name}" + (", which the defaults of the parameters say it is not" if is_left_out else "")
        state = State.SUSPENDED if is_left_out and fact.state in (State.ACTIVE, State.UNRESOLVED) else fact.state
        return replace(fact, state=state, note="; ".join(filter(None, (told, fact.note))))

    def holds(self, condition: str, depth: int = 0) -> bool | None:
        """Tell whether a condition holds with the defaults of the parameters; None where they do not decide."""
        node = self._conditions.get(condition)
        return self._is_true(node, depth + 1) if node is not None and depth <= _MAX_DEPTH else None

    def _is_true(self, node: Node, depth: int) -> bool | None:
        function, argument = _function(node)
        parts = argument.value if isinstance(argument, SequenceNode) else [argument]
        if depth > _MAX_DEPTH or len(parts) > _MAX_PARTS:
            return None
        if function == "Condition":
            return self.holds(scalar(argument) or "", depth)
        if function == "Equals" and len(parts) == 2:
            one, other = (next(iter(self.told(part, depth)), None) for part in parts)
            is_known = one is not None and other is not None and not (one.is_open or other.is_open)
            return one.text == other.text if one and other and is_known else None
        held = [self._is_true(part, depth + 1) for part in parts] if function in ("Not", "And", "Or") else [None]
        match function:
            case "Not":
                return None if held[0] is None else not held[0]
            case "And":
                return False if False in held else None if None in held else True
            case "Or":
                return True if True in held else None if None in held else False
        return None

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
        holds = self.holds(condition, depth)
        for word, arm in (("when", parts[1]), ("unless", parts[2])):
            is_excluded = holds is not None and holds is (word == "unless")
            for number, one in enumerate(self.told(arm, depth + 1)):
                # A default that decides against an arm is not what that arm would say.
                is_impossible = is_excluded and one.nodes[0] is not arm and not one.is_open
                if number < _MAX_ARMS and one.text != "AWS::NoValue" and not is_impossible:
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
            if key in ("Ref", "Condition") or key.startswith("Fn::"):
                return key.removeprefix("Fn::"), argument
    return "", node


def _shown(function: str, argument: Node) -> str:
    parts = argument.value if isinstance(argument, SequenceNode) else [argument]
    words = [str(one.value) for one in parts if isinstance(one, ScalarNode)]
    return f"!{function} {', '.join(words)}"[:200]
