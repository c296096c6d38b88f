"""Runs commands in turn, so that whatever slows the machine down slows them all down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bench.commands import Command
from bench.running import Cost, cost

Round = Mapping[str, Cost]


def interleaved(
    commands: Mapping[str, Command],
    environment: Mapping[str, str],
    rounds: int,
    before: Callable[[], None] | None = None,
) -> Sequence[Round]:
    """Run all commands `rounds` times in turn, after one round that only warms up; every other round goes backwards.

    `before` is called ahead of each round, and not timed.
    """
    measured: list[Round] = []
    for number in range(rounds + 1):
        if before:
            before()
        names = list(commands)[:: -1 if number % 2 else 1]
        costs = {name: cost(commands[name], environment) for name in names}
        if number:
            measured.append(costs)
    return measured
