"""The commands that are measured, with all their flags, and the environment they run in."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

PATTERNS = Path(__file__).parent / "patterns.txt"
RULES = Path(__file__).parent / "rules"
_INVENTORY = "import sys, ddd; ddd.TemporalMaintenanceExtractor(sys.argv[1]).inventory"


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments; `{folder}` of none is left open."""

    arguments: tuple[str, ...]
    statuses: tuple[int, ...] = (0,)
    """Exit codes of a run that did its work."""
    environment: tuple[tuple[str, str], ...] = ()
    folder: Path | None = None
    """Where it starts."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs are: ddd with the Python it runs on, and its rivals."""

    ddd: Path
    python: Path
    rivals: Path = field(default_factory=Path)

    def extract(self, folder: Path) -> Command:
        """All facts of a folder as JSON, nothing remembered from before and nothing kept."""
        return self._ddd("extract", "--temporal", "--no-cache", "-q", "--format", "json", str(folder))

    def extract_cached(self, folder: Path, cache: Path) -> Command:
        """All facts of a folder as JSON, with what the cache holds of it."""
        command = self._ddd("extract", "--temporal", "-q", "--format", "json", str(folder))
        return Command(command.arguments, environment=(("DDD_CACHE_DIR", str(cache)),))

    def inventory_cached(self, folder: Path, cache: Path) -> Command:
        """All facts of a folder in the memory of a Python program, with what the cache holds of it."""
        arguments = (str(self.python), "-c", _INVENTORY, str(folder))
        return Command(arguments, environment=(("DDD_CACHE_DIR", str(cache)),))

    def help(self) -> Command:
        """The page that a bare `ddd --help` prints."""
        return self._ddd("--help")

    def version(self) -> Command:
        """What a pipeline asks first."""
        return self._ddd("--version")

    def nothing(self) -> Command:
        """A Python that starts and ends: no Python program is quicker."""
        return Command((str(self.python), "-c", "pass"))

    def ripgrep(self, folder: Path) -> Command:
        """Every match of the 87 patterns with its line and column; without Unicode, which is slower by far."""
        flags = ("-j2", "--no-unicode", "-n", "--column", "-o", "-f", str(PATTERNS))
        return Command((str(self.rivals / "rg"), *flags, str(folder)), statuses=(0, 1))

    def semgrep(self, folder: Path) -> Command:
        """The six rules in `rules/`, on two cores, with no word to the network."""
        flags = ("--metrics=off", "--disable-version-check", "--no-git-ignore", "--quiet", "--json", "-j2")
        return Command(
            (str(self.rivals / "semgrep"), "scan", "--config", str(RULES), *flags, "."),
            environment=(("PATH", f"{self.rivals}:{os.environ['PATH']}"),),
            folder=folder,
        )

    def bandit(self, folder: Path) -> Command:
        """All rules that bandit comes with."""
        return Command((str(self.rivals / "bandit"), "-q", "-r", "-f", "json", str(folder)), statuses=(0, 1))

    def _ddd(self, *arguments: str) -> Command:
        return Command((str(self.ddd), *arguments))


def git_status(folder: Path) -> Command:
    """What people wait for after every edit, with no monitor of the file system to help it."""
    return Command(("git", "-C", str(folder), "-c", "core.fsmonitor=false", "status", "--porcelain"))


def surroundings(home: Path) -> dict[str, str]:
    """Return the environment of every command: no settings of the person who measures."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_", "DDD_"))}
    return kept | {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C.UTF-8",
    }
