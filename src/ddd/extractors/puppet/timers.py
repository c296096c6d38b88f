"""Reads the systemd timers Puppet manifests declare, through whichever define they do it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ddd.cadence import recurrence
from ddd.extractors.puppet._facts import read, schedule
from ddd.extractors.puppet._manifest import Manifest, Resource, manifest
from ddd.extractors.puppet._values import Reader, Value
from ddd.extractors.systemd import AFTER_A_START, AFTER_THE_UNIT
from ddd.model import Confidence, Dialect, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_SYSTEM = "puppet-timer"
_INTERVALS = ("interval", "intervals", "timer_intervals", "timer_interval", "timer_entry")
_CALENDARS = ("on_calendar", "oncalendar", "calendar", "timer_on_calendar")
_SPANS = {
    "on_unit_active_sec": "OnUnitActiveSec",
    "on_unit_inactive_sec": "OnUnitInactiveSec",
    "on_active_sec": "OnActiveSec",
    "on_boot_sec": "OnBootSec",
    "on_start_up_sec": "OnStartupSec",
}
_LENGTHS = AFTER_THE_UNIT | AFTER_A_START
_NAMED = re.compile(r"timer|periodic|systemd")
_NUMBER = re.compile(r"\d{1,9}")


@extractor("puppet-timer", paths=("*.pp",), literals=("interval", "alendar", "on_unit", "on_boot", "timer_"))
def puppet_timer(source: Source) -> Iterator[Extracted]:
    """Find the systemd timers of Puppet manifests.

        systemd::timer::job { 'dump':
          command  => '/usr/local/sbin/dump',
          interval => {'start' => 'OnCalendar', 'interval' => '*-*-* 3:00:00'},
        }

    An interval is a hash of `start` and `interval`, an array of such, a hash of systemd's own keys (`timer_entry`), or
    a plain text, which is a calendar event; `on_calendar` and its sisters are the names of the module `systemd`. A
    start by `OnBootSec` beside another one only begins it. Types whose name does not speak of timers count only where
    the value is certainly a calendar event. Format: systemd.timer(5), and the module that has the define.
    """
    manifesto = manifest(source)
    for resource in manifesto.resources:
        reader = read(manifesto, resource)
        entries = [*_of_intervals(manifesto, reader, resource), *_of_keys(reader, resource)]
        recurring = [one for one in entries if one[0] not in AFTER_A_START]
        for start, value in recurring or entries:
            yield _fact(reader, resource, start, value)


def _of_intervals(manifesto: Manifest, reader: Reader, resource: Resource) -> Iterator[tuple[str, Value]]:
    for key in _INTERVALS:
        node = resource.attributes.get(key)
        if node is None:
            continue
        known = reader.followed(node)
        node = known if known.type in ("hash", "array") else node
        for one in node.named_children if node.type == "array" else [node]:
            if one.type == "hash":
                yield from _of_hash(manifesto, reader, one)
            else:
                yield from _plain(reader, resource, one)


def _of_hash(manifesto: Manifest, reader: Reader, node: Node) -> Iterator[tuple[str, Value]]:
    pairs = manifesto.pairs(node)
    start, value = reader.text(pairs.get("start")), reader.value(pairs.get("interval"))
    if value and (start in _LENGTHS or start == "OnCalendar"):
        yield start, value
    for key, one in pairs.items():
        if key in _LENGTHS or key == "OnCalendar":
            several = one.named_children if one.type == "array" else [one]
            yield from ((key, found) for each in several if (found := reader.value(each)))


def _plain(reader: Reader, resource: Resource, node: Node) -> Iterator[tuple[str, Value]]:
    value = reader.value(node)
    if value is None or not ("command" in resource.attributes or _NAMED.search(resource.type)):
        return
    is_event = recurrence(value.text, Dialect.ONCALENDAR).state is not State.INVALID
    if is_event or (_NAMED.search(resource.type) and not _NUMBER.fullmatch(value.text)):
        yield "OnCalendar", value


def _of_keys(reader: Reader, resource: Resource) -> Iterator[tuple[str, Value]]:
    for key in _CALENDARS:
        node = resource.attributes.get(key)
        if node is None:
            continue
        for one in node.named_children if node.type == "array" else [node]:
            if value := reader.value(one):
                yield "OnCalendar", value
    for key, start in _SPANS.items():
        if value := reader.value(resource.attributes.get(key)):
            yield start, value


def _fact(reader: Reader, resource: Resource, start: str, value: Value) -> Schedule:
    dialect = Dialect.ONCALENDAR if start == "OnCalendar" else Dialect.SPAN
    confidence = Confidence.HIGH if _NAMED.search(resource.type) else Confidence.MEDIUM
    fact = schedule(reader, resource, _SYSTEM, value.text, dialect, [value], confidence=confidence)
    splay = reader.text(resource.attributes.get("splay"))
    return replace(
        fact,
        state=State.BOOT if start in AFTER_A_START and fact.state is State.ACTIVE else fact.state,
        delay=f"{splay}s" if _NUMBER.fullmatch(splay) and int(splay) else "",
        target="" if fact.command else f"{fact.name.removesuffix('.timer')}.service",
    )
