"""Reads the schedules of Azure Pipelines."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node, SequenceNode

from ddd.extractors._nodes import below, documents, place, text
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import items, sequence

_OF_A_PIPELINE = frozenset(
    {"trigger", "pr", "pool", "stages", "jobs", "steps", "extends", "resources", "variables", "parameters", "name"}
)
_OF_A_SCHEDULE = frozenset({"cron", "displayName", "branches", "always", "batch"})


@extractor("azure-pipelines", paths=("*.yml", "*.yaml"), literals=("schedules:",))
def azure_pipelines(source: Source) -> Iterator[Schedule]:
    """Find the schedules of Azure Pipelines, in whatever YAML file a pipeline stands.

        schedules:
          - cron: "0 3 * * 0"
            displayName: Weekly rebuild
            branches: { include: [main] }
            always: true

    Times are UTC. Without `always: true` a run is left out when the code has not changed since the last one. Schedules
    made in the web page go before those of the file and cannot be seen. An expression of the template language
    (`${{ parameters.cron }}`) stays unresolved.
    Format: https://learn.microsoft.com/azure/devops/pipelines/process/scheduled-triggers
    """
    for pipeline in _documents(source):
        keys = {key for key, _, _ in items(pipeline)}
        schedules = below(pipeline, "schedules")
        if keys.isdisjoint(_OF_A_PIPELINE) or not isinstance(schedules, SequenceNode):
            continue
        for entry in sequence(schedules):
            cron = below(entry, "cron")
            if cron is not None and text(cron) and {key for key, _, _ in items(entry)} <= _OF_A_SCHEDULE:
                yield _schedule(source, cron, entry)


def _documents(source: Source) -> list[Node]:
    """Any YAML file may hold a pipeline; only the name makes it certain that one was meant to."""
    try:
        return documents(source)
    except Unreadable:
        if "azure" in source.path.lower():
            raise
        return []


def _schedule(source: Source, cron: Node, entry: Node) -> Schedule:
    expression = text(cron)
    only_on_change = text(below(entry, "always")).lower() != "true"
    return Schedule(
        system="azure-pipelines",
        name=text(below(entry, "displayName")) or source.path.rsplit("/", 1)[-1],
        evidence=(place(source, cron),),
        state=State.UNRESOLVED if "${{" in expression or "$(" in expression else State.ACTIVE,
        expression=expression,
        dialect=Dialect.AZURE_PIPELINES,
        timezone="UTC",
        target=source.installed_path,
        note="left out when nothing changed since the last run" if only_on_change else "",
    )
