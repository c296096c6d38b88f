"""Reads the crons of Platform.sh and Upsun."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, place, text
from ddd.extractors.platforms._jobs import hosted
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, sequence


@extractor(
    "upsun",
    paths=(".platform.app.yaml", ".platform/applications.yaml", ".upsun/*.yaml"),
    literals=("crons",),
)
def upsun(source: Source) -> Iterator[Schedule]:
    """Find the crons of Platform.sh, `.platform.app.yaml`, and of Upsun, `.upsun/config.yaml`.

        name: shop
        crons:
          reindex:
            spec: "H 3 * * *"
            commands: { start: bin/console index:rebuild }

    `H` is a time the platform chooses. Times are UTC unless the app says `timezone:`.
    Format: https://docs.upsun.com/create-apps/image-properties/crons.html
    """
    for document in documents(source):
        for app in _applications(document):
            zone = text(below(app, "timezone")) or "UTC"
            for name, _, cron in items(below(app, "crons")):
                spec = below(cron, "spec")
                if spec is not None and text(spec):
                    command = text(below(cron, "commands", "start")) or text(below(cron, "cmd"))
                    where = place(source, spec)
                    yield hosted("upsun-cron", name, text(spec), _dialect(spec), where, command=command, timezone=zone)


def _applications(document: Node) -> Iterator[Node]:
    """A file holds one application, a list of them, or, below `applications:`, a mapping of them."""
    if isinstance(document, MappingNode):
        yield document
        yield from (app for _, _, app in items(below(document, "applications")))
    else:
        yield from sequence(document)


def _dialect(spec: Node) -> Dialect:
    """Only `H` is Jenkins's there: the rest is plain cron, in which either day field is enough."""
    return Dialect.JENKINS if "H" in text(spec).split() or "H/" in text(spec) else Dialect.VIXIE
