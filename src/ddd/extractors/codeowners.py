"""Reads CODEOWNERS: who answers for which paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.model import Contact, Problem
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.patterns import is_pattern
from ddd.scan.source import Source

IN_FORCE = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
"""Where the services look. Another CODEOWNERS, deeper in the tree, is some other repository's."""

_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>\s.*)?")
_PATTERN = re.compile(r"(?:\\.|\S|(?!))++")
_OWNER = re.compile(r"@{1,2}[\w.-]+(?:/[\w./-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+")
_INLINE_COMMENT = re.compile(r"\s#.*")


@dataclass(frozen=True, slots=True)
class _Rule:
    line: int
    column: int
    pattern: str
    words: tuple[str, ...]
    """What stands behind the pattern."""


@extractor("codeowners", paths=IN_FORCE)
def codeowners(source: Source) -> Iterator[Extracted]:
    """Find who owns which paths: one contact a line of CODEOWNERS, in the order of the file, as the last match wins.

    `/roles/backup/ @acme/dba` names a team. A line without owners takes the path away from those before it, and in a
    section of GitLab (`[Database][2] @acme/dba`) gives it to the section's own owners. Format: the documentation of
    GitHub ("About code owners") and of GitLab ("Code Owners syntax").
    """
    if source.path not in IN_FORCE:
        return
    is_gitlab = source.path.startswith(".gitlab/") or any(_is_section(line) for line in source.lines)
    defaults: tuple[str, ...] = ()
    for number, line in enumerate(source.lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if is_gitlab and (section := _SECTION.fullmatch(text)):
            defaults = tuple(_OWNER.findall(section["owners"] or ""))
            continue
        yield from _contacts(source, _rule(number, line, is_gitlab), defaults, is_gitlab)


def _is_section(line: str) -> bool:
    return line.startswith(("[", "^[")) and _SECTION.fullmatch(line.strip()) is not None


def _rule(number: int, line: str, is_gitlab: bool) -> _Rule:
    pattern = _PATTERN.search(line)
    assert pattern is not None, "blank lines are not rules"
    rest = line[pattern.end() :] if is_gitlab else _INLINE_COMMENT.sub("", line[pattern.end() :], count=1)
    return _Rule(number, pattern.start() + 1, pattern[0], tuple(rest.split()))


def _contacts(source: Source, rule: _Rule, defaults: tuple[str, ...], is_gitlab: bool) -> Iterator[Extracted]:
    owners = tuple(word for word in rule.words if _OWNER.fullmatch(word))
    others = [word for word in rule.words if not _OWNER.fullmatch(word)]
    is_exclusion = rule.pattern.startswith("!")
    if is_exclusion and not is_gitlab:
        yield Problem(source.path, rule.line, "codeowners", f"GitHub knows no exclusion such as “{rule.pattern}”")
        return
    if others and not is_gitlab:
        yield Problem(source.path, rule.line, "codeowners", f"“{others[0]}” is neither @user, @team nor an e-mail")
        if not owners:
            return
    scope = rule.pattern.removeprefix("!")
    if not is_pattern(scope):
        yield Problem(source.path, rule.line, "codeowners", f"“{scope}” is no path pattern")
        return
    owners = () if is_exclusion else owners or defaults
    yield Contact(
        system="codeowners",
        name=" ".join(owners),
        evidence=(source.at(rule.line, rule.column),),
        role="owner",
        channel="codeowners",
        address=next((owner for owner in owners if not owner.startswith("@")), ""),
        scope=scope,
    )
