"""What a person waits for before anything is read: the installed script, against a Python that starts and ends."""

from __future__ import annotations

from collections.abc import Iterator

from bench.figures import Figure, at_most, ratio
from bench.lab import Lab

_TIMES = 8  # these take milliseconds


def figures(lab: Lab) -> Iterator[Figure]:
    """Measure `ddd --help` and `ddd --version`."""
    programs = lab.programs
    commands = {"python -c pass": programs.nothing(), "help": programs.help(), "version": programs.version()}
    rounds = lab.rounds(commands, _TIMES)
    yield ratio("`ddd --help`", rounds, "help", "python -c pass", at_most(8))
    yield ratio("`ddd --version`", rounds, "version", "python -c pass", at_most(1.5))
