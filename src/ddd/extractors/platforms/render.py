"""Reads the cron jobs of Render's blueprints."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._nodes import below, documents, place, text
from ddd.extractors.platforms._jobs import hosted
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import walk


@extractor("render", paths=("render.yaml", "render.yml"), literals=("cron",))
def render(source: Source) -> Iterator[Schedule]:
    """Find the cron jobs of Render: `render.yaml`.

        services:
          - type: cron
            name: nightly-export
            schedule: "0 4 * * *"
            startCommand: ./bin/export

    Times are UTC. Format: https://render.com/docs/blueprint-spec
    """
    for document in documents(source):
        for service in walk(document):
            expression = below(service, "schedule")
            if text(below(service, "type")) not in ("cron", "cron_job") or expression is None or not text(expression):
                continue
            command = below(service, "startCommand") or below(service, "dockerCommand")
            yield hosted(
                "render-cron",
                text(below(service, "name")),
                text(expression),
                Dialect.VIXIE,
                place(source, expression),
                command=text(command),
            )
