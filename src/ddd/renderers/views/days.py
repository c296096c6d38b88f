"""Lines of cron that choose their day themselves: cron knows no last day of a month, so the line asks for the date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ddd.link.declared import run_by
from ddd.model import Evidence, Task

_LONGEST = 500
"""Characters of a line that are looked at: the question stands at its beginning."""
_ASKS = re.compile(
    r"""
    \s*
    (?P<question>
        (?: \[\[?\s | test\s )              # [ "$(date +%d)" = 01 ] or test "$(date +%d)" = 01
        [^;|&]*?
        (?: \$\(\s*date\b | `\s*date\b )
        [^;|&]*?
    )
    \s* && \s* \S
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Guard:
    """The question, and where it stands."""

    text: str
    places: tuple[Evidence, ...]


def guard(task: Task) -> Guard | None:
    """Return by which question of the date a line decides whether it works today; None: it works whenever it starts."""
    for schedule in run_by(task):
        if found := _ASKS.match(schedule.command[:_LONGEST]):
            return Guard(found["question"].strip(), schedule.evidence[:1])
    return None
