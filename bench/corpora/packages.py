"""Pinned packages as plain folders, as git repositories, and several times beside each other."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

from tests.corpora import ANSIBLE, ANSIBLE_CORE, unpacked

from bench.commands import surroundings
from bench.lab import Lab

_AUTHOR = ("-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0")
_ADDITION = b"\n"


def ansible(lab: Lab) -> Path:
    """Return the unpacked package `ansible`, in no repository."""
    return lab.tree("ansible", lambda folder: _copied(unpacked(ANSIBLE), folder))


def ansible_core(lab: Lab) -> Path:
    """Return the unpacked package `ansible-core`, in no repository."""
    return lab.tree("ansible-core", lambda folder: _copied(unpacked(ANSIBLE_CORE), folder))


def community_general(lab: Lab) -> Path:
    """Return the collection community.general, with an empty list of what semgrep shall leave out."""

    def fill(folder: Path) -> None:
        _copied(ansible(lab) / "ansible_collections" / "community" / "general", folder)
        (folder / ".semgrepignore").touch()

    return lab.tree("community-general", fill)


def as_repository(lab: Lab, plain: Path) -> Path:
    """Return a copy of a folder as a git repository with one commit."""

    def fill(folder: Path) -> None:
        _copied(plain, folder)
        environment = surroundings(lab.folder / "home")
        for arguments in (("init",), ("add", "--all"), (*_AUTHOR, "commit", "--message", plain.name)):
            quiet = arguments if "add" in arguments else (*arguments, "--quiet")
            subprocess.run(["git", *quiet], cwd=folder, env=environment, check=True)

    return lab.tree(f"{plain.name}-repository", fill)


def beside_each_other(lab: Lab, plain: Path, times: int) -> Path:
    """Return a folder that holds another one several times. The files are hard links: twice the work, not the disk."""

    def fill(folder: Path) -> None:
        for number in range(times):
            shutil.copytree(plain, folder / f"copy{number}", symlinks=True, copy_function=os.link)

    return lab.tree(f"{plain.name}-times-{times}", fill)


class Edits:
    """Adds a line to ten files of a tree, chosen anew each time; what was added before is taken away."""

    def __init__(self, tree: Path, count: int = 10, seed: int = 7) -> None:
        self._files = sorted(path for path in tree.rglob("*.*") if path.is_file() and ".git" not in path.parts)
        self._choice = random.Random(seed)
        self._count = count
        self._edited: list[Path] = []

    def undo(self) -> None:
        """Give the files back what they were."""
        for file in self._edited:
            os.truncate(file, file.stat().st_size - len(_ADDITION))
        self._edited = []

    def make(self) -> None:
        """Edit the next files."""
        self._edited = self._choice.sample(self._files, self._count)
        for file in self._edited:
            with file.open("ab") as stream:
                stream.write(_ADDITION)


def _copied(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder, symlinks=True, dirs_exist_ok=True)
