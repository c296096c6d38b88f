"""Reads what Chef recipes schedule: cron, systemd timers and logrotate; and the attributes that hold their times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ddd.extractors.systemd import timer_schedules
from ddd.model import Control, Definition, Dialect, Evidence, Reference, Schedule, State, replace
from ddd.scan.components import component_of
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_FIELDS = ("minute", "hour", "day", "month", "weekday")
_CRON = frozenset({"cron", "cron_d"})
_LOGROTATE = frozenset({"logrotate_app", "logrotate"})
_FILES = {"template": "templates", "cookbook_file": "files"}
_RESOURCES = _CRON | _LOGROTATE | {"systemd_unit", *_FILES}
_COOKBOOK = re.compile(r"(?P<root>(?:.*/)?)(?:recipes|resources|providers)/")
_WORDS = re.compile(r"hourly|daily|weekly|monthly|yearly|annually")
_NUMBER = re.compile(r"-?\d{1,6}")
_LEVELS = {"default": 0, "force_default": 1, "normal": 2, "set": 2, "override": 3, "force_override": 4}
_MAX_DEPTH = 12
_LONGEST_OPEN = 200
_ESCAPED = {"\\n": "\n", "\\t": "\t"}
_BODIES = ("body_statement", "block_body")
_HARMLESS = frozenset({"to_s", "to_i", "to_sym", "freeze"})


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    places: tuple[Evidence, ...]
    references: tuple[Reference, ...] = ()


@dataclass(slots=True)
class _Resource:
    kind: str
    name: _Value
    properties: dict[str, Node] = field(default_factory=dict)


@extractor(
    "chef",
    paths=("recipes/**/*.rb", "recipes/*.rb", "resources/*.rb", "providers/*.rb"),
    literals=tuple(sorted(_RESOURCES)),
)
def chef(source: Source) -> Iterator[Extracted]:
    """Find what Chef recipes and resources schedule.

        cron 'nightly-dump' do
          minute '15'
          hour '3'
          command '/usr/local/sbin/dump'
        end

    What is left out of `cron` and `cron_d` is `*`: without `minute` it runs every minute of the hour. `time :daily` and
    `action :delete` are understood. A `systemd_unit` of a timer with its `content` as text or as a hash, and
    `logrotate_app` with its `frequency` and `rotate`, are read too. `node['dump']['hour']` is followed to the
    attributes of the cookbooks. Local variables and properties of custom resources stay open. `template`
    and `cookbook_file` tell which file of the cookbook stands where on the host.
    Format: Chef Infra, resources cron, cron_d and systemd_unit; the cookbook logrotate.
    """
    reader = _Reader(source)
    for resource in reader.resources():
        if resource.kind in _CRON:
            yield _cron(reader, resource)
        elif resource.kind in _LOGROTATE:
            yield from _logrotate(reader, resource)
        elif resource.kind in _FILES:
            yield from _installed(reader, resource)
        else:
            yield from _timer(reader, resource)


@extractor("chef-values", paths=("attributes/*.rb", "attributes/**/*.rb"), values_of="chef")
def chef_values(source: Source) -> Iterator[Definition]:
    """Tell the attributes cookbooks set: `default['dump']['hour'] = 3`; `override` goes before `default`.

    Format: Chef Infra, attributes.
    """
    reader = _Reader(source)
    for node in reader.every("assignment"):
        left, right = node.named_children[0], node.named_children[-1]
        level, name = reader.attribute(left)
        value = reader.value(right) if level in _LEVELS and name else None
        if value and not value.references:
            yield Definition(
                kind="variable",
                language="chef",
                name=name,
                value=value.text,
                rank=_LEVELS[level],
                evidence=value.places[0],
            )


class _Reader:
    """Reads the Ruby of one file; nothing of it is run."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def text(self, node: Node) -> str:
        return self.source.text[node.start_byte : node.end_byte]

    def place(self, node: Node) -> Evidence:
        return self.source.at(node.start_point.row + 1, node.start_point.column + 1)

    def every(self, kind: str) -> Iterator[Node]:
        stack = [self.source.syntax("ruby")]
        while stack:
            node = stack.pop()
            if node.type == kind:
                yield node
            stack.extend(reversed(node.named_children))

    def resources(self) -> Iterator[_Resource]:
        for node in self.every("call"):
            method, arguments = node.child_by_field_name("method"), node.child_by_field_name("arguments")
            body = node.child_by_field_name("block")
            if method is None or arguments is None or body is None or node.child_by_field_name("receiver"):
                continue
            name = self.value(arguments.named_children[0]) if arguments.named_children else None
            if self.text(method) in _RESOURCES and name:
                yield _Resource(self.text(method), name, dict(self._properties(body)))

    def _properties(self, body: Node) -> Iterator[tuple[str, Node]]:
        """Yield the properties a block sets, without those under a condition of their own (`action :delete if …`)."""
        statements = [one for part in body.named_children if part.type in _BODIES for one in part.named_children]
        for node in statements:
            method, arguments = node.child_by_field_name("method"), node.child_by_field_name("arguments")
            if node.type == "call" and method is not None and arguments is not None and arguments.named_children:
                yield self.text(method), arguments

    def value(self, node: Node | None, depth: int = 0) -> _Value | None:
        """Return what an expression comes to, open parts as they stand in the file; None for nil."""
        if node is None or node.type == "nil":
            return None
        match node.type:
            case _ if depth > _MAX_DEPTH:
                return self._open(node)
            case "string" | "bare_string":
                return self._string(node, depth)
            case "integer" | "simple_symbol" | "true" | "false":
                return _Value(self.text(node).lstrip(":"), (self.place(node),))
            case "array" | "string_array":
                return self._joined(node, [self.value(one, depth + 1) for one in node.named_children], ",")
            case "argument_list":
                return self.value(node.named_children[0], depth + 1) if node.named_children else None
            case "call":
                return self._call(node, depth)
            case "element_reference":
                return self._open(node)
        return self._open(node)

    def attribute(self, node: Node) -> tuple[str, str]:
        """Return whose attribute it is and its name: `node['a']['b']` gives `node` and `a.b`; else two empty texts."""
        keys: list[str] = []
        while node.type == "element_reference" and len(node.named_children) == 2 and len(keys) < _MAX_DEPTH:
            node, key = node.named_children
            if key.type not in ("string", "simple_symbol"):
                return "", ""
            keys.insert(0, self.text(key).strip("'\":"))
        return self.text(node).removeprefix("node."), ".".join(keys)

    def _open(self, node: Node) -> _Value:
        owner, name = self.attribute(node)
        text = " ".join(self.text(node).split())[:_LONGEST_OPEN]
        return _Value(text, (self.place(node),), (Reference(text, "chef", name if owner == "node" else ""),))

    def _call(self, node: Node, depth: int) -> _Value | None:
        receiver, method = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        if receiver is not None and method is not None and self.text(method) in _HARMLESS:
            return self.value(receiver, depth + 1)
        if (
            receiver is not None
            and method is not None
            and self.text(method) == "join"
            and receiver.type.endswith("array")
        ):
            return self.value(receiver, depth + 1)
        return self._open(node)

    def _string(self, node: Node, depth: int) -> _Value | None:
        parts: list[_Value | None] = []
        for one in node.named_children:
            if one.type == "interpolation":
                parts.append(self.value(one.named_children[0], depth + 1) if one.named_children else None)
            else:
                text = self.text(one)
                is_escaped = one.type == "escape_sequence"
                parts.append(_Value(_ESCAPED.get(text, text[1:]) if is_escaped else text, ()))
        return self._joined(node, parts, "")

    def _joined(self, node: Node, parts: list[_Value | None], sign: str) -> _Value:
        known = [one for one in parts if one]
        places = (place for one in known for place in one.places)
        open_parts = tuple(one for each in known for one in each.references)
        return _Value(
            sign.join(one.text for one in known), tuple(dict.fromkeys((*places, self.place(node)))), open_parts
        )


def _cron(reader: _Reader, resource: _Resource) -> Schedule:
    time = reader.value(resource.properties.get("time"))
    if time:
        return _schedule(reader, resource, "chef-cron", f"@{time.text}", Dialect.VIXIE, [time])
    values = [reader.value(resource.properties.get(key)) for key in _FIELDS]
    texts = [(one.text if one.references else "".join(one.text.split())) if one else "*" for one in values]
    return _schedule(reader, resource, "chef-cron", " ".join(texts), Dialect.VIXIE, [one for one in values if one])


def _schedule(
    reader: _Reader, resource: _Resource, system: str, expression: str, dialect: Dialect, values: list[_Value]
) -> Schedule:
    said = {key: reader.value(resource.properties.get(key)) for key in ("command", "user", "action")}
    command, user, action = said["command"], said["user"], said["action"]
    deleted = action is not None and action.text.split(",")[0] in ("delete", "disable", "nothing")
    places = (place for one in values for place in one.places)
    texts = (*values, resource.name, *(one for one in (command, user) if one))
    return Schedule(
        system=system,
        name=resource.name.text,
        evidence=tuple(dict.fromkeys((*places, *resource.name.places))),
        expression=expression,
        dialect=dialect,
        command=" ".join(command.text.split()) if command else "",
        user=user.text if user else "",
        state=State.ABSENT if deleted else State.ACTIVE,
        references=tuple(dict.fromkeys(one for each in texts for one in each.references)),
    )


def _logrotate(reader: _Reader, resource: _Resource) -> Iterator[Extracted]:
    frequency = reader.value(resource.properties.get("frequency"))
    if frequency and (frequency.references or _WORDS.fullmatch(frequency.text)):
        yield replace(
            _schedule(reader, resource, "chef-logrotate", frequency.text, Dialect.LOGROTATE, [frequency]), command=""
        )
    kept = reader.value(resource.properties.get("rotate"))
    if kept and _NUMBER.fullmatch(kept.text):
        yield Control(
            system="chef-logrotate",
            name=resource.name.text,
            control="log retention",
            value=kept.text,
            unit="rotations",
            evidence=tuple(dict.fromkeys((*kept.places, *resource.name.places))),
        )


def _installed(reader: _Reader, resource: _Resource) -> Iterator[Definition]:
    """`template '/etc/cron.d/x'` comes from `templates/x.erb` of the cookbook, or from `templates/default/`."""
    path, home = reader.value(resource.properties.get("path")) or resource.name, _COOKBOOK.match(reader.source.path)
    source = reader.value(resource.properties.get("source"))
    file = source.text if source else path.text.rsplit("/", 1)[-1] + (".erb" if resource.kind == "template" else "")
    if home is None or path.references or (source and source.references) or not path.text.startswith("/"):
        return
    for folder in (_FILES[resource.kind], f"{_FILES[resource.kind]}/default"):
        yield Definition(
            kind="installed-file",
            name=path.text,
            value=f"{home['root']}{folder}/{file}",
            scope=component_of(reader.source.path),
            evidence=resource.name.places[0],
        )


def _timer(reader: _Reader, resource: _Resource) -> Iterator[Schedule]:
    content = resource.properties.get("content")
    if content is None or not resource.name.text.endswith(".timer"):
        return
    first = content.named_children[0]
    if first.type == "heredoc_beginning":
        yield from _of_text(reader, resource, _heredoc(first), first)
    elif first.type == "string":
        yield from _of_text(reader, resource, first, first)
    else:
        yield from _of_hash(reader, resource, content if first.type == "pair" else first)


def _heredoc(node: Node) -> Node | None:
    """Return the text a heredoc begins, which stands further below in the tree."""
    parent = node.parent
    for _ in range(_MAX_DEPTH):
        bodies = (one for one in parent.named_children if one.type == "heredoc_body") if parent else ()
        body = next((one for one in bodies if one.start_byte >= node.end_byte), None)
        if body is not None or parent is None:
            return body
        parent = parent.parent
    return None


def _of_text(reader: _Reader, resource: _Resource, node: Node | None, begins: Node) -> Iterator[Schedule]:
    if node is None:
        return
    row = node.start_point.row
    lines = reader.text(node).strip("'\"").split("\n")
    is_body = node is not begins

    def at(line: int, column: int) -> Evidence:
        return reader.source.at(row + line, column if is_body or line > 1 else node.start_point.column + 1)

    action = reader.value(resource.properties.get("action"))
    deleted = action is not None and action.text.split(",")[0] in ("delete", "disable")
    for fact in timer_schedules(lines, resource.name.text, at):
        is_open = "#{" in fact.expression
        yield replace(
            fact,
            system="chef-timer",
            state=State.ABSENT if deleted else State.UNRESOLVED if is_open else fact.state,
            evidence=(*fact.evidence, *resource.name.places),
        )


def _of_hash(reader: _Reader, resource: _Resource, node: Node) -> Iterator[Schedule]:
    timer = _pairs(reader, node).get("Timer")
    for key, value in _pairs(reader, timer).items() if timer is not None else ():
        if key == "OnCalendar" or key in ("OnUnitActiveSec", "OnUnitInactiveSec"):
            dialect = Dialect.ONCALENDAR if key == "OnCalendar" else Dialect.SPAN
            for one in value.named_children if value.type == "array" else [value]:
                found = reader.value(one)
                if found:
                    fact = _schedule(reader, resource, "chef-timer", found.text, dialect, [found])
                    yield replace(fact, target=f"{resource.name.text.removesuffix('.timer')}.service")


def _pairs(reader: _Reader, node: Node) -> dict[str, Node]:
    pairs = (one.named_children for one in node.named_children if one.type == "pair")
    return {reader.text(pair[0]).strip("'\":"): pair[1] for pair in pairs if len(pair) == 2}
