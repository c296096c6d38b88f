r"""Turns a page of CommonMark into one that Python-Markdown shows alike, whatever extensions it is given.

Python-Markdown knows other escapes (`\<` and `\|` are none), wants fences at the beginning of a line, and its
extensions include files and draw diagrams. So only headings stay Markdown, for the contents; every other block becomes
one line of HTML, in which each sign that could mean anything is a character reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

_ANCHOR = re.compile(r'<a id="(?P<id>[^"<>]*)">(?:</a>)?')
_TEXTS = ("text", "text_special", "code_inline")
_NOTE = re.compile(r"<!-- ddd:keep begin (?P<task>\S+) -->")
_SIGN = re.compile(r"[^\w ,-]|_|-(?=-)|(?<=-)-")  # two hyphens would be made a dash


class _Renderer(RendererHTML):
    """Writes HTML on one line."""

    def text(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        return _referred(tokens[index].content)

    def code_inline(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        return f"<code>{_referred(tokens[index].content)}</code>"

    def fence(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        return f"<pre><code>{_referred(tokens[index].content)}</code></pre>"

    def code_block(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        return self.fence(tokens, index, options, env)

    def softbreak(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        return " "

    def html_inline(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        """Keep an anchor of ours; all else is text."""
        content = tokens[index].content
        anchor = _ANCHOR.fullmatch(content)
        if anchor:
            return f'<a id="{_referred(anchor["id"])}">'
        return content if content == "</a>" else _referred(content)

    def html_block(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        return f"<p>{_referred(tokens[index].content)}</p>"

    def image(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        alt = self.renderInlineAsText(tokens[index].children or [], options, env)
        return f'<img src="{_referred(str(tokens[index].attrs["src"]))}" alt="{_referred(alt)}" />'

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802 - overridden
        return "".join(f' {name}="{_referred(str(value))}"' for name, value in token.attrs.items())


def converted(page: str, header: str, address: Callable[[str], str], notes: Mapping[str, str]) -> str:
    """Return the page below a header of ddd's own. `address`: what a link of the page leads to where it is shown.

    `notes`: task id -> what people wrote about it, which stands where its keep region was.
    """
    blocks = [header]
    for group in _groups(_reader().parse(page)):
        blocks += _block(group, address, notes)
    return "\n\n".join(blocks) + "\n"


def _block(group: list[Token], address: Callable[[str], str], notes: Mapping[str, str]) -> Iterator[str]:
    first = group[0]
    if first.type == "heading_open":
        yield f"{'#' * int(first.tag[1:])} {_referred(_seen(group[1]))}"
    elif first.type != "html_block":
        yield _html(group, address)
    elif anchor := _ANCHOR.match(first.content):
        yield f'<div id="{_referred(anchor["id"])}"></div>'
    elif note := _NOTE.match(first.content):
        for part in _groups(_reader().parse(notes.get(note["task"], ""))):
            yield _html(part, address)
    elif not first.content.startswith("<!--"):
        yield _html(group, address)


def _html(group: list[Token], address: Callable[[str], str]) -> str:
    for token in (child for one in group for child in (one, *(one.children or ()))):
        for name in ("href", "src"):
            if name in token.attrs:
                token.attrs[name] = address(str(token.attrs[name]))
    reader = _reader()
    made: str = reader.renderer.render(group, reader.options, {})
    return made.replace("\n", "")


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield what belongs to one block at the top of the page."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _seen(inline: Token) -> str:
    words = {"softbreak": " ", "hardbreak": " "}
    return "".join(
        words.get(child.type, child.content if child.type in _TEXTS else "") for child in inline.children or ()
    )


def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", renderer_cls=_Renderer).enable(["table", "strikethrough"])


def _referred(text: str) -> str:
    """Write every sign that could mean anything, and the ends of lines, as a character reference."""
    return _SIGN.sub(lambda found: f"&#{ord(found[0])};", text)
