"""Reads the schedules that programs hand to AWS: those of the CDK, and expressions in the words of EventBridge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ddd.cadence import zones
from ddd.extractors.aws._python import python_calls
from ddd.extractors.aws._wording import AWS_TEXT, KEYS, Call
from ddd.model import Confidence, Dialect, Schedule, State
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
    ".java": "java",
    ".cs": "csharp",
}
_MAX_ANCESTORS = 14
_MAX_ARGUMENT = 2_000
_MAX_CALLS = 500
_WORTH = re.compile(r"Schedule\w*\.(?:cron|rate|expression)\(|[\"'`](?:cron|rate)\([^()\"'`]*\)", re.IGNORECASE)
_FUNCTION = re.compile(
    r"(?P<receiver>[\w.]*Schedule(?:Expression)?)\.(?P<function>cron|rate|expression)", re.IGNORECASE
)
_OPTION = re.compile(
    r"""\b(?P<key> minute|hour|day|month|week_?day|year|time_?zone )\b \s* [:=(] \s*
        (?: (?P<quote>["'`]) (?P<text>[^"'`]*) (?P=quote) | (?P<bare>[\w.]+ (?: \( [^()]* \) )? ) )""",
    re.VERBOSE | re.IGNORECASE,
)
_DURATION = re.compile(r"Duration\.(?P<unit>minutes|hours|days)\(\s*(?P<count>[0-9]+)\s*\)", re.IGNORECASE)
_STRING = re.compile(r"[\"'`](?P<text>[^\"'`]*)[\"'`]")
_ZONE = re.compile(r"TimeZone\.(?:of\(\s*[\"'](?P<name>[^\"']+)[\"']\s*\)|(?P<constant>[A-Z_]+))", re.IGNORECASE)
_OF_SCHEDULER = re.compile(r"flexible_?time_?window|expression_?timezone", re.IGNORECASE)
_ZONE_TEXT = re.compile(r"expression_?timezone\W{1,10}?(?P<name>[A-Z][\w/+:-]+)", re.IGNORECASE)
_OFFSET = re.compile(r"UTC(?P<sign>[+-])0?(?P<hours>[0-9]{1,2})(?::00)?")
_CONSTANT = re.compile(
    r"""^[ \t]*+ (?: \w++ [ \t]++ (?![=:]) ){0,5} (?P<name> \w++ ) (?: [ \t]*+ : [ \t]*+ \w++ )? [ \t]*+ = [ \t]*+
        ["'] (?P<text> [^"'\n]*+ ) ["']""",
    re.VERBOSE | re.MULTILINE,
)
_TEST = re.compile(r"\.(?:test|spec|d)\.[a-z]+$|(?:^|/)test_[^/]*\.py$|Tests?\.(?:java|cs)$")
_FIELDS = ("minute", "hour", "day", "month", "weekday", "year")
_OFF = re.compile(r"\benabled\s*[:=]\s*false\b|ScheduleState\.DISABLED\b", re.IGNORECASE)
_CALLS = ("call_expression", "method_invocation", "invocation_expression")
_GIVEN_TO = (*_CALLS, "new_expression", "object_creation_expression")
_NAMED = ("variable_declarator", "method_definition", "method_declaration", "function_declaration", "class_declaration")
_PAIRS = ("pair", "assignment_expression")


@extractor(
    "aws-cdk",
    paths=(*(f"*{suffix}" for suffix in _LANGUAGES), "*.py"),
    literals=(
        *("Schedule.cron(", "Schedule.rate(", "Schedule.expression(", "Schedule.Cron(", "Schedule.Rate("),
        *("Schedule.Expression(", "ScheduleExpression.", "'cron(", '"cron(', "'rate(", '"rate(', "`cron("),
    ),
)
def aws_cdk(source: Source) -> Iterator[Schedule]:
    """Find the schedules that TypeScript, JavaScript, Python, Java and C# programs hand to AWS.

    `Schedule.cron({ minute: '0', hour: '4' })` of the CDK becomes the expression it stands for, `cron(0 4 * * ? *)`; an
    option left out is `*`, the minute too: `Schedule.cron({ hour: '4' })` runs every minute of that hour, which is
    noted. `Schedule.rate(Duration.hours(1))` and `Schedule.expression('rate(1 day)')` count. So do texts such as
    `rate(1 day)` under a key called like a schedule (`scheduleExpression`), as Pulumi, `serverless.ts` and the SDKs
    take them. `enabled: false` suspends. Constants of the file are followed, what is computed stays unresolved. Tests
    (`*.test.ts`, `test_*.py`) are not read.
    Format: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_events.Schedule.html.
    """
    if not _WORTH.search(source.text) or _TEST.search(source.installed_path):
        return
    try:
        found = python_calls(source) if source.installed_path.endswith(".py") else _calls(source)
        calls = list(islice(found, _MAX_CALLS))
    except Unreadable:
        return  # a program of another kind, or of an older language: nothing says that it is for AWS
    is_cdk = "cdk" in source.text.lower()
    for call in calls:
        if call.function == "text" or is_cdk:
            yield from _schedule(source, call, is_cdk)


def _schedule(source: Source, call: Call, is_cdk: bool) -> Iterator[Schedule]:
    expression, notes = _expression(source, call)
    if not expression:
        return
    is_open = "?{" in expression
    is_unix = _is_unix(source, call)
    state = State.SUSPENDED if _OFF.search(call.around) else State.UNRESOLVED if is_open else State.ACTIVE
    yield Schedule(
        system="aws-cdk" if is_cdk else "aws-schedule",
        name=call.name,
        evidence=(source.at(call.line, call.column),),
        state=state,
        expression=expression.replace("?{", "").replace("}?", ""),
        dialect=Dialect.VIXIE if is_unix else Dialect.AWS_SCHEDULER if _is_scheduler(call) else Dialect.AWS,
        timezone=_zone(call) or "UTC",
        confidence=Confidence.HIGH if is_cdk else Confidence.MEDIUM,
        note="; ".join(notes),
    )


def _expression(source: Source, call: Call) -> tuple[str, list[str]]:
    """Return the expression a call stands for, open parts between `?{` and `}?`; empty: not understood."""
    if call.function == "rate":
        match = _DURATION.search(call.argument)
        if match is None:
            return f"rate(?{{{' '.join(call.argument.split())[:100]}}}?)", []
        unit = match["unit"].lower()
        return f"rate({match['count']} {unit[:-1] if match['count'] == '1' else unit})", []
    if call.function == "cron":
        return _cron(source, call)
    text = _text(source, call.argument)
    return ("?{" + call.argument + "}?" if text is None else text), []


def _cron(source: Source, call: Call) -> tuple[str, list[str]]:
    options = {}
    for match in _OPTION.finditer(call.argument):
        key = match["key"].lower().replace("_", "")
        options[key] = match["text"] if match["bare"] is None else _bare(source, match["bare"])
    options.pop("timezone", None)
    if not options and call.argument.strip(" \n{}()"):
        return f"cron(?{{{' '.join(call.argument.split())[:100]}}}?)", []
    values = {field: options.get(field, "*") for field in _FIELDS}
    notes = [] if "minute" in options else ["the minute is left out: it runs every minute of the hour"]
    if _is_unix(source, call):
        return " ".join(values[field] for field in _FIELDS[:5]), notes
    if "weekday" in options and options.get("day", "*") in ("*", "?"):
        values["day"] = "?"
    elif "weekday" not in options:
        values["weekday"] = "?"
    return f"cron({' '.join(values[field] for field in _FIELDS)})", notes


def _bare(source: Source, word: str) -> str:
    if word.isdigit():
        return word
    constant = _text(source, word)
    return f"?{{{word}}}?" if constant is None else constant


def _text(source: Source, argument: str) -> str | None:
    """Return the text of a literal, or of a constant of the file; None for anything else."""
    argument = argument.strip()
    literal = _STRING.fullmatch(argument)
    if literal:
        return None if "${" in literal["text"] else literal["text"]
    name = argument.rpartition(".")[2]
    if not name.isidentifier():
        return None
    found = source.derived("constants of programs", _constants).get(name, [])
    return found[0] if len(found) == 1 else None


def _constants(source: Source) -> dict[str, list[str]]:
    """Return the texts a name is given in a file: one, or it is no constant."""
    found: dict[str, list[str]] = {}
    for match in _CONSTANT.finditer(source.text):
        found.setdefault(match["name"], []).append(match["text"])
    return found


def _is_scheduler(call: Call) -> bool:
    """Tell whether EventBridge Scheduler reads it, not a rule of EventBridge."""
    return "ScheduleExpression" in call.receiver or _OF_SCHEDULER.search(call.around) is not None


def _is_unix(source: Source, call: Call) -> bool:
    """Tell whether it is a schedule of Auto Scaling groups, which has five fields."""
    if call.function == "text":
        return False
    words = call.receiver.lower()
    if "." in words:
        return "autoscaling" in words and "app" not in words
    return "aws-autoscaling'" in source.text and "aws-events" not in source.text


def _zone(call: Call) -> str:
    match = _ZONE.search(call.argument) or _ZONE.search(call.around)
    if match is None:
        text = _ZONE_TEXT.search(call.around)
        offset = _OFFSET.fullmatch(text["name"]) if text else None
        if offset:  # the zones of POSIX count westwards
            return f"Etc/GMT{'-' if offset['sign'] == '+' else '+'}{offset['hours']}"
        return text["name"] if text else ""
    if match["name"]:
        return match["name"]
    wanted = match["constant"].upper()
    return next((name for name in zones.names() if re.sub(r"[/-]", "_", name.upper()) == wanted), "")


def _calls(source: Source) -> Iterator[Call]:
    suffix = "." + source.installed_path.rsplit(".", 1)[-1]
    stack = [source.syntax(_LANGUAGES[suffix])]
    while stack:
        node = stack.pop()
        if node.type in _CALLS:
            yield from _call(source, node)
        elif node.type in _PAIRS:
            yield from _pair(source, node)
        stack.extend(reversed(node.children))


def _call(source: Source, node: Node) -> Iterator[Call]:
    arguments = _arguments(node)
    if arguments is None:
        return
    match = _FUNCTION.fullmatch(source.text[node.start_byte : arguments.start_byte].strip())
    given = [one for one in arguments.children if one.is_named and "comment" not in one.type]
    if match and given:
        argument = _without_comments(source, given[0])
        function = match["function"].lower()
        place = given[0].start_point if function == "expression" else node.start_point
        yield Call(
            match["receiver"],
            function,
            argument.strip(),
            _name(source, node),
            _around(source, node),
            place.row + 1,
            place.column + 1,
        )


def _pair(source: Source, node: Node) -> Iterator[Call]:
    """`scheduleExpression: "rate(1 day)"`, one text or a list of them."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None or source.text[key.start_byte : key.end_byte].strip("\"'").lower() not in KEYS:
        return
    for one in value.children if value.type == "array" else (value,):
        text = source.text[one.start_byte : one.end_byte]
        if len(text) < _MAX_ARGUMENT and AWS_TEXT.fullmatch(text.strip("\"'`")) and _STRING.fullmatch(text):
            row, column = one.start_point.row + 1, one.start_point.column + 1
            yield Call("", "text", text, _name(source, node), _around(source, node), row, column)


def _arguments(node: Node) -> Node | None:
    return next((one for one in node.children if one.type in ("arguments", "argument_list")), None)


def _without_comments(source: Source, node: Node) -> str:
    text, parts, position = source.text, list[str](), node.start_byte
    end, stack = min(node.end_byte, node.start_byte + _MAX_ARGUMENT), [node]
    while stack:
        one = stack.pop()
        if "comment" in one.type and one.end_byte <= end:
            parts.append(text[position : one.start_byte])
            position = one.end_byte
        elif one.start_byte < end:
            stack.extend(reversed(one.children))
    return "".join((*parts, text[position:end]))


def _around(source: Source, node: Node) -> str:
    """Return the siblings' text: the options that stand beside the schedule."""
    parent = node.parent.parent if node.parent and node.parent.type in _PAIRS else node.parent
    return source.text[parent.start_byte : min(parent.end_byte, parent.start_byte + _MAX_ARGUMENT)] if parent else ""


def _name(source: Source, node: Node) -> str:
    """Return the id of the construct it is given to, else the name it is kept under."""
    kept, one = "", node
    for _ in range(_MAX_ANCESTORS):
        if one.parent is None:
            break
        one = one.parent
        if one.type in _NAMED and (name := one.child_by_field_name("name")):
            kept = kept or source.text[name.start_byte : name.end_byte]
        if one.type in _GIVEN_TO and (found := _id(source, one)):
            return found
    return kept


def _id(source: Source, node: Node | None) -> str:
    """Return the text among the first two arguments: `(this, 'Nightly', …)`; of a chain that of its beginning."""
    for _ in range(_MAX_ANCESTORS):
        arguments = _arguments(node) if node else None
        given = [one for one in arguments.children if one.is_named][:2] if arguments else []
        for one in given if len(given) == 2 else ():
            text = source.text[one.start_byte : one.end_byte]
            if (match := _STRING.fullmatch(text)) and "${" not in text:
                return match["text"]
        inner = node.child_by_field_name("object") or node.child_by_field_name("function") if node else None
        if inner is None or inner.type == "identifier":
            return ""
        node = inner
    return ""
