"""Knows how Compose fills in variables: `${NAME}`, `${NAME:-default}`, `$NAME`, and `$$` for a dollar."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ddd.model import Reference

LANGUAGE = "compose"

_VARIABLE = re.compile(
    r"""\$ (?: (?P<dollar> \$ )
             | \{ (?P<braced> [A-Za-z_][A-Za-z0-9_]* ) (?: :?[-] (?P<default> [^{}]* ) | :?[?+] [^{}]* )? \}
             | (?P<bare> [A-Za-z_][A-Za-z0-9_]* ) )""",
    re.VERBOSE,
)
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Filled:
    """A value with its defaults filled in."""

    text: str
    note: str = ""
    """Which variables would change it."""
    references: tuple[Reference, ...] = ()
    """What has no default: a file `.env` may say it."""


def filled(value: str) -> Filled:
    """Fill in the defaults of a value; quotes around the whole of it fall away."""
    names, references = list[str](), list[Reference]()

    def fill(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        if match["default"] is not None:
            names.append(match["braced"])
            return match["default"].strip("\"'")
        references.append(Reference(match[0], LANGUAGE, match["braced"] or match["bare"]))
        return match[0]

    text = _VARIABLE.sub(fill, value[:_LONGEST]).strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()
    note = f"unless {' or '.join(dict.fromkeys(names))} is set" if names else ""
    return Filled(text, note, tuple(dict.fromkeys(references)))
