"""Whom a block of Terraform names: literals, other blocks of the file, entries of a list it goes through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._hcl import Kind, Value
from ddd.extractors.terraform._facts import Found, switch
from ddd.extractors.terraform._files import Block, blocks, container, references
from ddd.measures import quantity
from ddd.model import Evidence, Reference, State
from ddd.scan.source import Source

_ADDRESS = re.compile(
    r"\$\{(?P<data>data\.)?(?P<address>[a-z]\w{1,80}\.[\w-]{1,100})(?:\[\"?(?P<key>[^\]\"]{1,100})\"?\])?(?:\.\w{1,40}){0,2}\}"
)
_OF_EACH = re.compile(r"\b\w{1,60}\.(?:key|value)\b")
_STORED = re.compile(r"secret|ssm_parameter|vault")
_NAMES = ("name", "full_name", "username", "email", "display_name", "label", "summary")


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a value names."""

    name: str
    value: Value
    references: tuple[Reference, ...] = ()
    note: str = ""
    address: str = ""
    is_open: bool = False
    """Only the name of a list or of a secret is known, not who stands there."""


def named(source: Source, block: Block, value: Value | None) -> Iterator[Named]:
    """Yield whom a value names: each entry of a list; `pagerduty_user.ann.id` by the name that block has.

    Nothing is yielded for what only the caller of the module knows.
    """
    if value is None or value.kind in (Kind.NULL, Kind.OBJECT):
        return
    if value.kind in (Kind.LIST, Kind.CHOICE):
        for item in value.items:
            yield from named(source, block, item)
        return
    known = references({}, value.text)
    if match := _ADDRESS.fullmatch(value.text):
        if _OF_EACH.search(value.text):
            yield from _of_each(source, block, value)
        else:
            yield _of_address(source, match, value)
    elif value.text.startswith("${["):
        if name := container(value, ""):
            yield Named(name, value, note=f"each of {name}", is_open=True)
    elif value.text and "each." not in value.text and all(one.variable for one in known):
        yield Named(value.text, value, known, address=value.text)


def _of_address(source: Source, match: re.Match[str], value: Value) -> Named:
    address = match["address"]
    root = address.partition(".")[0]
    if root in ("var", "local", "module"):
        return Named(value.text, value, references({}, value.text), address=value.text)
    label = match["key"] if match["key"] and "." not in match["key"] and not match["key"].isdigit() else ""
    if match["data"] and _STORED.search(root):
        told = "its address stands outside the repository"
        return Named(label or address.partition(".")[2], value, note=told, is_open=True)
    block = _block(source, f"{match['data'] or ''}{address}")
    own = next(filter(None, (block.body.literal(key) for key in _NAMES)), "") if block else ""
    return Named(own if own and "${" not in own else label or address.partition(".")[2], value)


def _of_each(source: Source, block: Block, value: Value) -> Iterator[Named]:
    """An address that `for_each` goes through: the entries where the block holds them, else the list's name."""
    through = block.body.get("for_each")
    if value.text not in ("${each.value}", "${each.key}") or through is None:
        return
    if through.kind is Kind.LIST:
        for item in through.items:
            if item.kind is Kind.TEXT:
                yield Named(item.text, item, references({}, item.text), address=item.text)
    elif name := container(through, ""):
        yield Named(name, value, note=f"each of {name}", is_open=True)


def _block(source: Source, address: str) -> Block | None:
    by_address = source.derived("terraform by address", lambda one: {each.address: each for each in blocks(one)})
    return by_address.get(address)


def number(holder: Value, key: str) -> int | None:
    """Return the whole number that stands under a key; None where it is open or missing."""
    found = quantity(holder.literal(key))
    return int(found.number) if found and not found.unit else None


def shown(source: Source, value: Value | None) -> str:
    """Return a value as a person would call it, empty when it is none: `${aws_sns_topic.alarms.arn}` is its name."""
    if value is None or value.kind not in (Kind.TEXT, Kind.OPEN):
        return ""
    match = _ADDRESS.fullmatch(value.text)
    if match is None:
        return value.text
    found = _of_address(source, match, value).name
    return found.removeprefix("${").removesuffix("}") if found.startswith("${") else found


def scope_name(block: Block) -> str:
    """Return what a person calls a block; of one that `for_each` repeats, Terraform's name."""
    return block.labels[-1] if "${each." in block.called else block.called


def lines(source: Source, *values: Value | None) -> tuple[Evidence, ...]:
    """Return the places of the values that are there, each line once."""
    there = [value for value in values if value is not None]
    return tuple(
        {value.line: source.at(value.line, value.column) for value in reversed(there)}[line]
        for line in dict.fromkeys(value.line for value in there)
    )


def state(source: Source, block: Block) -> tuple[State, str]:
    """Return whether a block is switched off, and what to note of it."""
    return switch(source, Found(block.body, ()))
