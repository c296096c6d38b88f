"""Finds Prometheus, its companions and their tools. With none a test is skipped and says so; in CI it fails."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools" / "promtool.sh"


def promtool() -> str:
    """Return the path of promtool, unpacking the Debian package when needed."""
    return _path("promtool")


def prometheus() -> str:
    """Return the path of the server."""
    return _path("prometheus")


def alertmanager() -> str:
    """Return the path of Alertmanager."""
    return _path("alertmanager")


def node_exporter() -> str:
    """Return the path of the exporter that reads text files."""
    return _path("prometheus-node-exporter")


def receivers(file: Path, **labels: str) -> list[str]:
    """Return whom Alertmanager's own tool says an alert with these labels goes to, by its settings file."""
    command = [_path("amtool"), "config", "routes", "test", f"--config.file={file}"]
    told = [f"{name}={value}" for name, value in labels.items()]
    done = subprocess.run([*command, *told], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip().split(",")


def _path(tool: str) -> str:
    path, why = _found(tool)
    if path:
        return path
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"what is told to Prometheus cannot be proven without {tool}: {why}")
    pytest.skip(f"no {tool}: {why}")


def check_settings(file: Path) -> subprocess.CompletedProcess[str]:
    """Ask Alertmanager's own tool whether a settings file can be loaded."""
    return subprocess.run([_path("amtool"), "check-config", file], capture_output=True, text=True, timeout=60)


def check_rules(file: Path) -> subprocess.CompletedProcess[str]:
    """Run every lint of promtool over a rule file."""
    return _run("check", "rules", "--lint=all", "--lint-fatal", file.name, folder=file.parent)


def run_cases(file: Path) -> subprocess.CompletedProcess[str]:
    """Run a file of test cases."""
    return _run("test", "rules", file.name, folder=file.parent)


@cache
def _found(tool: str) -> tuple[str, str]:
    """Return the path, or nothing and why not; asked once in a test run."""
    done = subprocess.run([SCRIPT, tool], capture_output=True, text=True, timeout=300)
    return (done.stdout.strip(), "") if done.returncode == 0 else ("", done.stderr.strip())


def _run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([promtool(), *arguments], cwd=folder, capture_output=True, text=True, timeout=120)
