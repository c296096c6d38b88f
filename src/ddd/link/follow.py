"""Follows a command to the files of this repository that it runs, and tells by which lines it got there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ddd.link.commands import Words, program, simple_commands
from ddd.model import Definition, Evidence, Inventory, Procedure, Schedule, State
from ddd.scan.components import component_of
from ddd.scan.source import installed_name

_INTERPRETERS = frozenset(
    {"sh", "bash", "dash", "ksh", "zsh", "python", "python3", "perl", "ruby", "php", "node", "source", "."}
)
_SCRIPTS = frozenset({"awk", "cgi", "js", "lua", "mjs", "php", "pl", "ps1", "py", "rb", "tcl", "ts"})
"""Suffixes of programs whose steps nobody takes apart here; a file with one, or with none at all, may be run."""
_INSTALLED_HERE = re.compile(r"/(usr/local|opt|srv|home|root|etc)/")
"""Where hosts keep what is their own; below `/usr/bin` and the like stands what a package brought."""
_PLAYBOOK = "ansible-playbook"
_PLAYBOOK_VALUES = re.compile(
    r"-[iletufcTM]|--(?:inventory|inventory-file|limit|extra-vars|tags|skip-tags|user|forks|connection|"
    r"timeout|module-path|private-key|key-file|start-at-task|vault-id|vault-password-file|become-user|become-method)"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A file of this repository that a command runs."""

    path: str
    evidence: tuple[Evidence, ...]
    """The lines that led there beyond the command's own: the task that installs the script, …"""


class Files:
    """What stands where: the repository's files by name and by the host path they are installed to."""

    def __init__(self, inventory: Inventory) -> None:
        self._paths = frozenset(inventory.paths)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in inventory.paths:
            self._by_name[installed_name(path)].append(path)
        self._installed: dict[str, list[Definition]] = defaultdict(list)
        for definition in inventory.definitions:
            if definition.kind == "installed-file" and definition.value in self._paths:
                self._installed[definition.name].append(definition)
        procedures = (fact for fact in inventory.facts if isinstance(fact, Procedure))
        self._runnable = {fact.origin for fact in procedures if fact.state is State.ACTIVE}

    def run_by(self, schedule: Schedule) -> list[Followed]:
        """Return the files a schedule runs, in the order of its command, each once."""
        if schedule.system == "run-parts" and installed_name(schedule.origin) != schedule.name:
            # Another file puts the script there: its own steps are not those of the script.
            return [Followed(one.value, ()) for one in self.at(schedule.command)[:1]]
        if schedule.system == "run-parts" or (_is_workflow(schedule) and schedule.origin in self._runnable):
            return [Followed(schedule.origin, ())]
        found = (self._run_by_words(words, schedule) for words in simple_commands(schedule.command))
        return list({one.path: one for several in found for one in several}.values())

    def installed_by(self, commands: Iterable[str]) -> list[str]:
        """Return the files of the repository that commands run by the host path they are installed to."""
        words = (words for command in commands for words in simple_commands(command))
        return [one.value for first in words for one in self.at(first[0])[:1]]

    def at(self, host_path: str) -> list[Definition]:
        """Return the definitions that install a file of the repository at a path of the host."""
        return self._installed.get(host_path, [])

    def existing(self, candidates: Iterable[str]) -> list[str]:
        """Return the candidates that are files of the repository, each once, in their order."""
        return [path for path in dict.fromkeys(candidates) if path in self._paths]

    def _run_by_words(self, words: Words, schedule: Schedule) -> Iterator[Followed]:
        name = program(words)
        if name == _PLAYBOOK:
            candidates = list(_playbooks(words[1:]))
        elif name in _INTERPRETERS:
            candidates = [word for word in words[1:] if not word.startswith("-")][:1]
        else:
            candidates = [words[0]]
        for word in candidates:
            found = self._file(word, schedule, whole_path=name == _PLAYBOOK)
            if found:
                yield found

    def _file(self, word: str, schedule: Schedule, *, whole_path: bool) -> Followed | None:
        installed = self.at(word)
        if installed:
            nearest = min(installed, key=lambda one: (one.scope != schedule.component, one.value))
            return Followed(nearest.value, (nearest.evidence,))
        name = word.rsplit("/", 1)[-1]
        if "/" not in word and not whole_path and "." not in name:
            return None  # a bare word is a program of the host
        if word.lstrip("./") in self._paths:
            return Followed(word.lstrip("./"), ())
        return self._file_of_that_name(word, schedule)

    def _file_of_that_name(self, word: str, schedule: Schedule) -> Followed | None:
        """Take the one file of that name, the component's own first, then the nearest copy; of strangers none."""
        name = word.rsplit("/", 1)[-1]
        named = self._by_name.get(name, [])
        if not named and "." not in name and _INSTALLED_HERE.match(word):
            named = self._by_name.get(f"{name}.sh", [])  # installed without its suffix
        candidates = [path for path in named if path in self._runnable]
        own = [path for path in candidates if self._is_own(path, schedule)]
        # A program in another language may be a namesake: only the component's own, and one in a folder of that name.
        programs = [path for path in named if path not in self._runnable and _is_program(path)]
        own_programs = [path for path in programs if self._is_own(path, schedule) and "." in name]
        nearest = (list(_nearest(word, schedule.origin, paths)) for paths in (candidates, programs))
        for group in (own, candidates, own_programs, *nearest):
            if len(group) == 1:
                return Followed(group[0], ())
        return None

    @staticmethod
    def _is_own(path: str, schedule: Schedule) -> bool:
        return bool(schedule.component) and component_of(path) == schedule.component


def _is_workflow(schedule: Schedule) -> bool:
    """Tell whether what is run stands in the same file as the schedule: the steps of a workflow."""
    return schedule.target == schedule.origin


def _is_program(path: str) -> bool:
    _, dot, suffix = installed_name(path).rpartition(".")
    return not dot or suffix in _SCRIPTS


def _nearest(word: str, origin: str, candidates: list[str]) -> Iterator[str]:
    """Yield the copies that end as the command's path does, folder and all, and stand nearest to the schedule."""
    called, place = word.split("/")[::-1], origin.split("/")
    ranks = {}
    for path in candidates:
        parts = path.split("/")
        same_end = _alike(parts[::-1], called)
        if same_end > 1:
            ranks[path] = (same_end, _alike(parts, place), same_end == len(parts))
    best = max(ranks.values(), default=None)
    yield from (path for path, rank in ranks.items() if rank == best)


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many parts two paths have in common from their beginning on."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _playbooks(words: Words) -> Iterator[str]:
    """Yield the playbooks among the words behind `ansible-playbook`: neither options nor their values."""
    valued = False
    for word in words:
        if not valued and not word.startswith("-") and word.endswith((".yml", ".yaml")):
            yield word
        valued = _PLAYBOOK_VALUES.fullmatch(word) is not None
