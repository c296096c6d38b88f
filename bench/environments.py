"""Two environments below `.cache/bench`: ddd as people install it, and its rivals at the versions of `rivals.txt`."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
RIVALS = Path(__file__).parent / "rivals.txt"
_PIP = "pip==26.3"  # what it writes as the script `ddd` decides a third of the time of `ddd --version`
_FOLDER = ROOT / ".cache" / "bench"


def installed() -> Path:
    """Return the folder of programs of an environment with ddd in it, as the checkout is now: a wheel, not editable."""
    programs = _environment("ddd")
    _install(programs, "--constraint", str(ROOT / "constraints.txt"), str(ROOT))
    return programs


def rivals() -> Path:
    """Return the folder of programs of an environment with the rivals in it."""
    programs = _environment("rivals")
    _install(programs, "--requirement", str(RIVALS))
    return programs


def _environment(name: str) -> Path:
    programs = _FOLDER / name / "bin"
    if not (programs / "pip").exists():
        # The interpreter itself: below a version manager's wrapper every figure would be the wrapper's.
        venv.create(_FOLDER / name, with_pip=True, symlinks=True)
        _install(programs, _PIP)
    return programs


def _install(programs: Path, *what: str) -> None:
    command = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        sys.exit(f"bench: {' '.join(command)} failed")
