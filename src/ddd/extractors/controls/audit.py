"""Reads the rules by which a host records who did what: auditd, sudo, AIDE."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._jinja import LONGEST_LINE, readable_lines, references
from ddd.extractors.controls._words import AUDIT_LOG, INTEGRITY
from ddd.model import Control
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_WATCH = re.compile(r"-w\s+(?P<path>\S{1,300})(?:\s+-p\s+(?P<permissions>[rwxa]{1,4}))?(?P<rest>.*)")
_SYSCALL = re.compile(r"-a\s+(?:always,[a-z]+|[a-z]+,always)\b(?P<rest>.*)")
_KEY = re.compile(r"(?:\s-k\s+|\s-F\s+key=)\"?(?P<key>\{\{[^{}]{1,80}\}\}|[\w.@-]{1,100})")
_NAMES = re.compile(r"\s-S\s+(?P<names>[\w,]{1,300}|\{\{[^{}]{1,100}\}\})")
_SUDO = re.compile(
    r"\s*Defaults\S*\s+(?P<what>logfile\s*=\s*\"?(?P<file>[^\s\",]{1,200})|log_output\b|log_input\b|log_host\b)"
)
_AIDE = re.compile(r"(?P<path>/\S{0,200})\s+(?P<rule>[A-Z][\w+-]{1,100})\s*")
_LOCKED = re.compile(r"-e\s+2\s*")
_MOST_PATHS = 6
_LONGEST_SHOWN = 200
_AIDE_FILE = re.compile(r"(?:^|/)aide[^/]*\.conf$|/aide\.conf\.d/[^/]+$")


@extractor(
    "audit-rules",
    paths=("*.rules", "*audit*rules*", "*sudoers*", "sudoers.d/*", "*aide*", "aide.conf.d/*", NO_SUFFIX),
    literals=(
        "-w /",
        "-w {{",
        "-a always",
        "-a exit",
        "logfile",
        "log_output",
        "log_input",
        "database_in",
        "@@include",
    ),
)
def audit_rules(source: Source) -> Iterator[Control]:
    """Find what auditd records, one fact for each key, what sudo logs, and what AIDE watches.

        -w /etc/passwd -p wa -k identity
        -w /etc/shadow -p wa -k identity

    Watches (`-w`) and system calls (`-a always,exit`) of one key are one audit log: its value is the files or the
    calls, the lines of the others are evidence too. Rules without a key are told by their file. `-e 2` (rules locked
    until the next boot) is one more. In sudoers `Defaults logfile=` and `log_output`; in `aide.conf` the places that
    are watched. Not seen: rules that augenrules takes from packages. Format: audit.rules(7), sudoers(5), aide.conf(5).
    """
    name = source.installed_path.rsplit("/", 1)[-1]
    if _AIDE_FILE.search(source.installed_path):
        yield from _aide(source)
    elif "sudoers" in source.installed_path:
        yield from _sudo(source)
    elif name.endswith(".rules") or "audit" in name:
        yield from _auditd(source)


def _auditd(source: Source) -> Iterator[Control]:
    found: dict[str, list[tuple[int, str]]] = {}
    for number, line in enumerate(readable_lines(source.lines), start=1):
        text = line.strip()[:LONGEST_LINE]
        watch, call = _WATCH.match(text), _SYSCALL.match(text)
        if _LOCKED.fullmatch(text):
            yield _control(source, "rules locked until the next boot", "-e 2", (number,))
        elif watch or call:
            key = _KEY.search(text)
            what = watch["path"] if watch else _calls(text)
            found.setdefault(key["key"].strip() if key else what, []).append((number, what))
    for called, rules in found.items():
        shown = ", ".join(dict.fromkeys(what for _, what in rules))
        yield _control(source, called, shown[:_LONGEST_SHOWN], tuple(number for number, _ in rules[:_MOST_PATHS]))


def _calls(text: str) -> str:
    names = ",".join(match["names"] for match in _NAMES.finditer(text))
    if names:
        return names
    path = re.search(r"-F\s+(?:path|dir|exe)=(?P<path>\S{1,200})", text)
    return path["path"] if path else "system calls"


def _sudo(source: Source) -> Iterator[Control]:
    for number, line in enumerate(readable_lines(source.lines), start=1):
        if found := _SUDO.match(line[:LONGEST_LINE]):
            yield _control(source, "sudo", found["file"] or found["what"], (number,))


def _aide(source: Source) -> Iterator[Control]:
    watched = [
        (number, found["path"])
        for number, line in enumerate(readable_lines(source.lines), start=1)
        if (found := _AIDE.fullmatch(line[:LONGEST_LINE]))
    ]
    if watched:
        yield Control(
            system="aide",
            name=source.installed_path.rsplit("/", 1)[-1],
            control=INTEGRITY,
            value=", ".join(path for _, path in watched)[:_LONGEST_SHOWN],
            evidence=tuple(source.at(number) for number, _ in watched[:_MOST_PATHS]),
        )


def _control(source: Source, name: str, value: str, lines: tuple[int, ...]) -> Control:
    return Control(
        system="sudo" if name == "sudo" else "auditd",
        name=name,
        control=AUDIT_LOG,
        value=value,
        scope=source.installed_path.rsplit("/", 1)[-1],
        references=references(name, value),
        evidence=tuple(source.at(line) for line in lines),
    )
