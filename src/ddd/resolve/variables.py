"""Finds the value of an Ansible variable for a file: which files may hold it, and which of them wins.

Precedence as documented by Ansible (playbooks, variable precedence): role defaults < group_vars/all < other group and
host variables < play variables < role vars. Values that hold for some hosts only never replace one that holds for all;
they are told beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from ddd.model import Definition, Evidence
from ddd.resolve.jinja import Followed, follow
from ddd.scan.components import role_folder
from ddd.scan.engine import Engine

_MAX_DEPTH = 10
_SHARED = re.compile(r"(?:.*/)?(?:group_vars|host_vars)/.*")


class Variables:
    """The variables of a scanned tree. Files are read when a name is first asked for in their reach."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._shared = [path for path in engine.tree.paths if _SHARED.fullmatch(path)]
        self._of_role: dict[str | None, dict[str, list[Definition]]] = {}
        self._in_reach: dict[str, dict[str, list[Definition]]] = {}

    def value(self, name: str, path: str, depth: int = 0) -> Followed | None:
        """Return the literal that `name` has in the file at `path`, its line first; None when nothing defines it."""
        candidates = self._reach(path).get(name, [])
        if not candidates or depth > _MAX_DEPTH:
            return None
        everywhere = [one for one in candidates if not one.conditional]
        winner = (everywhere or candidates)[0]
        found = self.filled(winner.value, path, depth + 1)
        if found is None:
            return None
        others = [one for one in candidates if one.conditional and one is not winner and one.value != winner.value]
        return Followed(found.text, (*found.evidence, winner.evidence), (*found.notes, *map(_override_note, others)))

    def filled(self, text: str, path: str, depth: int = 0) -> Followed | None:
        """Return `text` with its expressions followed; None when one of them stays open."""
        if "{{" not in text and "{%" not in text:
            return Followed(text)
        return follow(text, lambda name: self.value(name, path, depth))

    def _reach(self, path: str) -> dict[str, list[Definition]]:
        """Return name -> definitions a file may see, the strongest first: its role's, the inventory's and its own."""
        if path not in self._in_reach:
            role = role_folder(path)
            if role not in self._of_role:
                self._of_role[role] = _by_name(self._engine.definitions(self._holders(role)))
            above, own = self._of_role[role], _by_name(self._engine.definitions([path]))
            both = {name: sorted(dict.fromkeys((*above.get(name, ()), *own[name])), key=_strength) for name in own}
            self._in_reach[path] = {**above, **both} if both else above
        return self._in_reach[path]

    def _holders(self, role: str | None) -> list[str]:
        if role is None:
            return self._shared
        folders = tuple(f"{role}/{folder}/".lstrip("/") for folder in ("defaults", "vars"))
        return [*(path for path in self._engine.tree.paths if path.startswith(folders)), *self._shared]


def _by_name(definitions: Iterable[Definition]) -> dict[str, list[Definition]]:
    found: dict[str, list[Definition]] = defaultdict(list)
    for definition in definitions:
        found[definition.name].append(definition)
    return {name: sorted(same, key=_strength) for name, same in found.items()}


def _strength(definition: Definition) -> tuple[int, str, int]:
    return -definition.rank, definition.evidence.path, definition.evidence.line


def _override_note(definition: Definition) -> str:
    return f"{definition.name} is {_short(definition.value)} for some hosts ({_place(definition.evidence)})"


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"


def _place(evidence: Evidence) -> str:
    return str(evidence)
