"""What a renderer gives: a path and its text."""

from __future__ import annotations

import msgspec


class Artifact(msgspec.Struct, frozen=True, kw_only=True):
    """One rendered file."""

    path: str
    """Relative to the output folder, `/`-separated."""
    text: str
    title: str = ""
    """What an index calls it; empty: an index names its chapter only."""
    executable: bool = False
