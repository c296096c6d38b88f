"""Knows the instructions of a Dockerfile: which lines belong to each, and what its heredocs hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PATHS = ("Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Containerfile", "Containerfile.*")
"""Where such files stand."""

LONGEST_LINE = 10_000
"""Characters; what stands beyond is not looked at."""

INSTRUCTION = re.compile(r"[ \t]*(?P<word>RUN|COPY|ADD|ENV|CMD|ENTRYPOINT|WORKDIR)\s+", re.IGNORECASE)
_HEREDOC = re.compile(r"<<-?(?P<quote>[\"']?)(?P<word>[A-Za-z_][A-Za-z0-9_]{0,40})(?P=quote)")


@dataclass(slots=True)
class Instruction:
    """One instruction with the lines that belong to it."""

    word: str
    """In capitals."""
    line: int
    """Counted from 1."""
    lines: list[str]
    heredocs: list[tuple[int, list[str]]]
    """Of each the number of its first line, and its lines."""

    @property
    def text(self) -> str:
        """Its lines, without the comments among them; every line keeps its number."""
        return "\n".join("" if is_comment(line) else line for line in self.lines)


def instructions(lines: list[str]) -> Iterator[Instruction]:
    """Yield the instructions that may have to do with time, in their order."""
    index = 0
    while index < len(lines):
        match = INSTRUCTION.match(lines[index][:LONGEST_LINE])
        start, index = index, index + 1
        if not match:
            continue
        body = [lines[start]]
        while index < len(lines) and (_goes_on(body[-1]) or (len(body) > 1 and is_comment(body[-1]))):
            body.append(lines[index])
            index += 1
        heredocs = []
        for mark in _HEREDOC.finditer("\n".join(body)[:LONGEST_LINE]):
            first, inner = index + 1, list[str]()
            while index < len(lines) and lines[index].strip() != mark["word"]:
                inner.append(lines[index])
                index += 1
            index += 1
            heredocs.append((first, inner))
        yield Instruction(match["word"].upper(), start + 1, body, heredocs)


def _goes_on(line: str) -> bool:
    return line.rstrip().endswith("\\")


def is_comment(line: str) -> bool:
    """A comment, or an empty line, inside a continued instruction does not end it."""
    return not line.strip() or line.lstrip().startswith("#")
