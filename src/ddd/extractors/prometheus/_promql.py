"""Says what an alert's expression compares with what.

The brackets and comparisons are found in the text itself, so that every threshold keeps its line and templates may
stand anywhere; what a side means, promql-parser says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, cast

import promql_parser

from ddd.extractors.prometheus._templates import MARK, is_open
from ddd.measures import mirrored

LONGEST = 20_000
"""Characters; a longer expression is not read."""
LONGEST_SUBJECT = 120

_MOST = 10
"""Alternatives of one alert that are told apart."""
_LONGEST_PARSED = 4_000
_DEEPEST = 40

# Strings first: what looks like a bracket or a comparison inside them is none.
_TOKEN = re.compile(
    rf"""
    (?P<space> \s++ | \#[^\r\n]*+ )
  | (?P<template> {MARK} )
  | (?P<string> "(?: [^"\\{{] | \\. | {MARK} | \{{ |(?!) )*+"
              | '(?: [^'\\{{] | \\. | {MARK} | \{{ |(?!) )*+' | `[^`]*+` )
  | (?P<open> [(\[{{] ) | (?P<close> [)\]}}] )
  | (?P<compare> == | != | >= | <= | > | < )
  | (?P<word> [A-Za-z_:][\w:.]*+ )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MATCHING = frozenset({"on", "ignoring", "group_left", "group_right", "bool"})
_GROUPING = frozenset({"by", "without", "on", "ignoring", "group_left", "group_right"})
_AGGREGATIONS = frozenset({"sum", "count", "max", "min", "avg", "group"})
_ABSENT = frozenset({"absent", "absent_over_time"})
# Endless signs take the parser long, and endless times end it.
_UNSAFE = re.compile(
    r"[-+\s]{40}|\d{10}\d*+\s*[A-Za-z]|(?i:\b(?:inf|nan)\b|\boffset\b[^a-z]{0,9}\d{10})|[\[:]\s*\d{10}|\de[-+]?\d{3}"
)
_METRIC = re.compile(r"\b[A-Za-z]\w{0,200}[_:][\w:]{1,200}")
_OF_NUMBERS = re.compile(r"[\d.+\-*/^%()\sA-Fa-fxXinINdhmswyDHMSWY]{1,200}")


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


_Tokens = list[_Token]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One condition of an expression."""

    subject: str
    sign: str
    """A comparison, `absent`, or `present` where any result acts."""
    offset: int
    """Where in the expression the threshold stands."""
    stated: str = ""
    threshold: float | None = None
    is_open: bool = False
    """A template puts the threshold there."""


def comparisons(text: str) -> list[Comparison]:
    """Return the conditions of an expression: one each for what `or` joins; of what `and` and `unless` join, the first.

    Empty when the brackets do not match or go too deep, and when nothing is left of it without comments.
    """
    tokens = list(_tokens(text)) if len(text) <= LONGEST else []
    if not tokens or not _is_balanced(tokens):
        return []
    return list(dict.fromkeys(_conditions(tokens)))[:_MOST]


def is_promql(text: str) -> bool:
    """Tell whether Prometheus would take an expression; True for one that is too large to be asked about."""
    return not _is_askable(text) or _parsed(text) is not None


def value(text: str) -> float | None:
    """Return the number that a side states: `24 * 3600`, `1e3`, `-(2^10)`, `1h`; None for anything else."""
    if not _OF_NUMBERS.fullmatch(text):
        return None
    try:
        number = _value(_parsed(text))
    except ArithmeticError:
        return None
    return number if number is not None and math.isfinite(number) else None


def clock(text: str) -> tuple[str, float] | None:
    """Return how an expression counts time, and in how many seconds each.

    `age` for what has passed since something (`(time() - x) / 3600`), `rest` for what is left until something
    (`x - time()`); None for anything else.
    """
    text = _joined(list(_unmarked(list(_tokens(text)))))
    try:
        return _clock(_parsed(text)) if "time()" in text else None
    except ArithmeticError:
        return None


def plain(text: str) -> str:
    """Return an expression on one line, without comments."""
    return _joined(list(_tokens(text))) if len(text) <= LONGEST else ""


def short(text: str) -> str:
    """Return an expression cut to what a line of a list holds.

    What templates say is left out first, then all selectors.
    """
    tokens = list(_tokens(text))
    shown = _joined(tokens)
    if any(token.kind == "template" for token in tokens) or len(shown) > LONGEST_SUBJECT:
        tokens = list(_unmarked(tokens))
    is_of_logs = any(token.text == "|" for token in tokens)
    if len(_joined(tokens)) > LONGEST_SUBJECT and not is_of_logs:
        bare = list(_unselected(tokens))
        # `sum(errors{code="500"}) / sum(errors)`: only the selectors tell the sides apart.
        tokens = tokens if _are_alike(_joined(bare)) else bare
    shown = _joined(tokens) or shown
    return shown if len(shown) <= LONGEST_SUBJECT else f"{shown[: LONGEST_SUBJECT - 1].rstrip()}…"


def _are_alike(ratio: str) -> bool:
    """Tell whether both sides of a division read the same."""
    one, sign, other = ratio.partition(" / ")
    return bool(sign) and one == other


def unselected(text: str) -> str:
    """Return an expression without templates, selectors, ranges and the labels it groups or matches by."""
    return _joined(list(_unselected(token for token in _tokens(text) if token.kind != "template")))


def _unmarked(tokens: _Tokens) -> Iterator[_Token]:
    """Leave out templates, and of selectors what holds one."""
    partner = _partners(tokens)
    index = 0
    while index < len(tokens):
        token = tokens[index]
        is_list = token.text == "{" or (token.text == "(" and index and tokens[index - 1].text.lower() in _GROUPING)
        if is_list and index in partner:
            yield from _kept(tokens[index : partner[index] + 1])
            index = partner[index]
        elif token.kind != "template":
            yield token
        index += 1


def _kept(selector: _Tokens) -> Iterator[_Token]:
    """Leave out the entries of a list that hold a template."""
    first, *inner, last = selector
    commas = [-1, *(n for n, token in enumerate(inner) if token.text == ","), len(inner)]
    pieces = [inner[start + 1 : end] for start, end in pairwise(commas)]
    if first.text == "(":
        pieces = [[token for token in piece if token.kind != "template"] for piece in pieces]
    kept = [piece for piece in pieces if piece and not any(is_open(token.text) for token in piece)]
    if kept or first.text == "(":
        yield first
        yield from (token for piece in kept[:-1] for token in (*piece, piece[-1]._replace(kind="other", text=",")))
        yield from (kept or [[]])[-1]
        yield last


def _unselected(tokens: Iterable[_Token]) -> Iterator[_Token]:
    open_ones: list[bool] = []
    before = ""
    for token in tokens:
        if token.kind == "open":
            is_hidden = token.text in "{[" or before in _GROUPING or (bool(open_ones) and open_ones[-1])
            open_ones.append(is_hidden)
        if not (open_ones and open_ones[-1]) and token.text.lower() not in _GROUPING:
            yield token
        if token.kind == "close" and open_ones:
            open_ones.pop()
        before = token.text.lower()


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind != "space":
            yield _Token(kind, match[0], *match.span())


def _joined(tokens: _Tokens) -> str:
    parts, end, before = list[str](), -1, ""
    for token in tokens:
        is_apart = 0 <= end < token.start and before not in ("(", "{") and token.text not in (")", "}", ",")
        parts += [" " if is_apart else "", " ".join(token.text.split())]
        end, before = token.end, token.text
    return "".join(parts)


def _is_balanced(tokens: _Tokens) -> bool:
    expected: list[str] = []
    for token in tokens:
        if token.kind == "open":
            expected.append(_CLOSING[token.text])
            if len(expected) > _DEEPEST:
                return False
        elif token.kind == "close" and (not expected or expected.pop() != token.text):
            return False
    return not expected


def _top(tokens: _Tokens) -> Iterator[tuple[int, _Token]]:
    """Yield the tokens that stand in no bracket, and where."""
    depth = 0
    for index, token in enumerate(tokens):
        depth -= token.kind == "close"
        if depth == 0:
            yield index, token
        depth += token.kind == "open"


def _split(tokens: _Tokens, *words: str) -> list[tuple[str, _Tokens]]:
    """Cut at the words that stand in no bracket: each part with the word before it, without how both are matched."""
    cuts = [index for index, token in _top(tokens) if token.kind == "word" and token.text.lower() in words]
    edges = [-1, *cuts, len(tokens)]
    parts = ((tokens[max(start, 0)].text.lower(), tokens[start + 1 : end]) for start, end in pairwise(edges))
    return [(word, part) for word, one in parts if (part := _without_matching(one))]


def _conditions(tokens: _Tokens) -> list[Comparison]:
    """Return the alternatives, each with what it compares; brackets around everything are taken off."""
    part = _bare(tokens)
    if not part:
        return []
    either = _split(part, "or")
    if len(either) > 1:
        return [found for _, one in either for found in _conditions(one)]
    both = _split(part, "and", "unless")
    if len(both) > 1:
        told = [found for word, one in both if word != "unless" and _is_told(found := _conditions(one))]
        return _main(told) or _presence(part)
    inner = _labelled(part) or _aggregated(part)
    found = _conditions(inner) if inner else []
    return found if _is_told(found) else _condition(part)


def _main(told: list[list[Comparison]]) -> list[Comparison]:
    """Return the first of what `and` joins; not where it only asks whether what the next measures is there at all."""
    if len(told) > 1 and all(one.sign == ">" and one.threshold == 0 for one in told[0]):
        guarded = _metrics(told[0])
        return next((one for one in told[1:] if guarded and guarded <= _metrics(one)), told[0])
    return told[0] if told else []


def _metrics(found: list[Comparison]) -> set[str]:
    return {name for one in found for name in _METRIC.findall(unselected(one.subject))}


def _is_told(found: list[Comparison]) -> bool:
    return any(one.sign != "present" for one in found)


def _labelled(tokens: _Tokens) -> _Tokens:
    """Return what an expression is about that takes labels from another: `(a > 1) * on(x) group_left(y) info`."""
    top = list(_top(tokens))
    if any(token.kind == "compare" for _, token in top) or not any(token.text == "group_left" for _, token in top):
        return []
    left = tokens[: next((index for index, token in top if token.text == "*"), 0)]
    is_condition = len(_bare(left)) < len(left) and any(token.kind == "compare" for token in left)
    return left if is_condition else []


def _aggregated(tokens: _Tokens) -> _Tokens:
    """Return the condition whose results are counted or summed up: there is a sum when there is something to sum."""
    partner = _partners(tokens)
    start = 1
    if tokens[0].text.lower() in _AGGREGATIONS and len(tokens) > 1 and tokens[1].text.lower() in _GROUPING:
        start = partner.get(2, 0) + 1
    end = partner.get(start, 0) if tokens[0].text.lower() in _AGGREGATIONS else 0
    rest = tokens[end + 1 :]
    inner = tokens[start + 1 : end]
    is_whole = not rest or (rest[0].text.lower() in _GROUPING and partner.get(end + 2) == len(tokens) - 1)
    is_condition = any(token.kind == "compare" for token in inner) and not any(token.text == "bool" for token in inner)
    return inner if end and is_whole and is_condition else []


def _bare(tokens: _Tokens) -> _Tokens:
    """Take off the brackets around everything."""
    start, end = 0, len(tokens)
    partner = _partners(tokens)
    while start < end and tokens[start].text == "(" and partner.get(start) == end - 1:
        start, end = start + 1, end - 1
    return tokens[start:end]


def _partners(tokens: _Tokens) -> dict[int, int]:
    found, open_ones = dict[int, int](), list[int]()
    for index, token in enumerate(tokens):
        if token.kind == "open":
            open_ones.append(index)
        elif token.kind == "close" and open_ones:
            found[open_ones.pop()] = index
    return found


def _without_matching(tokens: _Tokens) -> _Tokens:
    """Leave out `bool`, `on (…)` and their sisters at the beginning."""
    start, partner = 0, None
    while start < len(tokens) and tokens[start].text.lower() in _MATCHING:
        start += 1
        if start < len(tokens) and tokens[start].text == "(" and tokens[start - 1].text.lower() != "bool":
            partner = partner or _partners(tokens)
            start = partner[start] + 1
    return tokens[start:]


def _condition(tokens: _Tokens) -> list[Comparison]:
    signs = [index for index, token in _top(tokens) if token.kind == "compare"]
    if not signs:
        return _presence(tokens)
    left, right = tokens[: signs[-1]], _without_matching(tokens[signs[-1] + 1 :])
    sign = tokens[signs[-1]].text
    if not left or not right:
        return []
    if _is_value(left) and not _is_value(right):
        left, right, sign = right, left, mirrored(sign)
    stated = _joined(right)
    threshold = value(stated)
    is_left_open = threshold is None and _is_value(right)
    return [Comparison(_joined(_bare(left)), sign, right[0].start, stated, threshold, is_left_open)]


def _presence(tokens: _Tokens) -> list[Comparison]:
    if tokens[0].text.lower() in _ABSENT and _partners(tokens).get(1) == len(tokens) - 1:
        inner = tokens[2:-1]
        return [Comparison(_joined(inner), "absent", tokens[0].start)] if inner else []
    if all(token.kind in ("template", "string", "other") for token in tokens):
        return []  # a template makes the expression, or it is none
    return [Comparison(_joined(tokens), "present", tokens[0].start)]


def _is_value(tokens: _Tokens) -> bool:
    """Tell whether a side is a number, or what a template puts there."""
    if value(_joined(tokens)) is not None:
        return True
    words = [token.text.lower() for token in tokens if token.kind in ("word", "string")]
    has_template = any(token.kind == "template" for token in tokens)
    return has_template and not words and not any(token.text == "{" for token in tokens)


def _is_askable(text: str) -> bool:
    return len(text) <= _LONGEST_PARSED and text.count("(") <= _DEEPEST and not _UNSAFE.search(text)


def _parsed(text: str) -> object | None:
    """Return the syntax tree; None for what is no PromQL, and for what takes the parser too long."""
    if not _is_askable(text):
        return None
    try:
        return cast(object, promql_parser.parse(text))
    except ValueError:
        return None
    except BaseException as fault:  # its own faults come as nothing better
        if type(fault).__name__ != "PanicException":
            raise
        return None


def _value(node: object) -> float | None:
    match node:
        case promql_parser.NumberLiteral():
            return float(node.val)
        case promql_parser.ParenExpr():
            return _value(node.expr)
        case promql_parser.UnaryExpr():
            inner = _value(node.expr)
            return None if inner is None else -inner
        case promql_parser.BinaryExpr():
            return _computed(str(node.op), _value(node.lhs), _value(node.rhs))
    return None


def _clock(node: object) -> tuple[str, float] | None:
    match node:
        case promql_parser.ParenExpr() | promql_parser.AggregateExpr():
            return _clock(node.expr)
        case promql_parser.BinaryExpr() if str(node.op) == "/":
            counted, divisor = _clock(node.lhs), _value(node.rhs)
            return (counted[0], counted[1] * divisor) if counted and divisor else None
        case promql_parser.BinaryExpr() if str(node.op) == "-":
            sides = [_is_now(node.lhs), _is_now(node.rhs)]
            return {(True, False): ("age", 1.0), (False, True): ("rest", 1.0)}.get((sides[0], sides[1]))
    return None


def _is_now(node: object) -> bool:
    while isinstance(node, promql_parser.ParenExpr):
        node = node.expr
    return isinstance(node, promql_parser.Call) and node.func.name == "time"


def _computed(operator: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case "^":
            return math.pow(left, right)
        case "%":
            return math.fmod(left, right)
    return None
