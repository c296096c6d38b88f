"""Reads a Markdown page of the book into tokens a site can show: anchors known, headings in order, nothing raw.

Markup of HTML is never passed on. The few forms that the book itself uses (an anchor, a folded part, a line break) are
made anew; everything else that looks like a tag is shown as the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ddd.renderers.site.addresses import digest, safe_id

ANCHOR, FOLD, UNFOLD, LABEL, UNLABEL = "anchor", "fold", "unfold", "label_open", "label_close"
CHECKED = frozenset({"Before you start", "Steps", "How you know it worked", "How you see that it ran"})
"""Headings of a task's section under which the entries of a list are things to tick off."""

_TAG = re.compile(
    r"""
      <a\ id="(?P<anchor>[^"<>]*)">(?:</a>)?
    | <!--.*?-->
    | <details(?:\ open)?>\s*<summary>(?P<summary>[^<]*)</summary>
    | (?P<unfold></details>)
    """,
    re.VERBOSE | re.DOTALL,
)
_BOX = re.compile(r"\[[ xX]\] ")
_NOT_A_WORD = re.compile(r"[^\w\- ]+")


def page(text: str) -> list[Token]:
    """Return the tokens of a page of the book."""
    tokens = list(_blocks(_reader(html=True).parse(text)))
    _name_headings(tokens)
    return tokens


def note(text: str) -> list[Token]:
    """Return the tokens of what a person wrote: Markdown, in which a tag is text."""
    return _reader(html=False).parse(text)


def words(token: Token) -> str:
    """Return what a reader sees of one paragraph, heading or cell."""
    shown = {"text", "code_inline", "text_special"}
    return "".join(
        child.content if child.type in shown else " " if child.type.endswith("break") else ""
        for child in token.children or ()
    ).strip()


def headings(tokens: Sequence[Token]) -> Iterator[tuple[int, str, str]]:
    """Yield level, id and words of every heading."""
    for token, after in pairwise(tokens):
        if token.type == "heading_open":
            yield int(token.tag[1]), str(token.attrs.get("id", "")), words(after)


def at_levels(tokens: Sequence[Token], first: int) -> list[Token]:
    """Return the tokens with their headings in order, the highest at the level `first`, none skipped."""
    levels = [int(one.tag[1]) for one in tokens if one.type == "heading_open"]
    shift, last = first - min(levels, default=first), first - 1
    found = []
    for token in tokens:
        if token.type == "heading_open":
            last = min(int(token.tag[1]) + shift, last + 1, 6)
        found.append(token.copy(tag=f"h{last}") if token.type in ("heading_open", "heading_close") else token)
    return found


def with_boxes(tokens: Sequence[Token], *, everywhere: bool = False) -> list[Token]:
    """Return the tokens with a box before each thing to do: entries `[ ] …`, and lists under the CHECKED headings.

    everywhere: also under those headings; without it only `[ ] …` counts.
    """
    checked, section, found = False, "", list(tokens)
    count = 0
    for at, token in enumerate(found):
        if token.type == "heading_open":
            section = words(found[at + 1])
            checked = everywhere and section in CHECKED
        elif token.type == "list_item_open" and (inline := _first_inline(found, at)) is not None:
            children = found[inline].children or []
            boxed = bool(children) and children[0].type == "text" and bool(_BOX.match(children[0].content))
            if boxed or (checked and token.level == 1):
                count += 1
                key = f"box-{count}-{digest(words(found[inline]))}"
                found[at] = token.copy(meta={"box": key})
                found[inline] = _labelled(found[inline], key, boxed=boxed)
    return found


def _labelled(inline: Token, key: str, *, boxed: bool) -> Token:
    children = [child.copy() for child in inline.children or ()]
    if boxed:
        children[0].content = _BOX.sub("", children[0].content, count=1)
    opened = Token(LABEL, "label", 1, meta={"box": key})
    return inline.copy(children=[opened, *children, Token(UNLABEL, "label", -1)])


def _first_inline(tokens: Sequence[Token], item: int) -> int | None:
    """Return where the first words of a list item stand, if it begins with words."""
    at = item + 2
    return at if at < len(tokens) and tokens[at].type == "inline" and tokens[at - 1].type == "paragraph_open" else None


@cache
def _reader(*, html: bool) -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])


def _blocks(tokens: Sequence[Token]) -> Iterator[Token]:
    tokens = list(tokens)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "html_block":
            yield from _told(token.content, token.level)
        elif token.type == "paragraph_open" and (anchors := _anchors(tokens[at + 1])):
            yield from anchors
            at += 2
        elif token.children is not None:
            token.children = list(_inline(token.children))
            yield token
        else:
            yield token
        at += 1


def _anchors(inline: Token) -> list[Token]:
    """Return the anchors of a paragraph that holds nothing else."""
    found = list(_inline(inline.children or ()))
    only = all(one.type == ANCHOR or one.type == "softbreak" for one in found)
    return [one.copy(level=inline.level - 1) for one in found if one.type == ANCHOR] if only else []


def _inline(children: Sequence[Token]) -> Iterator[Token]:
    anchored = False
    for child in children:
        if child.type != "html_inline":
            yield child
        elif child.content == "</a>" and anchored:
            anchored = False
        elif child.content.lower() in ("<br>", "<br/>", "<br />"):
            yield Token("hardbreak", "br", 0)
        elif found := _TAG.fullmatch(child.content):
            anchored = found["anchor"] is not None
            yield from _known(found)
        elif not child.content.startswith("<!--"):
            yield Token("text", "", 0, content=child.content)


def _told(html: str, level: int) -> Iterator[Token]:
    """Yield what a block of HTML stands for: known tags made anew, the rest as words."""
    at = 0
    for found in _TAG.finditer(html):
        yield from _as_words(html[at : found.start()], level)
        yield from _known(found)
        at = found.end()
    yield from _as_words(html[at:], level)


def _known(found: re.Match[str]) -> Iterator[Token]:
    if found["anchor"] is not None:
        yield Token(ANCHOR, "span", 0, meta={"id": safe_id(unescape(found["anchor"]))})
    elif found["summary"] is not None:
        yield Token(FOLD, "details", 0, content=unescape(found["summary"]))
    elif found["unfold"] is not None:
        yield Token(UNFOLD, "details", 0)


def _as_words(text: str, level: int) -> Iterator[Token]:
    if text.strip():
        yield Token("paragraph_open", "p", 1, level=level, block=True)
        child = Token("text", "", 0, content=" ".join(text.split()))
        yield Token("inline", "", 0, level=level + 1, block=True, content=text, children=[child])
        yield Token("paragraph_close", "p", -1, level=level, block=True)


def _name_headings(tokens: Sequence[Token]) -> None:
    """Give every heading the id that Markdown readers give it, once each."""
    taken = {one.meta["id"] for one in tokens if one.type == ANCHOR}
    for token, after in pairwise(tokens):
        if token.type == "heading_open":
            slug = safe_id(_NOT_A_WORD.sub("", words(after).lower()).replace(" ", "-")[:80] or "section")
            name, number = slug, 0
            while name in taken:
                number += 1
                name = f"{slug}-{number}"
            taken.add(name)
            token.attrs["id"] = name
