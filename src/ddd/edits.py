"""Adds to YAML files that people keep (`.ddd/tasks.yaml`): what stood there stays as it is, to the byte.

New lines are written by ruamel.yaml in the file's own indentation and put between the old ones. Where a file's form
leaves no place for lines (`tasks: [{id: a}]`), ruamel.yaml writes it anew with comments and quotes kept. Either way the
result is read again and must say what it said before and what was added.
"""

from __future__ import annotations

import difflib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from ddd.documents import parsed
from ddd.errors import ConfigurationError
from ddd.scan.source import Source
from ddd.scan.tree import DECLARED_TASKS
from ddd.scan.yaml_nodes import child

__all__ = ["add_entries", "complete_entry", "pasted"]

Entry = Mapping[str, Any]

_HEADER = """\
# yaml-language-server: $schema={schema}
# What people know of the maintenance and code cannot say; `ddd schema tasks` prints the schema of this file.
"""
_WIDTH = 4_096
_INDENT = 2
_RESOLVER = yaml.resolver.Resolver()
_TEXT = "tag:yaml.org,2002:str"


def add_entries(text: str, entries: Sequence[Entry], under: str = "tasks", *, schema: str = "tasks.schema.json") -> str:
    """Return the text of a file with entries added to the list under a key; for "" that of a new file.

    schema: path from a new file to its schema, for editors. Raises ConfigurationError when `text` is not YAML, or can
    only be edited with loss.
    """
    if not entries:
        return text
    before = _data(text, under)
    wanted = {**before, under: [*(before.get(under) or ()), *map(_plain, entries)]}
    text = text or _HEADER.format(schema=schema)

    def anew(data: Any) -> None:
        data[under] = data[under] if data.get(under) else []
        data[under].extend(map(_quoted, entries))

    return _edited(text, wanted, lambda: _with_entries(text, entries, under), anew)


def complete_entry(text: str, name: str, fields: Entry, under: str = "tasks") -> str:
    """Return the text of a file with the fields that the entry with the id `name` does not have yet.

    What a person wrote is never replaced. Raises ConfigurationError when there is no such entry, when `text` is not
    YAML, or can only be edited with loss.
    """
    before = _data(text, under)
    listed = before.get(under) or []
    ids = [one.get("id") for one in listed if isinstance(one, dict)]
    if name not in ids:
        near = difflib.get_close_matches(name, [str(one) for one in ids], n=1)
        advice = f"did you mean “{near[0]}”?" if near else "add an entry with this id"
        raise ConfigurationError(f"no entry has the id “{name}”", where=DECLARED_TASKS, advice=advice)
    index = next(n for n, one in enumerate(listed) if isinstance(one, dict) and one.get("id") == name)
    missing = {key: value for key, value in fields.items() if key not in listed[index]}
    if not missing:
        return text
    completed = {**listed[index], **{key: _plain(value) for key, value in missing.items()}}
    wanted = {**before, under: [*listed[:index], completed, *listed[index + 1 :]]}

    def anew(data: Any) -> None:
        data[under][index].update(_quoted(missing))

    return _edited(text, wanted, lambda: _with_fields(text, under, index, missing), anew)


def pasted(entry: Entry) -> str:
    """Return an entry as the lines that a person would paste into the list."""
    return "\n".join(_listed([entry], _INDENT, spaced=False))


def _edited(text: str, wanted: Any, spliced: Callable[[], str | None], anew: Callable[[Any], None]) -> str:
    """Return the first way of editing whose result says what is wanted."""
    for way in (spliced, lambda: _round_trip(text, anew)):
        result = way()
        if result is not None and _says(result, wanted):
            return result
    raise ConfigurationError("cannot be edited without loss", where=DECLARED_TASKS, advice="add the entry by hand")


def _says(text: str, wanted: Any) -> bool:
    try:
        return bool(_data(text) == wanted)
    except ConfigurationError:
        return False


def _data(text: str, under: str = "") -> dict[str, Any]:
    """Return what a file says. Raises ConfigurationError when it holds no keys, or `under` is no list in it."""
    source = Source(DECLARED_TASKS, text.encode())
    document = parsed(source)
    if document is None:
        return {}
    if not isinstance(document.data, dict):
        raise document.error("the file must be a block of keys", advice="begin it with `tasks:`")
    if not isinstance(document.data.get(under, []), list | None):
        raise document.error(f"“{under}” must be a list", under, advice="begin each entry with a dash")
    return document.data


def _with_entries(text: str, entries: Sequence[Entry], under: str) -> str | None:
    """Return the text with lines for the entries; None where its form has no place for them."""
    nodes = Source(DECLARED_TASKS, text.encode()).yaml
    root = nodes[0] if nodes else None
    listed = child(root, under)
    if not isinstance(root, yaml.MappingNode) or listed is None:
        return _inserted(text, text.count("\n") + 1, [f"{under}:", *_listed(entries, _INDENT, spaced=False)])
    if isinstance(listed, yaml.SequenceNode) and listed.value and not listed.flow_style:
        column = listed.start_mark.column
        spaced = _is_spaced(text, listed)
        return _inserted(text, _end(text, listed, column), list(_listed(entries, column, spaced=spaced)))
    start, end = listed.start_mark, listed.end_mark
    if listed.value or start.line != end.line:
        return None
    lines = text.split("\n")
    kept = lines[start.line][: start.column].rstrip() + lines[start.line][end.column :]  # without `[]`
    cut = "\n".join([*lines[: start.line], kept, *lines[start.line + 1 :]])
    return _inserted(cut, start.line + 1, list(_listed(entries, _INDENT, spaced=False)))


def _with_fields(text: str, under: str, index: int, fields: Entry) -> str | None:
    """Return the text with lines for the fields of an entry; None where its form has no place for them."""
    listed = child(Source(DECLARED_TASKS, text.encode()).yaml[0], under)
    assert isinstance(listed, yaml.SequenceNode)
    entry = listed.value[index]
    if entry.flow_style:
        return None
    column = entry.start_mark.column
    lines = [" " * column + line for line in _dumped(fields)]
    return _inserted(text, _end(text, entry, column - 1), lines)


def _inserted(text: str, at: int, added: Sequence[str]) -> str:
    """Return the text with lines before its line `at`, counted from 0; ended as its own lines are."""
    end = "\r\n" if "\r\n" in text else "\n"
    *whole, last = text.split("\n")
    lines = [f"{line}\n" for line in whole] + ([last] if last else [])
    if last and at >= len(lines):
        lines[-1] += end
    return "".join([*lines[:at], *(f"{line}{end}" for line in added), *lines[at:]])


def _end(text: str, node: yaml.Node, column: int) -> int:
    """Return the line after a node, counted from 0; comments below it that stand further in than `column` are its own.

    A block's own mark stands at whatever follows it.
    """
    lines, end = text.split("\n"), _line_after(node)
    while end < len(lines) and lines[end].lstrip().startswith("#") and _indentation(lines[end]) > column:
        end += 1
    return end


def _line_after(node: yaml.Node) -> int:
    mark = node.end_mark
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        return max(_line_after(one) for one in _below(node))
    return mark.line if mark.column == 0 and mark.line > node.start_mark.line else mark.line + 1


def _below(node: yaml.CollectionNode) -> Iterator[yaml.Node]:
    for one in node.value:
        yield from one if isinstance(one, tuple) else (one,)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_spaced(text: str, listed: yaml.SequenceNode) -> bool:
    """Tell whether the entries of a list stand apart by empty lines."""
    lines = text.split("\n")
    ends = [_line_after(one) for one in listed.value[:-1]]
    return bool(ends) and all(lines[end].strip() == "" for end in ends)


def _listed(entries: Sequence[Entry], column: int, *, spaced: bool) -> Iterator[str]:
    for entry in entries:
        if spaced:
            yield ""
        first, *rest = _dumped(entry)
        yield f"{' ' * column}- {first}"
        yield from (f"{' ' * (column + _INDENT)}{line}" if line else "" for line in rest)


def _dumped(fields: Entry) -> list[str]:
    stream = io.StringIO()
    _writer().dump(_quoted(fields), stream)
    return stream.getvalue().rstrip("\n").split("\n")


def _writer() -> YAML:
    writer = YAML(typ="rt")
    writer.preserve_quotes = True
    writer.width = _WIDTH
    writer.indent(mapping=_INDENT, sequence=2 * _INDENT, offset=_INDENT)
    return writer


def _round_trip(text: str, edit: Callable[[Any], None]) -> str | None:
    writer, stream = _writer(), io.StringIO()
    try:
        data = writer.load(text) or {}
        edit(data)
        writer.dump(data, stream)
    except (YAMLError, AttributeError, TypeError):  # YAML 1.2 refuses, or a form that holds no list
        return None
    return stream.getvalue()


def _quoted(value: Any) -> Any:
    """Return a value as ruamel.yaml writes it so that YAML 1.1 reads it back: `yes` is text in quotes."""
    match value:
        case str():
            plain = _RESOLVER.resolve(yaml.ScalarNode, value, (True, False)) == _TEXT  # type: ignore[no-untyped-call]
            is_plain = plain and value.isprintable() and ": " not in value
            return value if is_plain else DoubleQuotedScalarString(value)
        case Mapping():
            return {_quoted(key): _quoted(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_quoted(entry) for entry in value]
    return value


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(key): _plain(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_plain(entry) for entry in value]
    return value
