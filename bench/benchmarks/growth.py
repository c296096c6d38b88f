"""Twice and four times the corpus: the time may grow with it, the memory may not."""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpora import packages
from bench.figures import Figure, at_most, highest, ratio
from bench.lab import Lab

LINEAR_TWICE, LINEAR_FOUR_TIMES = 2.2, 4.4  # a tenth for what a shared machine adds


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure one, two and four copies of the package `ansible` beside each other."""
    plain = packages.ansible(lab)
    commands = {f"{times}×": lab.programs.extract(packages.beside_each_other(lab, plain, times)) for times in (1, 2, 4)}
    rounds = lab.rounds(commands)
    yield ratio("2 × the corpus: time", rounds, "2×", "1×", at_most(LINEAR_TWICE))
    yield ratio("4 × the corpus: time", rounds, "4×", "1×", at_most(LINEAR_FOUR_TIMES))
    for name in ("2×", "4×"):
        yield highest(f"{name[0]} × the corpus: memory", lab.memory(commands[name]), at_most(300, "MB"))
