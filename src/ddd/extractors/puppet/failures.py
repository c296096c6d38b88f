"""Reads where Puppet manifests refuse to go on: `fail`, and the conditions that lead there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd.extractors._offsets import at_offset
from ddd.extractors.puppet._manifest import Manifest, manifest
from ddd.model import FailureMode
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPES = frozenset({"class_definition", "defined_resource_type", "function_declaration", "node_definition"})
_NAMES = frozenset({"class_identifier", "identifier", "string"})
_CHOICES = frozenset({"if_statement", "elsif_statement", "unless_statement"})
_DEFAULT = "default"
_MOST_ANCESTORS = 100
_MOST_GUARDS = 2
_LONGEST = 300
_PLAIN = re.compile(r"!?\s?\$[\w:]{1,100}")


@extractor("puppet-failures", paths=("*.pp",), literals=("fail(",))
def puppet_failures(source: Source) -> Iterator[FailureMode]:
    """Find where Puppet manifests call `fail`.

        if $port == undef {
          fail("no port for ${title}")      # message "no port for {title}", guard "$port == undef"
        }

    The guard is the two innermost conditions of `if`, `elsif`, `else`, `unless`, `case` and of a selector. What types
    of parameters refuse, and what `assert_type` and functions of modules refuse, is not told.
    Format: https://www.puppet.com/docs/puppet/latest/function.html#fail.
    """
    read = manifest(source)
    seen: set[tuple[str, str, str]] = set()
    stack: list[Node] = [read.root]
    while stack:
        node = stack.pop()
        stack.extend(reversed(node.named_children))
        message = _message(read, node) if node.type == "function_call" else ""
        if not message:
            continue
        scope, guard = _around(read, node)
        if (scope, message, guard) not in seen:
            seen.add((scope, message, guard))
            yield FailureMode(
                system="puppet",
                name=scope,
                message=message,
                guard=guard or (f"whenever `{scope}` is applied" if scope else "whenever the manifest is applied"),
                outcome="no catalog is compiled, the run of Puppet has failed",
                evidence=(at_offset(source, node.start_byte),),
            )


def _message(read: Manifest, call: Node) -> str:
    """Return what `fail` says, what it does not know in braces; empty for other functions."""
    called, *given = (one for one in call.named_children if one.type != "comment")
    if read.text(called) != "fail" or not given:
        return ""
    return _short(" ".join(_said(read, one) for one in given))


def _said(read: Manifest, node: Node) -> str:
    text = read.text(node)
    if node.type != "string":
        return "{" + text.removeprefix("$") + "}"
    return text[1:-1].replace("${", "{") if text[:1] == '"' else text[1:-1]


def _around(read: Manifest, node: Node) -> tuple[str, str]:
    """Return the class, define or function a call stands in, and the conditions that lead there."""
    guards: list[str] = []
    for _ in range(_MOST_ANCESTORS):
        parent = node.parent
        if parent is None:
            break
        if parent.type in _SCOPES:
            name = next((read.word(one) for one in parent.named_children if one.type in _NAMES), "")
            return name, _chain(guards)
        guard = _guard(read, node, parent)
        if guard and len(guards) < _MOST_GUARDS:
            guards.append(guard)
        is_branch = node.type == "block" and parent.type in ("elsif_statement", "else_statement")
        outer = parent.parent if is_branch else None
        node = outer or parent  # a branch stands in the `if` whose condition does not hold there
    return "", _chain(guards)


def _guard(read: Manifest, child: Node, parent: Node) -> str:
    """Return the condition that a node puts upon one of its children; empty where it puts none."""
    if child.type == "block" and parent.type in _CHOICES:
        words = _short(read.text(parent.named_children[0]))
        return _denied(words) if parent.type == "unless_statement" else words
    if child.type == "block" and parent.type == "else_statement" and parent.parent is not None:
        return _otherwise(read, parent.parent)
    if parent.type in ("case_item", "default_case") and child.type == "block" and parent.parent is not None:
        asked, items = parent.parent.named_children[0], parent.parent.named_children[1:]
        patterns = [_patterns(read, one) for one in items if one.type == "case_item"]
        return _matches(read.text(asked), _patterns(read, parent), patterns)
    if parent.type == "attribute" and parent.parent is not None and parent.parent.type == "selector":
        first, *entries = parent.parent.named_children
        asked = first.named_children[-1] if first.type == "assignment" else first
        patterns = [read.text(one.named_children[0]) for one in entries if one.type == "attribute"]
        return _matches(read.text(asked), read.text(parent.named_children[0]), patterns)
    return ""


def _otherwise(read: Manifest, choice: Node) -> str:
    """Return what holds where no branch of an `if` does."""
    asked = [choice, *(one for one in choice.named_children if one.type == "elsif_statement")]
    words = [read.text(one.named_children[0]) for one in asked]
    if choice.type == "unless_statement":
        return _short(words[0])
    return _short(" and ".join(map(_denied, words)))


def _patterns(read: Manifest, item: Node) -> str:
    """Return what an item of a `case` matches, as it stands; `default` may be one of several."""
    parts = [read.text(one) for one in item.named_children if one.type not in ("block", "comment")]
    return _DEFAULT if item.type == "default_case" or _DEFAULT in parts else ", ".join(parts)


def _matches(asked: str, pattern: str, patterns: list[str]) -> str:
    if pattern != _DEFAULT:
        return _short(f"{asked} matches {pattern}")
    others = ", ".join(one for one in patterns if one != _DEFAULT)
    return _short(f"{asked} matches none of {others}") if others else ""


def _denied(words: str) -> str:
    if _PLAIN.fullmatch(words):
        return words[1:].lstrip() if words.startswith("!") else f"not {words}"
    return f"not ({words})"


def _chain(guards: list[str]) -> str:
    """Return conditions as one, the innermost last; what holds an `or` in brackets where there are several."""
    if len(guards) < 2:
        return "".join(guards)
    return " and ".join(f"({one})" if " or " in one and not one.startswith("not (") else one for one in guards[::-1])


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"
