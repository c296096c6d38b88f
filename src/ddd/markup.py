"""Makes repository text fit for Markdown: it stays what it says and never becomes markup.

What these functions return is `Markup`: text that is Markdown already. All other text that a template of a runbook
prints goes through `text` by itself (`ddd.renderers.templates.finalize`), so a forgotten filter cannot let anything
through.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

from markupsafe import Markup

from ddd.model import Evidence

_ACTIVE = re.compile(
    r"""
      [\\`*\[\]|~\#]                   # means something wherever it stands
    | <(?=[a-zA-Z/!?]) | &(?=[a-zA-Z\#])    # a tag, an address or a comment begins; an entity
    | (?<=-)> | ^>                      # a comment ends; a quotation begins
    | (?<![^\W_])_ | _(?![^\W_])        # emphasis begins and ends at the edge of a word only
    | ^[-+=]                            # a list or an underlined heading
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"^(?P<number>\d{1,9})(?P<sign>[.)])(?=\s|$)")
_BACKTICKS = re.compile("`+")
_SHOWN_PLACES = 3
_HEADING_LENGTH = 120


def markdown(made: str) -> Markup:
    """Declare that a text is Markdown already: every foreign part of it went through this module."""
    return Markup(made)  # noqa: S704 - the one door; callers escape the parts


def text(value: str) -> Markup:
    """Return prose on one line, as it would be read aloud."""
    escaped = _ACTIVE.sub(r"\\\g<0>", _one_line(value))
    return markdown(_NUMBERED.sub(r"\g<number>\\\g<sign>", escaped))


def heading(value: str) -> Markup:
    """Return prose short enough for a heading or a link."""
    line = _one_line(value)
    return text(line if len(line) <= _HEADING_LENGTH else line[: _HEADING_LENGTH - 1] + "…")


def prose(value: str) -> Markup:
    """Return a sentence of ddd's own, in which `backticks` mean code and all else is as foreign as any text."""
    return _sentence(value, code)


def cell_prose(value: str) -> Markup:
    """Return a sentence of ddd's own for a table."""
    return _sentence(value, cell_code)


def code(value: str) -> Markup:
    """Return inline code on one line; nothing at all for nothing."""
    line = _one_line(value)
    if not line:
        return markdown("")
    ticks = _fence_for(line, least=1)
    pad = " " if line[0] == "`" or line[-1] == "`" else ""
    return markdown(f"{ticks}{pad}{line}{pad}{ticks}")


def cell_code(value: str) -> Markup:
    """Return inline code for a table. Readers differ about `|` in code there: such a value is printed as prose."""
    return text(value) if "|" in value else code(value)


def fence(value: str, indent: int = 2, language: str = "sh") -> Markup:
    """Return a fenced block, every line indented: as far as the list item it stands in, and at least two.

    Nothing of a block begins a line, so that no command can be taken for a mark of a keep region.
    """
    ticks = _fence_for(value, least=3)
    lines = [f"{ticks}{language}", *value.strip("\n").split("\n"), ticks]
    return markdown("\n".join(" " * indent + line if line else "" for line in lines))


def places(evidence: Iterable[Evidence]) -> Markup:
    """Return `path:line` of who says so, in brackets; nothing for nobody."""
    told = list(dict.fromkeys(str(one) for one in evidence))
    shown = ", ".join(code(one) for one in told[:_SHOWN_PLACES])
    more = f" and {len(told) - _SHOWN_PLACES} more" if len(told) > _SHOWN_PLACES else ""
    return markdown(f"({shown}{more})" if told else "")


def cell_places(evidence: Iterable[Evidence]) -> Markup:
    """Return every `path:line`, for a table."""
    return markdown(", ".join(cell_code(one) for one in dict.fromkeys(str(one) for one in evidence)))


def attribute(value: str) -> Markup:
    """Return the value of an HTML attribute."""
    return markdown(html.escape(_one_line(value)))


def fragment(value: str) -> Markup:
    """Return what stands behind `#` in a link to the element with this id."""
    return markdown(quote(_one_line(value), safe="/~"))


def hashes(level: int) -> Markup:
    """Return the signs that begin a heading."""
    return markdown("#" * level)


def spaces(count: int) -> Markup:
    """Return the indentation of what belongs to a list item."""
    return markdown(" " * count)


def _sentence(value: str, coded: Callable[[str], Markup]) -> Markup:
    parts = _one_line(value).split("`")
    if len(parts) % 2 == 0:
        return text(value)
    return markdown("".join(coded(part) if index % 2 else _spaced(part) for index, part in enumerate(parts)))


def _spaced(part: str) -> str:
    """Escape a part of a line, with the spaces at its ends: they stand between it and its neighbours."""
    before = " " if part[:1] == " " else ""
    after = " " if part[-1:] == " " and part.strip() else ""
    return f"{before}{text(part)}{after}"


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _fence_for(value: str, least: int) -> str:
    longest = max((len(run) for run in _BACKTICKS.findall(value)), default=0)
    return "`" * max(least, longest + 1)
