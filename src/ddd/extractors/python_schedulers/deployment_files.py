"""Reads schedules that Python projects keep in files of their deployment: `prefect.yaml` and Zappa's settings."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from ddd.extractors._jinja import references
from ddd.model import Dialect, Evidence, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar, sequence

_PREFECT = {"cron": Dialect.AIRFLOW, "interval": Dialect.SPAN, "rrule": Dialect.RRULE}


@extractor("prefect-yaml", paths=("prefect.yaml", "prefect.yml"), literals=("deployments:",))
def prefect_yaml(source: Source) -> Iterator[Extracted]:
    """Find the schedules of Prefect's deployments.

        deployments:
          - name: nightly
            entrypoint: flows/refresh.py:refresh
            schedules:
              - cron: "0 3 * * *"
                timezone: Europe/Paris

    Also `interval:` (seconds), `rrule:` and the single `schedule:`; `active: false` suspends. The zone is UTC unless
    told.

    Format: https://docs.prefect.io/v3/how-to-guides/deployments/prefect-yaml.
    """
    for document in source.yaml:
        for deployment in sequence(child(document, "deployments")):
            for one in (*sequence(child(deployment, "schedules")), *sequence(child(deployment, "schedule"))):
                yield from _of_prefect(source, deployment, one)


def _of_prefect(source: Source, deployment: yaml.Node, node: yaml.Node) -> Iterator[Schedule]:
    for key, dialect in _PREFECT.items():
        value = child(node, key)
        said = scalar(value)
        if value is None or said is None:
            continue
        suspended = (scalar(child(node, "active")) or "").lower() == "false"
        yield Schedule(
            system="prefect",
            name=scalar(child(deployment, "name")) or "",
            evidence=_places(source, value, deployment),
            state=State.SUSPENDED if suspended else State.ACTIVE,
            expression=f"{said}s" if key == "interval" else said,
            dialect=dialect,
            timezone=scalar(child(node, "timezone")) or "UTC",
            command=scalar(child(deployment, "entrypoint")) or "",
            references=references(said),
        )


@extractor("zappa", paths=("zappa_settings*.json", "zappa_settings*.y*ml"), literals=("expression",))
def zappa(source: Source) -> Iterator[Extracted]:
    """Find the events that Zappa makes of a stage's settings.

        {"production": {"events": [{"function": "shop.clean_up", "expression": "rate(1 day)"}]}}

    `expressions` may hold several. They are rules of EventBridge, so the zone is UTC; each stage has its own.

    Format: https://github.com/zappa/Zappa#scheduling.
    """
    for document in source.yaml:
        for stage, _, settings in items(document):
            for event in sequence(child(settings, "events")):
                for node in (*sequence(child(event, "expression")), *sequence(child(event, "expressions"))):
                    if (said := scalar(node)) is not None:
                        function = scalar(child(event, "function")) or ""
                        yield Schedule(
                            system="zappa",
                            name=scalar(child(event, "name")) or function,
                            evidence=_places(source, node, event),
                            expression=said,
                            dialect=Dialect.AWS,
                            timezone="UTC",
                            command=function,
                            note=f"stage {stage}",
                        )


def _places(source: Source, *nodes: yaml.Node) -> tuple[Evidence, ...]:
    """Return the place of each node, each line once."""
    found: dict[int, Evidence] = {}
    for node in nodes:
        place = source.at_node(node)
        found.setdefault(place.line, place)
    return tuple(found.values())
