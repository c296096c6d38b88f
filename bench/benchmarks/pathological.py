"""Files that no person wrote: the time grows with them and not faster, the memory has an end, a limit is told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench.benchmarks.growth import LINEAR_TWICE
from bench.corpora.pathological import CASES, Case
from bench.figures import Figure, at_least, at_most, highest, ratio
from bench.lab import Lab

_BOUND = 1000  # what one file of 8 MiB may cost, parsed; the 300 MB are for trees that people wrote


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure each case at half and whole size, and ask for the Problem at the size that is too much."""
    for number, case in enumerate(CASES):
        yield from _figures(lab, case, f"pathological-{number}")


def _figures(lab: Lab, case: Case, name: str) -> Iterator[Figure]:
    half = lab.tree(f"{name}-half", partial(case.fill, size=case.whole // 2))
    whole = lab.programs.extract(lab.tree(f"{name}-whole", partial(case.fill, size=case.whole)))
    rounds = lab.rounds({"whole": whole, "its half": lab.programs.extract(half)})
    yield ratio(f"{case.name}: time", rounds, "whole", "its half", at_most(LINEAR_TWICE))
    yield highest(f"{case.name}: memory", lab.memory(whole), at_most(_BOUND, "MB"))
    if case.beyond:
        beyond = lab.tree(f"{name}-beyond", partial(case.fill, size=case.beyond))
        yield highest(f"{case.name}, too much of it", [lab.problems(beyond)], at_least(1, "Problem"))
