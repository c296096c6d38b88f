"""Recurrence rules, against python-dateutil on the wall clock and recurring-ical-events through daylight saving."""

from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from ddd.cadence import firings, recurrence
from ddd.cadence.zones import find
from ddd.model import Cadence, Dialect, State
from tests.patience import no_hang

from .examples import examples

DAY = 86_400
BERLIN = find("Europe/Berlin")
START = datetime(2025, 3, 1, tzinfo=UTC)


def read(text, zone=None):
    return recurrence(text, Dialect.RRULE, zone)


def listed(text, start, end, zone=None, count=None):
    return list(islice(firings(text, Dialect.RRULE, start, end, zone), count))


_WEEKDAYS = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3, unique=True)
_PARTS = {
    "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True),
    "BYMONTHDAY": st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=3, unique=True),
    "BYHOUR": st.lists(st.integers(0, 23), min_size=1, max_size=2, unique=True),
    "BYMINUTE": st.lists(st.integers(0, 59), min_size=1, max_size=2, unique=True),
    "BYSETPOS": st.lists(st.sampled_from([1, 2, -1]), min_size=1, max_size=2, unique=True),
}


@st.composite
def rules(draw, frequencies=("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")):
    frequency = draw(st.sampled_from(frequencies))
    parts = [f"FREQ={frequency}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 50))}")
    names = draw(st.lists(st.sampled_from(sorted(_PARTS)), max_size=3, unique=True))
    parts += [f"{name}={','.join(map(str, draw(_PARTS[name])))}" for name in names]
    if draw(st.booleans()):
        which = draw(st.sampled_from(["", "1", "-1"])) if frequency in ("YEARLY", "MONTHLY") else ""
        parts.append("BYDAY=" + ",".join(which + day for day in draw(_WEEKDAYS)))
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    return ";".join(parts)


_STARTS = st.datetimes(datetime(2024, 12, 1), datetime(2025, 6, 1)).map(lambda moment: moment.replace(microsecond=0))


_REACH = {"SECONDLY": 1, "MINUTELY": 20}
"""Days. dateutil walks second by second, and where nothing more fires to the year 9999."""


@examples(150)
@given(_STARTS, rules())
def test_fires_when_dateutil_does(start, rule):
    end = start + timedelta(days=_REACH.get(rule.split(";")[0].removeprefix("FREQ="), 400))
    text = f"DTSTART:{start:%Y%m%dT%H%M%S}\nRRULE:{rule}"
    ours = listed(text, start.replace(tzinfo=UTC), end.replace(tzinfo=UTC), count=40)
    assume(ours)
    theirs = list(islice(rrulestr(rule, dtstart=start), len(ours)))
    assert [moment.replace(tzinfo=None) for moment in ours] == theirs


@examples(60)
@given(_STARTS, rules(("YEARLY", "MONTHLY", "WEEKLY")))
def test_nothing_is_left_out(start, rule):
    """Rules that dateutil walks quickly, to their end."""
    end = start + timedelta(days=800)
    text = f"DTSTART:{start:%Y%m%dT%H%M%S}\nRRULE:{rule}"
    ours = listed(text, start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
    oracle = rrulestr(rule, dtstart=start)
    assert [moment.replace(tzinfo=None) for moment in ours] == list(takewhile(lambda one: one < end, oracle))


@examples(60)
@given(_STARTS, rules(("MONTHLY", "WEEKLY", "DAILY")))
def test_fires_when_a_calendar_does(start, rule):
    text = f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}\nRRULE:{rule}"
    first, end = datetime(2024, 12, 1, tzinfo=BERLIN), datetime(2025, 12, 1, tzinfo=BERLIN)
    ours = listed(text, first, end)
    assume(ours and ours[0].replace(tzinfo=None) == start)  # a calendar shows DTSTART although no rule speaks of it
    event = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\n{text}\nEND:VEVENT\nEND:VCALENDAR"
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(event)).between(first, end)
    theirs = {one["DTSTART"].dt.astimezone(UTC) for one in found}
    assert sorted(theirs) == [moment.astimezone(UTC) for moment in ours]


def test_the_hour_that_spring_skips_comes_later():
    found = listed(
        "DTSTART:20250328T023000 RRULE:FREQ=DAILY;COUNT=3", START, datetime(2025, 4, 1, tzinfo=UTC), "Europe/Berlin"
    )
    assert [f"{moment:%d %H:%M %z}" for moment in found] == ["28 02:30 +0100", "29 02:30 +0100", "30 03:30 +0200"]


def test_what_is_put_off_keeps_its_place():
    text = "DTSTART:20250330T000000 RRULE:FREQ=HOURLY;INTERVAL=1;BYMINUTE=0,30;COUNT=9"
    found = listed(text, START, datetime(2025, 4, 1, tzinfo=UTC), "Europe/Berlin")
    assert found == sorted(set(found))
    assert [f"{moment:%H:%M}" for moment in found] == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30", "04:00"]


@pytest.mark.parametrize(("hours", "expected"), [("2,3", ["03:30 +0200"]), ("2,5", ["03:30 +0200", "05:30 +0200"])])
def test_what_is_put_off_and_meets_another_comes_once(hours, expected):
    text = f"DTSTART:20250330T000000 RRULE:FREQ=DAILY;BYHOUR={hours};BYMINUTE=30"
    found = listed(text, START, datetime(2025, 3, 31, tzinfo=UTC), "Europe/Berlin")
    assert [f"{moment:%H:%M %z}" for moment in found] == expected


def test_an_end_within_the_day():
    text = "DTSTART:20250401T000000 RRULE:FREQ=HOURLY;INTERVAL=6;UNTIL=20250401T120000"
    found = listed(text, START, datetime(2026, 1, 1, tzinfo=UTC))
    assert [moment.hour for moment in found] == [0, 6, 12]


def test_put_off_beyond_the_last():
    text = "DTSTART:20250330T023000 RRULE:FREQ=DAILY;COUNT=1"
    assert [f"{moment:%H:%M}" for moment in listed(text, START, datetime(2025, 4, 1, tzinfo=UTC), "Europe/Berlin")] == [
        "03:30"
    ]


@pytest.mark.parametrize(
    ("text", "cadence", "gap"),
    [
        ("DTSTART:20240101T030000\nRRULE:FREQ=WEEKLY;BYDAY=MO", Cadence.WEEKLY, 7 * DAY),
        ("FREQ=DAILY", Cadence.DAILY, DAY),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", Cadence.DAILY, 3 * DAY),
        ("RRULE:FREQ=WEEKLY;INTERVAL=3", Cadence.MONTHLY, 21 * DAY),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1FR", Cadence.MONTHLY, 35 * DAY),
        ("RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", Cadence.QUARTERLY, 92 * DAY),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", Cadence.ANNUAL, 371 * DAY),
        ("RRULE:FREQ=HOURLY;INTERVAL=6", Cadence.SUB_DAILY, DAY // 4),
        ("RRULE:FREQ=HOURLY;BYHOUR=3", Cadence.DAILY, DAY),
        ("RRULE:FREQ=DAILY;COUNT=60", Cadence.DAILY, DAY),
        ("DTSTART:20240101 RRULE:FREQ=DAILY EXRULE:FREQ=WEEKLY;BYDAY=SA,SU", Cadence.DAILY, 3 * DAY),
        ("DTSTART:20240101 RRULE:FREQ=DAILY EXDATE:20240105,20240106", Cadence.DAILY, 3 * DAY),
        (
            "DTSTART:20240101 RRULE:FREQ=MONTHLY;BYMONTHDAY=1 RRULE:FREQ=MONTHLY;BYMONTHDAY=15",
            Cadence.MONTHLY,
            17 * DAY,
        ),
        ("DTSTART:20240101 RRULE:FREQ=HOURLY;BYMINUTE=0,15,30;BYSETPOS=-1", Cadence.SUB_DAILY, 3600),
    ],
)
def test_cadences(text, cadence, gap):
    assert (read(text).cadence, read(text).longest_gap) == (cadence, gap)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("DTSTART:20240101T000000Z RRULE:FREQ=DAILY;COUNT=1", State.ONCE),
        ("DTSTART;TZID=America/New_York:20300115T050000 RRULE:FREQ=DAILY;INTERVAL=1;COUNT=1", State.ONCE),
        ("DTSTART:20240101 RRULE:FREQ=DAILY;UNTIL=20230101", State.NEVER),
        ("DTSTART:20240101 RRULE:FREQ=DAILY;UNTIL=20231231T225959Z", State.NEVER),
        ("DTSTART:20240101 RRULE:FREQ=DAILY;UNTIL=20231231T230000Z", State.ONCE),
        ("DTSTART:20240101 RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", State.NEVER),
        ("DTSTART:20240101 RDATE:20240301", State.ONCE),
    ],
)
def test_what_does_not_recur(text, state):
    assert read(text, "Europe/Berlin").state is state


def test_a_zone_in_the_text_goes_first():
    (moment,) = listed(
        "DTSTART;TZID=Asia/Tokyo:20250401T090000 RRULE:FREQ=DAILY;COUNT=1",
        START,
        datetime(2026, 1, 1, tzinfo=UTC),
        "Europe/Berlin",
    )
    assert moment == datetime(2025, 4, 1, tzinfo=UTC)


def test_notes_say_where_it_ends_and_what_is_missing():
    assert (
        read("RRULE:FREQ=DAILY;COUNT=3").note
        == "ends after 3 times; no start given: counted from Monday, 1 January 2024"
    )
    assert read("DTSTART:20240101 RRULE:FREQ=DAILY;UNTIL=20250101").note == "ends on 2025-01-01"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RRULE:",
        "DTSTART:20240101",
        "DTSTART:20240231 RRULE:FREQ=DAILY",
        "DTSTART:tomorrow RRULE:FREQ=DAILY",
        "DTSTART:00010101 RRULE:FREQ=DAILY",
        "DTSTART;TZID=Mars/Phobos:20240101 RRULE:FREQ=DAILY",
        "RRULE:FREQ=FORTNIGHTLY",
        "RRULE:INTERVAL=2",
        "RRULE:FREQ=DAILY;FREQ=DAILY",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=DAILY;INTERVAL=x",
        "RRULE:FREQ=DAILY;COUNT=1;UNTIL=20240101",
        "RRULE:FREQ=DAILY;BYEASTER=1",
        "RRULE:FREQ=DAILY;BYHOUR=24",
        "RRULE:FREQ=DAILY;BYMONTHDAY=0",
        "RRULE:FREQ=DAILY;BYHOUR=",
        "RRULE:FREQ=DAILY;BYDAY=1MO",
        "RRULE:FREQ=MONTHLY;BYDAY=6MO",
        "RRULE:FREQ=YEARLY;BYDAY=53MO;BYMONTH=3",
        "RRULE:FREQ=WEEKLY;BYDAY=XX",
        "RRULE:FREQ=WEEKLY;WKST=1",
        "RRULE:FREQ=DAILY " * 17,
        "every monday",
        "0 3 * * *",
    ],
)
def test_what_is_no_recurrence_is_refused(text):
    assert read(text).state is State.INVALID
    assert read(text).note


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MINUTELY;BYHOUR=3;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=SECONDLY;INTERVAL=79;BYMINUTE=7;BYHOUR=1",
        "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1",
        "FREQ=SECONDLY;INTERVAL=999999999",
        "FREQ=SECONDLY;COUNT=999999999",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=YEARLY;INTERVAL=999999999",
        "FREQ=SECONDLY EXRULE:FREQ=SECONDLY",
        "FREQ=SECONDLY EXRULE:FREQ=SECONDLY;INTERVAL=7",
    ],
)
def test_no_rule_is_slow(rule):
    with no_hang():
        read(f"DTSTART:19000101T000000 RRULE:{rule}", "Europe/Berlin")
