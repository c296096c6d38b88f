"""Reads the sentences of documents that say how long something is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._jinja import LONGEST_LINE
from ddd.extractors.controls._words import BACKUP_RETENTION, DATA_RETENTION, LOG_RETENTION
from ddd.model import Confidence, Control
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_THING = (
    r"(?P<thing>(?:[\w-]{1,30}\s)?(?:backups?|logs?|snapshots?|dumps?|archives|metrics|recordings|audit\s(?:trails?|logs?)"
    r"|personal\sdata|data))"
)
_LENGTH = r"(?P<value>[0-9]{1,4}|one|two|three|six|seven|twelve)[\s-](?P<unit>days?|weeks?|months?|years?)\b"
_KEPT = r"(?:kept|retained|stored|preserved|saved|held|keep|retain)"
_SENTENCES = (
    re.compile(
        rf"\b{_THING}\b[^.!?\n|]{{0,80}}?\b{_KEPT}\b[^.!?\n|]{{0,20}}?\b(?:for|of|until|over)?\s?[^.!?\n|]{{0,20}}?\b{_LENGTH}",
        re.I,
    ),
    re.compile(
        rf"\b{_KEPT}\b[^.!?\n|]{{0,30}}?\b{_THING}\b[^.!?\n|]{{0,30}}?\bfor\b[^.!?\n|]{{0,20}}?\b{_LENGTH}", re.I
    ),
    re.compile(
        rf"\bretention(?:\s(?:period|time))?(?:\*{{0,2}}:|\sis|\sof|\*{{0,2}}\sis)\*{{0,2}}\s{_LENGTH}"
        rf"(?:\sfor\s[^.!?\n|]{{0,20}}?{_THING})?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{_THING}\b[^.!?\n|]{{0,40}}?\bretention\s(?:period\s)?(?:is|of|:)\s{_LENGTH}", re.IGNORECASE),
)
_LENGTHS = re.compile(r"(?:[0-9]|one|two|three|six|seven|twelve)[\s-](?:day|week|month|year)", re.IGNORECASE)
"""Stands in each of the sentences."""
_URL = re.compile(r"https?://[^\s)]{1,500}|\]\([^)\s]{1,500}\)")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_BACKUP = re.compile(r"backup|snapshot|dump|archive", re.IGNORECASE)
_LOG = re.compile(r"log|audit|metrics", re.IGNORECASE)
_UNSURE = re.compile(r"\b(?:e\.g|example|if you|you (?:can|may|could)|optional|default|deprecat|beyond)", re.IGNORECASE)
_HISTORY = re.compile(r"(?:^|/)(?:(?:change|history|news|release)[\w-]*\.[a-z]+$|changelogs?/|meeting)", re.IGNORECASE)
_SYSTEM = "prose"


@extractor(
    "retention-prose",
    paths=("*.md", "*.rst", "*.adoc", "*.markdown"),
    literals=("kept", "keep", "Keep", "retain", "Retain", "etention", "stored for", "preserved", "held for"),
)
def retention_prose(source: Source) -> Iterator[Control]:
    """Find the sentences of documents that say for how long backups, logs or data are kept.

        Nightly dumps are kept for 30 days, then deleted.

    A sentence counts when it names what is kept, that it is kept, and a length in days, weeks, months or years. Code
    blocks and changelogs are left out, and sentences that only speak of a possibility or a default. A sentence may end
    on the next line. Confidence is medium: what is done elsewhere may differ.
    Format: https://spec.commonmark.org/.
    """
    if _HISTORY.search(source.path):
        return
    is_code, told = False, 0
    for number, line in enumerate(source.lines, start=1):
        if _FENCE.match(line):
            is_code = not is_code
        is_link = line.startswith(("[", ".. _"))
        if is_code or is_link or number <= told or len(line) > LONGEST_LINE:
            continue
        following = source.lines[number] if number < len(source.lines) else ""
        both = f"{line} {following[:300]}" if following.strip()[:1].islower() else line
        for match in _found(both) if _LENGTHS.search(both) else ():
            if match.start() < len(line):  # else it is the next line's own
                place = number + (match.start("value") > len(line))
                told = max(told, place if place > number else 0)
                yield _control(source, match, place)


def _found(text: str) -> Iterator[re.Match[str]]:
    """Yield the sentences, each amount once."""
    seen: set[int] = set()
    text = _URL.sub(lambda one: " " * len(one[0]), text[:LONGEST_LINE])
    for pattern in _SENTENCES:
        for match in pattern.finditer(text):
            if match.start("value") not in seen and not _UNSURE.search(
                text[max(0, match.start() - 60) : match.end() + 20]
            ):
                seen.add(match.start("value"))
                yield match


def _control(source: Source, match: re.Match[str], line: int) -> Control:
    thing = match["thing"] or ""
    said = match.string[max(0, match.start() - 12) : match.end()]
    control = (
        BACKUP_RETENTION if _BACKUP.search(thing or said) else LOG_RETENTION if _LOG.search(thing or said) else None
    )
    unit = match["unit"].lower()
    return Control(
        system=_SYSTEM,
        name=" ".join((thing or match[0]).split())[:120].removeprefix("the ").removeprefix("for "),
        control=control or DATA_RETENTION,
        value=match["value"],
        unit=unit if unit.endswith("s") else f"{unit}s",
        confidence=Confidence.MEDIUM,
        evidence=(source.at(line),),
    )
