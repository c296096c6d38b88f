"""Python: names imported from other modules of the repository, `shop.constants.NIGHTLY`, and Django's settings.

A module is looked for by the end of its path, because a repository seldom says what its import roots are: the nearest
file that fits comes first. Format: https://docs.python.org/3/reference/import.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_NOTHING_OPEN = re.compile(r"(?!)(?P<name>)")
_LONGEST_NAME = 300


def _holders(name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    parts = name.split(".")[:-1]
    if not parts or len(name) > _LONGEST_NAME:
        return
    endings = tuple(_endings(parts))
    found = [one for one in paths if one.endswith(".py") and _fits(one, endings, parts[0] == "settings")]
    yield from sorted(found, key=lambda one: (-_shared(one, path), one))


def _endings(parts: list[str]) -> Iterator[str]:
    """Yield what the path of the module may end in; the last part may also be a class in it."""
    for length in (len(parts), len(parts) - 1):
        if length:
            folder = "/".join(parts[:length])
            yield f"/{folder}.py"
            yield f"/{folder}/__init__.py"


def _fits(path: str, endings: tuple[str, ...], is_setting: bool) -> bool:
    return f"/{path}".endswith(endings) or (is_setting and "/settings/" in f"/{path}")


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b:
            break
        count += 1
    return count


LANGUAGE = Language("python", _NOTHING_OPEN, _holders)
