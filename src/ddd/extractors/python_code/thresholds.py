"""Thresholds in Python code: comparisons that warn, exit or repair, and constants named as limits of such subjects."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

import re2

from ddd.extractors._offsets import at_offset
from ddd.extractors.python_code._blocks import found, parts
from ddd.extractors.python_code._places import Places
from ddd.extractors.python_code._words import short
from ddd.measures import mirrored, number
from ddd.model import Confidence, Evidence, Severity, Trigger
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

SYSTEM = "python"

_LITERALS = (
    *(
        "threshold",
        "THRESHOLD",
        "usage",
        "USAGE",
        "_free",
        "free_",
        "FREE",
        "latency",
        "LATENCY",
        "_lag",
        "LAG",
        "lag ",
    ),
    *("temperature", "battery", "backlog", "BACKLOG", "inode", "days_left", "days_remaining", "queue_size"),
    *("queue_length", "queue_depth", "load_avg", "loadavg", "error_rate", "ERROR_RATE", "disk_", "cpu_", "memory_"),
    *("DISK_", "CPU_", "MEMORY_"),
)
_SUBJECT = re.compile(
    r"""
    (?:disk|memory|mem|ram|cpu|swap|inodes?|fs|filesystem)_?(?:usage|used|free|percent|pct|util\w{0,10}|avail\w{0,10}|space)
    | (?:free|used|available)_?(?:disk|memory|mem|space|inodes?|gb|mb|bytes|percent|pct)
    | \b(?:disk|cpu|memory|swap)\b | (?:^|_)(?:disk|cpu|memory)_(?!count|size|cores|limit|request)
    | latency | (?:^|_|\b)lag(?:_|\b) | temperature | battery | backlog | load_?avg | error_?rate | failure_?rate
    | (?:usage|utili[sz]ation|used)_?(?:percent|pct|ratio) | percent_?used | \busage\b
    | days_?(?:left|remaining|to_expir\w{0,6}|until_expir\w{0,6}|old)
    | (?:backup|snapshot|certificate|cert|heartbeat)_?age
    | queue_?(?:size|length|depth|len) | (?:active|open|idle)_?connections | replication_?(?:lag|delay)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IF = re.compile(r"(?m)^[ \t]{0,80}(?:if|elif)\b[^#\n]{1,300}[<>][^#\n]{1,200}:[^\n]{0,200}$")
_NAMES = ("THRESHOLD", "WARN", "CRIT", "ALERT", "ALARM")
_MAY_TELL = re2.compile(r"(?m)^[ \t]*(?:el)?if\b[^#\n]+[<>]|" + "|".join(_NAMES))
"""What `_IF` and `_NAMED` need: hardly any file is looked at more closely."""
_CONSTANT = re.compile(
    r"(?m)^[ \t]{0,8}(?P<name>[A-Za-z]\w{2,60})[ \t]{0,4}(?::[ \t]{0,4}\w{1,20})?[ \t]{0,4}=[ \t]{0,4}"
    r"(?P<value>[0-9][0-9_.]{0,20}(?:[ ]?\*[ ]?[0-9][0-9_.]{0,20}){0,4})[ \t]{0,20}(?:\#[^\n]{0,300})?$"
)
_OPTION = re.compile(
    r"add_argument\([^()]{0,200}?[\"']--(?P<name>[a-z][\w-]{1,60})[\"'][^()]{0,400}?\bdefault=(?P<value>[0-9][0-9_.]{0,20})"
)
_NAMED = re.compile(r"(?:THRESHOLD|WARN(?:ING)?|CRIT(?:ICAL)?|ALERT|ALARM)(?:_|$)")
_LOW = re.compile(r"(?i)(?:^|_)(?:min|free|avail\w*|remaining|left|low|floor)(?:_|$)")
_ACTS = re.compile(
    r"(?i)(?:.*\.)?\w{0,40}(?:alert|notif|page|alarm|warn|error|critical|fatal|exit|restart|reboot|kill|prune|clean|purge"
    r"|evict|scale|throttle|pause|send|email|slack|report_|fail|shutdown|rotate|delete)\w{0,40}"
)
_UNITS = (
    (re.compile(r"(?i)percent|pct"), "%"),
    (re.compile(r"(?i)(?:^|_)gi?b(?:_|$)"), "GB"),
    (re.compile(r"(?i)(?:^|_)mi?b(?:_|$)"), "MB"),
    (re.compile(r"(?i)bytes"), "bytes"),
    (re.compile(r"(?i)days?(?:_|$)"), "d"),
    (re.compile(r"(?i)hours?(?:_|$)"), "h"),
    (re.compile(r"(?i)minutes?(?:_|$)"), "min"),
    (re.compile(r"(?i)(?:^|_)(?:ms|millis\w*)(?:_|$)"), "ms"),
    (re.compile(r"(?i)seconds?(?:_|$)|(?:^|_)secs?(?:_|$)"), "s"),
)
_SIGNS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_MOST = 60


@dataclass(frozen=True, slots=True)
class _Limit:
    """What a value is compared with."""

    stated: str
    name: str = ""
    offset: int = -1
    """Where the constant stands that holds it; below 0: in the comparison itself."""
    note: str = ""


@extractor("python-thresholds", paths=("*.py",), literals=_LITERALS)
def python_thresholds(source: Source) -> Iterator[Extracted]:
    """Thresholds in Python code, with low confidence.

        DISK_LIMIT_PERCENT = 80
        if disk_usage > DISK_LIMIT_PERCENT:         # disk_usage > 80 %, action: alert(…)
            alert("disk is filling up")

    A comparison in an `if` counts when it measures something of a running system (disk, memory, load, lag, latency,
    queue, age, days left, …) against a number or a constant of the same file, and what follows warns, logs an error,
    exits, raises or repairs. A constant named as a threshold of such a subject (`DISK_USAGE_WARNING = 80`) counts also
    where another file compares with it. Units are those of the names. Of a limit given on the command line
    its default is read.
    Format: https://docs.python.org/3/reference/.
    """
    if source.is_template or _MAY_TELL.search(source.text.encode("utf-8", "replace")) is None:
        return
    lines = [line[0] for line in _IF.finditer(source.text) if _SUBJECT.search(line[0])][:_MOST]
    if not lines and not any(one in source.text for one in _NAMES):
        return
    constants = _constants(source.text)
    used: set[str] = set()
    if lines:
        for trigger, name in _comparisons(source, tuple(dict.fromkeys(lines)), constants):
            used.add(name)
            yield trigger
    for name, limit in constants.items():
        if name not in used and name.isupper() and _NAMED.search(name) and _SUBJECT.search(name):
            yield _trigger(name.lower(), "<" if _LOW.search(name) else ">", limit, (at_offset(source, limit.offset),))


def _constants(text: str) -> dict[str, _Limit]:
    """Return the names that are given one number and no other, and the defaults of options."""
    found: dict[str, _Limit] = {}
    twice: set[str] = set()
    for match in _CONSTANT.finditer(text):
        twice |= {match["name"]} & found.keys()
        found[match["name"]] = _Limit(match["value"].strip(), match["name"], match.start("name"))
    for match in _OPTION.finditer(text):
        option = match["name"].replace("-", "_")
        found[f"args.{option}"] = _Limit(
            match["value"], option, match.start("value"), f"the default of --{match['name']}"
        )
    return {name: limit for name, limit in found.items() if name not in twice}


def _comparisons(source: Source, lines: tuple[str, ...], constants: dict[str, _Limit]) -> Iterator[tuple[Trigger, str]]:
    places = Places(source)
    for part in parts(source, found(source.text, lines)):
        wanted = set(part.wanted)
        for node in ast.walk(part.tree):
            if not isinstance(node, ast.If) or node.lineno not in wanted:
                continue
            action = _action(node.body)
            tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
            for test in tests if action else ():
                compared = _compared(test, constants)
                if compared is not None:
                    subject, sign, limit = compared
                    here = places.of(node, part)
                    there = (at_offset(source, limit.offset), here) if limit.offset >= 0 else (here,)
                    yield _trigger(subject, sign, limit, there, action, short(ast.unparse(node.test))), limit.name


def _compared(test: ast.expr, constants: dict[str, _Limit]) -> tuple[str, str, _Limit] | None:
    """Return what is measured, how it is compared and with what."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or type(test.ops[0]) not in _SIGNS:
        return None
    left, right, sign = test.left, test.comparators[0], _SIGNS[type(test.ops[0])]
    limit = _limit(right, constants)
    if limit is None:
        left, sign, limit = right, mirrored(sign), _limit(left, constants)
    if limit is None or not number(limit.stated):
        return None
    subject = short(ast.unparse(left))
    return (subject, sign, limit) if _SUBJECT.search(subject) and len(subject) <= 80 else None


def _limit(node: ast.expr, constants: dict[str, _Limit]) -> _Limit | None:
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float()) | ast.BinOp(op=ast.Mult()):
            stated = ast.unparse(node)
            return _Limit(stated) if number(stated) is not None else None
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            return constants.get(name)
        case ast.Attribute(value=ast.Name(id="args" | "arguments" | "options" | "opts"), attr=name):
            return constants.get(f"args.{name}")
    return None


def _action(body: list[ast.stmt]) -> str:
    """Return the first thing a branch does that warns, ends or repairs."""
    for one in body[:6]:
        if isinstance(one, ast.Raise) and one.exc is not None:
            return short(ast.unparse(one))
        call = one.value if isinstance(one, ast.Expr | ast.Assign | ast.Return) else None
        if isinstance(call, ast.Call) and _ACTS.fullmatch(ast.unparse(call.func)[:200]):
            return short(ast.unparse(call))
    return ""


def _trigger(
    subject: str, sign: str, limit: _Limit, evidence: tuple[Evidence, ...], action: str = "", condition: str = ""
) -> Trigger:
    names = f"{limit.name} {subject}"
    return Trigger(
        system=SYSTEM,
        name=limit.name or subject,
        subject=subject,
        comparison=sign,
        threshold=number(limit.stated.replace("_", "")),
        stated=limit.stated,
        unit=next((unit for pattern, unit in _UNITS if pattern.search(names)), ""),
        severity=_severity(limit.name, action),
        action=action,
        condition=condition,
        note=limit.note,
        confidence=Confidence.LOW,
        evidence=evidence,
    )


def _severity(name: str, action: str) -> Severity | None:
    """Return how grave it is, where the constant's name or the log level says so."""
    called = action.partition("(")[0].lower()
    if re.search(r"(?i)crit", name) or called.endswith((".critical", ".fatal")):
        return Severity.CRITICAL
    return Severity.WARNING if re.search(r"(?i)warn", name) or called.endswith((".warning", ".warn")) else None
