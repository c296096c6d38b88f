"""Finds the value of an Ansible variable for a file: which files may hold it, and which of them wins.

Precedence as documented by Ansible (playbooks, variable precedence): role defaults < group_vars/all < other group and
host variables < play variables < role vars. Values that hold for some hosts only never replace one that holds for all;
they are told beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict

from ddd.model import Definition, Evidence
from ddd.resolve.jinja import Followed, follow
from ddd.scan.engine import Engine, component_of

_MAX_DEPTH = 10
_SHARED = re.compile(r"(?:.*/)?(?:group_vars|host_vars)/.*")


class Variables:
    """The variables of a scanned tree. Files are read when a name is first asked for in their reach."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
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
        """Return name -> definitions a file may see, the strongest first."""
        component = component_of(path)
        key = component if _is_role(component) else path
        if key not in self._in_reach:
            found: dict[str, list[Definition]] = defaultdict(list)
            for definition in self._engine.definitions(self._holders(component, path)):
                found[definition.name].append(definition)
            for definitions in found.values():
                definitions.sort(key=_strength)
            self._in_reach[key] = dict(found)
        return self._in_reach[key]

    def _holders(self, component: str, path: str) -> list[str]:
        role = (f"{component}/defaults/", f"{component}/vars/") if _is_role(component) else ()
        return [one for one in self._engine.tree.paths if one == path or _SHARED.fullmatch(one) or one.startswith(role)]


def _is_role(component: str) -> bool:
    return "roles/" in f"/{component}".rsplit("/", 1)[0] + "/"


def _strength(definition: Definition) -> tuple[int, str, int]:
    return -definition.rank, definition.evidence.path, definition.evidence.line


def _override_note(definition: Definition) -> str:
    return f"{definition.name} is {_short(definition.value)} for some hosts ({_place(definition.evidence)})"


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"


def _place(evidence: Evidence) -> str:
    return str(evidence)
