"""Makes Triggers of alerting rules, whatever kind of file they were found in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors.prometheus import _promql
from ddd.extractors.prometheus._follow import references
from ddd.extractors.prometheus._promql import Comparison
from ddd.extractors.prometheus._sheets import Written
from ddd.extractors.prometheus._templates import is_open, unescaped, with_defaults, without_marks
from ddd.measures import DAY, HOUR, MINUTE, WEEK, seconds, severity
from ddd.model import Confidence, Evidence, Severity, State, Trigger, replace

PROMETHEUS, LOKI = "prometheus-alert", "loki-alert"

_LOGQL = re.compile(
    r"""\}\s*(?:\|[=~>]|!=|!~|!>|\|\s*(?:json|logfmt|unpack|pattern|regexp|line_format|drop|keep)\b|\[)"""
)
_METRIC = re.compile(r"[A-Za-z_:][\w:]*\s*\{")
_SEVERITIES = ("severity", "level", "priority", "urgency")
_NO_PAGE = frozenset({"TODO", "TBD", "NONE", "N/A", "FIXME", "-"})
_RUNBOOKS = ("runbook_url", "runbook", "runbook_link", "runbookURL", "playbook_url")
_NOTES = ("summary", "description", "message", "title")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_LONGEST_NOTE = 160
_LONGEST_LABEL = 200
_MOST_LABELS = 20

_OF_LAST = re.compile(r"last|success|complet|finish|timestamp|mtime|backup|update|modif|run|schedule", re.IGNORECASE)
_SINCE_START = re.compile(r"boot|start|creat", re.IGNORECASE)
_SUFFIX = re.compile(r"_(?P<unit>seconds|bytes|ratio|percent|celsius|volts|amperes|watts|hertz)(?P<bucket>_bucket)?\b")
_UNITS = {"seconds": "s", "percent": "%", "celsius": "°C", "volts": "V", "amperes": "A", "watts": "W", "hertz": "Hz"}
_SPANS: dict[float, str] = {1: "s", MINUTE: "min", HOUR: "h", DAY: "d", WEEK: "w"}
_OTHER_UNIT = re.compile(
    r"\b(?:i?rate|increase|i?delta|deriv|count|changes|resets|stddev|stdvar|quantile_over_time)\b|[*/]"
)
_METRICS = re.compile(r"\b[a-z_:][\w:]*_[\w:]*\b")
_PERCENT = re.compile(r"(?:\*\s*100|100\s*[*-]|\*\s*\(?\s*100)(?!\d)")
_OVER_TIME = re.compile(r"[a-z]+_over_time|histogram_quantile|predict_linear|label_replace|count_values")


@dataclass(frozen=True, slots=True)
class Alert:
    """One alerting rule as it stands in a file."""

    name: Written
    condition: Written
    wait: str
    """How long the condition must hold; empty when it is not said."""
    labels: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, str], ...]


def triggers(alert: Alert) -> Iterator[Trigger]:
    """Yield what an alert acts on: a Trigger for each alternative of its expression."""
    text = unescaped(alert.condition.text)
    condition = _promql.plain(text)
    name = unescaped(" ".join(alert.name.text.split()))
    labels = tuple((key, with_defaults(unescaped(value))[:_LONGEST_LABEL]) for key, value in alert.labels)[
        :_MOST_LABELS
    ]
    notes = [_words(alert), _open_wait(alert)]
    common = Trigger(
        system=_system(condition),
        name=name,
        subject=condition,
        comparison="present",
        condition=condition,
        for_seconds=_wait(alert),
        severity=_severity(labels),
        labels=labels,
        runbook_url=_runbook(alert),
        confidence=_confidence(condition),
        evidence=(alert.condition.at(),),
    )
    found = _promql.comparisons(alert.condition.text)
    if not found and condition and not is_open(name):
        told = "a template makes the condition" if is_open(condition) else "the condition is not understood"
        yield replace(
            common,
            subject=_promql.short(condition),
            state=State.UNRESOLVED,
            note=_told(told, *notes),
            evidence=_evidence(alert.condition.at(), alert.name.at()),
        )
    for one in found:
        yield _trigger(common, one, alert, notes)


def _trigger(common: Trigger, found: Comparison, alert: Alert, notes: list[str]) -> Trigger:
    place = alert.condition.at(found.offset)
    stated = with_defaults(found.stated) if "dig " in found.stated else found.stated
    threshold = found.threshold if found.threshold is not None else _promql.value(stated)
    is_left_open = found.is_open and threshold is None
    # A threshold that is another metric is no number to wait for: then nothing at all is followed.
    is_metric = threshold is None and not is_left_open and stated
    followed = () if is_metric else references(alert.condition.source, stated, common.runbook_url)
    is_lost = is_left_open and not any(one.text in stated for one in followed)
    return replace(
        common,
        subject=_promql.short(found.subject),
        comparison=found.sign,
        threshold=threshold,
        stated=_promql.short(stated) if is_metric else stated,
        unit=_unit(found.subject, alert),
        max_age=_max_age(found, threshold),
        state=State.UNRESOLVED if is_lost else State.ACTIVE,
        references=followed,
        note=_told(*notes),
        evidence=_evidence(place, alert.condition.at(), alert.name.at()),
    )


def _evidence(*places: Evidence) -> tuple[Evidence, ...]:
    return tuple(
        {one.line: one for one in reversed(places)}[line] for line in dict.fromkeys(one.line for one in places)
    )


def _told(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _words(alert: Alert) -> str:
    """Return in short what the alert says to people."""
    annotations = dict(alert.annotations)
    text = next((annotations[key] for key in _NOTES if annotations.get(key)), "")
    text = " ".join(unescaped(text).split())
    if is_open(text) and not _LETTERS.search(without_marks(text)):
        return ""
    return text if len(text) <= _LONGEST_NOTE else f"{text[: _LONGEST_NOTE - 1].rstrip()}…"


def _wait(alert: Alert) -> int | None:
    return seconds(with_defaults(alert.wait)) if alert.wait else 0


def _open_wait(alert: Alert) -> str:
    return f"must hold for {alert.wait[:_LONGEST_NOTE]}" if _wait(alert) is None else ""


def _severity(labels: tuple[tuple[str, str], ...]) -> Severity | None:
    said = dict(labels)
    word = next((said[key] for key in _SEVERITIES if said.get(key)), "")
    return severity(word)


def _runbook(alert: Alert) -> str:
    annotations = dict(alert.annotations)
    said = unescaped(next((annotations[key] for key in _RUNBOOKS if annotations.get(key)), ""))
    return "" if said.strip().upper() in _NO_PAGE else said


def _system(condition: str) -> str:
    return LOKI if _LOGQL.search(condition) and not _METRIC.search(condition) else PROMETHEUS


def _confidence(condition: str) -> Confidence:
    is_refused = not is_open(condition) and _system(condition) == PROMETHEUS and not _promql.is_promql(condition)
    return Confidence.MEDIUM if is_refused else Confidence.HIGH


def _max_age(found: Comparison, threshold: float | None) -> int | None:
    """Return the seconds that may pass since something last happened: `(time() - last_success) / 3600 > 24`."""
    counted = _promql.clock(found.subject) if found.sign in (">", ">=") and threshold else None
    if not counted or counted[0] != "age" or not threshold:
        return None
    is_of_last = _OF_LAST.search(found.subject) and not _SINCE_START.search(found.subject)
    return round(threshold * counted[1]) if is_of_last else None


def _unit(subject: str, alert: Alert) -> str:
    """Return the unit that the metric's own name says, `%` where the words to people say so as well."""
    bare = _promql.unselected(subject)
    if _PERCENT.search(bare) and any("%" in text for _, text in alert.annotations):
        return "%"
    if counted := _promql.clock(subject):
        return _SPANS.get(counted[1], "")
    metrics = [one for one in _METRICS.findall(bare) if not _OVER_TIME.fullmatch(one)]
    match = _SUFFIX.search(metrics[0]) if len(metrics) == 1 else None
    if not match or match.end() != len(metrics[0]) or metrics[0].endswith("_timestamp_seconds"):
        return ""
    is_quantile = match["bucket"] and "histogram_quantile" in bare
    if (match["bucket"] and not is_quantile) or (_OTHER_UNIT.search(bare) and not is_quantile):
        return ""
    return _UNITS.get(match["unit"], match["unit"])
