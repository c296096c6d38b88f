"""Runs a command as a shell would, and keeps what it says: what `ddd run` does while the command runs.

The command has our stdin; what it writes passes through as it comes and is kept too, its beginning and its end, without
secrets. Signals sent to us are sent on to it. It starts before anything of the ledger is looked at, so this room needs
nothing but Python. What outlives the command (a daemon it has started) may write for a moment more.
"""

from __future__ import annotations

import errno
import os
import select
import selectors
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any

NOT_FOUND, NOT_RUNNABLE, TIMED_OUT, OF_SIGNAL = 127, 126, 124, 128
"""Exit codes as shells and `timeout` give them; a signal adds its number to the last."""
PART_BYTES = 256 * 1024
"""So much is kept of the beginning of the output, and so much of its end."""
_LONGEST_LINE = 64 * 1024
_SHOWN_LINE = 8 * 1024
_CHUNK = 64 * 1024
_QUIET_SECONDS, _LINGER_SECONDS = 0.5, 5.0
"""How long what outlives the command may be silent, and may write in all."""
_KILL_AFTER_SECONDS = 10.0
_FORWARDED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
_OF_THE_TERMINAL = (signal.SIGINT, signal.SIGQUIT)
_KEY_BEGINS, _KEY_ENDS = "-----BEGIN ", "-----END "


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    """As a shell tells it."""
    seconds: float
    output: str
    """What it wrote, without secrets; of much, the beginning and the end."""
    trouble: str = ""
    """Why it could not be started, was stopped, or what it wrote went nowhere; fit to be shown."""
    stopped: bool = False
    """It took too long."""


class Shield:
    """Keeps us alive: while it is up, signals go to the command. What was ignored stays so, for the command too."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.timed_out = False
        self._early: list[int] = []
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Shield:
        self.wake, self._waker = socket.socketpair()
        for end in (self.wake, self._waker):
            end.setblocking(False)
        self._wakeup_before = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for number in _FORWARDED:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._forward)
        self._before[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._stop)
        # Were it ignored, as some parents leave it, nobody could know how the command ended.
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, before in self._before.items():
            signal.signal(number, signal.SIG_DFL if before is None else before)
        signal.set_wakeup_fd(self._wakeup_before)
        self.wake.close()
        self._waker.close()

    def over(self, process: subprocess.Popen[bytes], timeout: float | None) -> None:
        """Send on to this command, also what came before it was there; stop it after so many seconds."""
        self.process = process
        for number in self._early:
            process.send_signal(number)
        if timeout:
            signal.setitimer(signal.ITIMER_REAL, timeout)

    def _forward(self, number: int, _frame: FrameType | None) -> None:
        if self.process is None:
            self._early.append(number)
        elif number not in _OF_THE_TERMINAL or not at_terminal():  # there the command has been told already
            self.process.send_signal(number)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        number = signal.SIGKILL if self.timed_out else signal.SIGTERM
        self.timed_out = True
        with suppress(ProcessLookupError):
            own_group = os.getpgid(self.process.pid) == self.process.pid
            (os.killpg if own_group else os.kill)(self.process.pid, number)
        signal.setitimer(signal.ITIMER_REAL, _KILL_AFTER_SECONDS)


class Output:
    """What a command writes: the beginning and the end are kept, by whole lines; all else is counted."""

    def __init__(self) -> None:
        self._begun: dict[int, bytes] = {}
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._full = False
        self._left_out = 0

    def add(self, stream: int, data: bytes) -> None:
        """Add what came from a stream: each line is kept once it is whole, so that streams do not mix within one."""
        data = self._begun.pop(stream, b"") + data
        end = data.rfind(b"\n") + 1
        if len(data) - end > _LONGEST_LINE:
            end = len(data)
        if data[end:]:
            self._begun[stream] = data[end:]
        self._keep(data[:end])

    def text(self) -> str:
        """Return what was kept, without secrets."""
        for rest in self._begun.values():
            self._keep(rest + b"\n")
        self._begun.clear()
        tail, left_out = b"".join(self._tail), self._left_out
        if len(tail) > PART_BYTES:
            start = tail.find(b"\n", len(tail) - PART_BYTES) + 1 or len(tail)
            tail, left_out = tail[start:], left_out + start
        gap = f"[… {left_out:,} bytes left out …]\n".encode() if left_out else b""
        return _without_secrets((bytes(self._head) + gap + tail).decode("utf-8", "replace"))

    def _keep(self, piece: bytes) -> None:
        if not self._full:
            room = PART_BYTES - len(self._head)
            end = len(piece) if len(piece) <= room else piece.rfind(b"\n", 0, room) + 1
            self._full = end < len(piece)
            self._head += piece[:end]
            piece = piece[end:]
        if piece:
            self._tail.append(piece)
            self._tail_size += len(piece)
        while self._tail and self._tail_size - len(self._tail[0]) > PART_BYTES:
            gone = len(self._tail.popleft())
            self._tail_size -= gone
            self._left_out += gone


def run(shield: Shield, command: Sequence[str], *, timeout: float | None = None) -> Ended:
    """Run a command to its end. timeout: seconds, after which it is asked to stop, and killed when it does not."""
    _open_what_is_closed()
    begun, output = time.monotonic(), Output()
    try:
        process = _started(command, own_group=timeout is not None and not at_terminal())
    except OSError as error:
        status = NOT_FOUND if isinstance(error, FileNotFoundError | NotADirectoryError) else NOT_RUNNABLE
        return _ended(command, status, begun, output, f"{told_command(command[:1])}: {error.strerror}")
    shield.over(process, timeout)
    trouble = _pass_through(process, shield, output)
    status = OF_SIGNAL - process.returncode if process.returncode < 0 else process.returncode
    if shield.timed_out:
        why = f"{told_command(command[:1])}: stopped, it took longer than {timeout:g} s"
        return replace(_ended(command, TIMED_OUT, begun, output, why), stopped=True)
    return _ended(command, status, begun, output, trouble)


def at_terminal() -> bool:
    """Return whether we are what the terminal talks to: its keys reach the command without us."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _open_what_is_closed() -> None:
    """Give a closed stdin, stdout or stderr to nobody, else the next file that is opened would be taken for it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one


def _started(command: Sequence[str], *, own_group: bool) -> subprocess.Popen[bytes]:
    """Start it. A script that does not name its interpreter is given to the shell, as shells do. Raises OSError."""
    settings: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "bufsize": 0,
        "close_fds": False,  # what our caller hands down is for the command; ours are closed anyhow
        "process_group": 0 if own_group else None,
    }
    try:
        return subprocess.Popen(list(command), **settings)  # noqa: S603  it is what was asked for
    except OSError as error:
        script = shutil.which(command[0]) if error.errno == errno.ENOEXEC else None
        if script is None:
            raise
        return subprocess.Popen(["/bin/sh", script, *command[1:]], **settings)  # noqa: S603


def _pass_through(process: subprocess.Popen[bytes], shield: Shield, output: Output) -> str:
    """Hand on what it writes until it has ended; return what went wrong."""
    assert process.stdout is not None
    assert process.stderr is not None
    troubles: dict[int, str] = {}
    linger = deadline = None
    with selectors.DefaultSelector() as selector:
        selector.register(shield.wake, selectors.EVENT_READ)
        for pipe, target in ((process.stdout, 1), (process.stderr, 2)):
            os.set_blocking(pipe.fileno(), False)
            selector.register(pipe, selectors.EVENT_READ, target)
        while True:
            if process.poll() is not None:
                linger = _QUIET_SECONDS
                deadline = deadline or time.monotonic() + _LINGER_SECONDS
            if linger and len(selector.get_map()) == 1:
                break
            ready = [key for key, _ in selector.select(linger)]
            _drain(shield.wake)
            if linger and deadline and (not ready or time.monotonic() > deadline):
                break
            for key in ready:
                if key.data and not _handed_on(key, output, troubles):
                    selector.unregister(key.fileobj)
                    key.fileobj.close()  # type: ignore[union-attr]
    process.stdout.close()
    process.stderr.close()
    return "; ".join(troubles.values())


def _handed_on(key: selectors.SelectorKey, output: Output, troubles: dict[int, str]) -> bool:
    """Hand on what is there; return whether there may be more."""
    try:
        data = os.read(key.fd, _CHUNK)
    except BlockingIOError:
        return True
    output.add(key.data, data)
    if not data or key.data in troubles:
        return bool(data)
    try:
        _write(key.data, data)
    except BrokenPipeError:
        return False  # nobody reads it any more: the command is to learn that as without us
    except OSError as error:
        troubles[key.data] = f"its output could not be handed on: {error.strerror}"
    return True


def _write(target: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(target, data) :]
        except BlockingIOError:  # others may have set our stdout so
            select.select([], [target], [])


def _drain(wake: socket.socket) -> None:
    with suppress(BlockingIOError):
        while wake.recv(_CHUNK):
            pass


def _ended(command: Sequence[str], status: int, begun: float, output: Output, trouble: str) -> Ended:
    seconds = round(time.monotonic() - begun, 3)
    said = output.text()
    told = [f"$ {told_command(command)}", said.rstrip("\n"), f"[exit {status} after {seconds:g} s]", trouble]
    return Ended(status, seconds, "\n".join(line for line in told if line) + "\n", trouble)


def told_command(command: Sequence[str]) -> str:
    """Return a command as a shell would take it, without secrets."""
    return _without_secrets(shlex.join(command))


def _without_secrets(text: str) -> str:
    """Return text fit to be kept: no secrets, no control characters, of private keys nothing."""
    from ddd.scan.text import masked, visible

    lines, in_key = [], False
    for line in text.split("\n"):
        if in_key and _KEY_ENDS not in line:
            continue
        in_key = _KEY_BEGINS in line and "PRIVATE KEY" in line and _KEY_ENDS not in line
        whole = visible(masked(line[:_LONGEST_LINE]))
        lines.append(whole if len(whole) <= _SHOWN_LINE else f"{whole[:_SHOWN_LINE]}…")
    return "\n".join(lines)
