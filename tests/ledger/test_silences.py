"""What Alertmanager is silent about while a window is open: shown with the real one."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import select, update

from ddd.ledger import check, clock
from ddd.ledger.notify import alertmanager, channel, outbox
from ddd.ledger.notify.channel import Delayed, Outgoing, Undeliverable, Unreachable
from ddd.ledger.planning import silences, windows
from ddd.ledger.planning.conflicts import Times
from ddd.ledger.registers import assets
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.store.models import Message
from ddd.ledger.words import WindowKind
from tests import promtool

from .conftest import ADMIN, NOW
from .telling import Patience

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def silencer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a real Alertmanager."""
    folder = tmp_path_factory.mktemp("alertmanager")
    (folder / "alertmanager.yml").write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [
        promtool.alertmanager(), f"--config.file={folder / 'alertmanager.yml'}", f"--storage.path={folder}",
        f"--web.listen-address={address}", "--cluster.listen-address=",
    ]  # fmt: skip
    with (folder / "log").open("w") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            ends = time.monotonic() + 30
            while not _is_up(f"http://{address}/-/ready"):
                assert time.monotonic() < ends, (folder / "log").read_text()
                time.sleep(0.05)
            yield f"http://{address}"
        finally:
            process.terminate()


@pytest.fixture
def hall(ledger: Ledger, silencer: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", silencer)
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall.2")
        assets.add(session, ADMIN, NOW, "stage (left)", parent="hall.2")
        assets.add(session, ADMIN, NOW, "hallo2")
    return ledger


def _is_up(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):
            return True
    except (URLError, OSError):
        return False


def standing(silencer: str, ledger: Ledger) -> list[dict[str, Any]]:
    """Return the silences of this ledger that have not ended."""
    with ledger.reading() as session, urlopen(f"{silencer}/api/v2/silences", timeout=5) as answer:
        row = session.scalars(select(Message).where(Message.kind == "silence")).first()
        mark = str(row.data["mark"]).split("-window-")[0] if row else "-"
        return [one for one in json.load(answer) if mark in one["comment"] and one["status"]["state"] != "expired"]


def suppressed(silencer: str, asset: str) -> bool:
    """Raise an alert of an asset and return whether Alertmanager keeps it to itself."""
    alert = [{"labels": {"alertname": "MaintenanceFailed", "task": "x", "asset": asset}}]
    request = Request(
        f"{silencer}/api/v2/alerts", json.dumps(alert).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urlopen(request, timeout=5):
        pass
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        with urlopen(f"{silencer}/api/v2/alerts", timeout=5) as answer:
            for one in json.load(answer):
                if one["labels"]["asset"] == asset and one["status"]["state"] != "unprocessed":
                    return bool(one["status"]["silencedBy"])
        time.sleep(0.05)
    raise AssertionError("the alert did not come")


def create(ledger: Ledger, times: Times, now: datetime, **more: Any) -> int:
    with ledger.writing() as session:
        return windows.create(session, ADMIN, now, assets.find(session, "hall.2"), times, **more).window.id


def deliver(ledger: Ledger, now: datetime) -> outbox.Delivered:
    return outbox.deliver(ledger, now, patient=False)


def test_while_it_is_open_its_assets_are_silent_and_no_others(hall, silencer):
    now = clock.now()
    id = create(hall, Times(now, now + HOUR), now, kind=WindowKind.EMERGENCY, title="burst pipe")
    assert deliver(hall, now).sent == 1
    (found,) = standing(silencer, hall)
    assert found["status"]["state"] == "active"
    assert found["comment"].startswith("burst pipe (ddd-")
    assert found["createdBy"] == "ddd (anna)"
    assert suppressed(silencer, "hall.2")
    assert suppressed(silencer, "stage (left)")
    assert not suppressed(silencer, "hallo2")  # the dot of a key is a dot
    with hall.writing() as session:
        windows.cancel(session, ADMIN, now, windows.find(session, id), "mended")
    assert deliver(hall, now).sent == 1
    assert standing(silencer, hall) == []


def test_sent_twice_it_stands_there_once(hall, silencer):
    now = clock.now()
    create(hall, Times(now + HOUR, now + 2 * HOUR), now)
    deliver(hall, now)
    (first,) = standing(silencer, hall)
    with hall.writing() as session:  # as if we had died before we wrote down that it was sent
        session.execute(update(Message).values(sent_at=None, next_try=now))
    assert deliver(hall, now).sent == 1
    (second,) = standing(silencer, hall)
    assert second["id"] == first["id"]


def test_moved_the_old_silence_ends_and_a_new_one_stands(hall, silencer):
    now = clock.now()
    id = create(hall, Times(now + HOUR, now + 2 * HOUR), now)
    deliver(hall, now)
    with hall.writing() as session:
        windows.update(session, ADMIN, now, windows.find(session, id), Times(now + DAY, now + DAY + HOUR))
    assert deliver(hall, now).sent == 2
    (found,) = standing(silencer, hall)
    assert datetime.fromisoformat(found["startsAt"]) == now + DAY


def test_one_that_recurs_is_silenced_two_days_ahead_and_renewed_by_the_check(hall, silencer):
    now = clock.now()
    id = create(hall, Times(now + HOUR, now + 2 * HOUR, "FREQ=DAILY"), now)
    deliver(hall, now)
    assert len(standing(silencer, hall)) == 2
    with hall.writing() as session:
        assert windows.renew_silences(session, now) == 0  # they are there
        assert windows.renew_silences(session, now + DAY) == 1
        assert windows.renew_silences(session, now + DAY) == 0
    deliver(hall, now + DAY)
    assert len(standing(silencer, hall)) == 3
    with hall.writing() as session:
        windows.cancel(session, ADMIN, now, windows.find(session, id), "no more")
    deliver(hall, now)
    assert standing(silencer, hall) == []


def test_one_from_before_there_was_an_alertmanager_is_silenced_by_the_next_check(hall, silencer, monkeypatch):
    now = clock.now()
    monkeypatch.delenv("DDD_ALERTMANAGER_URL")
    create(hall, Times(now + HOUR, now + 2 * HOUR), now)
    with hall.writing() as session:
        assert windows.renew_silences(session, now) == 0
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", silencer)
    with hall.writing() as session:
        assert windows.renew_silences(session, now) == 1
    deliver(hall, now)
    assert len(standing(silencer, hall)) == 1


def test_cancelled_before_it_was_sent_it_is_never_sent(hall, silencer, monkeypatch):
    now = clock.now()
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", "http://127.0.0.1:9")  # nobody answers there
    id = create(hall, Times(now + HOUR, now + 2 * HOUR), now)
    assert deliver(hall, now).waiting == 1
    with hall.writing() as session:
        windows.cancel(session, ADMIN, now, windows.find(session, id), "no part")
    with hall.reading() as session:
        waiting = session.scalars(select(Message.title).where(Message.next_try.is_not(None))).all()
    assert waiting == [f"End of the silences for window {id}"]


class Recorder:
    """Stands for an Alertmanager: what it was told, in order; on its first silence something else happens."""

    place = "alertmanager"

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.told: list[str] = []
        self._meanwhile = [meanwhile]

    def send(self, outgoing: Outgoing) -> str:
        if "expire" not in outgoing.data and self._meanwhile:
            self._meanwhile.pop()()
        self.told.append("end" if "expire" in outgoing.data else "silence")
        return "an-id"

    def close(self) -> None:
        pass


@pytest.fixture
def roof(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", "http://alertmanager.example")
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall.2")
    return ledger


def cancel(ledger: Ledger, id: int) -> None:
    with ledger.writing() as session:
        windows.cancel(session, ADMIN, NOW, windows.find(session, id), "no part")


@pytest.mark.parametrize("given_up", [False, True])
def test_a_cancelled_silence_is_not_sent_again_by_hand(roof, monkeypatch, given_up):
    server = Recorder()
    monkeypatch.setattr(channel, "for_url", lambda _: server)
    id = create(roof, Times(NOW + HOUR, NOW + 2 * HOUR), NOW)
    if given_up:
        with roof.writing() as session:
            session.execute(update(Message).values(next_try=None, attempts=4))
    cancel(roof, id)
    assert deliver(roof, NOW).sent == 1
    with roof.writing() as session:
        assert outbox.again(session, ADMIN, NOW) == 0
    deliver(roof, NOW)
    assert server.told == ["end"]


@pytest.mark.parametrize("failure", [Delayed("503"), Unreachable("down"), Undeliverable("400")])
def test_cancelled_while_it_is_sent_in_vain_it_is_not_tried_again(roof, monkeypatch, failure):
    id = create(roof, Times(NOW + HOUR, NOW + 2 * HOUR), NOW)

    def meanwhile() -> None:
        cancel(roof, id)
        raise failure

    server = Recorder(meanwhile)
    monkeypatch.setattr(channel, "for_url", lambda _: server)
    assert outbox.deliver(roof, NOW, clock=Patience()) == outbox.Delivered(sent=1)
    outbox.deliver(roof, NOW, clock=Patience(NOW + DAY))
    assert server.told == ["end"]


def test_cancelled_while_it_is_sent_its_end_is_sent_once_more(roof, monkeypatch):
    id = create(roof, Times(NOW + HOUR, NOW + 2 * HOUR), NOW)

    def meanwhile() -> None:
        cancel(roof, id)
        with open_ledger() as second:
            assert deliver(second, NOW).sent == 1

    server = Recorder(meanwhile)
    monkeypatch.setattr(channel, "for_url", lambda _: server)
    outbox.deliver(roof, NOW, clock=Patience())
    assert server.told == ["end", "silence", "end"]
    with roof.reading() as session:
        assert {outbox.state(message) for message in session.scalars(select(Message))} == {"sent"}
    outbox.deliver(roof, NOW, clock=Patience(NOW + DAY))
    assert server.told == ["end", "silence", "end"]


def test_sent_by_one_who_died_after_its_window_was_cancelled_the_next_check_ends_it_once(roof, monkeypatch):
    id = create(roof, Times(NOW + DAY, NOW + 30 * DAY), NOW)

    class Died(BaseException):
        pass

    def meanwhile() -> None:
        cancel(roof, id)
        with open_ledger() as second:
            assert deliver(second, NOW).sent == 1

    class Dies(Recorder):
        def send(self, outgoing: Outgoing) -> str:
            answer = super().send(outgoing)
            if self.told[-1] == "silence":
                raise Died
            return answer

    server = Dies(meanwhile)
    monkeypatch.setattr(channel, "for_url", lambda _: server)
    with pytest.raises(Died):
        deliver(roof, NOW)
    assert server.told == ["end", "silence"]
    check.run(roof, NOW + outbox.LEASE - timedelta(seconds=1), clock=Patience(NOW + outbox.LEASE))
    assert server.told == ["end", "silence"]  # the sender may yet live
    for days in (1, 2, 3):
        check.run(roof, NOW + days * DAY, clock=Patience(NOW + days * DAY))
        assert server.told == ["end", "silence", "end"]


def test_what_a_dead_sender_left_is_left_where_it_is_over_by_itself(roof, monkeypatch):
    server = Recorder()
    monkeypatch.setattr(channel, "for_url", lambda _: server)
    id = create(roof, Times(NOW + HOUR, NOW + 2 * HOUR), NOW)
    with roof.writing() as session:  # taken, and its sender died
        session.execute(update(Message).values(attempts=1, next_try=NOW + outbox.LEASE))
    cancel(roof, id)
    deliver(roof, NOW)
    check.run(roof, NOW + 2 * HOUR, clock=Patience(NOW + 2 * HOUR))
    assert server.told == ["end"]


def test_one_cancelled_time_of_what_recurs_is_silent_no_more_and_the_others_are(hall, silencer):
    now = clock.now()
    id = create(hall, Times(now + HOUR, now + 2 * HOUR, "FREQ=DAILY"), now)
    deliver(hall, now)
    with hall.writing() as session:
        windows.cancel(session, ADMIN, now, windows.find(session, id), "x", day=(now + HOUR).date())
    deliver(hall, now)
    (found,) = standing(silencer, hall)
    assert datetime.fromisoformat(found["startsAt"]) == now + DAY + HOUR


def test_without_an_alertmanager_nothing_is_put(ledger):
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall.2")
    id = create(ledger, Times(NOW + DAY, NOW + DAY + HOUR), NOW)
    with ledger.writing() as session:
        windows.cancel(session, ADMIN, NOW, windows.find(session, id), "no part")
        assert session.scalars(select(Message)).all() == []


def outgoing(url: str, **data: Any) -> Outgoing:
    wanted = {"start": "2026-03-02T12:00:00+00:00", "end": "2026-03-02T13:00:00+00:00", "assets": ["a"], "by": "x",
              "mark": "ddd-0-window-1-1@0", "title": ""}  # fmt: skip
    return Outgoing("x", silences.KIND, url, "t", "b", {**wanted, **data}, NOW)


def test_one_that_is_over_is_refused_by_it_for_good(silencer):
    real = alertmanager.Alertmanager(f"alertmanager+{silencer}")
    with pytest.raises(Undeliverable, match="400"):
        real.send(outgoing(f"alertmanager+{silencer}"))


def test_where_nobody_answers_it_is_tried_again():
    url = "alertmanager+http://user:s3cret@127.0.0.1:9"
    with pytest.raises(Unreachable) as told:
        alertmanager.Alertmanager(url).send(outgoing(url))
    assert "s3cret" not in str(told.value)
    assert "s3cret" not in alertmanager.Alertmanager(url).place
