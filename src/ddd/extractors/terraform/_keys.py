"""Finds schedules by the name of their key alone, where no table knows who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent

from yaml.nodes import MappingNode, ScalarNode
from yaml.nodes import Node as YamlNode

from ddd.cadence import recurrence
from ddd.extractors._hcl import Kind, Value
from ddd.extractors.terraform._facts import Found, arms, closed, name_of, scope_of, zone
from ddd.extractors.terraform._files import Block
from ddd.model import Confidence, Dialect, Schedule, State
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, compose, items, scalar, walk

MAX_DEPTH = 12

_KEY = re.compile(
    r"(?:.*(?:[_-]|(?=[SCR])))?(?:schedule|cron|crontab|recurrence)s?(?:[_-]?(?:expression|expr|cron|rate|time)s?)?",
    re.IGNORECASE,
)
_WINDOW_KEY = re.compile(r"(?:.*[_-])?window(?:_start)?|weekly_maintenance_start_time|.*[a-z]Window")
_AWS = re.compile(r"cron\(\s*[^\s()]++(?:\s+[^\s()]++){5}\s*\)|rate\(\s*[0-9]+\s+(?:minute|hour|day)s?\s*\)")
_WINDOW = re.compile(
    r"[a-z]{3}:[0-9]{2}:[0-9]{2}(?:-[a-z]{3}:[0-9]{2}:[0-9]{2})?|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}", re.I
)
_MACRO = re.compile(r"@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)")
_OPEN = re.compile(r"\$\{[^{}]*\}")
_SET = ("set", "set_list", "set_sensitive")


def keyed(source: Source, block: Block, system: str) -> Iterator[Schedule]:
    """Yield what the keys of a block say, at any depth, as facts of medium confidence."""
    scope = scope_of(block)
    for key, found in _walk(Found(block.body, (), scope), 0):
        yield from _of_key(source, key, found, system, name_of(block, found, _more(key)))


def _more(key: str) -> str:
    """Return what a dotted key adds to the name of what it stands in."""
    above, _, own = key.rpartition(".")
    return above.rpartition(".")[2] if _says_nothing(own) else key


def keyed_values(
    source: Source,
    value: Value,
    system: str,
) -> Iterator[Schedule]:
    """Yield what the keys of an object say; the key, or what it stands in, is the name."""
    for key, found in _walk(Found(value, ()), 0):
        yield from _of_key(source, key, found, system, _named_after(key, found))


def _named_after(key: str, found: Found) -> str:
    """Return the name of an entry and of its key; the key alone where nothing else has a name, or none is needed."""
    above, _, own = key.rpartition(".")
    own_name = next((holder.literal("name") for holder in found.around if holder is found.holders[-1]), "")
    outer = own_name or above.rpartition(".")[2]
    return " ".join(filter(None, (outer, "" if outer and _says_nothing(own) else own)))


def in_heredocs(source: Source, block: Block, system: str) -> Iterator[Schedule]:
    """Yield the schedules in a Helm release's values and in the text of a manifest, which Kubernetes reads."""
    label = block.labels[-1]
    name = block.body.literal("name")
    name = name if name and "${" not in name else label
    for key, found in _walk(Found(block.body, (), scope_of(block)), 0):
        called = f"{name} {_more(key.removeprefix('values.'))}".strip()
        yield from _of_key(source, key, found, system, called, Dialect.ROBFIG)
    for holder in (one for part in _SET for one in _each(block.body, part)):
        key, value = holder.literal("name"), holder.get("value")
        if value and _is_key(key.rpartition(".")[2]):
            found = Found(value, (block.body, holder), scope_of(block))
            yield from _of_key(source, key, found, system, f"{name} {key.rpartition('.')[0]}".strip(), Dialect.ROBFIG)
    for key in ("values", "yaml_body"):
        for value in _each(block.body, key):
            if value.kind is Kind.TEXT and "\n" in value.text:
                yield from _of_yaml(source, value, name, system)


def valid(text: str, key: str) -> Dialect | None:
    """Return the dialect of a text that can be nothing but a schedule under such a dotted key, or None."""
    bare = " ".join(text.split())
    if _AWS.fullmatch(_OPEN.sub("0", bare)):
        return Dialect.AWS
    is_of_window = any(_WINDOW_KEY.fullmatch(part) for part in key.split(".")[-2:])
    if _WINDOW.fullmatch(bare):
        return Dialect.AWS_WINDOW if is_of_window else None
    if is_of_window or not (_MACRO.fullmatch(bare) or bare.count(" ") >= 4):
        return None
    if len(_OPEN.sub("0", bare).split()) not in (1, 5):
        return None
    is_read = recurrence(_OPEN.sub("1", bare), Dialect.VIXIE).state is not State.INVALID
    return Dialect.VIXIE if is_read else None


def _of_key(
    source: Source, key: str, found: Found, system: str, name: str, dialect: Dialect | None = None
) -> Iterator[Schedule]:
    for value, condition in arms(found.value):
        text = value.text.replace("\\,", ",") if value.kind is Kind.TEXT else ""
        shape = valid(text, key) if text else None
        if shape is None:
            continue
        default = None if shape is Dialect.VIXIE else "UTC"
        own_zone, note = zone(found, default)
        fact = Schedule(
            system=system,
            name=name,
            evidence=(source.at(value.line, value.column),),
            expression=" ".join(text.split()),
            dialect=dialect if dialect and shape is Dialect.VIXIE else shape,
            timezone=own_zone,
            confidence=Confidence.MEDIUM,
            note="; ".join(filter(None, (condition, note))),
        )
        yield closed(source, found, fact)


def _walk(found: Found, depth: int, path: str = "", under: bool = False) -> Iterator[tuple[str, Found]]:
    """Yield every text that may be a schedule, with the dotted path of its key.

    under: the key above is called like a schedule, so that every text below it counts.
    """
    if depth > MAX_DEPTH:
        return
    value = found.value
    for item in value.items if value.kind is not Kind.CHOICE else ():
        if item.kind is Kind.TEXT and under:
            yield path, Found(item, found.holders, found.scope)
        yield from _walk(Found(item, found.holders, found.scope), depth + 1, path, under)
    for key, below in value.entries:
        dotted, is_key = f"{path}.{key}".lstrip("."), under or _is_key(key)
        inner = Found(below, (*found.holders, value), found.scope)
        if below.kind in (Kind.TEXT, Kind.CHOICE) and (is_key or _AWS.fullmatch(below.text)):
            yield dotted, inner
        elif below.entries or below.items:
            yield from _walk(inner, depth + 1, dotted, is_key and not below.is_block)


def _of_yaml(source: Source, value: Value, name: str, system: str) -> Iterator[Schedule]:
    try:
        documents = compose(dedent(value.text))
    except Unreadable:  # held together by interpolations: no YAML before Terraform has rendered it
        return
    named = _title(documents[0]) if documents else ""
    keys: dict[int, str] = {}
    for node in (one for document in documents for one in walk(document)):
        for key, _, below in items(node):
            keys[id(below)] = key
            text = scalar(below) or ""
            if isinstance(below, ScalarNode) and _is_key(key) and valid(text, key) is Dialect.VIXIE:
                inner = keys.get(id(node), "") if _says_nothing(key) else key
                yield _of_node(source, value, node, below, named or f"{name} {inner}", system)


def _of_node(source: Source, value: Value, holder: YamlNode, node: ScalarNode, name: str, system: str) -> Schedule:
    line = value.line + node.start_mark.line
    column = source.lines[line - 1].find(str(node.value)) + 1 if line <= len(source.lines) else 1
    is_off = (scalar(child(holder, "suspend")) or "").lower() == "true" or scalar(child(holder, "enabled")) == "false"
    fact = Schedule(
        system=system,
        name=name.strip(),
        evidence=(source.at(line, max(1, column)),),
        expression=" ".join(str(node.value).split()),
        dialect=Dialect.ROBFIG,
        timezone=scalar(child(holder, "timeZone")) or scalar(child(holder, "timezone")),
        confidence=Confidence.MEDIUM,
    )
    place = Value(Kind.OBJECT, "", line, 1, entries=(("suspend", Value(Kind.TEXT, "true", line, 1)),) if is_off else ())
    return closed(source, Found(place, ()), fact)


def _title(document: YamlNode) -> str:
    """Return the name of a manifest; empty for values."""
    return scalar(child(child(document, "metadata"), "name")) or "" if isinstance(document, MappingNode) else ""


def _each(body: Value, key: str) -> Iterator[Value]:
    for value in body.all(key):
        yield from value.items if value.kind is Kind.LIST else (value,)


def _is_key(key: str) -> bool:
    return len(key) < 100 and (_KEY.fullmatch(key) is not None or _WINDOW_KEY.fullmatch(key) is not None)


def _says_nothing(key: str) -> bool:
    """Tell whether a key is called like every other, so that what it stands in has to give the name."""
    return key.rpartition(".")[2] in (
        "schedule",
        "cron",
        "schedule_expression",
        "recurrence",
        "cron_expression",
        "expression",
    )
