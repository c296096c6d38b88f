"""`ddd check` in the morning: who is to be told is found, written down and sent; SQLite and PostgreSQL."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bench import ledger
from bench.benchmarks.growth import LINEAR_TWICE
from bench.figures import Figure, Goal, Sense, at_most, middle
from bench.lab import Lab

_SIZES = {"10,000 schedules": (10_000, 500, 100, 1), "1,000,000 schedules": (1_000_000, 50_000, 1_000, 5)}
"""Schedules, how many of them are due, people, and the goal in seconds."""
_TIMES = 5


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure two sizes of ledger of which a twentieth is due; then one of which twice as much is due."""
    with ledger.mail_server() as mail:
        for database, fresh in ledger.databases(lab.folder):
            for size, (*numbers, goal) in _SIZES.items():
                seconds = ledger.measured(fresh(), "check", *numbers, mail, _TIMES)
                name = f"{database}, {size}"
                yield middle(f"{name}: to a mail server", seconds["sent"], at_most(goal, "s"))
                yield middle(f"{name}: sending stubbed", seconds["stubbed"], at_most(goal, "s"))
                yield middle(f"{name}: sending stubbed, CPU time of ours", seconds["cpu"], _NO_GOAL)
                yield middle(f"{name}: again on the same day", seconds["again"], _NO_GOAL)
            once, twice = (
                ledger.measured(fresh(), "check", 200_000, due, due // 50, mail, _TIMES)["cpu"]
                for due in (10_000, 20_000)
            )
            growth = [after / before for after, before in zip(twice, once, strict=True)]
            yield middle(f"{database}: twice as much due, CPU time", growth, at_most(LINEAR_TWICE))


_NO_GOAL = Goal(Sense.AT_MOST, math.inf, "s")
