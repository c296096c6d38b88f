"""Reads crontabs, units and scripts of cron whose text is written within another file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yaml.nodes import Node, ScalarNode

from ddd.extractors.cron_directories import script
from ddd.extractors.crontab import Place, crontab_jobs, schedule
from ddd.extractors.systemd import service_command, timer_schedules
from ddd.model import Definition, Evidence, Schedule, replace
from ddd.scan.source import Source

FOLDERS = ("/etc/cron", "etc/systemd", "spool/cron")
"""What the path of such a file holds: literals for the prefilter."""

_UNIT = re.compile(r"(?:.*/)?(?P<unit>[^/]+\.(?P<kind>timer|service))")
_SYSTEM_TABLE = re.compile(r"(?:.*/)?etc/(?:crontab|cron\.d/[^/]+)")
_USER_TABLE = re.compile(r"(?:.*/)?var/spool/cron/(?:crontabs/|tabs/)?(?P<user>[^/]+)")


def written(path: str, lines: Sequence[str], at: Place, named: Evidence) -> Iterator[Schedule | Definition]:
    """Yield what the file runs, told by its path.

    path: on the host. lines: its text. at: where a line of the text stands. named: where the path stands.
    """
    unit, user_table = _UNIT.fullmatch(path), _USER_TABLE.fullmatch(path)
    if unit and unit["kind"] == "timer":
        yield from timer_schedules(lines, unit["unit"], at)
    elif unit:
        yield from service_command(lines, unit["unit"], at)
    elif _SYSTEM_TABLE.fullmatch(path):
        yield from (schedule(job, at) for job in crontab_jobs(lines, system=True))
    elif user_table:
        for job in crontab_jobs(lines, system=False):
            yield replace(schedule(job, at), user=user_table["user"])
    elif any(map(str.strip, lines)):
        yield from script(path, named)


def places(source: Source, node: Node) -> Place:
    """Return what tells where a line of a YAML text stands: exactly for `|`, else by the value it is part of."""
    mark = node.start_mark

    def at(line: int, column: int = 1) -> Evidence:
        if not isinstance(node, ScalarNode) or node.style != "|":
            return source.at(mark.line + 1, mark.column + 1)
        number = min(mark.line + 1 + line, len(source.lines))
        text = source.lines[number - 1]
        return source.at(number, len(text) - len(text.lstrip()) + column)

    return at
