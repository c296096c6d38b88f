"""Values of Compose files: variables that a file `.env` beside them says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_NAMES = (".env", "env", ".env.production", ".env.prod", ".env.example", ".env.sample", ".env.dist", ".env.template")


def _holders(_name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    """The real file before the samples of it, all in the folder of the file that asks."""
    above, slash, _ = path.rpartition("/")
    there = set(paths)
    for name in (*_NAMES, "env.example", "example.env", "sample.env"):
        if above + slash + name in there:
            yield above + slash + name


compose = Language("compose", re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}"), _holders)
