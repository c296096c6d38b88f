"""Knows which value an expression of a Helm template asks for: `.Values.etl.schedule | default "0 3 * * *" | quote`.

Nothing is evaluated: an expression either passes one value on unchanged or stays open. Format: Go's text/template,
https://helm.sh/docs/chart_template_guide/function_list/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ddd.model import replace

_MAX_TOKENS = 200
_MAX_DEPTH = 20
_TOKEN = re.compile(
    r"""\s* (?: (?P<text> "(?:[^"\\]|\\.|(?!))*+" | `[^`]*+` ) | (?P<sign> :=|[|(),=] )
              | (?P<field> \$?(?:\.?\w+|(?!))*+\.? ) )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d+")
_PASS_ON = frozenset(
    {
        *("quote", "squote", "toString", "trim", "lower", "nospace", "tpl", "required", "int"),
        *("deepCopy", "mustDeepCopy", "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"),
    }
)
_LAST = frozenset({"required", "mergeOverwrite", "mustMergeOverwrite"})


@dataclass(frozen=True, slots=True)
class Operand:
    """What an expression comes down to."""

    path: str | None = None
    """From the root of everything: `Values.etl.schedule`; the root itself is empty, None: nobody knows."""
    literal: str | None = None
    default: Operand | None = None
    """What holds where the path leads to nothing."""
    is_exact: bool = True
    """Not so where the value is only a part of what comes out."""


UNKNOWN = Operand()
Names = Callable[[str], str | None]
"""(`.` or a variable such as `$job`) -> the path it stands for."""


def operand(expression: str, names: Names) -> Operand:
    """Return what an expression passes on; UNKNOWN when it makes something of its own."""
    tokens = _tokens(expression)
    return _Parser(tokens, names).pipeline() if tokens else UNKNOWN


@dataclass(slots=True)
class _Parser:
    tokens: list[tuple[str, bool]]
    """Each with whether it follows the one before without space."""
    names: Names
    position: int = 0
    depth: int = 0

    def pipeline(self) -> Operand:
        value = self._command(None)
        while self._next() == "|":
            self.position += 1
            value = self._command(value)
        return value

    def _next(self) -> str:
        return self.tokens[self.position][0] if self.position < len(self.tokens) else ""

    def _command(self, before: Operand | None) -> Operand:
        function = self._next()
        if not re.fullmatch(r"[A-Za-z]\w*", function) or function in ("true", "false", "nil"):
            function = ""
        else:
            self.position += 1
        arguments = []
        while self._next() not in ("", "|", ")"):
            arguments.append(self._argument())
        if before is not None:
            arguments.append(before)
        if function:
            return _applied(function, arguments)
        return arguments[0] if len(arguments) == 1 else UNKNOWN

    def _argument(self) -> Operand:
        token = self._next()
        self.position += 1
        if token[0] in '"`':
            return Operand(literal=token[1:-1])
        if token[0] == "(":
            return self._group()
        if token[0] in ".$":
            return self._field(token)
        return Operand(literal=token) if _NUMBER.fullmatch(token) else UNKNOWN

    def _group(self) -> Operand:
        self.depth += 1
        value = self.pipeline() if self.depth <= _MAX_DEPTH else UNKNOWN
        self.depth -= 1
        if self._next() != ")":
            return UNKNOWN
        self.position += 1
        token, is_near = self.tokens[self.position] if self.position < len(self.tokens) else ("", False)
        if is_near and token.startswith("."):
            self.position += 1
            return _below(value, token[1:].split("."))
        return value

    def _field(self, token: str) -> Operand:
        first, _, rest = token.partition(".")
        path = self.names(first or ".")
        return _below(Operand(path=path), rest.split(".") if rest else [])


def _applied(function: str, arguments: list[Operand]) -> Operand:
    if not arguments:
        return UNKNOWN
    if function == "default" and len(arguments) == 2:
        return replace(arguments[1], default=arguments[1].default or arguments[0])
    if function == "coalesce":
        return replace(arguments[0], default=arguments[1] if len(arguments) > 1 else None)
    if function in ("index", "get"):
        # Which entry is asked for may itself be open: it may be any.
        return _below(arguments[0], [one.literal or "*" for one in arguments[1:]])
    if function == "printf":
        known = [one for one in arguments if (one.path or "").startswith("Values.")]
        return replace(known[-1], is_exact=False) if known else UNKNOWN
    if function in _PASS_ON:
        return arguments[-1 if function in _LAST else 0]
    return UNKNOWN


def _below(value: Operand, keys: list[str]) -> Operand:
    if value.path is None:
        return UNKNOWN
    return Operand(path=".".join(filter(None, (value.path, *keys))), is_exact=value.is_exact)


def _tokens(expression: str) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    position = 0
    while position < len(expression) and len(found) < _MAX_TOKENS:
        match = _TOKEN.match(expression, position)
        token = match[0].strip() if match else ""
        if not match or not token:
            return [] if expression[position:].strip() else found
        found.append((token, match[0] == token))
        position = match.end()
    return found
