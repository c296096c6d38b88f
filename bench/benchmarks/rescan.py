"""The second run and every one after it, when the cache knows the tree; against `git status` of the same tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.commands import Command, git_status
from bench.corpora import packages
from bench.figures import Figure, at_most, ratio
from bench.lab import Lab

_STATUS = "git status"
_TIMES = 2


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure the package `ansible` in a git repository and in none, unchanged and after edits."""
    plain = packages.ansible(lab)
    repository = packages.as_repository(lab, plain)
    yield from _unchanged(lab, repository, repository, "git tree", 1.5)
    yield from _unchanged(lab, plain, repository, "no git", 3)
    yield from _edited(lab, repository)


def _unchanged(lab: Lab, tree: Path, repository: Path, name: str, limit: float) -> Iterator[Figure]:
    ways = _ways(lab, tree, name)
    rounds = lab.rounds({**ways, _STATUS: git_status(repository)}, _TIMES)
    for way in ways:
        yield ratio(f"unchanged, {name}: {way}", rounds, way, _STATUS, at_most(limit))


def _edited(lab: Lab, tree: Path) -> Iterator[Figure]:
    """Measure each way alone: the first to see an edit tells the cache of it."""
    edits = packages.Edits(tree)
    for way, command in _ways(lab, tree, "edited").items():
        status = git_status(tree)
        rounds = lab.rounds({way: command, _STATUS: status}, _TIMES, partial(_edit, lab, edits, (command, status)))
        edits.undo()
        yield ratio(f"10 files changed, git tree: {way}", rounds, way, _STATUS, at_most(2.5))


def _edit(lab: Lab, edits: packages.Edits, known_to: tuple[Command, ...]) -> None:
    """Bring a tree to where each program knows all of it but the next ten edits."""
    edits.undo()
    for command in known_to:
        lab.once(command)
    edits.make()


def _ways(lab: Lab, tree: Path, name: str) -> dict[str, Command]:
    cache = lab.cache(name)
    lab.forget(name)
    ways = {
        "`ddd extract`": lab.programs.extract_cached(tree, cache),
        "Python API": lab.programs.inventory_cached(tree, cache),
    }
    lab.once(ways["`ddd extract`"])
    return ways
