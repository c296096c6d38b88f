"""What a shell script is to its reader: its syntax tree with positions, its functions, and small questions about both.

Parsed by the tree-sitter grammar of bash, never run. In templates Jinja is blanked out for the parser alone: each
text that is asked for is the one that stands in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from ddd.model import Evidence
from ddd.scan.source import Source
from ddd.scan.syntax import parse
from ddd.scan.templates import is_marked, without_jinja
from ddd.scan.unreadable import Unreadable

MAX_CHARACTERS = 1_000_000

LOOPS = frozenset({"for_statement", "c_style_for_statement", "while_statement"})
GROUPS = frozenset({"compound_statement", "subshell"})
CHOICES = frozenset({"if_statement", "case_statement"})
ASSIGNMENTS = frozenset({"variable_assignment", "variable_assignments", "declaration_command"})

_SHEBANG = re.compile(
    r"#!\s*(?:\S*/)?(?:env\s+(?:-\S+\s+)*)?(?:\S*/)?(?P<shell>sh|bash|dash|ash|ksh|mksh)\b(?P<rest>.*)"
)
_DEFAULT = re.compile(r"\$\{\w+:?[-=](?P<value>[^{}$]{0,200})\}")
_LITERAL = re.compile(r"[^$`{}()]{0,300}")
_LEADING_JINJA = re.compile(
    r"(?s)(?:\s*(?:\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|#jinja2:[^\n]*|#\s*\{\{[^\n]*\}\}[^\n]*))*\s*"
)


@dataclass(frozen=True, slots=True)
class Operand:
    """One member of a chain of `&&` and `||`, its redirections apart."""

    operator: str
    """What stands before it: `&&`, `||`, or nothing for the first."""
    core: Node | None
    """None for a line that is nothing but a redirection."""
    redirects: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant:
    """What a variable holds, and where that is said."""

    value: str
    start: int


class Script:
    """One script, or the words of a trap."""

    def __init__(self, text: str, source: Source | None = None) -> None:
        self.text = text
        self.source = source
        self.is_template = source is not None and (source.is_template or is_marked(text))
        """Whether it is no script yet: by its name, or by lines that only a template has."""
        self.root = parse(without_jinja(text) if self.is_template else text, "bash")
        self._words: dict[int, tuple[str, ...]] = {}

    @cached_property
    def functions(self) -> dict[str, Node]:
        """Name -> definition, wherever it stands."""
        found = self.of_type("function_definition")
        return {self.of(name): node for node in found if (name := _function_name(node)) is not None}

    @cached_property
    def _by_type(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in walk(self.root):
            if node.is_named:
                found.setdefault(node.type, []).append(node)
        return found

    def of_type(self, *types: str) -> Iterator[Node]:
        """Yield all named nodes of some types, type by type, each in the order of the file; walked once for all."""
        for one in types:
            yield from self._by_type.get(one, ())

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def of(self, node: Node) -> str:
        """Return the node's text as it stands in the file."""
        return self.text[node.start_byte : node.end_byte]  # the parser saw one byte for each character

    def line(self, offset: int) -> int:
        """Return the line of an offset, counted from 1."""
        return bisect_right(self._starts, offset)

    def at(self, offset: int) -> Evidence:
        """Return the Evidence of an offset. A trap's words have none of their own."""
        assert self.source is not None
        line = self.line(offset)
        return self.source.at(line, offset - self._starts[line - 1] + 1)

    def words(self, command: Node) -> tuple[str, ...]:
        """Return the words of a simple command, unquoted; the first is the name as it is written."""
        if command.id not in self._words:  # nearly every question asks for them again
            self._words[command.id] = self._words_of(command)
        return self._words[command.id]

    def _words_of(self, command: Node) -> tuple[str, ...]:
        name = command.child_by_field_name("name")
        if name is None or any(one.end_byte == name.start_byte for one in command.children):
            return ()  # the grammar takes x=a-`b` for an assignment before a command
        return tuple(unquoted(self.of(node)) for node in (name, *command.children_by_field_name("argument")))

    @cached_property
    def constants(self) -> dict[str, Constant]:
        """Name -> the literal that a variable holds throughout: assigned once, or `${1:-80}` and its like."""
        found: dict[str, Constant | None] = {}
        for node in self.of_type("variable_assignment"):
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is None:
                continue
            text = unquoted(self.of(value)) if value is not None else ""
            default = _DEFAULT.fullmatch(text)
            literal = default["value"] if default else text
            known = Constant(unquoted(literal), node.start_byte) if _LITERAL.fullmatch(literal) else None
            found[self.of(name)] = known if self.of(name) not in found else None
        return {name: one for name, one in found.items() if one is not None}

    @cached_property
    def first_fault(self) -> int | None:
        """The line the parser could first make nothing of; None when it understood everything."""
        if not self.root.has_error:
            return None
        faults = (node for node in walk(self.root) if node.is_missing or node.type == "ERROR")
        inner = (self.line(node.start_byte) for node in faults if node.id != self.root.id)
        return min(inner, default=self.line(self.root.end_byte))


def is_shell(source: Source) -> bool:
    """Whether a file is a shell script: by its first line, or by its name where no other interpreter is named."""
    head = _head(source)
    if head.startswith("#!"):
        return _SHEBANG.match(head) is not None
    return source.installed_path.endswith((".sh", ".bash")) and bool(source.data.strip())


def has_errexit_shebang(source: Source) -> bool:
    """Whether the first line itself asks the shell to stop at the first failure: `#!/bin/sh -e`."""
    match = _SHEBANG.match(_head(source).split("\n", 1)[0])
    return match is not None and re.search(r"\s-\w*e", match["rest"]) is not None


def script_of(source: Source) -> Script:
    """Return the parsed script, parsed once for all who ask. Raises Unreadable where reading it would take too long."""
    return source.derived("shell script", _parsed)


def _parsed(source: Source) -> Script:
    if len(source.text) > MAX_CHARACTERS:
        raise Unreadable(f"a shell script of more than {MAX_CHARACTERS} characters: not read")
    return Script(source.text, source)


def unquoted(word: str) -> str:
    """Return a word without the quotes around it."""
    if len(word) >= 2 and word[0] in "'\"" and word[-1] == word[0] and word[0] not in word[1:-1].replace('\\"', ""):
        return word[1:-1]
    return word.replace('"', "") if word.count('"') == 2 and "$(" not in word else word


def one_line(text: str, length: int = 300) -> str:
    """Return `text` on one line: line continuations and indentation become one space."""
    flat = " ".join(re.sub(r"\\\n", " ", text).split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, in the order of the file."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


def chain(node: Node) -> list[Operand]:
    """Return the members of a list of `&&` and `||`; a plain statement is a chain of one."""
    found: list[Operand] = []
    core, redirects, end = _unwrapped(node)
    while core is not None and core.type == "list" and len(core.named_children) >= 2:
        right = core.named_children[-1]
        operator = next((child.type for child in core.children if child.type in ("&&", "||")), "")
        inner, own, _ = _unwrapped(right)
        found.append(Operand(operator, inner, own + redirects, right.start_byte, end))
        # A redirection at the end of a list belongs to its last member, though the grammar puts it around them all.
        core, redirects, end = _unwrapped(core.named_children[0])
    found.append(Operand("", core, redirects, node.start_byte, end))
    found.reverse()
    return found + list(_after_heredoc(found[-1]))


def split_if(node: Node) -> tuple[list[Node], list[Node], list[Node]]:
    """Return conditions, statements and following clauses of an `if` statement or an `elif` clause."""
    conditions, body, clauses, then = [], [], [], False
    for child in node.children:
        if not then and child.is_named and child.type != "comment":
            conditions.append(child)
        elif child.type == "then":
            then = True
        elif child.type in ("elif_clause", "else_clause"):
            clauses.append(child)
        elif then and child.is_named:
            body.append(child)
    return conditions, body, clauses


def _after_heredoc(last: Operand) -> Iterator[Operand]:
    """`cat <<EOF || exit 1`: what follows the word stands inside the here-document's node."""
    for redirect in last.redirects:
        right = redirect.child_by_field_name("right")
        operator = redirect.child_by_field_name("operator")
        if right is not None and operator is not None:
            inner, own, end = _unwrapped(right)
            yield Operand(operator.type, inner, own, right.start_byte, end)


def _unwrapped(node: Node) -> tuple[Node | None, tuple[Node, ...], int]:
    redirects: tuple[Node, ...] = ()
    end, core = node.end_byte, node
    while core.type == "redirected_statement":
        redirects = (*core.children_by_field_name("redirect"), *redirects)
        body = core.child_by_field_name("body")
        if body is None:
            return None, redirects, end
        core = body
    return core, redirects, end


def _function_name(node: Node) -> Node | None:
    return node.child_by_field_name("name") if node.type == "function_definition" else None


def _head(source: Source) -> str:
    """Return where the first line begins. A template may open with Jinja that leaves nothing behind."""
    if not source.is_template:
        data = source.data[:200].removeprefix(b"\xef\xbb\xbf")
        return data.decode("utf-8", "replace")
    match = _LEADING_JINJA.match(source.text)
    assert match is not None  # it may be empty
    return source.text[match.end() :]
