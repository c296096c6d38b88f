"""Rules that are wrong in one place: every number, sign, label, matcher and word of the language changed in turn."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import promql_parser

from ddd.renderers.alerts.proof import _equivalent as equivalent

Rule = dict[str, Any]
Rules = dict[str, Any]

_TOKEN = re.compile(
    r"""
      (?P<matcher> \b\w+ (?:=~|!~|!=|=) "(?:[^"\\]|\\.)*" ,? )
    | (?P<list> \b(?:on|by|without|ignoring|group_left) \s* \([^()]*\) )
    | (?P<join> \b(?:or|unless|and)\b )
    | (?P<aggregation> \b(?:topk|bottomk|max|min)\b )
    | (?P<bool> \bbool\b )
    | (?P<comparison> ==|!=|>=|<=|>|< )
    | (?P<number> (?<![\w.])\d+(?![\w.]) )
    | (?P<sign> (?<=\s)[-+*/](?=\s) )
    """,
    re.VERBOSE,
)
_COMPARISONS = ("==", "!=", ">", "<", ">=", "<=")
_SIGNS = ("+", "-", "*", "/")
_JOINS = ("or", "unless", "and")
_OPPOSITE = {"topk": "bottomk", "bottomk": "topk", "max": "min", "min": "max"}
_INSTEAD = {"on": "ignoring", "by": "without"}
_WRONG = "wrong"
_HOURS = re.compile(r"(?P<hours>\d+)h")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A whole rule file with one wrong thing in it."""

    rule: str
    """The name of the rule, with its task where it has one."""
    change: str
    """What was changed to what."""
    rules: Rules


def mutants(rules: Rules) -> Iterator[Mutant]:
    """Yield every mutant of the first rule of each shape; rules of one shape differ in names and numbers only."""
    seen = set()
    for group, one in enumerate(rules["groups"]):
        for position, rule in enumerate(one["rules"]):
            if (shape := _shape(rule)) in seen:
                continue
            seen.add(shape)
            for change, wrong in _of_rule(rule):
                mutated = copy.deepcopy(rules)
                mutated["groups"][group]["rules"][position : position + 1] = [wrong] if wrong else []
                yield Mutant(_name(rule), change, mutated)


def changed(expression: str, *, value_is_told: bool) -> Iterator[tuple[str, str]]:
    """Yield what was changed and the changed expression, which `promql_parser` accepts and which means another thing.

    value_is_told: the value of the expression is told to somebody, not only that there is one.
    """
    for token in _TOKEN.finditer(expression):
        kind, text = str(token.lastgroup), token[0]
        if kind == "sign" and equivalent.is_unseen(expression, token.start(), value_is_told=value_is_told):
            continue
        before, after = expression[: token.start()], expression[token.end() :]
        for instead in _CHANGES[kind](text):
            if kind == "matcher" and not instead and equivalent.is_implied(before, after):
                continue
            wrong = before + instead + after
            if _is_read(wrong) and not equivalent.selects_the_same(expression, wrong):
                yield f"{_place(expression, token.start())}`{text}` to `{instead}`", wrong


def _of_rule(rule: Rule) -> Iterator[tuple[str, Rule | None]]:
    yield "the whole rule left out", None
    told = "record" in rule or "$value" in str(rule.get("annotations"))
    for change, wrong in changed(rule["expr"], value_is_told=told):
        yield change, {**rule, "expr": wrong}
    for value in _hours(rule.get("for", "")):
        yield f"for: {rule['for']} to {value}", {**rule, "for": value}
    for field in ("labels", "annotations"):
        for key in rule.get(field, {}):
            others = {name: value for name, value in rule[field].items() if name != key}
            yield f"{field}: {key} left out", {**rule, field: others}
            yield f"{field}: {key} changed", {**rule, field: {**others, key: _WRONG}}


def _hours(text: str) -> Iterator[str]:
    if found := _HOURS.fullmatch(text):
        hours = int(found["hours"])
        yield from ("0s", f"{hours - 1}h", f"{hours + 1}h")


def _list(text: str) -> Iterator[str]:
    """Yield the list without each of its labels, without all, and its opposite; and nothing in its place."""
    word, _, rest = text.partition("(")
    labels = [one.strip() for one in rest.rstrip(")").split(",")]
    for left_out in labels:
        yield f"{word}({', '.join(one for one in labels if one != left_out)})"
    if opposite := _INSTEAD.get(word.strip()):
        yield f"{opposite} ({', '.join(labels)})"
    yield ""


def _matcher(text: str) -> Iterator[str]:
    comma = "," if text.endswith(",") else ""
    name, sign, value = re.split(r"(=~|!~|!=|=)", text.removesuffix(","), maxsplit=1)
    yield f"{name}{'!=' if sign == '=' else '='}{value}{comma}"
    yield f'{name}{sign}"{_WRONG}"{comma}'
    yield ""


def _other(words: tuple[str, ...]) -> Callable[[str], Iterator[str]]:
    return lambda text: (one for one in words if one != text)


_CHANGES: dict[str, Callable[[str], Iterator[str]]] = {
    "matcher": _matcher,
    "list": _list,
    "join": _other(_JOINS),
    "aggregation": lambda text: iter([_OPPOSITE[text]]),
    "bool": lambda text: iter([""]),
    "comparison": _other(_COMPARISONS),
    "number": lambda text: iter([str(int(text) + 1), str(int(text) - 1)]),
    "sign": _other(_SIGNS),
}


def _is_read(expression: str) -> bool:
    try:
        promql_parser.parse(expression)
    except ValueError:
        return False
    return True


def _place(expression: str, position: int) -> str:
    line = expression[:position].count("\n") + 1
    return f"line {line}: " if "\n" in expression else ""


def _shape(rule: Rule) -> str:
    """Return what rules have in common that differ in names and numbers only."""
    expression = re.sub(r'"(?:[^"\\]|\\.)*"|(?<![\w.])\d{2,}', "…", rule["expr"])
    return repr((rule.get("record"), expression, sorted(rule.get("labels", {})), sorted(rule.get("annotations", {}))))


def _name(rule: Rule) -> str:
    task = rule.get("labels", {}).get("task", "")
    return f"{rule.get('record') or rule['alert']}{f' of {task}' if task else ''}"
