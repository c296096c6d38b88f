"""What an item is, and the ground that the finders stand on: plan, spec, files, owners."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ddd.assess.commands import command_lines
from ddd.assess.real import is_real
from ddd.link.owners import Owners
from ddd.measure.daylight import Daylight
from ddd.measure.shelf import Chapter, Shelf
from ddd.model import Evidence, Plan, Task
from ddd.spec import Spec

_REACHABLE = re.compile(r"@|^#|://|\+\d{5}")
_SIGN = re.compile(r"[\d.,%*/]*[\d*/][\d.,%*/]*")
"""A figure, or the pattern of a path: short, and no placeholder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that documents a dimension: a job, a file, a section, a rule."""

    name: str
    evidence: Evidence
    has: frozenset[str]
    """The fields it says something for."""
    told: tuple[str, ...]
    """What it says, without its place: copies tell the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What finders ask."""

    plan: Plan
    spec: Spec
    daylight: Daylight
    shelf: Shelf
    owners: Owners
    chapters: tuple[Chapter, ...]
    """The sections of all documents."""
    categories: Mapping[str, str]
    """Task id -> category, where one is known."""
    tasks: Mapping[str, Task]
    """Id of a schedule -> the task it makes due."""

    def says(self, text: str) -> bool:
        """Tell whether a text says something: it is neither empty nor a placeholder."""
        text = text.strip()
        return bool(text) and (_SIGN.fullmatch(text) is not None or not self.spec.placeholders.match(text))

    def acts(self, command: str) -> bool:
        """Tell whether a command does something: no placeholder, and not only what does nothing to any system."""
        return self.says(command) and any(not self.spec.idle.match(line) for line in command_lines(command))

    def sees(self, task: Task) -> bool:
        """Tell whether the work of a task is in this repository, or a command whose meaning the spec knows."""
        done = any(self.acts(step.command) if step.command else self.says(step.text) for step in task.steps)
        return done and is_real(task, self.spec)

    def owner(self, path: str) -> str:
        """Return who answers for a file; empty when nobody is named."""
        return self.named(claim.text for claim in self.owners.of(path))

    def named(self, people: Iterable[str]) -> str:
        """Return the first who is a name."""
        return next(filter(self.says, people), "")

    def item(self, name: str, evidence: Evidence, fields: Mapping[str, str], told: Iterable[str]) -> Item:
        """Return an item with those of the fields that say something; one that can reach its owner has a contact.

        `told` is what copies of it tell as well.
        """
        has = {field for field, text in fields.items() if self.says(text)}
        if "owner" in has and _REACHABLE.search(fields["owner"]):
            has.add("contact")
        return Item(name=name, evidence=evidence, has=frozenset(has), told=tuple(told))


def distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return each item once: of copies the one that says most, by place."""
    best: dict[tuple[str, ...], Item] = {}
    for item in sorted(items, key=lambda one: (-len(one.has), one.evidence, one.name)):
        best.setdefault(item.told, item)
    return tuple(sorted(best.values(), key=lambda one: (one.evidence, one.name)))
