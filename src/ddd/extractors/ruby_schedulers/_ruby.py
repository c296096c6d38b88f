"""Knows a Ruby file as the schedulers' readers ask about it: calls, pairs, literals, and what a name stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from ddd.extractors._choices import holds_elsewhere, told
from ddd.model import Confidence, Dialect, Evidence, Reference, Schedule, State
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_MAX_DEPTH = 12
_LONGEST_RAW = 200
_MAX_NODES = 2_000_000
_NAMES = frozenset({"constant", "identifier", "instance_variable", "global_variable"})
_SYMBOLS = frozenset({"simple_symbol", "hash_key_symbol"})
_UNIT = re.compile(r"(second|minute|hour|day|week|fortnight|month|year)s?")
_CRON = re.compile(r"@[a-z]{4,12} | (?: [0-9*] | \S+ \s+ [0-9*] ) \S* (?: \s+ \S+ ){3,6}", re.VERBOSE)
_LONGEST_CRON = 200
_SETTING = re.compile(
    r"(?: Settings | Rails\.(?:configuration|application\.config)(?:\.x)? | Figaro\.env"
    r" | [A-Z]\w{0,60}Config(?:\.store)? )"
    r"\. (?P<name> [a-z_][\w.]{0,200} )",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression comes down to, as far as its file says."""

    node: Node
    way: tuple[Node, ...] = ()
    """What led there, the using expression last."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method."""

    node: Node
    method: str
    receiver: str
    """As it stands in the file; empty for none."""
    arguments: tuple[Node, ...]
    """By position."""
    keywords: dict[str, Node]
    block: Node | None


class Ruby:
    """A Ruby file. Walked without recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root = source.syntax("ruby")
        self._pairs: dict[int, dict[str, Node]] = {}
        self.nodes = list(below(self.root))
        """Every named node, in the order of the file."""
        self._parents = {child.id: node for node in self.nodes for child in node.named_children}

    @cached_property
    def calls(self) -> list[Call]:
        """Every call with its arguments told apart."""
        return [self.call(node) for node in self.nodes if node.type == "call"]

    @cached_property
    def _values(self) -> dict[str, list[Node]]:
        """What is assigned to each name."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.type in ("assignment", "operator_assignment"):
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None and right is not None and left.type in _NAMES:
                    found.setdefault(self.text(left), []).append(right)
        return found

    def text(self, node: Node) -> str:
        """Return the text of a node."""
        return self.source.text[node.start_byte : node.end_byte]

    def raw(self, node: Node) -> str:
        """Return the text of a node on one line and shortened."""
        said = " ".join(self.text(node)[: _LONGEST_RAW * 4].split())
        return said if len(said) <= _LONGEST_RAW else said[: _LONGEST_RAW - 1] + "…"

    def place(self, node: Node) -> Evidence:
        """Return the place of a node."""
        return self.source.at(node.start_point.row + 1, node.start_point.column + 1)

    def places(self, value: Value, *more: Node) -> tuple[Evidence, ...]:
        """Return the line of the literal, then the lines that lead there; each line once."""
        first: dict[int, Node] = {}
        for node in (value.node, *value.way, *more):
            first.setdefault(node.start_point.row, node)
        return tuple(map(self.place, first.values()))

    def string(self, node: Node | None) -> str | None:
        """Return what a string or a symbol without interpolation holds; None for anything else."""
        if node is None:
            return None
        if node.type in _SYMBOLS:
            return self.text(node).strip(":").strip("\"'")
        if node.type == "string" and all(one.type != "interpolation" for one in node.named_children):
            return "".join(self.text(one) for one in node.named_children)
        return None

    def symbol(self, node: Node) -> str | None:
        """Return the name of a symbol; None for anything else."""
        return self.string(node) if node.type in _SYMBOLS else None

    def number(self, node: Node | None) -> int | None:
        """Return a whole number; None for anything else."""
        said = self.text(node).replace("_", "") if node is not None and node.type == "integer" else ""
        return int(said) if said.isdecimal() and len(said) <= 9 else None

    def duration(self, node: Node) -> tuple[int, str] | None:
        """Return number and unit of `2.hours`; None for anything else."""
        if node.type != "call" or node.child_by_field_name("arguments") is not None:
            return None
        call = self.call(node)
        amount = self.number(node.child_by_field_name("receiver"))
        unit = _UNIT.fullmatch(call.method)
        return (amount, unit[1]) if amount is not None and unit else None

    def call(self, node: Node) -> Call:
        """Return a call's parts."""
        method, receiver = node.child_by_field_name("method"), node.child_by_field_name("receiver")
        given = node.child_by_field_name("arguments")
        plain: list[Node] = []
        keywords: dict[str, Node] = {}
        for one in given.named_children if given is not None else ():
            keywords |= {key: value for key, _, value in self.pairs(one)}
            if one.type not in ("pair", "comment"):
                plain.append(one)
        return Call(
            node,
            self.text(method) if method is not None else "",
            self.raw(receiver) if receiver is not None else "",
            tuple(plain),
            keywords,
            node.child_by_field_name("block"),
        )

    def pairs(self, node: Node | None) -> Iterator[tuple[str, Node, Node]]:
        """Yield key, key node and value of a hash, or of a single pair; keys that are symbols or strings."""
        if node is None:
            return
        for one in node.named_children if node.type == "hash" else [node]:
            if one.type == "pair":
                key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
                name = self.string(key)
                if key is not None and value is not None and name is not None:
                    yield name, key, value

    def parent(self, node: Node) -> Node | None:
        """Return what a node stands in; the grammar's own answer would look for it from the root."""
        return self._parents.get(node.id)

    def siblings(self, pair: Node) -> dict[str, Node]:
        """Return the pairs beside one, itself included: those of its hash, or of the call it stands in."""
        parent = self.parent(pair)
        if parent is None:
            return {}
        if parent.id not in self._pairs:
            self._pairs[parent.id] = {
                key: value for one in parent.named_children if one.type == "pair" for key, _, value in self.pairs(one)
            }
        return self._pairs[parent.id]

    def elements(self, node: Node) -> list[Node]:
        """Return the entries of an array; a single other node counts as an array of one."""
        return [one for one in node.named_children if one.type != "comment"] if node.type == "array" else [node]

    def follow(self, node: Node) -> Value:
        """Follow constants, variables, `.freeze` and the defaults of settings to a literal of this file."""
        way: list[Node] = []
        notes: list[str] = []
        for _ in range(_MAX_DEPTH):
            found = self._step(node)
            if found is None:
                break
            way.append(node)
            node, note = found
            notes += [note] if note else []
        return Value(node, tuple(reversed(way)), tuple(notes))

    def _step(self, node: Node) -> tuple[Node, str] | None:
        if node.type in _NAMES:
            said = self._values.get(self.text(node), [])
            return (said[0], "") if len(said) == 1 else None
        if node.type == "scope_resolution" and (name := node.child_by_field_name("name")) is not None:
            return (name, "") if self.text(name) in self._values else None
        if node.type == "binary" and node.child_count == 3 and self.text(node.children[1]) in ("||", "or"):
            left, right = node.children[0], node.children[2]
            return right, f"unless {self.raw(left)} is set"
        if node.type == "parenthesized_statements" and node.named_child_count == 1:
            return node.named_children[0], ""
        if node.type == "conditional":
            return self._branch(node)
        if node.type == "call":
            return self._of_call(node)
        return None

    def _branch(self, node: Node) -> tuple[Node, str] | None:
        """Of `test ? a : b` return the branch that schedules; of two, that of production, and tell the other."""
        named = (node.child_by_field_name(part) for part in ("condition", "consequence", "alternative"))
        parts = [one for one in named if one is not None]
        if len(parts) != 3:
            return None
        test, off = self.raw(parts[0]), [one.type == "nil" for one in parts[1:]]
        takes_first = off[1] if any(off) else not holds_elsewhere(test)
        taken, other = (parts[1], parts[2]) if takes_first else (parts[2], parts[1])
        return taken, told("" if other.type == "nil" else self.raw(other), test, is_chosen=takes_first)

    def _named(self, node: Node) -> str:
        return self.string(node) or self.raw(node)

    def _of_call(self, node: Node) -> tuple[Node, str] | None:
        call, receiver = self.call(node), node.child_by_field_name("receiver")
        if call.method in ("freeze", "to_s", "presence") and receiver is not None:
            return receiver, ""
        if call.method == "fetch" and len(call.arguments) == 2:
            return call.arguments[1], f"the default: {self._named(call.arguments[0])} may say otherwise"
        return None


def ruby(source: Source) -> Ruby:
    """Return the file as Ruby, made once. Raises Unreadable when it nests too deeply."""
    found = source.derived("ruby file", _read)
    if isinstance(found, Unreadable):
        raise found
    return found


def _read(source: Source) -> Ruby | Unreadable:
    """Read a file, or remember why not: a grammar may take seconds to give up, and several readers ask."""
    try:
        return Ruby(source)
    except Unreadable as fault:
        return fault


def below(node: Node) -> Iterator[Node]:
    """Yield the node and every named node below it, in the order of the file."""
    stack, count = [node], 0
    while stack and count < _MAX_NODES:
        current = stack.pop()
        count += 1
        yield current
        stack.extend(reversed(current.named_children))


def in_words(length: tuple[int, str]) -> str:
    """Return `every hour` or `every 10 minutes`."""
    amount, unit = length
    return f"every {unit}" if amount == 1 else f"every {amount} {unit}s"


def looks_like_cron(said: str | None) -> bool:
    """Tell whether a text may be cron or begins as fugit's phrases do, where only that makes it a fact."""
    text = (said or "").strip()
    if not text or len(text) > _LONGEST_CRON:
        return False
    return text.lower().startswith("every ") or _CRON.fullmatch(text) is not None


def schedule(
    code: Ruby,
    system: str,
    name: str,
    value: Value,
    *more: Node,
    expression: str | None,
    dialect: Dialect = Dialect.FUGIT,
    timezone: str | None = None,
    command: str = "",
    state: State = State.ACTIVE,
    note: str = "",
    confidence: Confidence = Confidence.HIGH,
) -> Schedule:
    """Make the fact. `expression` None: no literal, and the code itself stands for it."""
    return Schedule(
        system=system,
        name=name,
        evidence=code.places(value, *more),
        state=State.UNRESOLVED if expression is None and not _references(code, value) else state,
        expression=code.raw(value.node) if expression is None else expression,
        dialect=dialect,
        timezone=timezone,
        command=command,
        note="; ".join(dict.fromkeys(filter(None, (note, *value.notes)))),
        confidence=confidence,
        references=_references(code, value) if expression is None else (),
    )


def _references(code: Ruby, value: Value) -> tuple[Reference, ...]:
    """Return where the settings of the application may hold the value."""
    said = code.raw(value.node)
    match = _SETTING.fullmatch(said) if value.node.type == "call" else None
    return (Reference(said, language="ruby", variable=match["name"]),) if match else ()
