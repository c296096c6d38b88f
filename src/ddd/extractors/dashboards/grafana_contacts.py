"""Reads whom Grafana's alerting tells: its contact points and the policies that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors._nodes import places, text
from ddd.extractors.dashboards._plain import PATHS, read
from ddd.measures import seconds
from ddd.model import Contact
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar, sequence, walk

_SYSTEM, _ROLE = "grafana", "receiver"
_DEEPEST = 20
_MOST = 2_000
_ADDRESSES = {"email": "addresses", "slack": "recipient", "telegram": "chatid", "sns": "topic_arn"}
"""What names the place a message goes to, and is no secret."""
_MATCHER = re.compile(r"\s*(?P<name>[\w.:-]{1,200})\s*(?P<sign>=~|!~|!=|=)\s*\"?(?P<value>[^\"]{0,200})\"?\s*")


@dataclass(frozen=True, slots=True)
class _Channel:
    """One way in which a contact point tells somebody."""

    kind: str
    address: str
    node: Node


@dataclass(frozen=True, slots=True)
class _Route:
    """One policy, with what it takes over from those above it."""

    node: Node
    matchers: tuple[str, ...] = ()
    receiver: Node | None = None
    wait: int | None = None
    repeat: int | None = None
    continues: bool = False


@extractor("grafana-contacts", paths=PATHS, literals=("contactPoints", "object_matchers", "grafana_folder"))
def grafana_contacts(source: Source) -> Iterator[Contact]:
    """Find whom Grafana's alerting tells, in the files it is provisioned with.

        contactPoints:
        - name: operations
          receivers:
          - {type: email, settings: {addresses: ops@acme.org}}
        policies:
        - receiver: operations
          repeat_interval: 4h
          routes:
          - {receiver: on-call, object_matchers: [[severity, =, critical]]}

    Each policy is a contact with the matchers that lead to it, the time it waits and after how long it repeats; the
    contact point tells the channel and the address. A contact point that no policy of the file names is one by itself.
    Addresses that are secrets (web hooks) are left out. Not seen: what is set up by hand in Grafana. Format:
    https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/.
    """
    for document in read(source, "contactPoints", "receivers"):
        for node in walk(document):
            if isinstance(node, MappingNode) and (_is_list(node, "contactPoints") or _is_list(node, "policies")):
                yield from _of_file(source, node)


def _is_list(node: Node, key: str) -> bool:
    listed = child(node, key)
    wanted = "receivers" if key == "contactPoints" else "receiver"
    return isinstance(listed, SequenceNode) and any(child(one, wanted) is not None for one in listed.value)


def _of_file(source: Source, node: MappingNode) -> Iterator[Contact]:
    points = {text(child(one, "name")): one for one in sequence(child(node, "contactPoints"))}
    reached = set()
    policies = [one for one in sequence(child(node, "policies")) if child(one, "receiver") is not None]
    for policy in policies:
        for route in _routes(_Route(policy)):
            name = text(route.receiver)
            reached.add(name)
            yield from _of_route(source, route, name, points)
    for name, point in points.items():
        for channel in _channels(point) if name and name not in reached else ():
            yield Contact(
                system=_SYSTEM,
                name=name,
                role=_ROLE,
                channel=channel.kind,
                address=channel.address,
                note="no policy here reaches it" if policies else "",
                evidence=places(source, child(point, "name"), channel.node),
            )


def _of_route(source: Source, route: _Route, name: str, points: Mapping[str, Node]) -> Iterator[Contact]:
    point = points.get(name)
    channels: list[_Channel | None] = list(_channels(point)) if point is not None else []
    for channel in channels or [None]:
        yield Contact(
            system=_SYSTEM,
            name=name,
            role=_ROLE,
            channel=channel.kind if channel else "",
            address=channel.address if channel else "",
            scope=f"{{{', '.join(route.matchers)}}}",
            after_seconds=route.wait,
            repeat_seconds=route.repeat,
            continues=route.continues,
            note="what the policies below it leave" if child(route.node, "routes") is not None else "",
            evidence=places(
                source, route.receiver or route.node, child(point, "name"), channel.node if channel else None
            ),
        )


def _routes(root: _Route) -> Iterator[_Route]:
    """Yield a policy and all below it, each with what it takes over."""
    stack = [(root, 0)]
    for _ in range(_MOST):
        if not stack:
            return
        above, depth = stack.pop()
        node = above.node
        route = _Route(
            node,
            (*above.matchers, *_matchers(node)),
            child(node, "receiver") or above.receiver,
            _length(node, "group_wait", above.wait),
            _length(node, "repeat_interval", above.repeat),
            text(child(node, "continue")) == "true",
        )
        if route.receiver is not None:
            yield route
        below = [one for one in sequence(child(node, "routes")) if isinstance(one, MappingNode)]
        if depth < _DEEPEST:
            stack.extend(
                (_Route(one, route.matchers, route.receiver, route.wait, route.repeat), depth + 1)
                for one in reversed(below[:_MOST])
            )


def _matchers(node: Node) -> Iterator[str]:
    for one in sequence(child(node, "object_matchers")):
        words = [scalar(word) or "" for word in sequence(one)]
        if len(words) == 3:
            yield f'{words[0]}{words[1]}"{words[2]}"'
    for one in sequence(child(node, "matchers")):
        match = _MATCHER.fullmatch(scalar(one) or "")
        if match:
            yield f'{match["name"]}{match["sign"]}"{match["value"].strip()}"'
    for key, _, value in items(child(node, "match")):
        yield f'{key}="{text(value)}"'


def _channels(point: Node) -> Iterator[_Channel]:
    for one in sequence(child(point, "receivers")):
        kind = text(child(one, "type"))
        address = child(child(one, "settings"), _ADDRESSES.get(kind, ""))
        if kind:
            yield _Channel(kind, text(address), address if address is not None else child(one, "type") or one)


def _length(node: Node, key: str, above: int | None) -> int | None:
    own = text(child(node, key))
    return seconds(own) if own else above
