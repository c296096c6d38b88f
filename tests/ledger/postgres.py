"""A real PostgreSQL for the tests: one server a session on the loopback, one database a test, nothing left behind."""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pg8000.dbapi

USER = "ddd"
_TOOL = Path(__file__).parents[2] / "tools" / "postgresql.sh"
_PATIENCE_SECONDS = 60
_QUICK = "fsync = off\nmax_connections = 60\nshared_buffers = 32MB\n"
_DIES_WITH_US = 1  # PR_SET_PDEATHSIG


class NoServerError(Exception):
    """No PostgreSQL can be had here."""


class Server:
    """A server of its own, with other settings than a new one has. `stop` ends it and takes away its files."""

    def __init__(self, settings: str = _QUICK) -> None:
        self.password = secrets.token_hex(8)
        self.port = 0
        self._programs = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="ddd-postgres-"))
        self._count = 0
        try:
            self._make(settings)
            self.start()
        except BaseException:
            self.stop()
            raise

    @property
    def sockets(self) -> Path:
        """The folder of its socket."""
        return self._folder

    def url(self, database: str, *, password: str = "", port: int | None = None) -> str:
        """Return the address of a database as people write it."""
        return f"postgresql://{USER}:{password or self.password}@127.0.0.1:{port or self.port}/{database}"

    def database(self, template: str = "template1") -> str:
        """Make a database as a copy of another, and return its name."""
        self._count += 1
        name = f"test_{self._count}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Take a database away, whoever still uses it."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> list[tuple]:
        """Run one statement outside of any transaction."""
        with closing(self._connect(database)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def start(self) -> None:
        """Start it, on the port it had or a free one, and wait until it answers."""
        self.port = self.port or _free_port()
        self._process = self._started()
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < give_up:
            try:
                self._connect("postgres").close()
            except (pg8000.dbapi.Error, OSError):
                time.sleep(0.05)
            else:
                return
            if self._process.poll() is not None:  # what was killed before it still holds its memory
                self._process = self._started()
        raise NoServerError((self._folder / "said").read_text()[-2_000:])

    def _started(self) -> subprocess.Popen:
        where = ["-D", self._data, "-h", "127.0.0.1", "-p", str(self.port), "-k", self._folder]
        return subprocess.Popen(
            [self._programs / "postgres", *where], stdout=self._said(), stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=_die_with_us, **self._whose(),
        )  # fmt: skip

    def kill(self) -> None:
        """Kill it and all its children without warning, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)  # its children are in groups of their own: they see it is gone
        self._process.wait()

    def stop(self) -> None:
        """End it and take away its files."""
        process = getattr(self, "_process", None)
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # does not wait for those who are connected
            try:
                process.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _make(self, more: str) -> None:
        secret = self._folder / "password"
        secret.write_text(self.password)
        self._said().close()
        if "user" in self._whose():
            for path in (self._folder, secret, self._folder / "said"):
                shutil.chown(path, self._whose()["user"], self._whose()["group"])
        made = subprocess.run(
            [self._programs / "initdb", "-D", self._data, "-U", USER, "-A", "scram-sha-256", f"--pwfile={secret}",
             "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"],
            stdout=self._said(), stderr=subprocess.STDOUT, check=False, **self._whose(),
        )  # fmt: skip
        if made.returncode:
            raise NoServerError((self._folder / "said").read_text()[-2_000:])
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(f"{more}timezone = 'Asia/Kathmandu'\n")

    def _said(self):
        return (self._folder / "said").open("ab")

    def _connect(self, database: str):
        return pg8000.dbapi.connect(
            USER, host="127.0.0.1", port=self.port, database=database, password=self.password, timeout=30
        )

    def _whose(self) -> dict:
        """Return as whom it runs: PostgreSQL refuses to be root."""
        libraries = self._programs.parents[4] / "libraries"
        found = {"LD_LIBRARY_PATH": libraries.read_text().strip()} if libraries.is_file() else {}
        whose: dict = {"cwd": self._folder, "env": {**os.environ, **found, "LC_ALL": "C"}}
        if os.geteuid() == 0:
            name = next(one for one in ("postgres", "nobody") if _exists(one))
            whose |= {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}
        return whose


def _programs() -> Path:
    found = subprocess.run(["sh", _TOOL], capture_output=True, text=True, check=False)
    if found.returncode:
        raise NoServerError(found.stderr.strip())
    return Path(found.stdout.strip())


def _exists(user: str) -> bool:
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_us() -> None:
    """No server outlives its tests, however they end (Linux; elsewhere `stop` must be enough)."""
    if hasattr(ctypes.CDLL(None), "prctl"):
        ctypes.CDLL(None).prctl(_DIES_WITH_US, signal.SIGINT)
