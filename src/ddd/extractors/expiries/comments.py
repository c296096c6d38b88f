"""Finds comments that say until when the code below them shall stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.expiries._endings import KEYWORDS, LONGEST, MAY_END, YEAR, ending
from ddd.model import Confidence, Expiry
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_HASH = (
    *("*.py", "*.sh", "*.bash", "*.rb", "*.yml", "*.yaml", "*.toml", "*.tf", "*.tfvars", "*.tofu", "*.hcl", "*.cfg"),
    *("*.conf", "*.ini", "*.pp", "*.pl", "*.ps1", "*.nix", "*.mk", "*.env", "*.properties", "*.service", "*.timer"),
    *("Dockerfile.*", "requirements*.txt", "constraints*.txt", ".trivyignore", ".snyk", "CODEOWNERS", NO_SUFFIX),
)
_SLASHES = (
    *("*.go", "*.js", "*.jsx", "*.ts", "*.tsx", "*.mjs", "*.cjs", "*.java", "*.kt", "*.kts", "*.groovy", "*.gradle"),
    *("*.scala", "*.c", "*.h", "*.cc", "*.cpp", "*.hpp", "*.cs", "*.rs", "*.php", "*.swift", "*.proto", "*.json5"),
    *("*.jsonnet", "*.libsonnet", "*.css", "*.scss", "*.sql", "*.lua", "*.html", "*.xml", "*.vue", "*.erb", "*.cue"),
)
_SIGN = re.compile(
    r"(?:^|(?<=[\s;,)}\]]))(?P<sign>#+|//+|/\*+|--(?=\s)|;+(?=\s)|<!--|\{#|<%#)|^\s{0,200}(?P<star>\*)(?=\s)"
)
_HASH_ONLY = re.compile(r"(?:^|(?<=[\s;,)}\]]))(?P<sign>#+|\{#|<%#)")
_CLOSING = re.compile(r"\s*(?:\*/|-->|#\}|%>)\s*$")
_HISTORY = re.compile(r"(?i)change|news|history|releas|license|copying|authors|migrat|upgrad")
_CODE = re.compile(r"[\"'`(\[{]|(?:raise|return|assert|warn)\b|[\w.]{1,80}\(|[\w.]{1,80} ?[:+-]?= ?[\w\"']")
"""How code begins that was commented out."""
_LONGEST_LINE = 2_000
_SHOWN = 160
_MOST = 200


@extractor("dated-comments", paths=(*_HASH, *_SLASHES), literals=("201", "202", "203"))
def dated_comments(source: Source) -> Iterator[Expiry]:
    """Find comments in code and configuration that name the day on which something shall go.

        # TODO: remove the old endpoint after 2026-01
        skip_tls_verify: true  # temporary, until 2025-12-31

    Needed are a word for what happens (remove, delete, drop, revert, retire, sunset, expires, valid until, end of life)
    and a date after it: a day, a month (`2026-01`, `Jan 2026`), a quarter (`Q3 2025`), `end of 2026`; what is no day
    ends on its last. `until` alone counts beside a word such as TODO, temporary, keep or skip. What was removed
    long ago is history, and so are changelogs. Not seen: sentences that go on over several lines, dates without a year.
    Format: no manual; the conventions of comments such as PEP 350's.
    """
    if _HISTORY.search(source.path.rpartition("/")[2]) or not _is_worth_reading(source.data):
        return
    hash_only = source.installed_path.endswith(tuple(one.removeprefix("*") for one in _HASH if one.startswith("*")))
    told: set[str] = set()
    for number, line in enumerate(source.lines, start=1):
        if "20" not in line:  # as every date has it
            continue
        comment = _comment(line, hash_only)
        found = ending(comment[1]) if comment else None
        if comment is None or found is None:
            continue
        subject = _CLOSING.sub("", comment[1]).strip(" *#/-;:")
        if subject in told or len(told) >= _MOST or _CODE.match(subject):
            continue
        told.add(subject)
        yield Expiry(
            system="comment",
            name=_short(subject),
            subject=_short(subject),
            not_after=found.ends.isoformat(),
            note="" if found.ends.isoformat() in found.stated else f"the comment says {found.stated}",
            confidence=Confidence.MEDIUM,
            evidence=(source.at(number, comment[0] + found.start + 1),),
        )


def _is_worth_reading(data: bytes) -> bool:
    """Tell whether a year follows a word of an ending on a line: hardly any file is decoded."""
    if MAY_END.search(data) is None:
        return False
    for match in YEAR.finditer(data):
        start = max(data.rfind(b"\n", 0, match.start()) + 1, match.start() - _LONGEST_LINE)
        if KEYWORDS.search(data, start, match.start()):
            return True
    return False


def _comment(line: str, hash_only: bool) -> tuple[int, str] | None:
    """Return where the comment of a line begins and its text; None when it has none."""
    if len(line) > _LONGEST_LINE:
        return None
    match = (_HASH_ONLY if hash_only else _SIGN).search(line)
    return (match.end(), line[match.end() : match.end() + LONGEST]) if match else None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
