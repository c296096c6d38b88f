"""What the readers of programs share: how a schedule is handed over, and what EventBridge's words look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

KEYS = frozenset({"schedule", "scheduleexpression", "schedule_expression", "rate", "cron", "schedules"})
"""Names, in lower case, under which a text such as `rate(1 day)` is a schedule."""

AWS_TEXT = re.compile(r"cron\(\s*[^\s()]++(?:\s+[^\s()]++){5}\s*\)|rate\(\s*[0-9]+\s+(?:minute|hour|day)s?\s*\)")


@dataclass(frozen=True, slots=True)
class Call:
    """A schedule as a program hands it over."""

    receiver: str
    """`events.Schedule` of `events.Schedule.cron(…)`; empty for a text."""
    function: str
    """`cron`, `rate`, `expression`, or `text`."""
    argument: str
    """As it stands in the program, comments left out."""
    name: str
    """The id of the construct it is given to."""
    around: str
    """What stands beside it."""
    line: int
    column: int
