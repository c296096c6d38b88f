"""Small questions asked of YAML and JSON files: where a value stands, what it says, what lies below a path of keys."""

from __future__ import annotations

import re

from yaml.nodes import Node, ScalarNode

from ddd.extractors._jinja import is_template, readable_lines
from ddd.model import Evidence
from ddd.scan import yaml_nodes
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

# Strings are matched only to be passed over: what looks like a comment inside them is none.
_COMMENT = re.compile(
    r"""(?P<string> "(?: [^"\\\n] | \\.|(?!) )*+ (?:"|$) | '(?: [^'\\\n] | \\.|(?!) )*+ (?:'|$) )
      | //[^\n]* | /\* (?: [^*] | \*(?!/)|(?!) )*+ (?: \*/ | \Z )""",
    re.VERBOSE | re.MULTILINE,
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_NOT_A_LINE_END = re.compile(r"[^\n]")


def documents(source: Source) -> list[Node]:
    """Return the documents of a YAML file, of a Jinja template of one too when its tags stand on lines of their own.

    Raises Unreadable when it is neither.
    """
    try:
        return source.yaml
    except Unreadable:
        if not is_template(source.text):
            raise
    return source.derived("yaml without tags", lambda one: yaml_nodes.compose("\n".join(readable_lines(one.lines))))


def json_document(source: Source) -> Node | None:
    """Return the document of a JSON file, with or without comments, or of a JSON5 file; None for an empty one.

    Raises Unreadable when it is none of these.
    """
    try:
        found = source.derived("json", lambda one: yaml_nodes.compose(_plain_json(one.text)))
    except Unreadable as fault:
        raise Unreadable(fault.message.replace("not YAML", "not JSON", 1), fault.line) from None
    return found[0] if found else None


def below(node: Node | None, *keys: str) -> Node | None:
    """Return what stands under a path of keys, or None."""
    for key in keys:
        node = yaml_nodes.child(node, key)
    return node


def text(node: Node | None) -> str:
    """Return the text of a scalar without the space around it; empty for null and for anything that is no scalar."""
    return (yaml_nodes.scalar(node) or "").strip()


def place(source: Source, node: Node) -> Evidence:
    """Return the Evidence of a value: for a block scalar the line its text begins on, one below its `|`."""
    mark = node.start_mark
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        return source.at(mark.line + 2)
    return source.at(mark.line + 1, mark.column + 1)


def places(source: Source, *nodes: Node | None) -> tuple[Evidence, ...]:
    """Return the Evidence of the nodes that are there, each line once."""
    found = [place(source, node) for node in nodes if node is not None]
    return tuple({one.line: one for one in reversed(found)}[line] for line in dict.fromkeys(one.line for one in found))


def _plain_json(text: str) -> str:
    """Blank the comments, and write escaped halves of signs (`\\ud83d`) as what YAML can read; all keeps its place."""
    text = text.replace("\t", " ")
    without = _COMMENT.sub(lambda match: match[0] if match["string"] else _NOT_A_LINE_END.sub(" ", match[0]), text)
    return _SURROGATE.sub(r"\\u003f", without)
