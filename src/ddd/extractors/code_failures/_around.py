"""Tells what stands around a node of a syntax tree: its function, the conditions that lead there, what came before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ddd.scan.source import Source

_MOST_ANCESTORS = 200
_MOST_WORDS = 300
_SHORT = 90

_FUNCTIONS = frozenset(
    {
        *("function_declaration", "method_declaration", "constructor_declaration", "function_definition", "method"),
        *("method_definition", "singleton_method", "generator_function_declaration", "generator_function"),
    }
)
_CLOSURES = frozenset(
    {"func_literal", "arrow_function", "function_expression", "lambda_expression", "anonymous_function", "lambda"}
    | {"anonymous_function_creation_expression", "static_initializer", "do_block"}
)
_CLASSES = frozenset(
    {"class_declaration", "class", "module", "interface_declaration", "enum_declaration", "trait_declaration"}
    | {"abstract_class_declaration", "record_declaration"}
)
_IFS = frozenset({"if_statement", "if", "elsif", "else_if_clause", "if_modifier", "ternary_expression", "conditional"})
_UNLESS = frozenset({"unless", "unless_modifier"})
_LOOPS = frozenset({"while_statement", "while", "while_modifier"})
_CATCHES = frozenset({"catch_clause", "rescue"})
_CASES = frozenset(
    {"expression_case", "type_case", "switch_block_statement_group", "switch_case", "when"} | {"communication_case"}
)
_DEFAULTS = frozenset({"default_case", "switch_default"})
_OR = re.compile(r"\s*(?:\|\||or)\s*")
_AND = re.compile(r"\s*(?:&&|and)\s*")
_EQUAL = re.compile(r"(?P<left>[^=!<>&|()]{1,100}) (?P<sign>[=!]=) (?P<right>[^=!<>&|()]{1,100})")
_LEAVES = frozenset({"return_statement", "return", "continue_statement", "break_statement", "throw_statement", "next"})
_RECEIVER = re.compile(r"\*?\s*([A-Za-z_]\w{0,100})(?:\[[^\]]{0,100}\])?\s*\)$")
_TASK = re.compile(r"[:\"'{ ]{0,4}(?P<name>[\w-]{1,100})")
_TRUTH = frozenset({"true", "1", ""})


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a node."""

    function: str
    guards: tuple[str, ...]
    """The two innermost, the nearest last."""
    in_block: bool = False
    """Whether it stands in a block that something else calls."""


class Reader:
    """Reads the surroundings of nodes of one file."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def text(self, node: Node | None) -> str:
        """Return what stands in the file, on one line."""
        if node is None:
            return ""
        return " ".join(self._source.text[node.start_byte : min(node.end_byte, node.start_byte + 2000)].split())

    def around(self, node: Node) -> Around:
        """Return the function a node stands in and the conditions that lead there."""
        names: list[str] = []
        guards: list[str] = []
        inside, in_block = True, False
        for child, parent in _climb(node):
            if parent.type in _FUNCTIONS:
                names.append(self._function(parent))
                inside = False
            elif parent.type in _CLOSURES:
                if inside and (words := self._rejected(parent)):
                    guards.append(words)
                in_block = True
                inside = inside and parent.type == "do_block"
                names += [name for name in [self._variable(parent)] if name]
            elif parent.type in _CLASSES:
                names.append(self.text(parent.child_by_field_name("name")))
            if inside and len(guards) < 2 and (words := self._guard(child, parent)):
                guards.append(words)
        if not guards and (words := self._early_exit(node)):
            guards.append(words)
        return Around(".".join(filter(None, reversed(names))), tuple(reversed(guards[:2])), in_block)

    def before(self, node: Node, most: int = 3) -> Iterator[Node]:
        """Yield the statements directly before the one a node stands in, the nearest first."""
        statement = _statement(node)
        for _ in range(most):
            before = statement.prev_named_sibling
            if before is None:
                return
            statement = before
            if before.type != "comment":
                yield before

    def _function(self, node: Node) -> str:
        name = self.text(node.child_by_field_name("name"))
        receiver = node.child_by_field_name("receiver")
        found = _RECEIVER.search(self.text(receiver)[:300]) if receiver is not None else None
        return f"{found[1]}.{name}" if found else name

    def _variable(self, closure: Node) -> str:
        """Return the name a function without one is given: `const main = async () => …`, `task :restore do`."""
        parent = closure.parent
        if closure.type == "do_block" and parent is not None:
            method = self.text(parent.child_by_field_name("method"))
            given = parent.child_by_field_name("arguments")
            first = given.named_children[0] if given is not None and given.named_children else None
            name = _TASK.match(self.text(first)) if method in ("task", "namespace") else None
            return name["name"] if name else ""
        return self.text(parent.child_by_field_name("name")) if parent and parent.type == "variable_declarator" else ""

    def _rejected(self, closure: Node) -> str:
        call = closure.parent.parent if closure.parent is not None else None
        callee = call.child_by_field_name("function") if call is not None and call.type == "call_expression" else None
        called = self.text(callee)
        if not called.endswith(".catch"):
            return ""
        tried = called.removesuffix(".catch")
        return f"{tried} is rejected" if len(tried) <= _SHORT else "a promise is rejected"

    def _guard(self, child: Node, parent: Node) -> str:
        """Return the condition that a node puts upon one of its children; empty where it puts none."""
        if parent.type in _IFS | _UNLESS | _LOOPS:
            return self._if(child, parent)
        if parent.type in _CATCHES:
            return self._catch(parent)
        if parent.type in _CASES:
            label = parent.child_by_field_name("value") or parent.child_by_field_name("pattern")
            label = label or next(iter(parent.named_children), None)
            words = self.text(label).removeprefix("case ")
            return "" if label == child else "no other case matches" if words == "default" else f"case {words}"
        if parent.type in _DEFAULTS:
            return "no other case matches"
        if parent.type in ("binary_expression", "binary") and parent.child_by_field_name("right") == child:
            left = parent.child_by_field_name("left")
            sign = self._source.text[left.end_byte : child.start_byte] if left is not None else ""
            if _OR.fullmatch(sign):
                return _denied(self.text(left))
            return self.text(left) if _AND.fullmatch(sign) else ""
        return ""

    def _if(self, child: Node, parent: Node) -> str:
        condition = parent.child_by_field_name("condition")
        if condition is None or child in (condition, parent.child_by_field_name("initializer")):
            return ""
        words = _bare(self.text(condition))
        if words in _TRUTH:
            return ""
        holds = child not in parent.children_by_field_name("alternative")
        holds = holds != (parent.type in _UNLESS)
        said = words if holds else _denied(words)
        return f"{said}{self._tried(parent)}" if holds and "err" in words.split(" ")[0].lower() else said

    def _tried(self, node: Node) -> str:
        """Return ` after f, err := os.Open(path)`: what a condition about an error asks of."""
        made = node.child_by_field_name("initializer") or node.prev_named_sibling
        words = self.text(made)
        is_made = made is not None and made.type in ("short_var_declaration", "assignment_statement")
        return f" after {words}" if is_made and len(words) <= _SHORT else ""

    def _catch(self, node: Node) -> str:
        parts = (node.child_by_field_name("exceptions"), node.child_by_field_name("type"))
        kind = next((self.text(one) for one in parts if one is not None), "")
        for one in node.named_children:
            if one.type == "catch_formal_parameter":
                kinds = [self.text(part) for part in one.named_children if part.type == "catch_type"]
                kind = kinds[0] if kinds else ""
        kind = " or ".join(part.strip() for part in re.split(r"[|,]", kind) if part.strip())
        return f"{kind or 'an exception'} is raised"

    def _early_exit(self, node: Node) -> str:
        """Return the opposite of `if ok { return }` that stands just before."""
        for one in self.before(node, most=4):
            if one.type in _IFS and one.child_by_field_name("alternative") is None:
                body = one.child_by_field_name("consequence") or one.child_by_field_name("body")
                leaves = body is not None and _last(body).type in _LEAVES
                return _denied(_bare(self.text(one.child_by_field_name("condition")))) if leaves else ""
            if one.type not in ("expression_statement", "call", "short_var_declaration"):
                return ""
        return ""


def short(text: str) -> str:
    """Return a text no longer than a page can show."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MOST_WORDS else flat[: _MOST_WORDS - 1] + "…"


def _climb(node: Node) -> Iterator[tuple[Node, Node]]:
    for _ in range(_MOST_ANCESTORS):
        parent = node.parent
        if parent is None:
            return
        yield node, parent
        node = parent


def _statement(node: Node) -> Node:
    for child, parent in _climb(node):
        if parent.type in _BLOCKS:
            return child
    return node


_BLOCKS = frozenset(
    {
        *("block", "statement_list", "statement_block", "compound_statement", "program", "then", "body_statement"),
        *("switch_block_statement_group", "else", "begin", "expression_case", "default_case", "switch_case"),
        *("block_body", "switch_default", "source_file", "communication_case"),
    }
)


def _last(body: Node) -> Node:
    """Return the last statement of a block."""
    for _ in range(3):
        if body.type not in _BLOCKS or not body.named_children:
            break
        body = body.named_children[-1]
    return body


def _bare(words: str) -> str:
    """Return a condition without the brackets around the whole of it."""
    depth = 0
    if not (words.startswith("(") and words.endswith(")")):
        return words
    for sign in words[1:-1]:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return words
    return words[1:-1].strip()


def _denied(words: str) -> str:
    """Return the opposite of a condition, in words that hold for each language."""
    words = _bare(words)
    if re.fullmatch(r"![\w.$@\[\]\"'?]{1,100}(?:\([^()]{0,100}\))?", words):
        return words[1:]
    if re.fullmatch(r"[\w.$@?]{1,100}(?:\([^()]{0,100}\))?", words):
        return f"not {words}"
    if found := _EQUAL.fullmatch(words):
        return f"{found['left']} {'!=' if found['sign'] == '==' else '=='} {found['right']}"
    return f"not ({words})"
