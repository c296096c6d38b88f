"""Knows the links of a Markdown document, and the names by which others can link to its headings."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
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
_INLINE_CODE = re.compile(r"(`+[^`]*`+)")
_EMPHASIS = re.compile(r"(?<!\w)_{1,3}(?=\S)([^_]+)(?<=\S)_{1,3}(?!\w)")
_NO_LETTER = re.compile(r"[\W_]+")
_DASHES = re.compile(r"-{2,}")
_NUMBERED = re.compile(r"[^a-z]+")
_LINE = re.compile(r"L(?P<first>\d{1,9})(?:C\d{1,9})?(?:-L?(?P<last>\d{1,9})(?:C\d{1,9})?)?", re.IGNORECASE)
_EVERYWHERE = ("", "top")
_EMOJI_FORM = "\N{VARIATION SELECTOR-16}"
_LONGEST_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Link:
    """A link and where it stands."""

    target: str
    line: int
    column: int
    is_picture: bool
    """What one sees is a picture: it is one that is shown, or a badge that leads somewhere."""


def links(lines: Sequence[str]) -> Iterator[Link]:
    """Yield the links of a document that stand in its text, not in its code; line and column are counted from 1."""
    for number, line in _text_lines(lines):
        pictures = _pictures(line) if "![" in line else frozenset()
        for match in _LINK.finditer(line):
            group = "angled" if match["angled"] else "bare"
            yield Link(match[group], number, match.start(group) + 1, match.start() in pictures)
        if defined := _DEFINED.match(line):
            yield Link(defined["to"], number, defined.start("to") + 1, is_picture=False)


def _pictures(line: str) -> frozenset[int]:
    """Return where the brackets close that hold the text of a picture, or a picture instead of a text."""
    opened, closed = list[int](), set[int]()
    for place, sign in enumerate(line):
        if sign == "[":
            opened.append(place)
        elif sign == "]" and opened:
            start = opened.pop()
            if line[start - 1 : start] == "!" or line.startswith("![", start + 1):
                closed.add(place)
    return frozenset(closed)


class Anchors:
    """What `#…` behind the name of a file can lead to."""

    def __init__(self, lines: Sequence[str], *, is_document: bool = True) -> None:
        self._count = len(lines) - (lines[-1:] == [""])
        self._names = frozenset(_names(lines)) if is_document else None

    def has(self, anchor: str) -> bool:
        """Tell whether `#anchor` leads somewhere: to a line that is there, or a heading or a mark of a document.

        Headings are called as GitHub, GitLab, MkDocs or Jekyll call them. Of what is no document only lines are judged.
        """
        wanted = unquote(anchor)
        if match := _LINE.fullmatch(wanted):
            first, last = int(match["first"]), int(match["last"] or match["first"])
            is_there = min(first, last) >= 1 and max(first, last) <= self._count
            return is_there or wanted.lower() in (self._names or ())
        wanted = wanted.lower().removeprefix("user-content-").replace(_EMOJI_FORM, "")
        return self._names is None or wanted in _EVERYWHERE or wanted in self._names


def is_line(anchor: str) -> bool:
    """Tell whether `#anchor` names a line of a file, or some: `L12`, `L12-L15`."""
    return _LINE.fullmatch(unquote(anchor)) is not None


def _names(lines: Sequence[str]) -> Iterator[str]:
    titles = list[str]()
    before = ""
    for number, line in _text_lines(lines):
        yield from (match["name"].lower() for match in _NAMED.finditer(line))
        yield from (match["name"].lower() for match in _BRACED.finditer(line))
        match = _HEADING.fullmatch(lines[number - 1][:_LONGEST_LINE])
        title = match["title"] if match else before if before and _UNDERLINE.fullmatch(line) else ""
        if title:
            titles.append(_said(title))
        before = lines[number - 1][:_LONGEST_LINE].strip()
    for slug, sign in _STYLES:
        yield from _numbered(map(slug, titles), sign)


def _said(title: str) -> str:
    """Return a heading as it is shown, in small letters."""
    parts = _INLINE_CODE.split(_MARKUP.sub(r"\g<text>", _BRACED.sub("", title)))
    shown = (
        part if index % 2 else html.unescape(_EMPHASIS.sub(r"\1", _TAG.sub("", part)))
        for index, part in enumerate(parts)
    )
    return "".join(shown).strip().lower().replace(_EMOJI_FORM, "")


def _numbered(names: Iterable[str], sign: str) -> Iterator[str]:
    """Yield the names, and with a number those that are taken: the second `x` is `x-1`, and `x-1-1` where that is."""
    seen: dict[str, int] = {}
    for name in names:
        made = name
        while made in seen:
            seen[name] += 1
            made = f"{name}{sign}{seen[name]}"
        seen[made] = 0
        yield made


def _as_github(title: str) -> str:
    return "".join("-" if sign == " " else sign for sign in title if sign in " -_" or _is_of_a_word(sign))


def _is_of_a_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def _as_gitlab(title: str) -> str:
    return _DASHES.sub("-", _as_github(title))


def _as_kramdown(title: str) -> str:
    """Return the name of a heading as Jekyll makes it: it begins with a letter."""
    return _as_github(title[match.end() :] if (match := _NUMBERED.match(title)) else title)


def _as_redcarpet(title: str) -> str:
    return _NO_LETTER.sub("-", title).strip("-")


_STYLES: tuple[tuple[Callable[[str], str], str], ...] = (
    (_as_github, "-"),
    (_as_gitlab, "-"),
    (_as_gitlab, "_"),  # MkDocs
    (_as_kramdown, "-"),
    (_as_redcarpet, "-"),
)
"""How a heading becomes a name, and what stands before the number of a second one."""


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
