"""Follows the expressions in a fact's texts: each by itself, so that what stays open keeps standing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ddd.model import Definition, Evidence, Fact
from ddd.resolve.followed import OMITTED, Followed
from ddd.resolve.values import Values
from ddd.resolve.variables import Variables

_OPEN = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_NOTHING = re.compile(r"(?!)")
_STILL_OPEN = re.compile(r"\{[{%]")
_SECRET = re.compile(
    r"vault_|(?:pass(?:word|wd|phrase)?|pw|pwd|secret|token|credentials?|api_?key|access_?key|private_?key)s?(?![a-z])",
    re.IGNORECASE,
)
_FALSE = frozenset({"false", "no", "off", "0"})
_JINJA = frozenset({"jinja", "ansible-loop"})


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its expressions followed."""

    text: str
    evidence: tuple[Evidence, ...]
    notes: tuple[str, ...]
    """Without what is told of its overrides."""
    overrides: tuple[Definition, ...]
    """What gives its variables another value elsewhere."""
    is_open: bool
    """Something in it could not be followed and still stands."""


Fill = Callable[..., Filled]
"""(text, omitted="") -> the text with its expressions followed; what is omitted becomes `omitted`."""


def filler(fact: Fact, variables: Variables, values: Values) -> Fill:
    """Return what follows the expressions of a text, each by itself: what stays open keeps standing."""
    path, others = fact.origin, [one for one in fact.references if one.language not in _JINJA and not one.off]
    found = {one.text: values.value(one, path) for one in others}
    texts = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    is_jinja = not fact.references or any(one.language in _JINJA for one in fact.references)
    opening = re.compile(texts) if texts else _OPEN if is_jinja else _NOTHING

    def fill(text: str, omitted: str = "", *, may_be_secret: bool = True) -> Filled:
        evidence: list[Evidence] = []
        notes: list[str] = []
        overrides: list[Definition] = []

        def value(match: re.Match[str]) -> str:
            literal = found[match[0]] if texts else variables.filled(match[0], path)
            if may_be_secret and _SECRET.search(match[0]):
                literal = None  # once filled in, nothing would tell it from any other word
            if literal is None:
                unknown.append(match[0])
                return match[0]
            evidence.extend(literal.evidence)
            notes.extend(literal.notes)
            overrides.extend(literal.overrides)
            return omitted if literal.text == OMITTED else literal.text

        unknown: list[str] = []
        text = opening.sub(value, text)
        is_open = bool(unknown) or (opening is _OPEN and _STILL_OPEN.search(text) is not None)
        return Filled(text, tuple(evidence), tuple(notes), tuple(overrides), is_open)

    return fill


def switched_off(fact: Fact, variables: Variables, values: Values) -> Followed | None:
    """Return the value that switches a fact off, its line first; None when nothing is known to.

    Of a variable of Ansible only what holds for all hosts counts: false, or what the reference itself calls off.
    """
    if found := values.switches_off(fact):
        return found
    for one in fact.references:
        value = variables.value(one.variable, fact.origin) if one.off and one.language == "jinja" else None
        if value is not None and not value.notes and not value.overrides and value.text.lower() in {*_FALSE, one.off}:
            return Followed("", value.evidence, (f"switched off: {one.variable} is {value.text}",))
    return None
