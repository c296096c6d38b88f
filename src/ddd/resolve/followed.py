"""What an expression comes to when it is followed: a literal, and who says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ddd.model import Definition, Evidence

OMITTED = "\0omitted"
"""What `default(omit)` stands for: the parameter is not given."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A literal and the lines that led to it, the literal's own first; none when it stood in the expression itself."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    overrides: tuple[Definition, ...] = ()
    """What gives its variables another value elsewhere: for some hosts, in another environment."""


Look = Callable[[str], Followed | None]
"""Finds the value of a dotted name such as `backup.hour`."""
