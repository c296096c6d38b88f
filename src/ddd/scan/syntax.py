"""Programs and configuration as syntax trees of the tree-sitter grammars; parsed, never run.

Some grammars' scanners, written in C, look characters up in a table of 256: others end the process. They are given one
ASCII character for each, so that offsets are those of the text and no byte of the text itself reaches them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from time import monotonic

from tree_sitter import Language, Node, Parser

from ddd.scan.unreadable import Unreadable

MAX_SECONDS = 10.0
"""A file takes the parser milliseconds; text made to confuse it takes minutes."""

MAX_DEPTH = 2_500
"""Nobody writes so; what reads the tree takes the square of it in time and memory, or more stack than there is."""

_GRAMMARS = {
    "bash": ("tree_sitter_bash", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "go": ("tree_sitter_go", "language"),
    "groovy": ("tree_sitter_groovy", "language"),
    "hcl": ("tree_sitter_hcl", "language"),
    "java": ("tree_sitter_java", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "puppet": ("tree_sitter_puppet", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "toml": ("tree_sitter_toml", "language"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
}
_NOT_ASCII = re.compile(r"[^\x01-\x7f]")


def parse(text: str, language: str) -> Node:
    """Return the syntax tree of `text`, offsets in characters; what the grammar does not know stands as error nodes.

    Raises Unreadable when that takes longer than MAX_SECONDS or it nests deeper than MAX_DEPTH, KeyError for a language
    that no grammar is there for.
    """
    data = _NOT_ASCII.sub("_", text).encode("ascii")
    parser, deadline = Parser(_grammar(language)), monotonic() + MAX_SECONDS
    try:
        tree = parser.parse(
            lambda offset, _: data[offset : offset + 65536],
            progress_callback=lambda *_: monotonic() > deadline,  # true: give up
        )
    except ValueError:
        tree = None
    if tree is None:
        raise Unreadable(f"not understood as {language} within {MAX_SECONDS:.0f} seconds: not read")
    if _is_deep(tree.root_node):
        raise Unreadable(f"{language} nested deeper than {MAX_DEPTH} levels: not read")
    return tree.root_node


def _is_deep(root: Node) -> bool:
    """Tell whether the tree is deeper than MAX_DEPTH: only what holds as many nodes as levels are left can be."""
    pending = [(root, MAX_DEPTH)]
    while pending:
        node, left = pending.pop()
        if not left:
            return True
        if node.descendant_count > left:  # it counts itself
            pending.extend((child, left - 1) for child in node.children)
    return False


@cache
def _grammar(language: str) -> Language:
    module, function = _GRAMMARS[language]
    return Language(getattr(import_module(module), function)())
