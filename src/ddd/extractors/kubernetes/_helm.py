"""Takes the values of one object of a Helm template as they stand, and asks the chart's values for what is open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from yaml.nodes import Node

from ddd.extractors.kubernetes._masked import Page
from ddd.extractors.kubernetes._objects import Value
from ddd.extractors.kubernetes._pipeline import Operand, operand
from ddd.extractors.kubernetes._template import Scope, Template, template
from ddd.model import Reference
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import scalar

LANGUAGE = "helm"

_EXPRESSION = re.compile(r"\{\{[^{}]{1,2000}\}\}")
_OF_VALUES = re.compile(r"(?:.*\.)?Values\.(?P<name>.+)")
_EDGES = "-_. "
_ASKS = frozenset({"if", "with"})
_LONGEST_CONDITION = 80
_LONGEST_ALONE = 2
"""Words of a condition without `and`: a value, or `not` and a value."""
_MAX_CONDITIONS = 3
_NAMES_NOTHING = frozenset({"cronjob", "cronjobs", "cron", "job", "schedule", "backup-schedule"})


@dataclass(frozen=True, slots=True)
class HelmReader:
    """Takes the values of one object of a template as they stand in the file."""

    parts: Template
    page: Page
    loops: int
    """How many loops the object stands in."""

    def read(self, node: Node) -> Value:
        raw, place = self.page.raw(node), self.page.at_node(node)
        if "{{" not in raw:
            return Value(scalar(node) or "", (place,))
        marks, scope = _EXPRESSION.findall(raw), self.scope(node)
        # A loop inside the object makes more of its lines, not more objects.
        is_repeated = loops(scope) > self.loops
        found = [None if is_repeated else _reference(mark, scope) for mark in marks]
        return Value(raw, (place,), tuple(filter(None, found)), is_open=None in found or not marks)

    def name(self, node: Node) -> Value:
        """Leave out what only says which release and chart it is: that is the chart's own name."""
        raw, place = self.page.raw(node), self.page.at_node(node)
        references, scope = [], self.scope(node)

        def called(match: re.Match[str]) -> str:
            name = _name(operand(match[0][2:-2].strip("-").strip(), scope.lookup))
            references.extend([Reference(match[0], LANGUAGE, name)] if name else [])
            return match[0] if name else ""

        text = " ".join(_EXPRESSION.sub(called, raw).split()).strip(_EDGES) if "{{" in raw else scalar(node) or ""
        chart = _chart(self.page.source.path)
        if text.lower() in _NAMES_NOTHING:
            text = f"{chart} {text}".strip()
        return Value(text or chart, (place,), tuple(references))

    def scope(self, node: Node) -> Scope:
        """Return what holds where a node stands."""
        line, column = self.page.position(node)
        starts = self.page.source.derived("line starts", _line_starts)
        return self.parts.scope(starts[line] + column)


def loops(scope: Scope) -> int:
    return sum(one.word == "range" for one in scope.chain())


def _reference(mark: str, scope: Scope) -> Reference | None:
    """Return what an expression asks of the values; None for one that makes something of its own."""
    found = operand(mark[2:-2].strip("-").strip(), scope.lookup)
    name, default = _name(found), found.default
    if default is not None and not name:
        name, default = _name(default), None
    if not name or not found.is_exact:
        return None
    return Reference(mark, LANGUAGE, name, _given(default, mark, scope))


def _given(default: Operand | None, mark: str, scope: Scope) -> str | None:
    """Return what holds where the values say nothing; where an `if` makes sure that they do, nothing at all."""
    if default is not None and default.literal is not None:
        return default.literal
    if default is not None and _name(default):
        return f"{{{{ .Values.{_name(default)} }}}}"
    asked = mark[2:-2].strip("- ").partition("|")[0].strip()
    is_sure = any(asked in (one.condition if one.word == "if" else ".") for one in scope.chain() if one.word in _ASKS)
    return "" if is_sure else None


def _name(found: Operand) -> str:
    match = _OF_VALUES.fullmatch(found.path or "")
    return match["name"] if match else ""


def conditions(scope: Scope) -> Iterator[str]:
    """Yield what must hold for an object to be there, the innermost first."""
    told = [one.condition for one in scope.chain() if one.word == "if" and len(one.condition) <= _LONGEST_CONDITION]
    yield from (" ".join(one.split()) for one in list(dict.fromkeys(told))[:_MAX_CONDITIONS])


def switches(condition: str, scope: Scope) -> Iterator[Reference]:
    """Yield the values that switch an object off: `.Values.a`, `not .Values.a`, `and .Values.a .Values.b`."""
    words = condition.replace("(", " ").replace(")", " ").split()
    words = words[1:] if words[:1] == ["and"] else words if len(words) <= _LONGEST_ALONE else []
    if any(one != "not" and one[0] not in ".$" for one in words):
        return
    for before, one in pairwise(["", *words]):
        name = _name(operand(one, scope.lookup)) if one != "not" else ""
        if name:
            yield Reference(one, LANGUAGE, name, off="true" if before == "not" else "false")


def asked_around(source: Source, line: int) -> tuple[tuple[str, ...], tuple[Reference, ...]]:
    """Return what must hold for a line of a template to be there, and the values that switch it off."""
    scope = template(source).scope(source.derived("line starts", _line_starts)[line - 1])
    asked = tuple(conditions(scope))
    return asked, tuple(one for condition in asked for one in switches(condition, scope))


def _line_starts(source: Source) -> list[int]:
    starts, position = [], 0
    for line in source.lines:
        starts.append(position)
        position += len(line) + 1
    return starts


def _chart(path: str) -> str:
    """Return the folder that a chart is called by; of a repository that is one chart, the template's own name."""
    chart = path.partition("templates/")[0].strip("/").rpartition("/")[2]
    return chart or path.rpartition("/")[2].partition(".")[0]
