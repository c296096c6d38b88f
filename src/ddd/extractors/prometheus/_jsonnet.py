"""Takes jsonnet apart as far as objects, their fields and the literals in these: enough for the alerts of a mixin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.extractors.prometheus._sheets import Written
from ddd.scan.source import Source

_TOKEN = re.compile(
    r"""
    (?P<space> \s++ | //[^\n]*+ | \#[^\n]*+ | /\*(?: [^*] | \*(?!/) |(?!) )*+(?:\*/)? )
  | (?P<block> \|\|\|-?[ \t]*\n )
  | (?P<string> @?"(?: [^"\\] | \\. |(?!) )*+" | @?'(?: [^'\\] | \\. |(?!) )*+' )
  | (?P<number> \d[\d_]*+(?:\.\d++)?+(?:[eE][-+]?\d++)?+ )
  | (?P<word> [A-Za-z_$][\w$]*+ )
  | (?P<open> [(\[{] ) | (?P<close> [)\]}] )
  | (?P<colon> \+?:{1,3} ) | (?P<comma> [,;] )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_END_OF_BLOCK = re.compile(r"\n?[ \t]*\|\|\|")
_ESCAPES = {r"\n": "\r", r"\t": " ", r"\"": '"', r"\'": "'", r"\\": "\\"}
_ESCAPE = re.compile(r"\\.")
_POSITIONAL = re.compile(r"%(?P<sign>%|[-+0#]?\d{0,3}(?:\.\d{1,2})?[sdfgi])")
_CHOICES = frozenset({"if", "function", "local", "assert", "error"})
_DEEPEST = 200
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text."""

    kind: str
    text: str
    start: int
    line: int


@dataclass(slots=True)
class Bracket:
    """What stands between two brackets; of an object also its fields."""

    opening: str
    fields: dict[str, list[Token | Bracket]] = field(default_factory=dict)
    content: list[Token | Bracket] = field(default_factory=list)
    """Of an object only what stands since the last comma."""
    key: str | None = None

    def add(self, part: Token | Bracket) -> None:
        """Take in the next part."""
        kind = part.kind if isinstance(part, Token) else ""
        if kind == "comma" and self.opening == "{":
            self.close()
        elif kind == "colon" and self.opening == "{" and self.key is None:
            last = self.content[-1] if len(self.content) == 1 else None
            self.key = literal(last) if isinstance(last, Token) and last.kind in ("word", "string") else ""
            self.content = []
        else:
            self.content.append(part)

    def close(self) -> None:
        """End a field."""
        if self.key:
            self.fields.setdefault(self.key, self.content)
        self.key, self.content = None, []


def objects(source: Source) -> Iterator[Bracket]:
    """Yield every object of the text, the inner ones first."""
    stack = [Bracket("")]
    for token in _tokens(source.text):
        if token.kind == "open" and len(stack) < _DEEPEST:
            stack.append(Bracket(token.text))
        elif token.kind == "close" and len(stack) > 1:
            closed = stack.pop()
            closed.close() if closed.opening == "{" else None
            stack[-1].add(closed)
            if closed.opening == "{":
                yield closed
        else:
            stack[-1].add(token)


def literal(token: Token) -> str:
    """Return the text of a string, of anything else the word itself."""
    if token.kind == "string":
        inner = token.text.removeprefix("@")[1:-1]
        return inner if token.text.startswith("@") else _ESCAPE.sub(lambda one: _ESCAPES.get(one[0], one[0]), inner)
    return token.text


def written(source: Source, parts: list[Token | Bracket]) -> Written | None:
    """Return a value with its lines: literals as they stand, what is computed as `${…}`; None for what is no text."""
    first = next((one for one in parts if isinstance(one, Token)), None)
    if first is None or isinstance(parts[0], Bracket):
        return None
    column = first.start - source.text.rfind("\n", 0, first.start)
    if first.kind in ("string", "block"):
        rest = parts[parts.index(first) + 1 :]
        if not rest or _is(rest[0], "%"):
            return Written(_formatted(literal(first), rest[1:]), source, first.line, column)
    pieces = list(_pieces(parts))
    if first.text in _CHOICES:  # one of several: none of them is the text
        pieces = [f"${{{first.text} …}}"]
    return Written("".join(pieces), source, first.line, column)


def argument(parts: list[Token | Bracket]) -> str:
    """Return what a text is formatted with: of `'…' % $._config` the last word."""
    words = [one.text for one in parts if isinstance(one, Token) and one.kind == "word"]
    return words[-1] if words and any(_is(one, "%") for one in parts) else ""


def texts(source: Source, parts: list[Token | Bracket] | None) -> tuple[tuple[str, str], ...]:
    """Return the fields of the object that a value is."""
    holder = parts[0] if parts else None
    if not isinstance(holder, Bracket):
        return ()
    found = ((key, written(source, value)) for key, value in holder.fields.items())
    return tuple((key, " ".join(one.text.split())) for key, one in found if one is not None)


def _is(part: Token | Bracket, text: str) -> bool:
    return isinstance(part, Token) and part.text == text


def _formatted(text: str, arguments: list[Token | Bracket]) -> str:
    """Name what `%s` stands for by its argument: `'%s > 5' % metric` gives `%(metric)s > 5`."""
    if not arguments:
        return text
    first = arguments[0]
    names = iter(_last_words(first.content if isinstance(first, Bracket) and first.opening in "[(" else arguments))

    def named(match: re.Match[str]) -> str:
        return "%" if match["sign"] == "%" else f"%({next(names, 'value')[:_LONGEST_NAME]})s"

    return _POSITIONAL.sub(named, text)


def _last_words(parts: list[Token | Bracket]) -> list[str]:
    """Return what each argument is called: of `$._config.limit` the last word."""
    names = ["value"]
    for part in parts:
        if isinstance(part, Token) and part.kind == "comma":
            names.append("value")
        elif isinstance(part, Token) and part.kind == "word":
            names[-1] = part.text
    return names


def _pieces(parts: list[Token | Bracket]) -> Iterator[str]:
    computed: list[str] = []
    for part in parts:
        is_literal = isinstance(part, Token) and part.kind in ("string", "block")
        if isinstance(part, Token) and not is_literal and part.text != "+":
            is_next_word = computed and computed[-1][-1].isalnum() and part.kind == "word"
            computed += [" ", part.text] if is_next_word else [part.text]
        elif computed and (is_literal or _is(part, "+")):
            yield f"${{{''.join(computed)[:_LONGEST_NAME]}}}"
            computed = []
        if isinstance(part, Token) and is_literal:
            yield literal(part)
    if computed:
        yield f"${{{''.join(computed)[:_LONGEST_NAME]}}}"


def _tokens(text: str) -> Iterator[Token]:
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return
        kind, found, end = match.lastgroup or "", match[0], match.end()
        if kind == "block":
            closing = _END_OF_BLOCK.search(text, end - 1)
            stop = closing.start() if closing else len(text)
            yield Token("block", text[end:stop], end, line + 1)
            end = closing.end() if closing else len(text)
        elif kind != "space":
            yield Token(kind, found, position, line)
        line += text.count("\n", position, end)
        position = end
