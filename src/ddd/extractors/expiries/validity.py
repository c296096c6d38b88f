"""Finds keys of configuration that say until which day something holds: licences, tokens, exceptions, support."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.expiries._dates import day_of
from ddd.model import Confidence, Expiry
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_KEYS = (
    r"(?:\w{1,40}[_-])?(?:expir(?:es|y|ation|ed)(?:[_-]?(?:at|on|date|day))?"
    r"|valid[_-]?(?:until|to|till|through)|not[_-]?after"
    r"|(?:support(?:ed)?|maintained|licen[cs]e|trial|subscription|ignore|skip|allow|snooze)[_-]?(?:until|till|ends?)"
    r"|end[_-]?of[_-]?(?:life|support)|eol(?:[_-]?date)?|sunset(?:[_-]?(?:date|at|on))?"
    r"|(?:removal|deprecation|retirement|decommission)[_-]date)"
)
_DATE = r"20[1-4]\d-(?:0[1-9]|1[0-2])-[0-3]\d"
_DATED = re.compile(_DATE)
_PAIR = re.compile(
    rf"(?P<indent>[ \t]{{0,100}})(?:-[ \t]{{1,4}})?[\"']?(?P<key>{_KEYS})[\"']?[ \t]{{0,20}}[:=][ \t]{{0,20}}[\"']?"
    rf"(?P<date>{_DATE})"
    r"(?:[T ][\d:.]{4,20}(?:Z|z|[ ]?[+-]\d\d:?\d\d)?)?"
    r"[\"']?,?[ \t]{0,20}(?:[#;/].{0,500})?",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIBLING = re.compile(
    r"(?P<indent>[ \t]{0,100})(?P<dash>-[ \t]{1,4})?[\"']?(?P<key>[\w.-]{1,80})[\"']?[ \t]{0,20}[:=][ \t]{0,20}[\"']?"
    r"(?P<value>[^\"'\n#{}\[\]]{1,120})?"
)
_ENTRY = re.compile(
    r"(?P<indent>[ \t]{0,100})(?:-[ \t]{1,4})?[\"']?(?P<name>[^\"'\n]{1,120}?)[\"']?:[ \t]{0,20}[{]?[ \t]{0,20}"
)
_TABLE = re.compile(r"[ \t]{0,20}\[{1,2}(?P<name>[^\[\]\n]{1,120})\]{1,2}")
_NAMES = (
    "name",
    "id",
    "title",
    "host",
    "domain",
    "subject",
    "package",
    "rule",
    "user",
    "product",
    "vulnerability",
    "cve",
    "key",
)
_WORD = re.compile(r"\w")
_REACH = 12
_MOST = 25
"""Of more keys the file is data: records of users, answers of a service."""
_MOST_RELEASES = 3
"""Of more ends of life the file is a table of releases, as this project keeps one itself."""
_READ_BY_OTHERS = re.compile(
    r"(?i)(?:^|[/_])runtime\.yml$|example|sample|fixture|mock|schema|openapi|swagger|end[_-]?of[_-]?life"
)
_LONGEST_FILE = 400_000
_LONGEST_LINE = 1_000


@extractor(
    "validity-keys",
    paths=(
        "*.yaml",
        "*.yml",
        "*.json",
        "*.toml",
        "*.ini",
        "*.cfg",
        "*.conf",
        ".snyk",
        "*.properties",
        "*.tfvars",
        "*.env",
    ),
    literals=(
        *(
            "expir",
            "Expir",
            "EXPIR",
            "alid_",
            "alid-",
            "alidU",
            "alidT",
            "ot_after",
            "otAfter",
            "nd_of_",
            "ndOf",
            "eol",
        ),
        *("unset", "_until", "Until", "support_end", "moval_date", "ation_date", "ation-date", "ement_date"),
    ),
)
def validity_keys(source: Source) -> Iterator[Expiry]:
    """Find the keys of configuration that name the day on which something ends.

        ignore:
          - vulnerability: CVE-2024-0001
            expires: 2026-03-31

    Keys are `expires`, `expiry_date`, `expires_at`, `valid_until`, `not_after`, `support_until`, `end_of_life`,
    `sunset`, `removal_date` and their like in YAML, JSON, TOML and INI, also with a word before (`license_expires_on`);
    the value is a whole date. What ends is what the entry is called: its `name`, `id` or `host`, else the key above it.
    A file with many of them is data, or a table of releases, and says nothing. Not seen: dates in other forms, moments
    in seconds.
    Format: no manual; the file's own tool says what the key means (`.snyk`, `.trivyignore.yaml`, osv-scanner.toml).
    """
    if len(source.data) > _LONGEST_FILE or _READ_BY_OTHERS.search(source.path.rpartition("/")[2]):
        return
    if not _DATED.search(source.text):  # nor can a line of it match, below
        return
    found = [
        (number, match)
        for number, line in enumerate(source.lines, start=1)
        if len(line) <= _LONGEST_LINE and _DATED.search(line) and (match := _PAIR.fullmatch(_CAMEL.sub("_", line)))
    ]
    releases = sum(match["key"].lower().startswith(("eol", "end")) for _, match in found)
    for number, match in found if len(found) <= _MOST and releases <= _MOST_RELEASES else ():
        ends = day_of(match["date"])
        if ends is None:
            continue
        owner = _owner(source.lines, number, len(match["indent"]))
        key = _own_key(source.lines[number - 1])
        column = source.lines[number - 1].find(match["date"]) + 1
        yield Expiry(
            system="validity-key",
            name=owner or key,
            subject=f"{owner} ({key})" if owner else key,
            not_after=ends.isoformat(),
            confidence=Confidence.MEDIUM,
            evidence=(source.at(number, column),),
        )


def _own_key(line: str) -> str:
    match = _SIBLING.match(line)
    return match["key"] if match else ""


def _owner(lines: list[str], number: int, indent: int) -> str:
    """Return what an entry is called: a name beside its key, else the key or the table it stands under."""
    return _beside(lines, number) or _above(lines, number, indent)


def _beside(lines: list[str], number: int) -> str:
    """Return the name that stands among the keys of the same entry."""
    here = number - 1
    depth = _depth(lines[here])
    start = end = here
    while not _begins(lines[start]) and start > max(0, here - _REACH) and _belongs(lines[start - 1], depth):
        start -= 1
    while end < min(len(lines) - 1, here + _REACH) and not _begins(lines[end + 1]) and _belongs(lines[end + 1], depth):
        end += 1
    matches = [_SIBLING.match(line[:_LONGEST_LINE]) for line in lines[start : end + 1] if _depth(line) == depth]
    found = {match["key"].lower(): match["value"].strip(" ,") for match in matches if match and match["value"]}
    return next((found[name] for name in _NAMES if name in found), "")


def _begins(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _belongs(line: str, depth: int) -> bool:
    """Whether a line is part of an entry whose keys stand at a depth."""
    return bool(line.strip()) and _TABLE.fullmatch(line[:_LONGEST_LINE]) is None and _depth(line) >= depth


def _depth(line: str) -> int:
    """Return where the key of a line stands: `- name: x` is as deep as what follows below it."""
    match = _SIBLING.match(line[:_LONGEST_LINE])
    return len(match["indent"]) + len(match["dash"] or "") if match else len(line) - len(line.lstrip())


def _above(lines: list[str], number: int, indent: int) -> str:
    for index in range(number - 2, max(-1, number - 200), -1):
        line = lines[index][:_LONGEST_LINE]
        if table := _TABLE.fullmatch(line):
            return table["name"].strip()
        match = _ENTRY.fullmatch(line)
        if match and len(match["indent"]) < indent and _WORD.search(match["name"]):
            return match["name"].strip()
    return ""
