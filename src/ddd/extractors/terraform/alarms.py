"""Reads Terraform's alarms, budgets and scaling policies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._hcl import Value
from ddd.extractors._limits import Limit, spoken, triggers, written
from ddd.extractors.aws._alarms import metric_alarm
from ddd.extractors.terraform._alarm_table import ALARMS, SCALING, Reader
from ddd.extractors.terraform._facts import Found, scope_of, switch
from ddd.extractors.terraform._files import CONFIGURATION, Block, blocks, references
from ddd.model import Evidence, Trigger, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_NAMES = ("alarm_name", "name", "display_name", "alert_name")
_FILTER = "aws_cloudwatch_log_metric_filter"
_OF_FILTER = re.compile(
    rf"{_FILTER}\.(?P<label>[\w-]{{1,100}})(?:\[[^\[\]]{{0,60}}\])?(?:\.metric_transformation(?:\[0\])?)?\.(?P<key>\w{{1,20}})"
)
_KNOWN = {**ALARMS, **SCALING}


@extractor("terraform-alarms", paths=CONFIGURATION, literals=(*_KNOWN, "comparison_operator"))
def terraform_alarms(source: Source) -> Iterator[Trigger]:
    """Find the limits that Terraform or OpenTofu lets a cloud or a monitoring service watch.

        resource "aws_cloudwatch_metric_alarm" "cpu" {
          metric_name         = "CPUUtilization"
          comparison_operator = "GreaterThanThreshold"
          threshold           = var.cpu_limit
          evaluation_periods  = 3
          period              = 60
        }

    Known are alarms of CloudWatch (metric math, anomalies, composite ones), Azure Monitor, Google Cloud Monitoring,
    Datadog, New Relic, Grafana, Sentry and Honeycomb, budgets of the three clouds, and what makes AWS, Azure, Google
    and Kubernetes add capacity: a policy that keeps a metric at a value acts above it. A module that is given
    `comparison_operator` and `threshold` is read as the alarm it makes. An alarm without `alarm_actions`, a monitor
    whose message mentions nobody, notifies nobody. Variables and locals are followed; both arms of `a ? b : c` are
    told. `count = 0` and `enabled = false` suspend. Not seen: policies that scale by steps (the alarm that calls them
    is), alarms whose comparison stands outside of the folder, what modules from elsewhere set up. Format:
    https://developer.hashicorp.com/terraform/language.
    """
    for block in blocks(source):
        reader = _reader(block)
        if reader is None:
            continue
        system, read = reader
        filters = source.derived("log metric filters", _filters)
        for limit in read(Found(block.body, (), scope_of(block))):
            yield from _triggers(source, block, _named(limit, filters), system)


def _reader(block: Block) -> tuple[str, Reader] | None:
    if block.kind == "resource" and len(block.labels) == 2:
        return _KNOWN.get(block.labels[0])
    is_alarm = block.kind == "module" and block.body.get("comparison_operator") and block.body.get("metric_name")
    return ("cloudwatch", lambda found: metric_alarm(found.value)) if is_alarm else None


def _triggers(source: Source, block: Block, limit: Limit, system: str) -> Iterator[Trigger]:
    def place(value: Value) -> tuple[Evidence, ...]:
        return (source.at(value.line, value.column),)

    holders = limit.holders or (block.body,)
    state, note = switch(source, Found(limit.at, (block.body, *(one for one in holders if one is not block.body))))
    yield from triggers(
        limit,
        system=system,
        name=_name(block),
        place=place,
        also=place(block.body),
        refer=references,
        state=state,
        note=note,
    )


def _filters(source: Source) -> dict[str, Value]:
    """Return what the filters of this file make of log lines: label -> the metric."""
    found = (
        (block.labels[1], block.body.get("metric_transformation"))
        for block in blocks(source)
        if block.kind == "resource" and block.labels[:1] == (_FILTER,) and len(block.labels) == 2
    )
    return {label: metric for label, metric in found if metric is not None}


def _named(limit: Limit, filters: dict[str, Value]) -> Limit:
    """Call the metric of a filter by its name, where the alarm only points to the filter."""

    def called(match: re.Match[str]) -> str:
        metric, is_namespace = filters.get(match["label"]), match["key"] == "namespace"
        told = spoken(metric.get("namespace" if is_namespace else "name")) if metric else ""
        return told or ("log filter" if is_namespace else match["label"])

    if _FILTER not in limit.subject:
        return limit
    subject, condition = (_OF_FILTER.sub(called, text) for text in (limit.subject, limit.condition))
    return replace(limit, subject=subject, condition=condition)


def _name(block: Block) -> str:
    """Return what a person calls it: its own name where that is a literal, else Terraform's."""
    own = next((text for key in _NAMES if (text := written(block.body.get(key)))), "")
    return own if own and "${" not in own else block.called
