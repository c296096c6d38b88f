"""The patterns of ignore files and CODEOWNERS, gitignore(5), as matchers; what is no pattern is told, not raised.

They come from other people's repositories, so they run in RE2: in time linear to the name, however many `*` they hold.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import re2
from pathspec import GitIgnoreSpec

# RE2 bounds the memory of one set; so many lines fit into it whatever they hold.
_LINES_IN_A_SET = 100


@dataclass(frozen=True, slots=True)
class Matcher:
    """Patterns in their order: the last one that matches decides."""

    specs: tuple[GitIgnoreSpec, ...]

    def verdict(self, path: str) -> bool | None:
        """Return whether `path` is matched (False: by an exception `!…`); None when no pattern speaks of it."""
        for spec in reversed(self.specs):
            verdict = spec.check_file(path).include
            if verdict is not None:
                return verdict
        return None


def matcher(lines: Sequence[str]) -> tuple[Matcher, list[int]]:
    """Return a matcher for the patterns, and the numbers (from 1) of the lines that are none."""
    specs, refused = [], []
    for start in range(0, len(lines), _LINES_IN_A_SET):
        chunk = range(start, min(start + _LINES_IN_A_SET, len(lines)))
        good = [number for number in chunk if is_pattern(lines[number])]
        spec = _spec([lines[number] for number in good])
        if spec is None:
            good = []
        else:
            specs.append(spec)
        refused += [number + 1 for number in chunk if number not in good]
    return Matcher(tuple(specs)), refused


def is_pattern(line: str) -> bool:
    """Tell whether gitignore(5) knows what to do with the line."""
    return _spec([line]) is not None


def _spec(lines: list[str]) -> GitIgnoreSpec | None:
    try:
        with warnings.catch_warnings():  # of odd character classes
            warnings.simplefilter("ignore")
            return GitIgnoreSpec.from_lines(lines, backend="re2")
    except (ValueError, re.error, re2.error):
        return None
