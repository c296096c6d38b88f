"""Runs generated scripts the way a person would, in a folder and with programs of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from ddd.model import Artifact

PROGRAMS = (
    "bash",
    "cat",
    "chmod",
    "cut",
    "date",
    "env",
    "false",
    "find",
    "flock",
    "git",
    "grep",
    "head",
    "id",
    "kill",
    "ls",
    "mkdir",
    "mv",
    "printenv",
    "printf",
    "rm",
    "rmdir",
    "sed",
    "sh",
    "sha256sum",
    "sleep",
    "sort",
    "tail",
    "tee",
    "test",
    "timeout",
    "touch",
    "true",
    "wc",
)


def tools(folder: Path, *, without: Iterable[str] = ()) -> Path:
    """Return a folder with the programs that a plain host has, and no others."""
    folder.mkdir(parents=True)
    for name in {*PROGRAMS} - {*without}:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    return folder


def program(folder: Path, name: str, text: str) -> None:
    """Put a program of our own among the tools."""
    (folder / name).unlink(missing_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


class Bench:
    """A folder to work in, a home, and a PATH."""

    def __init__(self, folder: Path, *, without: Iterable[str] = ()) -> None:
        self.folder = folder
        self.tools = tools(folder / "bin", without=without)
        self.home = folder / "home"
        self.work = folder / "work"
        self.home.mkdir()
        self.work.mkdir()

    def put(self, artifact: Artifact) -> Path:
        """Write a script where no name of it matters."""
        path = self.folder / f"script-{len(list(self.folder.glob('script-*')))}.sh"
        path.write_bytes(artifact.text.encode())
        path.chmod(0o755)
        return path

    def run(
        self, script: Path | Artifact, *arguments: str, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        path = self.put(script) if isinstance(script, Artifact) else script
        environment = {"PATH": str(self.tools), "HOME": str(self.home), "LC_ALL": "C.UTF-8", **(env or {})}
        return subprocess.run(
            [path, *arguments], cwd=self.work, env=environment, capture_output=True, text=True, check=False
        )

    def changed(self) -> list[str]:
        """Return every file that stands in the home and in the folder of work."""
        return sorted(str(path.relative_to(self.folder)) for top in (self.home, self.work) for path in top.rglob("*"))

    def log(self) -> str:
        """Return what stands in the one log."""
        (log,) = self.home.glob(".local/state/ddd/*.log")
        return log.read_text()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def shellcheck(*scripts: Path) -> str:
    """Return all that shellcheck says of any severity. Skips where there is none, but in CI."""
    found = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not found:
        assert os.environ.get("CI") != "true", "no shellcheck"
        pytest.skip("there is no shellcheck for this platform")
    return subprocess.run([found, "--severity=style", *scripts], capture_output=True, text=True, check=False).stdout


def parses(*scripts: Path) -> str:
    """Return what bash says of the syntax of each."""
    checked = (subprocess.run(["bash", "-n", one], capture_output=True, text=True, check=False) for one in scripts)
    return "".join(one.stderr for one in checked)
