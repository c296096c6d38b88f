"""The programme: what a repository says is taken over, again and again, and what people changed stays theirs."""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ddd.ledger import audit, programme
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.programme import Entry, extracted
from ddd.ledger.registers import assets, people, schedules
from ddd.ledger.rules import status
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.store.models import Schedule
from ddd.ledger.words import Role, Standing
from ddd.ledger.work import log
from ddd.pipeline import judge
from tests.repositories import written

from .conftest import ADMIN, NOW
from .killing import killed

DAILY = Entry("backup", title="Backup", rules=("vixie 0 3 * * *",), grace=600, source="crontab:1", cadence="daily")
WEEKLY = Entry("report", title="Report", rules=("vixie 0 5 * * 1",), grace=600, source="crontab:2", cadence="weekly")
DRILL = Entry("drill", rules=("every 3 months",), anchor="completion", cadence="quarterly", source="tasks.yaml:3")
KILLS_FAST, KILLS_SLOW = 2, 100


def apply(ledger: Ledger, *entries: Entry, key: str = "harbour", now=NOW, actor=ADMIN, under="") -> programme.Changes:
    with ledger.writing() as session:
        return programme.apply(session, actor, now, key, entries, under=under)


def schedule(session, task: str, asset: str = "") -> Schedule:
    return schedules.find(session, task, asset)


def test_nothing_new_is_due_at_once(ledger: Ledger):
    changes = apply(ledger, DAILY, WEEKLY, DRILL)
    assert (changes.is_new, len(changes.new)) == (True, 3)
    with ledger.reading() as session:
        due = {one.task: one.next_due for one in session.scalars(select(Schedule))}
        assert assets.find(session, "harbour").kind == "repository"
    assert due["backup"] == NOW.replace(day=3, hour=3)
    assert due["report"] == NOW.replace(day=9, hour=5)
    assert due["drill"] == NOW.replace(month=6)  # a length from now, not at once


def test_a_second_time_nothing_changes(ledger: Ledger):
    apply(ledger, DAILY, WEEKLY)
    with ledger.reading() as session:
        head = audit.head(session)
    changes = apply(ledger, DAILY, WEEKLY, now=NOW + timedelta(days=3))
    assert not changes
    assert changes.unchanged == 2
    with ledger.reading() as session:
        assert audit.head(session) == head
        assert list(audit.verify(session)) == []


def test_what_the_repository_changes_is_changed(ledger: Ledger):
    apply(ledger, DAILY)
    changes = apply(ledger, replace(DAILY, title="Nightly backup", grace=900))
    assert [(one.task, one.fields) for one in changes.changed] == [
        ("backup", {"title": ("Backup", "Nightly backup"), "grace": (600, 900)})
    ]
    with ledger.reading() as session:
        assert (schedule(session, "backup").title, schedule(session, "backup").grace) == ("Nightly backup", 900)


def test_new_rules_count_from_now_while_nothing_is_owed(ledger: Ledger):
    apply(ledger, WEEKLY)  # due next Monday
    later = NOW + timedelta(days=2)
    apply(ledger, replace(WEEKLY, rules=("vixie 0 5 * * *",), cadence="daily"), now=later)
    with ledger.reading() as session:
        one = schedule(session, "report")
        assert one.next_due == (later + timedelta(days=1)).replace(hour=5)
        assert status.standing(one.next_due, one.grace, one.paused, later) is Standing.SOON


def test_what_is_owed_stays_owed_under_new_rules(ledger: Ledger):
    apply(ledger, DAILY)
    later = NOW + timedelta(days=2)
    apply(ledger, replace(DAILY, rules=("vixie 0 4 * * *",)), now=later)
    with ledger.reading() as session:
        one = schedule(session, "backup")
        assert one.next_due == NOW.replace(day=3, hour=4)
        assert status.standing(one.next_due, one.grace, one.paused, later) is Standing.OVERDUE


def test_what_a_person_changed_is_pinned(ledger: Ledger):
    apply(ledger, DAILY)
    with ledger.writing() as session:
        schedules.change(session, ADMIN, NOW, schedule(session, "backup"), rules=["cron 0 1 * * *"], title="Mine")
    changes = apply(ledger, replace(DAILY, title="Theirs", rules=("vixie 0 9 * * *",), grace=900, zone="Asia/Tokyo"))
    assert [(one.task, set(one.fields)) for one in changes.changed] == [("backup", {"grace"})]
    assert changes.pinned["backup"]["title"] == ("Mine", "Theirs")
    assert set(changes.pinned["backup"]) == {"title", "rules", "zone"}  # whose the rules are, theirs is their zone
    with ledger.reading() as session:
        one = schedule(session, "backup")
        assert (one.title, one.rules, one.zone, one.grace) == ("Mine", ["cron 0 1 * * *"], "UTC", 900)


def test_what_is_unpinned_the_programme_says_again(ledger: Ledger):
    apply(ledger, DAILY)
    with ledger.writing() as session:
        schedules.change(session, ADMIN, NOW, schedule(session, "backup"), title="Mine")
        schedules.unpin(session, ADMIN, NOW, schedule(session, "backup"), ["title"])
        with pytest.raises(Refused, match="not pinned"):
            schedules.unpin(session, ADMIN, NOW, schedule(session, "backup"), ["title"])
    assert apply(ledger, DAILY).changed[0].fields == {"title": ("Mine", "Backup")}


def test_what_vanished_is_marked_and_never_deleted(ledger: Ledger):
    apply(ledger, DAILY, WEEKLY)
    assert apply(ledger, WEEKLY).missing == ["backup"]
    again = apply(ledger, WEEKLY)
    assert (again.missing, again.gone, bool(again)) == ([], ["backup"], False)
    with ledger.reading() as session:
        assert schedule(session, "backup").missing_since == NOW
        assert schedule(session, "backup").next_due is not None
    back = apply(ledger, DAILY, WEEKLY)
    assert [(one.task, one.back) for one in back.changed] == [("backup", True)]
    with ledger.reading() as session:
        assert schedule(session, "backup").missing_since is None


def test_a_renamed_task_keeps_its_history(ledger: Ledger):
    apply(ledger, DAILY)
    with ledger.writing() as session:
        log.record(session, ADMIN, NOW, schedule(session, "backup"))
        before = schedule(session, "backup").id
    changes = apply(ledger, replace(DAILY, task="nightly-dump", was="backup"))
    assert [(one.task, one.was) for one in changes.changed] == [("nightly-dump", "backup")]
    assert (changes.new, changes.missing) == ([], [])
    with ledger.reading() as session:
        assert schedule(session, "nightly-dump").id == before
        assert [one["task"] for one in log.entries(session, log.Wanted(task="nightly-dump"))] == ["nightly-dump"]
    assert not apply(ledger, replace(DAILY, task="nightly-dump", was="backup"))


def test_a_new_task_under_an_old_name_takes_no_history(ledger: Ledger):
    apply(ledger, DAILY)
    changes = apply(ledger, DAILY, replace(WEEKLY, was="backup"))
    assert [one.task for one in changes.new] == ["report"]
    assert changes.unchanged == 1


def test_two_repositories_know_nothing_of_each_other(ledger: Ledger):
    apply(ledger, DAILY, WEEKLY, key="harbour")
    apply(ledger, DAILY, key="quay")
    assert apply(ledger, DAILY, key="quay").unchanged == 1
    assert apply(ledger, DAILY, WEEKLY, key="harbour").unchanged == 2
    with ledger.reading() as session:
        with pytest.raises(Refused, match="several assets have the task “backup”: harbour, quay"):
            schedule(session, "backup")
        assert schedule(session, "backup", "quay").programme == "quay"
        assert schedules.on_several(session, ["backup", "report"]) == {"backup"}


def test_what_a_person_took_out_stays_out(ledger: Ledger):
    apply(ledger, DAILY)
    with ledger.writing() as session:
        schedules.delete(session, ADMIN, NOW, schedule(session, "backup"))
    changes = apply(ledger, DAILY)
    assert (bool(changes), changes.removed) == (False, ["backup"])
    with ledger.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "harbour", "backup", ["every day"])
        assert made.deleted_at is None


def test_a_schedule_by_hand_keeps_all_that_its_person_said(ledger: Ledger):
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "harbour")
        schedules.add(session, ADMIN, NOW, "harbour", "backup", ["every 2 days"], title="Ours")
    changes = apply(ledger, DAILY)
    assert [(one.task, set(one.fields)) for one in changes.changed] == [("backup", {"source", "programme"})]
    with ledger.reading() as session:
        one = schedule(session, "backup")
        assert (one.title, one.rules, one.source) == ("Ours", ["every 2 days"], "crontab:1")
    assert not apply(ledger, DAILY)


def test_a_plan_writes_nothing(ledger: Ledger):
    with ledger.reading() as session:
        assert len(programme.plan(session, "harbour", [DAILY]).new) == 1
        assert assets.below(session) == []


def test_an_error_in_the_middle_leaves_nothing(ledger: Ledger):
    bad = replace(WEEKLY, rules=("vixie 99 99 * * *",))
    with pytest.raises(Exception, match="99"):
        apply(ledger, DAILY, bad)
    with ledger.reading() as session:
        assert assets.below(session) == []
        assert audit.head(session)[0] == 0


def test_a_new_asset_goes_below_another(ledger: Ledger):
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "plant")
    apply(ledger, DAILY, under="plant")
    with ledger.reading() as session:
        assert [one.key for one in assets.above(session, assets.find(session, "harbour"))] == ["plant"]
    with pytest.raises(Refused, match="no asset “nowhere”"):
        apply(ledger, DAILY, under="nowhere")


def test_it_takes_a_coordinator(ledger: Ledger):
    with ledger.writing() as session:
        people.add(session, ADMIN, NOW, "anna")
    with pytest.raises(Refused, match="takes the role coordinator"):
        apply(ledger, DAILY, actor=Actor("ben", Role.VIEWER))
    with pytest.raises(Refused, match="a part of the assets only"):
        apply(ledger, DAILY, actor=Actor("ben", Role.COORDINATOR, None, "/7/"))


@pytest.mark.parametrize("key", ["", " ", "-x", "a\x1b[31m", "a\nb", "x" * 201])
def test_a_key_that_nobody_could_type_is_refused(ledger: Ledger, key: str):
    with pytest.raises(Refused, match="no name for the ledger"):
        apply(ledger, DAILY, key=key)


# What is read of a repository.


def read(tmp_path: Path, files: dict[str, str | bytes]) -> extracted.Read:
    judged = judge(written(tmp_path / "repo", files))
    return extracted.read(judged.plan, dict(judged.assessment.categories))


def test_rules_as_each_system_says_them(tmp_path: Path):
    found = read(
        tmp_path,
        {
            "cron.d/jobs": """
                CRON_TZ=Europe/Berlin
                0 3 * * * root /usr/local/bin/backup.sh
                @reboot root /usr/local/bin/warm-up.sh
            """,
            ".ddd/tasks.yaml": """
                tasks:
                  - id: drill
                    name: Restore drill
                    cadence: quarterly
                    steps: [{do: restore it}]
                  - id: filters
                    schedule: 0 9 1 * *
                    timezone: Asia/Tokyo
                    steps: [{do: clean them}]
            """,
        },
    )
    said = {one.task: one for one in found.entries}
    assert said["drill"].rules == ("every 3 months",)
    assert said["drill"].anchor == "completion"
    assert (said["filters"].rules, said["filters"].zone) == (("vixie 0 9 1 * *",), "Asia/Tokyo")
    assert said["drill"].source == ".ddd/tasks.yaml:2"
    (backup,) = (one for one in found.entries if "backup" in one.task)
    assert (backup.rules, backup.anchor, backup.source) == (("cronie 0 3 * * *",), "calendar", "cron.d/jobs:2")
    assert any("runs when the host starts" in line for line in found.left_out)


def test_lengths_of_time_in_words():
    told = [extracted._length(seconds) for seconds in (1, 90, 3_600, 86_400, 14 * 86_400, 2_629_800, 31_557_600)]
    assert told == [
        "every second",
        "every 90 seconds",
        "every hour",
        "every day",
        "every 2 weeks",
        "every month",
        "every year",
    ]


def test_hostile_words_are_stored_as_they_can_be_shown(ledger: Ledger, tmp_path: Path):
    files = {
        ".ddd/tasks.yaml": """
            tasks:
              - id: drill
                name: "a\\e[31m\\u202e =cmd()|x ##[error] password=hunter2hunter2"
                cadence: monthly
                steps: [{do: look}]
        """
    }
    found = read(tmp_path, files)
    apply(ledger, *found.entries)
    with ledger.reading() as session:
        title = schedule(session, "drill").title
    assert "\x1b" not in title
    assert "\u202e" not in title
    assert "hunter2" not in title


def test_a_folder_is_known_again_by_the_asset_it_was_applied_to(ledger: Ledger, tmp_path: Path):
    apply(ledger, DAILY, key="harbour")
    folder = tmp_path / "checkout-7"
    folder.mkdir()
    with ledger.writing() as session:
        assert programme.of_folder(session, folder) is None
        programme.remember(session, folder, "harbour")
    with ledger.reading() as session:
        found = programme.of_folder(session, folder)
        assert found is not None
        assert found.key == "harbour"


# Killed at any moment: all of it, or nothing.


_APPLY = """
import sys
from ddd.ledger import clock, programme
from ddd.ledger.actor import Actor
from ddd.ledger.store import open_ledger
entries = [programme.Entry(f"job-{n}", rules=(f"vixie {n} 3 * * *",), cadence="daily") for n in range(50)]
with open_ledger(create=True) as ledger, ledger.writing() as session:
    programme.apply(session, Actor("anna"), clock.now(), sys.argv[1], entries)
"""


def kill_and_look(argv: list[str], times: int, seed: int) -> None:
    assert killed([*argv, "first"], os.environ, delay=60) == 0
    began = time.monotonic()
    assert killed([*argv, "second"], os.environ, delay=60) == 0
    whole, chance, acknowledged = time.monotonic() - began, random.Random(seed), {"first", "second"}
    for number in range(times):
        if killed([*argv, f"asset-{number}"], os.environ, delay=chance.uniform(whole * 0.4, whole * 1.1)) == 0:
            acknowledged.add(f"asset-{number}")
    with open_ledger() as ledger, ledger.reading() as session:
        there = {one.key for one in assets.below(session)}
        assert acknowledged <= there
        for key in there:
            assert len(schedules.listed(session, assets.find(session, key))) == 50
        assert list(audit.verify(session)) == []


def test_killed_while_it_applies(home):
    kill_and_look([sys.executable, "-c", _APPLY], KILLS_FAST, 1)


@pytest.mark.slow
def test_killed_a_hundred_times_while_the_command_applies(home, tmp_path: Path):
    jobs = "".join(f"{minute} 3 * * * root /usr/local/bin/job-{minute}.sh\n" for minute in range(50))
    repository = written(tmp_path / "repo", {"cron.d/jobs": jobs})
    kill_and_look([sys.executable, "-m", "ddd", "programme", "apply", str(repository), "--asset"], KILLS_SLOW, 2)
