"""Finds where a shell script compares something with a number and acts on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ddd.extractors.shell._script import Script, chain, split_if, unquoted
from ddd.measures import Quantity, comparison, mirrored, opposite, quantity

_JOINED = re.compile(r"&&|\|\||\s-[ao]\s")
_TESTED = re.compile(r"(?:!\s*)?(?:\[{1,2}|test\s|\(\()(?P<inner>[^\n]{1,300}?)(?:\]{1,2}|\)\))?")
_LETTERS = re.compile(r"\s(?P<sign>-gt|-ge|-lt|-le)\s")
_SIGNS = re.compile(r"\s*(?P<sign>>=|<=|(?<![<>])[<>](?![<>=]))\s*")
_VARIABLE = re.compile(r"\$?\{?(?P<name>[A-Za-z_]\w*)(?:%{1,2}[^{}]{0,20}|:-[^{}]{0,40})?\}?")
_MAX_LENGTH = 600


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison with a number, and what is done when it holds."""

    subject: str
    """The other side as it stands there, without quotes."""
    variable: str
    """Its name, when it is a variable."""
    sign: str
    number: Quantity
    stated: str
    """The number's side as it stands there."""
    limit: str
    """The name of the variable that holds the number; empty for a literal."""
    start: int
    """Where the number stands."""
    used: int
    """Where the comparison stands."""
    condition: str
    body: tuple[Node, ...]


def comparisons(script: Script) -> Iterator[Comparison]:
    """Yield the comparisons with a number that decide whether something is done."""
    for node in script.of_type("if_statement", "elif_clause"):
        conditions, body, _ = split_if(node)
        if conditions:
            yield from _of(script, conditions[-1], tuple(body), holds=True)
    for node in script.of_type("list"):
        if node.parent is not None and node.parent.type == "list":
            continue
        members = chain(node)
        last = members[-1]
        if last.core is not None and members[0].core is not None and len({one.operator for one in members}) == 2:
            yield from _of(script, members[0].core, (last.core,), holds=last.operator == "&&")


def _of(script: Script, asked: Node, body: tuple[Node, ...], *, holds: bool) -> Iterator[Comparison]:
    text = script.of(asked)
    if len(text) > _MAX_LENGTH or text.startswith("!"):
        return
    parts = _JOINED.split(text)
    if len(parts) > 1 and not holds:
        return
    for part in parts:
        found = _compared(script, part.strip(), arithmetic="((" in text)
        if found is None:
            continue
        sign, subject, number, stated, limit = found
        constant = script.constants.get(limit)
        yield Comparison(
            subject=subject,
            variable=_name(subject),
            sign=sign if holds else opposite(sign),
            number=number,
            stated=stated,
            limit=limit,
            start=constant.start if constant else asked.start_byte,
            used=asked.start_byte,
            condition=text,
            body=body,
        )


def _compared(script: Script, part: str, *, arithmetic: bool) -> tuple[str, str, Quantity, str, str] | None:
    match = _TESTED.fullmatch(part)
    inner = (match["inner"] if match else part).strip()
    sign = (_SIGNS if arithmetic else _LETTERS).search(inner)
    sides = (inner[: sign.start()], inner[sign.end() :]) if sign else ("", "")
    if sign is None or _LETTERS.search(sides[1]) or not all(sides):
        return None
    left, right = (unquoted(one.strip().strip("[]() ")) if "$(" not in one else one.strip() for one in sides)
    written = comparison(sign["sign"].lstrip("-")) or ""
    on_left, on_right = _number(script, left), _number(script, right)
    if (on_left is None) == (on_right is None):
        return None
    if on_right is not None:
        return written, left, on_right, right, _name(right)
    assert on_left is not None
    return mirrored(written), right, on_left, left, _name(left)


def _number(script: Script, text: str) -> Quantity | None:
    literal = quantity(text)
    if literal is not None:
        return literal if literal.unit in ("", "%") else None
    constant = script.constants.get(_name(text))
    found = quantity(constant.value) if constant else None
    return found if found is not None and found.unit in ("", "%") else None


def _name(text: str) -> str:
    match = _VARIABLE.fullmatch(text)
    return match["name"] if match else ""
