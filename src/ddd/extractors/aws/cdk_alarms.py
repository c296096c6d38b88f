"""Reads the alarms of CloudWatch that programs set up with the CDK."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import Limit, runbook, short, triggers
from ddd.measures import comparison, number
from ddd.model import Evidence, Trigger, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node

_LANGUAGES = {
    ".ts": "typescript",
    ".mts": "typescript",
    ".tsx": "tsx",
    ".js": "javascript",
    ".mjs": "javascript",
}
_DEFAULT = ">="
"""What the CDK compares with where nobody says."""
_MAX_TEXT = 2_000
_MAX_DEFINITION = 400
_TEST = re.compile(r"\.(?:test|spec|d)\.[a-z]+$|(?:^|/)test_[^/]*\.py$")
_PERIOD = re.compile(
    r"""\bperiod \s{0,9} [:=] \s{0,9} [\w.]{0,40} Duration\.(?P<unit>seconds|minutes|hours|days)
        \( \s{0,9} (?P<count>\d{1,6})""",
    re.VERBOSE,
)
_VALUE = r"\s{0,9}[:=]\s{0,9}[\"'`]?(?P<text>[^\"'`,{}()\n]{1,200})"
_METRIC = re.compile(rf"\bmetric_?[nN]ame{_VALUE}")
_NAMESPACE = re.compile(rf"\bnamespace{_VALUE}")
_EXPRESSION = re.compile(r"\bexpression\s{0,9}[:=]\s{0,9}([\"'`])(?P<text>[^\"'`\n]{1,200})\1")
_DEFINED = re.compile(r"\b(?P<name>[A-Za-z_]\w{0,99})(?:: [\w.]{1,60})? = ")
_END = re.compile(r";\n|\n\n")
_NUMBER = re.compile(r"[\d_.]{1,20}(?=;?[ \t]*$)", re.MULTILINE)
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}


@dataclass(frozen=True, slots=True)
class _Said:
    """The text of an option and where it stands."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Alarm:
    """An alarm as a program sets it up: its id and its options, in the words of TypeScript."""

    name: str
    options: Mapping[str, _Said]
    metric: str
    line: int


@extractor(
    "aws-cdk-alarms",
    paths=(*(f"*{suffix}" for suffix in _LANGUAGES), "*.py"),
    literals=("createAlarm(", "create_alarm(", ".Alarm(", "new Alarm("),
)
def aws_cdk_alarms(source: Source) -> Iterator[Trigger]:
    """Find the alarms of CloudWatch that TypeScript, JavaScript and Python programs set up with the CDK.

        new cloudwatch.Alarm(this, 'TooManyErrors', {
          metric: handler.metricErrors({ period: Duration.minutes(1) }),
          threshold: 5,
          evaluationPeriods: 2,
        });

    and `metric.createAlarm(this, 'TooManyErrors', {…})`. Without a comparison the CDK takes `>=`. A threshold that is a
    constant of the file is followed, any other stays unresolved. Not seen: alarms of constructs that hide them, bands
    of anomalies, whom an alarm tells (`addAlarmAction` comes later, often elsewhere), Java and C#. Tests are not read.
    Format: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cloudwatch.Alarm.html.
    """
    if "cdk" not in source.text.lower() or _TEST.search(source.installed_path):
        return
    is_python = source.installed_path.endswith(".py")
    try:
        for alarm in _of_python(source) if is_python else _of_typescript(source):
            yield from _triggers(source, alarm)
    except Unreadable:
        return  # a program of another kind, or of an older language: nothing says that it is for AWS


def _triggers(source: Source, alarm: _Alarm) -> Iterator[Trigger]:
    said = alarm.options.get("threshold")
    word = alarm.options.get("comparisonOperator")
    sign = comparison(word.text.rpartition(".")[2].replace("_", "")) if word else _DEFAULT
    if said is None or sign is None:
        return
    value, leading = _followed(source, said)
    alarm = replace(alarm, metric=_defined(source, alarm.metric))
    subject = _subject(alarm)
    times, needed = _whole(alarm.options.get("evaluationPeriods")), _whole(alarm.options.get("datapointsToAlarm"))
    period = _PERIOD.search(alarm.metric) or _PERIOD.search(f"period: {_text(alarm, 'period')}")
    length = int(period["count"]) * _SECONDS[period["unit"]] if period else None
    of = f"{needed} of {times}" if needed and needed != times else f"{times}"
    lasting = f" in {of} period{'' if of == '1' else 's'}{f' of {length} s' if length else ''}" if times else ""
    description = _text(alarm, "alarmDescription").strip("\"'`")
    limit = Limit(
        at=value,
        comparison=sign,
        subject=subject,
        condition=f"{subject} {sign} {{}}{lasting}",
        for_seconds=length * min(times, needed or times) if length and times else None,
        runbook_url=runbook(description),
        note="" if "${" in description or "\n" in description else short(description, 200),
    )

    def place(at: Value) -> tuple[Evidence, ...]:
        return (source.at(at.line, at.column), *leading)

    yield from triggers(
        limit, system="cloudwatch", name=_own_name(alarm) or alarm.name, place=place, also=(source.at(alarm.line),)
    )


def _followed(source: Source, said: _Said) -> tuple[Value, tuple[Evidence, ...]]:
    """Return the threshold, of a constant of the file its value, and what leads to it."""
    ends = _definitions(source).get(said.text.rpartition(".")[2], []) if number(said.text) is None else []
    found = _NUMBER.match(source.text, ends[0]) if len(ends) == 1 else None
    if found:
        line = source.text.count("\n", 0, found.start()) + 1
        return Value(Kind.TEXT, found[0].replace("_", ""), line, 1), (source.at(said.line, said.column),)
    return Value(Kind.TEXT, short(said.text), said.line, said.column), ()


def _subject(alarm: _Alarm) -> str:
    """Return what is measured: the metric's own names, its expression, or the call that makes it."""
    name, namespace = _METRIC.search(alarm.metric), _NAMESPACE.search(alarm.metric)
    if name:
        return short(" ".join(match["text"].strip() for match in (namespace, name) if match))
    if expression := _EXPRESSION.search(alarm.metric):
        return short(expression["text"])
    called = alarm.metric.partition("\n")[0].partition("({")[0].removeprefix("this.").removeprefix("self.")
    return alarm.name if called.startswith("new ") else short(called)


def _defined(source: Source, metric: str) -> str:
    """Return how a metric is made: of a name what the file gives it first."""
    ends = _definitions(source).get(metric.removeprefix("this.").removeprefix("self."))
    made = _END.split(source.text[ends[0] : ends[0] + _MAX_DEFINITION], maxsplit=1)[0] if ends else ""
    return made if "etric" in made[:60] or "MathExpression" in made[:60] else metric


def _definitions(source: Source) -> dict[str, list[int]]:
    """Return where the values begin that a name is given in a file."""

    def found(one: Source) -> dict[str, list[int]]:
        ends: dict[str, list[int]] = {}
        for match in _DEFINED.finditer(one.text):
            ends.setdefault(match["name"], []).append(match.end())
        return ends

    return source.derived("definitions of programs", found)


def _own_name(alarm: _Alarm) -> str:
    text = _text(alarm, "alarmName")
    return text[1:-1] if len(text) > 2 and text[0] in "\"'`" and "${" not in text and text[-1] == text[0] else ""


def _text(alarm: _Alarm, key: str) -> str:
    said = alarm.options.get(key)
    return said.text if said else ""


def _whole(said: _Said | None) -> int | None:
    return int(said.text) if said and said.text.isdecimal() and len(said.text) < 6 else None


def _of_typescript(source: Source) -> Iterator[_Alarm]:
    suffix = "." + source.installed_path.rsplit(".", 1)[-1]
    stack = [source.syntax(_LANGUAGES[suffix])]
    while stack:
        node = stack.pop()
        if node.type in ("new_expression", "call_expression") and (alarm := _typescript(source, node)):
            yield alarm
        stack.extend(reversed(node.children))


def _typescript(source: Source, node: Node) -> _Alarm | None:
    called = node.child_by_field_name("constructor") or node.child_by_field_name("function")
    listed = node.child_by_field_name("arguments")
    given = [one for one in listed.children if one.is_named and "comment" not in one.type] if listed else []
    if called is None or len(given) != 3 or given[2].type != "object":
        return None
    name = _shown(source, called)
    is_made = node.type == "new_expression" and name.rpartition(".")[2] == "Alarm"
    if not is_made and not name.endswith(".createAlarm"):
        return None
    options = dict(_options(source, given[2]))
    metric = options["metric"].text if "metric" in options else name.removesuffix(".createAlarm")
    return _Alarm(_shown(source, given[1]).strip("\"'`"), options, metric, node.start_point.row + 1)


def _options(source: Source, node: Node) -> Iterator[tuple[str, _Said]]:
    for one in node.children:
        key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
        if one.type == "shorthand_property_identifier":
            key = value = one
        if key is not None and value is not None:
            place = value.start_point
            yield _shown(source, key).strip("\"'"), _Said(_shown(source, value), place.row + 1, place.column + 1)


def _shown(source: Source, node: Node) -> str:
    return source.text[node.start_byte : min(node.end_byte, node.start_byte + _MAX_TEXT)]


def _of_python(source: Source) -> Iterator[_Alarm]:
    for node in ast.walk(source.python):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        if called not in ("Alarm", "create_alarm") or len(node.args) != 2:
            continue
        options = {
            _camel(one.arg): _Said(_unparsed(one.value), one.value.lineno, one.value.col_offset + 1)
            for one in node.keywords
            if one.arg
        }
        own = node.func.value if isinstance(node.func, ast.Attribute) and called == "create_alarm" else None
        metric = options["metric"].text if "metric" in options else _unparsed(own) if own else ""
        yield _Alarm(_unparsed(node.args[1]).strip("\"'"), options, metric, node.lineno)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(one.capitalize() for one in others)


def _unparsed(node: ast.expr) -> str:
    try:
        return ast.unparse(node)[:_MAX_TEXT]
    except RecursionError:  # deeper than any person writes
        return "…"
