"""Finds a Chromium for the tests. Where there is none a test is skipped and says so; in CI it fails."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "chromium.sh"


def chromium() -> str:
    """Return the path of a Chromium, unpacking the Debian package when needed."""
    path, why = _found()
    if path:
        return path
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"the site cannot be seen without Chromium: {why}")
    pytest.skip(f"no Chromium: {why}")


@cache
def _found() -> tuple[str, str]:
    """Return the path, or nothing and why not; asked once in a test run."""
    done = subprocess.run([SCRIPT], capture_output=True, text=True, timeout=300)
    return (done.stdout.strip(), "") if done.returncode == 0 else ("", done.stderr.strip())
