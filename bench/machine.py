"""What the figures were measured on and with."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from bench.commands import Programs
from bench.environments import RIVALS

_CPUINFO = Path("/proc/cpuinfo")


def facts(programs: Programs) -> str:
    """Return one sentence: the day, processor, cores, memory, system, and the versions of all that ran."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1_000_000_000
    machine = f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}"
    own = [_said(str(program), "--version") for program in (programs.ddd, programs.python)]
    rivals = [line.replace("==", " ") for line in RIVALS.read_text().splitlines() if "==" in line]
    versions = ", ".join([*own, *rivals, _said("git", "--version")])
    return f"Measured on {datetime.now(UTC):%Y-%m-%d}: {machine}; {versions}."


def _processor() -> str:
    if not _CPUINFO.exists():
        return platform.processor() or platform.machine()
    lines = _CPUINFO.read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _said(*command: str) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
