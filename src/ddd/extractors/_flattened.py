"""Gives nested values dotted names: `backup: {hour: 3}` is `backup.hour`, the first of a list `jobs.0`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.scan.yaml_nodes import items

MAX_STEPS = 100_000


def flattened(node: Node, max_depth: int, max_values: int) -> Iterator[tuple[str, ScalarNode]]:
    """Yield the scalars below a node with their names, bounded in depth and number. Encrypted ones stay closed."""
    return islice(_flattened(node, "", max_depth, iter(range(MAX_STEPS))), max_values)


def _flattened(node: Node, name: str, depth: int, steps: Iterator[int]) -> Iterator[tuple[str, ScalarNode]]:
    if isinstance(node, ScalarNode):
        if name and node.tag != "!vault":
            yield name, node
    elif depth <= 0 or next(steps, None) is None:
        return
    elif isinstance(node, MappingNode):
        for key, _, value in items(node):
            yield from _flattened(value, f"{name}.{key}" if name else key, depth - 1, steps)
    elif isinstance(node, SequenceNode) and name:
        for index, value in enumerate(node.value):
            yield from _flattened(value, f"{name}.{index}", depth - 1, steps)
