"""Shell text as a syntax tree of the tree-sitter grammar of bash; parsed, never run.

The grammar's scanner, written in C, looks characters up in a table of 256: others end the process. It is given one
ASCII character for each, so that offsets are those of the text and no byte of the text itself reaches it.
"""

from __future__ import annotations

import re
from functools import cache
from time import monotonic

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from ddd.scan.unreadable import Unreadable

MAX_SECONDS = 10.0
"""A script takes the parser milliseconds; text made to confuse it takes minutes."""

_NOT_ASCII = re.compile(r"[^\x01-\x7f]")


def parse(text: str) -> Node:
    """Return the syntax tree of `text`, offsets in characters; what is not shell stands in it as error nodes.

    Raises Unreadable when that takes longer than MAX_SECONDS.
    """
    data = _NOT_ASCII.sub("_", text).encode("ascii")
    parser, deadline = Parser(_bash()), monotonic() + MAX_SECONDS
    try:
        tree = parser.parse(
            lambda offset, _: data[offset : offset + 65536],
            progress_callback=lambda *_: monotonic() > deadline,  # true: give up
        )
    except ValueError:
        tree = None
    if tree is None:
        raise Unreadable(f"not understood as shell within {MAX_SECONDS:.0f} seconds: not read")
    return tree.root_node


@cache
def _bash() -> Language:
    return Language(tree_sitter_bash.language())
