"""Shell text as a syntax tree of the tree-sitter grammar of bash; parsed, never run.

The grammar's scanner, written in C, looks characters up in a table of 256: any other crashes the process. So it is
given ASCII only, of the same length in bytes, and the words are taken from the text itself. Template expressions are
given as plain words, for they are no shell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

_LANGUAGE = Language(tree_sitter_bash.language())
_TEMPLATE = re.compile(rb"\{\{.*?\}\}", re.DOTALL)
_DIRECTIVE = re.compile(rb"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LINE_ENDS = re.compile(rb"[^\n]")
_NOT_ASCII = bytes(byte if byte < 0x80 and byte not in b"\0" else ord("x") for byte in range(256))


@dataclass(frozen=True, slots=True)
class Shell:
    """A parsed piece of shell."""

    root: Node
    data: bytes

    def text(self, node: Node) -> str:
        """Return what stands at a node, as it stands in the file."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def parse(text: str) -> Shell:
    """Return the syntax tree of `text`; what is not shell stands in it as error nodes."""
    data = text.encode("utf-8", "replace")
    plain = _TEMPLATE.sub(lambda one: b"x" * len(one[0]), data)
    plain = _DIRECTIVE.sub(lambda one: _LINE_ENDS.sub(b" ", one[0]), plain)
    return Shell(Parser(_LANGUAGE).parse(plain.translate(_NOT_ASCII)).root_node, data)
