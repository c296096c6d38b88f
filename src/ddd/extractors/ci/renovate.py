"""Reads in which windows Renovate may work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors._nodes import below, json_document, place, places, text
from ddd.model import Dialect, Evidence, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_NAMES = frozenset({"renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.json5"})
_MAX_STEPS = 100_000
_KEYS = {"schedule": "", "automergeSchedule": "automerge"}
_TITLES = ("description", "groupName")
_LONGEST_TITLE = 80

_WINDOWS = {
    "daily": "* 0-3 * * *",
    "earlyMondays": "* 0-3 * * 1",
    "monthly": "* 0-3 1 * *",
    "nonOfficeHours": "* 0-4,22-23 * * 1-5\n* * * * 0,6",
    "officeHours": "* 8-17 * * 1-5",
    "quarterly": "* * 1 */3 *",
    "weekdays": "* * * * 1-5",
    "weekends": "* * * * 0,6",
    "weekly": "* 0-3 * * 1",
    "yearly": "* * 1 */12 *",
}
# https://docs.renovatebot.com/presets-schedule/ and /presets-default/
_PRESETS = {
    **{f"schedule:{name}": ("schedule", "", window) for name, window in _WINDOWS.items()},
    **{
        f"schedule:automerge{name[0].upper()}{name[1:]}": ("automergeSchedule", "automerge", window)
        for name, window in _WINDOWS.items()
    },
    ":maintainLockFilesWeekly": ("lockFileMaintenance", "lockFileMaintenance", _WINDOWS["weekly"]),
    ":maintainLockFilesMonthly": ("lockFileMaintenance", "lockFileMaintenance", _WINDOWS["monthly"]),
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One object of the configuration."""

    node: Node
    title: str = ""
    is_off: bool = False
    """`enabled: false` stands in it or around it."""


@extractor("renovate", paths=("*.json", "*.json5", ".renovaterc"), literals=("schedule", ":maintainLock"))
def renovate(source: Source) -> Iterator[Schedule]:
    """Find the windows in which Renovate may work: `renovate.json`, `.renovaterc`, `package.json`, and shared presets.

        {
          "extends": ["config:recommended", "schedule:weekends"],
          "timezone": "Europe/Oslo",
          "lockFileMaintenance": { "enabled": true, "schedule": ["before 5am on monday"] }
        }

    Each `schedule` is a fact, wherever it stands; its entries are alternatives. So are `automergeSchedule` and the
    presets `schedule:…` and `:maintainLockFilesWeekly`, unless a `schedule` beside them goes before. Beside
    `enabled: false` it is suspended. Times are UTC unless `timezone` says otherwise. What presets of other repositories
    say cannot be seen. Format: https://docs.renovatebot.com/configuration-options/#schedule
    """
    root = _configuration(source)
    if root is None:
        return
    zone = text(below(root, "timezone")) or "UTC"
    for part in _parts(root):
        for key, told in _KEYS.items():
            yield from _own(source, part, child(part.node, key), told, zone)
        yield from _of_presets(source, part, zone)


def _configuration(source: Source) -> Node | None:
    name = source.installed_path.rsplit("/", 1)[-1]
    if name == "package.json":
        return below(json_document(source), "renovate") if b'"renovate"' in source.data else None
    if name in _NAMES or b"renovate-schema" in source.data:
        return json_document(source)
    return None


def _parts(root: Node) -> Iterator[_Part]:
    """Yield every object, in the order of the file."""
    stack, seen = [_Part(root)], set[int]()
    while stack and len(seen) < _MAX_STEPS:
        part = stack.pop()
        if id(part.node) in seen:
            continue
        seen.add(id(part.node))
        is_off = part.is_off or text(child(part.node, "enabled")) == "false"
        if isinstance(part.node, MappingNode):
            yield _Part(part.node, part.title, is_off)
            below_it = [_Part(value, _inner(part.title, key), is_off) for key, _, value in items(part.node)]
            stack.extend(reversed(below_it))
        elif isinstance(part.node, SequenceNode):
            entries = sequence(part.node)
            stack.extend(_Part(one, _title(one) or part.title, is_off) for one in reversed(entries))


def _inner(title: str, key: str) -> str:
    return f"{title} {key}".strip()[:_LONGEST_TITLE]


def _title(rule: Node) -> str:
    """Name a package rule for what it says of itself."""
    matches = (key for key, _, _ in items(rule) if key.startswith("match"))
    for key in (*_TITLES, *matches):
        said = ", ".join(filter(None, map(text, sequence(child(rule, key))[:3])))
        if said:
            return said[:_LONGEST_TITLE]
    return ""


def _own(source: Source, part: _Part, value: Node | None, told: str, zone: str) -> Iterator[Schedule]:
    entries = [one for one in sequence(value) if text(one)]
    if entries:
        yield _schedule(part, told, "\n".join(map(text, entries)), zone, places(source, *entries), "")


def _of_presets(source: Source, part: _Part, zone: str) -> Iterator[Schedule]:
    for one in sequence(child(part.node, "extends")):
        key, told, window = _PRESETS.get(text(one), ("", "", ""))
        goes_before = below(part.node, key, "schedule") if key == "lockFileMaintenance" else child(part.node, key)
        if window and goes_before is None:
            yield _schedule(part, told, window, zone, (place(source, one),), f"as the preset {text(one)} says")


def _schedule(
    part: _Part, told: str, expression: str, zone: str, evidence: tuple[Evidence, ...], note: str
) -> Schedule:
    title = " ".join(filter(None, (part.title, told)))
    return Schedule(
        system="renovate",
        name=f"Renovate: {title}" if title else "Renovate",
        evidence=evidence,
        state=State.SUSPENDED if part.is_off else State.ACTIVE,
        expression=expression,
        dialect=Dialect.RENOVATE,
        timezone=zone,
        note="; ".join(filter(None, (note, "enabled: false" if part.is_off else ""))),
    )
