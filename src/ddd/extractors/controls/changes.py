"""Reads how a repository keeps record of its changes: changelogs, their tools, rules for commit messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.controls._words import CHANGE_RECORD
from ddd.model import Confidence, Control, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "change-record"
_CHANGELOG = re.compile(
    r"(?:change[-_]?log|changes|history|news|release[-_]?notes?)(?:\.(?:md|rst|txt|adoc))?", re.IGNORECASE
)
_RELEASE = re.compile(
    r"""\s{0,3} (?: [#=]{1,4}\s* )? [*_`\[(]{0,4} (?:Version|Release|Changes\s+in)?[ ]{0,2}
        (?P<version> v?\.? [0-9]{1,5} (?:\.[0-9]{1,8}){1,3} (?:[-.+][0-9A-Za-z.]{1,20})? | [0-9]{4}-[0-9]{2}-[0-9]{2} )
        [\])*_`:]{0,4} (?: [^\n]{0,80}? (?P<date> [0-9]{4}[-/.][0-9]{2}[-/.][0-9]{2} ) )? """,
    re.VERBOSE | re.IGNORECASE,
)
_VENDORED = re.compile(
    r"(?:^|/)(?:vendor\w*|third[-_]party|external|[\w-]+_modules|r10k\w*|charts/[^/]+/charts)/", re.IGNORECASE
)
"""Somebody else's record."""
_MOST_LINES = 400
_TOOLS: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = (
    (
        re.compile(r"(?:^|/)pyproject\.toml$"),
        re.compile(
            r"(?m)^[ \t]*\[\[?tool\.(?P<tool>towncrier|commitizen|semantic_release|scriv|git-cliff|bumpversion)\b"
        ),
        "",
    ),
    (re.compile(r"(?:^|/)towncrier\.toml$"), re.compile(r"(?m)^\[tool\.(?P<tool>towncrier)\]"), ""),
    (
        re.compile(r"(?:^|/)changelogs/config\.ya?ml$"),
        re.compile(r"(?m)^(?P<tool>changelog_filename_template|notesdir|sections):"),
        "antsibull-changelog",
    ),
    (re.compile(r"(?:^|/)\.changeset/config\.json$"), re.compile(r"\"(?P<tool>changelog)\""), "changesets"),
    (
        re.compile(r"(?:^|/)\.?commitlint(?:rc)?(?:\.config)?(?:\.[a-z]{2,4})?$"),
        re.compile(r"(?P<tool>extends|rules)\b"),
        "commitlint",
    ),
    (
        re.compile(r"(?:^|/)\.releaserc(?:\.[a-z]{2,4})?$|(?:^|/)release\.config\.[cm]?js$"),
        re.compile(r"(?P<tool>branches|plugins)\b"),
        "semantic-release",
    ),
    (
        re.compile(r"(?:^|/)\.cz\.(?:toml|json|ya?ml)$|(?:^|/)\.czrc$"),
        re.compile(r"(?P<tool>name|commitizen|path)\b"),
        "commitizen",
    ),
    (re.compile(r"(?:^|/)cliff\.toml$"), re.compile(r"(?m)^\[(?P<tool>changelog)\]"), "git-cliff"),
    (
        re.compile(r"(?:^|/)\.?release-please-config\.json$"),
        re.compile(r"\"(?P<tool>packages|release-type)\""),
        "release-please",
    ),
    (
        re.compile(r"(?:^|/)\.pre-commit-config\.ya?ml$"),
        re.compile(
            r"(?m)^[ \t]*-?[ \t]*id:[ \t]*[\"']?"
            r"(?P<tool>commitizen|commitlint|conventional-pre-commit|gitlint|reno|towncrier)\b"
        ),
        "",
    ),
    (
        re.compile(r"(?:^|/)\.gitlint$"),
        re.compile(r"(?m)^\[(?P<tool>general|title-\S{1,40}|body-\S{1,40})\]"),
        "gitlint",
    ),
    (
        re.compile(r"(?:^|/)reno\.yaml$|(?:^|/)releasenotes/config\.yaml$"),
        re.compile(r"(?m)^(?P<tool>[a-z_]{3,40}):"),
        "reno",
    ),
)
_BOX = re.compile(r"\s{0,8}[-*]\s\[[ xX]?\]\s+(?P<text>\S.{2,300})")
_TEMPLATE = re.compile(
    r"(?:^|/)pull_request_template(?:\.md|/[^/]+\.md)?$|(?:^|/)merge_request_templates/[^/]+\.md$", re.IGNORECASE
)


@extractor(
    "change-records",
    paths=(
        *("CHANGELOG*", "changelog*", "Changelog*", "CHANGES*", "HISTORY*", "History*", "NEWS*", "RELEASE_NOTES*"),
        *(
            "pyproject.toml",
            "towncrier.toml",
            "changelogs/config.y*",
            ".changeset/config.json",
            "*commitlint*",
            ".cz.*",
        ),
        *(".czrc", ".releaserc*", "release.config.*", "cliff.toml", "*release-please-config.json", ".gitlint"),
        *(".pre-commit-config.y*", "reno.yaml", "releasenotes/config.yaml", "*template.md", "*TEMPLATE.md"),
        *("*_request_templates/*.md", "*_REQUEST_TEMPLATE/*.md"),
    ),
)
def change_records(source: Source) -> Iterator[Control]:
    """Find how changes are recorded: changelogs, tools that make them, rules for commits, checklists of pull requests.

        ## [1.4.0] - 2026-03-01

    A changelog is one change record with its newest release as value, at that line. So are configurations of towncrier,
    antsibull-changelog, changesets, reno, release-please, semantic-release, git-cliff, commitizen, commitlint and
    gitlint, and a template for pull requests with boxes to tick: its value is how many. Not seen: records kept outside
    of the repository, changelogs without releases. Format: https://keepachangelog.com/en/1.1.0/ and the tools' manuals.
    """
    name = source.installed_path.rsplit("/", 1)[-1]
    if _VENDORED.search(source.path):
        return
    if _CHANGELOG.fullmatch(name):
        yield from _changelog(source)
    elif _TEMPLATE.search(source.installed_path):
        yield from _checklist(source)
    else:
        yield from _tool(source)


def _changelog(source: Source) -> Iterator[Control]:
    for number, line in enumerate(source.lines[:_MOST_LINES], start=1):
        found = _RELEASE.match(line[:300])
        if found and _is_heading(source.lines, number, line):
            told = " of ".join(filter(None, (found["version"], found["date"])))
            fact = _control(source, source.path, told, number, "newest release")
            yield fact if "/" not in source.path else replace(fact, confidence=Confidence.MEDIUM)
            return


def _is_heading(lines: list[str], number: int, line: str) -> bool:
    below = lines[number].strip() if number < len(lines) else ""
    marked = line.lstrip().startswith(("#", "=", "[", "*", "v", "V", "Release"))
    return marked or (len(below) > 2 and below[0] in "-=~^" and len(set(below)) == 1) or line[:1].isdigit()


def _checklist(source: Source) -> Iterator[Control]:
    boxes = [number for number, line in enumerate(source.lines, start=1) if _BOX.fullmatch(line[:400])]
    if boxes:
        evidence = tuple(source.at(number) for number in boxes[:6])
        yield Control(
            system=_SYSTEM,
            name=source.path.rsplit("/", 1)[-1],
            control=CHANGE_RECORD,
            value=str(len(boxes)),
            unit="boxes to tick",
            scope="pull requests",
            evidence=evidence,
        )


def _tool(source: Source) -> Iterator[Control]:
    for path, sign, tool in _TOOLS:
        found = sign.search(source.text) if path.search(source.installed_path) else None
        if found:
            line = source.text.count("\n", 0, found.start("tool")) + 1
            yield _control(source, tool or found["tool"], tool or found["tool"], line, "")
            return


def _control(source: Source, name: str, value: str, line: int, note: str) -> Control:
    return Control(
        system=_SYSTEM, name=name, control=CHANGE_RECORD, value=value, note=note, evidence=(source.at(line),)
    )
