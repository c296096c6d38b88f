"""Takes a Helm template apart without rendering it: knows what `.` and the variables stand for at each place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ddd.extractors.kubernetes._masked import Mark, Page, pages
from ddd.extractors.kubernetes._pipeline import operand
from ddd.scan.source import Source

_MAX_VARIABLES = 500
_LONGEST = 4_000

_HELM = re.compile(
    r"\{\{-?\s{0,20}(?:[.$]|/\*|(?:if|range|with|include|template|define|end|toYaml|tpl|default|required|printf|index|get"
    r"|coalesce|fail)\b)"
)
_STATEMENT = re.compile(r"(?P<word>if|else|end|range|with|define|block|break|continue)\b\s*(?P<rest>.*)", re.DOTALL)
_ASSIGNMENT = re.compile(r"\$(?P<name>\w{1,100})\s*:?=\s*(?P<value>.*)", re.DOTALL)
_LOOP = re.compile(r"(?:\$(?P<first>\w{1,100})\s*(?:,\s*\$(?P<second>\w{1,100})\s*)?:=\s*)?(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Action:
    """One `{{ … }}`."""

    start: int
    end: int
    body: str
    """What stands between the braces, without trimming signs; empty for a comment."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds from one statement on. A chain, the innermost first."""

    word: str
    """The statement: `if`, `range`, …; `set` for a variable."""
    above: Scope | None
    dot: str | None = ""
    """The path that `.` stands for; None: nobody knows."""
    name: str = ""
    path: str | None = None
    """Of a variable."""
    condition: str = ""

    def lookup(self, name: str) -> str | None:
        """Return the path that `.` or a variable such as `$job` stands for."""
        if name == ".":
            return self.dot
        if name == "$":
            return ""
        scope: Scope | None = self
        for _ in range(_MAX_VARIABLES):
            if scope is None or (scope.word == "set" and scope.name == name):
                break
            scope = scope.above
        return scope.path if scope and scope.word == "set" else None

    def chain(self) -> Iterator[Scope]:
        """Yield this scope and those around it."""
        scope: Scope | None = self
        for _ in range(_MAX_VARIABLES):
            if scope is None:
                return
            yield scope
            scope = scope.above


class Template:
    """A Helm template, taken apart."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._actions = tuple(_actions(source.text))
        self._offsets = tuple(one.start for one in self._actions)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """What can be read of it without rendering it."""
        marks = (Mark(one.start, one.end, _is_value(one)) for one in self._actions)
        return tuple(pages(self._source, marks))

    @cached_property
    def _scopes(self) -> tuple[Scope, ...]:
        """What holds after each action."""
        return tuple(_scopes(self._actions))

    def scope(self, offset: int) -> Scope:
        """Return what holds at a place in the text."""
        index = bisect_right(self._offsets, offset) - 1
        return self._scopes[index] if index >= 0 else Scope("file", None)


def is_helm(source: Source) -> bool:
    """Tell whether a file is a template of a Helm chart, by its folder and by what it holds: Jinja has braces too."""
    in_templates = "/templates/" in f"/{source.path}" and not source.is_template
    return in_templates and "{{" in source.text and _HELM.search(source.text) is not None


def template(source: Source) -> Template:
    """Take a Helm template apart, once for all who ask."""
    return source.derived("helm template", Template)


def _actions(text: str) -> Iterator[Action]:
    position = text.find("{{")
    while position >= 0:
        is_comment = text.startswith(("{{/*", "{{- /*"), position)
        inner = text.find("*/", position) if is_comment else position
        end = text.find("}}", inner) + 2 if inner >= 0 else 1
        if end < 2:
            return
        body = "" if is_comment else text[position + 2 : end - 2]
        yield Action(position, end, body.removeprefix("-").removesuffix("-").strip() if len(body) <= _LONGEST else "")
        position = text.find("{{", end)


def _scopes(actions: tuple[Action, ...]) -> Iterator[Scope]:
    scope = Scope("file", None)
    blocks: list[Scope] = []
    """What held before each block that is open."""
    for action in actions:
        statement, assignment = _STATEMENT.match(action.body), _ASSIGNMENT.match(action.body)
        if statement and statement["word"] == "end":
            scope = blocks.pop() if blocks else scope
        elif statement and statement["word"] == "else":
            scope = Scope("else", blocks[-1], blocks[-1].dot) if blocks else scope
        elif statement and statement["word"] not in ("break", "continue"):
            blocks.append(scope)
            scope = _block(statement["word"], statement["rest"], scope)
        elif assignment:
            path = operand(assignment["value"], scope.lookup).path
            scope = Scope("set", scope, scope.dot, f"${assignment['name']}", path)
        yield scope


def _block(word: str, rest: str, above: Scope) -> Scope:
    if word not in ("range", "with"):
        # What a `define` is called with is mostly the root.
        dot = "" if word in ("define", "block") else above.dot
        return Scope(word, above, dot, condition=rest if word == "if" else "")
    match = _LOOP.match(rest)
    path = operand(match["value"], above.lookup).path if match else None
    if word == "range":
        path = f"{path}.*" if path else None
    scope = Scope(word, above, path)
    if match and match["first"]:
        key = f"{path}#key" if path else None
        first = key if match["second"] else path
        scope = Scope("set", scope, path, f"${match['first']}", first)
    if match and match["second"]:
        scope = Scope("set", scope, path, f"${match['second']}", path)
    return scope


def _is_value(action: Action) -> bool:
    return bool(action.body) and not _STATEMENT.match(action.body) and not _ASSIGNMENT.match(action.body)
