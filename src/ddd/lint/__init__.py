"""Findings about facts that nobody asked for and somebody needs.

Values a system refuses, jobs that never run, days that do not exist, clocks that move, comments that lie. One generator
a rule, its docstring is what `ddd explain CODE` says; discovered, registered nowhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache

from ddd.discovery import discovered
from ddd.lint.rule import Context, Lines, Rule
from ddd.model import Fact, Finding

__all__ = ["Context", "Lines", "Rule", "lint", "rules"]

_LONGEST = 500


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by its code."""
    return discovered(sys.modules[__name__], Rule)


def lint(facts: Iterable[Fact], context: Context) -> Iterator[Finding]:
    """Yield what the rules find, by code and place."""
    everything = list(facts)
    of_kind = {kind: [fact for fact in everything if isinstance(fact, kind)] for kind in {one.of for one in rules()}}
    for one in rules():
        found = [
            Finding(
                code=one.name,
                severity=noticed.severity or one.severity,
                message=_short(noticed.message),
                evidence=noticed.evidence,
            )
            for noticed in one.find(of_kind[one.of], context)
        ]
        yield from sorted(found, key=lambda finding: (finding.evidence, finding.message))


def _short(message: str) -> str:
    """Return a message on one line that a person can read to its end."""
    line = " ".join(message.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
