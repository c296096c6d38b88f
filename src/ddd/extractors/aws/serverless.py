"""Reads the Serverless Framework's functions that are called by the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.extractors.aws.cloudformation import of_template
from ddd.model import Confidence, Dialect, Schedule, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, scalar, sequence

_SYSTEM = "serverless"
_MAX_TURNS = 20
_OTHER_PROVIDERS = {"openwhisk": Dialect.VIXIE, "kubeless": Dialect.ROBFIG}
_WRAPPED = re.compile(r"cron\((?P<cron>[^()]*)\)")
_INNERMOST = re.compile(r"\$\{(?P<body>[^${}]{0,500})\}")
_QUOTED = re.compile(r"""\s*(?:'(?P<single>[^']*)'|"(?P<double>[^"]*)")\s*""")
_KEPT = re.compile("\x01([0-9]+)\x02")


@dataclass(slots=True)
class _Filled:
    """A text with its variables followed."""

    text: str
    nodes: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@extractor(
    "serverless",
    paths=("serverless*.yml", "serverless*.yaml", "functions/*.yml", "*functions*.yml", "*functions*.yaml"),
    literals=("schedule", "eventBridge"),
)
def serverless(source: Source) -> Iterator[Schedule]:
    """Find the functions of the Serverless Framework that are called by the clock.

    `events: - schedule: rate(1 day)`, or an object with `rate` (one or several), `enabled`, `timezone` and `name`; and
    `eventBridge: {schedule: …}`. `${self:custom.nightly}` is followed within the file, `${env:X, 'rate(1 day)'}` to its
    default. What stands below `resources:` is read as CloudFormation. Not seen: values of other files
    (`${file(…):…}`), parameters without a default. Format:
    https://www.serverless.com/framework/docs/providers/aws/events/schedule.
    """
    is_certain = source.installed_path.rsplit("/", 1)[-1] in ("serverless.yml", "serverless.yaml")
    try:
        documents = source.yaml
    except Unreadable:
        if is_certain and not source.is_template and "{{" not in source.text:
            raise
        return
    for document in documents:
        dialect = _dialect(document)
        if dialect is None:
            continue
        functions = child(document, "functions")
        for holder in sequence(functions) if functions is not None else [] if is_certain else [document]:
            for name, _, function in items(holder):
                yield from (_as(dialect, one) for one in _of_function(source, document, name, function))
        for resources in sequence(child(document, "resources")):
            yield from of_template(source, resources)


def _dialect(document: Node) -> Dialect | None:
    """Return what the provider reads; None for one whose schedules nobody here knows."""
    provider = scalar(child(child(document, "provider"), "name")) or "aws"
    return Dialect.AWS if provider == "aws" or "${" in provider else _OTHER_PROVIDERS.get(provider)


def _as(dialect: Dialect, schedule: Schedule) -> Schedule:
    """Turn AWS's schedule into another provider's, which may be wrapped in `cron(…)` all the same."""
    if dialect is Dialect.AWS:
        return schedule
    match = _WRAPPED.fullmatch(schedule.expression)
    return replace(schedule, expression=match["cron"] if match else schedule.expression, dialect=dialect)


def _of_function(source: Source, document: Node, name: str, function: Node) -> Iterator[Schedule]:
    if child(function, "handler") is None and child(function, "image") is None:
        return
    handler = scalar(child(function, "handler")) or ""
    events = child(function, "events")
    for event in events.value if isinstance(events, SequenceNode) else []:
        for key, _, value in items(event):
            node = child(value, "schedule") if key == "eventBridge" else value
            if key in ("schedule", "eventBridge") and node is not None:
                settings = value if isinstance(value, MappingNode) else None
                yield from _of_event(source, document, node, settings, (name, handler))


def _of_event(
    source: Source, document: Node, node: Node, settings: Node | None, called: tuple[str, str]
) -> Iterator[Schedule]:
    rates = sequence(child(node, "rate")) if isinstance(node, MappingNode) else [node]
    for rate in (one for one in rates if isinstance(one, ScalarNode) and one.value):
        filled = _filled(document, str(rate.value))
        own = scalar(child(settings, "name")) or ""
        zone = _filled(document, scalar(child(settings, "timezone")) or "").text
        state, note = _state(document, settings)
        is_open = "${" in filled.text
        yield Schedule(
            system=_SYSTEM,
            name=own if own and "${" not in own else called[0],
            evidence=tuple(dict.fromkeys(source.at_node(one) for one in (*reversed(filled.nodes), rate))),
            state=State.UNRESOLVED if is_open and state is State.ACTIVE else state,
            expression=" ".join(filled.text.split()),
            dialect=Dialect.AWS_SCHEDULER if scalar(child(settings, "method")) == "scheduler" else Dialect.AWS,
            timezone=zone or "UTC",
            target=called[1],
            confidence=Confidence.MEDIUM if filled.notes else Confidence.HIGH,
            note="; ".join(filter(None, (*filled.notes, note))),
        )


def _state(document: Node, settings: Node | None) -> tuple[State, str]:
    written = scalar(child(settings, "enabled"))
    if written is None:
        return State.ACTIVE, ""
    filled = _filled(document, written)
    if filled.text.lower() == "false":
        return State.SUSPENDED, "; ".join(filled.notes)
    return State.ACTIVE, f"enabled depends on {written}" if "${" in written else ""


def _filled(document: Node, text: str) -> _Filled:
    """Follow the variables of a text, the innermost first; what stays open keeps standing."""
    filled, kept = _Filled(text), list[str]()
    for _ in range(_MAX_TURNS):
        match = _INNERMOST.search(filled.text)
        if match is None or len(filled.text) > 4 * len(text) + 2000:
            break
        value = _value(document, match["body"], filled)
        if value is None:
            kept.append(match[0])
            value = f"\x01{len(kept) - 1}\x02"
        filled.text = filled.text[: match.start()] + value + filled.text[match.end() :]
    for _ in range(len(kept)):
        filled.text = _KEPT.sub(lambda mark: kept[int(mark[1])] if int(mark[1]) < len(kept) else "", filled.text)
    return filled


def _value(document: Node, body: str, filled: _Filled) -> str | None:
    """Return the first of the sources named, separated by commas, that this file knows."""
    for part in body.split(","):
        if quoted := _QUOTED.fullmatch(part):
            filled.notes.append(f"unless {body.split(',')[0].strip()} says otherwise")
            return quoted["single"] or quoted["double"] or ""
        source, _, path = part.strip().partition(":")
        node: Node | None = document if source == "self" else None
        for key in path.split(".") if node is not None else ():
            node = child(node, key)
        if isinstance(node, ScalarNode) and node.value:
            filled.nodes.append(node)
            return str(node.value)
    return None
