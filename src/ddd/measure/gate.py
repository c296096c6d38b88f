"""The gate that a measurement can be: the least that the whole must reach."""

from __future__ import annotations

from dataclasses import dataclass

from ddd.measure.score import Measurement


@dataclass(frozen=True, slots=True)
class Gated:
    """A measurement and what it must reach, 0 to 100; None: it is no gate."""

    measured: Measurement
    threshold: float | None = None

    @property
    def passed(self) -> bool:
        """It reaches the threshold, or there is none."""
        return self.threshold is None or self.measured.overall >= self.threshold
