"""Takes YAML and JSON for plain values with their places."""

from __future__ import annotations

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors._hcl import Kind, Value, from_json
from ddd.extractors._nodes import documents, json_document
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

PATHS = ("*.json", "*.yaml", "*.yml")
_MOST = 20_000
"""Nodes of one rule or panel: anchors let a few lines stand for any number."""
_MARKS = ("{{", "{%", "${", "<%", "<<")


def read(source: Source, *certain: str) -> list[Node]:
    """Return the documents of a file; none of a template, or of a file that may be of anybody.

    Raises Unreadable for one in which each of the words stands that make its system certain.
    """
    try:
        if source.installed_path.endswith(".json"):
            document = json_document(source)
            return [document] if document is not None else []
        return documents(source)
    except Unreadable:
        is_template = source.is_template or any(mark in source.text for mark in _MARKS)
        if is_template or not all(word in source.text for word in certain):
            return []
        raise


def plain(node: Node) -> Value:
    """Return a node as the value it stands for; nothing of one that its anchors blow up."""
    stack, left = [node], _MOST
    while stack and left > 0:
        current = stack.pop()
        left -= 1
        if isinstance(current, SequenceNode):
            stack.extend(current.value[:left])
        elif isinstance(current, MappingNode):
            stack.extend(value for _, value in current.value[:left])
    return from_json(node) if left > 0 else Value(Kind.NULL, "", 1, 1)
