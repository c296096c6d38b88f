"""Reads the alerts of Azure Monitor that templates of Azure's Resource Manager set up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import Limit, short, triggers
from ddd.extractors.azure._template import Budget, Resource, inner, resources, shown
from ddd.extractors.dashboards._plain import read
from ddd.extractors.terraform._alarm_table import ALARMS
from ddd.extractors.terraform._facts import Found
from ddd.model import Evidence, Severity, State, Trigger, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child

_METRIC = "microsoft.insights/metricalerts"
_QUERY = "microsoft.insights/scheduledqueryrules"
_LITERALS = tuple(
    f"{provider}/{kind}"
    for provider in ("Microsoft.Insights", "microsoft.insights", "Microsoft.insights")
    for kind in ("metricAlerts", "metricalerts", "MetricAlerts", "scheduledQueryRules", "scheduledqueryrules")
)
_SYSTEM, _OF_METRICS = ALARMS["azurerm_monitor_metric_alert"]
_OF_TRIGGERS = ALARMS["azurerm_monitor_scheduled_query_rules_alert"][1]
_OF_QUERIES = ALARMS["azurerm_monitor_scheduled_query_rules_alert_v2"][1]
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GROUP_KEYS = ("actionGroupId", "actionGroups", "actionGroup")
_MAX_DEPTH = 5
_MOST_GROUPS = 50
_BLANK = re.compile(r"##\w{1,60}##|@@\w{1,60}@@")
_LAST = re.compile(r"'(?P<name>[^']{1,200})'[\s)]{0,10}\Z")


@extractor("azure-alerts", paths=("*.json",), literals=_LITERALS)
def azure_alerts(source: Source) -> Iterator[Trigger]:
    """Find the alerts of metrics and of queries that ARM templates, and policies that deploy them, set up.

        {"type": "Microsoft.Insights/metricAlerts", "name": "cpu", "properties": {
          "severity": 1, "windowSize": "PT5M", "evaluationFrequency": "PT1M",
          "criteria": {"allOf": [{"metricName": "Percentage CPU", "operator": "GreaterThan",
                                  "threshold": "[parameters('threshold')]", "timeAggregation": "Average"}]},
          "actions": [{"actionGroupId": "[variables('onCall')]"}]}}

    Parameters with a default and variables are followed within the file, through nested deployments, too. Severities 0
    and 1 are critical, 2 is a warning. `enabled: false` suspends; without `actions` nobody is told. Not seen: what is
    given to parameters elsewhere, alerts whose metric and limit are both left open, each of what `copy` repeats, Bicep.
    Format: https://learn.microsoft.com/azure/templates/microsoft.insights/metricalerts.
    """
    try:
        documents = read(source, "deploymentTemplate.json#", '"resources"')
    except Unreadable:
        if _BLANK.search(source.text):
            return  # a form that a script fills in
        raise
    budget = Budget()
    for document in documents:
        for node, scope in resources(document, frozenset({_METRIC, _QUERY})):
            yield from _of_alert(source, node, Resource(scope, budget))


def _of_alert(source: Source, node: MappingNode, resource: Resource) -> Iterator[Trigger]:
    properties = resource.value(child(node, "properties"))
    name = _name(resource.value(child(node, "name")), properties)
    condition = resource.value(child(node, "condition")).text

    def place(value: Value) -> tuple[Evidence, ...]:
        leading = resource.leading.get((value.line, value.column), ())
        return (source.at(value.line, value.column), *(source.at_node(one) for one in leading))

    is_off = properties.literal("enabled").lower() == "false"
    for limit in _limits(properties):
        if limit.stated is None and inner(limit.at.text) and inner(limit.subject):
            continue  # a form to be filled in: what it watches and when, both stand elsewhere
        yield from triggers(
            limit,
            system=_SYSTEM,
            name=name or _instead(properties, limit),
            place=place,
            also=(source.at_node(child(node, "name") or node),),
            state=State.SUSPENDED if is_off else State.ACTIVE,
            note="; ".join(filter(None, (resource.notes.get((limit.at.line, limit.at.column)), _when(condition)))),
        )


def _when(condition: str) -> str:
    return f"only when {inner(condition)[:160]}" if inner(condition) else ""


def _name(name: Value, properties: Value) -> str:
    """Return what a person calls an alert: its name, as far as it is literal, or its title."""
    title = properties.literal("displayName")
    return shown(name.text) or ("" if inner(title) else title)


def _instead(properties: Value, limit: Limit) -> str:
    """Return what an alert without a name of its own is about: its metric, or what is said of its query."""
    description = "" if inner(properties.literal("description")) else properties.literal("description")
    return short(description if description and " query " in limit.subject else limit.subject, 80)


def _limits(properties: Value) -> Iterator[Limit]:
    """Read what the same alerts say in Terraform, there and here under the names of one API."""
    body = _body(properties)
    action = properties.get("action")
    trigger = action.get("trigger") if action is not None else None
    if trigger is not None:
        reader = _OF_TRIGGERS
    else:
        reader = _OF_QUERIES if any("query" in dict(one.entries) for one in body.all("criteria")) else _OF_METRICS
    for limit in reader(Found(body, (), {})):
        grave = Severity.INFO if body.literal("severity") == "4" else limit.severity
        yield replace(limit, severity=grave, note="" if inner(body.literal("description")) else limit.note)


def _body(properties: Value) -> Value:
    """Return the properties of an alert in Terraform's words."""
    entries = [(_snake(key), one) for key, one in properties.entries if key not in ("criteria", "action", "actions")]
    window = properties.get("windowSize")
    entries += [("window_duration", window)] if window is not None else []
    entries += [("action", _told(properties))]
    entries += _criteria(properties)
    entries += _of_first_form(properties)
    return replace(properties, entries=tuple(entries))


def _criteria(properties: Value) -> Iterator[tuple[str, Value]]:
    criteria = properties.get("criteria")
    if criteria is None:
        return
    if criteria.get("failedLocationCount") is not None:
        yield "application_insights_web_test_location_availability_criteria", _words(criteria)
    listed = criteria.get("allOf")
    for one in listed.items if listed is not None else ():
        is_dynamic = one.literal("criterionType").startswith("Dynamic")
        yield "dynamic_criteria" if is_dynamic else "criteria", _words(one)


def _words(criterion: Value) -> Value:
    entries = tuple((_snake(key), one) for key, one in criterion.entries)
    renamed = {"time_aggregation": "time_aggregation_method" if criterion.get("query") else "aggregation"}
    return replace(
        criterion,
        entries=tuple((renamed.get(key, key), _query(one) if key == "query" else one) for key, one in entries),
    )


def _query(value: Value) -> Value:
    """Return a query without the call that puts names into it."""
    return replace(value, text=inner(value.text).removeprefix("format('") or value.text)


def _of_first_form(properties: Value) -> Iterator[tuple[str, Value]]:
    """Yield what the rules about queries of 2018 hold in parts: `source`, `schedule` and `action`."""
    for part, key, word in (
        ("source", "query", "query"),
        ("schedule", "timeWindowInMinutes", "time_window"),
        ("action", "severity", "severity"),
        ("action", "trigger", "trigger"),
    ):
        held = properties.get(part)
        value = held.get(key) if held is not None else None
        if value is not None and key == "trigger":
            yield word, replace(value, entries=tuple((_trigger_key(name), one) for name, one in value.entries))
        elif value is not None:
            yield word, value


def _trigger_key(name: str) -> str:
    return "operator" if name == "thresholdOperator" else name


def _told(properties: Value) -> Value:
    told = [name for key in ("action", "actions") for one in properties.all(key) for name in _groups(one, 0)]
    names = tuple(Value(Kind.TEXT, _group(one.text), one.line, one.column) for one in told[:_MOST_GROUPS])
    listed = Value(Kind.LIST, "", properties.line, properties.column, items=names)
    return Value(Kind.OBJECT, "", properties.line, properties.column, entries=(("action_group_id", listed),))


def _groups(value: Value, depth: int, is_group: bool = True) -> Iterator[Value]:
    if depth > _MAX_DEPTH:
        return
    if value.kind is Kind.TEXT and is_group and value.text:
        yield value
    for one in value.items:
        yield from _groups(one, depth + 1, is_group)
    for key, one in value.entries:
        yield from _groups(one, depth + 1, key in _GROUP_KEYS)


def _group(text: str) -> str:
    """Return what a person calls a group: the last part of its id, of an expression the one that it ends in."""
    expression = inner(text)
    match = _LAST.search(expression[-300:])
    if match is not None:
        return match["name"]
    return short(expression or text.rpartition("/")[2] or text)


def _snake(key: str) -> str:
    return _WORD.sub("_", key).lower() if len(key) < 100 else key
