"""What Docker's health checks have in common, those of images and those of services."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from ddd.measures import seconds
from ddd.model import Evidence, FailureMode, Reference

DEFAULTS = {"interval": "30s", "retries": "3", "timeout": "30s"}
"""What Docker takes where nothing is said."""

_SHELLS = frozenset({"sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash"})
_LONGEST = 400


def failure(
    system: str,
    name: str,
    message: str,
    times: dict[str, str],
    evidence: tuple[Evidence, ...],
    references: tuple[Reference, ...] = (),
) -> FailureMode:
    """Return the way of failing that a health check tells, with its times as they stand in the file."""
    retries, interval = (times.get(key) or DEFAULTS[key] for key in ("retries", "interval"))
    length, wait = seconds(interval), times.get("start_period", "")
    is_count = retries.isascii() and retries.isdigit() and len(retries) < 10
    return FailureMode(
        system=system,
        name=name,
        message=message,
        guard=f"it fails {'once' if retries == '1' else f'{retries} times in a row'}, tried every {interval}",
        outcome="the container is marked unhealthy",
        within_seconds=int(retries) * length if is_count and length else None,
        note=f"failures of the first {wait} do not count" if wait and seconds(wait) else "",
        references=references,
        evidence=evidence,
    )


def condition(command: str, timeout: str) -> str:
    """Return what a check says: `pg_isready` exits 0 within 30s."""
    return f"`{command}` exits 0 within {timeout or DEFAULTS['timeout']}"


def command_line(words: Sequence[str]) -> str:
    """Return the words of a command as one line; of `sh -c 'a; b'` only what the shell is given."""
    if len(words) > 2 and words[0] in _SHELLS and words[1] == "-c":
        return one_line(words[2])
    return one_line(" ".join(word if "{{" in word or "$" in word else shlex.quote(word) for word in words))


def one_line(command: str) -> str:
    """Return a command on one line, not longer than a reader takes in."""
    line = " ".join(command.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
