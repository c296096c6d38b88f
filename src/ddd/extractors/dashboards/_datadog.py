"""Reads what a monitor of Datadog says, in Terraform, in a file of its API or in a Kubernetes object.

Format: https://docs.datadoghq.com/api/latest/monitors/, https://docs.datadoghq.com/monitors/types/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import Limit, mentions, runbook, short, tail, written
from ddd.measures import seconds
from ddd.model import Severity

TYPES = (
    *("metric alert", "query alert", "log alert", "event alert", "event-v2 alert", "service check", "trace-analytics"),
    *("slo alert", "rum alert", "process alert", "error-tracking alert", "ci-pipelines alert", "composite"),
)
_SEVERITIES = {"critical": Severity.CRITICAL, "warning": Severity.WARNING}
_PRIORITIES = {"1": Severity.CRITICAL, "2": Severity.CRITICAL, "3": Severity.WARNING, "4": Severity.INFO}
_LAST = re.compile(r"last(?:\(\s{0,3}\\?[\"'](?P<span>\d{1,4}[a-z]{1,3})\\?[\"']|_(?P<short>\d{1,4}[a-z]{1,3}))")
_EVALUATED = re.compile(
    r"\s*(?:\$\{[^{}]{1,200}\}|\w{1,30})\((?:[^(){}]|\$\{[^{}]{1,200}\}|\([^()]{0,100}\)){1,100}\)\s*:\s*"
)
"""How a query begins: over what time its values are taken together."""
_MAX_LABELS = 12
_ELSEWHERE = ("${", "<<", "{{ .", "<%", "{%")
"""What a template puts in before Datadog reads the message."""


def monitor(body: Value) -> Iterator[Limit]:
    """Read a monitor: the end of its query, its thresholds, and whom its message mentions."""
    query = body.get("query")
    text = query.text if query is not None and query.kind in (Kind.TEXT, Kind.OPEN) else ""
    if query is None or not text.strip():
        return
    compared = tail(text)
    held = _thresholds(body)
    if compared is None:
        yield from _of_service(body, query, held)
        return
    measured, sign, limit = compared
    for level in ("critical", "warning"):
        value = held.get(level) if held else None
        if value is None or not written(value):
            if level == "warning":
                continue
            value = query
        yield _limit(body, value, None if value is not query else limit, sign, measured, level)


def _limit(body: Value, at: Value, stated: str | None, sign: str, measured: str, level: str) -> Limit:
    message = body.literal("message")
    found, begins = _LAST.search(measured), _EVALUATED.match(measured)
    priority = _PRIORITIES.get(body.literal("priority"))
    is_warning = level == "warning"
    return Limit(
        at=at,
        stated=stated,
        comparison=sign,
        subject=short(measured[begins.end() :] if begins else measured, 240),
        more="warning" if is_warning else "",
        for_seconds=seconds(found["span"] or found["short"]) if found else None,
        severity=Severity.WARNING if is_warning else priority or (Severity.CRITICAL if stated is None else None),
        condition=f"{short(measured, 400)} {sign} {{}}",
        labels=tuple(_labels(body)),
        notifies=_told(message),
        runbook_url=runbook(message),
        note="tells when data stop coming, too" if body.literal("notify_no_data") == "true" else "",
    )


def _of_service(body: Value, query: Value, held: Value | None) -> Iterator[Limit]:
    """A service check counts results in a row; its thresholds stand beside the query, which compares nothing."""
    for level in ("critical", "warning") if held and ".by(" in query.text else ():
        value = held.get(level) if held else None
        if value is not None and written(value):
            yield _limit(body, value, None, ">=", f"{query.text.strip()} of status {level}", level)


def _thresholds(body: Value) -> Value | None:
    options = body.get("options")
    holders = (body, options) if options else (body,)
    keys = ("monitor_thresholds", "thresholds")
    return next((value for one in holders for key in keys if (value := one.get(key)) and value.entries), None)


def _told(message: str) -> tuple[str, ...] | None:
    """A message whose text stands elsewhere may mention anybody."""
    told = mentions(message)
    return told if told or not any(mark in message for mark in _ELSEWHERE) else None


def _labels(body: Value) -> Iterator[tuple[str, str]]:
    tags = body.get("tags")
    for tag in tags.items[:_MAX_LABELS] if tags else ():
        key, _, value = tag.text.partition(":")
        if tag.kind is Kind.TEXT and value and "${" not in tag.text:
            yield key, value
