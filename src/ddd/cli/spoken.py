"""Says lengths of time and counts as people read them."""

from __future__ import annotations

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def length(seconds: float) -> str:
    """Return a length of time by its two greatest units: `3 d 4 h`."""
    left, parts = int(seconds), []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: `1 schedule`, `2,000 schedules`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
