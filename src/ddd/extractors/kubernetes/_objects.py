"""Reads the schedules of Kubernetes objects, in whatever kind of file they stand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors.kubernetes._kinds import Kind, kind_of
from ddd.model import Evidence, Reference, Schedule, State, replace
from ddd.scan.yaml_nodes import child, items, scalar, sequence, walk

BASE = "kubernetes"
"""The language in which a patch asks for the schedule of the object it changes."""

_GENERIC = frozenset({"schedule", "schedules", "spec", "metadata", "trigger", "cron", "cronSchedule", "scheduler"})
_SHELLS = frozenset({"sh", "bash", "ash", "dash"})
_GIVEN = re.compile(r"-\w{0,8}c")
# RFC 1123, as https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ asks of a namespace.
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MAX_COMMAND = 4_000
_MAX_LOOKED_AT = 5_000


@dataclass(frozen=True, slots=True)
class Value:
    """A value as the object will have it, with what is still open in it."""

    text: str
    places: tuple[Evidence, ...]
    """The line of the literal first, then the line that uses it."""
    references: tuple[Reference, ...] = ()
    is_open: bool = False
    """Neither a literal nor to be followed: it is put in when the object is deployed."""
    note: str = ""


class Reader(Protocol):
    """Takes the scalars of a file for what they will be once deployed."""

    def read(self, node: Node) -> Value:
        """Return a value."""

    def name(self, node: Node) -> Value:
        """Return what a person would call an object with such a name."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where in an object an expression stands."""

    node: Node
    holder: Node
    """The mapping it stands in."""
    label: str
    """Which of the object's schedules it is; empty for the only one."""


def objects(document: Node) -> Iterator[tuple[MappingNode, Kind]]:
    """Yield the objects of a document that may carry a schedule: itself, those of a `List`, those within Ansible."""
    for node in walk(document):
        if isinstance(node, MappingNode):
            kind = kind_of(scalar(child(node, "kind")) or "", scalar(child(node, "apiVersion")) or "")
            if kind:
                yield node, kind


def schedules(node: Node, kind: Kind, reader: Reader, *, notes: tuple[str, ...] = ()) -> Iterator[Schedule]:
    """Yield the schedules of an object; of a patch that only switches it off, the schedule of its base, suspended."""
    found = list(found_in(node, kind))
    words = [reader.read(word) for word in command(child(node, "spec") or node)] if found else []
    for one in found:
        yield _schedule(node, kind, one, reader, words, notes)
    switch, name = at(node, kind.suspended), at(node, "metadata.name")
    if not found and switch is not None and name is not None and is_true(reader.read(switch).text):
        called = reader.name(name)
        yield suspended_base(kind, called.text, lines(reader.read(switch), called))


def found_in(node: Node, kind: Kind) -> Iterator[Found]:
    """Yield where the expressions of an object stand, those that say something."""
    for path in kind.schedules:
        for chain in _chains((node,), path.split(".")):
            if scalar(chain[-1]):
                label = path.rpartition(".")[2] if len(kind.schedules) > 1 else ""
                yield Found(chain[-1], chain[-2], _label(chain, path, label))


def suspended_base(kind: Kind, name: str, places: tuple[Evidence, ...]) -> Schedule:
    """Return the schedule of an object that a patch suspends; its time stands in the base."""
    asked = f"{kind.kind}/{name}"
    return Schedule(
        system=kind.system,
        name=name,
        expression=asked,
        dialect=kind.dialect,
        state=State.SUSPENDED,
        note="suspended by a patch",
        references=(Reference(asked, BASE, asked, default=""),),
        evidence=places,
    )


def command(node: Node) -> list[Node]:
    """Return the scalars of the command that the object's first container runs."""
    for below, _ in zip(walk(node), range(_MAX_LOOKED_AT), strict=False):
        container = child(below, "container") or next(iter(sequence(child(below, "containers"))), None)
        words = [
            word
            for key in ("command", "args", "source")
            for word in sequence(child(container, key) or child(child(below, "script"), key))
            if scalar(word)
        ]
        if words:
            return words
    return []


def joined(words: Sequence[Value]) -> str:
    """Return the command line of the words; of `sh -c 'a; b'` only what the shell is given."""
    # A list that the values hold stands there as one word, which is none.
    texts = [word.text for word in words if not (word.is_open and word.text.startswith("{{"))]
    if len(texts) > 2 and texts[0].rpartition("/")[2] in _SHELLS and _GIVEN.fullmatch(texts[1]):
        return texts[2].strip()[:_MAX_COMMAND]
    if len(texts) > 1:
        texts = [text if "{{" in text else shlex.quote(text) for text in texts]
    return " ".join(texts).strip()[:_MAX_COMMAND]


def lines(*values: Value) -> tuple[Evidence, ...]:
    """Return the places of the values, one place a line."""
    places: dict[tuple[str, int], Evidence] = {}
    for place in (place for value in values for place in value.places):
        places.setdefault((place.path, place.line), place)
    return tuple(places.values())


def at(node: Node | None, path: str) -> Node | None:
    """Return the scalar at a dotted path, or None."""
    for key in path.split("."):
        node = child(node, key)
    return node if path and scalar(node) else None


def is_true(text: str) -> bool:
    """Read a boolean of JSON, the only kind that Kubernetes takes."""
    return text.lower() == "true"


def _schedule(
    node: Node, kind: Kind, found: Found, reader: Reader, words: list[Value], notes: tuple[str, ...]
) -> Schedule:
    expression, zone = _expression(reader.read(found.node), kind), _value(node, found, kind.zone, reader)
    name = at(node, "metadata.name") or at(node, "metadata.generateName")
    called = reader.name(name) if name else None
    task = _value(node, found, kind.command, reader)
    state, note, switch = _state(node, kind, found, reader)
    if state is State.ACTIVE and (expression.is_open or (zone and zone.is_open)):
        state = State.UNRESOLVED
    told = (note, kind.note, expression.note, zone.note if zone else "", *notes)
    used = [one for one in (expression, zone, called, task, switch, *words) if one]
    return Schedule(
        system=kind.system,
        name=" ".join(filter(None, (called.text if called else "", found.label))),
        expression=expression.text,
        dialect=kind.dialect,
        timezone=zone.text if zone else None,
        command=joined(words) or (task.text if task else ""),
        state=state,
        note="; ".join(dict.fromkeys(filter(None, told))),
        references=tuple(dict.fromkeys(one for value in used for one in value.references)),
        namespace=_namespace(node, reader),
        evidence=lines(
            expression, *(one for one in (called, zone, switch if state is State.SUSPENDED else None) if one)
        ),
    )


def _namespace(node: Node, reader: Reader) -> str:
    """Return the namespace that an object states; empty where a release, a patch or kubectl puts it in."""
    there = at(node, "metadata.namespace")
    text = reader.read(there).text if there is not None else ""
    return text if _LABEL.fullmatch(text) else ""


def _expression(value: Value, kind: Kind) -> Value:
    if kind.at_random and value.text.endswith(kind.at_random):
        return replace(value, text=value.text.removesuffix(kind.at_random), note="at a time drawn at random")
    return value


def _state(node: Node, kind: Kind, found: Found, reader: Reader) -> tuple[State, str, Value | None]:
    """Return the state, what to note of it, and the value that switches the schedule off."""
    for path, word, off in ((kind.suspended, "suspended", "true"), (kind.enabled, "enabled", "false")):
        value = _value(node, found, path, reader)
        if value is None:
            continue
        if value.is_open or any(one.default is None and not one.variable for one in value.references):
            return State.ACTIVE, f"{word} as {' '.join(value.text.split())} says", None
        if value.references:
            return State.ACTIVE, "", replace(value, references=tuple(replace(one, off=off) for one in value.references))
        if value.text.lower() == off:
            return State.SUSPENDED, "", value
    return State.ACTIVE, "", None


def _value(node: Node, found: Found, path: str, reader: Reader) -> Value | None:
    """Return what stands at a path of the object, or beside the expression where the path begins with a dot."""
    there = at(found.holder, path[1:]) if path.startswith(".") else at(node, path)
    return reader.read(there) if there is not None else None


def _chains(above: tuple[Node, ...], path: list[str]) -> Iterator[tuple[Node, ...]]:
    """Yield the nodes on the way to each place that a path leads to."""
    if not path:
        yield above
        return
    entries = _entries(above[-1]) if path[0] == "*" else (child(above[-1], path[0]),)
    for entry in entries:
        if entry is not None:
            yield from _chains((*above, entry), path[1:])


def _entries(node: Node) -> tuple[Node, ...]:
    if isinstance(node, SequenceNode):
        return tuple(node.value)
    return tuple(value for _, _, value in items(node))


def _label(chain: tuple[Node, ...], path: str, last: str) -> str:
    """Name one of several: by the name of its entry, else by the key that makes the difference."""
    named = (scalar(child(node, "name")) for node in chain[1:-1] if isinstance(node, MappingNode))
    entry = next(filter(None, named), "") if "*" in path else ""
    words = [word for word in path.split(".") if word not in _GENERIC and word != "*"] if last else []
    key = words[-1] if words else ""
    return " ".join(filter(None, (entry, key)))
