"""Python that is newer than the one that runs ddd."""

import ast

import pytest

from ddd.scan.newer_python import in_older_words
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("try:\n    a()\nexcept KeyError, os.error:\n    b()", "try:\n    a()\nexcept (KeyError, os.error):\n    b()"),
        ("type Report[T] = dict[str, T]", "Report = dict[str, T]"),
        ("async def f[T: int](x: T) -> T: ...", "async def f(x: T) -> T: ..."),
        ("class Box[T]: ...", "class Box: ..."),
        ('f"{a["b"]} and {c["d"]}"', "f\"{a['b']} and {c['d']}\""),
        ("type = 3\nx[type] = f'{a}'", "type = 3\nx[type] = f'{a}'"),
    ],
)
def test_newer_forms_are_written_as_older_ones(newer: str, older: str) -> None:
    assert in_older_words(newer) == older
    ast.parse(older)


def test_what_no_version_understands_is_told_as_it_stands() -> None:
    with pytest.raises(Unreadable, match="never closed"):
        _ = Source("x.py", b"try:\n    a(\nexcept A, B:\n    b()").python
