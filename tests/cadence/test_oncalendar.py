"""Calendar events of systemd. What differs from the library was looked up with systemd-analyze 252."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from oncalendar import OnCalendar, OnCalendarError

from ddd.cadence import firings, recurrence
from ddd.cadence.zones import find
from ddd.model import Cadence, Dialect, State

from .examples import examples
from .expressions import calendars

START = datetime(2025, 3, 1, tzinfo=UTC)
BEFORE = START - timedelta(seconds=1)
END = datetime(2199, 12, 31, tzinfo=UTC)


def read(expression, timezone=None):
    return recurrence(expression, Dialect.ONCALENDAR, timezone)


def first(expression, count=6):
    return list(islice(firings(expression, Dialect.ONCALENDAR, START, END), count))


def library(expression, start=BEFORE):
    return list(islice(OnCalendar(expression, start), 6))


@examples(200)
@given(calendars())
def test_fires_when_the_library_fires(expression):
    assert first(expression) == library(expression)


@examples(60)
@given(calendars())
def test_fires_when_the_library_fires_through_daylight_saving(expression):
    zone = find("Europe/Berlin")
    start = datetime(2025, 10, 25, tzinfo=zone)
    ours = firings(expression, Dialect.ONCALENDAR, start, END, "Europe/Berlin")
    expected = library(expression, start - timedelta(seconds=1))
    assert [moment.astimezone(UTC) for moment in islice(ours, 6)] == [moment.astimezone(UTC) for moment in expected]


@pytest.mark.parametrize(
    ("expression", "cadence", "longest_gap"),
    [
        ("Sat *-*-1..7 18:00 Europe/Paris", Cadence.MONTHLY, 35 * 86_400 + 3600),
        ("*-*-* 0:10:00", Cadence.DAILY, 86_400),
        ("*-2/2 20:55", Cadence.WEEKLY, 3 * 86_400),  # 179 days a year, just below daily; from the 30th to the 2nd
        ("*:7/20", Cadence.SUB_DAILY, 1200),
        ("00/4:15:00", Cadence.SUB_DAILY, 14_400),
        ("Mon *-*-* 3:15:0", Cadence.WEEKLY, 7 * 86_400),
        ("02:52", Cadence.DAILY, 86_400),
        ("*-*~1", Cadence.MONTHLY, 31 * 86_400),
        ("Daily", Cadence.DAILY, 86_400),
        ("weekly", Cadence.WEEKLY, 7 * 86_400),
        ("quarterly", Cadence.QUARTERLY, 92 * 86_400),
        ("semiannually", Cadence.SEMIANNUAL, 184 * 86_400),
        ("yearly", Cadence.ANNUAL, 366 * 86_400),
        ("*:0/1", Cadence.SUB_DAILY, 60),
        ("*:*:*", Cadence.SUB_DAILY, 1),
        ("*:*:0/0.5", Cadence.SUB_DAILY, 1),
        ("*-*-* 03:00:00.123", Cadence.DAILY, 86_400),
    ],
)
def test_values_met_in_the_wild(expression, cadence, longest_gap):
    result = read(expression)
    assert (result.state, result.cadence, result.longest_gap) == (State.ACTIVE, cadence, longest_gap)


@pytest.mark.parametrize(
    "expression",
    [
        "1h",
        "12",
        "",
        "*",
        "@daily",
        "@epoch",
        "@-5",
        "half-yearly",
        "daily daily",
        "Fri..Mon",
        "tues 3:00",
        "Sun,,Mon",
        "25:00",
        "*-13-01",
        "*-*-*/2",
        "*-*~29",
        "*-*~07/1 Mon",
        "*-*-1..3..5",
        "*-*-7..1/2",
        "*-*-1..7/0",
        "2200-01-01",
        "3:00:00:00",
        "3:00\tUTC",
        "3:00\u00a0UTC",
        "３:00",
        "UTC",
    ],
)
def test_what_systemd_refuses_is_invalid(expression):
    result = read(expression)
    assert result.state is State.INVALID
    assert result.note


@pytest.mark.parametrize(
    "expression",
    ["*:0/90", "*:0/60", "*:59/1", "0/24:00", "*-12/1-1", "*-*-31/1", "2199/1-01-01", "*:*:1,59/1", "*-*~3/3"],
)
def test_a_step_out_of_its_field_is_invalid(expression):
    # the library takes it and fires once; systemd refuses it, and systemd is the one that runs
    assert library(expression, datetime(1999, 1, 1, tzinfo=UTC))
    assert "beyond" in read(expression).note


@pytest.mark.parametrize(
    "expression", ["*:0/59", "*:58/1", "0/23:00", "*-11/1-1", "*-*-30/1", "2198/1-1-1", "*-*~28/27"]
)
def test_a_step_within_its_field_is_valid(expression):
    assert read(expression).state is State.ACTIVE


@pytest.mark.parametrize(
    ("spelling", "plain"),
    [
        ("bi-annually", "semiannually"),
        ("biannually", "semiannually"),
        ("Semi-Annually", "semiannually"),
        ("anually", "annually"),
    ],
)
def test_spellings_only_systemd_takes(spelling, plain):
    with pytest.raises(OnCalendarError):
        library(spelling)
    assert read(spelling) == read(plain)
    assert first(spelling) == first(plain)


def test_steps_in_a_range_from_the_end_of_the_month_count_from_its_first_number():
    # the library steps from 22 (22, 15, 8 days before the end); systemd normalizes to ~05..19/7
    assert [moment.day for moment in first("*~5..22/7", 3)] == [13, 20, 27]
    assert [moment.day for moment in library("*~5..22/7")[:3]] != [13, 20, 27]


def test_a_range_of_one_with_a_step_is_one():
    # the library lets 5..5/7 run on like 5/7; systemd normalizes it to 05
    assert first("*:5..5/7") == first("*:05") != library("*:5..5/7")


@pytest.mark.parametrize("stamp", ["@0", "@1700000000", "@1700000000 UTC"])
def test_seconds_since_1970_fire_once(stamp):
    # the library refuses them
    with pytest.raises(OnCalendarError):
        library(stamp)
    assert read(stamp, "Europe/Berlin").state is State.ONCE


def test_seconds_since_1970_are_utc():
    moment = datetime.fromtimestamp(1_700_000_000, UTC)
    found = firings("@1700000000", Dialect.ONCALENDAR, moment, moment + timedelta(seconds=1), "Asia/Tokyo")
    assert list(found) == [moment]


@pytest.mark.parametrize("stamp", ["@7258118400", "@99999999999", "@999999999999999"])
def test_seconds_after_the_last_year_are_invalid(stamp):
    assert read(stamp).state is State.INVALID


def test_the_last_second_systemd_knows():
    assert read("@7258118399").state is State.ONCE


@pytest.mark.parametrize("expression", ["2026-02-20", "1999-01-01 11:12:13", "2199-12-31", "99-01-01"])
def test_an_absolute_date_fires_once(expression):
    assert read(expression).state is State.ONCE
    assert read(expression).cadence is None
    assert read(expression).longest_gap is None


@pytest.mark.parametrize("expression", ["2026-02-30", "*-2-31", "Mon 2026-11-21", "2026-03-29 02:30 Europe/Berlin"])
def test_a_date_that_does_not_exist_never_fires(expression):
    assert read(expression).state is State.NEVER
    assert first(expression) == []


def test_a_fixed_year_is_counted_in_itself():
    result = read("2031-*-01 04:00")
    assert (result.state, result.cadence, result.longest_gap) == (State.ACTIVE, Cadence.MONTHLY, 31 * 86_400)


def test_a_day_too_rare_for_the_window_is_annual_and_not_never():
    result = read("Sat *-01-01")  # 2022, then 2028
    assert (result.state, result.cadence) == (State.ACTIVE, Cadence.ANNUAL)
    assert result.longest_gap == 11 * 365 * 86_400 + 3 * 86_400


def test_hours_of_a_leap_day_do_not_hide_the_years_between():
    assert read("*-02-29 *:00").longest_gap == (4 * 365 + 1) * 86_400 - 23 * 3600


def test_the_zone_in_the_expression_goes_first():
    assert read("02:30 Europe/Berlin", "Asia/Tokyo").longest_gap == 48 * 3600 - 3600
    assert read("02:30", "Asia/Tokyo").longest_gap == 86_400
    assert {str(moment.tzinfo) for moment in first("3:00 utc")} == {"UTC"}
    assert {moment.hour for moment in first("3:00 Asia/Tokyo")} == {3}


@pytest.mark.parametrize("expression", ["3:00 Europe/Nowhere", "3:00 europe/paris", "daily ../../etc/passwd"])
def test_an_unknown_zone_is_invalid(expression):
    assert read(expression).state is State.INVALID


def test_two_spaces_before_the_zone_are_invalid():
    # the library takes them; systemd does not
    assert library("3:00  UTC")
    assert "single space" in read("3:00  UTC").note


def test_notes():
    assert read("Mon..Fri 3:00").note == "weekdays only"
    assert read("Mon..Sat 3:00").note == ""
