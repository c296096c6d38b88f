"""How Prometheus is told: files in a folder of node_exporter's textfile collector, pushes to a Pushgateway.

A file is written to another name and renamed, readable by all, without times of its own. What fails is a trouble in
words, told once: the same would fail for the next file too.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit

from ddd import metrics
from ddd.errors import UsageError
from ddd.files import stage
from ddd.scan.text import visible

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

TEXTFILE_DIR = "DDD_TEXTFILE_DIR"
PUSHGATEWAY_URL = "DDD_PUSHGATEWAY_URL"
TIMEOUT_SECONDS = 5
"""For a gateway that is slow, each time."""
PATIENCE_SECONDS = 60
"""For a gateway that is told of many tasks, all in all."""
_JOB = "ddd"
_MOST_SAID = 200
_LOCK = ".ddd.lock"
_ABANDONED_SECONDS = 3_600
_DOCS = {
    metrics.LAST_SUCCESS: "When the task was last done with success.",
    metrics.LAST_RUN: "When the task was last tried.",
    metrics.LAST_RUN_SUCCESS: "1 when the last try succeeded, 0 when it failed.",
    metrics.LAST_DURATION: "How long the last try took.",
    metrics.NEXT_DUE: "When the first occurrence falls due that has not been done.",
    metrics.CHECK_LAST_SUCCESS: "When the daily check last succeeded.",
    metrics.CHECK_LAST_RUN: "When the daily check last ran.",
    metrics.CHECK_LAST_RUN_SUCCESS: "1 when the last check succeeded, 0 when it failed.",
    metrics.CHECK_DURATION: "How long the last check took.",
    metrics.CHECK_SCHEDULES: "How many schedules stand how.",
    metrics.CHECK_MESSAGES: "How many messages since the day before were delivered, and how many were not.",
    metrics.CHECK_UNTOLD: "How many schedules are due of which nobody is told.",
}

Sample = tuple[str, Mapping[str, str], float]
"""The name of a metric, its labels, its value."""


def registry(samples: Iterable[Sample]) -> CollectorRegistry:
    """Return samples as Prometheus' client knows them: all are gauges."""
    from prometheus_client import CollectorRegistry, Gauge

    made, gauges = CollectorRegistry(), dict[str, Gauge]()
    for name, labels, value in samples:
        if name not in gauges:
            gauges[name] = Gauge(name, _DOCS[name], list(labels), registry=made)
        (gauges[name].labels(**labels) if labels else gauges[name]).set(value)
    return made


class Folder:
    """The folder of the textfile collector."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def asked(cls) -> Folder | None:
        """Return the folder that the environment names; None where it names none."""
        named = os.environ.get(TEXTFILE_DIR)
        return cls(Path(named)) if named else None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else of ours write meanwhile: what is read later is written later. Raises UsageError."""
        try:
            descriptor = os.open(self.path / _LOCK, os.O_RDONLY | os.O_CREAT, 0o644)
        except OSError as error:
            raise _trouble(self.path, error) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def read(self, name: str) -> str:
        """Return the text of a file; empty where there is none. Raises UsageError."""
        try:
            return (self.path / name).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise _trouble(self.path / name, error) from None

    def write(self, name: str, samples: Iterable[Sample], first: str) -> None:
        """Write a file whose first line is `first`, unless it is as it should be already. Raises UsageError."""
        from prometheus_client import generate_latest

        text = f"{first}\n{generate_latest(registry(samples)).decode()}"
        if self.read(name) == text:
            return
        staged = stage(self.path / name, text)
        try:
            staged.replace(self.path / name)
        except OSError as error:
            staged.unlink(missing_ok=True)
            raise _trouble(self.path / name, error) from None

    def remove(self, name: str) -> None:
        """Remove a file, if it is there. Raises UsageError."""
        try:
            (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise _trouble(self.path / name, error) from None

    def sweep(self, pattern: str, first: str, expected: Collection[str]) -> None:
        """Remove what begins with that line and is not expected, and what was left half written. Raises UsageError."""
        for path in self.path.glob(pattern):
            if path.name not in expected and self.read(path.name).startswith(f"{first}\n"):
                self.remove(path.name)
        for path in self.path.glob(f".{pattern}.*.tmp"):
            if time.time() - path.lstat().st_mtime > _ABANDONED_SECONDS:
                self.remove(path.name)


class Gateway:
    """A Pushgateway. It fails once: then nothing more is asked of it."""

    def __init__(self, url: str) -> None:
        self.trouble = ""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            self.trouble = f"{PUSHGATEWAY_URL}: no address of a Pushgateway, such as http://localhost:9091"
        self.url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self._until = time.monotonic() + PATIENCE_SECONDS

    @classmethod
    def asked(cls) -> Gateway | None:
        """Return the gateway that the environment names; None where it names none."""
        named = os.environ.get(PUSHGATEWAY_URL)
        return cls(named) if named else None

    def put(self, group: Mapping[str, str], samples: Iterable[Sample], *, whole: bool = True) -> None:
        """Replace a group; without `whole` only what is told."""
        from prometheus_client import push_to_gateway, pushadd_to_gateway

        push = push_to_gateway if whole else pushadd_to_gateway
        self._ask(partial(push, registry=registry(samples)), group)

    def delete(self, group: Mapping[str, str]) -> None:
        """Take a group back."""
        from prometheus_client import delete_from_gateway

        self._ask(delete_from_gateway, group)

    def _ask(self, ask: Any, group: Mapping[str, str]) -> None:
        from prometheus_client.exposition import basic_auth_handler, default_handler

        if self.trouble:
            return
        if time.monotonic() > self._until:
            self.trouble = f"{self.url}: not all tasks were told within {PATIENCE_SECONDS} s; the next check goes on"
            return
        known = partial(basic_auth_handler, username=self.user, password=self.password)
        handler = known if self.user else default_handler
        try:
            ask(self.url, job=_JOB, grouping_key=dict(group), timeout=TIMEOUT_SECONDS, handler=handler)
        except HTTPError as error:
            with error:
                self._fail(f"it says {error.code} {error.reason}")
        except URLError as error:
            self._fail(str(error.reason))
        except (OSError, HTTPException, ValueError) as error:
            self._fail(str(error) or type(error).__name__)

    def _fail(self, why: str) -> None:
        self.trouble = f"{self.url}: the metrics were not taken: {visible(why)[:_MOST_SAID]}"


def _trouble(path: Path, error: OSError) -> UsageError:
    return UsageError(f"the metrics cannot be written: {error.strerror}", where=str(path), advice=f"see {TEXTFILE_DIR}")
