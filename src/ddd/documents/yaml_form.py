"""The values of YAML nodes as JSON knows them, and their places; dates and the like stay text."""

from __future__ import annotations

import re
from typing import Any, cast

import yaml

from ddd.documents.places import Place, Pointer
from ddd.documents.words import Fault

MAX_DEPTH = 20
MAX_VALUES = 50_000
_LONGEST_NUMBER = 18
_INTEGER = re.compile(rf"[-+]?\d{{1,{_LONGEST_NUMBER}}}", re.ASCII)
_DECIMAL = re.compile(r"[-+]?\d{1,15}\.\d{0,15}", re.ASCII)


def values(root: yaml.Node) -> Any:
    """Return the value of a document. Raises Fault when it is nested or repeated beyond reason, or says a key twice."""
    return _Values().of(root, 0)


class YamlPlaces:
    """Where the values and keys of a document stand."""

    def __init__(self, root: yaml.Node) -> None:
        self._root = root

    def value(self, pointer: Pointer) -> Place:
        """Return where the value under `pointer` begins."""
        node = self._root
        for part in pointer:
            node = _child(node, part)
        return _place(node)

    def key(self, pointer: Pointer) -> Place:
        """Return where the key that `pointer` ends in begins."""
        node = self._root
        for part in pointer[:-1]:
            node = _child(node, part)
        if isinstance(node, yaml.MappingNode):
            return next((_place(key) for key, _ in node.value if key.value == str(pointer[-1])), _place(node))
        return _place(node)


def _child(node: yaml.Node, part: str | int) -> yaml.Node:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return cast(yaml.Node, node.value[part])
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), node)
    return node


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


class _Values:
    """Counts what it gives: aliases may not multiply without end."""

    def __init__(self) -> None:
        self._left = MAX_VALUES

    def of(self, node: yaml.Node, depth: int) -> Any:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise Fault(f"nested deeper than {MAX_DEPTH} levels, or more than {MAX_VALUES} values", place=_place(node))
        match node:
            case yaml.SequenceNode():
                return [self.of(entry, depth + 1) for entry in node.value]
            case yaml.MappingNode():
                return self._mapping(node, depth)
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Fault("a key must be text", place=_place(key), advice="write one word, then a colon")
            name = str(key.value)
            if name in found:
                what = f"the key “{name}” stands here twice, first on line {lines[name]}"
                raise Fault(what, place=_place(key), advice="keep one of them")
            found[name], lines[name] = self.of(value, depth + 1), key.start_mark.line + 1
        return found


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    match node.tag.rsplit(":", 1)[-1]:
        case "null":
            return None
        case "bool":
            return text.lower() in {"true", "yes", "on"}
        case "int" if _INTEGER.fullmatch(text):
            return int(text)
        case "float" if _DECIMAL.fullmatch(text):
            return float(text)
    return text
