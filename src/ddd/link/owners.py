"""Says who answers for a file: what the file itself names, else the last CODEOWNERS line that matches it.

Formats: GitHub and GitLab, "About code owners". In GitLab's sections each section would add its own owner; the last
matching line of the file is taken here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from ddd.model import Claim, Contact, Inventory, State
from ddd.scan.patterns import Matcher, matcher

_ROLES = ("owner", "escalation", "maintainer")


class Owners:
    """Whom to call, by path."""

    def __init__(self, inventory: Inventory) -> None:
        contacts = [fact for fact in inventory.facts if isinstance(fact, Contact) and fact.state is State.ACTIVE]
        self._named: dict[str, list[Contact]] = {}
        for contact in contacts:
            if contact.scope == contact.origin:
                self._named.setdefault(contact.origin, []).append(contact)
        self._rules = [one for one in contacts if one.scope != one.origin and one.system == "codeowners"]
        self._known: dict[str, tuple[Claim, ...]] = {}

    @cached_property
    def _matchers(self) -> list[tuple[Matcher, Contact]]:
        return [(matcher([rule.scope])[0], rule) for rule in reversed(self._rules)]

    def of(self, path: str) -> tuple[Claim, ...]:
        """Return the owners of a file; none when nobody is named."""
        if path not in self._known:
            self._known[path] = self._of(path)
        return self._known[path]

    def of_all(self, paths: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
        """Return the owners of each of the paths, sorted by path."""
        return {path: self.of(path) for path in sorted(set(paths))}

    def _of(self, path: str) -> tuple[Claim, ...]:
        named = sorted(self._named.get(path, ()), key=lambda one: _ROLES.index(one.role) if one.role in _ROLES else 9)
        if named:
            return tuple(Claim(text=_said(one), evidence=one.evidence) for one in named)
        rule = next((rule for rule_matcher, rule in self._matchers if rule_matcher.verdict(path)), None)
        return (Claim(text=rule.name, evidence=rule.evidence),) if rule and rule.name else ()


def _said(contact: Contact) -> str:
    name = contact.name or contact.address or contact.channel
    return name if contact.role in {"", "owner"} else f"{name} ({contact.role})"
