"""Reads as much of Groovy as a Jenkinsfile needs: which calls with string literals stand inside which others.

The grammar of tree-sitter loses whole pipelines to a construct it does not know; tokens never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LONGEST_STRING = 200_000
"""Lists of builds with their parameters are long."""
_TOKEN = re.compile(
    r"""
      (?P<comment> //[^\n]* | /\* (?: [^*] | \*(?!/)|(?!) )*+ (?: \*/ | \Z ) )
    | (?P<long> \"\"\" (?: [^"\\] | \\. | "(?!"")|(?!) )*+ (?: \"\"\" | \Z )
              | ''' (?: [^'\\] | \\. | '(?!'')|(?!) )*+ (?: ''' | \Z ) )
    | (?P<string> " (?: [^"\\\n] | \\.|(?!) )*+ "? | ' (?: [^'\\\n] | \\.|(?!) )*+ '? )
    | (?P<word> [A-Za-z_][A-Za-z0-9_]*+ )
    | (?P<open> [({\[] ) | (?P<close> [)}\]] )
    | (?P<line> \n )
    | (?P<sign> \S )
    """,
    re.VERBOSE | re.DOTALL,
)
_FOLLOWS = re.compile(r"[ \t]*+(?:(?P<sign>\(|=(?!=))\s*+|(?=[\"'A-Za-z_\[]))")
_QUOTES = ('"""', "'''", '"', "'")
_OPEN_QUOTES = _QUOTES[::2]
_JOB = re.compile(r"[jJ]ob$")
_LONGEST_CONDITION = 120
_MAX_RUNNING = 10
_MAX_AROUND = 50


@dataclass(frozen=True, slots=True)
class Literal:
    """A string of the program."""

    text: str
    """Without its quotes; its escapes stand as they are written."""
    offset: int
    """Where its text begins, in characters from 0."""
    is_open: bool = False
    """It holds `${…}` or `$name`, which only a run of the program fills."""
    condition: str = ""
    """When it holds, in the words of the program; empty: always."""


@dataclass(slots=True)
class Call:
    """A word with its arguments, or with what is assigned to it: `cron('H 2 * * *')`, `NIGHTLY = 'H 2 * * *'`."""

    name: str
    offset: int
    """Of the word, in characters from 0."""
    begin: int
    """Where its arguments begin."""
    is_assignment: bool
    inside: tuple[str, ...]
    """The words before the brackets around it, the outermost first; empty ones for brackets without a word."""
    owner: str
    """What the job around it is called in the Job DSL: `pipelineJob('nightly') { … }`."""
    literals: list[Literal] = field(default_factory=list)
    """The strings among its arguments."""
    words: list[str] = field(default_factory=list)
    """Words and signs among its arguments."""
    end: int = 0


def calls(text: str, names: frozenset[str]) -> Iterator[Call]:
    """Yield the calls of some names and the assignments to them; inner ones before those around them."""
    return _Reader(text, names).calls()


@dataclass(slots=True)
class _Word:
    """A word, or a closed call, that a bracket may belong to; and the bracket itself while it is open."""

    name: str = ""
    first: str = ""
    """The first string of its arguments."""
    bracket: str = ""


@dataclass(slots=True)
class _Running:
    """A call whose arguments are being read."""

    call: Call
    depth: int
    in_brackets: bool
    condition: str = ""
    unless: bool = False


class _Reader:
    """One pass over the tokens."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self.stack: list[_Word] = []
        self.before = _Word()
        self.running: list[_Running] = []

    def calls(self) -> Iterator[Call]:
        take = {
            "word": self._word,
            "long": self._string,
            "string": self._string,
            "open": self._open,
            "close": self._close,
            "sign": self._sign,
        }
        for token in _TOKEN.finditer(self.text):
            kind = token.lastgroup or ""
            yield from self._ended(kind, token)
            if kind in take:
                take[kind](token)
        yield from (one.call for one in self.running if not one.in_brackets)

    def _ended(self, kind: str, token: re.Match[str]) -> Iterator[Call]:
        """Yield the calls that this token ends: their bracket closes, or without brackets their line does."""
        while self.running:
            one, depth = self.running[-1], len(self.stack)
            of_line = not one.in_brackets and depth <= one.depth and (kind in ("line", "close") or token[0] == ";")
            if not of_line and not (kind == "close" and depth <= one.depth + 1 and one.in_brackets):
                return
            self.running.pop()
            one.call.end = token.start()
            if not one.in_brackets or token[0] == ")":
                yield one.call

    def _word(self, token: re.Match[str]) -> None:
        for one in self.running:
            one.call.words.append(token[0])
        self.before = _Word(token[0])
        follows = _FOLLOWS.match(self.text, token.end()) if token[0] in self.names else None
        if follows and len(self.running) < _MAX_RUNNING:
            owner = next((one.first for one in self.stack if one.bracket == "{" and _JOB.search(one.name)), "")
            inside = tuple(one.name for one in self.stack[-_MAX_AROUND:])
            begin = follows.end() if follows["sign"] else follows.start()
            call = Call(token[0], token.start(), begin, follows["sign"] == "=", inside, owner, end=len(self.text))
            self.running.append(_Running(call, len(self.stack), follows["sign"] == "("))

    def _string(self, token: re.Match[str]) -> None:
        quote = next(one for one in _QUOTES if token[0].startswith(one))
        body = token[0][len(quote) : len(token[0]) - len(quote)][:_LONGEST_STRING]
        if not token[0].endswith(quote):
            return  # it ends nowhere
        is_open = quote in _OPEN_QUOTES and "$" in body
        for one in self.running:
            word = "unless" if one.unless else "only when"
            condition = f"{word} {one.condition}" if one.condition else ""
            one.call.literals.append(Literal(body, token.start() + len(quote), is_open, condition))
        if self.stack and self.stack[-1].bracket == "(" and not self.stack[-1].first:
            self.stack[-1].first = body
        self.before = _Word()

    def _open(self, token: re.Match[str]) -> None:
        self.stack.append(_Word(self.before.name, self.before.first, token[0]))
        self.before = _Word()

    def _close(self, token: re.Match[str]) -> None:
        closed = self.stack.pop() if self.stack else _Word()
        self.before = _Word(closed.name, closed.first) if token[0] == ")" else _Word()

    def _sign(self, token: re.Match[str]) -> None:
        following = self.text[token.end() : token.end() + 1]
        for one in self.running:
            one.call.words.append(token[0])
            if token[0] == "?" and following not in (":", "."):
                said = self.text[one.call.begin : one.call.begin + _LONGEST_CONDITION]
                one.condition = " ".join(said[: max(0, token.start() - one.call.begin)].split()).removeprefix("(")
                one.call.literals.clear()  # those of the condition
            elif token[0] == ":" and one.condition:
                one.unless = True
        self.before = _Word()
