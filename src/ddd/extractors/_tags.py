"""XML read as tags with positions: no entity is expanded, nothing is fetched, and faulty files are read too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NOT_READ = re.compile(r"<!--(?:[^-]|-(?!->)|(?!))*+(?:-->)?|<!\[CDATA\[|\]\]>")
_ATTRIBUTE = re.compile(
    r"""(?P<name>[\w:.-]{1,100}) \s{0,50} = \s{0,50} (?: "(?P<double>[^"<]*+)" | '(?P<single>[^'<]*+)' )""", re.VERBOSE
)
_NOT_A_LINE_END = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag."""

    name: str
    attributes: dict[str, str]
    end: int
    """Where its content begins, in characters of the text."""


def blanked(text: str) -> str:
    """Return the text with its comments and the marks of CDATA as blanks, so that places stay what they are."""
    return _NOT_READ.sub(lambda match: _NOT_A_LINE_END.sub(" ", match[0]), text)


def tags(text: str, names: tuple[str, ...]) -> Iterator[Tag]:
    """Yield the opening tags of these local names in the order of the text."""
    opening = re.compile(
        rf"<(?:[\w-]{{1,50}}:)?(?P<name>{'|'.join(map(re.escape, names))})(?P<rest>(?=[\s/>])[^<>]*+)>"
    )
    for match in opening.finditer(text):
        given = {one["name"]: one["double"] or one["single"] or "" for one in _ATTRIBUTE.finditer(match["rest"])}
        yield Tag(match["name"], given, match.end())
