"""What every benchmark works with: the programs, the folder for trees, how many rounds; and the rounds themselves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.commands import Command, Programs, surroundings
from bench.running import cost, peak_memory
from bench.timing import Round, interleaved


@dataclass(frozen=True, slots=True)
class Lab:
    """Where and how often is measured."""

    programs: Programs
    folder: Path
    """Trees, caches and a home of its own; in no repository, so that a tree without git is one."""
    pairs: int = 5

    def rounds(
        self, commands: Mapping[str, Command], times: int = 1, before: Callable[[], None] | None = None
    ) -> Sequence[Round]:
        """Run the commands in turn, `times` as often as the pairs that were asked for."""
        return interleaved(commands, self._environment, self.pairs * times, before)

    def once(self, command: Command) -> None:
        """Run a command, not timed."""
        cost(command, self._environment)

    def memory(self, command: Command, runs: int = 1) -> list[float]:
        """Return the peaks of some runs, in megabytes."""
        return [peak_memory(command, self._environment) for _ in range(runs)]

    def problems(self, folder: Path) -> int:
        """Return how many Problems ddd reports of a folder."""
        file = self.folder / "inventory.json"
        extract = self.programs.extract(folder)
        self.once(replace(extract, arguments=(*extract.arguments, "-o", str(file))))
        return len(json.loads(file.read_bytes())["problems"])

    def cache(self, name: str) -> Path:
        """Return where ddd may cache, apart from what it caches elsewhere."""
        return self.folder / "caches" / name

    def forget(self, name: str) -> None:
        """Empty a cache."""
        shutil.rmtree(self.cache(name), ignore_errors=True)

    def tree(self, name: str, fill: Callable[[Path], None]) -> Path:
        """Return a folder, filled once and kept for the next run; a half-filled one is made anew."""
        folder = self.folder / "trees" / name
        if not folder.exists():
            unfinished = folder.with_name(f"{name}.part")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            fill(unfinished)
            unfinished.rename(folder)
        return folder

    @property
    def _environment(self) -> Mapping[str, str]:
        return surroundings(self.folder / "home")
