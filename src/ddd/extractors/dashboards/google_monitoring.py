"""Reads alert policies of Google Cloud Monitoring that stand in files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import receivers, short, triggers
from ddd.extractors.dashboards._plain import PATHS, plain, read
from ddd.extractors.terraform._alarm_table import ALARMS
from ddd.extractors.terraform._facts import Found
from ddd.model import Evidence, State, Trigger, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, sequence, walk

_CONDITIONS = (
    "conditionThreshold",
    "conditionAbsent",
    "conditionMatchedLog",
    "conditionMonitoringQueryLanguage",
    "conditionPrometheusQueryLanguage",
)
_SYSTEM, _LIMITS = ALARMS["google_monitoring_alert_policy"]
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_KEY = 100


@extractor("google-monitoring-policies", paths=PATHS, literals=_CONDITIONS)
def google_monitoring_policies(source: Source) -> Iterator[Trigger]:
    """Find the conditions of alert policies of Google Cloud Monitoring, in JSON or YAML as its API takes them.

        displayName: Queue is full
        conditions:
        - displayName: More than 1000 messages
          conditionThreshold:
            filter: metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages"
            comparison: COMPARISON_GT
            thresholdValue: 1000
            duration: 300s

    Limits of metrics, metrics that are absent, log entries, and queries in MQL or PromQL that end in a comparison; a
    threshold that is left out is 0. `enabled: false` suspends. A file without `notificationChannels` is given them
    where it is imported. Not seen: queries whose limit stands in their middle, conditions in SQL, templates that are no
    YAML. Format: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies.
    """
    for document in read(source, "displayName", "combiner"):
        for node in walk(document):
            if isinstance(node, MappingNode) and _is_policy(node):
                yield from _of_policy(source, node)


def _is_policy(node: MappingNode) -> bool:
    conditions = sequence(child(node, "conditions"))
    return any(child(one, key) is not None for one in conditions for key in _CONDITIONS)


def _of_policy(source: Source, node: Node) -> Iterator[Trigger]:
    body = _in_terraforms_words(plain(node))
    channels = body.get("notification_channels")
    documentation = body.get("documentation")
    told = documentation.literal("content") if documentation else ""
    named = body.get("display_name") or body

    def place(value: Value) -> tuple[Evidence, ...]:
        return (source.at(value.line, value.column),)

    for limit in _LIMITS(Found(body, (), {})):
        yield from triggers(
            replace(limit, notifies=None if channels is None else receivers(channels), note=short(told, 200)),
            system=_SYSTEM,
            name=body.literal("display_name"),
            place=place,
            also=place(named),
            state=State.SUSPENDED if body.literal("enabled").lower() == "false" else State.ACTIVE,
        )


def _in_terraforms_words(value: Value) -> Value:
    """Return an object of the API as Terraform's provider calls its keys; a channel of Kubernetes by its name."""
    if value.kind is Kind.LIST:
        return replace(value, items=tuple(_in_terraforms_words(one) for one in value.items))
    if value.kind is not Kind.OBJECT:
        return value
    if {key for key, _ in value.entries} in ({"external"}, {"name"}, {"name", "namespace"}):
        key = "external" if value.get("external") else "name"
        return value.get(key) or value
    return replace(value, entries=tuple((_snake(key), _in_terraforms_words(one)) for key, one in value.entries))


def _snake(key: str) -> str:
    return _WORD.sub("_", key).lower() if len(key) < _LONGEST_KEY else key
