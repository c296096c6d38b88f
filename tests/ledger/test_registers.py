"""The registers: assets in a tree, people with roles and scopes, contracts, schedules; who may change what."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from ddd.ledger import actor as actors
from ddd.ledger import audit, clock, figures, trail
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.notify import outbox
from ddd.ledger.planning import silences, windows
from ddd.ledger.planning.conflicts import Times
from ddd.ledger.registers import assets, contracts, people, schedules, standing
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Asset, Message, Person, Schedule
from ddd.ledger.words import Outcome, Role
from ddd.ledger.work import log, spool
from tests.cli.running import ddd_here

from .conftest import ADMIN, NOW

DAY = timedelta(days=1)


@pytest.fixture
def theatre(ledger: Ledger) -> Ledger:
    """Give a ledger with a theatre, its two halls and a room, and three people."""
    with ledger.writing() as session:
        people.add(session, ADMIN, NOW, "anna", url="mailto:anna@example.org")
        for key, parent in (("theatre", ""), ("hall-1", "theatre"), ("hall-2", "theatre"), ("room", "hall-1")):
            assets.add(session, ADMIN, NOW, key, parent=parent)
        people.add(session, ADMIN, NOW, "ben", role="coordinator", scope="hall-1", url="mailto:ben@example.org")
        people.add(session, ADMIN, NOW, "cleo")
    return ledger


def who(session, key: str) -> Actor:
    return actors.find(session, key)


def lines(session) -> dict[str, list[str]]:
    return {one.key: [up.key for up in assets.above(session, one)] for one in assets.below(session)}


# Assets.


def test_a_tree_is_moved_with_all_below_it(theatre: Ledger):
    with theatre.writing() as session:
        assets.move(session, ADMIN, NOW, assets.find(session, "hall-1"), "hall-2")
    with theatre.reading() as session:
        assert lines(session)["room"] == ["theatre", "hall-2", "hall-1"]
        assert [one.key for one in assets.below(session, assets.find(session, "hall-2"))] == [
            "hall-1",
            "hall-2",
            "room",
        ]
    with theatre.writing() as session:
        assets.move(session, ADMIN, NOW, assets.find(session, "hall-1"), "")
    with theatre.reading() as session:
        assert lines(session)["room"] == ["hall-1"]


def test_nothing_is_part_of_itself(theatre: Ledger):
    for below in ("theatre", "room"):
        with pytest.raises(Refused, match="is part of theatre"), theatre.writing() as session:
            assets.move(session, ADMIN, NOW, assets.find(session, "theatre"), below)


def test_whom_the_check_tells_follows_the_tree(theatre: Ledger):
    with theatre.writing() as session:
        assets.change(session, ADMIN, NOW, assets.find(session, "theatre"), owner="anna")
        assets.change(session, ADMIN, NOW, assets.find(session, "hall-1"), owner="ben")
    told = {"theatre": "anna", "hall-1": "ben", "hall-2": "anna", "room": "ben"}
    with theatre.reading() as session:
        assert {row["key"]: row["told"] for row in standing.assets(session, NOW)} == told
    with theatre.writing() as session:
        assets.move(session, ADMIN, NOW, assets.find(session, "room"), "hall-2")
        assets.change(session, ADMIN, NOW, assets.find(session, "hall-1"), owner="")
    with theatre.reading() as session:
        assert {row["told"] for row in standing.assets(session, NOW)} == {"anna"}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(-1, 6), st.sampled_from(["", "anna", "ben", None])), max_size=12)
)
def test_lines_and_owners_are_those_of_the_tree_whatever_is_moved(ledger: Ledger, steps):
    with ledger.writing() as session:
        session.execute(delete(Asset))
        session.execute(delete(Person))
        people.add(session, ADMIN, NOW, "anna")
        people.add(session, ADMIN, NOW, "ben")
        for number in range(7):
            assets.add(session, ADMIN, NOW, f"a{number}")
        for moved, below, owner in steps:
            asset = assets.find(session, f"a{moved}")
            with suppress(Refused):
                assets.move(session, ADMIN, NOW, asset, f"a{below}" if below >= 0 else "")
            if owner is not None:
                assets.change(session, ADMIN, NOW, asset, owner=owner)
        found = {one.id: one for one in assets.below(session)}
        for one in found.values():
            line, told, up = "", one.owner_id, one
            while up is not None:
                line, told = f"{up.id}/{line}", told or up.owner_id
                up = found.get(up.parent_id or 0)
            assert (one.line, one.told_id) == (f"/{line}", told)


def test_warranties_stand_as_the_clock_says(ledger: Ledger):
    spans = {
        "none": (None, None),
        "ok": (NOW - DAY, NOW + 400 * DAY),
        "ends-soon": (None, NOW + 30 * DAY),
        "ended": (None, NOW),
        "not-yet": (NOW + DAY, None),
    }
    with ledger.writing() as session:
        for key, (start, end) in spans.items():
            assets.add(session, ADMIN, NOW, key, warranty_start=start, warranty_end=end)
    with ledger.reading() as session:
        assert {row["key"]: row["warranty"] for row in standing.assets(session, NOW)} == {key: key for key in spans}
    with pytest.raises(Refused, match=r"would end .* before it begins"), ledger.writing() as session:
        assets.change(session, ADMIN, NOW, assets.find(session, "not-yet"), warranty_end=NOW)


def test_an_asset_is_taken_out_with_its_schedules_and_comes_back(theatre: Ledger):
    with theatre.writing() as session:
        schedules.add(session, ADMIN, NOW, "room", "clean", ["every week"])
        with pytest.raises(Refused, match="room is part of hall-1"):
            assets.remove(session, ADMIN, NOW, assets.find(session, "hall-1"))
        assert assets.remove(session, ADMIN, NOW, assets.find(session, "room")) == 1
        with pytest.raises(Refused, match="no task “clean”"):
            schedules.find(session, "clean")
        assets.add(session, ADMIN, NOW, "room", parent="hall-2")
        assert lines(session)["room"] == ["theatre", "hall-2"]
        schedules.add(session, ADMIN, NOW, "room", "clean", ["every week"])


def test_what_was_taken_out_of_another_part_cannot_be_brought_back_into_ones_own(theatre: Ledger):
    with theatre.writing() as session:
        assets.add(session, ADMIN, NOW, "cellar", parent="hall-2")
        assets.remove(session, ADMIN, NOW, assets.find(session, "cellar"))
        with pytest.raises(Refused, match="cellar is outside what ben may act on"):
            assets.add(session, who(session, "ben"), NOW, "cellar", parent="hall-1")
        assets.remove(session, ADMIN, NOW, assets.find(session, "room"))
        assets.add(session, who(session, "ben"), NOW, "room", parent="hall-1")


def test_what_was_taken_out_below_moves_with_what_comes_back(theatre: Ledger):
    with theatre.writing() as session:
        assets.remove(session, ADMIN, NOW, assets.find(session, "room"))
        assets.remove(session, ADMIN, NOW, assets.find(session, "hall-1"))
        hall = assets.add(session, ADMIN, NOW, "hall-1", parent="hall-2")
        room = session.scalars(select(Asset).where(Asset.key == "room")).one()
        assert room.line == f"{hall.line}{room.id}/"


def test_the_old_key_of_a_renamed_asset_leads_to_it_until_another_has_it(theatre: Ledger):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "clean", ["every week"])
        room = assets.find(session, "room")
        assert assets.rename(session, ADMIN, NOW, room, "foyer") == ["clean"]
        assets.rename(session, ADMIN, NOW, room, "lobby")
        for key in ("room", "foyer", "lobby"):
            assert assets.find(session, key) is room
            assert schedules.find(session, "clean", key) is made
        assert (room.key, room.name) == ("lobby", "lobby")
        assert assets.rename(session, ADMIN, NOW, room, "lobby") == []
        other = assets.add(session, ADMIN, NOW, "room")
        assert assets.find(session, "room") is other
        assets.remove(session, ADMIN, NOW, other)
        with pytest.raises(Refused, match="no asset “room”"):
            assets.find(session, "room")
        assets.remove(session, ADMIN, NOW, room)
        with pytest.raises(Refused, match="no asset “foyer”"):
            assets.find(session, "foyer")
        assert list(audit.verify(session)) == []


@pytest.mark.parametrize("key", ["hall-2", "cellar", "", "-x", "a\nb", "x" * 201])
def test_a_key_that_another_has_or_had_or_nobody_could_type_is_refused(theatre: Ledger, key: str):
    with theatre.writing() as session:
        assets.remove(session, ADMIN, NOW, assets.add(session, ADMIN, NOW, "cellar"))
        with pytest.raises(Refused, match=r"there is an asset|no name"):
            assets.rename(session, ADMIN, NOW, assets.find(session, "room"), key)
        for name in ("cleo", "ben"):
            with pytest.raises(Refused, match=r"takes the role|outside"):
                assets.rename(session, who(session, name), NOW, assets.find(session, "hall-2"), "new")


def test_a_renamed_asset_keeps_the_name_that_people_gave_it(theatre: Ledger):
    with theatre.writing() as session:
        hall = assets.find(session, "hall-1")
        assets.change(session, ADMIN, NOW, hall, name="Great Hall")
        assets.rename(session, ADMIN, NOW, hall, "great-hall")
        assert hall.name == "Great Hall"


def test_what_waits_under_the_old_key_is_recorded_all_the_same(theatre: Ledger):
    with theatre.writing() as session:
        schedules.add(session, ADMIN, NOW, "room", "clean", ["every day"])
        schedules.add(session, ADMIN, NOW, "hall-2", "clean", ["every day"])
    spool.put(spool.Record(str(uuid4()), "clean", "room", "cron", NOW, Outcome.DONE, 0, 1.5))
    with theatre.writing() as session:
        assets.rename(session, ADMIN, NOW, assets.find(session, "room"), "foyer")
    assert spool.take_in(theatre, NOW).recorded == 1
    with theatre.reading() as session:
        assert [one["asset"] for one in log.entries(session, log.Wanted())] == ["foyer"]


def test_silences_name_the_new_key(theatre: Ledger, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", "http://127.0.0.1:9")
    times = Times(NOW, NOW + DAY)
    with theatre.writing() as session:
        windows.create(session, ADMIN, NOW, assets.find(session, "theatre"), times, title="Paint")
        assets.rename(session, ADMIN, NOW, assets.find(session, "room"), "foyer")
        found = session.scalars(select(Message).where(Message.kind == silences.KIND).order_by(Message.id)).all()
        first, end, again = found
        assert ("room" in first.data["assets"], first.next_try) == (True, None)  # not sent yet: it never will be
        assert "expire" in end.data
        assert ("room" in again.data["assets"], "foyer" in again.data["assets"]) == (False, True)


def test_the_old_series_vanish_with_the_old_key(theatre: Ledger, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DDD_TEXTFILE_DIR", str(tmp_path))
    with theatre.writing() as session:
        number = schedules.add(session, ADMIN, NOW, "room", "clean", ["every day"]).id
    figures.tell(theatre, [number], NOW)
    figures.tell_alone("scrub", "room", NOW, succeeded=True, duration=1.0, next_due=None)
    with theatre.writing() as session:
        schedules.add(session, ADMIN, NOW, "room", "scrub", ["every day"])
    ran = ddd_here(monkeypatch, capsys, "asset", "set", "room", "--key", "foyer", "--kind", "room")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "room: kind: none -> room, key: room -> foyer\n"
    told = [file.read_text() for file in tmp_path.glob("*.prom")]
    assert len(told) == 2
    assert all('asset="foyer"' in text and 'asset="room"' not in text for text in told)
    assert "foyer" in ddd_here(monkeypatch, capsys, "asset", "show", "room").out


def test_near_misses_are_named(theatre: Ledger):
    with theatre.reading() as session:
        with pytest.raises(Refused) as told:
            assets.find(session, "hal-2")
        assert "did you mean “hall-2”" in told.value.advice
        with pytest.raises(Refused) as told:
            people.find(session, "ana")
        assert "did you mean “anna”" in told.value.advice


def test_the_last_part_of_a_task_leads_to_it(theatre: Ledger):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "roles/backup/nightly-dump", ["every day"])
        assert schedules.find(session, "nightly-dump") is made
        assert schedules.find(session, "backup/nightly-dump", "room") is made
        with pytest.raises(Refused) as told:
            schedules.find(session, "nightly-dum")
        assert "did you mean “roles/backup/nightly-dump”" in told.value.advice
        schedules.add(session, ADMIN, NOW, "room", "roles/other/nightly-dump", ["every day"])
        with pytest.raises(Refused, match="roles/backup/nightly-dump, roles/other/nightly-dump"):
            schedules.find(session, "nightly-dump")
        exact = schedules.add(session, ADMIN, NOW, "room", "nightly-dump", ["every day"])
        assert schedules.find(session, "nightly-dump") is exact


# People.


def test_the_first_person_is_admin_over_everything(ledger: Ledger):
    for wrong in ({"role": "viewer"}, {"role": "admin", "scope": "hall"}):
        with pytest.raises(Refused, match="the first person must be admin"), ledger.writing() as session:
            people.add(session, ADMIN, NOW, "anna", **wrong)
    with ledger.writing() as session:
        assert people.add(session, ADMIN, NOW, "anna").role == Role.ADMIN
        assert people.add(session, who(session, "anna"), NOW, "ben").role == Role.VIEWER
        assert who(session, "a stranger").role == Role.VIEWER


def test_one_admin_always_stays(theatre: Ledger):
    takes = [
        lambda session, anna: people.remove(session, ADMIN, NOW, anna),
        lambda session, anna: people.change(session, ADMIN, NOW, anna, role="viewer"),
        lambda session, anna: people.change(session, ADMIN, NOW, anna, scope="hall-1"),
    ]
    for take in takes:
        with pytest.raises(Refused, match="nobody would be admin"), theatre.writing() as session:
            take(session, people.find(session, "anna"))
    with theatre.writing() as session:
        people.change(session, ADMIN, NOW, people.find(session, "cleo"), role="admin")
        people.remove(session, ADMIN, NOW, people.find(session, "anna"))


def test_a_role_only_an_admin_gives(theatre: Ledger):
    for name in ("ben", "cleo"):
        with pytest.raises(Refused, match="takes the role admin"), theatre.writing() as session:
            people.change(session, who(session, name), NOW, people.find(session, name), role="admin")
        with pytest.raises(Refused, match="takes the role admin"), theatre.writing() as session:
            people.add(session, who(session, name), NOW, "dora")


def test_people_change_their_own_name_and_address(theatre: Ledger):
    with theatre.writing() as session:
        cleo = people.find(session, "cleo")
        people.change(
            session, who(session, "cleo"), NOW, cleo, name="Cleo", url="mailto:c@example.org", zone="Asia/Tokyo"
        )
        with pytest.raises(Refused, match="takes the role admin"):
            people.change(session, who(session, "cleo"), NOW, people.find(session, "anna"), name="Not Anna")


def test_an_admin_of_a_part_reaches_no_further(theatre: Ledger):
    with theatre.writing() as session:
        people.change(session, ADMIN, NOW, people.find(session, "ben"), role="admin")
        ben = who(session, "ben")
        people.add(session, ben, NOW, "dora", scope="room", role="coordinator")
        for scope in ("", "theatre", "hall-2"):
            with pytest.raises(Refused, match=r"outside|a part of the assets"):
                people.add(session, ben, NOW, "emil", scope=scope)
        with pytest.raises(Refused, match="acts on more than ben"):
            people.change(session, ben, NOW, people.find(session, "anna"), role="viewer")
        with pytest.raises(Refused, match="a part of the assets"):
            people.change(session, ben, NOW, people.find(session, "dora"), scope="")


def test_a_scope_is_kept_everywhere(theatre: Ledger):
    with theatre.writing() as session:
        ben = who(session, "ben")
        schedules.add(session, ben, NOW, "room", "clean", ["every week"])
        for forbidden in (
            lambda: schedules.add(session, ben, NOW, "hall-2", "clean", ["every week"]),
            lambda: assets.add(session, ben, NOW, "new"),
            lambda: assets.add(session, ben, NOW, "new", parent="theatre"),
            lambda: assets.move(session, ben, NOW, assets.find(session, "room"), "hall-2"),
            lambda: assets.move(session, ben, NOW, assets.find(session, "room"), ""),
            lambda: assets.change(session, ben, NOW, assets.find(session, "hall-2"), name="Mine"),
            lambda: contracts.add(session, ben, NOW, "C-1", party="x"),
        ):
            with pytest.raises(Refused, match=r"outside what ben|a part of the assets"):
                forbidden()


def test_a_viewer_changes_nothing(theatre: Ledger):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "clean", ["every week"])
        cleo = who(session, "cleo")
        for forbidden in (
            lambda: schedules.change(session, cleo, NOW, made, title="x"),
            lambda: schedules.pause(session, cleo, NOW, made),
            lambda: schedules.delete(session, cleo, NOW, made),
            lambda: assets.remove(session, cleo, NOW, assets.find(session, "room")),
            lambda: contracts.add(session, cleo, NOW, "C-1", party="x"),
        ):
            with pytest.raises(Refused, match="takes the role"):
                forbidden()


def test_who_leaves_owns_nothing_and_keeps_what_they_did(theatre: Ledger):
    with theatre.writing() as session:
        assets.change(session, ADMIN, NOW, assets.find(session, "hall-2"), owner="ben")
        made = schedules.add(session, ADMIN, NOW, "hall-2", "clean", ["every week"], assignee="ben")
        log.record(session, ADMIN, NOW, made, person="ben")
        assert people.remove(session, ADMIN, NOW, people.find(session, "ben")) == 2
        assert (made.assignee_id, assets.find(session, "hall-2").told_id) == (None, None)
        assert [one["by"] for one in log.entries(session, log.Wanted())] == ["ben"]
        assert people.add(session, ADMIN, NOW, "ben", role="viewer").role == "viewer"


def test_who_leaves_is_told_nothing_more(theatre: Ledger):
    with theatre.writing() as session:
        ben = people.find(session, "ben")
        waits = outbox.send(session, ADMIN, NOW, ben, kind="message", title="x", text="y")
        given_up = outbox.send(session, ADMIN, NOW, ben, kind="message", title="x", text="y")
        given_up.next_try = None
        sent = outbox.send(session, ADMIN, NOW, ben, kind="message", title="x", text="y")
        sent.sent_at, sent.next_try = NOW, None
        people.remove(session, ADMIN, NOW, ben)
        session.expire_all()
        for message in (waits, given_up):
            assert (message.next_try, message.url) == (None, "")
            assert message.error.startswith("withdrawn: ")
        assert (sent.url, sent.error, ben.url) == ("mailto:ben@example.org", "", "")
        assert outbox.again(session, ADMIN, NOW) == 0


def test_counts_of_a_person(theatre: Ledger):
    with theatre.writing() as session:
        for task, start in (("late", NOW - 3 * DAY), ("now", NOW), ("soon", NOW + DAY), ("later", NOW + 2 * DAY)):
            schedules.add(session, ADMIN, NOW, "room", task, ["every year"], start=start, assignee="cleo")
        schedules.pause(session, ADMIN, NOW, schedules.find(session, "late"))
        cleo = people.find(session, "cleo").id
        assert people.counts(session, NOW)[cleo] == (0, 2, 0)
        schedules.resume(session, ADMIN, NOW, schedules.find(session, "late"))
        assert people.counts(session, NOW)[cleo] == (0, 3, 1)
        log.record(session, ADMIN, NOW, schedules.find(session, "late"), person="cleo")
        assert people.counts(session, NOW)[cleo] == (1, 2, 0)


def test_an_address_is_told_to_nobody(theatre: Ledger):
    secret = "https://hooks.example.org/T0/s3cret"
    with theatre.writing() as session:
        people.change(session, ADMIN, NOW, people.find(session, "cleo"), url=secret)
        assert people.told_by(people.find(session, "cleo")) == "https"
        assert "s3cret" not in str(list(trail.entries(session)))
        for wrong in ("nowhere", "gopher", "mailto:a b", "mailto:a\r\nBcc: x@y", "mailto:a\udcff@x", "https://[x"):
            with pytest.raises(Refused) as told:
                people.change(session, ADMIN, NOW, people.find(session, "cleo"), url=wrong)
            assert wrong not in str(told.value)


# Schedules.


@pytest.mark.parametrize(
    ("given_rule", "advice"),
    [
        ("0 3 * * *", "did you mean “cron 0 3 * * *”?"),
        ("Mon *-*-* 03:00", "did you mean “oncalendar Mon *-*-* 03:00”?"),
        ("2 weeks", "did you mean “every 2 weeks”?"),
        ("every other blue moon", "give another rule"),
        ("cron 99 * * * *", ""),
        ("", "such as"),
        ("oncalendar \x1b[31m", ""),
    ],
)
def test_what_is_no_rule_is_told_with_what_it_may_have_been(theatre: Ledger, given_rule: str, advice: str):
    with pytest.raises(Refused) as told, theatre.writing() as session:
        schedules.add(session, ADMIN, NOW, "room", "clean", [given_rule])
    assert advice in told.value.advice
    assert "\x1b" not in str(told.value)


_BAD_FIELDS = [
    ({"zone": "Mars/Phobos"}, "unknown time zone"),
    ({"priority": "urgent"}, "no priority “urgent”"),
    ({"anchor": "ship"}, "no anchor “ship”"),
    ({"grace": -1}, "no length for grace"),
    ({"sla": 2**40}, "no length for sla"),
    ({"assignee": "nobody"}, "nobody called “nobody”"),
    ({"contract": "X"}, "no contract “X”"),
    ({"start": None}, "has a start"),
]


def test_bad_fields_are_refused_and_nothing_is_changed(theatre: Ledger):
    with theatre.writing() as session:
        schedules.add(session, ADMIN, NOW, "room", "clean", ["every week"])
        head = audit.head(session)
    for fields, what in _BAD_FIELDS:
        with pytest.raises(Refused, match=what), theatre.writing() as session:
            schedules.change(session, ADMIN, NOW, schedules.find(session, "clean"), **fields)
    with theatre.reading() as session:
        assert audit.head(session) == head


@pytest.mark.parametrize("task", ["", "-f", "a\nb", "x" * 301, " a"])
def test_a_task_that_nobody_could_type_is_refused(theatre: Ledger, task: str):
    with pytest.raises(Refused, match="no name"), theatre.writing() as session:
        schedules.add(session, ADMIN, NOW, "room", task, ["every week"])


def test_a_length_is_first_due_when_it_has_passed_or_at_its_start(theatre: Ledger):
    with theatre.writing() as session:
        plain = schedules.add(session, ADMIN, NOW, "room", "a", ["every 2 weeks"])
        dated = schedules.add(session, ADMIN, NOW, "room", "b", ["every 2 weeks"], start=NOW + DAY)
        assert (plain.next_due, dated.next_due) == (NOW + 14 * DAY, NOW + DAY)
        assert plain.cadence == "monthly"  # it comes less than weekly


def test_who_gets_work_is_told_once_and_not_of_their_own_doing(theatre: Ledger):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "clean", ["every week"], assignee="ben")
        schedules.change(session, ADMIN, NOW, made, assignee="ben", title="Clean")
        schedules.change(session, who(session, "ben"), NOW, made, assignee="")
        schedules.change(session, who(session, "ben"), NOW, made, assignee="ben")
        assert [one.kind for one in session.scalars(select(Message))] == ["assignment"]


def test_pause_and_resume(theatre: Ledger):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "clean", ["every day"])
        schedules.pause(session, ADMIN, NOW, made, why="closed")
        with pytest.raises(Refused, match="is paused already"):
            schedules.pause(session, ADMIN, NOW, made)
        due = made.next_due
        schedules.resume(session, ADMIN, NOW + 9 * DAY, made)
        assert made.next_due == due  # what fell due meanwhile is owed


# Contracts.


def test_contracts_are_linked_and_let_go(theatre: Ledger):
    with theatre.writing() as session:
        contracts.add(session, ADMIN, NOW, "C-1", party="Lifts", starts_at=NOW, ends_at=NOW + DAY)
        made = schedules.add(session, ADMIN, NOW, "room", "lift", ["every year"], contract="C-1")
        assert contracts.linked(session) == {made.contract_id: 1}
        with pytest.raises(Refused, match="there is a contract “C-1” already"):
            contracts.add(session, ADMIN, NOW, "C-1", party="Lifts")
        with pytest.raises(Refused, match="would end"):
            contracts.change(session, ADMIN, NOW, contracts.find(session, "C-1"), ends_at=NOW)
        assert contracts.remove(session, ADMIN, NOW, contracts.find(session, "C-1")) == 1
        assert made.contract_id is None


def test_every_change_is_in_the_audit(theatre: Ledger):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "clean", ["every day"])
        schedules.change(session, ADMIN, NOW, made, title="Clean it")
        schedules.pause(session, ADMIN, NOW, made)
        schedules.delete(session, ADMIN, NOW, made)
        assets.remove(session, ADMIN, NOW, assets.find(session, "room"))
        told = [one["action"] for one in trail.entries(session, limit=5)]
        assert told == ["asset.remove", "schedule.remove", "schedule.pause", "schedule.set", "schedule.add"]
        assert list(trail.entries(session, action="schedule"))[1]["detail"]["task"] == "clean"
        assert list(audit.verify(session)) == []
        assert session.scalars(select(Schedule)).one().deleted_at == NOW  # kept, with its history


def test_what_comes_back_is_as_new_but_for_its_history(theatre: Ledger):
    with theatre.writing() as session:
        contracts.add(session, ADMIN, NOW, "C-1", party="Lifts", starts_at=NOW, ends_at=NOW + DAY, notes="old")
        made = schedules.add(
            session, ADMIN, NOW, "room", "clean", ["every day"], start=NOW - DAY, zone="Asia/Tokyo", assignee="ben",
            contract="C-1", grace=3600, sla=7200, priority="high", anchor="completion", kind="care", description="old",
        )  # fmt: skip
        log.record(session, ADMIN, NOW, made)
        history = (made.id, made.created_at, made.last_due, made.last_done)
        made.proof_required, made.missing_since, made.pinned = True, NOW, ["grace"]
        schedules.delete(session, ADMIN, NOW, made)
        schedules.add(session, ADMIN, NOW + DAY, "room", "clean", ["every week"])
        fresh = schedules.add(session, ADMIN, NOW + DAY, "room", "fresh", ["every week"])
        session.flush()
        assert (made.id, made.created_at, made.last_due, made.last_done) == history
        own = {"id", "task", "title", "created_at", "next_due", "last_due", "last_done"}
        columns = {column.key for column in Schedule.__table__.columns} - own
        assert {name: getattr(made, name) for name in columns} == {name: getattr(fresh, name) for name in columns}
        contracts.remove(session, ADMIN, NOW, contracts.find(session, "C-1"))
        back = contracts.add(session, ADMIN, NOW, "C-1", party="Lifts")
        assert (back.starts_at, back.ends_at, back.notes) == (None, None, "")


def test_an_asset_that_comes_back_has_neither_its_old_owner_nor_its_old_warranty(theatre: Ledger):
    with theatre.writing() as session:
        cellar = assets.add(
            session, ADMIN, NOW, "cellar", parent="hall-2", name="Old cellar", kind="room", owner="ben",
            warranty_end=NOW + DAY, warranty_provider="Lifts", warranty_notes="old",
        )  # fmt: skip
        assets.remove(session, ADMIN, NOW, cellar)
        assets.add(session, ADMIN, NOW, "cellar")
        rows = {row["key"]: row for row in standing.assets(session, NOW)}
        fresh = assets.add(session, ADMIN, NOW, "fresh")
        rows |= {row["key"]: row for row in standing.assets(session, NOW, fresh)}
        assert {**rows["cellar"], "key": "", "name": ""} == {**rows["fresh"], "key": "", "name": ""}
        assert (cellar.name, cellar.line) == ("cellar", f"/{cellar.id}/")


def test_the_audit_tells_what_was_given_by_the_names_of_people_and_contracts(theatre: Ledger):
    secret = "https://hooks.example.org/T0/s3cret"
    with theatre.writing() as session:
        people.add(session, ADMIN, NOW, "dora", scope="hall-2", name="Dora", url=secret, zone="Asia/Tokyo")
        contracts.add(session, ADMIN, NOW, "C-1", party="Lifts", starts_at=NOW, ends_at=NOW + DAY, notes="two years")
        assets.add(session, ADMIN, NOW, "lift", parent="hall-2", owner="ben", warranty_end=NOW + DAY)
        made = schedules.add(
            session, ADMIN, NOW, "lift", "oil", ["every day"], grace=3600, sla=7200, assignee="ben", contract="C-1",
            priority="high", anchor="completion",
        )  # fmt: skip
        schedules.change(session, ADMIN, NOW, made, assignee="dora")
        told = [one["detail"] for one in trail.entries(session, limit=5)]
    now, later = NOW.isoformat(), (NOW + DAY).isoformat()
    assert told == [
        {"asset": "lift", "task": "oil", "changed": {"assignee": ["ben", "dora"]}},
        {
            "asset": "lift", "task": "oil", "rules": ["every day"], "zone": "UTC", "start": later, "grace": 3600,
            "sla": 7200, "assignee": "ben", "contract": "C-1", "priority": "high", "anchor": "completion",
        },
        {"parent": "hall-2", "again": False, "owner": "ben", "warranty_end": later},
        {"party": "Lifts", "starts_at": now, "ends_at": later, "notes": "two years"},
        {"again": False, "role": "viewer", "scope": "hall-2", "name": "Dora", "url": "…", "zone": "Asia/Tokyo"},
    ]  # fmt: skip


def test_the_list_of_changes_tells_lengths_times_and_people_as_they_are_said(theatre: Ledger, monkeypatch, capsys):
    with theatre.writing() as session:
        made = schedules.add(
            session, ADMIN, NOW, "room", "clean", ["every day", "every week"], grace=3600, assignee="ben", start=NOW
        )
        schedules.change(session, ADMIN, NOW, made, sla=7200, assignee="")
        log.record(session, ADMIN, NOW, made)
        people.change(session, ADMIN, NOW, people.find(session, "anna"), zone="Asia/Tokyo")
    asked = ("audit", "list", "--action", "schedule")
    ran = ddd_here(monkeypatch, capsys, *asked, "--format", "md")
    assert ran.code == 0
    assert "assignee: ben -\\> none" in ran.out
    assert "sla: none -\\> 2 hours" in ran.out
    assert "rules: every day, every week" in ran.out
    assert "grace: 1 hour" in ran.out
    assert "start: Mon 2026-03-02 21:00 JST" in ran.out
    assert "done_at: Mon 2026-03-02 21:00 JST" in ddd_here(monkeypatch, capsys, "audit", "list", "--format", "md").out
    for form in ("csv", "json"):  # for machines
        out = ddd_here(monkeypatch, capsys, *asked, "--format", form).out
        assert "start: 2026-03-02T12:00:00+00:00" in out
        assert "grace: 3600" in out


def test_new_rules_that_begin_anew_say_so_in_the_audit_and_pin_no_start(theatre: Ledger):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "clean", ["every day"])
        before = made.start
        schedules.change(session, ADMIN, NOW, made, rules=["every week"])
        (row,) = trail.entries(session, limit=1)
        assert row["detail"]["changed"]["start"] == [before.isoformat(), (NOW + 7 * DAY).isoformat()]
        assert made.pinned == ["rules"]


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"start": NOW + DAY}, 5),
        ({"start": NOW - DAY}, 3),
        ({"start": NOW - 9 * DAY}, 0),
        ({"rules": ["every week"]}, 0),  # what is owed stays owed
        ({"rules": ["cron 0 9 1 1 *"]}, 5),
        ({"title": "Clean it"}, 0),
        ({"anchor": "completion"}, 0),
    ],
)
def test_what_is_owed_no_more_is_counted(theatre: Ledger, fields, count):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "clean", ["every day"], start=NOW - 4 * DAY)
        was, owed = schedules.rhythm_of(made), made.next_due
        schedules.change(session, ADMIN, NOW, made, **fields)
        assert schedules.let_go(was, owed, made, NOW) == count


def test_a_rule_that_cannot_be_read_any_more_is_replaced_and_nothing_is_counted(theatre: Ledger):
    with theatre.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "room", "clean", ["every day"], start=NOW - 4 * DAY)
        made.rules = ["of another version"]
        was, owed = schedules.rhythm_of(made), made.next_due
        schedules.change(session, ADMIN, NOW, made, rules=["cron 0 9 1 1 *"])
        assert schedules.let_go(was, owed, made, NOW) == 0


def test_a_later_start_says_how_much_it_lets_go(theatre: Ledger, monkeypatch, capsys):
    start = clock.now() - 4 * DAY - timedelta(hours=1)
    with theatre.writing() as session:
        schedules.add(session, ADMIN, NOW, "room", "clean", ["every day"], start=start)
    ran = ddd_here(monkeypatch, capsys, "schedule", "set", "clean", "--start", "+1d")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith("\n5 missed times are no longer owed\n")
    again = ddd_here(monkeypatch, capsys, "schedule", "set", "clean", "--start", "+2d")
    assert "owed" not in again.err


def test_an_anchor_shows_an_end_that_was_cut_off(theatre: Ledger):
    from ddd.ledger.store.models import Audit

    with theatre.writing() as session:
        number, hashed = audit.head(session)
        assert trail.against(session, number, hashed) == ""
        assert "another one" in trail.against(session, number, "f" * 64)
        session.execute(delete(Audit).where(Audit.id == number))
        assert list(audit.verify(session)) == []  # the chain alone does not see it
        assert "cut off" in trail.against(session, number, hashed)
