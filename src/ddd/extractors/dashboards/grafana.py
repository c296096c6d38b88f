"""Reads Grafana's own files: dashboards with alerts, and what its alerting is provisioned with."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode

from ddd.extractors._hcl import Value
from ddd.extractors._limits import triggers
from ddd.extractors.dashboards import _grafana
from ddd.extractors.dashboards._plain import PATHS, plain, read
from ddd.model import Evidence, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar, walk

_SYSTEM = "grafana"
_PANEL_KEYS = ("targets", "datasource", "title")


@extractor("grafana-alerts", paths=PATHS, literals=('"evaluator"', "evaluator:", "__expr__"))
def grafana_alerts(source: Source) -> Iterator[Trigger]:
    """Find the alerts of Grafana: rules of unified alerting in provisioning files and exports, and alerts of panels.

        groups:
        - rules:
          - title: Queue is full
            condition: C
            for: 5m
            data:
            - refId: A
              model: {expr: queue_length}
            - refId: C
              model: {type: threshold, expression: A, conditions: [{evaluator: {type: gt, params: [1000]}}]}

    The expression that is the rule's condition gives the limit; what it judges is followed to the query. Thresholds,
    classic conditions, math that ends in a comparison and ranges (two triggers) are read, and in dashboards of before
    Grafana 11 the `alert` of a panel with its `evaluator`. A panel's `thresholds` only paint it and are none.
    `isPaused` suspends. Not seen: rules whose condition is made by a template or by jsonnet. Format:
    https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/.
    """
    for document in read(source, "evaluator", "refId"):
        wrapped: set[int] = set()
        for node in walk(document):
            if isinstance(node, MappingNode) and id(node) not in wrapped:
                wrapped.add(id(child(node, "grafana_alert")))
                yield from _of_node(source, node)


def _of_node(source: Source, node: MappingNode) -> Iterator[Trigger]:
    rule = child(node, "grafana_alert") or node
    is_rule = scalar(child(rule, "condition")) and child(rule, "data") is not None
    is_panel = isinstance(child(node, "alert"), MappingNode) and any(child(node, key) for key in _PANEL_KEYS)
    if not is_rule and not is_panel:
        return
    body = plain(node)
    name = body.literal("title") or body.literal("alert")
    if is_rule:
        told = body.get("grafana_alert") or body
        name = told.literal("title") or name or told.literal("uid")
    else:
        alert = body.get("alert")
        name = (alert.literal("name") if alert else "") or name

    def place(value: Value) -> tuple[Evidence, ...]:
        return (source.at(value.line, value.column),)

    for limit in _grafana.rule(body) if is_rule else _grafana.panel(body):
        yield from triggers(limit, system=_SYSTEM, name=name, place=place, also=_named(source, node))


def _named(source: Source, node: MappingNode) -> tuple[Evidence, ...]:
    holder = (
        child(node, "grafana_alert") or (child(node, "alert") if child(node, "condition") is None else None) or node
    )
    named = child(holder, "title") or child(holder, "name")
    return (source.at_node(named),) if named is not None else ()
