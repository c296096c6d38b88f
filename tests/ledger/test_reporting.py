"""Reports: what was done and what was not, with both numbers of each share, and the evidence."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ddd.ledger import reporting
from ddd.ledger.planning.visits import LATE
from ddd.ledger.registers import assets, people, schedules
from ddd.ledger.rules.rhythm import Rhythm
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Visit
from ddd.ledger.words import Issues, Outcome
from ddd.ledger.work import log, proofs
from tests.cli.running import ddd_here

from .conftest import ADMIN, NOW

REPORTS = ("visits", "assets", "schedules", "technicians", "kpi", "compliance")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
END = NOW + 10 * DAY


@pytest.fixture
def hall(ledger: Ledger) -> Ledger:
    """Give a ledger with a hall that is cleaned daily at noon: one hour of grace, four promised."""
    with ledger.writing() as session:
        people.add(session, ADMIN, NOW, "anna")
        people.add(session, ADMIN, NOW, "ben")
        assets.add(session, ADMIN, NOW, "hall", owner="anna")
        schedules.add(
            session, ADMIN, NOW, "hall", "clean", ["cron 0 12 * * *"], start=NOW + HOUR, grace=3_600, sla=4 * 3_600
        )
    return ledger


def did(ledger: Ledger, when, **fields) -> None:
    with ledger.writing() as session:
        log.record(session, ADMIN, when, schedules.find(session, "clean"), **fields)


def span(start=NOW, end=END, **more) -> reporting.Span:
    return reporting.Span(start, end, **more)


def figures(ledger: Ledger, now=END, **more) -> dict[str, tuple]:
    with ledger.reading() as session:
        return {
            one.name: (one.value, one.numerator, one.denominator) for one in reporting.kpi(session, now, span(**more))
        }


def rows(ledger: Ledger, now=END, **more) -> list[tuple]:
    with ledger.reading() as session:
        found = reporting.compliance(session, now, span(**more))
        return [(f"{row['due']:%d}", row["standing"], row["count"]) for row in found]


def test_nothing_of_nothing_is_no_share(ledger: Ledger):
    assert figures(ledger)["PM compliance"] == (None, 0, 0)
    assert figures(ledger)["Visits completed"] == (None, 0, 0)


def test_on_time_late_skipped_missed_and_open(hall: Ledger):
    did(hall, NOW + DAY + HOUR)  # the 3rd, in its last second
    did(hall, NOW + 2 * DAY + HOUR * 2)  # the 4th, late, but as promised
    did(hall, NOW + 3 * DAY, outcome=Outcome.SKIPPED)  # the 5th
    did(hall, NOW + 4 * DAY, outcome=Outcome.FAILED)  # the 6th stays due …
    did(hall, NOW + 6 * DAY)  # … and is missed, as is the 7th: the 8th is settled
    now = NOW + 8 * DAY  # noon of the 10th: it is due; the 9th was missed
    assert rows(hall, now) == [
        ("03", "on time", 1), ("04", "late", 1), ("05", "skipped", 1), ("06", "missed", 2), ("08", "on time", 1),
        ("09", "missed", 1), ("10", "open", 1),
    ]  # fmt: skip
    told = figures(hall, now)
    assert told["PM compliance"] == (28.6, 2, 7)
    assert told["SLA compliance"] == (42.9, 3, 7)
    assert told["Service frequency"] == (11.2, 3, round(8 / 30, 4))


@pytest.mark.parametrize(("after", "fell_due"), [(HOUR, 0), (HOUR + timedelta(seconds=1), 1)])
def test_it_has_fallen_due_when_its_grace_is_over(hall: Ledger, after, fell_due):
    assert figures(hall, NOW + DAY + after)["PM compliance"][2] == fell_due


def test_what_a_later_one_has_passed_by_is_missed_within_its_grace(hall: Ledger):
    with hall.writing() as session:
        schedules.change(session, ADMIN, NOW, schedules.find(session, "clean"), grace=7 * 86_400)
    assert rows(hall, NOW + 3 * DAY) == [("03", "open", 3)]
    did(hall, NOW + 3 * DAY)
    assert rows(hall, NOW + 3 * DAY) == [("03", "missed", 2), ("05", "on time", 1)]
    assert figures(hall, NOW + 3 * DAY)["PM compliance"] == (33.3, 1, 3)


@pytest.mark.parametrize(("end", "expected"), [(NOW + DAY, []), (NOW + DAY + timedelta(seconds=1), ["03"])])
def test_the_end_of_a_span_is_not_in_it(hall: Ledger, end, expected):
    assert [day for day, *_ in rows(hall, END, end=end)] == expected


def test_what_is_corrected_counts_no_more(hall: Ledger):
    did(hall, NOW + DAY)
    did(hall, NOW + DAY + HOUR, corrects=1, outcome=Outcome.FAILED, done_at=NOW + DAY)
    assert figures(hall, NOW + 2 * DAY - HOUR)["PM compliance"] == (0.0, 0, 1)


def test_by_completion_one_is_owed_however_long(ledger: Ledger):
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall")
        schedules.add(session, ADMIN, NOW, "hall", "clean", ["every day"], anchor="completion")
    assert rows(ledger) == [("03", "missed", 1)]
    did(ledger, NOW + 5 * DAY)
    assert rows(ledger, NOW + 5 * DAY + HOUR) == [("03", "late", 1)]


def test_what_rests_owes_nothing(hall: Ledger):
    did(hall, NOW + DAY)
    with hall.writing() as session:
        schedules.pause(session, ADMIN, NOW + DAY, schedules.find(session, "clean"))
    assert rows(hall) == [("03", "on time", 1)]


@pytest.mark.parametrize(("after", "expected"), [(HOUR, []), (HOUR + timedelta(seconds=1), [("03", "missed", 1)])])
def test_what_was_missed_stays_missed_when_it_is_paused(hall: Ledger, after, expected):
    with hall.writing() as session:
        schedules.pause(session, ADMIN, NOW + DAY + after, schedules.find(session, "clean"))
    assert rows(hall) == expected
    assert figures(hall)["PM compliance"][2] == len(expected)


def test_what_is_resumed_owes_what_fell_due_meanwhile(hall: Ledger):
    with hall.writing() as session:
        schedules.pause(session, ADMIN, NOW + DAY, schedules.find(session, "clean"))
        schedules.resume(session, ADMIN, NOW + 3 * DAY, schedules.find(session, "clean"))
    assert rows(hall, NOW + 3 * DAY + HOUR * 2) == [("03", "missed", 3)]


def test_by_completion_what_was_missed_stays_missed_when_it_is_paused(ledger: Ledger):
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall")
        made = schedules.add(session, ADMIN, NOW, "hall", "clean", ["every day"], anchor="completion")
        schedules.pause(session, ADMIN, NOW + 2 * DAY, made)
    assert rows(ledger) == [("03", "missed", 1)]


@pytest.mark.parametrize("removed", ["schedule", "asset"])
def test_what_is_removed_keeps_its_history_and_owes_no_more(hall: Ledger, removed):
    did(hall, NOW + DAY)
    with hall.writing() as session:
        if removed == "schedule":
            schedules.delete(session, ADMIN, NOW + 3 * DAY, schedules.find(session, "clean"))
        else:
            assets.remove(session, ADMIN, NOW + 3 * DAY, assets.find(session, "hall"))
    assert rows(hall) == [("03", "on time", 1), ("04", "missed", 1)]
    assert figures(hall)["PM compliance"] == (50.0, 1, 2)
    with hall.reading() as session:
        (row,) = reporting.schedules(session, END, span())
        assert (row["asset"], row["standing"], row["fell_due"], row["compliance"]) == ("hall", "removed", 2, 50.0)
        assert reporting.schedules(session, END, span(start=NOW + 3 * DAY)) == []


def test_a_job_of_every_five_minutes_does_not_drown_the_inspection(hall: Ledger):
    with hall.writing() as session:
        schedules.add(session, ADMIN, NOW, "hall", "probe", ["cron */5 * * * *"])
    for day in range(1, 10):
        did(hall, NOW + day * DAY)
    told = figures(hall)
    assert told["PM compliance"] == (100.0, 9, 9)
    assert told["PM compliance, several a day"] == (None, 0, 0)
    assert told["Schedules on record"] == (50.0, 1, 2)
    assert "1 without any record left out" in of(hall)["PM compliance, several a day"]
    with hall.writing() as session:
        probe = schedules.find(session, "probe")
        log.record(session, ADMIN, NOW + 5 * DAY, probe, outcome=Outcome.FAILED)
    told = figures(hall)
    assert told["PM compliance"] == (100.0, 9, 9)
    assert told["PM compliance, several a day"] == (0.0, 0, 10 * 288)
    assert told["Schedules on record"] == (100.0, 2, 2)
    assert "left out" not in of(hall)["PM compliance, several a day"]
    with hall.reading() as session:
        each = {row["task"]: row for row in reporting.schedules(session, END, span())}
        (asset,) = reporting.assets(session, END, span())
    assert (each["clean"]["compliance"], each["clean"]["several_a_day"]) == (100.0, False)
    assert (each["probe"]["compliance"], each["probe"]["several_a_day"], each["probe"]["missed"]) == (0.0, True, 2880)
    assert (asset["compliance"], asset["fell_due"], asset["schedules"], asset["overdue"]) == (100.0, 9, 2, 1)


def of(ledger: Ledger) -> dict[str, str]:
    with ledger.reading() as session:
        return {one.name: one.of for one in reporting.kpi(session, END, span())}


def test_of_a_year_of_five_minutes_none_is_left_out(hall: Ledger):
    with hall.writing() as session:
        schedules.add(session, ADMIN, NOW, "hall", "probe", ["cron */5 * * * *"], start=NOW)
    with hall.reading() as session:
        year = span(end=NOW + 365 * DAY)
        tally = {one.task: tally for one, tally in reporting.tallies(session, NOW + 365 * DAY, year)}["probe"]
        (row,) = (one for one in reporting.compliance(session, NOW + 365 * DAY, year) if one["task"] == "probe")
    assert tally.missed == row["count"] == 365 * 288
    assert (row["due"], row["until"]) == (NOW, NOW + 365 * DAY - timedelta(minutes=5))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["every day"], False),
        (["every 23 hours"], True),
        (["cron 0 3 * * *"], False),
        (["cron 0 3,15 * * *"], True),
        (["cron 0 3 * * *", "cron 0 15 * * *"], True),
        (["cron */10 * * * 1"], True),
        (["cron 0 3 * * 1"], False),
        (["oncalendar *-01-01 03:00"], False),
    ],
)
def test_several_times_a_day(hall: Ledger, rules, expected):
    with hall.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "hall", "other", rules, zone="Europe/Berlin")
        assert reporting.several_a_day(made) is expected


def test_one_of_many_that_was_missed_is_not_a_hundred_percent():
    assert reporting.Figure("", 1999, 2000).value == 99.9
    assert reporting.Figure("", 2000, 2000).value == 100.0


def test_schedules_of_one_rhythm_keep_their_own_starts_and_rests(hall: Ledger):
    with hall.writing() as session:
        for number in range(4):
            made = schedules.add(session, ADMIN, NOW, "hall", f"room-{number}", ["cron 0 12 * * *"],
                                 start=NOW + number * DAY)  # fmt: skip
        schedules.pause(session, ADMIN, NOW + 5 * DAY, made)
    with hall.reading() as session:
        missed = {one.task: tally.missed for one, tally in reporting.tallies(session, END, span())}
    assert missed == {"clean": 9, "room-0": 10, "room-1": 9, "room-2": 8, "room-3": 2}


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["every 90 minutes", "every day", "every 3 days", "every month", "cron 30 2 * * *"]),
    st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2025, 10, 25), datetime(2025, 10, 27)),
    st.integers(-3, 400),
)
@example("every day", "Europe/Berlin", datetime(2025, 10, 26, 1, 30), -3)  # the second 02:30 of that night
def test_the_times_between_are_those_that_come_one_after_the_other(text: str, zone: str, start: datetime, days: int):
    began = start.replace(microsecond=0, tzinfo=UTC)
    rhythm, first = Rhythm((text,), began, zone), began + timedelta(days=days)
    listed = list(rhythm.between(first, first + 40 * DAY))
    assert listed[:1] == [due for due in [rhythm.after(first - timedelta(seconds=1))] if due <= first + 40 * DAY]
    assert all(rhythm.after(one) == other for one, other in pairwise(listed))
    assert not listed or rhythm.after(listed[-1]) > first + 40 * DAY


def test_the_evidence_says_until_when_it_was_in_time(hall: Ledger):
    did(hall, NOW + DAY + 2 * HOUR)
    with hall.reading() as session:
        row = next(iter(reporting.compliance(session, END, span())))
    assert (row["standing"], row["due"], row["deadline"]) == ("late", NOW + DAY, NOW + DAY + HOUR)


def test_the_evidence_names_who_and_the_proofs(hall: Ledger, tmp_path):
    photo = tmp_path / "door.jpg"
    photo.write_bytes(b"photo")
    did(hall, NOW + DAY, person="ben", issues=Issues.MINOR, proofs=[proofs.keep(photo)])
    with hall.reading() as session:
        row = next(iter(reporting.compliance(session, END, span())))
    assert (row["by"], row["issues"], row["done_at"], row["log"]) == ("ben", "minor", NOW + DAY, 1)
    assert row["proofs"] == [sha256(b"photo").hexdigest()]


def test_what_technicians_did_and_have_to_do(hall: Ledger):
    did(hall, NOW + DAY, person="ben", duration=5_400.0)
    did(hall, NOW + 2 * DAY, person="ben", outcome=Outcome.FAILED, issues=Issues.MAJOR)
    did(hall, NOW + 2 * DAY, witnessed=True)  # by nobody that the ledger knows as a person's work of theirs
    with hall.writing() as session:
        schedules.change(session, ADMIN, NOW, schedules.find(session, "clean"), assignee="ben")
    with hall.reading() as session:
        found = {row["person"]: row for row in reporting.technicians(session, END, span())}
        only = reporting.technicians(session, END, span(person=people.find(session, "ben")))
    ben = found["ben"]
    assert (ben["done"], ben["failed"], ben["major"], ben["hours"], ben["open"], ben["overdue"]) == (1, 1, 1, 1.5, 1, 1)
    assert found["anna"]["done"] == 1
    assert [row["person"] for row in only] == ["ben"]


def test_what_is_asked_of_an_asset_or_a_person_is_only_of_them(hall: Ledger):
    with hall.writing() as session:
        assets.add(session, ADMIN, NOW, "roof")
        schedules.add(session, ADMIN, NOW, "roof", "sweep", ["cron 0 12 * * *"], assignee="ben")
        schedules.change(session, ADMIN, NOW, schedules.find(session, "clean"), assignee="ben")
        schedules.add(session, ADMIN, NOW, "hall", "paint", ["every month"], assignee="anna")
    with hall.reading() as session:
        roof = span(asset=assets.find(session, "roof"))
        told = {row["person"]: (row["open"], row["overdue"]) for row in reporting.technicians(session, END, roof)}
        anna = reporting.assets(session, END, span(person=people.find(session, "anna")))
    assert told == {"anna": (0, 0), "ben": (1, 1)}
    assert [(row["key"], row["schedules"], row["overdue"]) for row in anna] == [("hall", 1, 0)]


def test_visits_are_counted_by_asset(hall: Ledger):
    did(hall, NOW + DAY)
    with hall.writing() as session:
        of = schedules.find(session, "clean").id
        for day, cancelled in ((1, None), (2, None), (3, NOW), (20, None)):
            due = NOW + day * DAY
            session.add(Visit(schedule_id=of, due=due, planned_at=due, created_at=NOW, cancelled_at=cancelled))
    with hall.reading() as session:
        wide = span(end=NOW + 30 * DAY)
        (row,) = reporting.visits(session, END, wide)
    assert row == {"asset": "hall", "planned": 3, "completed": 1, "skipped": 0, "overdue": 1, "cancelled": 1, "open": 1}
    assert figures(hall, end=NOW + 30 * DAY)["Visits completed"] == (33.3, 1, 3)


def test_visits_of_a_person_are_those_given_to_them_and_else_those_of_their_schedules(hall: Ledger):
    with hall.writing() as session:
        ben = people.find(session, "ben").id
        schedules.add(session, ADMIN, NOW, "hall", "paint", ["every day"], assignee="ben")
        for task, given in (("clean", None), ("clean", ben), ("paint", None)):
            due, of = NOW + (2 if given else 1) * DAY, schedules.find(session, task).id
            session.add(Visit(schedule_id=of, due=due, planned_at=due, created_at=NOW, assignee_id=given))
    with hall.reading() as session:
        planned = {
            who: [row["planned"] for row in reporting.visits(session, END, span(person=people.find(session, who)))]
            for who in ("anna", "ben")
        }
    assert planned == {"anna": [1], "ben": [2]}, "the hall is anna's"


@pytest.mark.parametrize(
    ("now", "expected"),
    [(NOW + 2 * DAY, (0, 1)), (NOW + 3 * DAY - timedelta(seconds=1), (0, 1)), (NOW + 3 * DAY, (1, 0))],
)
def test_a_visit_that_was_moved_is_late_a_day_after_the_time_it_was_moved_to(hall: Ledger, now, expected):
    with hall.writing() as session:
        of = schedules.find(session, "clean").id
        session.add(Visit(schedule_id=of, due=NOW + DAY, planned_at=NOW + 3 * DAY - LATE, created_at=NOW))
    with hall.reading() as session:
        (row,) = reporting.visits(session, now, span())
    assert (row["overdue"], row["open"]) == expected


def test_with_a_schedule_go_the_visits_that_were_not_late_yet(hall: Ledger):
    with hall.writing() as session:
        made = schedules.find(session, "clean")
        for day in (1, 4):
            due = NOW + day * DAY
            session.add(Visit(schedule_id=made.id, due=due, planned_at=due, created_at=NOW))
        schedules.delete(session, ADMIN, NOW + 3 * DAY, made)
    with hall.reading() as session:
        (row,) = reporting.visits(session, END, span())
    assert (row["planned"], row["overdue"], row["cancelled"], row["open"]) == (1, 1, 1, 0)


def test_assets_with_what_fell_due(hall: Ledger):
    did(hall, NOW + DAY)
    with hall.reading() as session:
        (row,) = reporting.assets(session, NOW + 3 * DAY, span())
    assert (row["key"], row["fell_due"], row["on_time"], row["missed"], row["compliance"]) == ("hall", 2, 1, 1, 50.0)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 240), max_size=12, unique=True), st.integers(0, 260))
def test_each_occurrence_is_counted_once_and_the_evidence_adds_up(ledger: Ledger, hours: list[int], end: int):
    now, key = NOW + timedelta(hours=end), str(uuid4())
    with ledger.writing() as session:
        asset = assets.add(session, ADMIN, NOW, key)
        made = schedules.add(session, ADMIN, NOW, key, "clean", ["cron 0 */12 * * *"], start=NOW + HOUR, grace=3_600)
        for hour in sorted(one for one in hours if one <= end):
            log.record(session, ADMIN, NOW + timedelta(hours=hour), made)
        whole = span(end=now + timedelta(days=2), asset=asset)
        told = list(reporting.compliance(session, now, whole))
        ((_, tally),) = reporting.tallies(session, now, whole)
    count = {
        word: sum(row["count"] for row in told if row["standing"] == word) for word in ("on time", "late", "missed")
    }
    assert (tally.on_time, tally.late, tally.missed) == (count["on time"], count["late"], count["missed"])
    assert tally.fell_due == sum(count.values())
    dues = [row["due"] for row in told]
    assert dues == sorted(set(dues))


def test_every_report_in_every_form(hall: Ledger, monkeypatch, capsys):
    did(hall, NOW + DAY)
    monkeypatch.setattr("ddd.ledger.clock.now", lambda: END)
    asked = ("--asset", "hall", "--from", "2026-03-01", "--format")
    for name in REPORTS:
        for form in ("table", "json", "csv", "md", "html"):
            told = ddd_here(monkeypatch, capsys, "report", name, *asked, form)
            assert (told.code, told.err, bool(told.out)) == (0, "", True)


def test_a_span_that_has_not_begun_is_refused(hall: Ledger, monkeypatch, capsys):
    told = ddd_here(monkeypatch, capsys, "report", "kpi", "--from", "2099-03-02")
    assert told.code == 2
    assert "--from is not before now" in told.err


def test_a_span_that_ends_before_it_begins_is_refused(hall: Ledger, monkeypatch, capsys):
    told = ddd_here(monkeypatch, capsys, "report", "kpi", "--from", "2026-03-02", "--to", "2026-03-01")
    assert told.code == 2
    assert "--from is not before --to" in told.err


def test_people_read_which_time_it_is_about(hall: Ledger, monkeypatch, capsys):
    did(hall, NOW + DAY)
    with hall.writing() as session:
        people.change(session, ADMIN, NOW, people.find(session, "anna"), zone="Europe/Berlin")
    monkeypatch.setattr("ddd.ledger.clock.now", lambda: END)
    asked = ("report", "compliance", "--from", "2026-03-01", "--asset", "hall", "--format")
    for form in ("table", "md", "html"):
        told = ddd_here(monkeypatch, capsys, *asked, form).out
        assert "from Sun 2026-03-01 00:00 CET until before Thu 2026-03-12 13:00 CET, hall" in told, form
    assert json.loads(ddd_here(monkeypatch, capsys, *asked, "json").out)["from"] == "2026-02-28T23:00:00Z"
    assert ddd_here(monkeypatch, capsys, *asked, "csv").out.startswith("asset,")


def test_an_empty_report_says_what_to_do_next(ledger: Ledger, monkeypatch, capsys):
    for name, expected in {
        "visits": "ddd visits generate", "assets": "ddd programme apply", "schedules": "ddd programme apply",
        "technicians": "ddd person add", "compliance": "ddd schedule list",
    }.items():  # fmt: skip
        told = ddd_here(monkeypatch, capsys, "report", name)
        assert (told.code, told.err) == (0, "")
        assert expected in told.out


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_asked_in_the_same_way(name: str, monkeypatch, capsys):
    told = ddd_here(monkeypatch, capsys, "report", name, "--help").out
    assert {"--from", "--to", "--asset", "--person", "--format", "--output"} <= set(re.findall(r"--[a-z]+", told))
    assert "Examples:" in told
