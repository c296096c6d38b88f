"""Alerts of mixins, which are written in jsonnet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.prometheus import _promql
from ddd.extractors.prometheus._alerts import Alert, triggers
from ddd.extractors.prometheus._jsonnet import Bracket, Token, argument, literal, objects, texts, written
from ddd.model import Evidence, State, Trigger, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_OPEN = re.compile(r"%\((?P<name>\w{1,100})\)[a-z0-9.]{1,5}")
_HAS_CONDITION = re.compile(r"\bexpr['\"]?\s{0,9}:")

_Config = dict[str, tuple[str, Evidence]]
"""What an object says: name -> number, and where."""


@extractor("prometheus-mixins", paths=("*.libsonnet", "*.jsonnet"), literals=("alert:", "alert':", 'alert":'))
def prometheus_mixins(source: Source) -> Iterator[Trigger]:
    """Find the alerts of monitoring mixins.

        {
          alert: 'QueueIsLong',
          expr: 'queue_length > %(queueLimit)d' % $._config,
          'for': '15m',
          labels: { severity: 'warning' },
        }

    gives a trigger as a rule file does. A threshold of the mixin's `_config` is followed within the same file; where it
    stands elsewhere, the trigger is unresolved. What functions, imports and conditions make is told as it is written:
    jsonnet is not run.
    Format: https://jsonnet.org/ref/language.html, https://monitoring.mixins.dev/.
    """
    if not _HAS_CONDITION.search(source.text):
        return
    found = list(objects(source))
    configs = _configs(source, found)
    for one in found:
        alert = _alert(source, one)
        if alert is not None:
            config = configs.get(argument(one.fields["expr"]), {})
            yield from (_followed(trigger, config) for trigger in triggers(alert))


def _alert(source: Source, one: Bracket) -> Alert | None:
    name, condition = one.fields.get("alert"), one.fields.get("expr")
    called, text = (written(source, name) if name else None), (written(source, condition) if condition else None)
    if called is None or text is None:
        return None
    wait = written(source, one.fields["for"]) if one.fields.get("for") else None
    labels, annotations = (texts(source, one.fields.get(key)) for key in ("labels", "annotations"))
    return Alert(called, text, wait.text if wait else "", labels, annotations)


def _configs(source: Source, found: list[Bracket]) -> dict[str, _Config]:
    """Return the numbers of the objects that fields hold, by field; a name that says two things says nothing."""
    configs: dict[str, _Config] = {}
    for holder, part in ((key, part) for one in found for key, value in one.fields.items() for part in value):
        fields = part.fields if isinstance(part, Bracket) else {}
        for name, value in fields.items():
            if len(value) == 1 and isinstance(value[0], Token) and value[0].kind == "number":
                number = literal(value[0]).replace("_", "")
                known = configs.setdefault(holder, {}).setdefault(name, (number, source.at(value[0].line)))
                configs[holder][name] = known if known[0] == number else ("", known[1])
    return configs


def _followed(trigger: Trigger, config: _Config) -> Trigger:
    names = _OPEN.findall(trigger.stated) if trigger.threshold is None else []
    if not names or not all(name in config for name in names):
        return trigger
    threshold = _promql.value(_OPEN.sub(lambda one: config[one["name"]][0], trigger.stated))
    if threshold is None:
        return trigger
    places = (*(config[name][1] for name in names), *trigger.evidence)
    return replace(trigger, threshold=threshold, state=State.ACTIVE, evidence=tuple(dict.fromkeys(places)))
