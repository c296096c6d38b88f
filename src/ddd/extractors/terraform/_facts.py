"""Makes Schedules of what a block says: its names, its zone, whether it is switched off, and who it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.extractors._hcl import Kind, Value
from ddd.extractors.terraform._files import Block, Scope, blocks, container, references
from ddd.model import Confidence, Schedule, State, replace
from ddd.scan.source import Source

_MAX_ARMS = 4
_MAX_ENTRIES = 200
_OFF = {
    **dict.fromkeys(("is_enabled", "enabled", "active", "enable", "schedule_enabled"), ("false",)),
    **dict.fromkeys(("paused", "suspend", "disabled", "is_disabled", "is_paused"), ("true",)),
    **dict.fromkeys(("state", "status", "pause_status"), ("disabled", "paused", "inactive")),
}
_ZONES = (
    *("schedule_expression_timezone", "time_zone", "timezone", "schedule_timezone", "timezone_id", "cron_timezone"),
    *("timeZone", "cron_schedule_timezone", "scheduleExpressionTimezone"),
)
# Windows' names of zones that Azure takes, where they mean what an IANA zone says. Format: CLDR, windowsZones.xml.
_WINDOWS_ZONES = {
    "UTC": "UTC",
    "GMT Standard Time": "Europe/London",
    "W. Europe Standard Time": "Europe/Berlin",
    "Central Europe Standard Time": "Europe/Budapest",
    "Romance Standard Time": "Europe/Paris",
    "FLE Standard Time": "Europe/Kiev",
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver",
    "Pacific Standard Time": "America/Los_Angeles",
    "India Standard Time": "Asia/Calcutta",
    "Singapore Standard Time": "Asia/Singapore",
    "Tokyo Standard Time": "Asia/Tokyo",
    "AUS Eastern Standard Time": "Australia/Sydney",
    "New Zealand Standard Time": "Pacific/Auckland",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the way to it."""

    value: Value
    holders: tuple[Value, ...]
    """The bodies it stands in, the outermost first."""
    scope: Scope = field(default_factory=dict)

    @property
    def around(self) -> tuple[Value, ...]:
        """What may tell of it, the outermost first: of a table of hundreds no entry tells of another."""
        return tuple(one for one in (*self.holders, self.value) if len(one.entries) <= _MAX_ENTRIES)


def select(found: Found, path: str) -> Iterator[Found]:
    """Yield what stands at a dotted path below: lists and repeated blocks give several, `dynamic` blocks one."""
    if found.value.kind is Kind.LIST:
        for item in found.value.items:
            yield from select(Found(item, found.holders, found.scope), path)
        return
    if not path:
        yield found
        return
    key, _, rest = path.partition(".")
    holders = (*found.holders, found.value)
    for value in found.value.all(key):
        yield from select(Found(value, holders, found.scope), rest)
    for dynamic in found.value.all("dynamic"):
        content = dynamic.get("content")
        if content and dynamic.labels == (key,):
            iterator = dynamic.get("iterator")
            name = iterator.text[2:-1] if iterator else key
            through = _within(container(dynamic.get("for_each"), ""), found.scope, dynamic.get("for_each"))
            yield from select(Found(content, holders, {**found.scope, name: through}), rest)


def scope_of(block: Block) -> Scope:
    """Return what `each` goes through."""
    return {"each": container(block.body.get("for_each"), f"{block.address}.for_each")}


def arms(value: Value) -> Iterator[tuple[Value, str]]:
    """Yield what a value may be, with the condition as a note: both arms of `condition ? one : other`, or itself."""
    if value.kind is not Kind.CHOICE:
        yield value, ""
        return
    told = [arm for arm in value.items if arm.kind in (Kind.TEXT, Kind.OPEN) and arm.text]
    for number, arm in enumerate(value.items[:_MAX_ARMS]):
        if arm in told:
            yield arm, f"{'unless' if number else 'when'} {value.text}"
        elif arm.kind is Kind.CHOICE:
            yield from arms(arm)


def switch(source: Source, found: Found) -> tuple[State, str]:
    """Tell whether what holds a value, or something around it, is switched off; an open switch becomes a note."""
    notes = []
    for holder in found.around:
        for key, value in holder.entries:
            if key not in _OFF and key not in ("count", "for_each"):
                continue
            is_off, note = _off(source, key, value)
            if is_off:
                return State.SUSPENDED, note
            notes.append(note)
    return State.ACTIVE, "; ".join(dict.fromkeys(filter(None, notes)))


def zone(found: Found, default: str | None) -> tuple[str | None, str]:
    """Return the time zone around a value, the nearest first, and a note where it has no IANA name."""
    for holder in reversed(found.around):
        for name in _ZONES:
            if text := holder.literal(name):
                known = _WINDOWS_ZONES.get(text, text)
                return (known, "") if " " not in known or "${" in known else (None, f"time zone {text}")
    return default, ""


def name_of(block: Block, found: Found, more: str = "") -> str:
    """Return what a person calls it; the name of a nested rule comes after that of its block."""
    nested = (one.literal(key) for one in found.around if one is not block.body for key in ("name", "rule_name"))
    inner = next((text for text in nested if text and ("${" not in text or ".value" in text)), "")
    return " ".join(filter(None, (block.called, inner, more)))


def closed(source: Source, found: Found, said: Schedule) -> Schedule:
    """Complete a Schedule with its references and its state: unresolved where what is open has no name to look up."""
    state, note = switch(source, found)
    known = references(found.scope, said.expression, said.timezone or "", said.name, said.command, said.target)
    is_open = "${" in said.expression and not any(one.text in said.expression for one in known)
    if said.state is State.UNRESOLVED or is_open:
        state, known = (State.UNRESOLVED, ()) if state is State.ACTIVE else (state, ())
    return replace(
        said,
        state=state,
        note="; ".join(filter(None, (said.note, note))),
        references=known,
        confidence=Confidence.MEDIUM if said.note.startswith(("when ", "unless ")) else said.confidence,
    )


def _within(through: str, scope: Scope, value: Value | None) -> str:
    """A `dynamic` block may go through what its resource's `each` holds."""
    if through or value is None or value.kind is not Kind.OPEN:
        return through
    return next((one.variable for one in references(scope, value.text)), "")


def _off(source: Source, key: str, value: Value) -> tuple[bool, str]:
    if key in ("count", "for_each"):
        return _counted(source, value)
    if value.kind is Kind.TEXT and "${" not in value.text:
        return value.text.lower() in _OFF[key], ""
    default = _default(source, value.text if value.kind is Kind.OPEN else f"${{{value.text}}}")
    if value.kind is Kind.OPEN and default in _OFF[key]:
        return True, f"{key} = {value.text[2:-1]}, which is {default} unless told otherwise"
    return False, f"{key} depends on {value.text.removeprefix('${').removesuffix('}')}" if value.text else ""


def _counted(source: Source, value: Value) -> tuple[bool, str]:
    """`count = 0` and `count = var.enabled ? 1 : 0`."""
    if value.kind is Kind.TEXT:
        return value.text == "0", "count = 0" if value.text == "0" else ""
    if value.kind is not Kind.CHOICE:
        return False, ""
    first, second = map(_is_nothing, value.items)
    if first == second:
        return False, ""
    default = _default(source, f"${{{value.text}}}")
    note = f"only {'unless' if first else 'when'} {value.text}"
    return default == ("true" if first else "false"), note


def _is_nothing(value: Value) -> bool:
    return value.text == "0" or (value.kind in (Kind.OBJECT, Kind.LIST) and not value.entries and not value.items)


def _default(source: Source, text: str) -> str:
    """Return the default that this file gives to the variable an open value names; empty: none."""
    if not text.startswith("${var.") or source.installed_path.endswith((".tfvars", ".hcl")):
        return ""
    name = text[6:-1]
    found = (one.body.literal("default") for one in blocks(source) if one.kind == "variable" and one.labels == (name,))
    return next(found, "").lower()
