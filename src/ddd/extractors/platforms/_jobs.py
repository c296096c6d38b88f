"""What the cron jobs of hosting platforms have in common."""

from __future__ import annotations

from ddd.extractors._jinja import references
from ddd.model import Dialect, Evidence, Schedule
from ddd.scan.source import Source


def hosted(
    system: str,
    name: str,
    expression: str,
    dialect: Dialect,
    *evidence: Evidence,
    command: str = "",
    target: str = "",
    timezone: str | None = "UTC",
    note: str = "",
) -> Schedule:
    """Return the Schedule of a job that a platform starts; what Jinja leaves open in it is followed later."""
    return Schedule(
        system=system,
        name=name,
        evidence=evidence,
        expression=expression,
        dialect=dialect,
        timezone=timezone,
        command=command,
        target=target,
        note=note,
        references=references(expression, command, name),
    )


def folder(source: Source) -> str:
    """Name a project for the folder its configuration stands in; for the file itself at the top."""
    above, _, name = source.installed_path.rpartition("/")
    return above.rsplit("/", 1)[-1] or name
