"""Whom the Alertmanager tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._jinja import is_template
from ddd.extractors.prometheus._follow import references
from ddd.extractors.prometheus._routes import Channel, Configuration, Receiver, Route, configurations
from ddd.extractors.prometheus._sheets import masked, sheets
from ddd.model import Contact, Evidence
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_ROUTE = re.compile(r"""(?m)^[ \t]*["']?(?:\w*_)?route["']?:""")
_CERTAIN = re.compile(r"(?m)^route:[\s\S]*^receivers:|^kind: *AlertmanagerConfig\b")
_ROLE = "receiver"


@extractor("alertmanager", paths=("*.yaml", "*.yml", "*.json"), literals=("receiver:", 'receiver":'))
def alertmanager(source: Source) -> Iterator[Contact]:
    """Find whom the Alertmanager tells of which alerts, and how soon.

    In its own file, in Secrets, ConfigMaps and values of Helm charts, in `AlertmanagerConfig`, in variables of Ansible:

        route:
          receiver: team
          group_wait: 30s
          routes:
            - matchers: [severity="critical"]
              receiver: pager
        receivers:
          - name: pager
            pagerduty_configs: [{routing_key_file: /run/key}]
          - name: team
            slack_configs: [{channel: "#ops"}]

    gives a contact for each route, `pager` for `{severity="critical"}` and `team` for the rest, each with its channel
    and with the waiting times that it states or takes over. When alerts are muted is noted; a receiver without any
    channel is told nothing (`none`). Of addresses only names of channels and mail addresses are taken, never a URL or a
    key. Inhibition and templates of messages are not read, nor what stands encoded in a Secret.
    Format: https://prometheus.io/docs/alerting/latest/configuration/.
    """
    if not _ROUTE.search(source.text):
        return
    if _CERTAIN.search(source.text) and not is_template(source.text):
        _ = source.yaml
    for sheet in sheets(source, _ROUTE, masked):
        for one in configurations(sheet):
            yield from _contacts(source, one)


def _contacts(source: Source, configuration: Configuration) -> Iterator[Contact]:
    for route in configuration.routes:
        receiver = configuration.receivers.get(route.receiver)
        unknown = "its receiver is not defined here" if configuration.receivers and receiver is None else ""
        note = "; ".join(filter(None, (unknown, *_notes(route, configuration))))
        for channel in receiver.channels if receiver else (Channel(""),):
            yield _contact(source, route, receiver, channel, note)
    reached = {route.receiver for route in configuration.routes}
    for receiver in configuration.receivers.values():
        if receiver.name not in reached:
            yield from (_unreached(source, receiver, channel) for channel in receiver.channels)


def _contact(source: Source, route: Route, receiver: Receiver | None, channel: Channel, note: str) -> Contact:
    return Contact(
        system="alertmanager",
        name=route.receiver,
        role=_ROLE,
        channel=channel.kind,
        address=channel.address,
        scope=f"{{{', '.join(route.matchers)}}}",
        after_seconds=route.wait,
        repeat_seconds=route.repeat,
        continues=route.continues,
        note=note,
        references=references(source, route.receiver, channel.address),
        evidence=_places(route.place, receiver.place if receiver else None, channel.place),
    )


def _unreached(source: Source, receiver: Receiver, channel: Channel) -> Contact:
    return Contact(
        system="alertmanager",
        name=receiver.name,
        role=_ROLE,
        channel=channel.kind,
        address=channel.address,
        note="no route here reaches it",
        references=references(source, receiver.name, channel.address),
        evidence=_places(receiver.place, channel.place),
    )


def _notes(route: Route, configuration: Configuration) -> Iterator[str]:
    if route.has_routes:
        yield "what the routes below it leave"
    for word, names in (("muted", route.muted), ("only", route.active)):
        for name in names:
            times = configuration.intervals.get(name, "")
            yield f"{word} in {name} ({times})" if times else f"{word} in {name}"


def _places(*places: Evidence | None) -> tuple[Evidence, ...]:
    return tuple({one.line: one for one in reversed(places) if one is not None}.values())[::-1]
