"""Knows the links of a Markdown document, and the names by which others can link to its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

_FENCE = re.compile(r"\s{0,12}(?P<sign>`{3,}|~{3,})")
_CODE = re.compile(r"(?P<ticks>`{1,3})[^`]{0,500}(?P=ticks)")
_COMMENT = re.compile(r"<!--.{0,2000}?-->")
_LINK = re.compile(
    r"\]\(\s{0,9}(?:<(?P<angled>[^<>]{1,500})>|(?P<bare>[^\s()<>]{1,500}(?:\([^\s()]{0,100}\)[^\s()<>]{0,200})?))"
    r"(?:\s{1,9}(?:\"[^\"]{0,300}\"|'[^']{0,300}'))?\s{0,9}\)"
)
_DEFINED = re.compile(r"\s{0,3}\[[^\[\]^][^\[\]]{0,200}\]:\s{1,9}<?(?P<to>[^\s<>]{1,500})")
_HEADING = re.compile(r"\s{0,3}(?:>\s?)?#{1,6}\s+(?P<title>.*?)(?:\s+#+)?\s*")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*")
_NAMED = re.compile(r"""\b(?:id|name)=["']?(?P<name>[^"'\s>]{1,200})""", re.IGNORECASE)
_BRACED = re.compile(r"\{:?\s{0,3}#(?P<name>[\w.:-]{1,200})[^{}]{0,200}\}")
_MARKUP = re.compile(r"!?\[(?P<text>[^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_TAG = re.compile(r"<[^<>]{1,200}>")
_NO_LETTER = re.compile(r"[\W_]+")
_EVERYWHERE = re.compile(r"(?:top|L\d+(?:-L?\d+)?|)", re.IGNORECASE)
_LONGEST_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Link:
    """A link and where it stands."""

    target: str
    line: int
    column: int


def links(lines: Sequence[str]) -> Iterator[Link]:
    """Yield the links of a document that stand in its text, not in its code; line and column are counted from 1."""
    for number, line in _text_lines(lines):
        for match in _LINK.finditer(line):
            group = "angled" if match["angled"] else "bare"
            yield Link(match[group], number, match.start(group) + 1)
        if defined := _DEFINED.match(line):
            yield Link(defined["to"], number, defined.start("to") + 1)


def leads_to(anchor: str, lines: Sequence[str]) -> bool:
    """Tell whether a document has a heading or a mark that `#anchor` leads to, as GitHub, GitLab or Hugo name them."""
    wanted = unquote(anchor).removeprefix("user-content-")
    return _EVERYWHERE.fullmatch(wanted) is not None or _alike(wanted) in set(_names(lines))


def _names(lines: Sequence[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    before = ""
    for number, line in _text_lines(lines):
        yield from (_alike(match["name"]) for match in _NAMED.finditer(line))
        yield from (_alike(match["name"]) for match in _BRACED.finditer(line))
        match = _HEADING.fullmatch(lines[number - 1][:_LONGEST_LINE])
        title = match["title"] if match else before if before and _UNDERLINE.fullmatch(line) else ""
        if title:
            name = _alike(_TAG.sub("", _MARKUP.sub(r"\g<text>", _BRACED.sub("", title))))
            yield name
            seen[name] = seen.get(name, 0) + 1
            yield from (f"{name}{seen[name] - 1}", f"{name}{seen[name]}")  # a second one of that name
        before = lines[number - 1][:_LONGEST_LINE].strip()


def _alike(name: str) -> str:
    """Return what is the same for all forges and sites: they differ in the signs they leave out or make dashes."""
    return _NO_LETTER.sub("", name.lower())


def _text_lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines outside of fenced code, code within them and comments blanked, of a length people write."""
    fence = ""
    is_comment = False
    for number, line in enumerate(lines, start=1):
        match = _FENCE.match(line)
        if match and (not fence or (match["sign"][0] == fence[0] and len(match["sign"]) >= len(fence))):
            fence = "" if fence else match["sign"]
            continue
        text = _COMMENT.sub(_blank, _CODE.sub(_blank, line[:_LONGEST_LINE]))
        was_comment, is_comment = is_comment, ("-->" not in text if is_comment else "<!--" in text)
        if not fence and not was_comment:
            yield number, text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
