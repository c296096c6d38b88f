"""What Prometheus is told: files as node_exporter reads them, and a group each on a Pushgateway."""

from __future__ import annotations

import base64
import math
import socket
import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select, update

from ddd import metrics
from ddd.ledger import figures
from ddd.ledger.figures import exposition
from ddd.ledger.notify import outbox
from ddd.ledger.planning import windows
from ddd.ledger.planning.conflicts import Times
from ddd.ledger.registers import assets, people, schedules
from ddd.ledger.rules import status
from ddd.ledger.store.models import Check, Message, Schedule
from ddd.ledger.words import Outcome, Standing

from .conftest import ADMIN, NOW
from .working import DAY, did, files, stands, task

TODAY = NOW.replace(hour=3)


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (exposition.TEXTFILE_DIR, exposition.PUSHGATEWAY_URL):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "textfiles"
    made.mkdir()
    monkeypatch.setenv(exposition.TEXTFILE_DIR, str(made))
    return made


def _values(text: str) -> dict[str, float]:
    """Return the series of a file: their names and their labels, in PromQL."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            assert sample.timestamp is None
            found[_named(sample.name, **sample.labels)] = sample.value
    return found


def _named(metric: str, **labels: str) -> str:
    return metrics.series(metric, **dict(sorted(labels.items()))) if labels else metric


def _all(folder: Path) -> dict[str, float]:
    told: dict[str, float] = {}
    for path in folder.glob("*.prom"):
        values = _values(path.read_text())
        assert not told.keys() & values.keys()  # node_exporter drops all when two files tell the same series
        told |= values
    return told


def _of(metric: str, task: str = "doors") -> str:
    return _named(metric, task=task, asset="hall")


def test_without_a_place_nothing_is_told(ledger, home):
    assert figures.tell(ledger, [task(ledger)], NOW) == ()
    assert figures.tell_check(ledger, NOW) == ()


def test_a_task_is_told_with_all_that_is_known(ledger, folder):
    doors = task(ledger)
    did(ledger, doors, duration=2.5, exit_code=0)
    did(ledger, doors, now=NOW + timedelta(hours=1), outcome=Outcome.FAILED, duration=1.5, exit_code=1)
    did(ledger, doors, now=NOW + timedelta(hours=2), outcome=Outcome.SKIPPED)
    assert figures.tell(ledger, [doors], NOW) == ()
    [name] = [one for one in files(folder) if one.endswith(".prom")]
    assert name.startswith("ddd_task_doors_")
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o644
    assert _all(folder) == {
        _of(metrics.LAST_SUCCESS): NOW.timestamp(),
        _of(metrics.LAST_RUN): (NOW + timedelta(hours=1)).timestamp(),
        _of(metrics.LAST_RUN_SUCCESS): 0,
        _of(metrics.LAST_DURATION): 1.5,
        _of(metrics.NEXT_DUE): (TODAY + DAY).timestamp(),
    }


def test_what_was_corrected_is_no_success(ledger, folder):
    doors = task(ledger)
    row = did(ledger, doors)
    did(ledger, doors, corrects=row.id, outcome=Outcome.FAILED)
    figures.tell(ledger, [doors], NOW)
    assert _of(metrics.LAST_SUCCESS) not in _all(folder)


def test_the_check_tells_of_all_also_of_what_was_never_done(ledger, folder):
    task(ledger)
    lamps = task(ledger, "lamps")
    with ledger.writing() as session:
        schedules.pause(session, ADMIN, NOW, session.get_one(Schedule, lamps))
        went = {"started_at": NOW - DAY, "finished_at": NOW - DAY, "duration": 1.0}
        session.add(Check(**went))
        session.add(Check(started_at=NOW, finished_at=NOW, error="no disk", duration=2.0))
        session.add(Check(started_at=NOW))  # was killed
        _messages(session, sent=3, failed=1)
    assert figures.tell_check(ledger, NOW) == ()
    told = _all(folder)
    assert told[_of(metrics.NEXT_DUE)] == stands(ledger, 1).next_due.timestamp()
    assert told[_of(metrics.NEXT_DUE, "lamps")] == math.inf  # paused: its age alarms nobody
    check = {name: value for name, value in told.items() if name.startswith("ddd_check")}
    standing = {metrics.series(metrics.CHECK_SCHEDULES, standing=one): 0 for one in Standing}
    assert check == {
        metrics.CHECK_LAST_SUCCESS: (NOW - DAY).timestamp(),
        metrics.CHECK_LAST_RUN: NOW.timestamp(),
        metrics.CHECK_LAST_RUN_SUCCESS: 0,
        metrics.CHECK_DURATION: 2,
        metrics.series(metrics.CHECK_MESSAGES, result="sent"): 3,
        metrics.series(metrics.CHECK_MESSAGES, result="failed"): 1,
        **standing,
        metrics.series(metrics.CHECK_SCHEDULES, standing="overdue"): 1,
        metrics.series(metrics.CHECK_SCHEDULES, standing="paused"): 1,
    }


def test_messages_are_counted_since_the_day_before_and_anew_when_they_were_sent_again(ledger, folder):
    with ledger.writing() as session:
        session.add(Check(started_at=NOW, finished_at=NOW, duration=1.0))
        _messages(session, sent=1, failed=2)
        _messages(session, at=NOW - timedelta(hours=22, minutes=59), failed=1)
        _messages(session, at=NOW - timedelta(hours=23), sent=7, failed=7)  # the check of yesterday
    assert _delivered(ledger, folder) == (1, 3)
    with ledger.writing() as session:
        assert outbox.again(session, ADMIN, NOW) == 10
        session.execute(update(Message).values(sent_at=NOW, next_try=None))
    assert _delivered(ledger, folder) == (4, 0)


def _messages(session, at=NOW, *, sent: int = 0, failed: int = 0) -> None:
    for number in range(sent + failed):
        made = outbox.put(
            session, at, kind="message", title="x", body="x", data={}, key=str(uuid4()), url="mailto:a@example.org"
        )
        made.next_try, made.sent_at = None, at if number < sent else None


def _delivered(ledger, folder) -> tuple[float, ...]:
    figures.tell_check(ledger, NOW)
    told = _all(folder)
    return tuple(told[metrics.series(metrics.CHECK_MESSAGES, result=result)] for result in ("sent", "failed"))


@pytest.mark.parametrize(
    ("owner", "in_window", "error", "untold"),
    [
        ("", False, "", 2),
        ("ben", False, "", 2),
        ("anna", False, "", 0),
        ("", True, "", 0),
        ("", False, "no disk", None),
    ],
)
def test_what_is_due_and_nobody_is_told_of_is_counted(ledger, folder, owner, in_window, error, untold):
    task(ledger)
    task(ledger, "lamps")
    task(ledger, "roof", start=NOW + 2 * DAY)
    with ledger.writing() as session:
        people.add(session, ADMIN, NOW, "anna", url="mailto:anna@example.org")
        people.add(session, ADMIN, NOW, "ben")  # has no address
        hall = assets.find(session, "hall")
        assets.change(session, ADMIN, NOW, hall, owner=owner)
        if in_window:
            windows.create(session, ADMIN, NOW, hall, Times(NOW, NOW + DAY))
        session.add(Check(started_at=NOW, finished_at=NOW, duration=1.0, error=error))
    figures.tell_check(ledger, NOW)
    assert _all(folder).get(metrics.CHECK_UNTOLD) == untold


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seconds=st.sampled_from([-86_401, -86_400, -86_399, -1, 0, 1, 59, 60, 61]),
    grace=st.sampled_from([0, 1, 60]),
    paused=st.booleans(),
)
def test_standings_are_counted_as_the_rule_has_them(ledger, folder, seconds, grace, paused):
    with ledger.reading() as session:
        doors = session.scalars(select(Schedule.id)).first()
    doors = doors or task(ledger)
    with ledger.writing() as session:
        found = session.get_one(Schedule, doors)
        found.next_due, found.grace, found.paused = NOW - timedelta(seconds=seconds), grace, paused
        expected = status.standing(found.next_due, grace, paused, NOW)
    figures.tell_check(ledger, NOW)
    counted = _values((folder / "ddd_check.prom").read_text())
    assert counted[metrics.series(metrics.CHECK_SCHEDULES, standing=expected)] == 1


def test_what_is_gone_is_no_longer_told_and_the_files_of_others_stay(ledger, folder):
    doors, lamps = task(ledger), task(ledger, "lamps")
    for name in ("ddd_task_other_0123456789ab.prom", "node.prom"):
        (folder / name).write_text("# of others\n")
    figures.tell_check(ledger, NOW)
    with ledger.writing() as session:
        schedules.delete(session, ADMIN, NOW, session.get_one(Schedule, lamps))
    figures.tell(ledger, [lamps], NOW)
    assert _of(metrics.NEXT_DUE, "lamps") not in _all(folder)
    with ledger.writing() as session:
        schedules.delete(session, ADMIN, NOW, session.get_one(Schedule, doors))
    figures.tell_check(ledger, NOW)
    assert not any("ddd_task" in name for name in _all(folder))
    assert {"ddd_task_other_0123456789ab.prom", "node.prom"} < set(files(folder))


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "Tür/ß", "x" * 300, "../../up", " "])
def test_any_name_makes_one_readable_file(folder, name):
    assert figures.tell_alone(name, "", NOW, succeeded=True, duration=1, next_due=None) == ()
    [file] = folder.glob("*.prom")
    assert len(file.name) < 100
    assert _all(folder)[_named(metrics.LAST_RUN, task=name, asset="")] == NOW.timestamp()


def test_a_run_that_no_ledger_records_keeps_what_it_does_not_know(folder):
    due = NOW + DAY
    figures.tell_alone("doors", "hall", NOW, succeeded=True, duration=1, next_due=due)
    figures.tell_alone("doors", "hall", NOW + timedelta(hours=1), succeeded=False, duration=2, next_due=None)
    told = _all(folder)
    assert told[_of(metrics.LAST_SUCCESS)] == NOW.timestamp()
    assert told[_of(metrics.NEXT_DUE)] == due.timestamp()
    assert told[_of(metrics.LAST_RUN_SUCCESS)] == 0


def test_the_check_leaves_alone_what_only_prometheus_is_told(ledger, folder):
    task(ledger)
    figures.tell_alone("doors", "hall", NOW, succeeded=True, duration=1, next_due=NOW + DAY)
    figures.tell_check(ledger, NOW)
    assert _all(folder)[_of(metrics.LAST_SUCCESS)] == NOW.timestamp()


def test_a_folder_that_cannot_be_written_is_told_and_fails_nothing(ledger, tmp_path, monkeypatch):
    monkeypatch.setenv(exposition.TEXTFILE_DIR, str(tmp_path / "missing"))
    [trouble] = figures.tell(ledger, [task(ledger)], NOW)
    assert "missing" in trouble
    assert "No such file" in trouble
    assert len(figures.tell_check(ledger, NOW)) == 2
    assert len(figures.tell_alone("doors", "", NOW, succeeded=True, duration=1, next_due=None)) == 1


class _Gateway(ThreadingHTTPServer):
    """A Pushgateway, as far as we need one: it keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, str, str]] = []
        self.status = 200


class _Handler(BaseHTTPRequestHandler):
    def _take(self) -> None:
        server = self.server
        assert isinstance(server, _Gateway)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        server.asked.append((self.command, self.path, self.headers.get("Authorization", ""), body))
        self.send_response(server.status)
        self.end_headers()

    do_PUT = do_POST = do_DELETE = _take  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Gateway]:
    with _Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv(exposition.PUSHGATEWAY_URL, f"http://anna:s3cret@127.0.0.1:{server.server_port}/")
        yield server
        server.shutdown()
        thread.join()


def test_a_gateway_is_put_the_same_with_its_password(ledger, gateway):
    doors = task(ledger)
    did(ledger, doors)
    assert figures.tell(ledger, [doors], NOW) == ()
    [(method, path, known, body)] = gateway.asked
    assert (method, path) == ("PUT", "/metrics/job/ddd/asset/hall/task/doors")
    assert base64.b64decode(known.removeprefix("Basic ")).decode() == "anna:s3cret"
    assert _values(body)[_of(metrics.LAST_SUCCESS)] == NOW.timestamp()


def test_a_run_that_no_ledger_records_replaces_only_what_it_knows(gateway):
    figures.tell_alone("a/b", "", NOW, succeeded=False, duration=1, next_due=None)
    [(method, path, _, body)] = gateway.asked
    assert (method, path) == ("POST", "/metrics/job/ddd/asset@base64/=/task@base64/YS9i")
    assert metrics.LAST_SUCCESS not in body


def test_what_is_gone_is_taken_back_from_the_gateway(ledger, gateway):
    doors = task(ledger)
    with ledger.writing() as session:
        schedules.delete(session, ADMIN, NOW, session.get_one(Schedule, doors))
    figures.tell(ledger, [doors], NOW)
    assert [one[0] for one in gateway.asked] == ["DELETE"]


def test_a_gateway_that_fails_is_asked_once_and_its_password_is_told_to_nobody(ledger, gateway):
    gateway.status = 500
    for name in ("doors", "lamps", "steps"):
        task(ledger, name)
    [trouble] = figures.tell(ledger, None, NOW)
    assert "500" in trouble
    assert "s3cret" not in trouble
    assert len(gateway.asked) == 1


def test_a_gateway_that_says_nothing_is_not_waited_for_long(ledger, monkeypatch):
    monkeypatch.setattr(exposition, "TIMEOUT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv(exposition.PUSHGATEWAY_URL, f"127.0.0.1:{silent.getsockname()[1]}")
        [trouble] = figures.tell(ledger, [task(ledger)], NOW)
    assert "timed out" in trouble


@pytest.mark.parametrize(
    "url",
    ["http://anna:s3cret@127.0.0.1:1", "http://anna:s3cret@127.0.0.1:port", "gopher://anna:s3cret@x", "http://[::1"],
)
def test_a_gateway_that_is_none_is_told(ledger, monkeypatch, url):
    monkeypatch.setenv(exposition.PUSHGATEWAY_URL, url)
    [trouble] = figures.tell(ledger, [task(ledger)], NOW)
    assert "s3cret" not in trouble
