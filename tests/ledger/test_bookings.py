"""Calendars of others: what they say is taken in, bounded; what they cannot mean is told or refused."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select
from typer.testing import CliRunner

from ddd.cli.app import app
from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.planning import bookings, calendars, visits, windows
from ddd.ledger.planning.calendars import Found
from ddd.ledger.planning.conflicts import Times
from ddd.ledger.registers import assets, schedules
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Audit, Booking
from ddd.ledger.words import Role

from .conftest import ADMIN, NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")


def calendar(*events: str) -> str:
    made = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN"]
    for number, event in enumerate(events):
        uid = [] if "UID:" in event else [f"UID:{number}"]
        made += ["BEGIN:VEVENT", *uid, *(line.strip() for line in event.strip().splitlines()), "END:VEVENT"]
    return "\r\n".join([*made, "END:VCALENDAR", ""])


def read(text: str, kind: str = ".ics", zone: str = "Europe/Berlin") -> calendars.Read:
    return calendars.read(text.encode(), kind, zone, NOW)


def spans(text: str) -> list[str]:
    """Return when its bookings are, by the clock of Berlin."""
    found = sorted(read(text).bookings, key=lambda one: one.start)
    local = [(one.start.astimezone(BERLIN), one.end.astimezone(BERLIN)) for one in found]
    return [f"{start:%m-%d %H:%M} {end:%m-%d %H:%M}" for start, end in local]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20260303T090000Z\nDTEND:20260303T100000Z", ["03-03 10:00 03-03 11:00"]),
        ("DTSTART;TZID=Europe/Berlin:20260303T090000\nDURATION:PT90M", ["03-03 09:00 03-03 10:30"]),
        ("DTSTART;TZID=America/New_York:20260303T090000\nDURATION:PT1H", ["03-03 15:00 03-03 16:00"]),
        ("DTSTART:20260303T090000\nDTEND:20260303T100000", ["03-03 09:00 03-03 10:00"]),  # floating: ours
        ("DTSTART;VALUE=DATE:20260303", ["03-03 00:00 03-04 00:00"]),
        ("DTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330", ["03-28 00:00 03-30 00:00"]),  # 47 hours
        (
            "DTSTART;TZID=Europe/Berlin:20240326T200000\nDTEND;TZID=Europe/Berlin:20240326T210000\n"
            "RRULE:FREQ=WEEKLY;UNTIL=20260401T000000Z",
            [f"{day} 20:00 {day} 21:00" for day in ("03-03", "03-10", "03-17", "03-24", "03-31")],
        ),
        (
            "DTSTART:20260303T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260304T080000Z\n"
            "RDATE:20260310T080000Z",
            [f"{day} 09:00 {day} 10:00" for day in ("03-03", "03-05", "03-06", "03-10")],
        ),
        ("DTSTART:20260303T090000Z\nDURATION:PT1H\nSTATUS:CANCELLED", []),
        ("DTSTART:20260303T090000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20260302T110000Z\nDURATION:PT1H", []),  # it ends now
        ("DTSTART:20260302T110000Z\nDURATION:PT1H1S", ["03-02 12:00 03-02 13:00"]),  # a second more
        ("DTSTART:20270601T110000Z\nDURATION:PT1H", []),  # too far ahead
    ],
)
def test_what_an_event_means(event, expected):
    assert spans(calendar(event)) == expected


def test_one_occurrence_that_was_moved_is_where_it_was_moved_to():
    text = calendar(
        "UID:a\nDTSTART;TZID=Europe/Berlin:20260303T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3",
        "UID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20260304T090000\nDTSTART;TZID=Europe/Berlin:20260304T150000\n"
        "DURATION:PT2H",
        "UID:a\nRECURRENCE-ID:20260305T080000Z\nDTSTART:20260305T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED",
    )
    assert spans(text) == ["03-03 09:00 03-03 10:00", "03-04 15:00 03-04 17:00"]


def test_who_and_what_for_is_kept():
    (found,) = read(
        calendar("DTSTART:20260303T090000Z\nDURATION:PT1H\nSUMMARY:Probe\\, laut\nORGANIZER;CN=Ida:mailto:i@x.org")
    ).bookings
    assert (found.title, found.who) == ("Probe, laut", "Ida")


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("SUMMARY:x\nDTEND:20260303T090000Z", "no start"),
        ("SUMMARY:x\nDTSTART:20260303T090000Z", "no end"),
        ("SUMMARY:x\nDTSTART:20260303T090000Z\nDTEND:20260303T080000Z", "ends before"),
        ("SUMMARY:x\nDTSTART:20260303T090000Z\nDURATION:-PT1H", "ends before"),
        ("SUMMARY:x\nDTSTART:20260303T090000Z\nDTEND:20290303T080000Z", "more than 366 days"),
        ("SUMMARY:x\nDTSTART:soon\nDURATION:PT1H", "x: "),
        ("SUMMARY:x\nDTSTART:00010101T000000Z\nDURATION:PT1H", "year 1"),
        ("SUMMARY:x\nDTSTART:20260303T090000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY", "too often"),
        (
            "SUMMARY:x\nDTSTART:20260303T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;"
            f"BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}",
            "too often",
        ),
        ("SUMMARY:x\nDTSTART:20260303T090000Z\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYMONTHDAY=77", "x: "),
        ("SUMMARY:\x1b[31mx\nDTSTART:20260303T090000Z", "no end"),
    ],
)
def test_an_event_that_means_nothing_is_told_and_the_rest_is_taken_in(event, said):
    found = read(calendar(event, "DTSTART:20260304T090000Z\nDURATION:PT1H"))
    assert len(found.bookings) == 1
    assert said in found.left_out[0]
    assert "\x1b" not in "".join(found.left_out)


def test_a_zone_that_nobody_knows_is_taken_for_ours_and_told():
    found = read(calendar("DTSTART;TZID=Mars/Olympus:20260303T090000\nDURATION:PT1H"))
    assert [one.start for one in found.bookings] == [datetime(2026, 3, 3, 8, tzinfo=UTC)]
    assert found.left_out == ["the zone Mars/Olympus is unknown: taken as Europe/Berlin"]


def test_what_recurs_without_end_is_bounded():
    found = read(calendar("SUMMARY:x\nDTSTART:19700101T000000Z\nDURATION:PT10M\nRRULE:FREQ=HOURLY"))
    assert len(found.bookings) == 2_000
    assert found.left_out == ["x: only its next 2000 times are taken in"]


def test_too_many_bookings_are_refused():
    event = "DTSTART:20260303T000000Z\nDURATION:PT10M\nRRULE:FREQ=HOURLY"
    with pytest.raises(Refused, match=r"more than 20,000 bookings"):
        read(calendar(*[event] * 11))


def test_too_many_rules_are_refused():
    with pytest.raises(Refused, match=r"1,000 that recur"):
        read(calendar(*["DTSTART:20200101T000000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY"] * 1_001))


def test_what_would_be_counted_too_far_is_refused():
    text = calendar("DTSTART:20200101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=100001")
    for written in (text, text.replace("COUNT", "COU\r\n NT")):  # long lines are folded
        with pytest.raises(Refused, match="count to more than 100,000"):
            read(written)


@pytest.mark.slow
def test_ten_megabytes_are_read_and_more_are_refused(tmp_path):
    event = "DTSTART:20200303T090000Z\nDURATION:PT1H\nDESCRIPTION:" + "x" * 470
    text = calendar(*[event] * 18_000)
    assert 9_000_000 < len(text) < calendars.MOST_BYTES
    assert read(text).bookings == []
    file = tmp_path / "big.ics"
    file.write_text(text + " " * calendars.MOST_BYTES)
    with pytest.raises(Refused, match="too large"):
        calendars.content(file)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "BEGIN:VCALENDAR", "BEGIN:VEVENT\nEND:VEVENT", "{}", "\0", "BEGIN:VTODO\r\nEND:VTODO\r\n",
     "BEGIN:VCALENDAR\r\n" * 5_000, "x" * 1_000_000],
)  # fmt: skip
def test_what_is_no_calendar_is_refused(text):
    with pytest.raises(Refused, match="no iCalendar"):
        read(text)


def test_what_is_no_utf_8_and_what_is_of_another_kind_is_refused():
    with pytest.raises(Refused, match="UTF-8"):
        calendars.read(b"\xff\xfe\x00", ".ics", "UTC", NOW)
    with pytest.raises(Refused, match=r"no calendar: \.xlsx"):
        read("", ".xlsx")


def test_nested_without_end_it_is_read_or_refused():
    deep = "BEGIN:VCALENDAR\r\n" + "BEGIN:X-A\r\n" * 3_000 + "END:X-A\r\n" * 3_000 + "END:VCALENDAR\r\n"
    with suppress(Refused):
        assert read(deep).bookings == []


ENTRY = {"start": "2026-03-03T09:00+01:00", "end": "2026-03-03T10:00:00+01:00"}


def test_json_is_a_list_of_bookings():
    text = json.dumps(
        [{**ENTRY, "title": "Probe", "who": "Ida", "uid": "a"}, {"start": "2026-03-04", "end": "2026-03-05"}]
    )
    found = read(text, ".json").bookings
    assert found[0] == Found(
        "a", "Probe", "Ida", datetime(2026, 3, 3, 8, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
    )
    assert (found[1].start, found[1].end - found[1].start) == (datetime(2026, 3, 3, 23, tzinfo=UTC), DAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("{}", "not a list"),
        ('"x"', "not a list"),
        ("[1]", "not an object"),
        ("[null]", "not an object"),
        ("[{}]", "no start"),
        (json.dumps([{**ENTRY, "end": "later"}]), "end is no time"),
        (json.dumps([{**ENTRY, "end": 1}]), "end is no text"),
        (json.dumps([{**ENTRY, "title": ["x"]}]), "title is no text"),
        (json.dumps([{**ENTRY, "end": ENTRY["start"]}]), "ends before it begins"),
        (json.dumps([{**ENTRY, "end": "2026-03-01T00:00Z"}]), "ends before it begins"),
        (json.dumps([{**ENTRY, "end": "9999-12-31T23:59-23:00"}]), "end is no time"),
        (json.dumps([{**ENTRY, "colour": "red"}]), "unknown: colour"),
        (json.dumps([ENTRY, {"start": ENTRY["start"]}]), "booking 2: no end"),
    ],
)
def test_json_that_is_not_what_it_says_is_refused(text, said):
    with pytest.raises(Refused) as told:
        read(text, ".json")
    assert said in str(told.value)


_TIMES = st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 1)).map(lambda one: one.replace(microsecond=0))
_RRULES = st.builds(
    lambda freq, interval, more: f"FREQ={freq};INTERVAL={interval}{more}",
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]), st.integers(1, 4),
    st.sampled_from(["", ";COUNT=9", ";UNTIL=20260501T000000Z"]),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(_TIMES, st.integers(1, 20), _RRULES, st.lists(st.integers(0, 9), max_size=2))
def test_another_library_finds_the_same_bookings(start, hours, rule, without):
    """Their starts: in the nights of the clocks recurring-ical-events has other ideas of lengths."""
    skipped = "".join(f"EXDATE;TZID=Europe/Berlin:{start + timedelta(days=one):%Y%m%dT%H%M%S}\n" for one in without)
    event = f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}\nDURATION:PT{hours}H\nRRULE:{rule}\n{skipped}"
    if 2 <= start.hour <= 3:
        return  # a time that spring leaves out: each puts it elsewhere
    text = calendar(event)
    oracle = recurring_ical_events.of(Calendar.from_ical(text)).between(NOW, NOW + calendars.AHEAD)
    expected = {one.start.astimezone(UTC) for one in oracle if one.end.astimezone(UTC) > NOW}
    first = {one for one in expected if one.astimezone(BERLIN).replace(tzinfo=None) == start}
    assert {one.start for one in read(text).bookings} | first == expected | first


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from([".ics", ".json"]))
def test_any_text_is_read_or_refused(text, kind):
    for content in (text, calendar(text.replace("\r", " "))):
        try:
            calendars.read(content.encode("utf-8", "replace"), kind, "UTC", NOW)
        except Refused:
            continue


@pytest.fixture
def hall(ledger: Ledger) -> Ledger:
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "hall")
        assets.add(session, ADMIN, NOW, "stage", parent="hall")
    return ledger


def found(*days: int, title: str = "Probe", length: timedelta = HOUR) -> list[Found]:
    return [Found(f"uid-{day}", title, "Ida", NOW + day * DAY, NOW + day * DAY + length) for day in days]


def take_in(ledger: Ledger, read: list[Found], now: datetime = NOW, name: str = "office", key: str = "hall"):
    with ledger.writing() as session:
        return bookings.take_in(session, ADMIN, now, assets.find(session, key), name, read)


def standing(ledger: Ledger) -> list[tuple[str, str]]:
    with ledger.reading() as session:
        rows = session.scalars(select(Booking).where(Booking.cancelled_at.is_(None)).order_by(Booking.starts_at))
        return [(one.uid, one.title) for one in rows]


def counts(taken: bookings.Taken) -> tuple[int, int, int, int]:
    return taken.new, taken.changed, taken.gone, taken.same


def test_imported_again_it_replaces_what_is_still_to_come(hall):
    assert counts(take_in(hall, found(1, 2, 3))) == (3, 0, 0, 0)
    assert counts(take_in(hall, found(1, 2, 3))) == (0, 0, 0, 3)
    later = NOW + DAY + HOUR  # the first is over: what was, was
    assert counts(take_in(hall, found(3, title="Premiere") + found(4), later)) == (1, 1, 1, 0)
    assert standing(hall) == [("uid-1", "Probe"), ("uid-3", "Premiere"), ("uid-4", "Probe")]
    assert counts(take_in(hall, found(2, 3, 4), later)) == (0, 2, 0, 1)  # one comes back, one is called as before
    assert standing(hall) == [(f"uid-{day}", "Probe") for day in (1, 2, 3, 4)]


def test_one_that_is_on_now_may_last_longer_than_was_said(hall):
    take_in(hall, found(1))
    assert counts(take_in(hall, found(1, length=3 * HOUR), NOW + DAY + 2 * HOUR)) == (0, 1, 0, 0)
    assert len(standing(hall)) == 1


def test_another_calendar_of_the_same_asset_is_left_alone(hall):
    take_in(hall, found(1))
    take_in(hall, found(2), name="school")
    take_in(hall, [], name="school")
    assert standing(hall) == [("uid-1", "Probe")]


def test_a_booking_stands_against_windows_above_and_below_and_the_import_says_which_are_hit(hall):
    with hall.writing() as session:
        windows.create(session, ADMIN, NOW, assets.find(session, "stage"), Times(NOW + DAY, NOW + DAY + HOUR))
    taken = take_in(hall, found(1, 2))
    assert taken.clashes == ["window 1 on stage clashes with 1 of these bookings"]
    for key in ("hall", "stage"):
        with pytest.raises(Refused, match="1 booking"), hall.writing() as session:
            windows.create(session, ADMIN, NOW, assets.find(session, key), Times(NOW + 2 * DAY, NOW + 2 * DAY + HOUR))
    with hall.writing() as session:  # it begins when the booking ends
        start = NOW + 2 * DAY + HOUR
        windows.create(session, ADMIN, NOW, assets.find(session, "hall"), Times(start, start + HOUR))


def test_an_import_tells_nothing_of_what_other_calendars_clash_with(hall):
    with hall.writing() as session:
        windows.create(session, ADMIN, NOW, assets.find(session, "stage"), Times(NOW + DAY, NOW + 2 * DAY))
    take_in(hall, found(1))
    assert take_in(hall, found(3), name="school").clashes == []
    again = take_in(hall, found(1, 3), name="school")
    assert again.clashes == ["window 1 on stage clashes with 1 of these bookings"]


def test_an_import_is_audited_and_takes_a_coordinator(hall):
    take_in(hall, found(1))
    with hall.reading() as session:
        assert audit.head(session)[0] == 3
        assert list(audit.verify(session)) == []
    with pytest.raises(Refused, match="coordinator"), hall.writing() as session:
        bookings.take_in(session, Actor("cem", Role.VIEWER), NOW, assets.find(session, "hall"), "x", found(2))


def test_the_command_takes_in_a_file_and_refuses_what_is_none(hall, tmp_path):
    file = tmp_path / "office.ics"
    day = datetime.now(UTC) + DAY
    file.write_text(calendar(f"DTSTART:{day:%Y%m%dT%H%M%SZ}\nDURATION:PT1H\nSUMMARY:Probe"))
    done = CliRunner().invoke(app, ["window", "import", "hall", str(file)])
    assert done.exit_code == 0
    assert "office: 1 new" in done.stderr
    assert len(standing(hall)) == 1
    bad = tmp_path / "bad.json"
    bad.write_text('[{"start": "2026-03-03"}]')
    for path in (bad, tmp_path / "none.ics", tmp_path, tmp_path / "office.txt"):
        failed = CliRunner().invoke(app, ["window", "import", "hall", str(path)])
        assert getattr(failed.exception, "exit_code", 0) == 2, path
    assert len(standing(hall)) == 1


def test_a_visit_is_not_moved_into_a_booking(hall):
    take_in(hall, found(1))
    with hall.writing() as session:
        schedule = schedules.add(session, ADMIN, NOW, "stage", "ropes", ["every 2 days"])
        visit = visits.plan(session, ADMIN, NOW, schedule, NOW + 2 * DAY)
        for shift in (timedelta(), HOUR - timedelta(seconds=1)):
            with pytest.raises(Refused, match="it clashes with 1 booking") as told:
                visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY + shift)
            assert told.value.excerpt.endswith("booking 1 “Probe” of Ida on hall")
            assert told.value.advice.startswith("free from ")
            assert "2026-03-03 13:00" in told.value.advice
        with pytest.raises(Refused, match="Probe"):
            visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY - HOUR, length=HOUR + timedelta(seconds=1))
        with pytest.raises(Refused, match="Probe"):  # nobody says how long: an hour
            visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY - HOUR + timedelta(seconds=1))
        visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY - HOUR)
        visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY - 2 * HOUR, length=2 * HOUR)
        assert visits.in_the_way(session, visit, 2 * HOUR) == []
        visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY + HOUR)
        visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY, force=True)
        assert (visit.planned_at, visit.due) == (NOW + DAY, NOW + 2 * DAY)
        assert [one.whose for one in visits.in_the_way(session, visit)] == ["Ida"]
    with hall.reading() as session:
        moves = session.scalars(select(Audit).where(Audit.action == "visit.reschedule").order_by(Audit.id))
        assert [row.detail["forced"] for row in moves] == [False, False, False, True]


def test_forced_where_nothing_is_in_its_way_a_visit_is_not_recorded_as_forced(hall):
    with hall.writing() as session:
        schedule = schedules.add(session, ADMIN, NOW, "stage", "ropes", ["every 2 days"])
        visits.plan(session, ADMIN, NOW, schedule, NOW + 2 * DAY, force=True)
        row = session.scalars(select(Audit).where(Audit.action == "visit.plan")).one()
        assert row.detail["forced"] is False


def test_a_window_does_not_stand_against_a_visit(hall):
    with hall.writing() as session:
        windows.create(session, ADMIN, NOW, assets.find(session, "stage"), Times(NOW + DAY, NOW + DAY + HOUR))
        schedule = schedules.add(session, ADMIN, NOW, "stage", "ropes", ["every 2 days"])
        assert visits.plan(session, ADMIN, NOW, schedule, NOW + DAY).planned_at == NOW + DAY


def listed(ledger: Ledger, key: str = "", **wanted: Any) -> list[tuple[str, str, str]]:
    with ledger.reading() as session:
        asset = assets.find(session, key) if key else None
        return [(of, one.uid, one.calendar) for one, of in bookings.listed(session, asset=asset, **wanted)]


def test_what_was_imported_is_listed_by_asset_calendar_and_time(hall):
    take_in(hall, found(3, 1, 2))
    take_in(hall, found(2), name="school", key="stage")
    take_in(hall, found(1, 2))  # the third is gone
    one, two, school = ("hall", "uid-1", "office"), ("hall", "uid-2", "office"), ("stage", "uid-2", "school")
    assert listed(hall) == [one, two, school]
    with hall.writing() as session:
        for key in ("seats", "barn"):
            assets.add(session, ADMIN, NOW, key, parent="hall" if key == "seats" else "")
    assert listed(hall, "hall") == listed(hall, "stage") == [one, two, school]
    assert listed(hall, "seats") == [one, two]  # the stage is beside them
    assert listed(hall, "barn") == []
    assert listed(hall, calendar="office") == [one, two]
    second = timedelta(seconds=1)
    assert listed(hall, start=NOW + DAY + HOUR - second, end=NOW + 2 * DAY) == [one]
    assert listed(hall, start=NOW + DAY + HOUR, end=NOW + 2 * DAY + second) == [two, school]


def test_the_command_lists_what_is_to_come_and_says_how_to_import(hall):
    def said(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["window", "bookings", *arguments])
        assert result.exit_code == 0, result.exception
        return result.stdout

    assert "ddd window import ASSET FILE" in said()
    far = datetime(2050, 1, 1, 20, tzinfo=UTC)
    take_in(hall, [*found(1), Found("later", "Premiere", "Ida", far, far + HOUR)])
    assert [one["title"] for one in json.loads(said("hall", "-f", "json"))["bookings"]] == ["Premiere"]
    row = next(csv.DictReader(io.StringIO(said("--name", "office", "--to", "2050-01-02", "-f", "csv"))))
    assert (row["title"], row["who"], row["calendar"], row["asset"]) == ("Premiere", "Ida", "office", "hall")
    assert len(json.loads(said("--from", "2026-03-01", "-f", "json"))["bookings"]) == 2
