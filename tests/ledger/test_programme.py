"""The programme: what a repository says is taken over, again and again, and what people changed stays theirs."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from ddd.ledger import audit, programme
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.programme import Entry, Wish, extracted
from ddd.ledger.registers import assets, people, schedules, standing
from ddd.ledger.rules import status
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.store.models import Message, Person, Schedule
from ddd.ledger.words import Role, Standing
from ddd.ledger.work import log
from ddd.pipeline import judge
from tests.cli.running import ddd_here
from tests.repositories import written

from .conftest import ADMIN, NOW
from .killing import killed

DAILY = Entry("backup", title="Backup", rules=("vixie 0 3 * * *",), grace=600, source="crontab:1", cadence="daily")
WEEKLY = Entry("report", title="Report", rules=("vixie 0 5 * * 1",), grace=600, source="crontab:2", cadence="weekly")
DRILL = Entry("drill", rules=("every 3 months",), anchor="completion", cadence="quarterly", source="tasks.yaml:3")
KILLS_FAST, KILLS_SLOW = 2, 100


def apply(
    ledger: Ledger, *entries: Entry, key: str = "harbour", now=NOW, actor=ADMIN, under="", zone="", without=()
) -> programme.Changes:
    with ledger.writing() as session:
        return programme.apply(session, actor, now, key, entries, Wish(zone, tuple(without)), under=under)


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


# Whom the repository names.


OWNED = replace(DAILY, owner="@harbour/dba")


@pytest.fixture
def staffed(ledger: Ledger) -> Ledger:
    """Give a ledger with people, of whom one bears the name of an owner."""
    with ledger.writing() as session:
        for key in ("anna", "@harbour/dba", "web"):
            people.add(session, ADMIN, NOW, key, url="mailto:team@example.org", zone="Asia/Tokyo")
    return ledger


def who(ledger: Ledger, task: str = "backup") -> str:
    with ledger.reading() as session:
        return standing.whole(session, NOW, schedule(session, task))["assignee"]


@pytest.mark.parametrize(
    ("owner", "person"),
    [("@harbour/dba", "@harbour/dba"), ("@web", "web"), ("web", "web"), ("harbour/dba", ""), ("@dba", ""), ("@", "")],
)
def test_an_owner_whom_the_ledger_knows_gets_the_task(staffed: Ledger, owner: str, person: str):
    changes = apply(staffed, replace(DAILY, owner=owner), WEEKLY)
    assert (who(staffed), who(staffed, "report")) == (person, "")
    assert (dict(changes.assigned), dict(changes.strangers)) == (({person: 1}, {}) if person else ({}, {owner: 1}))
    assert not apply(staffed, replace(DAILY, owner=owner), WEEKLY)


def test_an_owner_who_comes_later_gets_the_task_at_the_next_apply(ledger: Ledger):
    changes = apply(ledger, OWNED)
    assert (dict(changes.strangers), changes.has_people) == ({"@harbour/dba": 1}, False)
    with ledger.writing() as session:
        people.add(session, ADMIN, NOW, "@harbour/dba")
    (change,) = apply(ledger, OWNED).changed
    assert change.fields == {"assignee": ("", "@harbour/dba")}
    assert who(ledger) == "@harbour/dba"
    with ledger.reading() as session:
        assert schedule(session, "backup").pinned == []  # nobody has said it by hand


def test_another_owner_takes_the_task_from_the_first(staffed: Ledger):
    apply(staffed, OWNED)
    assert apply(staffed, replace(OWNED, owner="web")).changed[0].fields["assignee"] == ("@harbour/dba", "web")
    changes = apply(staffed, replace(OWNED, owner="somebody"))
    assert (who(staffed), dict(changes.strangers)) == (
        "",
        {"somebody": 1},
    )  # it is told in the apply that takes it away


def test_whom_a_person_gave_the_task_has_it_still(staffed: Ledger):
    apply(staffed, OWNED)
    with staffed.writing() as session:
        schedules.change(session, ADMIN, NOW, schedule(session, "backup"), assignee="anna")
    changes = apply(staffed, OWNED)
    assert (bool(changes), changes.pinned["backup"]) == (False, {"assignee": ("anna", "@harbour/dba")})
    with staffed.writing() as session:
        schedules.change(session, ADMIN, NOW, schedule(session, "backup"), assignee="")
    assert not apply(staffed, OWNED)  # nobody, and that on purpose
    with staffed.writing() as session:
        schedules.unpin(session, ADMIN, NOW, schedule(session, "backup"), ["assignee"])
    apply(staffed, OWNED)
    assert who(staffed) == "@harbour/dba"


def test_who_is_unpinned_gives_the_task_to_whom_the_repository_names(staffed: Ledger):
    apply(staffed, OWNED)
    for owner, given_to, expected in (
        ("@harbour/dba", "anna", "@harbour/dba"),
        ("somebody", "anna", "anna"),  # it names nobody whom the ledger knows
        ("", "web", "web"),
    ):
        with staffed.writing() as session:
            schedules.change(session, ADMIN, NOW, schedule(session, "backup"), assignee=given_to)
            schedules.unpin(session, ADMIN, NOW, schedule(session, "backup"), ["assignee"])
        apply(staffed, replace(OWNED, owner=owner))
        assert who(staffed) == expected


def test_whom_a_schedule_by_hand_was_given_to_has_it_whatever_owners_come(staffed: Ledger):
    with staffed.writing() as session:
        assets.add(session, ADMIN, NOW, "harbour")
        schedules.add(session, ADMIN, NOW, "harbour", "backup", ["every 2 days"], assignee="web")
    for owner in ("@harbour/dba", "web", "@harbour/dba"):
        apply(staffed, replace(DAILY, owner=owner))
        assert who(staffed) == "web"
        with staffed.reading() as session:
            assert schedule(session, "backup").owner == owner  # evidence: it follows the repository


def test_who_was_taken_out_gets_nothing(staffed: Ledger):
    apply(staffed, OWNED)
    with staffed.writing() as session:
        people.remove(session, ADMIN, NOW, people.find(session, "@harbour/dba"))
    changes = apply(staffed, OWNED, replace(WEEKLY, owner="@harbour/dba"))
    assert (who(staffed), who(staffed, "report")) == ("", "")
    assert dict(changes.strangers) == {"@harbour/dba": 2}


def test_one_message_tells_of_all_that_somebody_got(staffed: Ledger):
    apply(staffed, OWNED, replace(WEEKLY, owner="@harbour/dba"), replace(DRILL, owner="web"))
    with staffed.reading() as session:
        told = {one.title: one.body for one in session.scalars(select(Message))}
    assert sorted(told) == ["Yours: 2 tasks on harbour", "Yours: drill on harbour"]
    assert "backup: due first on Tue 2026-03-03 12:00 JST\nreport: due" in told["Yours: 2 tasks on harbour"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["apply", "hire", "fire", "assign", "unpin"]), st.sampled_from(["@dba", "web", "", "@ops"])
        ),
        max_size=10,
    )
)
def test_a_second_apply_changes_nothing_and_a_hand_is_never_overruled(ledger: Ledger, steps):
    with ledger.writing() as session:
        for table in (Message, Schedule, Person):
            session.execute(delete(table))
        people.add(session, ADMIN, NOW, "anna")
    hand: str | None = None
    apply(ledger, DAILY)
    for step, name in steps:
        key = name.removeprefix("@")
        with suppress(Refused), ledger.writing() as session:
            one = schedule(session, "backup")
            if step == "hire":
                people.add(session, ADMIN, NOW, key)
            elif step == "fire":
                people.remove(session, ADMIN, NOW, people.find(session, key))
                hand = "" if hand == key else hand
            elif step == "assign":
                told = schedules.change(session, ADMIN, NOW, one, assignee=key)
                hand = key if told else hand
            elif step == "unpin":
                schedules.unpin(session, ADMIN, NOW, one, ["assignee"])
                hand = None
        owned = replace(DAILY, owner=name)
        if step == "apply":
            apply(ledger, owned)
            assert not apply(ledger, owned)
        if hand is not None:
            assert who(ledger) == hand


# Which zone is meant.


KNOWN = replace(WEEKLY, zone="Asia/Tokyo")


def zones(ledger: Ledger) -> dict[str, str]:
    with ledger.reading() as session:
        return {one.task: one.zone for one in session.scalars(select(Schedule))}


def test_the_wanted_zone_goes_for_tasks_whose_own_nobody_knows_and_stays(ledger: Ledger):
    changes = apply(ledger, DAILY, KNOWN, zone="Europe/Berlin")
    assert changes.assumed == {"Europe/Berlin": 1}
    assert zones(ledger) == {"backup": "Europe/Berlin", "report": "Asia/Tokyo"}
    with ledger.reading() as session:
        assert schedule(session, "backup").next_due == NOW.replace(day=3, hour=2)
    assert not apply(ledger, DAILY, KNOWN)
    apply(ledger, DAILY, KNOWN, DRILL)
    assert zones(ledger)["drill"] == "Europe/Berlin"  # as all others of which nobody knows it


def test_a_zone_can_be_wanted_later_and_another_one(ledger: Ledger):
    assert apply(ledger, DAILY, KNOWN).assumed == {"UTC": 1}
    for old, new in (("UTC", "Europe/Berlin"), ("Europe/Berlin", "UTC")):
        (change,) = apply(ledger, DAILY, KNOWN, zone=new).changed
        assert (change.task, change.fields) == ("backup", {"zone": (old, new)})
    assert zones(ledger) == {"backup": "UTC", "report": "Asia/Tokyo"}


def test_the_zone_that_a_person_gave_stays(ledger: Ledger):
    apply(ledger, DAILY)
    with ledger.writing() as session:
        schedules.change(session, ADMIN, NOW, schedule(session, "backup"), zone="Asia/Tokyo")
    assert apply(ledger, DAILY, zone="Europe/Berlin").pinned == {"backup": {"zone": ("Asia/Tokyo", "Europe/Berlin")}}
    assert apply(ledger, DAILY, WEEKLY).pinned == {}
    assert zones(ledger) == {"backup": "Asia/Tokyo", "report": "UTC"}


def test_a_zone_that_is_none_is_refused(ledger: Ledger):
    with pytest.raises(Refused, match="unknown time zone"):
        apply(ledger, DAILY, zone="Mars/Phobos")
    with pytest.raises(Refused, match="unknown time zone"):
        programme.plan_without_ledger("harbour", [DAILY], Wish("Mars/Phobos"))


# What is left out.


@pytest.mark.parametrize("pattern", ["ci/nightly/lint", "lint", "ci/*", "*lint", "nightly/l?nt"])
def test_what_is_left_out_stays_out(ledger: Ledger, pattern: str):
    lint = replace(DAILY, task="ci/nightly/lint")
    with ledger.reading() as session:
        planned = programme.plan(session, "harbour", [lint, WEEKLY], Wish(leave_out=(pattern,)))
    assert (planned.left_out, [one.task for one in planned.new]) == (["ci/nightly/lint"], ["report"])
    assert apply(ledger, lint, WEEKLY, without=[pattern]).left_out == ["ci/nightly/lint"]
    for again in ((), [pattern]):
        changes = apply(ledger, lint, WEEKLY, without=again)
        assert (bool(changes), changes.removed, changes.unchanged) == (False, ["ci/nightly/lint"], 1)
    with ledger.reading() as session:
        assert [one.task for one, _ in schedules.listed(session)] == ["report"]


def test_what_is_left_out_later_keeps_its_history_and_comes_back_by_hand(ledger: Ledger):
    apply(ledger, DAILY, WEEKLY)
    with ledger.writing() as session:
        log.record(session, ADMIN, NOW, schedule(session, "backup"))
    assert apply(ledger, DAILY, WEEKLY, without=["backup"]).left_out == ["backup"]
    assert apply(ledger, replace(DAILY, task="dump", was="backup"), WEEKLY).removed == ["dump"]
    with ledger.writing() as session:
        assert [one["task"] for one in log.entries(session, log.Wanted())] == ["backup"]
        schedules.add(session, ADMIN, NOW, "harbour", "backup", ["every day"])
    apply(ledger, DAILY, WEEKLY)
    with ledger.reading() as session:
        assert schedule(session, "backup").rules == list(DAILY.rules)


def test_a_renamed_task_that_is_left_out_stays_out_under_its_new_name(ledger: Ledger):
    apply(ledger, DAILY)
    apply(ledger, replace(DAILY, task="dump", was="backup"), without=["dump"])
    assert apply(ledger, replace(DAILY, task="dump")).removed == ["dump"]


def test_only_what_the_repository_names_is_left_out(ledger: Ledger):
    apply(ledger, DAILY)
    with ledger.writing() as session:
        schedules.add(session, ADMIN, NOW, "harbour", "by-hand", ["every day"])
    assert apply(ledger, DAILY, without=["*"]).left_out == ["backup"]
    with ledger.reading() as session:
        assert [one.task for one, _ in schedules.listed(session)] == ["by-hand"]


def test_what_nothing_fits_is_told_and_nothing_is_done(ledger: Ledger):
    with pytest.raises(Refused, match="no task “bakup” to leave out") as told:
        apply(ledger, DAILY, without=["bakup"])
    assert "did you mean “backup”" in told.value.advice
    with ledger.reading() as session:
        assert assets.below(session) == []


def test_leaving_out_takes_a_coordinator(ledger: Ledger):
    apply(ledger, DAILY)
    with pytest.raises(Refused, match="takes the role coordinator"):
        apply(ledger, DAILY, actor=Actor("ben", Role.VIEWER), without=["backup"])


# The asset has another key.


def test_a_repository_whose_asset_was_renamed_goes_on_there(ledger: Ledger, tmp_path: Path):
    folder = tmp_path / "harbour"
    folder.mkdir()
    apply(ledger, DAILY, WEEKLY)
    with ledger.writing() as session:
        assets.rename(session, ADMIN, NOW, assets.find(session, "harbour"), "port")
    changes = apply(ledger, WEEKLY)
    assert (changes.asset, changes.is_new, changes.missing, changes.unchanged) == ("port", False, ["backup"], 1)
    with ledger.reading() as session:
        found = programme.of_folder(session, folder)
        assert found is not None
        assert found.key == "port"
        assert [one.key for one in assets.below(session)] == ["port"]


# The command.


FILES = {
    "CODEOWNERS": "* @harbour/dba\n/cron.d/web @web\n",
    "cron.d/jobs": "0 3 * * * root /usr/local/bin/backup.sh\n30 4 * * * root /usr/local/bin/tidy.sh\n",
    "cron.d/web": "CRON_TZ=Asia/Tokyo\n0 5 * * * root /usr/local/bin/renew.sh\n",
}


def test_a_plan_and_its_apply_say_whom_the_repository_names_and_what_is_assumed(
    home: Path, tmp_path: Path, monkeypatch, capsys
):
    repository = written(tmp_path / "harbour", FILES)

    def ran(*arguments: str):
        return ddd_here(monkeypatch, capsys, *arguments)

    told = ran("programme", "plan", str(repository), "--except", "*tidy*")
    assert told.code == 0
    assert "harbour: 2 new, 1 left out" in told.err
    assert "the repository names no zone for 1 task, read in UTC: `--zone AREA/CITY` says otherwise" in told.err
    assert "@harbour/dba owns 1 task and is not in the ledger: `ddd person add @harbour/dba --url mailto:…`" in told.err
    assert "`ddd person add anna`" in told.err
    told = ran("programme", "apply", str(repository), "--except", "*tidy*", "--zone", "Europe/Berlin")
    assert "read in Europe/Berlin\n" in told.err
    assert ", then apply again" in told.err
    for person in ("anna", "@harbour/dba"):
        assert ran("person", "add", person).code == 0
    told = ran("programme", "apply", str(repository))
    assert "assigned to @harbour/dba, as the repository says: 1 task\n" in told.err
    assert "@web owns 1 task" in told.err
    assert "add yourself" not in told.err
    assert ran("programme", "plan", str(repository), "--exit-code", "-q").code == 0
    assert sorted(zones_of(ran("schedule", "list", "--format", "json").out)) == ["Asia/Tokyo", "Europe/Berlin"]
    assert ran("programme", "apply", str(repository), "--zone", "Berlin").code == 2


def test_a_folder_applied_to_an_asset_goes_there_again_unasked(home: Path, tmp_path: Path, monkeypatch, capsys):
    repository = str(written(tmp_path / "checkout-7", FILES))
    assert ddd_here(monkeypatch, capsys, "programme", "apply", repository, "--asset", "harbour").code == 0
    told = ddd_here(monkeypatch, capsys, "programme", "plan", repository, "--exit-code")
    assert (told.code, "harbour: nothing changes" in told.out) == (0, True)
    assert "takes it over" not in told.err  # there is nothing to take
    assert ddd_here(monkeypatch, capsys, "programme", "apply", repository).code == 0
    assert json.loads(ddd_here(monkeypatch, capsys, "asset", "list", "--format", "json").out)["assets"][1:] == []


def zones_of(out: str) -> list[str]:
    return [one["zone"] for one in json.loads(out)["schedules"]]


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
    assert (backup.zone, said["drill"].zone) == ("Europe/Berlin", "")
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
