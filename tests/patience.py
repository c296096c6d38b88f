"""Keeps a test from waiting for ever on text that is made to cost time. No measure of speed: those stand in bench/."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_MINUTE = 60


@contextmanager
def no_hang() -> Iterator[None]:
    """Fail when the work inside takes more than a minute of this process's own time, as work without end would."""

    def give_up(*_: object) -> None:
        raise AssertionError("a minute of computing, and no end")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, _MINUTE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
