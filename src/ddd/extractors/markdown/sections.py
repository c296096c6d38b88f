"""Knows the shape of a Markdown document: sections below headings, and their paragraphs, lists and code, with lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ddd.scan.source import Source

_LINKS = re.compile(r"!?\[(?P<text>[^\[\]]*)\](?:\([^()\s]*(?:\s[^()]*)?\)|\[[^\[\]]*\])")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")
_ATTRIBUTES = re.compile(r"\{#[^{}]{0,300}\}\s{0,300}$")
_HASHES = re.compile(r"(?m)^ {0,3}#{1,6}(?=[ \t\r]).*")
_BLANK = re.compile(r"\n(?:[ \t\r]*\n)+")
_UNDERLINE = re.compile(r"(?<=\n) {0,3}(?:=+|-+)[ \t\r]*(?:\n|\Z)")
_LONGEST_TITLE = 6
"""Lines above its underline."""
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)")


@dataclass(slots=True)
class Paragraph:
    """Running text."""

    line: int
    """Counted from 1."""
    text: str
    """With its line ends and its markup."""


@dataclass(slots=True)
class Code:
    """A fenced or indented block."""

    line: int
    """Of the first line of the code itself."""
    language: str
    """The first word behind the fence, lower case; empty when it says none."""
    text: str


@dataclass(slots=True)
class Item:
    """An entry of a list."""

    line: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """A list."""

    line: int
    ordered: bool
    items: list[Item] = field(default_factory=list)


Block = Paragraph | Code | Listing


@dataclass(slots=True)
class Section:
    """A heading and what stands below it. The document itself is the section of level 0."""

    level: int
    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)
    """Up to the next heading of any level."""
    sections: list[Section] = field(default_factory=list)


def read(source: Source) -> Section:
    """Return the document of a file as a tree of sections, for `Source.derived`."""
    return document(source.text)


def document(text: str) -> Section:
    """Return the document as a tree of sections."""
    root = Section(0, "", 1)
    open_sections = [root]
    tokens = _parser().parse(_without_front_matter(text).replace("\r", " "))
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.level == 0:
            section = Section(int(token.tag[1:]), plain(tokens[index + 1].content), _line(token))
            while open_sections[-1].level >= section.level:
                open_sections.pop()
            open_sections[-1].sections.append(section)
            open_sections.append(section)
            index += 3
            continue
        end = _end(tokens, index)
        open_sections[-1].blocks.extend(_blocks(tokens[index:end]))
        index = end
    return root


def may_be_titles(text: str) -> list[str] | None:
    """Return what holds the titles of all sections, and more; None where only parsing can tell.

    A line that begins with `#` may stand in code, and a title of several lines begins anywhere above its underline.
    """
    text = _without_front_matter(text)
    found = [plain(line) for line in _HASHES.findall(text)]
    for block in _BLANK.split(text) if _UNDERLINE.search(text) else ():
        for underline in _UNDERLINE.finditer(block):
            lines = block[: underline.start() - 1].split("\n", _LONGEST_TITLE)
            if len(lines) > _LONGEST_TITLE:
                return None
            found += [plain("\n".join(lines[start:])) for start in range(len(lines))]
    return found


def plain(text: str) -> str:
    """Return inline text without its markup, on one line."""
    return " ".join(_EMPHASIS.sub("", _LINKS.sub(r"\g<text>", _ATTRIBUTES.sub("", text))).split())


def flat(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks and those within their lists, in the order of the document."""
    for block in blocks:
        yield block
        if isinstance(block, Listing):
            for item in block.items:
                yield from flat(item.blocks)


@cache
def _parser() -> MarkdownIt:
    """Block structure is all that is wanted; nesting is bounded by the preset."""
    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


def _without_front_matter(text: str) -> str:
    match = _FRONT_MATTER.match(text) if text.startswith("---") else None
    return "\n" * match[0].count("\n") + text[match.end() :] if match else text


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    index = 0
    while index < len(tokens):
        token, end = tokens[index], _end(tokens, index)
        match token.type:
            case "paragraph_open":
                yield Paragraph(_line(token), tokens[index + 1].content)
            case "fence":
                words = token.info.split()
                yield Code(_line(token) + 1, words[0].lower() if words else "", token.content)
            case "code_block":
                yield Code(_line(token), "", token.content)
            case "bullet_list_open" | "ordered_list_open":
                items = list(_items(tokens[index + 1 : end - 1]))
                yield Listing(_line(token), token.type.startswith("ordered"), items)
            case "blockquote_open":
                yield from _blocks(tokens[index + 1 : end - 1])
        index = end


def _items(tokens: Sequence[Token]) -> Iterator[Item]:
    index = 0
    while index < len(tokens):
        end = _end(tokens, index)
        yield Item(_line(tokens[index]), list(_blocks(tokens[index + 1 : end - 1])))
        index = end


def _end(tokens: Sequence[Token], index: int) -> int:
    """Return the index behind the block that begins at `index`."""
    depth = 0
    while True:
        depth += tokens[index].nesting
        index += 1
        if depth <= 0:
            return index


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
