"""Knows the syntax of systemd's unit files: sections, settings, comments, lines that continue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddd.extractors._jinja import readable_lines


@dataclass(frozen=True, slots=True)
class Setting:
    """One assignment of a unit file."""

    section: str
    key: str
    value: str
    """Continued lines joined by a space; empty: the assignment resets."""
    line: int
    """Of the key, counted from 1."""
    column: int
    """Where the value begins, counted from 1."""


def settings(lines: Sequence[str]) -> Iterator[Setting]:
    """Yield the assignments of a unit file in their order. Lines that are none are passed over, as systemd does."""
    section = ""
    for number, line in _joined(readable_lines(lines)):
        text = line.strip()
        if text.startswith("[") and (text.endswith("]") or "=" not in text):
            section = text[1:-1] if text.endswith("]") else ""  # never closed: what follows is no section's
            continue
        key, sign, value = line.partition("=")
        if sign and key.strip() and not key.lstrip().startswith("{"):
            column = len(key) + 2 + len(value) - len(value.lstrip())
            yield Setting(section, key.strip(), value.strip(), number, column if value.strip() else len(key) + 2)


def _joined(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield logical lines with the number of their first one. Comments inside a continued line are left out."""
    start, parts = 0, list[str]()
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith(("#", ";")):
            continue
        start = start if parts else number
        if line.endswith("\\"):
            parts.append(line[:-1].rstrip() if not parts else line[:-1].strip())
            continue
        yield start, " ".join([*parts, line.strip() if parts else line])
        parts = []
    if parts:
        yield start, " ".join(parts)
