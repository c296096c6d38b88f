"""Runs mutmut over what decides the score, and says how many of its mutants the tests kill, room by room.

    python tools/mutants.py [--only 'ddd.cadence.days*'] [--jobs 2] [--report]

Works in a copy below `.cache/mutants`, configured by `[tool.mutmut]` in pyproject.toml. What survived is written as
diffs to `.cache/mutants/survivors.diff`. Exit status 1 when a room, or all together, stays below 80 %, or when a mutant
got no verdict; 2 when mutmut itself failed.

A mutant counts as killed when a test fails or runs out of time. One that no test reaches counts as alive. mutmut
changes the bodies of functions alone: no table and no pattern of a module.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

TREE = Path(__file__).resolve().parents[1]
WORK = TREE / ".cache" / "mutants"
SURVIVORS = WORK / "survivors.diff"
COPIED = ("src", "tests", "specs", "templates", "examples", "pyproject.toml")
FAR_FROM_UTC = "Asia/Kathmandu"
"""Where the sessions believe to be: in UTC nobody would notice who asks for the time of the machine."""
WANTED = 80.0
"""Per cent."""

ROOMS: Mapping[str, tuple[str, ...]] = {
    "state": ("src/ddd/cadence/__init__.py", "src/ddd/resolve/"),
    "cadence": ("src/ddd/cadence/",),
    "assess": ("src/ddd/assess",),
    "ledger": ("src/ddd/ledger/",),
}
"""How a file's path begins; the first room that fits has it."""

VERDICTS: Mapping[int | None, str] = {
    0: "survived",
    1: "killed",
    **dict.fromkeys((5, 33), "no test"),
    **dict.fromkeys((24, -24, 152, -9), "timeout"),  # SIGXCPU and SIGKILL, sent when the time is up
}
"""Exit status of a session -> verdict. Any other is none, mutmut's own 255 for a broken session among them."""
NO_VERDICT = "no verdict"
COLUMNS = ("killed", "timeout", "survived", "no test", NO_VERDICT)


class Mutant(NamedTuple):
    """One change of the source, and what became of it."""

    path: str
    name: str
    verdict: str


class Score(NamedTuple):
    """How many mutants of a room met which end."""

    room: str
    counts: Counter[str]

    @property
    def percent(self) -> float:
        """The share of the killed; 100 where there was nothing to kill."""
        total = self.counts.total()
        return 100 * (self.counts["killed"] + self.counts["timeout"]) / total if total else 100.0


def main() -> int:
    """Run mutmut, print the figures, keep the survivors."""
    options = argparse.ArgumentParser(description="Mutation testing of what decides the score.")
    options.add_argument(
        "--only", metavar="PATTERN", default="", help="only mutants whose name fits: ddd.cadence.days*"
    )
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="sessions at a time")
    options.add_argument("--report", action="store_true", help="run nothing: report of the run before")
    asked = options.parse_args()
    if not asked.report:
        _lay_out()
        if _mutmut("run", "--max-children", str(asked.jobs), *filter(None, [asked.only])):
            return 2
    mutants = [one for one in found() if one.verdict != "not run"]
    SURVIVORS.write_text("".join(_diffs(mutants)), encoding="utf-8")
    every = [*scores(mutants), Score("together", Counter(one.verdict for one in mutants))]
    passed = all(score.percent >= WANTED and not score.counts[NO_VERDICT] for score in every)
    last = f"MUTANTS KILLED {every[-1].percent:.1f}% (wanted {WANTED:.1f}%) {'PASSED' if passed else 'FAILED'}"
    lines = [*table(every), f"The survivors: {SURVIVORS.relative_to(TREE)}", last]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if passed else 1


def _lay_out() -> None:
    """Start anew: mutmut would keep the verdicts of functions that did not change, though the tests did."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for name in COPIED:
        (WORK / name).symlink_to(os.path.relpath(TREE / name, WORK))


def _mutmut(*arguments: str) -> int:
    here = {"PYTHONPATH": str(TREE / "tools"), "PYTHONHASHSEED": "0", "DDD_ORACLE_EXAMPLES": "10", "TZ": FAR_FROM_UTC}
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    return subprocess.run(command, cwd=WORK, env={**os.environ, **here}, check=False).returncode  # noqa: S603


def found() -> Iterator[Mutant]:
    """Read what mutmut left beside each file that it changed."""
    copies = WORK / "mutants"
    for file in sorted(copies.rglob("*.py.meta")):
        path = file.relative_to(copies).as_posix().removesuffix(".meta")
        for name, status in json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            yield Mutant(path, name, "not run" if status is None else VERDICTS.get(status, NO_VERDICT))


def scores(mutants: list[Mutant]) -> list[Score]:
    """Count by room."""
    counts: dict[str, Counter[str]] = {}
    for mutant in mutants:
        room = next(name for name, paths in ROOMS.items() if mutant.path.startswith(paths))
        counts.setdefault(room, Counter())[mutant.verdict] += 1
    return [Score(room, count) for room, count in sorted(counts.items())]


def table(every: list[Score]) -> Iterator[str]:
    """Lay out the figures, a line for each room."""
    yield f"{'room':10}{'mutants':>9}{''.join(f'{name:>12}' for name in COLUMNS)}{'score':>9}"
    for room, counts in every:
        numbers = "".join(f"{counts[name]:>12}" for name in COLUMNS)
        yield f"{room:10}{counts.total():>9}{numbers}{Score(room, counts).percent:>8.1f}%"


def _diffs(mutants: list[Mutant]) -> Iterator[str]:
    """Show each living mutant as a diff. mutmut looks for its files in the current directory."""
    os.chdir(WORK)
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    for path, name, verdict in mutants:
        if verdict not in ("killed", "timeout"):
            yield f"# {name}: {verdict}\n{get_diff_for_mutant(name, path=path)}\n"


if __name__ == "__main__":
    sys.exit(main())
