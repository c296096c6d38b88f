"""Says who answers for a file: what it names itself, else its CODEOWNERS, else the nearest folder that has owners.

Formats: GitHub and GitLab, "About code owners"; of GitLab's sections each adds its own owners. Gitea, "Code Owners":
every line that matches adds its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby

import re2

from ddd.model import Claim, Contact, Inventory, State
from ddd.scan.patterns import Matcher, matcher

_ROLES = ("owner", "escalation", "approver", "maintainer")
_OF_FOLDERS = frozenset(
    {"owners-file", "maintainers-file", "botmeta", "backstage", "datadog-catalog", "opslevel", "cortex-catalog"}
    | {"helm", "chef", "debian", "npm", "python-package"}
)
"""Systems whose contacts answer for the folder they name."""
_PLACES = (".github/", "", "docs/", ".gitlab/", ".bitbucket/", ".gitea/", ".forgejo/")
"""Where services look for CODEOWNERS; of several files the first counts."""
_SECTION = re.compile(r"section (?P<name>.{1,500}?)(?:, (?:\d+ approvals|optional))?(?:; |$)")
_OF_EXPRESSIONS = (".gitea/", ".forgejo/")
_BLOCK = 32
"""Lines of CODEOWNERS asked together, below the number that fits one machine of RE2 whatever they hold."""


class Owners:
    """Whom to call, by path."""

    def __init__(self, inventory: Inventory) -> None:
        contacts = [fact for fact in inventory.facts if isinstance(fact, Contact) and fact.state is State.ACTIVE]
        self._named: dict[str, list[Contact]] = {}
        self._of_folders: dict[str, list[Contact]] = {}
        for contact in contacts:
            if contact.scope == contact.origin:
                self._named.setdefault(contact.origin, []).append(contact)
            elif (folder := _folder(contact)) is not None:
                self._of_folders.setdefault(folder, []).append(contact)
        self._rules = _in_force([one for one in contacts if one.system == "codeowners"])
        self._known: dict[str, tuple[Claim, ...]] = {}

    @cached_property
    def _sections(self) -> list[_Section]:
        sections: dict[str, list[tuple[Contact, ...]]] = {}
        for _, same in groupby(self._rules, key=lambda rule: rule.place.line):
            owners = tuple(same)
            sections.setdefault(_section(owners[0]), []).append(owners)
        return [_Section(lines) for lines in sections.values()]

    @cached_property
    def _is_of_expressions(self) -> bool:
        return bool(self._rules) and self._rules[0].place.path.startswith(_OF_EXPRESSIONS)

    def of(self, path: str) -> tuple[Claim, ...]:
        """Return the owners of a file; none when nobody is named."""
        if path not in self._known:
            self._known[path] = self._of(path)
        return self._known[path]

    def of_all(self, paths: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
        """Return the owners of each of the paths, sorted by path."""
        return {path: self.of(path) for path in sorted(set(paths))}

    def _of(self, path: str) -> tuple[Claim, ...]:
        named = sorted(self._named.get(path, ()), key=_rank)
        if named:
            return tuple(Claim(text=_said(one), evidence=one.evidence) for one in named)
        ruling = list(self._ruling(path))
        if ruling:
            return tuple(Claim(text=rule.name, evidence=rule.evidence) for rule in ruling if rule.name)
        return tuple(Claim(text=_said(one), evidence=one.evidence) for one in self._of_nearest(path))

    def _ruling(self, path: str) -> Iterator[Contact]:
        """Yield the rules of CODEOWNERS that decide about a path, those too that take it from everybody."""
        if self._is_of_expressions:
            yield from (rule for rule in self._rules if _matches(rule.scope, path))
            return
        for section in self._sections:
            yield from section.ruling(path)

    def _of_nearest(self, path: str) -> list[Contact]:
        """Return those who answer for the path or the nearest folder above it, of the foremost role only."""
        while path and path not in self._of_folders:
            path = path.rpartition("/")[0]
        found = sorted(self._of_folders.get(path, ()), key=_rank)
        return [one for one in found if _rank(one) == _rank(found[0])]


class _Section:
    """The lines of one section of CODEOWNERS: the last one that matches decides.

    They are asked in blocks, each of which tells by one look whether any of its lines matches: some have thousands.
    """

    def __init__(self, lines: list[tuple[Contact, ...]]) -> None:
        """Take the owners of each line, in the order of the file."""
        self._exceptions = _any_of(line for line in lines if line[0].scope.startswith("!"))
        last_first = [line for line in reversed(lines) if not line[0].scope.startswith("!")]
        blocks = (last_first[start : start + _BLOCK] for start in range(0, len(last_first), _BLOCK))
        self._blocks = [(_any_of(block), [(_any_of([line]), line) for line in block]) for block in blocks]

    def ruling(self, path: str) -> tuple[Contact, ...]:
        """Return the owners that the section names for a path; those of the line that takes it from everybody too."""
        if self._exceptions.verdict(path) is False:
            return ()  # excluded from the section, wherever in it that stands
        block = next((lines for any_of_block, lines in self._blocks if any_of_block.verdict(path)), [])
        return next((owners for line, owners in block if line.verdict(path)), ())


def _any_of(lines: Iterable[tuple[Contact, ...]]) -> Matcher:
    """Return what matches a path when one of the lines does; all of them say `!`, or none."""
    return matcher([line[0].scope for line in lines])[0]


def _in_force(rules: list[Contact]) -> list[Contact]:
    """Return the rules of the one file that counts, in its order."""
    origins = {rule.place.path for rule in rules}
    first = next((place for place in _PLACES if f"{place}CODEOWNERS" in origins), None)
    return [rule for rule in rules if rule.place.path == f"{first}CODEOWNERS"] if first is not None else []


def _section(rule: Contact) -> str:
    """Return the section of GitLab a rule stands in; empty for those before the first and for other services."""
    told = _SECTION.match(rule.note)
    return told["name"].lower() if told else ""


def _folder(contact: Contact) -> str | None:
    """Return the folder or file a contact answers for, the root as an empty text; None when it says no such thing."""
    if contact.system not in _OF_FOLDERS or contact.role not in _ROLES or contact.note.startswith("only files"):
        return None
    if contact.scope == "*":
        return ""
    return contact.scope.strip("/") if contact.scope.startswith("/") and "*" not in contact.scope else None


def _matches(expression: str, path: str) -> bool:
    """Tell whether a rule of Gitea covers a path: all of it must match, with `!` it must not."""
    wanted = not expression.startswith("!")
    return bool(re2.fullmatch(expression.removeprefix("!"), path)) is wanted


def _rank(contact: Contact) -> int:
    return _ROLES.index(contact.role) if contact.role in _ROLES else len(_ROLES)


def _said(contact: Contact) -> str:
    name = contact.name or contact.address or contact.channel
    return name if contact.role in {"", "owner"} else f"{name} ({contact.role})"
