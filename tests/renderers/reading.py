"""Reads rendered pages the way a browser would see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from itertools import pairwise
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ddd.model import Plan
from ddd.renderers import Book, Options, bind
from ddd.spec import load

from . import plans

_ANCHOR = re.compile(r'<a id="([^"]*)">')


def pages(plan: Plan, options: Options | None = None) -> dict[str, str]:
    """Return every artifact of a plan by its path."""
    return {one.path: one.text for one in bind(book(plan, options))}


def book(plan: Plan, options: Options | None = None) -> Book:
    return Book(plan, plans.assessed(plan), load(), options or Options())


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(markdown: str) -> list[Token]:
    return _reader().parse(markdown)


def inline(markdown: str) -> Iterator[Token]:
    """Yield every token inside of paragraphs, headings and cells."""
    for token in tokens(markdown):
        yield from token.children or ()


def seen(token: Token) -> str:
    """Return what a reader sees of one paragraph, heading or cell."""
    words = {"softbreak": " ", "hardbreak": " "}
    return "".join(
        words.get(child.type, child.content if child.type in {"text", "code_inline"} else "")
        for child in token.children or ()
    )


def lines(markdown: str) -> list[str]:
    """Return what a reader sees, paragraph by paragraph, table rows as one, code blocks apart."""
    found = []
    row: list[str] | None = None
    for token in tokens(markdown):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            found.append(" | ".join(row))
            row = None
        elif token.type == "inline":
            (found if row is None else row).append(seen(token))
    return found


def code_blocks(markdown: str) -> list[str]:
    return [token.content for token in tokens(markdown) if token.type == "fence"]


def headings(markdown: str) -> list[str]:
    return [seen(after) for token, after in pairwise(tokens(markdown)) if token.type == "heading_open"]


def html(markdown: str) -> list[str]:
    blocks = [line for token in tokens(markdown) if token.type == "html_block" for line in token.content.splitlines()]
    return [*blocks, *(token.content for token in inline(markdown) if token.type == "html_inline")]


def links(markdown: str) -> list[str]:
    return [str(token.attrs["href"]) for token in inline(markdown) if token.type == "link_open"]


def anchors(markdown: str) -> list[str]:
    return [found[1] for one in html(markdown) if (found := _ANCHOR.fullmatch(one))]


def dead_links(artifacts: dict[str, str]) -> Iterator[str]:
    """Yield every link and picture of the Markdown pages that leads to no file, or to no anchor in it."""
    known = {path: set(map(unescape, anchors(text))) for path, text in artifacts.items() if path.endswith(".md")}
    for path, text in artifacts.items():
        for href in (*links(text), *pictures(text)) if path in known else ():
            target, _, fragment = href.partition("#")
            leads_to = normpath(join(dirname(path), unquote(target))) if target else path
            there = known.get(leads_to, set())
            if leads_to not in artifacts or (fragment and not there & {fragment, unquote(fragment)}):
                yield f"{path}: {href}"


def pictures(markdown: str) -> list[str]:
    return [str(token.attrs["src"]) for token in inline(markdown) if token.type == "image"]


def section(markdown: str, anchor: str) -> str:
    """Return the part of a page from a task's anchor to the next one."""
    after = markdown.split(f'<a id="{anchor}"></a>', 1)[1]
    return re.split(r"^<a id=", after, maxsplit=1, flags=re.MULTILINE)[0]


def under(markdown: str, heading: str) -> str:
    """Return what stands under a heading, to the next one."""
    after = re.split(rf"^#+ {re.escape(heading)}$", markdown, maxsplit=1, flags=re.MULTILINE)[1]
    return re.split(r"^#+ ", after, maxsplit=1, flags=re.MULTILINE)[0]
