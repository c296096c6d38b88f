"""What a key calls a schedule, in any settings file, whatever program reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.extractors._schedule_words import Meaning, Promise, is_word, meaning, promise, subject
from ddd.extractors.kubernetes._template import is_helm
from ddd.model import Dialect, Evidence, Schedule, State, replace
from ddd.scan.components import role_folder
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, scalar, sequence

SYSTEM = "schedule-key"

_YAML = (".yaml", ".yml", ".json")
_MAX_DEPTH = 40
_MAX_STEPS = 500_000
_MAX_LINE = 2_000

_NAMES = ("name", "id", "job", "job_name", "jobName", "title", "as")
_ZONES = ("timezone", "timeZone", "time_zone", "tz", "TZ")
_COMMANDS = ("command", "cmd", "script", "exec", "task", "run")
_ON = ("enabled", "enable", "active", "isEnabled")
_OFF = ("suspend", "suspended", "disabled", "disable", "paused")
_TRUE, _FALSE = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})
_ZONE = re.compile(r"[A-Z][A-Za-z_]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
_NO_NAME = frozenset(
    {
        *("spec", "config", "configuration", "settings", "options", "values", "data", "metadata", "params", "args"),
        *("schedule", "schedules", "cron", "crons", "cronjob", "cronjobs", "crontab", "cronTasks", "parameters", "env"),
        *("job", "jobs", "trigger", "triggers", "task", "tasks", "app", "main", "default", "defaults", "all", "vars"),
        *("application", "on", "global", "controllers", "items", "list"),
    }
)

_INVENTORY = frozenset({"group_vars", "host_vars"})

# What describes settings instead of making them, and what no program runs by.
_OTHER_FILE = re.compile(
    r"(?:.*/)?(?:(?:locales?|i18n|l10n|translations?|node_modules|vendor)/.*"
    r"|[^/]*(?:[.-]lock\.(?:json|ya?ml)|\.schema\.json|openapi[^/]*|swagger[^/]*)|package\.json)"
)
_DESCRIBES = frozenset({"example", "examples", "openAPIV3Schema", "properties", "patternProperties", "translations"})
_EXAMPLE = re.compile(r"(?:.*/)?(?:\.fixtures/.*|[^/]*(?:example|sample|\.dist\b)[^/]*)")
_VARIABLES = re.compile(r"(?:.*/)?(?:defaults|vars|group_vars|host_vars)/.+")
_SPRING = re.compile(r"(?:.*/)?(?:application|bootstrap)(?:-[^/]+)?\.ya?ml")

_SPELLED = re.compile(r"\\(?:x|u00|U000000)[4-7]")
"""A letter that is written as an escape."""
_ODD_KEY = re.compile(r"[:=?&]")
_KEY = re.compile(r"(?<![\w.-])(?P<key>[A-Za-z_][\w.-]{1,120})[\"']?[ \t]{0,20}[:=]")
_SECTION = re.compile(r"\s*\[{1,2}\s*(?P<name>[^\[\]]{1,200}?)\s*\]{1,2}\s*")
_PARENT = re.compile(r"""\s*(?:-\s+)?["']?(?P<key>[A-Za-z_][\w.-]{1,120})["']?:\s*(?:#.*)?""")
_SETTING = re.compile(
    r"""\s*(?:-\s+)?(?:export\s+)? ["']? (?P<key> [A-Za-z_][\w.-]{1,120} ) ["']? \s*[:=]\s*
        (?: "(?P<double>[^"]{1,300})" | '(?P<single>[^']{1,300})' | (?P<bare>[^\s"'#;\[{].{0,300}) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key and its value, with what stands around them."""

    key: str
    promised: Promise
    value: str
    place: Evidence
    around: tuple[Mapping[str, str], ...] = ()
    """The scalars beside it, then those beside its parent."""
    parents: tuple[str, ...] = field(default=())
    owner: str = ""
    """What the whole document calls itself."""


@extractor(
    "schedule-key",
    paths=("*.yaml", "*.yml", "*.json", "*.toml", "*.ini", "*.env", ".env*"),
    literals=("chedule", "CHEDULE", "cron", "Cron", "CRON", "alendar", "requency", "nterval", "eriod", "otation"),
)
def schedule_keys(source: Source) -> Iterator[Extracted]:
    """Find schedules by their keys, in settings that no other reader of ddd knows.

        backup:
          schedule: "0 3 * * *"
          timezone: Europe/Berlin
          enabled: true

    A key that speaks of a schedule (`cron`, `backup_schedule`, `cleanupCronExpression`, `on_calendar`) counts where its
    value is a valid expression; what the value means is told by its form, so confidence is never high. In the variables
    of Ansible a frequency counts too (`backup_frequency: weekly`). `enabled: false`, `suspend: true` and their sisters
    beside the key or around it make it suspended. Values in words of how long something is kept, examples, schemas and
    translations are left out. A YAML file that cannot be parsed is told as a problem, and read line by line. Where a
    reader that knows the system speaks of the same line, its word counts. Format: none; every program has its own.
    """
    if _OTHER_FILE.fullmatch(source.path) or not _may_promise(source) or is_helm(source):
        return
    if not source.installed_path.endswith(_YAML):
        yield from _facts(source, _of_lines(source))
        return
    try:
        documents = source.yaml
    except Unreadable as fault:
        found = list(_facts(source, _of_lines(source)))
        yield from found
        if found and "{{" not in source.text and "{%" not in source.text:
            raise fault from None
        return
    for document in documents:
        if not _describes(document):
            owner = scalar(child(child(document, "metadata"), "name")) or ""  # of a HelmRelease and its like
            yield from _facts(source, (replace(one, owner=owner) for one in _of_nodes(source, document)))


def _may_promise(source: Source) -> bool:
    """Tell whether a key promises a schedule; a frequency is one in the variables of Ansible alone.

    Elsewhere few lines need a look: those with a word that such a key holds.
    """
    if _VARIABLES.fullmatch(source.path) or _SPELLED.search(source.text):
        return _promises(source.text)
    lines = [line for line in source.lines if _may_hold_key(line)] if _may_hold_key(source.text) else []
    # What is a key to YAML (`my cron times:`, `? cron`) may be none to us, and another one tells us to read on.
    return any(map(_promises, lines)) or (any(map(_ODD_KEY.search, lines)) and _promises(source.text))


def _may_hold_key(text: str) -> bool:
    text = text.lower()
    return "cron" in text or "schedule" in text or "calendar" in text


def _promises(text: str) -> bool:
    return any(promise(match["key"]) for match in _KEY.finditer(text))


def _facts(source: Source, entries: Iterator[_Entry]) -> Iterator[Schedule]:
    six = Dialect.SPRING if _SPRING.fullmatch(source.path) else Dialect.ROBFIG_SECONDS
    for entry in entries:
        if entry.promised is Promise.FREQUENCY and not _VARIABLES.fullmatch(source.path):
            continue
        read = meaning(entry.value, entry.promised, six=six)
        if read is not None:
            yield _schedule(source, entry, read)


def _schedule(source: Source, entry: _Entry, read: Meaning) -> Schedule:
    return Schedule(
        system=SYSTEM,
        name=_name(source, entry),
        expression=entry.value,
        dialect=read.dialect,
        timezone=_zone(entry),
        command=next((entry.around[0][key] for key in _COMMANDS if entry.around and key in entry.around[0]), ""),
        state=_state(source, entry),
        confidence=read.confidence,
        note=f"told by its key, {entry.key}",
        evidence=(entry.place,),
    )


def _name(source: Source, entry: _Entry) -> str:
    beside = entry.around[0] if entry.around else {}
    named = next((beside[key] for key in _NAMES if beside.get(key) and key != entry.key), "")
    parent = next((one for one in reversed(entry.parents) if _names_something(one)), "")
    return named or subject(entry.key) or entry.owner or parent or _of_path(source.path)


def _names_something(key: str) -> bool:
    return key.lower() not in _NO_NAME and not key.isdigit()


def _of_path(path: str) -> str:
    """Name what a file is about: its role or chart where its own name says nothing."""
    role = role_folder(path)
    if role:
        return role.rpartition("/")[2]
    parts = path.split("/")
    stem = parts[-1].lstrip(".").partition(".")[0]
    folder = parts[-2] if len(parts) > 1 else ""
    says_nothing = not _names_something(stem) or stem.startswith("values")
    return folder if folder and folder not in _INVENTORY and says_nothing else stem


def _zone(entry: _Entry) -> str | None:
    values = (beside[key] for beside in entry.around for key in _ZONES if key in beside)
    return next((value for value in values if _ZONE.fullmatch(value)), None)


def _state(source: Source, entry: _Entry) -> State:
    prefix = entry.key.rpartition("_")[0]
    own = {key: value for one in ("enabled", "enable") for key, value in _beside(entry, f"{prefix}_{one}") if prefix}
    for beside in entry.around:
        if beside.get("state") == "absent":
            return State.ABSENT
        off = any(beside.get(key, "").lower() in _TRUE for key in _OFF)
        if off or any(beside.get(key, "").lower() in _FALSE for key in _ON):
            return State.SUSPENDED
    if any(value.lower() in _FALSE for value in own.values()):
        return State.SUSPENDED
    return State.EXAMPLE if _EXAMPLE.fullmatch(source.path) else State.ACTIVE


def _beside(entry: _Entry, key: str) -> Iterator[tuple[str, str]]:
    if entry.around and key in entry.around[0]:
        yield key, entry.around[0][key]


def _describes(document: Node) -> bool:
    """Tell whether a document says what settings may be, not what they are."""
    keys = {key for key, _, _ in items(document)}
    is_schema = "$schema" in keys and not keys.isdisjoint({"properties", "definitions", "$defs"})
    described = scalar(child(document, "kind")) == "CustomResourceDefinition"
    return is_schema or described or not keys.isdisjoint({"openapi", "swagger"})


def _of_nodes(source: Source, document: Node) -> Iterator[_Entry]:
    """Yield what the keys of a YAML document promise."""
    seen: set[int] = set()
    scalars = _Scalars()
    stack: list[tuple[Node, tuple[str, ...], tuple[MappingNode, ...]]] = [(document, (), ())]
    for _ in range(_MAX_STEPS):
        if not stack:
            return
        node, parents, above = stack.pop()
        if id(node) in seen or len(parents) > _MAX_DEPTH:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            stack.extend((entry, parents, above) for entry in reversed(node.value))
        elif isinstance(node, MappingNode):
            pairs = [(key, value) for key, _, value in items(node) if key not in _DESCRIBES]
            stack.extend((value, (*parents, key), (node, *above[:1])) for key, value in reversed(pairs))
        elif parents and above:
            yield from _of_scalar(source, node, parents, above, scalars)


def _of_scalar(
    source: Source, node: Node, parents: tuple[str, ...], above: tuple[MappingNode, ...], scalars: _Scalars
) -> Iterator[_Entry]:
    """A scalar keeps the promise of its own key, or that of the key above: `schedules: {backup: "0 3 * * *"}`."""
    promised, value = promise(parents[-1]), scalar(node)
    key = parents[-1]
    if promised is None and len(parents) > 1 and promise(parents[-2]) is Promise.CRON and parents[-1] not in _NAMES:
        promised = None if is_word(value or "") else Promise.CRON
    if promised is None or not value:
        return
    text = " ".join(value.split()) if isinstance(node, ScalarNode) and node.style in (">", "|") else value.strip()
    around = tuple(scalars.of(one) for one in above)
    yield _Entry(key, promised, text, source.at_node(node), around, parents[:-1])


class _Scalars:
    """The scalars of mappings by their keys, taken once for each mapping."""

    def __init__(self) -> None:
        self._known: dict[int, dict[str, str]] = {}

    def of(self, node: MappingNode) -> dict[str, str]:
        """Return what the keys of a mapping say, those of a list of words joined."""
        if id(node) not in self._known:
            self._known[id(node)] = {key: text for key, _, value in items(node) if (text := _text(key, value))}
        return self._known[id(node)]


def _text(key: str, node: Node) -> str:
    words = sequence(node) if key in _COMMANDS else [node]
    return " ".join(filter(None, map(scalar, words)))


def _of_lines(source: Source) -> Iterator[_Entry]:
    """Yield what settings promise that stand a line each: TOML, INI, an environment's file, and YAML that is none."""
    sections: dict[str, dict[str, str]] = {"": {}}
    found: list[tuple[re.Match[str], int, tuple[str, ...]]] = []
    section, above = "", list[tuple[int, str]]()
    for number, line in enumerate(source.lines, start=1):
        if len(line) > _MAX_LINE or not line.strip() or line.lstrip().startswith(("#", ";", "//")):
            continue
        indent = len(line) - len(line.lstrip())
        while above and above[-1][0] >= indent:
            above.pop()
        if header := _SECTION.fullmatch(line):
            section = header["name"].strip("\"'")
            sections.setdefault(section, {})
        elif match := _SETTING.match(line):
            sections[section][match["key"]] = _value(match)
            found.append((match, number, tuple(key for _, key in above) or (section,)))
        elif (parent := _PARENT.fullmatch(line)) and len(above) < _MAX_DEPTH:
            above.append((indent, parent["key"]))
    for match, number, parents in found:
        promised = promise(match["key"])
        if promised:
            beside = sections.get(parents[0], {}) if parents[0] else {}
            yield _of_setting(source, match, number, promised, parents, beside)


def _of_setting(
    source: Source,
    match: re.Match[str],
    number: int,
    promised: Promise,
    parents: tuple[str, ...],
    beside: Mapping[str, str],
) -> _Entry:
    """`shop.invoices.cron = …` is `cron` below `shop` and `invoices`."""
    *dotted, last = match["key"].split(".")
    key, above = (last, dotted) if promise(last) else (match["key"], [])
    column = 1 + max(match.start(group) for group in ("double", "single", "bare"))
    folders = [part for parent in parents for part in parent.split(".")]
    return _Entry(
        key, promised, _value(match), source.at(number, column), (beside,), tuple(filter(None, (*folders, *above)))
    )


def _value(match: re.Match[str]) -> str:
    quoted = match["double"] or match["single"]
    return quoted if quoted else re.split(r"\s[#;]", match["bare"], maxsplit=1)[0].strip()
