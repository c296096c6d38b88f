"""Reads CODEOWNERS: who answers for which paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import re2

from ddd.model import Contact, Problem
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.patterns import is_pattern
from ddd.scan.source import Source

FOLDERS_OF_SERVICES = {
    ".github": "github",
    ".gitlab": "gitlab",
    ".bitbucket": "bitbucket",
    ".gitea": "gitea",
    ".forgejo": "gitea",
}
IN_FORCE = ("CODEOWNERS", "docs/CODEOWNERS", *(f"{folder}/CODEOWNERS" for folder in FOLDERS_OF_SERVICES))
"""Where the services look. Another CODEOWNERS, deeper in the tree, is some other repository's."""

_SECTION = re.compile(r"(?P<optional>\^?)\[(?P<name>[^\]]+)\](?:\[(?P<approvals>\d+)\])?(?P<owners>\s.*)?")
_GROUP = re.compile(r"@@@(?P<name>[\w-]+)\s+(?P<members>\S.*)")
_PATTERN = re.compile(r"(?:\\.|\S|(?!))++")
_OWNER = re.compile(r"@{1,3}[\w.-]+(?:/[\w./-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+")
_CALLED = {"github": "GitHub", "bitbucket": "Bitbucket"}
_QUIET = re2.Options()
_QUIET.log_errors = False
_WORD = re.compile(r"\S+")
_INLINE_COMMENT = re.compile(r"\s#.*")


@dataclass(frozen=True, slots=True)
class _Rule:
    line: int
    column: int
    pattern: str
    words: Mapping[str, int]
    """What stands behind the pattern, and in which column."""


@extractor("codeowners", paths=IN_FORCE)
def codeowners(source: Source) -> Iterator[Extracted]:
    """Find who owns which paths: each owner of each line of CODEOWNERS, in the order of the file; the last match wins.

    `/roles/backup/ @acme/dba ann@acme.org` names a team and somebody. A line without owners takes the path away from
    those before it, and in a section of GitLab (`[Database][2] @acme/dba`) gives it to the section's own owners; the
    note tells the section, each of which has owners of its own, and `!*.lock` excludes paths from it. A group of
    Bitbucket (`@@@dba @ann @bob`) is told with its members. Below `.gitea/` patterns are regular expressions, and every
    line that matches counts.
    Format: the documentation of GitHub ("About code owners"), of GitLab ("Code Owners syntax"), of Bitbucket ("Set up
    and use code owners") and of Gitea ("Code Owners").
    """
    if source.path not in IN_FORCE:
        return
    service = FOLDERS_OF_SERVICES.get(source.path.partition("/")[0], "")
    service = service or ("gitlab" if any(_is_section(line) for line in source.lines) else "github")
    section, groups = _Section(), dict[str, str]()
    for number, line in enumerate(source.lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if service == "gitlab" and (head := _SECTION.fullmatch(text)):
            section = _section(head)
        elif service == "bitbucket" and (group := _GROUP.fullmatch(_INLINE_COMMENT.sub("", text))):
            groups[f"@@{group['name']}"] = " ".join(group["members"].split())
        else:
            yield from _contacts(source, _rule(number, line, service), section, service, groups)


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of GitLab; without a name the part before the first one, and the whole file elsewhere."""

    owners: tuple[str, ...] = ()
    note: str = ""


def _section(head: re.Match[str]) -> _Section:
    approvals = f", {head['approvals']} approvals" if head["approvals"] else ", optional" if head["optional"] else ""
    return _Section(tuple(_OWNER.findall(head["owners"] or "")), f"section {head['name'].strip()}{approvals}")


def _is_section(line: str) -> bool:
    return line.startswith(("[", "^[")) and _SECTION.fullmatch(line.strip()) is not None


def _rule(number: int, line: str, service: str) -> _Rule:
    pattern = _PATTERN.search(line)
    assert pattern is not None, "blank lines are not rules"
    rest = line[pattern.end() :] if service == "gitlab" else _INLINE_COMMENT.sub("", line[pattern.end() :], count=1)
    words = dict[str, int]()
    for word in _WORD.finditer(rest):
        words.setdefault(word[0], pattern.end() + word.start() + 1)
    return _Rule(number, pattern.start() + 1, pattern[0], words)


def _contacts(
    source: Source, rule: _Rule, section: _Section, service: str, groups: Mapping[str, str]
) -> Iterator[Extracted]:
    owners = tuple(word for word in rule.words if _OWNER.fullmatch(word))
    others = [word for word in rule.words if not _OWNER.fullmatch(word)]
    is_exclusion = rule.pattern.startswith("!") and service == "gitlab"
    refusal = _refusal(rule, service)
    stranger = others[0] if others and service == "github" else ""
    if refusal or stranger:
        told = refusal or f"“{stranger}” is neither @user, @team nor an e-mail"
        yield Problem(source.path, rule.line, "codeowners", told)
    if refusal or (stranger and not owners):
        return
    owners = () if is_exclusion else owners or section.owners
    for index, owner in enumerate(dict.fromkeys(owners) or ("",)):
        members = groups.get(f"@@{owner.lstrip('@')}")
        # The first stands for its line, from the pattern on.
        column = rule.words.get(owner, rule.column) if index else rule.column
        yield Contact(
            system="codeowners",
            name=owner,
            evidence=(source.at(rule.line, column),),
            role="owner",
            channel="codeowners",
            address="" if owner.startswith("@") else owner,
            scope=rule.pattern,
            note="; ".join(filter(None, (section.note, f"{owner} is {members}" if members else ""))),
        )


def _refusal(rule: _Rule, service: str) -> str:
    """Return why a service does not take a line; empty when it does."""
    if service == "gitea":
        return "" if _is_expression(rule.pattern.removeprefix("!")) else f"“{rule.pattern}” is no regular expression"
    if rule.pattern.startswith("!") and service != "gitlab":
        return f"{_CALLED[service]} knows no exclusion such as “{rule.pattern}”"
    scope = rule.pattern.removeprefix("!")
    return "" if is_pattern(scope) else f"“{scope}” is no path pattern"


def _is_expression(text: str) -> bool:
    try:
        re2.compile(text, _QUIET)
    except re2.error:
        return False
    return True
