"""The patterns of ignore files and CODEOWNERS, gitignore(5), as matchers; what is no pattern is told, not raised.

They come from other people's repositories, so they run in RE2: in time linear to the name, however many `*` they hold.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable

import re2
from pathspec import GitIgnoreSpec


def matcher(lines: Iterable[str]) -> tuple[GitIgnoreSpec, list[int]]:
    """Return a matcher for the patterns, and the numbers (from 1) of the lines that are none."""
    good, refused = [], []
    for number, line in enumerate(lines, start=1):
        if is_pattern(line):
            good.append(line)
        else:
            refused.append(number)
    return GitIgnoreSpec.from_lines(good, backend="re2"), refused


def is_pattern(line: str) -> bool:
    """Tell whether gitignore(5) knows what to do with the line."""
    try:
        with warnings.catch_warnings():  # of odd character classes
            warnings.simplefilter("ignore")
            GitIgnoreSpec.from_lines([line], backend="re2")
    except (ValueError, re.error, re2.error):
        return False
    return True
