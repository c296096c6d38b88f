"""Measures ddd against its rivals, prints the tables, and writes them into `docs/performance.md`.

`make bench`, or `python -m bench [NAME …]` for some benchmarks only, from the folder of the project.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import pkgutil
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import bench.benchmarks
import bench.corpora
from bench import environments, machine, report
from bench.commands import Programs
from bench.figures import Figure
from bench.lab import Lab

NAMES = sorted(module.name for module in pkgutil.iter_modules(bench.benchmarks.__path__))


def main() -> None:
    options = _options()
    lab = Lab(_programs(options.ddd), _folder(), options.pairs)
    facts = machine.facts(lab.programs)
    print(facts, end="\n\n")
    everything: list[Figure] = []
    for name in options.names or NAMES:
        figures = []
        for figure in _benchmark(name)(lab):
            print(f"{name}: {report.line(figure)}", file=sys.stderr, flush=True)
            figures.append(figure)
        print(f"## {name}\n\n{report.table(figures)}\n", flush=True)
        if options.write:
            page = report.PAGE.read_text(encoding="utf-8")
            report.PAGE.write_text(report.written_into(page, name, figures, facts), encoding="utf-8")
        everything += figures
    print(report.summary(everything))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--pairs", type=int, default=5, help="rounds, of which the median counts (5)")
    parser.add_argument("--ddd", type=Path, help="the program to measure; by default this checkout is installed anew")
    parser.add_argument("--no-write", dest="write", action="store_false", help="leave docs/performance.md as it is")
    return parser.parse_args()


def _programs(ddd: Path | None) -> Programs:
    rivals = environments.rivals()
    own = ddd or environments.installed() / "ddd"
    python = own.with_name("python")
    return Programs(own, python if python.exists() else Path(sys.executable), rivals)


def _folder() -> Path:
    """Return where trees are kept: in the user's cache, for this checkout is a repository, and they are in none.

    Named for what makes the trees, so that nobody measures those of before; they are removed.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ddd-bench"
    sources = sorted(Path(bench.corpora.__path__[0]).rglob("*.py"))
    folder = cache / hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    for old in set(cache.glob("*")) - {folder}:
        shutil.rmtree(old)
    (folder / "home").mkdir(parents=True, exist_ok=True)
    return folder


def _benchmark(name: str) -> Callable[[Lab], Iterator[Figure]]:
    figures: Callable[[Lab], Iterator[Figure]] = importlib.import_module(f"bench.benchmarks.{name}").figures
    return figures


if __name__ == "__main__":
    if shutil.which("git") is None:
        sys.exit("bench: git is missing")
    main()
