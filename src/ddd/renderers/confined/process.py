"""Binds a book in a process of its own, which is stopped when it needs more time or memory than pages can need."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from ddd.errors import DddError, UsageError
from ddd.generated import is_generated
from ddd.model import Artifact
from ddd.renderers import bind, templates
from ddd.renderers.confined import faults
from ddd.renderers.confined.folder import Own
from ddd.renderers.confined.sandbox import Sandbox
from ddd.renderers.renderer import Book

_MIB = 1024 * 1024
_ADVICE = "Look for a loop without an end, or over far too much; nothing was written."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much rendering may take."""

    cpu_seconds: int = 60
    seconds: int = 180
    """By the clock on the wall."""
    memory: int = 1024 * _MIB
    """Bytes beyond what the process begins with. macOS does not enforce it: there only time and `*` are bounded."""
    output: int = 256 * _MIB
    """Bytes of all artifacts together."""


def bind_with(book: Book, form: str, own: Own, limits: Limits = Limits()) -> tuple[Artifact, ...]:
    """Return the artifacts of a form, rendered with the templates of a person. They reach no file.

    Raises UsageError for a fault of a template, with its place, and when it goes beyond the limits.
    """
    context = multiprocessing.get_context("fork")  # nothing of the book has to be copied, or to be written down
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_in_bounds, args=(sender, book, form, own, limits), daemon=True)
    child.start()
    sender.close()
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(limits.seconds, stop)
    timer.start()
    try:
        answer = json.loads(receiver.recv_bytes())
    except EOFError:
        child.join()
        raise _stopped(own, limits, child.exitcode or 0, is_late=late.is_set()) from None
    finally:
        timer.cancel()
        child.kill()
        child.join()
        receiver.close()
    artifacts = _artifacts(answer)
    for one in artifacts:
        if one.path.endswith(".md") and not is_generated(one.text.encode()):
            advice = "Begin the template with {{ header }}: by it ddd knows its own files again."
            raise UsageError(
                f"{one.path} would not begin with the generated header", where=str(own.folder), advice=advice
            )
    return artifacts


def answer_of(book: Book, form: str, own: Own) -> dict[str, Any]:
    """Return the artifacts as plain data, or what went wrong, to be sent from one process to the other."""
    try:
        with templates.rendered_by(Sandbox(own.known)):
            return {"artifacts": [asdict(artifact) for artifact in bind(book, form)]}
    except Exception as error:  # noqa: BLE001 - the other process tells it
        told = error if isinstance(error, DddError) else faults.told(error, own.known)
        if told is None:
            return {"bug": "".join(traceback.format_exception(error))}
        return {"fault": {"what": told.what, "where": told.where, "advice": told.advice, "excerpt": told.excerpt}}


def _in_bounds(sender: Connection, book: Book, form: str, own: Own, limits: Limits) -> None:  # pragma: no cover
    _limit(limits)
    # A person who presses Ctrl-C stops ddd, and ddd its child.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sender.send_bytes(_sent(lambda: answer_of(book, form, own), limits))


def _sent(answer: Callable[[], dict[str, Any]], limits: Limits) -> bytes:
    too_much = f"rendering with these templates made more than {limits.output // _MIB} MiB: stopped"
    try:
        data = json.dumps(answer()).encode()
    except MemoryError:
        data = b""
    if data and len(data) <= limits.output:
        return data
    return json.dumps({"fault": {"what": too_much, "where": "", "advice": _ADVICE, "excerpt": ""}}).encode()


def _limit(limits: Limits) -> None:  # pragma: no cover
    _set(resource.RLIMIT_CPU, limits.cpu_seconds)
    _set(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        _set(resource.RLIMIT_AS, pages * os.sysconf("SC_PAGE_SIZE") + limits.memory)


def _set(kind: int, wanted: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, hard))


def _stopped(own: Own, limits: Limits, status: int, *, is_late: bool) -> UsageError:
    """Return why the process gave no answer."""
    if is_late:
        why = f"took longer than {limits.seconds} seconds"
    elif status == -signal.SIGXCPU:
        why = f"took more than {limits.cpu_seconds} seconds of the processor"
    else:
        why = f"ended the process that did it ({_named(status)})"
    return UsageError(f"rendering with these templates {why}: stopped", where=str(own.folder), advice=_ADVICE)


def _named(status: int) -> str:
    return signal.Signals(-status).name if -status in signal.valid_signals() else f"exit status {status}"


def _artifacts(answer: Mapping[str, Any]) -> tuple[Artifact, ...]:
    if "fault" in answer:
        fault = answer["fault"]
        raise UsageError(fault["what"], where=fault["where"], advice=fault["advice"], excerpt=fault["excerpt"])
    if "bug" in answer:
        raise RuntimeError(f"while rendering with templates of a person:\n{answer['bug']}")
    return tuple(Artifact(**one) for one in answer["artifacts"])
