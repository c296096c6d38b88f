"""What a run may do to save time, and whom it tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ddd.scan import kept

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""


@dataclass(frozen=True, slots=True)
class Shortcuts:
    """The ways to the same facts in less time; each of them can be left out."""

    one_pass: bool = True
    """Look for the literals of all extractors at once."""
    processes: int | None = None
    """How many read; None: as many as the machine has processors, where the tree is worth it."""
    cache: Path | None = None
    """The folder where results are kept from run to run; None: nowhere."""

    @classmethod
    def usual(cls) -> Shortcuts:
        """Return all there are, with the user's cache."""
        return cls(cache=kept.folder())

    @classmethod
    def none(cls) -> Shortcuts:
        """Return the plain way."""
        return cls(one_pass=False, processes=1)
