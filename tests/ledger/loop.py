"""The real parts of the loop, on this machine alone: node_exporter, Prometheus, Alertmanager, and one who is told.

They load the rules and routes that `ddd generate-runbooks` made; only addresses and waits are other ones.
`tests/ledger/demo_loop.py` shows them to a person.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import yaml

from ddd.ledger import actor, check, figures, programme
from ddd.ledger.actor import Actor
from ddd.ledger.programme import extracted
from ddd.ledger.registers import people, schedules
from ddd.ledger.store import open_ledger
from ddd.ledger.words import Role
from ddd.ledger.work import log
from ddd.pipeline import judge
from tests import promtool
from tests.cli.running import Ran, ddd

PATIENCE_SECONDS = 60
ASSET = "harbour"
BACKUP, REVIEW, DRILL = "nightly-backup", "access-review", "restore-drill"
_TASK = "  - {{id: {id}, name: {name}, cadence: {cadence}, owner: '{owner}', steps: [{{do: {name}}}]}}\n"
TASKS = "tasks:\n" + "".join(
    _TASK.format(id=task, name=name, cadence=cadence, owner=owner)
    for task, name, cadence, owner in (
        (BACKUP, "Dump of the database", "daily", "@harbour/dba"),
        (REVIEW, "Review of privileged access", "weekly", "@harbour/security"),
        (DRILL, "Restore drill", "weekly", "@harbour/dba"),
    )
)

Alert = dict[str, Any]


@dataclass
class Told:
    """What reached the webhook."""

    alerts: list[tuple[str, Alert]] = field(default_factory=list)
    """Receiver and alert, by Alertmanager."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    """By `ddd check`."""

    def take(self, path: str, body: dict[str, Any]) -> None:
        """Keep one call."""
        if path.startswith("/alerts"):
            self.alerts += [(body["receiver"], alert) for alert in body["alerts"]]
        else:
            self.messages.append(body)

    def status(self, alert: str, task: str = "") -> str:
        """Return what was last said of an alert: firing, resolved, or nothing."""
        said = [
            one["status"]
            for _, one in list(self.alerts)
            if one["labels"]["alertname"] == alert and one["labels"].get("task", "") == task
        ]
        return said[-1] if said else ""


@dataclass
class Loop:
    """The parts, once they run."""

    folder: Path
    told: Told
    webhook: str
    """Address of the one who is told."""
    alertmanager: str
    environment: dict[str, str]

    def ddd(self, *arguments: str) -> Ran:
        """Run `ddd` as a person would."""
        return ddd(*arguments, folder=self.folder / ASSET, **self.environment)

    def until(self, what: str, holds: Callable[[], object]) -> None:
        """Wait until it holds. Raises AssertionError with what was told and what the parts said."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            if time.monotonic() > ends:
                raise AssertionError(f"not within {PATIENCE_SECONDS} s: {what}\n{self.told}\n{self._logs()}")
            time.sleep(0.1)

    def until_told(self, alert: str, task: str, status: str) -> None:
        """Wait until Alertmanager has told that an alert is firing or resolved."""
        self.until(f"{alert} {task} is {status}", lambda: self.told.status(alert, task) == status)

    def states(self) -> dict[tuple[str, str], str]:
        """Return how Alertmanager holds each alert: (name, task) -> active or suppressed."""
        found = _asked(f"{self.alertmanager}/api/v2/alerts")
        return {
            (one["labels"]["alertname"], one["labels"].get("task", "")): one["status"]["state"] for one in found or ()
        }

    def _logs(self) -> str:
        return "\n".join(f"{file.name}: {file.read_text()[-1_500:]}" for file in sorted(self.folder.glob("*.log")))


@contextmanager
def running(folder: Path) -> Iterator[Loop]:
    """Make a repository and its runbooks in `folder`, start the parts, and stop them in the end."""
    with ExitStack() as stack:
        told = Told()
        webhook = stack.enter_context(_webhook(told))
        exporter, prometheus, alertmanager = _free_ports(3)
        textfiles = folder / "textfiles"
        textfiles.mkdir()
        environment = {
            "DDD_HOME": str(folder / "home"),
            "DDD_TEXTFILE_DIR": str(textfiles),
            "DDD_ALERTMANAGER_URL": f"http://{alertmanager}",
            "DDD_DATABASE_URL": "",
            "DDD_PUSHGATEWAY_URL": "",
            "DDD_SMTP_URL": "",
            "DDD_USER": "anna",
        }
        made = Loop(folder, told, webhook, f"http://{alertmanager}", environment)
        _repository(made)
        _settings(made, exporter, alertmanager)
        for name, command in _commands(folder, textfiles, exporter, prometheus, alertmanager).items():
            stack.enter_context(_process(command, folder / f"{name}.log"))
        made.until("Prometheus is ready", lambda: _is_up(f"http://{prometheus}/-/ready"))
        made.until("Alertmanager is ready", lambda: _is_up(f"http://{alertmanager}/-/ready"))
        yield made


def remember(loop: Loop, now: datetime, url: str = "") -> None:
    """Begin the ledger forty days ago: three tasks, two of them done for a while, and a check that ran until yesterday.

    The backup was done last four days ago, the review twenty days ago, the drill never. url: where Anna is told, if not
    by the webhook.
    """
    judged = judge(loop.folder / ASSET)
    entries = extracted.read(judged.plan, dict(judged.assessment.categories)).entries
    began = now - timedelta(days=40)
    anna = Actor("anna")
    with _environment(loop.environment), open_ledger(create=True) as ledger:
        with ledger.writing() as session:
            programme.apply(session, anna, began, ASSET, entries)
            person = people.add(
                session, anna, began, "anna", name="Anna", role=Role.ADMIN, url=url or f"{loop.webhook}/anna"
            )
            for task, days in ((BACKUP, 4), (REVIEW, 20), (DRILL, None)):
                found = schedules.find(session, task, ASSET)
                found.assignee_id = person.id
                if days:
                    done = now - timedelta(days=days)
                    log.record(session, actor.find(session, "anna"), done, found)
        figures.tell(ledger, None, now)


def check_as_of(loop: Loop, moment: datetime) -> None:
    """Run the daily check as if it were `moment`."""
    with _environment(loop.environment), open_ledger() as ledger:
        check.run(ledger, moment)


def _repository(loop: Loop) -> None:
    repository = loop.folder / ASSET
    (repository / ".ddd").mkdir(parents=True)
    (repository / ".ddd" / "tasks.yaml").write_text(TASKS)
    made = loop.ddd("generate-runbooks", "--output", str(repository / "runbooks"), "--quiet")
    assert made.code == 0, made.err


def _settings(loop: Loop, exporter: str, alertmanager: str) -> None:
    """Write the settings: the generated ones, with a channel for each receiver and waits of a second."""
    runbooks = loop.folder / ASSET / "runbooks"
    settings = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(runbooks / "alerts.yml")],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]},
        "scrape_configs": [{"job_name": "node", "static_configs": [{"targets": [exporter]}]}],
    }
    (loop.folder / "prometheus.yml").write_text(yaml.safe_dump(settings))
    routes = yaml.safe_load((runbooks / "alertmanager.yml").read_text())
    routes["route"] |= {"group_wait": "0s", "group_interval": "1s"}
    for receiver in routes["receivers"]:
        receiver["webhook_configs"] = [{"url": f"{loop.webhook}/alerts", "send_resolved": True}]
    (loop.folder / "alertmanager.yml").write_text(yaml.safe_dump(routes))


def _commands(folder: Path, textfiles: Path, exporter: str, prometheus: str, alertmanager: str) -> dict[str, list[str]]:
    return {
        "node_exporter": [
            promtool.node_exporter(),
            f"--web.listen-address={exporter}",
            "--collector.disable-defaults",
            "--collector.textfile",
            f"--collector.textfile.directory={textfiles}",
        ],
        "prometheus": [
            promtool.prometheus(),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'prometheus'}",
            f"--web.listen-address={prometheus}",
        ],
        "alertmanager": [
            promtool.alertmanager(),
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'alertmanager'}",
            f"--web.listen-address={alertmanager}",
            "--cluster.listen-address=",
        ],
    }


@contextmanager
def _process(command: list[str], output: Path) -> Iterator[None]:
    with output.open("w") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def _webhook(told: Told) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.take(self.path, json.loads(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables for what runs in this process."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _free_ports(count: int) -> list[str]:
    """Return free addresses, all held until all are found: none is found twice."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [f"127.0.0.1:{one.getsockname()[1]}" for one in held]


def _is_up(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:  # it is still starting
        return False


def _asked(address: str) -> Any:
    try:
        with urlopen(address, timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None
