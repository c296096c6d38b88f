"""Prow's OWNERS files: an alias among the names stands for the people that OWNERS_ALIASES at the root lists."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_ALIASES = "OWNERS_ALIASES"
_NOTHING_OPEN = re.compile(r"(?!)(?P<name>)")


def _holders(_name: str, _path: str, paths: Sequence[str]) -> Iterator[str]:
    index = bisect_left(paths, _ALIASES)
    if index < len(paths) and paths[index] == _ALIASES:
        yield _ALIASES


OWNERS = Language("owners", _NOTHING_OPEN, _holders)
