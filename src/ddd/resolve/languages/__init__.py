"""Whose values can be followed: one module a language, discovered; each says where values stand and how they are named.

`ansible` (Jinja) is older and richer and has a room of its own: `ddd.resolve.variables`.
"""

from __future__ import annotations

from functools import cache

from ddd.discovery import discovered
from ddd.resolve.languages.language import Language

__all__ = ["Language", "languages"]


@cache
def languages() -> dict[str, Language]:
    """Return every language by its name."""
    import ddd.resolve.languages as package

    return {one.name: one for one in discovered(package, Language)}
