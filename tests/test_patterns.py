"""Python before 3.11.5 forgets where it stood when the last alternative of a possessive repetition fails half-way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parent.parent / "src").rglob("*.py"))
_POSSESSIVE_GROUP = re.compile(r"(?P<before>[^\n]{0,6}?) ?\) ?(?:\*|\+)\+")
_FAILS_AT_ONCE = re.compile(r"(?:\(\?!\)|\])$")


@pytest.mark.parametrize("path", [path for path in SOURCES if ")*+" in path.read_text() or ")++" in path.read_text()])
def test_what_is_tried_last_fails_at_once(path: Path) -> None:
    for match in _POSSESSIVE_GROUP.finditer(path.read_text(encoding="utf-8")):
        assert _FAILS_AT_ONCE.search(match["before"].rstrip()), match[0]
