"""SQL as text without its comments, and calls with their arguments. Whose SQL it is does not matter here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.scan.source import Source

_COMMENT_OR_STRING = re.compile(
    r"""(?P<comment> --[^\n]*+ | /\*(?!!)(?:[^*]|\*(?!/)|(?!))*+(?:\*/)? )
        | (?P<conditional> /\*!\d{0,6} | \*/ )
        | '(?:[^'\\]|''|\\.|(?!))*+'?""",
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(
    r"""N?'(?P<string>(?:[^'\\]|''|\\.|(?!))*+)'
        | \$(?P<tag>\w{0,40})\$ (?: (?P<dollar>.*?) \$(?P=tag)\$ | .*+ )
        | (?P<sign>[(),]) | [^'$(),N]++ | .""",
    re.VERBOSE | re.DOTALL,
)
_NAMED = re.compile(r"\s*(?P<name>@?\w{1,100})\s*(?:=>|:=|=)\s*(?P<rest>.*)", re.DOTALL)
_ONE_STRING = re.compile(r"(?:INTERVAL\s{0,9}|N)?['$]", re.IGNORECASE)
_LONGEST_CALL = 10_000
MAX_CALLS = 1000
_VISIBLE = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call."""

    text: str
    """As it stands there, without its name."""
    name: str
    """In lower letters; empty when told by its position."""
    string: str | None
    """What the string holds; None for anything but one string."""
    offset: int
    """Where the string's text begins, else where the argument does."""


def uncommented(source: Source) -> str:
    """Return the text with its comments as blanks, so that places stay what they are. `/*!50106 … */` is no comment."""
    return source.derived("uncommented SQL", lambda one: _COMMENT_OR_STRING.sub(_blank, one.text))


def arguments(text: str, begin: int, end: int | None = None) -> list[Argument]:
    """Return the arguments that stand from `begin` on.

    end: where they end; without it they stand in a call's brackets, and end with the one that closes it. None are
    returned where none does.
    """
    found: list[Argument] = []
    depth, start, strings = 0, begin, list[tuple[str, int]]()
    last = min(len(text) if end is None else end, begin + _LONGEST_CALL)
    for match in _PART.finditer(text, begin, last):
        sign = match["sign"]
        if match["string"] is not None:
            strings.append((match["string"].replace("''", "'"), match.start("string")))
        elif match["dollar"] is not None:
            strings.append((match["dollar"], match.start("dollar")))
        elif sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif sign == ")" or (sign == "," and depth == 0):
            found.append(_argument(text[start : match.start()], start, strings))
            start, strings = match.end(), []
            if sign == ")":
                return found
    return [] if end is None else [*found, _argument(text[start:last], start, strings)]


def statements(text: str, opening: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each match of a statement's opening with what follows it, up to the next `;` and no further than usual."""
    for match in opening.finditer(text):
        end = text.find(";", match.end(), match.end() + _LONGEST_CALL)
        yield match, text[match.end() : end if end >= 0 else match.end() + _LONGEST_CALL]


def plain(name: str) -> str:
    """Return an identifier without its quotes and in lower letters."""
    return re.sub(r"[`\"\[\]]", "", name).lower()


def _argument(text: str, start: int, strings: list[tuple[str, int]]) -> Argument:
    named = _NAMED.fullmatch(text)
    is_named = named is not None and (not strings or start + named.start("rest") <= strings[0][1])
    name = named["name"].lower() if named and is_named else ""
    rest = (named["rest"] if named and is_named else text).strip()
    begin = start + (named.start("rest") if named and is_named else len(text) - len(text.lstrip()))
    if len(strings) == 1 and _ONE_STRING.match(rest):
        return Argument(rest, name, *strings[0])
    return Argument(rest, name, None, min(begin, start + len(text.rstrip())))


def _blank(match: re.Match[str]) -> str:
    if match["comment"] is None and match["conditional"] is None:
        return match[0]
    return _VISIBLE.sub(" ", match[0])
