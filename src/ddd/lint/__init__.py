"""Findings about schedules that nobody asked for and somebody needs.

Values a system refuses, jobs that never run, days that do not exist, clocks that move, comments that lie. One generator
a rule, its docstring is what `ddd explain CODE` says; discovered, registered nowhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache

from ddd.discovery import discovered
from ddd.lint.rule import Lines, Rule
from ddd.model import Finding, Schedule

__all__ = ["Lines", "Rule", "lint", "rules"]


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by its code."""
    return discovered(sys.modules[__name__], Rule)


def lint(schedules: Iterable[Schedule], lines: Lines) -> Iterator[Finding]:
    """Yield what the rules find, by code and place. `lines` gives the lines of a file, for its comments."""
    everything = list(schedules)
    for one in rules():
        found = [
            Finding(
                code=one.name,
                severity=noticed.severity or one.severity,
                message=" ".join(noticed.message.split()),
                evidence=noticed.evidence,
            )
            for noticed in one.find(everything, lines)
        ]
        yield from sorted(found, key=lambda finding: (finding.evidence, finding.message))
