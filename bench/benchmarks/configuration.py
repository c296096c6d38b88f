"""All facts of repositories that hold configuration: YAML, HCL, units, shell, generated from a seed."""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpora.configuration import repository
from bench.figures import NO_GOAL, Figure, at_most, ratio
from bench.lab import Lab

_LARGE, _SMALL = 24_000_000, 12_000_000


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure a tree above the 15 MB at which start-up no longer matters, and one below: there it is taken off."""
    empty = lab.tree("empty", lambda _: None)
    small = lab.tree("configuration-small", lambda folder: repository(folder, _SMALL))
    large = lab.tree("configuration-large", lambda folder: repository(folder, _LARGE))
    sizes = {"large": large, "small": small}
    commands = {name: lab.programs.extract(tree) for name, tree in (*sizes.items(), ("empty", empty))}
    commands |= {f"rg -j2 {name}": lab.programs.ripgrep(tree) for name, tree in sizes.items()}
    commands["python -c pass"] = lab.programs.nothing()
    rounds = lab.rounds(commands, 2)
    yield ratio("24 MB of configuration", rounds, "large", "rg -j2 large", at_most(3))
    yield ratio("12 MB, start-up excluded", rounds, "small", "rg -j2 small", at_most(3), without="empty")
    yield ratio("an empty folder: start-up", rounds, "empty", "python -c pass", NO_GOAL)
