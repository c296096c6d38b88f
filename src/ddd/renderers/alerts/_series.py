"""What a test case of promtool is given and expects: input series, samples, alerts, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ddd import metrics

Series = dict[str, str]
"""One series over the time of a test, in promtool's notation."""
Sample = tuple[dict[str, str], int]
"""Labels and value."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What an exporter tells at one moment, and what the recording rules must make of it."""

    told: tuple[Series, ...]
    recorded: Mapping[str, Iterable[Sample]]
    """Metric of the rules -> what each place has of it; the label `task` goes without saying."""


def series(metric: str, values: object, **labels: str) -> Series:
    """Return a series. values: one number at the first moment, or promtool's notation for many."""
    return {"series": metrics.series(metric, **labels), "values": str(values)}


def sample(metric: str, value: float, **labels: str) -> dict[str, Any]:
    """Return one sample that an expression must give."""
    return {"labels": metrics.series(metric, **labels), "value": value}


def firing(alert: str, **labels: str) -> str:
    """Return the expression that gives the firing alerts of a name with these labels."""
    return metrics.series("ALERTS", alertname=alert, alertstate="firing", **labels)


def samples_at(time: str, expr: str, samples: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Expect the samples of an expression, and no others."""
    return {"expr": expr, "eval_time": time, "exp_samples": list(samples)}


def alerts_at(time: str, alert: str, alerts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Expect the alerts of a name, and no others."""
    return {"eval_time": time, "alertname": alert, "exp_alerts": list(alerts)}
