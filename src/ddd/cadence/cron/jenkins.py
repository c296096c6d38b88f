"""Knows the schedules of Jenkins: several lines, a time zone on the first, `H` for what Jenkins chooses itself.

Format: the help of its timer trigger, and `CronTabList.java` and `CrontabParser.g4` in its source.
"""

from __future__ import annotations

from ddd.cadence.cron import parser
from ddd.cadence.cron.grammar import Grammar
from ddd.cadence.reading import Calendar, Reading, Standing
from ddd.cadence.refusal import bounded
from ddd.model import State


def read(expression: str, grammar: Grammar) -> Reading:
    """Read a schedule. It fires whenever one of its lines does."""
    lines = [line.strip() for line in bounded(expression).split("\n")]
    zone = lines.pop(0).removeprefix("TZ=") if lines[0].startswith("TZ=") else None
    tables = dict.fromkeys(parser.table(line, grammar) for line in lines if line and not line.startswith("#"))
    if not tables:
        return Standing(State.NEVER, "holds no schedule, only comments")
    notes = dict.fromkeys(table.note for table in tables if table.note)
    return Calendar(tuple(tables), zone, "; ".join(notes) if len(tables) > 1 else "")
