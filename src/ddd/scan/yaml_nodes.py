"""YAML as nodes with positions, bounded in depth and size, and small questions asked of such nodes.

Nodes, not values: they know their line, and their scalars are what stands in the file (`on`, `22:30` and `0644` stay
text). Aliases share a node, so walking must be bounded too: `walk` counts its steps.
"""

from __future__ import annotations

import gc
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import yaml

from ddd.scan.unreadable import Unreadable

MAX_DEPTH = 200
MAX_STEPS = 1_000_000
_MOST_REPEATED = 200_000
"""Nodes that a document may have beyond its own once each alias is written out: lists of aliases to lists of aliases
grow faster than their text."""
_ALIAS = re.compile(r"\*(?<![^\s,\[{-]\*)[^\s,*/\[\]{}]")
_MOST_MERGED = 500
"""Keys that one mapping takes over from another: many mappings may name the same large one."""
RUAMEL_BYTES = 1_000_000

# YAML ends lines at these too; editors, grep and our evidence do not.
_OTHER_LINE_ENDS = "\r\x85\u2028\u2029"
_AS_SPACES = dict.fromkeys(map(ord, _OTHER_LINE_ENDS), " ")
_TEXT, _NULL, _MERGE = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"
_LIST, _MAP = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
_BY_FIRST_SIGN: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
"""What words without quotes mean: numbers, dates, `yes`, null, `<<`."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Counts how deep it is, and finds out what a word means with no more than the one look that it takes.

    The composer calls the first two methods around each node, so that it stops before the machine's stack does.
    """

    _depth = 0

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:
        """Go into a node."""
        self._depth += 1
        if self._depth > MAX_DEPTH + 1 and parent is not None:  # a scalar in the deepest collection is one deeper
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels: not read", parent.start_mark.line + 1)

    def ascend_resolver(self) -> None:
        """Come back."""
        self._depth -= 1

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        """Return the tag of a node that names none."""
        if kind is yaml.ScalarNode:
            meanings = _BY_FIRST_SIGN.get((value or "")[:1], ()) if implicit[0] else ()
            return next((tag for tag, form in meanings if form.match(value or "")), _TEXT) if meanings else _TEXT
        return _LIST if kind is yaml.SequenceNode else _MAP


def compose(text: str) -> list[yaml.Node]:
    """Return the documents of `text`, empty ones left out.

    Raises Unreadable with the line when it is not YAML, and when it nests deeper than MAX_DEPTH: the C
    composer recurses on the machine's stack and would end the process.
    """
    if any(sign in text for sign in _OTHER_LINE_ENDS):
        text = text.translate(_AS_SPACES)
    try:
        with _no_collection():
            documents = [node for node in yaml.compose_all(text, Loader=_Loader) if node is not None]
        if _ALIAS.search(text):
            _refuse_bombs(documents)
        return documents
    except yaml.composer.ComposerError as error:
        if "duplicate anchor" not in str(error) or len(text) > RUAMEL_BYTES:
            raise Unreadable(_reason(error), _line(error)) from None
        return _compose_with_ruamel(text)
    except yaml.YAMLError as error:
        raise Unreadable(_reason(error), _line(error)) from None


def items(node: yaml.Node | None) -> Iterator[tuple[str, yaml.ScalarNode, yaml.Node]]:
    """Yield key text, key node and value node of a mapping; nothing for any other node. Merge keys are followed."""
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        if key.tag != _MERGE:
            yield key.value, key, value
        else:
            yield from _merged(node, value)


def _merged(node: yaml.MappingNode, others: yaml.Node) -> Iterator[tuple[str, yaml.ScalarNode, yaml.Node]]:
    """Yield what a mapping takes over from one or several others: what it says itself goes before."""
    own = {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
    for merged in others.value if isinstance(others, yaml.SequenceNode) else [others]:
        if isinstance(merged, yaml.MappingNode) and merged is not node:
            pairs = ((k, v) for k, v in merged.value[:_MOST_MERGED] if isinstance(k, yaml.ScalarNode))
            yield from ((k.value, k, v) for k, v in pairs if k.value not in own)


def child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """Return the value under `key`, or None."""
    if not isinstance(node, yaml.MappingNode):
        return None
    merges = False
    for own, value in node.value:  # its own keys go before merged ones, and are nearly always meant
        if isinstance(own, yaml.ScalarNode):
            if own.tag == _MERGE:
                merges = True
            elif own.value == key:
                return cast(yaml.Node, value)
    return next((value for name, _, value in items(node) if name == key), None) if merges else None


def scalar(node: yaml.Node | None) -> str | None:
    """Return the text of a scalar as it stands in the file; None for null and for anything that is no scalar."""
    if not isinstance(node, yaml.ScalarNode) or node.tag == _NULL:
        return None
    return str(node.value)


def sequence(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the entries of a sequence; a single other node counts as a sequence of one, None as empty."""
    if node is None:
        return []
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def walk(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the node and all below it, each shared node once, in document order."""
    seen: set[int] = set()
    stack = [node]
    while stack and len(seen) < MAX_STEPS:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, yaml.SequenceNode):
            stack.extend(reversed(current.value))
        elif isinstance(current, yaml.MappingNode):
            stack.extend(value for _, value in reversed(current.value))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from looking through all nodes again and again while there are only ever more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _refuse_bombs(documents: list[yaml.Node]) -> None:
    """Raise Unreadable when the aliases of a document, written out, make it a multiple of itself."""
    for document in documents:
        sizes = _written_out(document)
        if sizes[id(document)] > _MOST_REPEATED + len(sizes):
            raise Unreadable("its aliases, written out, are too much: not read", document.start_mark.line + 1)


def _written_out(document: yaml.Node) -> dict[int, int]:
    """Return of how many nodes each consists with its aliases written out; one that leads back counts once."""
    sizes, seen, pending = dict[int, int](), set[int](), [document]
    while pending:
        node = pending[-1]
        below = _directly_below(node)
        if id(node) not in seen:
            seen.add(id(node))
            sizes.update((id(one), 1) for one in below if isinstance(one, yaml.ScalarNode))
            pending.extend(one for one in below if id(one) not in sizes and id(one) not in seen)
            continue
        pending.pop()
        if id(node) not in sizes:
            sizes[id(node)] = 1 + sum(sizes.get(id(one), 1) for one in below)
    return sizes


def _directly_below(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _compose_with_ruamel(text: str) -> list[yaml.Node]:
    """Read what PyYAML refuses although it is legal: an anchor that is used again."""
    import ruamel.yaml
    from ruamel.yaml.error import YAMLError

    try:
        with warnings.catch_warnings():  # of the very thing we came for
            warnings.simplefilter("ignore")
            documents = list(ruamel.yaml.YAML(typ="rt").compose_all(text))
        return [_as_pyyaml(node, {}) for node in documents if node is not None]
    except YAMLError as error:
        raise Unreadable(_reason(error), _line(error)) from None
    except RecursionError:  # it is Python all the way down
        raise Unreadable("nested too deeply: not read") from None


def _as_pyyaml(node: ruamel.yaml.nodes.Node, made: dict[int, yaml.Node]) -> yaml.Node:  # type: ignore[name-defined]  # noqa: F821
    if id(node) in made:
        return made[id(node)]
    tag, start, end = str(node.tag or ""), node.start_mark, node.end_mark
    if node.id == "scalar":
        made[id(node)] = yaml.ScalarNode(tag, node.value, start, end, node.style)
    elif node.id == "sequence":
        made[id(node)] = shell = yaml.SequenceNode(tag, [], start, end)
        shell.value.extend(_as_pyyaml(entry, made) for entry in node.value)
    else:
        made[id(node)] = pairs = yaml.MappingNode(tag, [], start, end)
        pairs.value.extend((_as_pyyaml(key, made), _as_pyyaml(value, made)) for key, value in node.value)
    return made[id(node)]


def _reason(error: Exception) -> str:
    return f"not YAML: {getattr(error, 'problem', None) or type(error).__name__}"


def _line(error: Exception) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else None
