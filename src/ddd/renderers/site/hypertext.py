"""Makes HTML of the tokens of a page: all text escaped and visible, links led to where things stand in the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict, OptionsType
from markupsafe import Markup

from ddd.renderers.site import reading
from ddd.scan.text import visible

Find = Callable[[str], str | None]
"""Leads a link of a page to an address relative to the page that is made; None: it leads nowhere."""

_OPTIONS: OptionsType = {
    "maxNesting": 20, "html": False, "linkify": False, "typographer": False, "quotes": "", "xhtmlOut": False,
    "breaks": False, "langPrefix": "language-", "highlight": None,
}  # fmt: skip
_PICTURES = (".svg", ".png")
_Env = MutableMapping[str, Any]


def render(tokens: Sequence[Token], find: Find, names: str = "") -> Markup:
    """Return the HTML of some tokens.

    names: what the ids of boxes begin with, where several pieces stand on one page.
    """
    env: _Env = {"find": find, "names": names, "section": "", "tables": 0, "folds": 0, "links": []}
    made = _WRITER.render(_prepared(tokens), OptionsDict(_OPTIONS), env)
    return Markup(made + "</details>" * env["folds"])  # noqa: S704 - every text went through `text`


def text(value: str) -> str:
    """Return text as a page may carry it: escaped, and control characters written out."""
    return escape(visible(value))


class _Writer(RendererHTML):
    """A method for each kind of token that is shown otherwise than by default."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return text(tokens[idx].content)

    def text_special(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return text(tokens[idx].content)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return f"<code>{text(tokens[idx].content)}</code>"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        shell = " data-copy" if tokens[idx].info.strip() in _COPIED else ""
        return f'<div class="code"{shell}><pre tabindex="0"><code>{text(tokens[idx].content)}</code></pre></div>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return self.fence(tokens, idx, options, env)

    def html_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return text(tokens[idx].content)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return text(tokens[idx].content)

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        env["section"] = reading.words(tokens[idx + 1])
        name = str(tokens[idx].attrs.get("id", ""))
        told = f' id="{text(name)}"' if name else ""
        return f"<{tokens[idx].tag}{told}>"

    def anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return f'<span class="anchor" id="{text(tokens[idx].meta["id"])}"></span>'

    def fold(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        env["folds"] += 1
        return f"<details><summary>{text(tokens[idx].content)}</summary>\n"

    def unfold(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        env["folds"], closed = max(0, env["folds"] - 1), env["folds"] > 0
        return "</details>\n" if closed else ""

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        key = tokens[idx].meta.get("box")
        if not key:
            return "<li>"
        name = text(f"{env['names']}{key}")
        return f'<li class="check"><input type="checkbox" id="{name}" data-tick="{text(key)}"><div>'

    def list_item_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return "</div></li>\n" if tokens[idx].meta.get("box") else "</li>\n"

    def label_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return f'<label for="{text(env["names"] + tokens[idx].meta["box"])}">'

    def label_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return "</label>"

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        env["tables"] += 1
        facts = " facts" if tokens[idx].meta.get("facts") else ""
        name = text(f"Table {env['tables']}: {env['section']}" if env["section"] else f"Table {env['tables']}")
        return f'<div class="scroll{facts}" role="group" tabindex="0" aria-label="{name}"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return f'<th scope="{tokens[idx].meta.get("scope", "col")}">'

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return "<td>"

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        found = env["find"](str(tokens[idx].attrs.get("href", "")))
        env["links"].append(found is not None)
        if found is None:
            return ""
        away = ' rel="noreferrer"' if "://" in found else ""
        return f'<a href="{text(found)}"{away}>'

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        return "</a>" if env["links"].pop() else ""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: _Env) -> str:
        """Show a picture of this site; of any other only what it is called, because nothing is loaded from outside."""
        found = env["find"](str(tokens[idx].attrs.get("src", "")))
        called = text(reading.words(tokens[idx]))
        local = found is not None and "://" not in found and found.endswith(_PICTURES)
        return f'<img src="{text(found or "")}" alt="{called}">' if local else called


_WRITER = _Writer()
_COPIED = frozenset({"sh", "bash", "shell", "console", "text", "promql", ""})


def _prepared(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with what a closing one must know, and tables without a heading turned on their side."""
    found: list[Token] = []
    items: list[Mapping[str, Any]] = []
    headless = False
    for at, token in enumerate(tokens):
        if token.type == "list_item_open":
            items.append(token.meta)
        elif token.type == "list_item_close":
            token = token.copy(meta=dict(items.pop()) if items else {})
        elif token.type == "table_open":
            headless = not any(reading.words(one) for one in _head(tokens, at))
            token = token.copy(meta={"facts": headless})
        found.append(token)
        if token.type == "table_close" and headless:
            found = _turned(found)
            headless = False
    return found


def _head(tokens: Sequence[Token], table: int) -> list[Token]:
    end = next((at for at in range(table, len(tokens)) if tokens[at].type == "thead_close"), table)
    return [token for token in tokens[table:end] if token.type == "inline"]


def _turned(tokens: list[Token]) -> list[Token]:
    """Return the tokens, their last table without its empty heading and the first cell of each row as one."""
    start = max(at for at, token in enumerate(tokens) if token.type == "table_open")
    table, kept = [], True
    for token in tokens[start:]:
        if token.type == "thead_open":
            kept = False
        if kept:
            table.append(token)
        if token.type == "thead_close":
            kept = True
    first = False
    for at, token in enumerate(table):
        if token.type == "tr_open":
            first = True
        elif token.type == "td_open" and first:
            table[at] = token.copy(type="th_open", tag="th", meta={"scope": "row"})
        elif token.type == "td_close" and first:
            table[at] = token.copy(type="th_close", tag="th")
            first = False
    return tokens[:start] + table
