"""HCL as plain values with their places: what Terraform, Terragrunt and Nomad write, and its twin in JSON.

Nothing is evaluated. A string keeps its interpolations (`cron(0 ${var.hour} * * ? *)`); any other expression becomes
one interpolation of its own (`${local.nightly}`), so that whoever reads a value knows one form of an open one only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from yaml.nodes import MappingNode, ScalarNode, SequenceNode
from yaml.nodes import Node as YamlNode

from ddd.model import replace
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 40
"""No person nests deeper; what stands below is left out."""

INTERPOLATION = re.compile(r"\$\{(?P<body>[^{}]{0,500})\}")

_ENCODERS = frozenset({"yamlencode", "jsonencode", "tomap", "toset", "tolist", "tostring"})
_JOINING = frozenset({"merge", "concat", "flatten", "coalesce", "try", "compact"})
_ESCAPED = re.compile(r'\\(["\\])')
_PLACEHOLDER = re.compile(r"%[sdv]")


class Kind(Enum):
    """What a value is made of."""

    TEXT = "text"
    """A string, a number or a boolean; interpolations may stand in it."""
    OPEN = "open"
    """Any other expression: its text is one interpolation; the items are objects and lists that it joins to others."""
    CHOICE = "choice"
    """`condition ? one : other`: the two items; the text is the condition."""
    LIST = "list"
    OBJECT = "object"
    """An object or the body of a block."""
    NULL = "null"


@dataclass(frozen=True, slots=True)
class Value:
    """An expression or a block, and where it stands."""

    kind: Kind
    text: str
    line: int
    """Counted from 1; of a heredoc the line its text begins on."""
    column: int
    labels: tuple[str, ...] = ()
    """Of a block: `resource "aws_db_instance" "main"` has two."""
    entries: tuple[tuple[str, Value], ...] = ()
    """Of an object: attributes and blocks in their order; blocks may repeat a key."""
    items: tuple[Value, ...] = ()
    is_block: bool = False

    def get(self, key: str) -> Value | None:
        """Return the first entry of that name."""
        return next((value for name, value in self.entries if name == key), None)

    def all(self, key: str) -> Iterator[Value]:
        """Yield every entry of that name."""
        return (value for name, value in self.entries if name == key)

    def literal(self, key: str) -> str:
        """Return the text of an entry, empty where there is none or where it is no text; interpolations stay."""
        value = self.get(key)
        return value.text if value and value.kind in (Kind.TEXT, Kind.OPEN) else ""


def document(source: Source) -> Value:
    """Return a whole file as one object: its attributes and blocks. What the grammar does not know is left out."""
    return source.derived("hcl", lambda one: _body(one, one.syntax("hcl"), 0))


def first_fault(source: Source) -> int | None:
    """Return the line of the first thing that is no HCL, or None."""
    node = source.syntax("hcl")
    if not node.has_error:
        return None
    while True:
        faulty = next((one for one in node.children if one.is_error or one.is_missing or one.has_error), None)
        if faulty is None or faulty.is_error or faulty.is_missing:
            return (faulty or node).start_point.row + 1
        node = faulty


def from_json(node: YamlNode, depth: int = 0) -> Value:
    """Return a node of a JSON file as the value it stands for in JSON's form of HCL."""
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, ScalarNode):
        kind = Kind.NULL if node.tag == "tag:yaml.org,2002:null" else Kind.TEXT
        return Value(kind, str(node.value), line, column)
    if isinstance(node, SequenceNode) and depth < MAX_DEPTH:
        return Value(Kind.LIST, "", line, column, items=tuple(from_json(one, depth + 1) for one in node.value))
    if isinstance(node, MappingNode) and depth < MAX_DEPTH:
        entries = tuple((key, from_json(value, depth + 1)) for key, _, value in items(node))
        return Value(Kind.OBJECT, "", line, column, entries=entries)
    return Value(Kind.NULL, "", line, column)


def _body(source: Source, node: Node, depth: int) -> Value:
    entries: list[tuple[str, Value]] = []
    for body in (one for one in node.children if one.type == "body"):
        for child in body.children:
            if child.type == "attribute" and child.child_count >= 3:
                entries.append((_text(source, child.children[0]), _expression(source, child.children[2], depth + 1)))
            elif child.type == "block" and depth < MAX_DEPTH:
                entries.append(_block(source, child, depth + 1))
    return Value(Kind.OBJECT, "", *_place(node), entries=tuple(entries))


def _block(source: Source, node: Node, depth: int) -> tuple[str, Value]:
    names = [one for one in node.children if one.type in ("identifier", "string_lit")]
    body = _body(source, node, depth)
    labels = tuple(_text(source, one).strip('"') for one in names[1:])
    name = _text(source, names[0]) if names else ""
    return name, Value(Kind.OBJECT, "", *_place(node), labels=labels, entries=body.entries, is_block=True)


def _expression(source: Source, node: Node, depth: int) -> Value:
    """Read an expression; parentheses and the grammar's own wrappers are gone through."""
    while node.type in ("expression", "literal_value", "template_expr", "collection_value"):
        inside = [one for one in node.children if one.is_named and one.type != "comment"]
        if len(inside) != 1:
            break
        node = inside[0]
    if node.has_error and node.type not in ("tuple", "object"):
        return Value(Kind.NULL, "", *_place(node))
    match node.type:
        case "string_lit" | "quoted_template":
            return Value(Kind.TEXT, _unquoted(_text(source, node)), *_place(node))
        case "numeric_lit" | "bool_lit":
            return Value(Kind.TEXT, _text(source, node), *_place(node))
        case "null_lit":
            return Value(Kind.NULL, "", *_place(node))
        case "heredoc_template":
            return _heredoc(source, node)
        case "tuple" | "object" | "conditional" | "function_call" if depth < MAX_DEPTH:
            return _compound(source, node, depth)
    return _open(source, node)


def _compound(source: Source, node: Node, depth: int) -> Value:
    inside = [one for one in node.children if one.type == "expression"]
    if node.type == "tuple":
        return Value(Kind.LIST, "", *_place(node), items=tuple(_expression(source, one, depth + 1) for one in inside))
    if node.type == "object":
        return Value(Kind.OBJECT, "", *_place(node), entries=tuple(_entries(source, node, depth)))
    if node.type == "conditional" and len(inside) == 3:
        condition, one, other = (_expression(source, each, depth + 1) for each in inside)
        return _choice(condition, (one, other))
    return _call(source, node, depth)


def _choice(condition: Value, arms: tuple[Value, Value]) -> Value:
    """Make a choice. `a ? b : c ? d : e` is read by the grammar as if `a ? b : c` were the condition: set right."""
    if condition.kind is Kind.CHOICE and len(condition.items) == 2:
        first, rest = condition.items
        return replace(condition, items=(first, _choice(rest, arms)))
    text = condition.text.removeprefix("${").removesuffix("}")
    return Value(Kind.CHOICE, text[:200], condition.line, condition.column, items=arms)


def _entries(source: Source, node: Node, depth: int) -> Iterator[tuple[str, Value]]:
    for element in (one for one in node.children if one.type == "object_elem"):
        pair = [one for one in element.children if one.type == "expression"]
        if len(pair) == 2:
            key = _expression(source, pair[0], MAX_DEPTH)
            name = key.text[2:-1] if key.kind is Kind.OPEN else key.text
            yield name, _expression(source, pair[1], depth + 1)


def _call(source: Source, node: Node, depth: int) -> Value:
    """Go through the calls that leave a value what it is; `format("cron(0 %s …)", x)` is a string with `${x}` in it."""
    name = _text(source, node.children[0]) if node.children else ""
    listed = next((one for one in node.children if one.type == "function_arguments"), None)
    arguments = [one for one in listed.children if one.type == "expression"] if listed else []
    if name in _ENCODERS and len(arguments) == 1:
        return _expression(source, arguments[0], depth + 1)
    if name == "format" and arguments:
        values = [_expression(source, one, MAX_DEPTH) for one in arguments]
        if values[0].kind is Kind.TEXT and len(_PLACEHOLDER.findall(values[0].text)) == len(values) - 1:
            filling = iter(values[1:])
            text = _PLACEHOLDER.sub(lambda _: next(filling).text, values[0].text)
            return Value(Kind.TEXT, text, *_place(node))
    joined = [_expression(source, one, depth + 1) for one in arguments] if name in _JOINING else []
    whole = _open(source, node)
    return replace(whole, items=tuple(one for one in joined if one.kind in (Kind.OBJECT, Kind.LIST) or one.items))


def _heredoc(source: Source, node: Node) -> Value:
    _, _, text = _text(source, node).partition("\n")
    return Value(Kind.TEXT, text.rpartition("\n")[0], node.start_point.row + 2, 1)


def _open(source: Source, node: Node) -> Value:
    return Value(Kind.OPEN, "${" + " ".join(_text(source, node).split())[:500] + "}", *_place(node))


def _text(source: Source, node: Node) -> str:
    return source.text[node.start_byte : node.end_byte]


def _unquoted(text: str) -> str:
    return _ESCAPED.sub(r"\1", text[1:-1]) if len(text) >= 2 and text[0] == text[-1] == '"' else text


def _place(node: Node) -> tuple[int, int]:
    return node.start_point.row + 1, node.start_point.column + 1
