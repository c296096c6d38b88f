"""Knows the configuration of the Alertmanager: its tree of routes, its receivers and its intervals of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors.prometheus._sheets import Sheet
from ddd.measures import seconds
from ddd.model import Evidence
from ddd.scan.yaml_nodes import child, items, scalar, walk

_DEEPEST = 20
_MOST = 5_000
_LONGEST = 200
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_MATCHER = re.compile(
    r"\s*\"?(?P<name>[\w.:-]{1,200})\"?\s*(?P<sign>=~|!~|!=|=)\s*(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)\s*"
)
_MAY_BE_SECRET = re.compile(r"(?:key|url|token|secret|password)\w*[\"']?\s*:", re.IGNORECASE)
_ADDRESSES = {
    "slack": ("channel",),
    "rocketchat": ("channel",),
    "mattermost": ("channel",),
    "email": ("to",),
    "telegram": ("chat_id",),
    "sns": ("topic_arn",),
    "webex": ("room_id",),
    "jira": ("project",),
}
"""What names the place a message goes to, and is no secret."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in which a receiver is told."""

    kind: str
    """`slack`, `email`, …; `none` where nothing is sent."""
    address: str = ""
    place: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told."""

    name: str
    place: Evidence
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One route, with what it takes over from those above it."""

    receiver: str
    place: Evidence
    """Where its receiver is named."""
    matchers: tuple[str, ...]
    wait: int | None
    repeat: int | None
    continues: bool
    has_routes: bool
    muted: tuple[str, ...]
    active: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What one file says of all of it."""

    routes: tuple[Route, ...]
    """Those below a route stand before it."""
    receivers: dict[str, Receiver]
    intervals: dict[str, str] = field(default_factory=dict)
    """Name -> the times, in words."""


def configurations(sheet: Sheet) -> Iterator[Configuration]:
    """Yield the configurations of a document: under `route` and `receivers`, or in variables whose names end so."""
    for node in walk(sheet.document):
        for key, _, value in items(node):
            if key == "route" or key.endswith("_route"):
                yield from _configuration(sheet, node, key.removesuffix("route"), value)


def _configuration(sheet: Sheet, node: Node, prefix: str, route: Node) -> Iterator[Configuration]:
    receivers = _entries(child(node, f"{prefix}receivers"))
    has_receiver = isinstance(route, MappingNode) and scalar(child(route, "receiver"))
    if not isinstance(route, MappingNode) or not (has_receiver or (receivers and child(route, "routes"))):
        return
    budget = iter(range(_MOST))
    found = tuple(_routes(sheet, route, None, (), budget))
    times = (*_entries(child(node, f"{prefix}time_intervals")), *_entries(child(node, f"{prefix}mute_time_intervals")))
    times += tuple(_entries(child(node, "muteTimeIntervals")))
    named = (_receiver(sheet, one) for one in receivers)
    intervals = ((sheet.text(child(one, "name")), _times(sheet, one)) for one in times)
    yield Configuration(found, {one.name: one for one in named if one is not None}, dict(intervals))


def _routes(
    sheet: Sheet, node: Node, above: Route | None, way: tuple[int, ...], budget: Iterator[int]
) -> Iterator[Route]:
    """Yield the routes below a node, then its own. An alias may lead back to where it stands."""
    is_known = id(node) in way or len(way) > _DEEPEST
    if is_known or next(budget, None) is None or not isinstance(node, MappingNode):
        return
    own = _route(sheet, node, above)
    for one in _entries(_get(node, "routes")):
        yield from _routes(sheet, one, own, (*way, id(node)), budget)
    if own.receiver:
        yield own


def _route(sheet: Sheet, node: MappingNode, above: Route | None) -> Route:
    named, wait, repeat = _get(node, "receiver"), _get(node, "group_wait"), _get(node, "repeat_interval")
    return Route(
        receiver=sheet.text(named) or (above.receiver if above else ""),
        place=sheet.at(named if named is not None and scalar(named) else node),
        matchers=(*(above.matchers if above else ()), *_matchers(sheet, node)),
        wait=seconds(sheet.text(wait)) if wait is not None else above.wait if above else None,
        repeat=seconds(sheet.text(repeat)) if repeat is not None else above.repeat if above else None,
        continues=sheet.text(_get(node, "continue")).lower() == "true",
        has_routes=bool(_entries(_get(node, "routes"))),
        muted=tuple(map(sheet.text, _entries(_get(node, "mute_time_intervals")))),
        active=tuple(map(sheet.text, _entries(_get(node, "active_time_intervals")))),
    )


def _matchers(sheet: Sheet, node: Node) -> Iterator[str]:
    for key, sign in (("match", "="), ("match_re", "=~")):
        yield from (f'{name}{sign}"{value}"' for name, value in sheet.texts(_get(node, key)))
    for one in _entries(_get(node, "matchers")):
        if isinstance(one, MappingNode):
            is_pattern = sheet.text(child(one, "regex")).lower() == "true"
            sign = sheet.text(child(one, "matchType")) or ("=~" if is_pattern else "=")
            yield f'{sheet.text(child(one, "name"))}{sign}"{sheet.text(child(one, "value"))}"'
        elif text := sheet.text(one):
            yield from map(_matcher, _parts(text))


def _parts(text: str) -> Iterator[str]:
    """Yield the matchers of `{a="b", c=~"d,e"}`; a comma within quotes parts nothing."""
    inner = text.strip().removeprefix("{").removesuffix("}")
    yield from (one for one in re.findall(r'(?:"[^"]{0,500}"|[^",]){1,500}', inner) if one.strip())


def _matcher(text: str) -> str:
    match = _MATCHER.fullmatch(text) if len(text) <= _LONGEST else None
    return f'{match["name"]}{match["sign"]}"{match["value"]}"' if match else text.strip()[:_LONGEST]


def _receiver(sheet: Sheet, node: Node) -> Receiver | None:
    name = child(node, "name")
    if name is None or not sheet.text(name):
        return None
    return Receiver(sheet.text(name), sheet.at(name), tuple(_channels(sheet, node)) or (Channel("none"),))


def _channels(sheet: Sheet, node: Node) -> Iterator[Channel]:
    told = set[tuple[str, str]]()
    for key, name, value in items(node):
        kind = _snake(key).removesuffix("_configs")
        for one in _entries(value) if kind != _snake(key) else ():
            kind = kind.removesuffix("v2")
            named = next((found for word in _ADDRESSES.get(kind, ()) if (found := _get(one, word)) is not None), None)
            address = sheet.text(named)[:_LONGEST]
            if (kind, address) not in told:
                told.add((kind, address))
                place = sheet.at(named if named is not None and address else name)
                yield Channel(kind, address, None if _MAY_BE_SECRET.search(place.excerpt) else place)


def _times(sheet: Sheet, node: Node) -> str:
    """Return an interval of time in words: `monday:friday 09:00-17:00 Europe/Berlin`."""
    told = [_time(sheet, one) for one in _entries(_get(node, "time_intervals"))]
    return ", ".join(filter(None, told))[:_LONGEST]


def _time(sheet: Sheet, node: Node) -> str:
    words = [
        _range(sheet, one)
        for key in ("weekdays", "days_of_month", "months", "years")
        for one in _entries(_get(node, key))
    ]
    times = [
        f"{sheet.text(_get(one, 'start_time'))}-{sheet.text(_get(one, 'end_time'))}"
        for one in _entries(_get(node, "times"))
    ]
    return " ".join(filter(None, (*words, *times, sheet.text(_get(node, "location")))))


def _range(sheet: Sheet, node: Node) -> str:
    ends = [sheet.text(child(node, "start")), sheet.text(child(node, "end"))]
    return sheet.text(node) or ":".join(filter(None, ends))


def _get(node: Node | None, key: str) -> Node | None:
    """Return what stands under a key, which objects of Kubernetes write in camel case."""
    first, *others = key.split("_")
    found = child(node, key)
    return found if found is not None else child(node, first + "".join(one.capitalize() for one in others))


def _entries(node: Node | None) -> list[Node]:
    return list(node.value) if isinstance(node, SequenceNode) else []


def _snake(key: str) -> str:
    return _CAPITAL.sub(lambda one: f"_{one[0].lower()}", key)
