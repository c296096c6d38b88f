"""Walks a YAML file so that each value knows the keys above it and what its entry of a list is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.scan.yaml_nodes import MAX_STEPS, items, scalar

_NAMES = ("name", "id", "key", "title", "alias")


@dataclass(frozen=True, slots=True)
class Place:
    """A key and its value."""

    path: tuple[str, ...]
    """Keys and names of list entries from the outside in, its own key last."""
    key: Node
    value: Node
    holder: MappingNode

    @property
    def around(self) -> tuple[str, ...]:
        """What it stands in, the nearest first."""
        return tuple(reversed(self.path[:-1]))


def walk(document: Node, above: tuple[str, ...] = ()) -> Iterator[Place | ScalarNode]:
    """Yield each key with its value, and each text that is an entry of a list, every shared node once.

    above: what the document itself is called; all paths begin with it.
    """
    seen: set[int] = set()
    stack: list[tuple[Node, tuple[str, ...]]] = [(document, above)]
    while stack and len(seen) < MAX_STEPS:
        node, path = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            yield from (one for one in node.value if isinstance(one, ScalarNode))
            stack.extend((one, (*path, *_named(one))) for one in reversed(node.value))
        elif isinstance(node, MappingNode):
            pairs = list(items(node))
            yield from (Place((*path, name), key, value, node) for name, key, value in pairs)
            stack.extend((value, (*path, name)) for name, _, value in reversed(pairs))


def _named(entry: Node) -> tuple[str, ...]:
    """Return what an entry of a list is called, where its first key says so."""
    pairs = list(items(entry))[:4] if isinstance(entry, MappingNode) and len(entry.value) < 500 else []
    found = next((text for name, _, value in pairs if name in _NAMES and (text := scalar(value))), "")
    return (found,) if found and len(found) < 80 and "\n" not in found else ()
