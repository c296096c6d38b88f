"""Reads monitors of Datadog that stand in files of their own, or in Kubernetes objects."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode

from ddd.extractors._hcl import Value
from ddd.extractors._limits import triggers
from ddd.extractors.dashboards import _datadog
from ddd.extractors.dashboards._plain import PATHS, plain, read
from ddd.model import Evidence, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar, walk


@extractor("datadog-monitors", paths=PATHS, literals=(*_datadog.TYPES, "DatadogMonitor"))
def datadog_monitors(source: Source) -> Iterator[Trigger]:
    """Find monitors of Datadog in files of its API's form, and as `DatadogMonitor` objects of its operator.

        type: query alert
        name: Queue is full
        query: "avg(last_5m):avg:queue.length{env:prod} > 100"
        message: "Look at the consumers @slack-operations"
        options: {thresholds: {critical: 100, warning: 80}}

    `critical` and `warning` are two triggers; without them the end of the query counts. Who is mentioned with `@` is
    notified, and nobody when nobody is. Not seen: composite monitors, anomalies whose limit is learnt, templates that
    are no YAML. Format: https://docs.datadoghq.com/api/latest/monitors/.
    """
    for document in read(source, "DatadogMonitor"):
        for node in walk(document):
            if isinstance(node, MappingNode) and scalar(child(node, "type")) in _datadog.TYPES:
                yield from _of_monitor(source, node)


def _of_monitor(source: Source, node: MappingNode) -> Iterator[Trigger]:
    query = scalar(child(node, "query"))
    if not query or child(node, "name") is None:
        return
    body = plain(node)

    def place(value: Value) -> tuple[Evidence, ...]:
        return (source.at(value.line, value.column),)

    for limit in _datadog.monitor(body):
        yield from triggers(
            limit, system="datadog", name=body.literal("name"), place=place, also=place(body.get("name") or body)
        )
