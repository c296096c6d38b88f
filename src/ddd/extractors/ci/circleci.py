"""Reads the scheduled workflows of CircleCI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from yaml.nodes import Node

from ddd.extractors._nodes import below, documents, places, text
from ddd.extractors.ci._outside import outside
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, sequence, walk

_PARAMETER = re.compile(r"<<\s*pipeline\.parameters\.(?P<name>[A-Za-z0-9_-]+)\s*>>")
_OPEN = re.compile(r"<<[^<>]*>>")
_LONGEST = 2_000
_MAX_CONDITIONS = 100
_BY_SCHEDULE = re.compile(r"pipeline\.schedule\.name|scheduled_pipeline|pipeline\.trigger_source\s*==\s*[\"']?schedule")


@extractor("circleci", paths=(".circleci/*.yml", ".circleci/*.yaml"), literals=("schedule",))
def circleci(source: Source) -> Iterator[Schedule]:
    """Find the scheduled workflows of CircleCI: `.circleci/config.yml`.

        workflows:
          nightly:
            triggers:
              - schedule:
                  cron: "0 2 * * *"
                  filters: { branches: { only: main } }

    Times are UTC. A pipeline parameter is followed to its default. A workflow that asks in `when:` for a scheduled
    pipeline has its time in the project's settings, and is unresolved.
    Format: https://circleci.com/docs/configuration-reference/#triggers
    """
    for document in documents(source):
        for name, _, workflow in items(below(document, "workflows")):
            yield from _of_workflow(source, document, name, workflow)


def _of_workflow(source: Source, document: Node, name: str, workflow: Node) -> Iterator[Schedule]:
    for trigger in sequence(below(workflow, "triggers")):
        cron = below(trigger, "schedule", "cron")
        if cron is not None and text(cron):
            yield _schedule(source, document, name, cron)
    condition = below(workflow, "when")
    nodes = islice(walk(condition), _MAX_CONDITIONS) if condition is not None else ()
    asking = next((node for node in nodes if _asks(node)), None)
    if asking is not None:
        where = "the project's schedule triggers"
        yield outside(source, "circleci", name, where, asking, dialect=Dialect.CIRCLECI)


def _asks(node: Node) -> bool:
    return _BY_SCHEDULE.search(text(node)[:_LONGEST]) is not None


def _schedule(source: Source, document: Node, name: str, cron: Node) -> Schedule:
    expression, parameter = text(cron), _PARAMETER.fullmatch(text(cron))
    default = below(document, "parameters", parameter["name"], "default") if parameter else None
    is_open = _OPEN.search(expression[:_LONGEST]) is not None and not text(default)
    return Schedule(
        system="circleci",
        name=name,
        evidence=places(source, default, cron),
        state=State.UNRESOLVED if is_open else State.ACTIVE,
        expression=text(default) or expression,
        dialect=Dialect.CIRCLECI,
        timezone="UTC",
        target=source.installed_path,
    )
