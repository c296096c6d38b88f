"""Reads messages of programs: literals as they are, what is put into them in braces."""

from __future__ import annotations

import re

from tree_sitter import Node

from ddd.extractors.code_failures._around import Reader

_STRINGS = frozenset(
    {
        *("interpreted_string_literal", "raw_string_literal", "string_literal", "string", "template_string"),
        *("encapsed_string", "text_block", "heredoc_body"),
    }
)
_HOLE = re.compile(r"(?:\$\{|#\{|\{(?=\$))(?P<inner>[^{}]{1,200})\}")
_VARIABLE = re.compile(r"(?<!\{)\$[A-Za-z_]\w{0,100}")
_VERB = re.compile(r"%(?:\[\d\])?[-+# 0]{0,4}(?:\*|\d{1,4})?(?:\.\d{1,4})?(?P<verb>[A-Za-z%])")
_FORMATTED = re.compile(r"\w{0,40}(?:f|format|F)")
_ESCAPES = {"\\n": " ", "\\t": " ", "\\r": " ", '\\"': '"', "\\'": "'", "\\\\": "\\"}
_ESCAPE = re.compile(r"\\[ntr\"'\\]")
_CALLS = frozenset(
    {"call_expression", "method_invocation", "function_call_expression", "call", "object_creation_expression"}
)
_MADE = re.compile(
    r"(?:fmt\.(?:Sprintf|Errorf|Sprint)|errors\.New|String\.format|sprintf"
    r"|(?:chalk|colors|pc|kleur|picocolors)(?:\.\w{1,20}){1,3}|red|yellow|bold|green)"
)
_COLOUR = re.compile(r"\\(?:e|033|x1[bB]|u001[bB])\[[\d;]{0,12}m|\{PHP_EOL\}")
_RECORDS = frozenset({"object", "hash", "array_creation_expression"})
"""What loggers are given beside the message."""
_DEEP = 12


def makes_text(node: Node) -> bool:
    """Tell whether some of what an expression makes stands in it."""
    return any(one.type in _STRINGS for one in _parts(node, _DEEP))


def message(read: Reader, name: str, given: list[Node]) -> str:
    """Return what a call prints, its name telling whether the first argument is a format."""
    given = [one for one in given if one.type not in _RECORDS and read.text(one) != "ctx"] or given
    return _COLOUR.sub("", _message(read, name, given)) if given else ""


def _message(read: Reader, name: str, given: list[Node]) -> str:
    first, *others = given
    said = said_by(read, first)
    if first.type in _STRINGS and others and (_FORMATTED.fullmatch(name.rpartition(".")[2]) or _VERB.search(said)):
        return _filled(said, [_value(read, one) for one in others])
    if first.type in _STRINGS and "{}" in said:
        for one in others:
            said = said.replace("{}", _value(read, one), 1)
        return said
    return " ".join([said, *(said_by(read, one) for one in others)])


def said_by(read: Reader, node: Node, depth: int = _DEEP) -> str:
    """Return the text an expression makes, what it does not know in braces."""
    if node.type in _STRINGS:
        return _literal(read.text(node), node.type)
    if node.type in ("argument", "parenthesized_expression") and node.named_child_count == 1:
        return said_by(read, node.named_children[0], depth - 1) if depth else "{…}"
    if node.type in ("binary_expression", "binary") and makes_text(node) and depth:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            return said_by(read, left, depth - 1) + said_by(read, right, depth - 1)
    if node.type in _CALLS and makes_text(node) and depth:
        parts = (read.text(node.child_by_field_name(one)) for one in ("object", "function", "name"))
        callee = ".".join(filter(None, parts))
        receiver = node.child_by_field_name("receiver")
        if receiver is not None and receiver.type in _STRINGS:
            return said_by(read, receiver, depth - 1)  # `"…".red`
        if found := _MADE.fullmatch(callee):
            return message(read, found[0], arguments(node))
    return _braced(read.text(node))


def arguments(call: Node) -> list[Node]:
    """Return the arguments of a call."""
    given = call.child_by_field_name("arguments")
    many = given.named_children if given is not None else []
    return [one.named_children[0] if one.type == "argument" and one.named_child_count else one for one in many]


def _parts(node: Node, depth: int) -> list[Node]:
    parts, level = [node], [node]
    for _ in range(depth):
        level = [child for one in level[:20] for child in one.named_children[:20]]
        parts += level
    return parts


def _literal(text: str, kind: str) -> str:
    """Return what a string literal says, without its quotes."""
    quotes = len(text) - len(text.lstrip("\"'`"))
    quotes = 3 if quotes >= 6 or (quotes >= 3 and kind == "text_block") else 1
    inner = text[quotes:-quotes] if len(text) >= 2 * quotes else text
    inner = _ESCAPE.sub(lambda found: _ESCAPES[found[0]], inner)
    inner = _HOLE.sub(lambda found: "{" + found["inner"].strip() + "}", inner)
    return _VARIABLE.sub(lambda found: "{" + found[0] + "}", inner) if kind == "encapsed_string" else inner


def _filled(text: str, values: list[str]) -> str:
    left = iter(values)

    def value(found: re.Match[str]) -> str:
        return "%" if found["verb"] == "%" else next(left, found[0])

    return _VERB.sub(value, text)


def _value(read: Reader, node: Node) -> str:
    return _literal(read.text(node), node.type) if node.type in _STRINGS else _braced(read.text(node))


def _braced(text: str) -> str:
    return "{" + (text if len(text) <= 100 else text[:99] + "…") + "}"
