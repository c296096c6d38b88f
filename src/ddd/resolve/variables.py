"""Finds the value of an Ansible variable for a file: which files may hold it, and which of them wins.

Precedence as documented by Ansible (playbooks, variable precedence): role defaults < group_vars/all < other group and
host variables < play variables < role vars. Values that hold for some hosts only never replace one that holds for all;
they are told beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ddd.cadence.notes import OTHER_ENTRIES
from ddd.model import Definition
from ddd.resolve.followed import Followed
from ddd.scan.components import role_folder
from ddd.scan.engine import Engine

_MAX_DEPTH = 10
_MAX_LENGTH = 4_000
_ENTRY = re.compile(r"(?P<list>[^.]+(?:\.[^.\d][^.]*)*)\.(?P<number>\d+)(?:\..*)?")
_SHARED = re.compile(r"(?:.*/)?(?:group_vars|host_vars)/.*")


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a list, by the names they can be asked for, and what a reader should know of other lists."""

    names: tuple[str, ...]
    notes: tuple[str, ...]


class Variables:
    """The variables of a scanned tree. Files are read when a name is first asked for in their reach."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._shared = [path for path in engine.tree.paths if _SHARED.fullmatch(path)]
        self._of_role: dict[str | None, dict[str, list[Definition]]] = {}
        self._values: dict[tuple[str, str], Followed | None] = {}
        self._asked: set[tuple[str, str]] = set()
        self._known_homes: dict[tuple[str, str], list[Definition]] = {}
        self._in_reach: dict[str, dict[str, list[Definition]]] = {}

    def value(self, name: str, path: str) -> Followed | None:
        """Return the literal that `name` has in the file at `path`, its line first; None when nothing defines it."""
        key = (name, path)
        if key in self._asked or len(self._asked) > _MAX_DEPTH:
            return None  # a circle, or a chain no person follows
        if key not in self._values:
            self._asked.add(key)
            found = self._value(name, path)
            self._asked.remove(key)
            self._values[key] = found if found and len(found.text) <= _MAX_LENGTH else None
        return self._values[key]

    def _value(self, name: str, path: str) -> Followed | None:
        candidates = self._of_one_list(name, path, self._reach(path).get(name, []))
        if not candidates:
            return None
        everywhere = [one for one in candidates if not one.conditional]
        winner = (everywhere or candidates)[0]
        found = self.filled(winner.value, path)
        if found is None:
            return None
        others = [one for one in candidates if _replaces(one, winner)]
        return Followed(found.text, (*found.evidence, winner.evidence), found.notes, (*found.overrides, *others))

    def entries(self, expression: str, path: str) -> Entries | None:
        """Return the entries of the list that an expression such as `{{ jobs | default([]) }}` names; None: unknown."""
        from ddd.resolve.jinja import named  # imports Jinja, which many repositories never need

        name = named(expression)
        homes = self._homes(name, path) if name else []
        if not name or not homes:
            return None
        numbers = {
            int(match["number"])
            for known, definitions in self._reach(path).items()
            if (match := _ENTRY.fullmatch(known)) and match["list"] == name
            if any(one.evidence.path == homes[0].evidence.path for one in definitions)
        }
        notes = tuple(f"{name} {OTHER_ENTRIES} ({one.evidence})" for one in homes[1:])
        return Entries(tuple(f"{name}[{number}]" for number in sorted(numbers)), notes)

    def _of_one_list(self, name: str, path: str, candidates: list[Definition]) -> list[Definition]:
        """Lists replace each other whole: of an entry only the file counts that the list is taken from."""
        match = _ENTRY.fullmatch(name)
        if not match:
            return candidates
        homes = self._homes(match["list"], path)
        return [one for one in candidates if homes and one.evidence.path == homes[0].evidence.path]

    def _homes(self, name: str, path: str) -> list[Definition]:
        """Return the first entry's definition in each file that holds the list, the winning file first."""
        if (name, path) in self._known_homes:
            return self._known_homes[name, path]
        found: dict[str, Definition] = {}
        for known, definitions in self._reach(path).items():
            if known == f"{name}.0" or known.startswith(f"{name}.0."):
                for one in definitions:
                    found.setdefault(one.evidence.path, one)
        homes = sorted(found.values(), key=lambda one: (one.conditional, *_strength(one)))
        self._known_homes[name, path] = homes
        return homes

    def filled(self, text: str, path: str) -> Followed | None:
        """Return `text` with its expressions followed; None when one of them stays open."""
        if "{{" not in text and "{%" not in text:
            return Followed(text)
        from ddd.resolve.jinja import follow

        return follow(text, lambda name: self.value(name, path))

    def filled_with(self, text: str, path: str, given: Mapping[str, str]) -> str | None:
        """Return `text` with its expressions followed and some variables at given values.

        None where those do not tell it alone: another of its variables differs from file to file, or one of the given
        ones is not asked for.
        """
        from ddd.resolve.jinja import follow

        asked: set[str] = set()

        def look(name: str) -> Followed | None:
            if name in given:
                asked.add(name)
                return self.filled(given[name], path)
            found = self.value(name, path)
            return None if found and found.overrides else found

        found = follow(text, look)
        return found.text if found and asked == given.keys() else None

    def _reach(self, path: str) -> dict[str, list[Definition]]:
        """Return name -> definitions a file may see, the strongest first: its role's, the inventory's and its own."""
        if path not in self._in_reach:
            role = role_folder(path)
            if role not in self._of_role:
                self._of_role[role] = self._everywhere if role is None else self._with_everywhere(role)
            above, own = self._of_role[role], _by_name(self._engine.definitions([path], "jinja"))
            both = {name: sorted(dict.fromkeys((*above.get(name, ()), *own[name])), key=_strength) for name in own}
            self._in_reach[path] = {**above, **both} if both else above
        return self._in_reach[path]

    @cached_property
    def _everywhere(self) -> dict[str, list[Definition]]:
        """What the inventory gives to every role: read and sorted once, for there may be many of both."""
        return _by_name(self._engine.definitions(self._shared, "jinja"))

    def _with_everywhere(self, role: str) -> dict[str, list[Definition]]:
        """Return what a role may see, its own names first: `_homes` takes the first entry it meets of a list."""
        own = _by_name(self._engine.definitions(self._holders(role), "jinja"))
        everywhere = self._everywhere
        both = {name: sorted((*own[name], *everywhere[name]), key=_strength) for name in own if name in everywhere}
        return {**own, **everywhere, **both}

    def _holders(self, role: str) -> Iterator[str]:
        for folder in ("defaults", "vars"):
            yield from self._below(f"{role}/{folder}/".lstrip("/"))

    def _below(self, folder: str) -> Iterator[str]:
        paths = self._engine.tree.paths  # sorted
        for index in range(bisect_left(paths, folder), len(paths)):
            if not paths[index].startswith(folder):
                return
            yield paths[index]


def _by_name(definitions: Iterable[Definition]) -> dict[str, list[Definition]]:
    found: dict[str, list[Definition]] = defaultdict(list)
    for definition in definitions:
        found[definition.name].append(definition)
    return {name: sorted(same, key=_strength) for name, same in found.items()}


def _replaces(other: Definition, winner: Definition) -> bool:
    """Tell whether some hosts have another value; what is weaker than the value for all never comes into force."""
    is_other = other.conditional and other is not winner and other.value != winner.value
    return is_other and (winner.conditional or other.rank >= winner.rank)


def _strength(definition: Definition) -> tuple[int, str, int]:
    return -definition.rank, definition.evidence.path, definition.evidence.line
