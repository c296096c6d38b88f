"""Object files of Nagios and its kin: `define service { … }` as a mapping of directives that know their line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ddd.extractors._jinja import LONGEST_LINE, readable_lines
from ddd.scan.source import Source

SUFFIXES = ("*.cfg", "*.cfg.in", "*.conf", "*.j2", "*.erb", "*.tpl")
_BEGINS = re.compile(r"\s*define\s+(?P<kind>[a-z]{1,40})\s*(?P<opens>\{)?\s*(?P<rest>.*)")
_DIRECTIVE = re.compile(r"\s*(?P<key>[a-z_][a-z0-9_]{0,60})\s+(?P<value>\S.*)", re.IGNORECASE)
_MOST_ANCESTORS = 10


@dataclass(frozen=True, slots=True)
class Directive:
    """A value and its line, counted from 1."""

    value: str
    line: int


@dataclass(slots=True)
class Object:
    """One `define`; its own directives, and after `inherit` those of its templates in the same file as well."""

    kind: str
    line: int
    directives: dict[str, Directive] = field(default_factory=dict)
    is_whole: bool = True
    """All templates it uses stand in the same file."""

    def said(self, *keys: str) -> str:
        """Return the value of the first of these directives that is there; empty when none is."""
        return next((self.directives[key].value for key in keys if key in self.directives), "")

    def place(self, *keys: str) -> int:
        """Return the line of the first of these directives that is there, else that of the object."""
        return next((self.directives[key].line for key in keys if key in self.directives), self.line)

    @property
    def is_template(self) -> bool:
        """It is only there to be used by others."""
        return self.said("register") == "0"


def objects(source: Source) -> list[Object]:
    """Return the objects of a file, with what they take over from templates that stand beside them."""
    return source.derived("nagios objects", _read)


def _read(source: Source) -> list[Object]:
    found = list(_blocks(source))
    templates = {(one.kind, one.said("name")): one for one in found if one.said("name")}
    own = {id(one): dict(one.directives) for one in found}
    for one in found:
        _inherit(one, templates, own)
    return found


def _inherit(one: Object, templates: Mapping[tuple[str, str], Object], own: Mapping[int, dict[str, Directive]]) -> None:
    pending, seen = _used(own[id(one)]), 0
    while pending and seen < _MOST_ANCESTORS:
        template = templates.get((one.kind, pending.pop(0)))
        seen += 1
        if template is None or template is one:
            one.is_whole = False
            continue
        for key, directive in own[id(template)].items():
            if key not in ("register", "name", "use"):
                one.directives.setdefault(key, directive)
        pending = [*_used(own[id(template)]), *pending]


def _used(directives: Mapping[str, Directive]) -> list[str]:
    return [name.strip() for name in directives["use"].value.split(",")] if "use" in directives else []


def _blocks(source: Source) -> Iterator[Object]:
    current: Object | None = None
    waits = False
    for number, line in enumerate(readable_lines(source.lines), 1):
        text = line if len(line) <= LONGEST_LINE else ""
        if text.lstrip().startswith(("#", ";")):
            continue
        begins = _BEGINS.match(text)
        if begins:
            current, waits = Object(begins["kind"], number), not begins["opens"]
            text = begins["rest"] if begins["opens"] else ""
        elif waits and current is not None and text.strip().startswith("{"):
            text, waits = text.strip()[1:], False
        if current is None or waits:
            continue
        text = _without_comment(text)
        ended = text.strip().endswith("}") and not text.rstrip().endswith(("}}", "%}"))
        _directive(current, text.strip().removesuffix("}") if ended else text, number)
        if ended:
            yield current
            current = None


def _without_comment(text: str) -> str:
    position = text.find(";")
    while position >= 0 and (position and text[position - 1] == "\\"):
        position = text.find(";", position + 1)
    return text if position < 0 else text[:position]


def _directive(one: Object, text: str, number: int) -> None:
    match = _DIRECTIVE.match(text)
    if match:
        one.directives.setdefault(match["key"].lower(), Directive(match["value"].strip(), number))
