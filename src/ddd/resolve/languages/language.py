"""What following the values of one language needs to know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Holders = Callable[[str, str, Sequence[str]], Iterable[str]]
"""(name, path of the file that asks, all paths) -> the files that may hold the value, the strongest first."""


@dataclass(frozen=True, slots=True)
class Language:
    """How values are left open in the files of one system, and where they stand."""

    name: str
    """As in `Reference.language` and `Definition.language`."""
    opening: re.Pattern[str]
    """Finds what a value itself leaves open, so that chains are followed; its group `name` is the name to look up."""
    holders: Holders
    """Which files to ask. A file's own definitions come first anyway."""
    loops_over_sets: bool = False
    """A list that is gone through stands for a set, whose entries are their own keys."""
