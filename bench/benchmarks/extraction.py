"""All facts of a large code base: 21,488 files, 211 MB, most of them Python with `fail_json`."""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpora import packages
from bench.figures import NO_GOAL, Figure, at_most, highest, ratio
from bench.lab import Lab


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure `ansible` with no cache, with one that is still empty, and the memory of both; then `ansible-core`."""
    tree = packages.ansible(lab)
    cold = lab.programs.extract(tree)
    first = lab.programs.extract_cached(tree, lab.cache("first"))
    commands = {"rg -j2": lab.programs.ripgrep(tree), "no cache": cold, "first": first}
    rounds = lab.rounds(commands, before=lambda: lab.forget("first"))
    yield ratio("`ansible`, no cache", rounds, "no cache", "rg -j2", at_most(8))
    yield ratio("`ansible`, first run, cache written", rounds, "first", "rg -j2", at_most(8))
    yield highest("`ansible`, no cache: memory", lab.memory(cold, runs=2), at_most(300, "MB"))
    lab.forget("first")
    yield highest("`ansible`, first run, cache written: memory", lab.memory(first), at_most(300, "MB"))
    yield _core(lab)


def _core(lab: Lab) -> Figure:
    tree = packages.ansible_core(lab)
    rounds = lab.rounds({"rg -j2": lab.programs.ripgrep(tree), "no cache": lab.programs.extract(tree)})
    return ratio("`ansible-core`, no cache", rounds, "no cache", "rg -j2", NO_GOAL)
