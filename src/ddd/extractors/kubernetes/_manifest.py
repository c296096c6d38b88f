"""Takes the values of a manifest as they stand, with what is put in when it is deployed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from yaml.nodes import Node

from ddd.extractors import _jinja
from ddd.extractors.kubernetes._objects import Value
from ddd.model import Evidence
from ddd.scan.yaml_nodes import child, scalar, sequence

# Put in by envsubst, Flux or an OpenShift template: `${NAME}`, `${NAME:=0 3 * * *}`.
_PUT_IN = re.compile(r"\$\{(?P<name>\w{1,100})(?::?[-=](?P<default>[^{}]{1,200}))?\}|\$\(\w{1,100}\)")


@dataclass(frozen=True, slots=True)
class ManifestReader:
    """Reads the scalars of one document."""

    at_node: Callable[[Node], Evidence]
    raw: Callable[[Node], str | None] = scalar
    """Gives what stands in the file."""
    parameters: Mapping[str, Node] = field(default_factory=dict)

    def read(self, node: Node) -> Value:
        """Return a value; a default within it, or of the same document's parameters, counts."""
        text, place = (self.raw(node) or "").strip(), self.at_node(node)
        match = _PUT_IN.search(text) if len(text) <= _jinja.LONGEST_LINE else None
        if match is None:
            return Value(text, (place,), _jinja.references(text))
        literal = self.parameters.get(match["name"] or "")
        if literal is not None and match[0] == text:
            return Value(scalar(literal) or "", (self.at_node(literal), place))
        if match["default"] and match[0] == text:
            return Value(match["default"].strip(), (place,), note=f"{match['name']} may say otherwise when deployed")
        return Value(text, (place,), is_open=True, note="put in when it is deployed")

    name = read


def parameters(document: Node) -> dict[str, Node]:
    """Return the values that an OpenShift template gives its own parameters."""
    if scalar(child(document, "kind")) != "Template":
        return {}
    found = {}
    for entry in sequence(child(document, "parameters")):
        name, value = scalar(child(entry, "name")), child(entry, "value")
        if name and value is not None and scalar(value):
            found[name] = value
    return found
