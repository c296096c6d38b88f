"""Reads triggers of Zabbix templates and hosts, in all three formats of its export."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode

from ddd.extractors._limits import once
from ddd.extractors._nodes import documents, json_document, text
from ddd.extractors._xml import Element, root
from ddd.measures import quantity, seconds
from ddd.model import Severity, State, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_SYSTEM = "zabbix"
_MAX_DEPTH = 30
_LONGEST = 4_000
_PRIORITIES = {
    **dict.fromkeys(("DISASTER", "5", "HIGH", "4"), Severity.CRITICAL),
    **dict.fromkeys(("AVERAGE", "3", "WARNING", "2"), Severity.WARNING),
    **dict.fromkeys(("INFO", "1"), Severity.INFO),
}
_MACRO = r"\{\$[A-Z0-9_.]{1,80}(?::[^{}]{0,120})?\}"
_COMPARED = re.compile(
    rf"\s{{0,9}}(?P<sign><=|>=|<>|=|<|>|\#)\s{{0,9}}(?P<limit>-?[\d.]{{1,20}}[KMGTsmhdw]?(?![\w.])|\"?{_MACRO}\"?)"
)
_FUNCTION = re.compile(
    rf"""(?: (?P<function>[a-z_]{{2,20}})\( (?P<item>/[^(),\[\]]{{0,300}}(?:\[[^\[\]]{{0,400}}\])?)?
        (?P<rest>[^()]{{0,200}}) \)
      | \{{(?P<old>[^{{}}]{{0,300}}(?:\{{[^{{}}]{{0,80}}\}}[^{{}}]{{0,200}}){{0,4}})\}} )
      (?P<factor>(?:\s{{0,3}}[*/]\s{{0,3}}(?:[\d.]{{1,20}}[KMGT]?|{_MACRO})){{0,3}}) \s*$""",
    re.VERBOSE,
)
_OLD = re.compile(r"(?:(?P<item>.{1,400})\.)?(?P<function>[a-z]{2,20})\((?P<rest>[^()]{0,200})\)")
_SIGNS = {"=": "==", "<>": "!=", "#": "!="}
_OF_TEXTS = frozenset({"nodata", "find", "str", "regexp", "iregexp", "date", "time", "dayofweek", "now"})
_MOST_CONDITIONS = 4
_LENGTH = re.compile(r"\d{1,9}[smhdw]")
_OLD_NODATA = re.compile(r"\{(?P<item>[^{}]{1,300})\.nodata\(")
_NODATA = re.compile(r"nodata\((?P<item>/[^(),\[\]]{0,300}(?:\[[^\[\]]{0,400}\])?)?,?\s*(?P<time>[^()]{0,100})\)")


@dataclass(slots=True)
class _Value:
    """A mapping, list or text of an export, with the line and column where it stands."""

    text: str
    line: int
    column: int
    fields: dict[str, _Value] = field(default_factory=dict)
    entries: list[_Value] = field(default_factory=list)

    def said(self, key: str) -> str:
        """Return the text below a key; empty when there is none."""
        found = self.fields.get(key)
        return found.text if found else ""


@extractor("zabbix", paths=("*.yaml", "*.yml", "*.xml", "*.json"), literals=("zabbix_export",))
def zabbix(source: Source) -> Iterator[Trigger]:
    """Find triggers and trigger prototypes in exports of Zabbix: YAML, JSON and XML, old expressions and new ones.

        triggers:
          - expression: min(/Linux/system.cpu.util,5m)>{$CPU.UTIL.CRIT}
            name: High CPU utilization
            priority: WARNING

    A threshold in a user macro is followed to the macro's value in the same file. Of several conditions the first with
    a limit counts, and the whole is told. `min(…,5m)>` must hold for five minutes. Disabled triggers are suspended.
    Not seen: conditions without any number, macros of other files (told as unresolved), who hears of it (actions are
    no part of an export). Format: https://www.zabbix.com/documentation/current/en/manual/xml_export_import.
    """
    export = _export(source)
    if export is None:
        return
    macros: dict[str, _Value] = {}
    for one, _ in _walk(export):
        for macro in _list(one, "macros"):
            if "value" in macro.fields and macro.said("macro"):
                macros.setdefault(macro.said("macro"), macro.fields["value"])
    for one, unit in _walk(export):
        for key in ("triggers", "trigger_prototypes"):
            for found in _list(one, key):
                yield from _triggers(source, found, macros, one, unit)


def _export(source: Source) -> _Value | None:
    if source.installed_path.endswith(".xml"):
        if not source.text.lstrip().startswith("<") or "<zabbix_export" not in source.text[:2_000]:
            return None
        return _of_element(root(source))
    if not re.search(r"^\s{0,40}[\"']?zabbix_export[\"']?\s{0,9}:", source.text, re.MULTILINE):
        return None if '{"zabbix_export"' not in source.text[:100] else _of_json(source)
    if source.installed_path.endswith(".json"):
        return _of_json(source)
    for document in documents(source):
        export = child(document, "zabbix_export")
        if export is not None:
            return _of_node(export)
    return None


def _of_json(source: Source) -> _Value | None:
    export = child(json_document(source), "zabbix_export")
    return _of_node(export) if export is not None else None


def _of_node(node: Node, depth: int = 0) -> _Value:
    mark = node.start_mark
    is_block = isinstance(node, ScalarNode) and node.style in ("|", ">")
    found = _Value(text(node), mark.line + (2 if is_block else 1), 1 if is_block else mark.column + 1)
    if depth < _MAX_DEPTH:
        if isinstance(node, MappingNode):
            found.fields = {key: _of_node(value, depth + 1) for key, _, value in items(node)}
        else:
            found.entries = [_of_node(one, depth + 1) for one in sequence(node)]
    return found


def _of_element(element: Element, depth: int = 0) -> _Value:
    """An element is a list when all of its children have one name, which its own is the plural of."""
    found = _Value(element.text, element.line, element.column)
    if depth < _MAX_DEPTH:
        names = {one.name for one in element.children}
        inner = [_of_element(one, depth + 1) for one in element.children]
        if len(names) == 1 and element.name in (f"{next(iter(names))}s", "dependencies"):
            found.entries = inner
        else:
            found.fields = {one.name: value for one, value in zip(element.children, inner, strict=True)}
    return found


def _walk(value: _Value, unit: str = "") -> Iterator[tuple[_Value, str]]:
    """Yield every mapping with the unit of the item it is."""
    pending = [(value, unit)]
    while pending:
        one, unit = pending.pop()
        if one.fields:
            unit = one.said("units") or unit
            yield one, unit
        below = [*one.fields.values(), *one.entries]
        pending.extend((inner, unit if one.entries or "units" in one.fields else "") for inner in reversed(below))


def _list(one: _Value, key: str) -> list[_Value]:
    return one.fields[key].entries if key in one.fields else []


def _triggers(source: Source, one: _Value, macros: Mapping[str, _Value], item: _Value, unit: str) -> Iterator[Trigger]:
    expression = " ".join(one.said("expression")[:_LONGEST].split())
    name, priority = one.said("name") or one.said("description"), one.said("priority")
    for read in _read(expression, item.said("key")) if expression and name else ():
        limit = macros.get(read.stated)
        stated = limit.text if limit is not None else read.stated
        threshold = _number(stated)
        state, note = _state(one, read, limit, is_open=threshold is None and read.comparison != "absent")
        places = (limit, one.fields["expression"]) if limit is not None else (one.fields["expression"],)
        yield Trigger(
            system=_SYSTEM,
            name=name,
            subject=read.subject,
            comparison=read.comparison,
            threshold=threshold,
            stated=stated,
            unit=unit or ("s" if _LENGTH.fullmatch(stated) else "") if stated else "",
            for_seconds=read.for_seconds,
            severity=_PRIORITIES.get(priority),
            condition=expression,
            labels=(("severity", priority),) if priority and not priority.isdigit() else (),
            state=state,
            note=note,
            evidence=once(*(source.at(value.line, value.column) for value in places)),
        )


def _state(one: _Value, read: _Read, limit: _Value | None, *, is_open: bool) -> tuple[State, str]:
    note = f"{read.stated} is {limit.text or 'empty'}" if limit is not None else ""
    if one.said("status") in ("DISABLED", "1"):
        return State.SUSPENDED, note
    return (
        (State.UNRESOLVED, note or f"{read.stated} stands in no macro of this file")
        if is_open
        else (State.ACTIVE, note)
    )


@dataclass(frozen=True, slots=True)
class _Read:
    subject: str
    comparison: str
    stated: str
    for_seconds: int | None


def _read(expression: str, key: str) -> Iterator[_Read]:
    """Yield the conditions of an expression: the first with a limit, and where any of them suffices, the others."""
    if (match := _NODATA.search(expression)) and not _COMPARED.search(expression, 0, match.start()):
        old = _OLD_NODATA.search(expression)
        item = match["item"] or (old["item"] if old else "")
        yield _Read(_item(item, key), "absent", "", seconds(match["time"].strip('"'), 1))
        return
    most = 1 if " and " in expression.lower() else _MOST_CONDITIONS
    seen: set[tuple[str, str, str]] = set()
    for match in _COMPARED.finditer(expression):
        measured = _FUNCTION.search(expression, max(0, match.start() - 1_000), match.start())
        parts = _parts(measured) if measured is not None else None
        if parts is None or parts[0] in _OF_TEXTS:
            continue
        function, item, rest, factor = parts
        sign = _SIGNS.get(match["sign"], match["sign"])
        subject = _item(item, key) + factor
        told = subject if function == "last" else f"{function} of {subject}"
        stated = match["limit"].strip('"')
        if (told, sign, stated) not in seen and len(seen) < most:
            seen.add((told, sign, stated))
            yield _Read(told, sign, stated, _length(function, sign, rest))


def _parts(match: re.Match[str]) -> tuple[str, str, str, str] | None:
    """Return function, item, the rest of the arguments, and by what it is multiplied."""
    factor = " ".join((match["factor"] or "").split())
    factor = f" {factor}" if factor else ""
    if match["function"]:
        return match["function"], match["item"] or "", match["rest"], factor
    old = _OLD.fullmatch(match["old"])
    return (old["function"], old["item"] or "", old["rest"], factor) if old else None


def _item(path: str, key: str) -> str:
    """Return the item's key: `system.cpu.util` of `/Linux/system.cpu.util` and of `Linux:system.cpu.util`."""
    if path.startswith("/"):
        return path[1:].partition("/")[2] or key or path
    host, colon, item = path.partition(":")
    return item if colon and "[" not in host else path or key or "the item"


def _length(function: str, sign: str, rest: str) -> int | None:
    """The least of five minutes is above a limit when all of them are."""
    period = rest.strip(", ").partition(",")[0].partition(":")[0].strip('"')
    holds = (function == "min" and sign in (">", ">=")) or (function == "max" and sign in ("<", "<=", "=="))
    if holds and not period.startswith("#"):
        return seconds(period, 1)
    return 0 if function == "last" and not period else None


def _number(stated: str) -> float | None:
    found = quantity(stated)
    if found is None:
        return None
    sizes = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
    return found.number * sizes.get(found.unit, 1) if found.unit in ("", "%") or found.unit in sizes else None
