"""Knows whether a text says anything, or only stands where something should be said."""

from __future__ import annotations

import re

_WORD = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]{2}|[^\W\d_]{2,}")
"""Two signs of a script that sets no blanks between words count as a word."""
_NOT_YET = re.compile(
    r"[\W_]*(?:todo|tbd|tba|fixme|xxx|wip|fill (?:me )?in|lorem ipsum"
    r"|to be (?:done|defined|written|added|documented|determined))\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"[\W_]*(?:n/a|none|nothing|null|unknown|undocumented|not documented|placeholder|change ?me"
    r"|(?:(?:add|insert|missing|no|some|empty|your|the|a|short|module|function|class)\s+){0,3}"
    r"(?:docs?|docstring|documentation|description|summary|comment|help)(?:\s+(?:here|goes here|missing|text))?)[\W_]*",
    re.IGNORECASE,
)


def says(text: str, words: int = 1) -> bool:
    """Tell whether a text has at least so many words once placeholders (`TODO: describe`, `N/A`) are taken out."""
    lines = [line for line in text.split("\n") if not _NOT_YET.match(line[:200])]
    if len(lines) < 4 and _NOTHING.fullmatch(" ".join(lines)[:200]):
        return False
    found = 0
    for line in lines:
        found += sum(1 for _ in _WORD.finditer(line))
        if found >= words:
            return True
    return False
