"""Finds the lines of crontabs that shell commands write: `echo "0 3 * * * /backup.sh" | crontab -`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors.crontab import Job, crontab_jobs

_LONGEST = 20_000
_SYSTEM_TABLE = re.compile(r"/etc/cron(?:tab\b(?!s)|\.d/)")
_TABLE = re.compile(
    r"\|\s*+(?:sudo\s+)?crontab\b|\bcrontab\s+-|/etc/cron(?:tabs?\b|\.d/)|/var/spool/cron|\bcrontabs?/|[>/]\s?crontab\b"
)
_PRINTS = re.compile(r"\b(?:echo|printf)\b(?:\s++-[a-zA-Z]++|(?!))*+")
_STRING = re.compile(
    r"""(?: \s | \\\n | (?!) )*+ (?: "(?P<double> (?: [^"\\] | \\. | (?!) )*+ )" | '(?P<single> [^']*+ )' )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r'\\(["$`\\])')
_LINE_END = re.compile(r"\\+n|\n")


@dataclass(frozen=True, slots=True)
class Printed:
    """A job that a command writes into a crontab."""

    job: Job
    offset: int
    """Of the string that holds it, in characters of the command."""


def writes_crontab(command: str) -> bool:
    """Tell whether a command has to do with a crontab at all."""
    return _TABLE.search(command[:_LONGEST]) is not None


def is_system_table(words: str) -> bool:
    """Tell whether a table named in a command has a column for the user."""
    return _SYSTEM_TABLE.search(words[:_LONGEST]) is not None


def printed_jobs(command: str) -> Iterator[Printed]:
    """Yield the jobs a shell command writes into a crontab; nothing for one that has to do with none."""
    command = command[:_LONGEST]
    if not writes_crontab(command):
        return
    system = is_system_table(command)
    for match in _printed(command):
        name = "double" if match["double"] is not None else "single"
        text = match[name].replace("\\\n", " ")
        lines = _LINE_END.split(_ESCAPED.sub(r"\1", text) if name == "double" else text)
        for job in crontab_jobs(lines, system):
            if not job.fault:
                yield Printed(job, match.start(name))


def _printed(command: str) -> Iterator[re.Match[str]]:
    """Yield the quoted arguments of `echo` and `printf`."""
    for prints in _PRINTS.finditer(command):
        match = _STRING.match(command, prints.end())
        while match:
            yield match
            match = _STRING.match(command, match.end())
