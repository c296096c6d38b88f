"""Alerting rules of Prometheus and of what reads the same files."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors.kubernetes._helm import asked_around
from ddd.extractors.kubernetes._template import is_helm
from ddd.extractors.prometheus._alerts import triggers
from ddd.extractors.prometheus._rules import alerts
from ddd.model import Trigger, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source


@extractor(
    "prometheus-rules",
    paths=("*.yaml", "*.yml", "*.json", "*.rules", "*.rule", "*.tpl"),
    literals=("alert:", 'alert":', "alert':"),
)
def prometheus_rules(source: Source) -> Iterator[Trigger]:
    """Find the alerts of Prometheus, Thanos, Mimir, VictoriaMetrics and Loki.

    In rule files, objects of Kubernetes (`PrometheusRule`, `VMRule`, ConfigMaps), values of Helm charts, variables of
    Ansible, and in templates of Helm, Jinja and ERB:

        - alert: BackupTooOld
          expr: time() - backup_last_success_timestamp_seconds > 86400
          for: 10m
          labels: {severity: critical}

    gives a trigger: `time() - backup_last_success_timestamp_seconds` above 86400 seconds for 600 seconds. What `or`
    joins gives one trigger each; of what `and` and `unless` join, the first is the trigger and all of it its condition.
    An expression that compares nothing acts on any result: `present`. `absent(…)` acts on the lack of one. A threshold
    that is another metric is told as it stands. A value of the chart or of Ansible is followed.
    It does not render templates: of rules that a loop makes, the template's text is told. Recording rules and the tests
    of promtool are no triggers.
    Format: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/.
    """
    for alert in alerts(source):
        asked, switches = asked_around(source, alert.name.at().line) if is_helm(source) else ((), ())
        for one in triggers(alert):
            notes = (one.note, *(f"only when {condition}" for condition in asked))
            yield replace(one, note="; ".join(filter(None, notes)), references=(*one.references, *switches))
