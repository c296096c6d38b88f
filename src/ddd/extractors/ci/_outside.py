"""What runs by the clock although its time stands outside the repository."""

from __future__ import annotations

from yaml.nodes import Node

from ddd.extractors._nodes import places
from ddd.model import Dialect, Schedule, State
from ddd.scan.source import Source


def outside(
    source: Source, system: str, name: str, where: str, *nodes: Node | None, command: str = "", dialect: Dialect
) -> Schedule:
    """Return the Schedule of a job of which only is said that a schedule starts it.

    where: where its time stands (`the project's pipeline schedules`). nodes: what says so, the strongest first.
    """
    return Schedule(
        system=system,
        name=name,
        evidence=places(source, *nodes),
        state=State.UNRESOLVED,
        expression="",
        dialect=dialect,
        command=command,
        note=f"its time stands in {where}, outside the repository",
    )
