"""Kills a process without warning, as a power cut would: what it had acknowledged must be there afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence


def killed(argv: Sequence[str], env: Mapping[str, str], *, delay: float) -> int | None:
    """Start a process in a group of its own and SIGKILL the group after `delay` seconds.

    Returns its exit code when it had ended by itself, else None. What it prints is dropped.
    """
    with subprocess.Popen(
        argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            return process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None


def killed_at_work(work: Callable[[], object], *, delay: float) -> int | None:
    """Do something in a copy of this process and SIGKILL it after `delay` seconds: no time goes into its start.

    Returns 0 when it had ended by then, 1 when it had failed, else None. Nothing may be open that it would share.
    """
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001  whatever it was: this copy must not go on
            os._exit(1)
        os._exit(0)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)  # it waits for us even when it has ended: the number is still its own
    status = os.waitpid(child, 0)[1]
    return None if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
