"""Thresholds in Python code: what is compared with what, and in which unit."""

from __future__ import annotations

import pytest

from ddd.extractors.python_code.thresholds import python_thresholds
from ddd.model import Trigger
from ddd.scan.source import Source


def read(text: str, path: str = "watch.py") -> list[Trigger]:
    found = list(python_thresholds.extract(Source(path, text.encode())))
    assert all(isinstance(one, Trigger) for one in found)
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("disk_usage > 80", [("disk_usage", ">", 80.0, "")]),
        ("80 <= disk_percent_used", [("disk_percent_used", ">=", 80.0, "%")]),
        ("free_mb < 5 * 1024", [("free_mb", "<", 5120.0, "MB")]),
        ("self.replication_lag_seconds > 30 or ok", [("self.replication_lag_seconds", ">", 30.0, "s")]),
        ("latency_ms > 1_000", [("latency_ms", ">", 1000.0, "ms")]),
        ("lag_minutes > self.LIMIT", [("lag_minutes", ">", 7.0, "min")]),
        ("disk_usage > True", []),
        ("disk_usage > other", []),
        ("disk_usage > 0", []),
        ("1 < disk_usage < 5", []),
        ("people > 80", []),
    ],
)
def test_comparisons(test: str, said: list[tuple[str, str, float, str]]) -> None:
    found = read(f"LIMIT = 7\nif {test}:\n    x = 1\n    notify('full')\n")
    assert [(one.subject, one.comparison, one.threshold, one.unit) for one in found] == said


@pytest.mark.parametrize(
    ("body", "action"),
    [("raise Full()", "raise Full()"), ("return send_alert(x)", "send_alert(x)"), ("log(x)", None), ("raise", None)],
)
def test_only_what_acts_counts(body: str, action: str | None) -> None:
    found = read(f"def f():\n    if disk_usage > 80:\n        {body}\n")
    assert [one.action for one in found] == ([] if action is None else [action])


def test_nothing_is_read_from_templates_and_comprehensions() -> None:
    text = "if disk_usage > 80: alert()\n"
    assert read(text) and not read(text, "watch.py.j2")
    assert not read("x = [a for a in b\n     if disk_usage > 80 and {1: 2}]\n")
