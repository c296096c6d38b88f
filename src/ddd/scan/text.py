"""Makes other people's text fit to be shown: secrets masked, control characters visible, lines short."""

from __future__ import annotations

import re
from functools import lru_cache

from ddd.scan.secrets import masked

__all__ = ["EXCERPT_LENGTH", "excerpt", "masked", "shown", "visible"]

EXCERPT_LENGTH = 160
_CONTEXT = 1_000
_SHORT = 300

# C0 and C1 controls, bidirectional marks, line separators, lone surrogates, the byte order mark.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    """Return `text` with control, bidirectional and unpaired characters written out (`\\x1b`), so that none is sent."""
    return _INVISIBLE.sub(_written_out, text)


def shown(text: str) -> str:
    """Return `text` as any output may carry it: masked and visible, line ends kept."""
    return _remembered(text) if len(text) <= _SHORT else visible(masked(text))


@lru_cache(maxsize=20_000)
def _remembered(text: str) -> str:
    """Names, lines and messages come again and again."""
    return visible(masked(text))


def excerpt(line: str, column: int = 1) -> str:
    """Return one line for Evidence: shown, without its indentation, cut around `column` (from 1) when too long."""
    start = 0 if column <= EXCERPT_LENGTH else column - EXCERPT_LENGTH // 4
    # Masking sees more than is shown, so that no secret is cut out of its context.
    before = line[max(0, start - _CONTEXT) : start]
    window = shown(before + line[start : start + _CONTEXT])[len(shown(before)) :].strip()
    return window if len(window) <= EXCERPT_LENGTH else window[: EXCERPT_LENGTH - 1] + "…"


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
