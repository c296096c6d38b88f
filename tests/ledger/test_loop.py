"""The loop with its real parts: what is left undone reaches people through Alertmanager, and what is done ends it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from ddd import metrics
from ddd.ledger import clock

from . import loop as parts
from .loop import BACKUP, DRILL, REVIEW

DAILY, WEEKLY = metrics.overdue_alert("daily"), metrics.overdue_alert("weekly")


def spoil(loop: parts.Loop, sql: str) -> None:
    """Do to the ledger's file what a damaged disk might."""
    with closing(sqlite3.connect(loop.folder / "home" / "ledger.db")) as connection, connection:
        connection.execute(sql)


@pytest.mark.slow
def test_what_is_left_undone_is_told_until_it_is_done(tmp_path: Path) -> None:
    now = clock.now()
    with parts.running(tmp_path) as loop:
        parts.remember(loop, now)
        parts.check_as_of(loop, now - timedelta(hours=27))
        told = loop.told

        for alert, task in [(DAILY, BACKUP), (WEEKLY, REVIEW), (WEEKLY, DRILL), (metrics.CHECK_STOPPED, "")]:
            loop.until_told(alert, task, "firing")
        to = {
            (one["labels"]["asset"], receiver) for receiver, one in told.alerts if one["labels"].get("task") == REVIEW
        }
        assert to == {(parts.ASSET, "@harbour/security")}
        assert told.messages, "the check itself told Anna as well"

        ran = loop.ddd("run", BACKUP, "--", "sh", "-c", "echo 812 tables dumped")
        assert (ran.code, ran.out) == (0, "812 tables dumped\n"), ran.err
        done = loop.ddd("done", REVIEW, "--notes", "two accounts closed")
        assert done.code == 0, done.err
        loop.until_told(DAILY, BACKUP, "resolved")
        loop.until_told(WEEKLY, REVIEW, "resolved")

        assert loop.ddd("check").code == 0
        loop.until_told(metrics.CHECK_STOPPED, "", "resolved")
        assert told.status(WEEKLY, DRILL) == "firing", "never done, and still not"

        assert loop.ddd("run", BACKUP, "--", "false").code == 1
        loop.until_told(metrics.FAILED, BACKUP, "firing")

        window = loop.ddd("window", "create", parts.ASSET, "--emergency", "--for", "1h", "--title", "new disks")
        assert window.code == 0, window.err
        loop.until("the window silences", lambda: loop.states().get((WEEKLY, DRILL)) == "suppressed")
        loop.until("all of the asset", lambda: loop.states().get((metrics.FAILED, BACKUP)) == "suppressed")


@pytest.mark.slow
def test_a_check_that_fails_and_messages_that_reach_nobody_are_told(tmp_path: Path) -> None:
    with parts.running(tmp_path) as loop:
        parts.remember(loop, clock.now(), url="mailto:anna@example.org")
        loop.until_told(DAILY, BACKUP, "firing")
        assert not [name for name, _ in loop.states() if name.startswith("MaintenanceCheck")], "none has run yet"

        assert loop.ddd("check").code == 0, "there is no mail server: that is counted, and fails no check"
        loop.until_told(metrics.DELIVERY_POOR, "", "firing")
        spoil(loop, "CREATE TRIGGER no BEFORE INSERT ON notices BEGIN SELECT RAISE(ABORT, 'a bad block'); END")
        spoil(loop, "UPDATE schedules SET next_due = next_due - 86400")
        assert loop.ddd("check").code == 2
        loop.until_told(metrics.CHECK_FAILED, "", "firing")

        spoil(loop, "DROP TRIGGER no")
        assert loop.ddd("person", "set", "anna", "--url", f"{loop.webhook}/anna").code == 0
        assert loop.ddd("notify", "retry").code == 0
        assert loop.ddd("check").code == 0
        loop.until_told(metrics.CHECK_FAILED, "", "resolved")
        loop.until_told(metrics.DELIVERY_POOR, "", "resolved")
        assert loop.told.messages
