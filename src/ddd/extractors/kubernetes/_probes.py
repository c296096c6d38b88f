"""Finds the probes of containers in documents of any shape: objects, patches of them, a chart's values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.scan.yaml_nodes import MAX_STEPS, child, items, scalar

PROBES = {"livenessProbe": "liveness", "readinessProbe": "readiness", "startupProbe": "startup"}
"""The key of each probe, and what a person calls it."""
HANDLERS = ("httpGet", "exec", "tcpSocket", "grpc")

_TIMES = ("periodSeconds", "failureThreshold", "initialDelaySeconds", "timeoutSeconds")
_OFF = ("false", "no")
_MAX_KEYS = 6
_NAMES_NOTHING = frozenset(
    {"spec", "template", "containers", "initContainers", "jobTemplate", "items", "probes", "stringData", "data"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """A probe, and what stands around it."""

    what: str
    """`liveness`, `readiness` or `startup`."""
    key: ScalarNode
    probe: MappingNode
    container: Node | None
    """The container's name, where it has one."""
    owner: Node | None
    """The name of the object, where it stands in one."""
    kind: str
    keys: tuple[str, ...]
    """The keys that lead to it, the outermost first, without those that all objects have."""


@dataclass(frozen=True, slots=True)
class _Around:
    kind: str = ""
    owner: Node | None = None
    keys: tuple[str, ...] = ()


def found(document: Node) -> Iterator[Found]:
    """Yield the probes of a document, each once; those that are switched off and schemas of probes are none."""
    stack, seen = [(document, _Around())], set[int]()
    while stack and len(seen) < MAX_STEPS:
        node, around = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            stack.extend((entry, around) for entry in reversed(node.value))
        elif isinstance(node, MappingNode):
            around = _inside(node, around)
            yield from _of(node, around)
            below = [(key, value) for key, _, value in items(node) if not isinstance(value, ScalarNode)]
            stack.extend((value, _under(around, key)) for key, value in reversed(below))


def _inside(node: MappingNode, around: _Around) -> _Around:
    kind, metadata = scalar(child(node, "kind")), child(node, "metadata")
    if not kind or not isinstance(metadata, MappingNode):
        return around
    name = child(metadata, "name")
    return _Around(kind, name if scalar(name) else None)


def _under(around: _Around, key: str) -> _Around:
    keys = around.keys if key in _NAMES_NOTHING or len(around.keys) >= _MAX_KEYS else (*around.keys, key)
    return _Around(around.kind, around.owner, keys)


def _of(node: MappingNode, around: _Around) -> Iterator[Found]:
    name = child(node, "name")
    for key, key_node, probe in items(node):
        if key in PROBES and isinstance(probe, MappingNode) and _is_probe(probe):
            container = name if scalar(name) else None
            yield Found(PROBES[key], key_node, probe, container, around.owner, around.kind, around.keys)


def _is_probe(probe: MappingNode) -> bool:
    if (scalar(child(probe, "enabled")) or "").lower() in _OFF:
        return False
    return any(isinstance(child(probe, one), MappingNode) for one in HANDLERS) or any(
        scalar(child(probe, one)) for one in _TIMES
    )
