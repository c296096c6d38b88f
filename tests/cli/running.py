"""Runs the installed command as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def ddd(*arguments: str | Path, folder: Path | None = None, **environment: str) -> Ran:
    """Run `ddd` in a process of its own: the whole way, start-up and exit code included."""
    command = [sys.executable, "-m", "ddd", *map(str, arguments)]
    run = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**os.environ, **environment}, timeout=600, check=False
    )
    return Ran(run.returncode, run.stdout, run.stderr)


def ddd_here(monkeypatch, capsys, *arguments: str | Path, folder: Path | None = None) -> Ran:
    """Run `ddd` in this process, so that its lines are measured."""
    from ddd.cli import main

    monkeypatch.setattr(sys, "argv", ["ddd", *map(str, arguments)])
    if folder:
        monkeypatch.chdir(folder)
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return Ran(code, captured.out, captured.err)
