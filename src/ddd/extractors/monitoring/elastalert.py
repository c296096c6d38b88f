"""Reads rules of ElastAlert."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node

from ddd.extractors._jinja import references
from ddd.extractors._nodes import documents, places, text
from ddd.measures import number, seconds
from ddd.model import State, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, sequence

_LIMITS = {
    "frequency": (("num_events", ">=", "number of events"),),
    "flatline": (("threshold", "<", "number of events"),),
    "spike": (("spike_height", ">=", "change of the number of events, as a factor"),),
    "cardinality": (
        ("max_cardinality", ">", "number of different values"),
        ("min_cardinality", "<", "number of different values"),
    ),
    "metric_aggregation": (("max_threshold", ">", "metric"), ("min_threshold", "<", "metric")),
    "percentage_match": (("max_percentage", ">", "share of matches"), ("min_percentage", "<", "share of matches")),
}
_RECEIVERS = ("email", "slack_channel_override", "opsgenie_recipients", "pagerduty_client_name", "telegram_room_id")


@extractor(
    "elastalert",
    paths=("*.yaml", "*.yml"),
    literals=("num_events:", "flatline", "spike_height:", "cardinality:", "metric_aggregation", "percentage_match"),
)
def elastalert(source: Source) -> Iterator[Trigger]:
    """Find rules of ElastAlert with a limit.

        name: Many errors
        type: frequency
        index: logs-*
        num_events: 50
        timeframe: {minutes: 10}
        alert: [email]
        email: [ops@harbour.example]

    Who is mailed is notified; without an address the kind of alert is told. Not seen: rules on any match and on lists,
    what stands in the configuration that rules share. Format: https://elastalert2.readthedocs.io/en/latest/ruletypes.html.
    """
    try:
        found = documents(source)
    except Unreadable:
        return  # no file of ours: whoever owns it tells
    for document in found:
        if child(document, "index") is not None and child(document, "alert") is not None:
            yield from _of_rule(source, document)


def _of_rule(source: Source, rule: Node) -> Iterator[Trigger]:
    name = text(child(rule, "name")) or source.path.rpartition("/")[2]
    disabled = text(child(rule, "is_enabled")).lower() == "false"
    told = _told(rule)
    span = " ".join(f"{text(value)} {key}" for key, _, value in items(child(rule, "timeframe")))
    for key, sign, subject in _LIMITS.get(text(child(rule, "type")), ()):
        limit = child(rule, key)
        stated = text(limit)
        if limit is None or (number(stated) is None and not references(stated)):
            continue
        of = text(child(rule, "metric_agg_key")) or text(child(rule, "cardinality_field"))
        yield Trigger(
            system="elastalert",
            name=name,
            subject=f"{subject} of {of}" if of else f"{subject} in {text(child(rule, 'index'))}",
            comparison=sign,
            threshold=number(stated),
            stated=stated,
            unit="%" if "percentage" in key else "",
            condition=f"{key} {stated}" + (f" within {span}" if span else ""),
            for_seconds=seconds(span) if key == "threshold" and span else None,
            notifies=told,
            state=State.SUSPENDED if disabled else State.ACTIVE,
            references=references(name, stated),
            evidence=places(source, limit, child(rule, "name")),
        )


def _told(rule: Node) -> tuple[str, ...]:
    named = [one for key in _RECEIVERS for one in _texts(child(rule, key))]
    return tuple(dict.fromkeys(named or _texts(child(rule, "alert"))))


def _texts(node: Node | None) -> list[str]:
    return [one for one in (text(part) for part in (sequence(node) or ([node] if node else []))) if one]
