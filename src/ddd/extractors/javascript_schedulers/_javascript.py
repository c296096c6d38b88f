"""What all readers of JavaScript and TypeScript share: the grammar of a file, its imports, and names of functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ddd.extractors._syntax import Program, program
from ddd.model import State
from ddd.scan.source import Source

PATHS = ("*.js", "*.mjs", "*.cjs", "*.jsx", "*.ts", "*.mts", "*.cts", "*.tsx")

_IMPORT = re.compile(
    r"""\b (?: import | const | let | var ) \s (?P<names> [\w\s*{},:$]{1,300}? )
        (?: \s from | = \s{0,20} (?: await \s )? (?: require | import ) \( ) \s{0,20}
        ["'] (?P<module> [^"'\n]{1,200} ) ["']""",
    re.VERBOSE,
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_FUNCTIONS = frozenset({"arrow_function", "function_expression"})


def code(source: Source) -> Program:
    """Return the program of a file, by the grammar its suffix asks for."""
    suffix = source.installed_path.rsplit(".", 1)[-1]
    grammar = {"ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx"}.get(suffix, "javascript")
    return program(source, grammar)


def imported(source: Source, *modules: str) -> frozenset[str]:
    """Return the names a file binds to what it imports of these modules (`npm:` and versions left out)."""
    return source.derived(f"imported {' '.join(modules)}", lambda one: frozenset(_imported(one, modules)))


def called_by(program: Program, node: Node | None) -> str:
    """Return the name of the function a job runs: `purge`, `this.purge.bind(this)`, `() => purge()`."""
    for _ in range(5):
        if node is None:
            return ""
        if node.type in _FUNCTIONS:
            node = _only_call(node)
            continue
        if (call := program.call(node)) is not None:
            if call.name != "bind" or call.receiver is None:
                return call.name
            node = call.receiver
            continue
        break
    text = program.text(node) if node and node.end_byte - node.start_byte < 100 else ""
    name = text.rsplit(".", 1)[-1]
    return name if _NAME.fullmatch(name) and name not in ("null", "undefined", "true", "false") else ""


def bound_to(program: Program, node: Node) -> str:
    """Return the name the value around a node is given: `exports.purge = …`, `const purge = …`, `purge: …`."""
    for around in program.ancestors(node):
        if around.type in ("variable_declarator", "pair"):
            return program.key(around.named_children[0])
        if around.type == "assignment_expression":
            name = program.text(around.named_children[0])[:200].rsplit(".", 1)[-1]
            return "" if name == "exports" else name
        if around.type in (*_FUNCTIONS, "statement_block", "class_body"):
            break
    return ""


def objects(program: Program) -> Iterator[tuple[Node, dict[str, Node]]]:
    """Yield the literals of objects with their entries, in the order of the text."""
    for node in program.nodes:
        if node.type == "object":
            yield node, program.entries(node)


def text_of(program: Program, *nodes: Node | None) -> str:
    """Return the text of the first of these nodes that leads to a literal; nothing for none."""
    literals = (program.value(node) for node in nodes)
    return next((literal.text for literal in literals if literal), "")


def switched_off(program: Program, node: Node | None, off: str) -> State:
    """Return suspended when an option holds the word that switches the job off."""
    target = program.resolved(node)
    return State.SUSPENDED if target is not None and program.text(target) == off else State.ACTIVE


def _imported(source: Source, modules: tuple[str, ...]) -> Iterator[str]:
    for match in _IMPORT.finditer(source.text):
        module = match["module"].removeprefix("npm:").removeprefix("jsr:")
        if any(module == one or module.startswith((f"{one}/", f"{one}@")) for one in modules):
            yield from _NAME.findall(match["names"])


def _only_call(function: Node) -> Node | None:
    body = function.child_by_field_name("body")
    for _ in range(5):
        if body is None or body.type in ("call_expression",):
            break
        children = body.named_children
        body = children[-1] if len(children) == 1 or (body.type == "return_statement" and children) else None
    return body
