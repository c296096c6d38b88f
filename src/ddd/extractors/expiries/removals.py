"""Reads what Ansible's plugins and collections announce: options, values and whole modules that will be removed."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import PurePosixPath

from yaml.nodes import Node

from ddd.model import Expiry
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar

SYSTEM = "ansible-removal"

_WHEN = ("removed_at_date", "removed_in_version")
_OF_DOCS = ("removed_at_date", "removed_in")
_CALLS = frozenset({"deprecate", "deprecated"})
_DOCUMENTATION = "DOCUMENTATION"
_DEPRECATED = re.compile(r"(?P<indent> {0,40})deprecated:\s{0,20}")
_KEY = re.compile(r"(?P<indent> {0,60})(?P<key>[\w.-]{1,100}):(?:\s{1,20}(?P<value>[^\n]{1,300}))?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_BLOCK_LINES = 25
_MOST_NODES = 200_000
_TEXTS = ("removed_", "deprecat")
"""One stands in all that announces: in the key of an option, in the name of a call, in the documentation."""


@extractor(
    "ansible-plugin-removals",
    paths=("*.py",),
    literals=("removed_in", "removed_at_date", ".deprecate(", "display.deprecated("),
)
def ansible_plugin_removals(source: Source) -> Iterator[Expiry]:
    """Find what Ansible's modules and plugins say they will remove.

        argument_spec=dict(
            force=dict(type="bool", removed_in_version="12.0.0", removed_from_collection="community.general"),
        )

    Read are `removed_in_version` and `removed_at_date` of argument specs, `module.deprecate(…, version="12.0.0")` and
    `display.deprecated(…)`, and `deprecated:` in the plugins' documentation. Only a date makes a last day; a version
    stands in the note.
    Format: https://docs.ansible.com/ansible/latest/dev_guide/module_lifecycle.html
    """
    seen: set[tuple[str, str, str]] = set()
    for fact in _of_plugin(source):
        key = (fact.subject, fact.not_after, fact.note)
        if key not in seen:
            seen.add(key)
            yield fact


@extractor(
    "ansible-collection-removals",
    paths=("meta/runtime.yml", "ansible_builtin_runtime.yml"),
    literals=("removal_version", "removal_date"),
)
def ansible_collection_removals(source: Source) -> Iterator[Expiry]:
    """Find the plugins that a collection will remove: `deprecation` in its `meta/runtime.yml`.

        plugin_routing:
          modules:
            old_name:
              deprecation:
                removal_date: "2026-12-31"
                warning_text: Use new_name instead.

    A `tombstone` is gone already and no fact. Only a date makes a last day; a version stands in the note.
    Format: https://docs.ansible.com/ansible/latest/dev_guide/developing_collections_structure.html
    """
    for document in source.yaml:
        for family, _, plugins in items(child(document, "plugin_routing")):
            for name, key, plugin in items(plugins):
                announced = child(plugin, "deprecation")
                for field in ("removal_date", "removal_version"):
                    value = child(announced, field)
                    text = scalar(value)
                    if value is not None and text:
                        why = scalar(child(announced, "warning_text")) or ""
                        yield _fact(source, f"{family} {name}", text, why, (_line(value), _line(key)))
                        break


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _of_plugin(source: Source) -> Iterator[Expiry]:
    module = PurePosixPath(source.path).stem
    for node in _nodes(source):
        if isinstance(node, ast.Call):
            yield from _of_options(source, module, ((one.arg or "", one.value) for one in node.keywords))
            yield from _of_call(source, module, node)
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from _of_options(source, module, ((_text(key), value) for key, value in pairs if key is not None))
        elif isinstance(node, ast.Assign) and _is_documentation(node):
            yield from _of_documentation(source, module, node.value)


def _nodes(source: Source) -> Iterator[ast.AST]:
    """Yield the nodes of the tree in the order of `ast.walk`, without those that reach over no line of the texts."""
    tree, text = source.python, source.text
    if 2 * len(text) > _MOST_NODES or "\r" in text:  # `-a` is four nodes; for Python a carriage return ends a line
        yield from islice(ast.walk(tree), _MOST_NODES + 1)
        return
    wanted = [number for number, line in enumerate(source.lines, start=1) if any(one in line for one in _TEXTS)]
    wanted.append(len(source.lines) + 1)
    queue: deque[ast.AST] = deque([tree])
    while queue:
        node = queue.popleft()
        yield node
        for below in ast.iter_child_nodes(node):
            last = getattr(below, "end_lineno", None)
            if last is None or wanted[bisect_left(wanted, getattr(below, "lineno", 0))] <= last:
                queue.append(below)


def _of_options(source: Source, module: str, options: Iterator[tuple[str, ast.expr]]) -> Iterator[Expiry]:
    """Yield the options whose own specification says that they go, and the aliases that do."""
    for name, value in options:
        if name == "deprecated_aliases" and isinstance(value, ast.List):
            for alias in value.elts:
                given = _given(alias)
                when = given.get("date") or given.get("version")
                called = _text(given.get("name"))
                if when is not None and called:
                    yield from _announced(source, f"alias {called} of {module}", when, alias)
            continue
        given = _given(value)
        announced = next((given[one] for one in _WHEN if _text(given.get(one))), None)
        if announced is not None and name:
            yield from _announced(source, f"option {name} of {module}", announced, value)


def _of_call(source: Source, module: str, node: ast.Call) -> Iterator[Expiry]:
    """Yield what `module.deprecate("…", version="12.0.0")` announces."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _CALLS:
        return
    given = _given(node)
    message = _text(node.args[0] if node.args else given.get("msg"))
    when = given.get("date") or given.get("version") or (node.args[1] if len(node.args) > 1 else None)
    if message and when is not None:
        yield from _announced(source, f"{module}: {' '.join(message.split())}", when, node)


def _announced(source: Source, subject: str, when: ast.expr, around: ast.expr) -> Iterator[Expiry]:
    text = _text(when)
    if text:
        yield _fact(source, subject, text, "", (when.lineno, around.lineno))


def _given(node: ast.expr | None) -> dict[str, ast.expr]:
    """Return the pairs of `dict(a=1)`, `f(a=1)` or `{"a": 1}`."""
    if isinstance(node, ast.Call):
        return {one.arg: one.value for one in node.keywords if one.arg}
    if isinstance(node, ast.Dict):
        return {_text(key): value for key, value in zip(node.keys, node.values, strict=True) if key is not None}
    return {}


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_documentation(node: ast.Assign) -> bool:
    return any(isinstance(one, ast.Name) and one.id == _DOCUMENTATION for one in node.targets)


def _of_documentation(source: Source, module: str, value: ast.expr) -> Iterator[Expiry]:
    """Read `deprecated:` blocks by their lines: the text is YAML, but only its lines have places in the file."""
    if not _text(value) or value.end_lineno is None:
        return
    lines = source.lines[value.lineno - 1 : value.end_lineno]
    for index, line in enumerate(lines):
        match = _DEPRECATED.fullmatch(line)
        if match is None:
            continue
        indent = len(match["indent"])
        inside = dict(_inside(lines[index + 1 : index + 1 + _BLOCK_LINES], indent))
        field = next((one for one in (*_OF_DOCS, "date", "version") if one in inside), "")
        subject = f"module {module}" if indent == 0 else f"option {_owner(lines[:index], indent)} of {module}"
        if field:
            offset, text = inside[field]
            why = inside["why"][1] if "why" in inside else ""
            yield _fact(source, subject, text, why, (value.lineno + index + 1 + offset, value.lineno + index))


def _inside(lines: list[str], indent: int) -> Iterator[tuple[str, tuple[int, str]]]:
    for offset, line in enumerate(lines):
        match = _KEY.fullmatch(line)
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            return
        if match and match["value"]:
            yield match["key"], (offset, match["value"].strip("\"' "))


def _owner(lines: list[str], indent: int) -> str:
    """Return the key that a block belongs to: the nearest one above that is indented less."""
    for line in reversed(lines):
        match = _KEY.match(line)
        if match and len(match["indent"]) < indent:
            return match["key"]
    return ""


def _fact(source: Source, subject: str, when: str, why: str, lines: tuple[int, ...]) -> Expiry:
    ends = _day(when)
    told = ("" if ends else f"removed in version {when}", " ".join(why.split()))
    return Expiry(
        system=SYSTEM,
        name=subject,
        subject=subject,
        not_after=ends,
        note="; ".join(filter(None, told)),
        evidence=tuple(source.at(line) for line in dict.fromkeys(lines)),
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if _ISO.fullmatch(text) else ""
    except ValueError:
        return ""
