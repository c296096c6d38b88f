"""One run of a command: what it took, or the memory of all its processes at their common peak."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from bench.commands import Command

PATIENCE_SECONDS = 300.0
_POLL_SECONDS = 0.02
_PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    wall: float
    """Seconds; infinite when it was ended after PATIENCE_SECONDS."""
    cpu: float
    """Seconds of the process and of its children."""


def cost(command: Command, environment: Mapping[str, str]) -> Cost:
    """Run a command to its end, its output thrown away. Exits when it fails: a broken run has no ratio."""
    with _started(command, environment) as process:
        started = time.perf_counter()
        patience = Timer(PATIENCE_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        patience.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        patience.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    late = wall >= PATIENCE_SECONDS
    return Cost(float("inf") if late else wall, used.ru_utime + used.ru_stime)


def peak_memory(command: Command, environment: Mapping[str, str]) -> float:
    """Return the most megabytes (10^6 bytes) that all processes of a run held at one time; NaN where nothing tells it.

    Proportional set size of Linux, asked fifty times a second: a page that forks share counts once.
    """
    peak = 0
    with _started(command, environment) as process:
        started = time.perf_counter()
        while process.poll() is None and time.perf_counter() - started < PATIENCE_SECONDS:
            peak = max(peak, sum(_proportional_set_size(one) for one in _family(process.pid)))
            time.sleep(_POLL_SECONDS)
    return peak * 1024 / 1_000_000 if peak else float("nan")


@contextmanager
def _started(command: Command, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command.arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            cwd=command.folder,
            env={**environment, **dict(command.environment)},
            start_new_session=True,  # so that it can be ended with all its children
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
        if status not in (*command.statuses, -signal.SIGKILL):
            complaints.seek(0)
            sys.stderr.buffer.write(complaints.read())
            sys.exit(f"bench: exit {status} of: {' '.join(command.arguments)}")


def _family(root: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield root
    with suppress(OSError):
        for thread in (_PROCESSES / str(root) / "task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _proportional_set_size(process: int) -> int:
    """Return its kibibytes; 0 when it has ended meanwhile."""
    with suppress(OSError):
        for line in (_PROCESSES / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
