"""Reads which pipelines of Drone and Woodpecker a cron job of the server starts."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, text
from ddd.extractors.ci._outside import outside
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import sequence

_WHERE = "the repository's cron jobs on the server"


@extractor("drone", paths=(".drone.yml", ".drone.yaml"), literals=("cron",))
def drone(source: Source) -> Iterator[Schedule]:
    """Find the pipelines that a cron job of Drone starts: `.drone.yml`.

        kind: pipeline
        name: nightly
        trigger:
          event: [cron]
          cron: [nightly]

    The time stands in the repository's settings on the server, so the schedule is unresolved.
    Format: https://docs.drone.io/pipeline/triggers/
    """
    for pipeline in documents(source):
        trigger = below(pipeline, "trigger")
        name = text(below(pipeline, "name"))
        yield from _of_condition(source, "drone", name, trigger)


@extractor(
    "woodpecker",
    paths=(".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/*.yml", ".woodpecker/*.yaml"),
    literals=("cron",),
)
def woodpecker(source: Source) -> Iterator[Schedule]:
    """Find the workflows that a cron job of Woodpecker starts: `.woodpecker.yml`, `.woodpecker/*.yml`.

        when:
          - event: cron
            cron: nightly

    The time stands in the repository's settings on the server, so the schedule is unresolved. A condition of a single
    step is not told. Format: https://woodpecker-ci.org/docs/usage/cron
    """
    for workflow in documents(source):
        for condition in sequence(below(workflow, "when")):
            yield from _of_condition(source, "woodpecker", "", condition)


def _of_condition(source: Source, system: str, name: str, condition: Node | None) -> Iterator[Schedule]:
    """Yield a schedule for each cron job a condition names; for one that names none, a single one."""
    events = _included(below(condition, "event"))
    event = next((one for one in events if text(one) == "cron"), None)
    named = _included(below(condition, "cron"))
    if event is None and not (named and not events):
        return
    title = name or source.path.rsplit("/", 1)[-1]
    for one in named or ([event] if event is not None else []):
        called = text(one) if named else ""
        shown = title if called in ("", title) else f"{title}: {called}"
        yield outside(source, system, shown, _WHERE, one, event, dialect=Dialect.ROBFIG_SECONDS)


def _included(node: Node | None) -> list[Node]:
    if isinstance(node, MappingNode):
        node = below(node, "include")
    return [one for one in sequence(node) if text(one)]
