"""Reads the timers that shell scripts start by `systemd-run`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from ddd.model import Confidence, Dialect, Schedule, State
from ddd.scan.extractor import NO_SUFFIX, Extracted, extractor
from ddd.scan.source import Source

_LONGEST = 2_000
_MOST_LINES = 20
_RUN = re.compile(r"(?:^|[\s;&|(])systemd-run\s(?P<rest>.*)")
_RECURS = {
    "--on-calendar": Dialect.ONCALENDAR,
    "--on-unit-active": Dialect.SPAN,
    "--on-unit-inactive": Dialect.SPAN,
}
_TAKE_A_VALUE = frozenset(
    {"--unit", "-u", "--property", "-p", "--uid", "--gid", "--setenv", "-E", "--slice", "-M", "-H"}
)
_TAKE_A_VALUE |= {"--description", "--timer-property", "--nice", "--machine", "--host", "--working-directory"}
_TAKE_A_VALUE |= {"--on-active", "--on-boot", "--on-startup", "--service-type"}


@extractor("systemd-run", paths=("*.sh", "*.bash", NO_SUFFIX), literals=("--on-calendar", "--on-unit-"))
def systemd_run(source: Source) -> Iterator[Extracted]:
    """Find the transient timers of shell scripts.

        systemd-run --unit=dump --on-calendar='*-*-* 03:00' /usr/local/sbin/dump

    They last until the host restarts, and the note says so. An option whose value holds a shell variable stays open.
    Format: systemd-run(1).
    """
    if "." not in source.installed_path.rsplit("/", 1)[-1] and not source.text.startswith("#!"):
        return
    for number, text in _logical(source.lines):
        match = _RUN.search(text)
        if match:
            yield from _timers(source, number, match["rest"])


def _logical(lines: list[str]) -> Iterator[tuple[int, str]]:
    index = 0
    while index < len(lines):
        first, parts = index, [lines[index][:_LONGEST]]
        while parts[-1].endswith("\\") and index + 1 < len(lines) and len(parts) < _MOST_LINES:
            parts[-1] = parts[-1][:-1]
            index += 1
            parts.append(lines[index][:_LONGEST])
        index += 1
        if not parts[0].lstrip().startswith("#"):
            yield first + 1, " ".join(parts)


def _timers(source: Source, number: int, rest: str) -> Iterator[Schedule]:
    try:
        words = shlex.split(rest, comments=True)
    except ValueError:
        return  # a quote that goes on below: no line of a plain script
    options, command = _parted(words)
    told = dict(options)
    name = told.get("--unit") or told.get("-u") or told.get("--description") or ""
    for key, value in options:
        if key in _RECURS and value:
            is_open = "$" in value
            yield Schedule(
                system="systemd-run",
                name=name,
                evidence=(source.at(_line(source, number, value)),),
                expression=value,
                dialect=_RECURS[key],
                command=" ".join(command),
                confidence=Confidence.MEDIUM,
                state=State.UNRESOLVED if is_open else State.ACTIVE,
                note="until the host restarts",
            )


def _parted(words: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the options with their values, and the command after them."""
    options, index = list[tuple[str, str]](), 0
    while index < len(words) and words[index].startswith("-") and words[index] != "--":
        key, sign, value = words[index].partition("=")
        if not sign and (key in _TAKE_A_VALUE or key in _RECURS) and index + 1 < len(words):
            index, value = index + 1, words[index + 1]
        options.append((key, value))
        index += 1
    return options, words[index + (index < len(words) and words[index] == "--") :]


def _line(source: Source, number: int, value: str) -> int:
    """Return the line the value itself stands on, of those a command is continued over."""
    below = source.lines[number - 1 : number - 1 + _MOST_LINES]
    return next((number + n for n, line in enumerate(below) if value in line), number)
