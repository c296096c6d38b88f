"""Finds promtool for the tests. Where there is none a test is skipped and says so; in CI it fails."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "promtool.sh"


def promtool() -> str:
    """Return the path of promtool, unpacking the Debian package when needed."""
    path, why = _found()
    if path:
        return path
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"the alert rules cannot be proven without promtool: {why}")
    pytest.skip(f"no promtool: {why}")


def check_rules(file: Path) -> subprocess.CompletedProcess[str]:
    """Run every lint of promtool over a rule file."""
    return _run("check", "rules", "--lint=all", "--lint-fatal", file.name, folder=file.parent)


def run_cases(file: Path) -> subprocess.CompletedProcess[str]:
    """Run a file of test cases."""
    return _run("test", "rules", file.name, folder=file.parent)


@cache
def _found() -> tuple[str, str]:
    """Return the path, or nothing and why not; asked once in a test run."""
    done = subprocess.run([SCRIPT], capture_output=True, text=True, timeout=300)
    return (done.stdout.strip(), "") if done.returncode == 0 else ("", done.stderr.strip())


def _run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([promtool(), *arguments], cwd=folder, capture_output=True, text=True, timeout=120)
