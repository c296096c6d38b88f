"""Programs of any grammar asked the same few questions: which calls, with which arguments, which literal a name holds.

Annotations (`@Scheduled(…)`), attributes (`#[AsCronTask("…")]`, `[TimerTrigger("…")]`) and decorators are calls
too. A name is followed to its literal within the file only, by the scopes of the language: where a name is given two
values in one scope, which of them holds is not known, and it is not followed.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tree_sitter import Node

from ddd.extractors._choices import holds_elsewhere, told
from ddd.model import Evidence, replace
from ddd.scan.source import Source

_CHOICES = frozenset({"ternary_expression", "conditional_expression"})
_OFF = frozenset({"null", "undefined", "false", "''", '""'})
_MAX_DEPTH = 12
_MAX_CHAIN = 200
_MAX_ANCESTORS = 500
_LONGEST_NAME = 200
_LONGEST_SIGNATURE = 2000

_STRINGS = frozenset(
    {
        *("string", "string_literal", "encapsed_string", "template_string", "interpreted_string_literal"),
        *("raw_string_literal", "verbatim_string_literal", "nowdoc", "heredoc", "multiline_string_literal"),
    }
)
_STRING_PARTS = frozenset(
    {
        *("string_fragment", "string_content", "string_literal_content", "interpreted_string_literal_content"),
        *("raw_string_literal_content", "raw_string_content", "multiline_string_fragment", "escape_sequence"),
        *("string_literal_encoding", "raw_string_start", "raw_string_end"),
    }
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "s": " "}
_TRANSPARENT = frozenset(
    {
        *("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "argument"),
        *("literal_element", "await_expression", "expression_list", "value_argument", "attribute_argument"),
    }
)
_CALL_NAMES = {
    "call_expression": ("function", ""),
    "new_expression": ("constructor", ""),
    "method_invocation": ("name", "object"),
    "object_creation_expression": ("type", ""),
    "annotation": ("name", ""),
    "marker_annotation": ("name", ""),
    "invocation_expression": ("function", ""),
    "attribute": ("name", ""),
    "member_call_expression": ("name", "object"),
    "nullsafe_member_call_expression": ("name", "object"),
    "scoped_call_expression": ("name", "scope"),
    "function_call_expression": ("function", ""),
    "constructor_invocation": ("", ""),
}
_ARGUMENTS = frozenset(
    {
        *("arguments", "argument_list", "annotation_argument_list", "attribute_argument_list", "value_arguments"),
        "value_argument_list",
    }
)
_MEMBERS = frozenset(
    {
        *("member_expression", "field_access", "member_access_expression", "class_constant_access_expression"),
        *("scoped_property_access_expression", "selector_expression", "navigation_expression", "scope_resolution"),
        "nullsafe_member_access_expression",
    }
)
_NAMES = frozenset(
    {"identifier", "variable_name", "name", "simple_identifier", "constant", "shorthand_property_identifier"}
)
_ONESELF = frozenset({"this", "self", "static", "$this", "@"})
_DECLARATIONS = frozenset(
    {
        *("variable_declarator", "public_field_definition", "field_definition", "const_element", "property_element"),
        *("const_spec", "var_spec", "enum_assignment", "property_declaration", "assignment_expression", "assignment"),
        "short_var_declaration",
    }
)
_CLASSES = frozenset(
    {
        *("class_declaration", "interface_declaration", "enum_declaration", "object_declaration", "class"),
        *("struct_declaration", "trait_declaration", "record_declaration", "module", "abstract_class_declaration"),
    }
)
_SCOPES = _CLASSES | {
    *("program", "source_file", "compilation_unit", "method_declaration", "method_definition", "function_definition"),
    *("function_declaration", "arrow_function", "function_expression", "func_literal", "anonymous_function", "block"),
    *("constructor_declaration", "lambda_expression", "statement_block", "compound_statement", "method", "do_block"),
}
_PAIRS = frozenset(
    {"pair", "keyed_element", "array_element_initializer", "assignment_expression", "element_value_pair"}
)
_NUMBER = re.compile(r"(?P<number> [0-9][0-9_]{0,17} (?: \. [0-9]{1,9} )? ) [lLdDfFuU]{0,2}", re.VERBOSE)
_LAST_NAME = re.compile(r"(?P<name> \$? [A-Za-z_] [A-Za-z0-9_]* ) \s* (?: < [^()]* )? $", re.VERBOSE)
_OPERATIONS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_GREATEST = 1e15
"""Beyond it nothing is a length of time, and products would grow without end."""
_ELSE = frozenset({"||", "??", "?:"})


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call."""

    node: Node
    name: str = ""
    """Empty when it is told by its position."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call, an annotation, an attribute or a decorator."""

    name: str
    """Without what it is called on: `dailyAt`; `$method` where a variable names it, empty where an expression does."""
    node: Node
    place: Node
    """Where the name stands: in a chain of many lines the call itself begins where the chain does."""
    receiver: Node | None = None
    """What it is called on."""
    arguments: tuple[Argument, ...] = ()

    def positional(self, index: int) -> Node | None:
        """Return the argument at a position, counted from 0; None when it is not given."""
        given = [one.node for one in self.arguments if not one.name]
        return given[index] if index < len(given) else None

    def named(self, *names: str) -> Node | None:
        """Return the argument of one of these names; None when it is not given."""
        return next((one.node for one in self.arguments if one.name in names), None)


@dataclass(frozen=True, slots=True)
class Literal:
    """A text the file holds, and where."""

    text: str
    node: Node
    note: str = ""
    """What holds before it: `unless process.env.CRON is set`."""


@dataclass(frozen=True, slots=True)
class _Declared:
    name: str
    value: Node
    scope: int


@dataclass(slots=True)
class Program:
    """One file's syntax tree."""

    source: Source
    root: Node
    nodes: list[Node] = field(default_factory=list)
    """All named nodes in the order of the text."""
    _parents: dict[int, Node] = field(default_factory=dict)
    _declared: dict[str, list[_Declared]] = field(default_factory=dict)
    _classes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stack = [(self.root, self.root.id)]
        while stack:
            node, scope = stack.pop()
            self.nodes.append(node)
            if node.type in _CLASSES:
                self._classes[self.name_of(node)] = node.id
            if node.type in _DECLARATIONS and (one := self._declaration(node, scope)):
                self._declared.setdefault(one.name, []).append(one)
            children, inner = node.named_children, node.id if node.type in _SCOPES else scope
            self._parents.update((child.id, node) for child in children)
            stack.extend((child, inner) for child in reversed(children))

    def text(self, node: Node | None) -> str:
        """Return what stands in the file; nothing for None."""
        return self.source.text[node.start_byte : node.end_byte] if node else ""

    def at(self, node: Node) -> Evidence:
        """Return the Evidence of a node's beginning."""
        return self.source.at(node.start_point.row + 1, node.start_point.column + 1)

    def evidence(self, literal: Literal, *users: Node) -> tuple[Evidence, ...]:
        """Return the place of the literal, then those lines of its users that are not the same line."""
        places = [self.at(literal.node), *map(self.at, users)]
        by_line: dict[int, Evidence] = {}
        for place in places:
            by_line.setdefault(place.line, place)
        return tuple(by_line.values())

    def parent(self, node: Node) -> Node | None:
        """Return the node around a node. tree-sitter looks for it from the root each time."""
        return self._parents.get(node.id)

    def ancestors(self, node: Node) -> Iterator[Node]:
        """Yield the nodes around a node, the nearest first, as far as programs nest."""
        around = self.parent(node)
        for _ in range(_MAX_ANCESTORS):
            if around is None:
                break
            yield around
            around = self.parent(around)

    def below(self, node: Node) -> Iterator[Node]:
        """Yield a node and all named nodes below it, in the order of the text."""
        stack = [node]
        while stack:
            current = stack.pop()
            yield current
            stack.extend(reversed(current.named_children))

    def calls(self, *names: str) -> Iterator[Call]:
        """Yield the calls, those of some names only when names are given, in the order of the text."""
        for node in self.nodes:
            call = self.call(node)
            if call and (not names or call.name in names):
                yield call

    def call(self, node: Node | None) -> Call | None:
        """Return the call a node is; None for every other node."""
        if node is None or node.type not in _CALL_NAMES:
            return None
        name_field, receiver_field = _CALL_NAMES[node.type]
        callee = node.child_by_field_name(name_field) if name_field else None
        if callee is None:
            callee = next((one for one in node.named_children if one.type not in _ARGUMENTS), None)
        if callee is None:
            return None
        receiver = node.child_by_field_name(receiver_field) if receiver_field else None
        if callee.type in _MEMBERS and len(callee.named_children) > 1:
            receiver, callee = callee.named_children[0], callee.named_children[-1]
        match = _LAST_NAME.search(self.text(callee)) if callee.end_byte - callee.start_byte < _LONGEST_NAME else None
        return Call(match["name"] if match else "", node, callee, receiver, tuple(self._arguments(node)))

    def chain(self, call: Call) -> list[Call]:
        """Return the calls of `a.b().c()` from the first to the given one, which is the last."""
        calls = [call]
        while len(calls) < _MAX_CHAIN and (before := self.call(calls[-1].receiver)):
            calls.append(before)
        return calls[::-1]

    def later(self, call: Call) -> Iterator[Call]:
        """Yield the calls made on a call's result, the next first."""
        for _ in range(_MAX_CHAIN):
            around = self.parent(call.node)
            if around is not None and around.type in _MEMBERS and around.named_children[0] == call.node:
                around = self.parent(around)
            outer = self.call(around)
            if outer is None or outer.receiver != call.node:
                return
            yield outer
            call = outer

    def is_received(self, call: Call) -> bool:
        """Tell whether another call is made on this one's result, so that it is not the last of its chain."""
        return next(self.later(call), None) is not None

    def entries(self, node: Node | None) -> dict[str, Node]:
        """Return key -> value of a literal of an object, an array with keys, or an initialiser; empty for others."""
        node = self._target(node)
        if node is None:
            return {}
        found: dict[str, Node] = {}
        for pair in self._pairs(node):
            children = pair.named_children
            if pair.type in _PAIRS and len(children) == 2:
                found.setdefault(self.key(children[0]), self._bare(children[1]))
            elif pair.type == "shorthand_property_identifier":
                found.setdefault(self.text(pair), pair)
            elif pair.type == "method_definition":
                found.setdefault(self.text(pair.child_by_field_name("name")), pair)
        return found

    def items(self, node: Node | None) -> list[Node]:
        """Return the elements of a list's literal; anything else is a list of one, None is empty."""
        node = self._target(node)
        if node is None:
            return []
        if node.type == "array_creation_expression":
            return [one.named_children[0] for one in node.named_children if one.named_child_count == 1]
        if node.type in ("array", "element_value_array_initializer", "array_initializer", "collection_literal"):
            return list(node.named_children)
        return [node]

    def key(self, node: Node) -> str:
        """Return the name a key stands for, quoted or not."""
        literal = self.string(node)
        return literal.text if literal else self.text(self._bare(node)).strip("[]")

    def string(self, node: Node | None) -> Literal | None:
        """Return the text of a string's literal, pieces put together with `+` or `.` too; None for anything else."""
        return self._string(node, 0)

    def value(self, node: Node | None) -> Literal | None:
        """Return the text of a string, following names to their literal; `X || "…"` gives what holds without X."""
        return self._value(node, 0)

    def number(self, node: Node | None, known: Mapping[str, float] | None = None) -> float | None:
        """Return what a sum or product of numbers comes to, following names; None for anything else.

        known: names that count for a number, such as `time.Minute`.
        """
        return self._number(node, known or {}, 0)

    def resolved(self, node: Node | None) -> Node | None:
        """Return the node a name stands for in this file, or the node itself when it is no name."""
        return self._resolved(node, 0)

    def is_parameter(self, node: Node) -> bool:
        """Tell whether a node is nothing but the name of a parameter of a function around it."""
        if node.type not in _NAMES or node.end_byte - node.start_byte > _LONGEST_NAME:
            return False
        name = re.compile(rf"(?<![\w$]){re.escape(self.text(node))}(?!\w)")
        for around in self.ancestors(node):
            given = around.child_by_field_name("parameters")
            if given is not None and name.search(self.text(given)[:_LONGEST_SIGNATURE]):
                return True
        return False

    def declaration(self, node: Node) -> Node | None:
        """Return the method or function around an annotation, or that a decorator stands before."""
        for around in self.ancestors(node):
            if around.type == "decorator":
                after = around.next_named_sibling
                for _ in range(_MAX_DEPTH):
                    if after is None or after.type != "decorator":
                        break
                    after = after.next_named_sibling
                return after if after is not None else self.parent(around)
            if around.type in ("method_declaration", "function_declaration", "class_declaration", "method_definition"):
                return around
        return None

    def name_of(self, node: Node | None) -> str:
        """Return the name a declaration gives; nothing for what has none."""
        return self.text(node.child_by_field_name("name")) if node else ""

    def class_around(self, node: Node) -> str:
        """Return the name of the class a node stands in; nothing outside of classes."""
        return next((self.name_of(one) for one in self.ancestors(node) if one.type in _CLASSES), "")

    def _arguments(self, node: Node) -> Iterator[Argument]:
        given = node.child_by_field_name("arguments")
        if given is None:
            given = next((one for one in node.named_children if one.type in _ARGUMENTS), None)
        for one in given.named_children if given else ():
            if one.type in ("comment", "line_comment", "block_comment"):
                continue
            if one.type in ("argument", "attribute_argument", "value_argument", "element_value_pair"):
                children = [child for child in one.named_children if "comment" not in child.type]
                if len(children) > 1:
                    yield Argument(children[-1], self.text(children[0]))
                elif children:
                    yield Argument(children[0])
            else:
                yield Argument(one)

    def _pairs(self, node: Node) -> list[Node]:
        if node.type == "composite_literal":
            node = node.child_by_field_name("body") or node
        initializer = node.child_by_field_name("initializer")
        return (initializer or node).named_children

    def _string(self, node: Node | None, depth: int) -> Literal | None:
        node = self._bare(node) if node else None
        if node is None or depth > _MAX_DEPTH:
            return None
        if node.type in _STRINGS:
            return self._text_of_string(node)
        if node.type == "binary_expression" and self._operator(node) in ("+", "."):
            left, right = (self._string(self._side(node, side), depth + 1) for side in ("left", "right"))
            return Literal(left.text + right.text, left.node) if left and right else None
        return None

    def _text_of_string(self, node: Node) -> Literal | None:
        parts = node.named_children
        if node.type in ("nowdoc", "heredoc"):
            return Literal(self.text(node).split("\n", 1)[-1].rsplit("\n", 1)[0], node)
        if any(part.type not in _STRING_PARTS for part in parts):
            return None
        if not parts:
            quotes = "'\"`"
            return Literal(self.text(node).lstrip("@").strip(quotes), node)
        text = "".join(self._part(part) for part in parts if not part.type.startswith("raw_string_literal_s"))
        return Literal(text, parts[0])

    def _part(self, part: Node) -> str:
        text = self.text(part)
        if part.type != "escape_sequence":
            return text
        return _ESCAPES.get(text[1:], text[1:])

    def _value(self, node: Node | None, depth: int) -> Literal | None:
        node = self._bare(node) if node else None
        if node is None or depth > _MAX_DEPTH:
            return None
        if literal := self.string(node):
            return literal
        if node.type == "binary_expression" and self._operator(node) in _ELSE:
            left, right = self._side(node, "left"), self._side(node, "right")
            return self._value(left, depth + 1) or self._otherwise(left, self._value(right, depth + 1))
        if node.type in _CHOICES:
            return self._chosen(node, depth)
        target = self._resolved(node, depth)
        return self._value(target, depth + 1) if target is not None and target != node else None

    def _chosen(self, node: Node, depth: int) -> Literal | None:
        """Of `test ? a : b` return the branch that is not off; of two, that of production, and tell the other."""
        test, no = node.child_by_field_name("condition"), node.child_by_field_name("alternative")
        yes = node.child_by_field_name("consequence") or node.child_by_field_name("body")
        if yes is None:
            return self._otherwise(test, self._value(no, depth + 1))  # PHP's `$a ?: "…"`
        asks, off = self.text(test)[:80], [self.text(one) in _OFF for one in (yes, no)]
        takes_first = off[1] if any(off) else not holds_elsewhere(asks)
        taken, other, is_off = (yes, no, off[1]) if takes_first else (no, yes, off[0])
        literal = self._value(taken, depth + 1)
        note = told("" if is_off else self.text(other)[:80], asks, is_chosen=takes_first)
        return replace(literal, note="; ".join(filter(None, (literal.note, note)))) if literal else None

    def _otherwise(self, left: Node | None, literal: Literal | None) -> Literal | None:
        return replace(literal, note=f"unless {self.text(left)[:60]} is set") if literal else None

    def _number(self, node: Node | None, known: Mapping[str, float], depth: int) -> float | None:
        node = self._bare(node) if node else None
        if node is None or depth > _MAX_DEPTH:
            return None
        text = self.text(node) if node.end_byte - node.start_byte < 60 else ""
        if text in known:
            return known[text]
        if match := _NUMBER.fullmatch(text):
            return float(match["number"].replace("_", ""))
        if node.type == "binary_expression":
            left, right = (self._number(self._side(node, side), known, depth + 1) for side in ("left", "right"))
            return _calculated(left, self._operator(node), right)
        target = self._resolved(node, depth)
        return self._number(target, known, depth + 1) if target is not None and target != node else None

    def _operator(self, node: Node) -> str:
        sign = node.child_by_field_name("operator")
        if sign is not None:
            return self.text(sign)
        return next((self.text(one) for one in node.children if not one.is_named), "")

    def _side(self, node: Node, side: str) -> Node | None:
        return node.child_by_field_name(side) or (node.named_children[0 if side == "left" else -1])

    def _bare(self, node: Node) -> Node:
        for _ in range(_MAX_DEPTH):
            if node.type not in _TRANSPARENT or not node.named_children:
                break
            node = node.named_children[0]
        return node

    def _target(self, node: Node | None) -> Node | None:
        return self.resolved(self._bare(node)) if node else None

    def _resolved(self, node: Node | None, depth: int) -> Node | None:
        if node is None or depth > _MAX_DEPTH:
            return node
        if node.type in _MEMBERS and node.named_child_count > 1:
            return self._member(node, depth)
        if node.type not in _NAMES or node.end_byte - node.start_byte > _LONGEST_NAME:
            return node
        name = self.text(node)
        found = self._in_scope(name.lstrip("$"), node)
        return node if found is None else self._resolved(self._bare(found), depth + 1)

    def _member(self, node: Node, depth: int) -> Node:
        if node.end_byte - node.start_byte > _LONGEST_NAME:
            return node
        owner, name = self.text(node.named_children[0]), self.text(node.named_children[-1]).lstrip("$")
        if owner in _ONESELF:
            found = self._in_scope(name, node)
        elif owner in self._classes:
            found = self._one(name, self._classes[owner])
        else:
            held = self._resolved(node.named_children[0], depth + 1)
            found = self.entries(held).get(name) if held is not None and held != node.named_children[0] else None
        return node if found is None else (self._resolved(self._bare(found), depth + 1) or node)

    def _in_scope(self, name: str, node: Node) -> Node | None:
        if name not in self._declared:
            return None
        for around in self.ancestors(node):
            if around.type in _SCOPES and any(one.scope == around.id for one in self._declared[name]):
                return self._one(name, around.id)
        return None

    def _one(self, name: str, scope: int) -> Node | None:
        values = [one.value for one in self._declared.get(name, ()) if one.scope == scope]
        return values[0] if len(values) == 1 else None

    def _declaration(self, node: Node, scope: int) -> _Declared | None:
        children = node.named_children
        if len(children) < 2:
            return None
        name = node.child_by_field_name("name") or node.child_by_field_name("left") or children[0]
        if node.type == "property_declaration":  # of Kotlin: modifiers first
            name = next((one for one in children if one.type == "variable_declaration"), name)
        if name.end_byte - name.start_byte > _LONGEST_NAME:
            return None
        text = re.split(r"[.>]", self.text(name))[-1] if name.type in _MEMBERS else self.text(name)
        return _Declared(text.split(":", 1)[0].strip().lstrip("$"), self._bare(children[-1]), scope)


def program(source: Source, language: str) -> Program:
    """Return the syntax tree of a source, made once. Raises Unreadable when it takes the parser too long."""
    return source.derived(f"program {language}", lambda one: Program(one, one.syntax(language)))


def _calculated(left: float | None, sign: str, right: float | None) -> float | None:
    if left is None or right is None or sign not in _OPERATIONS or (sign == "/" and not right):
        return None
    result = _OPERATIONS[sign](left, right)
    return result if abs(result) < _GREATEST else None
