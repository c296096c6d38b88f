"""Reports: what was done and what was not, with both numbers of each share, and the evidence."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd.ledger import reporting
from ddd.ledger.registers import assets, people, schedules
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Visit
from ddd.ledger.words import Issues, Outcome
from ddd.ledger.work import log, proofs
from tests.cli.running import ddd_here

from .conftest import ADMIN, NOW

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
    for name in ("visits", "assets", "technicians", "kpi", "compliance"):
        for form in ("table", "json", "csv", "md", "html"):
            told = ddd_here(monkeypatch, capsys, "report", name, *asked, form)
            assert (told.code, told.err, bool(told.out)) == (0, "", True)


def test_a_span_that_ends_before_it_begins_is_refused(hall: Ledger, monkeypatch, capsys):
    told = ddd_here(monkeypatch, capsys, "report", "kpi", "--from", "2026-03-02", "--to", "2026-03-01")
    assert told.code == 2
    assert "--from is not before --to" in told.err
