"""Blanks out Jinja and ERB for the shell parser: as many characters without meaning, so that all places stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING = re.compile(r"(?P<raw>\{%-?\s{0,20}raw\s{0,20}-?%\})|\{[#%{]|<%=?")
_END_RAW = re.compile(r"\{%-?\s{0,20}endraw\s{0,20}-?%\}")
_CLOSING = {"{#": "#}", "{%": "%}", "{{": "}}", "<%=": "%>", "<%": "%>"}
_STATEMENT = re.compile(
    r"(?m)^[ \t]{0,40}\{%[-+]?[ \t]{0,20}(?:if|elif|else|endif|for|endfor|set|raw|block|include|import|from|macro)\b"
    r"[^\n]{0,500}%\}[ \t\r]*$"
)
_MANAGED = re.compile(r"\{\{[^{}\n]*\b(?:ansible_managed|comment)\b[^{}\n]*\}\}")


def is_marked(text: str) -> bool:
    """Tell whether statements of Jinja stand on lines of their own: a template, whatever its name."""
    return _STATEMENT.search(text) is not None


def without_jinja(text: str) -> str:
    """Return `text` with values as a word, statements and comments as blanks, and raw text as it is.

    What is opened and never closed is left alone: no template engine would read it either.
    """
    return "".join(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    position = 0
    while (match := _OPENING.search(text, position)) is not None:
        yield text[position : match.start()]
        position = match.start()
        if match["raw"]:
            closing = _END_RAW.search(text, match.end())
            if closing is None:
                break
            yield " " * len(match[0]) + text[match.end() : closing.start()] + " " * len(closing[0])
            position = closing.end()
            continue
        end = text.find(_CLOSING[match[0]], match.end()) + 2
        if end < 2:
            break
        yield _blank(text, position, end)
        position = end
    yield text[position:]


def _blank(text: str, start: int, end: int) -> str:
    piece = text[start:end]
    if not piece.startswith(("{{", "<%=")) or (_MANAGED.fullmatch(piece) and _fills_its_line(text, start, end)):
        return re.sub(r"[^\n]", " ", piece)
    return "_" * len(piece)


def _fills_its_line(text: str, start: int, end: int) -> bool:
    """`{{ ansible_managed | comment }}` alone on its line becomes comments, not a command."""
    after = text.find("\n", end)
    rest = text[text.rfind("\n", 0, start) + 1 : start] + text[end : after if after >= 0 else None]
    return not rest.strip()
