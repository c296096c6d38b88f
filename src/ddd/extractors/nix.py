"""Reads the timers NixOS configurations declare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.systemd import AFTER_A_START, AFTER_THE_UNIT
from ddd.model import Confidence, Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_LONGEST = 2_000
_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\n]* | /\*(?:[^*]|\*(?!/))*+\*/ )
    | ''(?P<long> (?:[^']|'(?!')|''[$'\\])*+ )''
    | "(?P<string> (?:[^"\\]|\\.)*+ )"
    | (?P<sign> [{}\[\]=;()] )
    | (?P<word> (?: \$\{[^{}\n]*\} | [A-Za-z0-9_.'/:@*+~<>-] )++ )
    """,
    re.VERBOSE | re.DOTALL,
)
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
_GENERIC = frozenset({"timerConfig", "unitConfig", "Timer"})
_DEEPEST = 50


@extractor(
    "nix",
    paths=("*.nix",),
    literals=("OnCalendar", "startAt", "UnitActiveSec", "OnBootSec", "dates", "interval", "calendar"),
)
def nix(source: Source) -> Iterator[Extracted]:
    """Find the timers of NixOS and home-manager.

        systemd.timers.dump.timerConfig.OnCalendar = "daily";
        services.borgbackup.jobs.home.startAt = "weekly";

    also in sets inside each other and as lists; the options of well-known modules (`nix.gc.dates`,
    `system.autoUpgrade.dates`, `services.zfs.autoScrub.interval`, …) are read by their full name. Only literal texts
    are read: an expression is none, a text with `${…}` in it stays open, and a module's own default is not seen.
    Format: systemd.time(7), the options of NixOS.
    """
    for path, text, line, column in _settings(source.text):
        key = path[-1] if path else ""
        name = _KNOWN.get(".".join(path)) or _name(path)
        if key in _CALENDARS or ".".join(path) in _KNOWN:
            yield _schedule(source, name, text, Dialect.ONCALENDAR, line, column, path)
        elif key in _LENGTHS and not (key in AFTER_A_START and _beside_another(source.text)):
            yield _schedule(source, name, text, Dialect.SPAN, line, column, path)


def _beside_another(text: str) -> bool:
    """A start is a schedule only in a file in which nothing recurs: it begins what recurs."""
    return any(key in text for key in (*AFTER_THE_UNIT, "OnCalendar"))


def _schedule(
    source: Source, name: str, text: str, dialect: Dialect, line: int, column: int, path: tuple[str, ...]
) -> Schedule:
    state = State.BOOT if path[-1] in AFTER_A_START else State.ACTIVE
    return Schedule(
        system="nixos-timer",
        name=name,
        evidence=(source.at(line, column),),
        expression=text,
        dialect=dialect,
        state=State.UNRESOLVED if "${" in text else state,
        target=f"{name}.service" if "timers" in path else "",
        confidence=Confidence.HIGH if "timerConfig" in path or "startAt" in path else Confidence.MEDIUM,
    )


def _name(path: tuple[str, ...]) -> str:
    parts = [one.strip('"') for one in path[:-1] if one not in _GENERIC]
    return parts[-1] if parts else path[-1]


def _settings(text: str) -> Iterator[tuple[tuple[str, ...], str, int, int]]:
    """Yield path, text, line and column of each literal that is set, alone or in a list."""
    line, counted, begins = 1, 0, -1
    blocks, key, is_set = list[tuple[str, ...]](), tuple[str, ...](), False
    for token in _TOKEN.finditer(text):
        line, begins = (
            line + text.count("\n", counted, token.start()),
            max(begins, text.rfind("\n", counted, token.start())),
        )
        counted = token.start()
        sign, string = token["sign"], token["string"]
        if sign == "=":
            is_set = bool(key)
        elif sign == "{":
            blocks.append(key if is_set else ())
            key, is_set = (), False
        elif sign == "}":
            key, is_set = (), False
            if blocks:
                blocks.pop()
        elif sign == ";":
            key, is_set = (), False
        elif string is not None and is_set and len(string) <= _LONGEST and len(blocks) <= _DEEPEST:
            column = token.start("string") - begins
            yield tuple(part for one in (*blocks, key) for part in one), string, line, column
        elif not is_set and string is not None:
            key = (*key[-_DEEPEST:], string) if key and text[token.start() - 1] == "." else (string,)
        elif not is_set and token["word"]:
            key = _key(key, token["word"], text[token.start() - 1 : token.start()])


def _key(before: tuple[str, ...], word: str, sign: str) -> tuple[str, ...]:
    """`timers."a-b".timerConfig` comes as three pieces."""
    parts = tuple(filter(None, word.split(".")))
    return (*before[-_DEEPEST:], *parts) if before and (word.startswith(".") or sign == ".") else parts
