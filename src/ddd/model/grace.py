"""How late is late."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grace:
    """How late a run may be before it is overdue: a share of the longest gap, within bounds. The spec may say more."""

    share: float = 0.1
    at_least: int = 600
    """Seconds."""
    at_most: int = 86_400
    """Seconds."""

    def of(self, longest_gap: int, random_delay: int = 0) -> int:
        """Return the seconds allowed after a gap of so many seconds; the system's own random delay comes on top."""
        return min(max(int(longest_gap * self.share), self.at_least), self.at_most) + random_delay
