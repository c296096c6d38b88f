"""Says lengths of time and counts as people read them."""

from __future__ import annotations

from itertools import pairwise

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_WORDS = {"d": "day", "h": "hour", "min": "minute"}


def length(seconds: float) -> str:
    """Return a length of time by its greatest unit and the one below it: `3 d 4 h`, but `13 d` and nine seconds."""
    left = int(seconds)
    for (size, unit), (lower, under) in pairwise(_UNITS):
        if left >= size:
            count, rest = left // size, left % size // lower
            return f"{count} {unit} {rest} {under}" if rest else f"{count} {unit}"
    return f"{left} s"


def length_in_words(seconds: float) -> str:
    """Return the same where there is room: `2 days`, `1 hour 20 minutes`; below a minute to the tenth: `3.2 s`."""
    if (tenths := round(seconds, 1)) < 60:
        return f"{tenths:g} s"
    said = length(tenths).split()
    return " ".join(_in_full(int(count), unit) for count, unit in zip(said[::2], said[1::2], strict=True))


def _in_full(count: int, unit: str) -> str:
    noun = _WORDS.get(unit)
    return counted(count, noun) if noun else f"{count} {unit}"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: `1 schedule`, `2,000 schedules`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
