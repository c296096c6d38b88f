"""Real trees that none of us wrote: pinned packages from PyPI, downloaded once and unpacked below `.cache/corpora`."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ANSIBLE = "ansible==12.3.0"
ANSIBLE_CORE = "ansible-core==2.19.2"

CACHE = Path(__file__).parent.parent / ".cache" / "corpora"


def unpacked(requirement: str) -> Path:
    folder = CACHE / requirement
    if not folder.exists():
        downloads = CACHE / "wheels" / requirement
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            str(downloads),
            requirement,
        ]
        subprocess.run(command, check=True)
        unfinished = folder.with_suffix(".part")
        for wheel in downloads.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(unfinished)
        unfinished.rename(folder)
    return folder
