"""Fetches what judges our documents and cannot be installed beside them; a test without it is skipped and says so.

Both come from the package registries that are configured, by their own clients, and are kept below `.cache/`.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

CACHE = Path(__file__).parent.parent.parent / ".cache" / "judges"
_MULTITOOL = "@microsoft/sarif-multitool-linux@5.7.0"
_XSD = "testing/example_scripts/junit-10.xsd"


def multitool() -> Path:
    """Return Microsoft's SARIF Multitool, whose `validate` knows SARIF's rules and what GitHub asks for beside them."""
    found = CACHE / "multitool" / "package" / "Sarif.Multitool"
    if not found.exists():
        if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
            pytest.skip("the SARIF Multitool is fetched for Linux on x86_64 only")
        archive = _fetched("npm", "pack", "--silent", _MULTITOOL)
        _unpacked(archive, found.parent.parent)
        found.chmod(0o755)
    return found


def jenkins_schema() -> Path:
    """Return Jenkins' schema of JUnit reports, which pytest's source package brings for its own tests."""
    wanted = f"pytest=={version('pytest')}"
    found = CACHE / wanted.replace("==", "-") / _XSD
    if not found.exists():
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", wanted)
        _unpacked(_fetched(*pip), CACHE)
    return found


def _fetched(*command: str) -> Path:
    folder = CACHE / "download"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if shutil.which(command[0]) is None:
        _unavailable(f"there is no {command[0]}")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    archives = sorted(folder.glob("*.t*gz"))
    if done.returncode or not archives:
        _unavailable(done.stderr.strip()[-300:])
    return archives[0]


def _unpacked(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")


def _unavailable(why: str) -> None:
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"what judges this form cannot be fetched: {why}")
    pytest.skip(f"what judges this form cannot be fetched: {why}")
