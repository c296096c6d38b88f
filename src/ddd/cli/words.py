"""Reads options that take one of a few words."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from ddd.errors import UsageError

_Word = TypeVar("_Word", bound=StrEnum)


def chosen(text: str, words: type[_Word], option: str) -> _Word:
    """Return the word. Raises UsageError, which names them, for one that is none of them."""
    try:
        return words(text)
    except ValueError:
        raise UsageError(f"{option} {text}: no such one", advice=f"there are: {', '.join(words)}") from None
