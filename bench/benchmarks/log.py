"""`ddd log` on a million rows: the newest of all, and with each filter."""

from __future__ import annotations

from collections.abc import Iterator

from bench import ledger
from bench.figures import Figure, at_most, highest
from bench.lab import Lab

_ROWS = 1_000_000


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure lists of at most fifty rows."""
    for database, fresh in ledger.databases(lab.folder):
        for name, seconds in ledger.measured(fresh(), "log", _ROWS, lab.pairs).items():
            yield highest(f"{database}: {name}", seconds, at_most(0.5, "s"))
