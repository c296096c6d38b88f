"""Reads ddd's own YAML files (specs, declared tasks): checked against their JSON Schema, errors with their place."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from ddd.errors import ConfigurationError
from ddd.model import Evidence
from ddd.resources import specs
from ddd.scan.source import Source
from ddd.scan.text import shown
from ddd.scan.unreadable import Unreadable

_MAX_DEPTH = 20
_MAX_VALUES = 50_000
_LONGEST_NUMBER = 18
_DECIMAL = re.compile(r"[-+]?\d{1,15}\.\d{0,15}")
_LONGEST_TOLD = 200

Pointer = Sequence[str | int]


@dataclass(frozen=True)
class Document:
    """The data of a file and where each part of it stands."""

    source: Source
    data: Any
    root: yaml.Node

    def at(self, *pointer: str | int) -> Evidence:
        """Return the place of the value under `pointer`, such as `("tasks", 0, "owner")`."""
        return self.source.at_node(_node_at(self.root, pointer))


def read(path: Path, schema: str) -> Document:
    """Read a file the person named. Raises ConfigurationError with its place when it cannot be read or is not valid."""
    try:
        source = Source(path.as_posix(), path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"may not be read: {error.strerror}", where=str(path)) from None
    return checked(source, schema)


def checked(source: Source, schema: str) -> Document:
    """Return the document in `source`, checked against `specs/<schema>`.

    Raises ConfigurationError with `file:line:column` of the first fault.
    """
    try:
        documents = source.yaml
    except Unreadable as unreadable:
        raise ConfigurationError(unreadable.message, where=f"{source.path}:{unreadable.line or 1}") from None
    if len(documents) != 1:
        advice = f"write it as specs/{schema} says"
        raise ConfigurationError(f"holds {len(documents)} YAML documents, not one", where=source.path, advice=advice)
    document = Document(source, _Values(source).of(documents[0]), documents[0])
    fault = min(_validator(schema).iter_errors(document.data), key=_order, default=None)
    if fault is not None:
        raise _error(document, fault)
    return document


def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((specs() / schema).read_text(encoding="utf-8")))


def _order(fault: ValidationError) -> tuple[list[str], str]:
    return [str(part) for part in fault.absolute_path], fault.message


def _error(document: Document, fault: ValidationError) -> ConfigurationError:
    place = document.at(*fault.absolute_path)
    what, advice = fault.message, ""
    if (
        fault.validator == "additionalProperties"
        and isinstance(fault.instance, dict)
        and isinstance(fault.schema, dict)
    ):
        known = list(fault.schema.get("properties", {}))
        unknown = sorted(str(key) for key in fault.instance if key not in known)
        near = difflib.get_close_matches(unknown[0], known, n=1)
        what = f"unknown key “{unknown[0]}”"
        advice = f"did you mean “{near[0]}”?" if near else f"known here: {', '.join(known)}"
        place = document.source.at_node(_key_at(_node_at(document.root, list(fault.absolute_path)), unknown[0]))
    # The file may be another person's: no secret, control character or line of it reaches the terminal as it is.
    told = " ".join(shown(what).split())
    short = told if len(told) <= _LONGEST_TOLD else told[: _LONGEST_TOLD - 1] + "…"
    return ConfigurationError(short, where=f"{place.path}:{place.line}:{place.column}", advice=advice)


def _node_at(node: yaml.Node, pointer: Pointer) -> yaml.Node:
    for part in pointer:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(part)), node)
    return node


def _key_at(node: yaml.Node, name: str) -> yaml.Node:
    if isinstance(node, yaml.MappingNode):
        return next((key for key, _ in node.value if key.value == name), node)
    return node


class _Values:
    """The values of nodes as JSON knows them; dates and the like stay text. Aliases may not multiply without end."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._left = _MAX_VALUES

    def of(self, node: yaml.Node, depth: int = 0) -> Any:
        """Return the value of a node. Raises ConfigurationError when it is nested or repeated beyond reason."""
        self._left -= 1
        if depth > _MAX_DEPTH or self._left < 0:
            place = self._source.at_node(node)
            what = f"nested deeper than {_MAX_DEPTH} levels, or more than {_MAX_VALUES} values"
            raise ConfigurationError(what, where=f"{place.path}:{place.line}:{place.column}")
        match node:
            case yaml.SequenceNode():
                return [self.of(entry, depth + 1) for entry in node.value]
            case yaml.MappingNode():
                return {str(key.value): self.of(value, depth + 1) for key, value in node.value}
        return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    match node.tag.rsplit(":", 1)[-1]:
        case "null":
            return None
        case "bool":
            return text.lower() in {"true", "yes", "on"}
        case "int" if text.isascii() and text.isdigit():
            return int(text[:_LONGEST_NUMBER])
        case "float" if _DECIMAL.fullmatch(text):
            return float(text)
    return text
