"""Reads the timers that configurations of NixOS, home-manager and nix-darwin declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from math import prod

from ddd.extractors.launchd import CALENDAR_KEYS
from ddd.extractors.systemd import AFTER_A_START, AFTER_THE_UNIT
from ddd.model import Confidence, Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_LONGEST = 2_000
_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\n]* | /\*(?:[^*]|\*(?!/)|(?!))*+\*/ )
    | ''(?P<long> (?:[^']|'(?!')|''[$'\\]|(?!))*+ )''
    | "(?P<string> (?:[^"\\]|\\.|(?!))*+ )"
    | (?P<sign> [{}\[\]=;()] )
    | (?P<word> (?: \$\{[^{}\n]*\} | [A-Za-z0-9_.'/:@*+~<>-]|(?!) )++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_PRODUCT = re.compile(r"(?P<factors>[0-9]{1,9}(?:[ \t]{0,9}\*[ \t]{0,9}[0-9]{1,9}){0,4})[ \t\n]{0,99};")
_WIDEST = 200
_LENGTHS = AFTER_THE_UNIT | AFTER_A_START
_CALENDARS = frozenset({"OnCalendar", "startAt"})
_KNOWN = {
    "nix.gc.dates": "nix: collect garbage",
    "nix.optimise.dates": "nix: optimise the store",
    "system.autoUpgrade.dates": "nixos: upgrade",
    "services.btrfs.autoScrub.interval": "btrfs: scrub",
    "services.zfs.autoScrub.interval": "zfs: scrub",
    "services.fstrim.interval": "fstrim",
    "virtualisation.docker.autoPrune.dates": "docker: prune",
    "virtualisation.podman.autoPrune.dates": "podman: prune",
    "services.postgresqlBackup.startAt": "postgresql: backup",
    "services.mysqlBackup.calendar": "mysql: backup",
}
_LAUNCHD = frozenset({"StartCalendarInterval", "StartInterval"})
_KNOWN_LAUNCHD = {"nix.gc.interval": "nix: collect garbage", "nix.optimise.interval": "nix: optimise the store"}
_GENERIC = frozenset({"timerConfig", "unitConfig", "Timer", "serviceConfig", "config", *_LAUNCHD})
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class _Setting:
    """A literal that is set, alone or in a list."""

    path: tuple[str, ...]
    text: str
    line: int
    column: int
    block: int
    """The set it stands in, as a number of its own."""
    is_number: bool = False


@dataclass(slots=True)
class _Block:
    """A set or a list that is open."""

    sign: str
    key: tuple[str, ...]
    number: int


@dataclass(slots=True)
class _Reader:
    """What is open while the tokens go by."""

    blocks: list[_Block] = field(default_factory=list)
    opened: int = 0
    key: tuple[str, ...] = ()
    is_set: bool = False

    def sign(self, sign: str) -> None:
        """Take a sign of the grammar in."""
        if sign == "=":
            self.is_set = bool(self.key)
        elif sign in "{[":
            self.opened += 1
            self.blocks.append(_Block(sign, self.key if self.is_set else (), self.opened))
            self.key, self.is_set = (), sign == "[" and self.is_set
        elif sign in "}]":
            self._close("{" if sign == "}" else "[")
        elif sign == ";":
            self.key, self.is_set = (), False

    def _close(self, sign: str) -> None:
        self.key, self.is_set = (), False
        if sign == "{":
            while self.blocks and self.blocks[-1].sign == "[":
                self.blocks.pop()
        if self.blocks and self.blocks[-1].sign == sign:
            self.blocks.pop()

    @property
    def path(self) -> tuple[str, ...]:
        """The full name of what is being set."""
        return tuple(part for one in self.blocks for part in one.key) + self.key


@extractor(
    "nix",
    paths=("*.nix",),
    literals=("OnCalendar", "startAt", "UnitActiveSec", "OnBootSec", "dates", "interval", "calendar", "Interval"),
)
def nix(source: Source) -> Iterator[Extracted]:
    """Find the timers of NixOS and home-manager, and the jobs of launchd that nix-darwin declares.

        systemd.timers.dump.timerConfig.OnCalendar = "daily";
        services.borgbackup.jobs.home.startAt = "weekly";

    also in sets inside each other and as lists; the options of well-known modules (`nix.gc.dates`,
    `system.autoUpgrade.dates`, `services.zfs.autoScrub.interval`, …) are read by their full name. For launchd that are
    `serviceConfig.StartCalendarInterval = [ { Hour = 2; Minute = 30; } ]`, `StartInterval` (seconds), and
    `nix.gc.interval` as a set. Only literal texts are read: an expression is none, a text with `${…}` in it stays open,
    and a module's own default is not seen.
    Format: systemd.time(7), launchd.plist(5), the options of NixOS and nix-darwin.
    """
    settings, recurs = list(_settings(source.text)), _recurs(source.text)
    for one in settings:
        key, full = one.path[-1], ".".join(one.path)
        if one.is_number:
            if key == "StartInterval":
                yield _launchd(source, [one], one.text, Dialect.SPAN)
        elif key in _CALENDARS or full in _KNOWN:
            yield _schedule(source, one, Dialect.ONCALENDAR)
        elif key in _LENGTHS and not (key in AFTER_A_START and recurs):
            yield _schedule(source, one, Dialect.SPAN)
    yield from _calendars(source, settings)


def _calendars(source: Source, settings: Iterable[_Setting]) -> Iterator[Schedule]:
    """Yield one schedule for each set of launchd's calendar keys."""
    fields = (one for one in settings if one.is_number and one.path[-1] in CALENDAR_KEYS and len(one.path) > 1)
    for (path, _), group in groupby(fields, key=lambda one: (one.path[:-1], one.block)):
        if path[-1] == "StartCalendarInterval" or ".".join(path) in _KNOWN_LAUNCHD:
            entries = list(group)
            text = " ".join(f"{one.path[-1]}={one.text}" for one in entries)
            yield _launchd(source, entries, text, Dialect.LAUNCHD)


def _launchd(source: Source, entries: list[_Setting], expression: str, dialect: Dialect) -> Schedule:
    path = entries[0].path[:-1] if dialect is Dialect.LAUNCHD else entries[0].path
    return Schedule(
        system="launchd",
        name=_KNOWN_LAUNCHD.get(".".join(path)) or _name(path),
        evidence=(source.at(entries[0].line, entries[0].column),),
        expression=expression,
        dialect=dialect,
        confidence=Confidence.MEDIUM,
    )


def _recurs(text: str) -> bool:
    """A start is a schedule only in a file in which nothing recurs: it begins what recurs."""
    return any(key in text for key in (*AFTER_THE_UNIT, "OnCalendar"))


def _schedule(source: Source, one: _Setting, dialect: Dialect) -> Schedule:
    path = one.path
    name = _KNOWN.get(".".join(path)) or _name(path)
    state = State.BOOT if path[-1] in AFTER_A_START else State.ACTIVE
    return Schedule(
        system="nixos-timer",
        name=name,
        evidence=(source.at(one.line, one.column),),
        expression=one.text,
        dialect=dialect,
        state=State.UNRESOLVED if "${" in one.text else state,
        target=f"{name}.service" if "timers" in path else "",
        confidence=Confidence.HIGH if "timerConfig" in path or "startAt" in path else Confidence.MEDIUM,
    )


def _name(path: tuple[str, ...]) -> str:
    parts = [one.strip('"') for one in path[:-1] if one not in _GENERIC]
    return parts[-1] if parts else path[-1]


def _settings(text: str) -> Iterator[_Setting]:
    line, counted, begins = 1, 0, -1
    reader = _Reader()
    for token in _TOKEN.finditer(text):
        line, begins = (
            line + text.count("\n", counted, token.start()),
            max(begins, text.rfind("\n", counted, token.start())),
        )
        counted = token.start()
        if token["sign"]:
            reader.sign(token["sign"])
        elif not reader.is_set:
            _name_it(reader, token, text[token.start() - 1 : token.start()])
        elif token["string"] is not None:
            yield from _set(reader, token["string"], line, token.start("string") - begins)
        elif number := _number(text, token.start()):
            yield from _set(reader, number, line, token.start() - begins, is_number=True)


def _number(text: str, position: int) -> str:
    """Return the whole number that is set here: `3600`, `60 * 60`; empty for any other expression."""
    match = _PRODUCT.match(text, position)
    if match is None or text[max(position - _WIDEST, 0) : position].rstrip()[-1:] != "=":
        return ""
    return str(prod(int(one) for one in match["factors"].split("*")))


def _set(reader: _Reader, value: str, line: int, column: int, is_number: bool = False) -> Iterator[_Setting]:
    path = reader.path if len(reader.blocks) <= _DEEPEST else ()
    if path and sum(map(len, path)) <= _LONGEST and len(value) <= _LONGEST:
        yield _Setting(path, value, line, column, reader.blocks[-1].number if reader.blocks else 0, is_number)


def _name_it(reader: _Reader, token: re.Match[str], sign: str) -> None:
    string, word = token["string"], token["word"]
    if string is not None:
        reader.key = (*reader.key[-_DEEPEST:], string) if reader.key and sign == "." else (string,)
    elif word:
        reader.key = _key(reader.key, word, sign)


def _key(before: tuple[str, ...], word: str, sign: str) -> tuple[str, ...]:
    """`timers."a-b".timerConfig` comes as three pieces."""
    parts = tuple(filter(None, word.split(".")))[-_DEEPEST:]
    return (*before[-_DEEPEST:], *parts) if before and (word.startswith(".") or sign == ".") else parts
