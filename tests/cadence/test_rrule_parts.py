"""Each part of a recurrence rule, against python-dateutil firing by firing in UTC, and each bound on both sides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr

from ddd.cadence import firings, recurrence
from ddd.cadence.zones import find
from ddd.model import Dialect, State

DAY = 86_400
FROM = datetime(2025, 3, 1, tzinfo=UTC)


def listed(text: str, start: datetime, end: datetime, zone: str | None = None, count: int = 200) -> list[datetime]:
    return list(islice(firings(text, Dialect.RRULE, start, end, zone), count))


@pytest.mark.parametrize("start", ["20250301T000000", "20250226T031509", "20250228T235959"])
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY",
        "FREQ=HOURLY;INTERVAL=5",
        "FREQ=HOURLY;INTERVAL=7;BYHOUR=1,2,3,15",
        "FREQ=HOURLY;BYMINUTE=0,20,40",
        "FREQ=HOURLY;BYMINUTE=10,30,50;BYSECOND=5,25",
        "FREQ=HOURLY;BYMINUTE=0,15,30;BYSETPOS=1",
        "FREQ=HOURLY;BYMINUTE=0,15,30;BYSETPOS=2",
        "FREQ=HOURLY;BYMINUTE=0,15,30;BYSETPOS=-1",
        "FREQ=HOURLY;BYMINUTE=0,15,30,45;BYSETPOS=1,-2",
        "FREQ=HOURLY;BYMONTH=4",
        "FREQ=HOURLY;BYYEARDAY=100,-200;BYHOUR=3,4",
        "FREQ=HOURLY;BYWEEKNO=12;BYHOUR=3,4",
        "FREQ=HOURLY;BYMONTHDAY=-1,2;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=MINUTELY;INTERVAL=7",
        "FREQ=MINUTELY;INTERVAL=1441",
        "FREQ=MINUTELY;BYMINUTE=5,35",
        "FREQ=MINUTELY;BYHOUR=2,14;BYMINUTE=5,35",
        "FREQ=MINUTELY;INTERVAL=3;BYHOUR=4;BYMINUTE=0,1,2,3,4,5,6",
        "FREQ=MINUTELY;INTERVAL=30;BYSECOND=1,2,59",
        "FREQ=MINUTELY;INTERVAL=30;BYSECOND=1,2,59;BYSETPOS=-2",
        "FREQ=SECONDLY;INTERVAL=47",
        "FREQ=SECONDLY;BYSECOND=11,41",
        "FREQ=SECONDLY;INTERVAL=11;BYMINUTE=3,4;BYSECOND=0,7,11,30,58",
        "FREQ=SECONDLY;BYHOUR=5;BYMINUTE=59;BYSECOND=58,59",
        "FREQ=DAILY;INTERVAL=10;BYHOUR=1,13;BYMINUTE=2;BYSECOND=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SA;WKST=WE",
        "FREQ=MONTHLY;BYDAY=2MO,-1FR",
        "FREQ=MONTHLY;BYDAY=5WE",
        "FREQ=YEARLY;BYDAY=20MO,-1SU",
        "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO",
        "FREQ=YEARLY;BYWEEKNO=10;BYDAY=SU;WKST=SU",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=-1",
    ],
)
def test_each_part_fires_as_in_dateutil(rule: str, start: str) -> None:
    text = f"DTSTART:{start}Z\nRRULE:{rule}"
    end = FROM + timedelta(days=1500)
    oracle = rrulestr(text).xafter(FROM, inc=True)
    expected = [moment for moment in islice(oracle, 120) if moment < end]
    assert listed(text, FROM, end, count=120) == expected
    assert expected


@pytest.mark.parametrize("count", [1, 2, 30, 20_000])
def test_a_count_begins_at_the_start_of_the_rule_however_late_one_asks(count: int) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    text = f"DTSTART:20250101T000000Z RRULE:FREQ=HOURLY;COUNT={count}"
    last = start + timedelta(hours=count - 1)
    assert listed(text, last, last + timedelta(days=9)) == [last]
    assert listed(text, last + timedelta(seconds=1), last + timedelta(days=9)) == []
    assert listed(text, start - timedelta(days=1), start + timedelta(seconds=1)) == [start]


def test_a_count_beyond_counting_is_endless() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    end = start + timedelta(hours=20_001)
    text = "DTSTART:20240101T000000Z RRULE:FREQ=HOURLY;COUNT=20001"
    assert listed(text, end, end + timedelta(hours=1)) == [end]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20250310", 10),  # a date is the whole day
        ("20250310T235958", 9),
        ("20250310T235959", 10),
        ("20250310T235959Z", 10),
        ("20250310T235958Z", 9),
    ],
)
def test_until_is_included(until: str, last: int) -> None:
    text = f"DTSTART:20250301T235959Z RRULE:FREQ=DAILY;UNTIL={until}"
    found = listed(text, FROM, FROM + timedelta(days=60))
    assert found == [datetime(2025, 3, day, 23, 59, 59, tzinfo=UTC) for day in range(1, last + 1)]


def test_until_is_a_moment_where_it_is_in_utc() -> None:
    # 23:30 UTC on 9 March is 00:30 on 10 March in Berlin: midnight of the 10th is still wanted
    text = "DTSTART;TZID=Europe/Berlin:20250308T000000 RRULE:FREQ=DAILY;UNTIL=20250309T233000Z"
    assert [f"{moment:%d}" for moment in listed(text, FROM, FROM + timedelta(days=60))] == ["08", "09", "10"]


@pytest.mark.parametrize(
    ("parameters", "value", "zone"),
    [
        ("", "20250401T090000Z", "UTC"),
        (";TZID=Asia/Tokyo", "20250401T090000", "Asia/Tokyo"),
        (";VALUE=DATE-TIME;TZID=Asia/Tokyo", "20250401T090000", "Asia/Tokyo"),
        (";TZID=Asia/Tokyo;VALUE=DATE-TIME", "20250401T090000", "Asia/Tokyo"),
        (";VALUE=DATE-TIME", "20250401T090000", "Europe/Berlin"),
        ("", "20250401T090000", "Europe/Berlin"),
    ],
)
def test_the_zone_is_that_of_the_start_or_else_the_schedules(parameters: str, value: str, zone: str) -> None:
    text = f"DTSTART{parameters}:{value} RRULE:FREQ=DAILY;COUNT=1"
    assert listed(text, FROM, FROM + timedelta(days=60), "Europe/Berlin") == [
        datetime(2025, 4, 1, 9, tzinfo=find(zone))
    ]


def test_what_is_taken_away_is_gone_and_what_is_added_is_there() -> None:
    text = """DTSTART:20250301T030000Z
        RRULE:FREQ=DAILY;COUNT=6
        EXRULE:FREQ=DAILY;INTERVAL=3
        EXDATE:20250302T030000Z,20250320T030000Z
        RDATE:20250310T040000Z,20250305T030000Z"""
    # 1 to 6 March, without 1 and 4 (every third) and 2; 5 March stands there twice
    found = [f"{moment:%d %H}" for moment in listed(text, FROM, FROM + timedelta(days=60))]
    assert found == ["03 03", "05 03", "06 03", "10 04"]


@pytest.mark.parametrize("year", [1900, 2199])
def test_the_first_and_the_last_year_are_counted(year: int) -> None:
    text = f"DTSTART:{year}0101T000000Z RRULE:FREQ=MONTHLY"
    start = datetime(year, 1, 1, tzinfo=UTC)
    assert recurrence(f"DTSTART:{year}0101 RRULE:FREQ=DAILY", Dialect.RRULE).state is not State.INVALID
    found = listed(text, start - timedelta(days=400), start + timedelta(days=364))
    assert [moment.month for moment in found] == list(range(1, 13))


def test_nothing_is_listed_beyond_the_last_year() -> None:
    start = datetime(2199, 12, 30, 12, tzinfo=UTC)
    found = listed("DTSTART:21991201T000000Z RRULE:FREQ=DAILY", start, start + timedelta(days=300))
    assert datetime(2199, 12, 31, tzinfo=UTC) in found
    assert len(found) < 10


def test_sixteen_rules_are_the_most() -> None:
    rules = "RRULE:FREQ=DAILY " * 10 + "EXRULE:FREQ=YEARLY " * 6
    assert recurrence(f"DTSTART:20250101 {rules}", Dialect.RRULE).state is State.ACTIVE
    assert recurrence(f"DTSTART:20250101 {rules} EXRULE:FREQ=DAILY", Dialect.RRULE).state is State.INVALID


@pytest.mark.parametrize("rule", ["FREQ=DAILY;", "FREQ=YEARLY;BYDAY=53MO", "FREQ=YEARLY;BYDAY=-53MO;BYHOUR=3"])
def test_what_is_just_allowed(rule: str) -> None:
    assert recurrence(f"DTSTART:20240101 RRULE:{rule}", Dialect.RRULE).state is State.ACTIVE


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("DTSTART:20240101 RRULE:FREQ=DAILY;COUNT=1", "fires a single time ever"),
        ("DTSTART:20240101 RRULE:FREQ=DAILY;COUNT=2", "ends after 2 times"),
        (
            "DTSTART:20240101 RRULE:FREQ=DAILY;COUNT=2 RRULE:FREQ=WEEKLY;UNTIL=20260101T030000Z",
            "ends after 2 times; ends on 2026-01-01",
        ),
        ("FREQ=DAILY", "no start given: counted from Monday, 1 January 2024"),
    ],
)
def test_notes(text: str, note: str) -> None:
    assert recurrence(text, Dialect.RRULE).note == note


_FREQUENCIES = "YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("DTSTART:20240101", "a recurrence needs an RRULE"),
        ("every", "'every' is no line of a recurrence: DTSTART:…, RRULE:FREQ=…"),
        ("RRULE:FREQ=DAILY " * 17, "more than 16 rules"),
        ("DTSTART:18991231 FREQ=DAILY", "starts in the year 1899: only 1900 to 2199 are counted"),
        ("DTSTART:22000101 FREQ=DAILY", "starts in the year 2200: only 1900 to 2199 are counted"),
        ("DTSTART:20240231 FREQ=DAILY", "'20240231' is no date such as 20240101 or 20240101T030000Z"),
        ("FREQ=DAILY;BYHOUR=1;BYHOUR=2", "BYHOUR is given twice"),
        ("RRULE:INTERVAL=2", f"FREQ=: one of {_FREQUENCIES} is wanted"),
        ("FREQ=FORTNIGHTLY", f"FREQ=FORTNIGHTLY: one of {_FREQUENCIES} is wanted"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20240101", "COUNT and UNTIL exclude each other"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0: a number above 0 is wanted"),
        ("FREQ=DAILY;COUNT=-1", "COUNT=-1: a number above 0 is wanted"),
        ("FREQ=DAILY;COUNT=1234567890", "COUNT=1234567890: a number above 0 is wanted"),
        ("FREQ=WEEKLY;BYDAY=XX", "'XX' is no weekday such as MO or 1MO"),
        ("FREQ=YEARLY;BYDAY=0MO", "'0MO' is no weekday such as MO or 1MO"),
        ("FREQ=YEARLY;BYDAY=54MO", "'54MO' is no weekday such as MO or 1MO"),
        ("FREQ=YEARLY;BYDAY=6MO;BYMONTH=3", "BYDAY=6MO: a month has not so many"),
        ("FREQ=MONTHLY;BYDAY=-6MO", "BYDAY=-6MO: a month has not so many"),
        ("FREQ=WEEKLY;BYDAY=MO,1TU", "BYDAY=MO,1TU: a week or a day has not so many"),
        ("FREQ=DAILY;BYEASTER=1", "'BYEASTER' is no part of a recurrence rule"),
        ("FREQ=DAILY;BYHOUR=3,24", "BYHOUR=24 is not between 0 and 23"),
        ("FREQ=DAILY;BYMONTHDAY=0", "BYMONTHDAY=0 is not between -31 and 31"),
        ("FREQ=DAILY;BYMONTH=1=2", "BYMONTH=1=2 is not between 1 and 12"),
    ],
)
def test_refusals(text: str, why: str) -> None:
    found = recurrence(text.strip(), Dialect.RRULE)
    assert (found.state, found.note) == (State.INVALID, why)
