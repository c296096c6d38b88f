"""Scanners that people have in their pipelines, on the files of one Ansible collection: 873 files, 12 MB."""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpora import packages
from bench.figures import Figure, at_least, ratio
from bench.lab import Lab


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure all facts of community.general against six rules of semgrep, and against bandit."""
    tree = packages.community_general(lab)
    programs = lab.programs
    commands = {
        "ddd": programs.extract(tree),
        "semgrep -j2, six rules": programs.semgrep(tree),
        "bandit": programs.bandit(tree),
    }
    rounds = lab.rounds(commands)
    yield ratio("faster than semgrep", rounds, "ddd", "semgrep -j2, six rules", at_least(50))
    yield ratio("faster than bandit", rounds, "ddd", "bandit", at_least(50))
