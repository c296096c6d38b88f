"""Finds alerting rules: in rule files, objects of Kubernetes, values and variables, and in templates of all these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yaml.nodes import MappingNode, Node

from ddd.extractors._jinja import is_template
from ddd.extractors.prometheus._alerts import Alert
from ddd.extractors.prometheus._sheets import Sheet, masked, sheets
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar, walk

_RULE = re.compile(r"""(?m)^[ \t]*(?:- )?["']?alert["']?:[ \t]+\S""")
_KEY = re.compile(r"""(?P<indent>[ \t]*(?:- +)?)(?P<quote>["']?)alert(?P=quote):[ \t]+\S""")
_HAS_CONDITION = re.compile(r"""\bexpr["']?\s{0,9}:""")
_RULE_FILE = re.compile(r"(?m)^groups:|^kind: *[\"']?(?:PrometheusRule|VMRule|GlobalRules)\b")
_TEMPLATE_LINE = re.compile(r"\s*(?:\{[{%#]|<%)")
_ANNOTATIONS = re.compile(r"(?P<indent> *)annotations:\s*$")


def alerts(source: Source) -> Iterator[Alert]:
    """Yield the alerting rules of a file.

    Raises Unreadable when it is a rule file for certain and neither YAML nor a template.
    """
    if not _HAS_CONDITION.search(source.text):
        return
    if not is_template(source.text) and _RULE_FILE.search(source.text):
        _ = source.yaml
    for sheet in sheets(source, _RULE, _unrendered):
        yield from filter(None, (_alert(sheet, node) for node in walk(sheet.document)))


def _alert(sheet: Sheet, node: Node) -> Alert | None:
    name, condition = child(node, "alert"), child(node, "expr")
    if name is None or condition is None or not scalar(name) or not scalar(condition):
        return None
    return Alert(
        sheet.written(name),
        sheet.written(condition),
        sheet.text(child(node, "for")),
        sheet.texts(child(node, "labels")),
        sheet.texts(child(node, "annotations")),
    )


def _unrendered(source: Source, text: str, first: int) -> Iterator[Sheet]:
    """Read each rule by itself: what stands between them is often no YAML before it is rendered."""
    if not is_template(text):
        return
    lines = text.split("\n")
    for start, end, indent in _pieces(lines):
        own = lines[start:end]
        if "-" in own[0][:indent]:
            own[0] = f"{' ' * indent}{own[0][indent:]}"
        for one in ("\n".join(own), "\n".join(_without_annotations(own))):
            found = [sheet for sheet in masked(source, one, first + start) if _holds_alert(sheet)]
            yield from found
            if found:
                break


def _holds_alert(sheet: Sheet) -> bool:
    return isinstance(sheet.document, MappingNode) and _alert(sheet, sheet.document) is not None


def _pieces(lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield first line, end and column of each mapping with an `alert`: lines that stand further left end it."""
    free = 0
    for number, line in enumerate(lines):
        match = _KEY.match(line) if number >= free else None
        if match is None:
            continue
        indent, start, end = len(match["indent"]), number, number + 1
        while start > free and "-" not in lines[start][:indent] and _belongs(lines[start - 1], indent - 2):
            start -= 1
        while end < len(lines) and _belongs(lines[end], indent) and not _KEY.match(lines[end]):
            end += 1
        free = end
        yield start, end, indent


def _belongs(line: str, indent: int) -> bool:
    return not line.strip() or len(line) - len(line.lstrip()) >= indent or _TEMPLATE_LINE.match(line) is not None


def _without_annotations(lines: Sequence[str]) -> Iterator[str]:
    """Blank what stands below `annotations:`: words for people, which may be anything before they are rendered."""
    within = -1
    for line in lines:
        match = _ANNOTATIONS.match(line)
        if match:
            within = len(match["indent"])
        elif within >= 0 and line.strip() and len(line) - len(line.lstrip()) <= within:
            within = -1
        yield "" if within >= 0 else line
