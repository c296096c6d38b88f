"""Chef: where the value of `node['a']['b']` stands: in the attributes of the cookbook that asks, else of any other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_ATTRIBUTES = re.compile(r"(?P<cookbook>(?:.*/)?)attributes/.+\.rb")
_OPENING = re.compile(r"(?!)(?P<name>)")


def _holders(name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    """The own cookbook, the one an attribute is named after, then the others."""
    if not name:
        return
    found = [(match["cookbook"], one) for one in paths if (match := _ATTRIBUTES.fullmatch(one))]
    named_after = name.partition(".")[0]

    def strength(pair: tuple[str, str]) -> tuple[bool, bool, str]:
        cookbook, one = pair
        return not path.startswith(cookbook), not cookbook.endswith(f"{named_after}/"), one

    yield from (one for _, one in sorted(found, key=strength))


CHEF = Language("chef", _OPENING, _holders)
"""Attributes are Ruby: only literals are values, and a literal leaves nothing open."""
