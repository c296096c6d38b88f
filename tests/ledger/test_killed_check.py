"""`ddd check`, killed without warning wherever it is: everybody is told at least once, without a crash exactly once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from ddd.ledger import audit, check, clock
from ddd.ledger.notify import outbox
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.store.models import Message, Notice

from .conftest import NOW
from .killing import killed
from .servers import MailServer, mail_server
from .telling import Patience, asset, person, schedule

CHECK = [sys.executable, "-c", "from ddd.cli import main; main()", "check", "-q"]
PEOPLE, TASKS = 25, 2
LONG = timedelta(hours=1)


@pytest.fixture
def mail(monkeypatch):
    with mail_server() as server:
        monkeypatch.setenv("DDD_SMTP_URL", server.url)
        monkeypatch.setenv("DDD_MAIL_FROM", "ddd@example.org")
        yield server


def filled(ledger: Ledger) -> None:
    with ledger.writing() as session:
        since = clock.now() - timedelta(days=400)
        for number in range(PEOPLE):
            own = asset(session, f"a{number}", person(session, f"p{number}", f"mailto:p{number}@example.org"))
            for task in range(TASKS):
                schedule(session, own, f"t{task}", since - NOW)


def rest(ledger: Ledger) -> None:
    """Do what the next check does, when the leases of the dead are over."""
    later = clock.now() + LONG
    assert check.run(ledger, later, clock=Patience(later)).problems == ()


def everybody_was_told(ledger: Ledger, mail: MailServer) -> None:
    sent = Counter(mail.ids)
    with ledger.reading() as session:
        messages = session.scalars(select(Message)).all()
        name = outbox.identity(session)
        assert {f"<{outbox.message_id(one.key, name)}>" for one in messages} == set(sent)
        assert all(one.sent_at is not None for one in messages)
        assert sorted(one.person_id for one in messages) == list(range(1, PEOPLE + 1)), "one digest each"
        attempts = {f"<{outbox.message_id(one.key, name)}>": one.attempts for one in messages}
        assert all(sent[one] <= attempts[one] for one in sent), "each resend is counted"
        assert session.scalars(select(func.count()).select_from(Notice)).one() == PEOPLE * TASKS
        assert list(audit.verify(session)) == []


def kill_at_random(tmp_path, monkeypatch, mail: MailServer, *, times: int) -> None:
    """Kill checks of one ledger after another until there were so many kills; each ledger is finished afterwards."""
    dice, kills, number, usual = random.Random(times), 0, 0, 0.0
    while kills < times:
        monkeypatch.setenv("DDD_HOME", str(tmp_path / f"home{number}"))
        mail.mails.clear()
        with open_ledger(create=True) as ledger:
            filled(ledger)
            if not number:  # how long one takes here and now, so that the kills hit all of it
                began = time.monotonic()
                subprocess.run(CHECK, env=os.environ, check=True, stdout=subprocess.DEVNULL)
                usual = time.monotonic() - began
            while number and kills < times and killed(CHECK, os.environ, delay=usual * dice.uniform(0.3, 1.1)) is None:
                kills += 1
                with ledger.writing() as session:  # the lease of the dead is over: the next check takes up at once
                    waiting = update(Message).where(Message.next_try.is_not(None))
                    session.execute(waiting.values(next_try=clock.now()))
                if dice.random() < 0.2:
                    break
            rest(ledger)
            everybody_was_told(ledger, mail)
        number += 1


def test_killed_a_few_times(home, tmp_path, monkeypatch, mail):
    kill_at_random(tmp_path, monkeypatch, mail, times=2)


@pytest.mark.slow
def test_killed_two_hundred_times(home, tmp_path, monkeypatch, mail):
    kill_at_random(tmp_path, monkeypatch, mail, times=200)


def test_killed_between_sending_and_keeping_it_sends_the_same_again(ledger, mail, monkeypatch):
    """The one moment that no order of steps takes away, hit on purpose."""
    filled(ledger)
    killer = (
        "import os, signal\n"
        "from ddd.ledger.notify import outbox\n"
        "kept = outbox._Run._settle\n"
        "def settle(self, session, tries):\n"
        "    tries and os.kill(os.getpid(), signal.SIGKILL)\n"
        "    kept(self, session, tries)\n"
        "outbox._Run._settle = settle\n"
        "from ddd.cli import main; main()\n"
    )
    died = subprocess.run([sys.executable, "-c", killer, "check", "-q"], env=os.environ, check=False)
    assert died.returncode == -9
    first = mail.ids
    assert len(first) == outbox._AT_ONCE
    rest(ledger)
    assert Counter(mail.ids) == Counter(first) + Counter(set(mail.ids)), "those of the dead twice, the others once"
    everybody_was_told(ledger, mail)


def test_without_a_crash_everybody_is_told_exactly_once(ledger, mail):
    filled(ledger)
    rest(ledger)
    rest(ledger)
    assert set(Counter(mail.ids).values()) == {1}
    everybody_was_told(ledger, mail)
