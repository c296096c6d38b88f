"""What happens to a schedule when the clocks move. cron as its cron.c says, systemd as systemd-analyze 252 shows."""

from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSim
from oncalendar import OnCalendar

from ddd.cadence import firings, recurrence
from ddd.cadence.zones import eras, find
from ddd.model import Cadence, Dialect

BERLIN, LORD_HOWE, SYDNEY, CAIRO = "Europe/Berlin", "Australia/Lord_Howe", "Australia/Sydney", "Africa/Cairo"
SPRING, AUTUMN = (2026, 3, 29), (2026, 10, 25)


def day(expression, timezone, date, dialect=Dialect.VIXIE):
    """The firings of one local day, as local time with its offset."""
    zone = find(timezone)
    start, end = datetime(*date, tzinfo=zone), datetime(*date, tzinfo=zone) + timedelta(days=1)
    return [f"{moment:%d %H:%M %z}" for moment in firings(expression, dialect, start, end, timezone)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("59 1 * * *", ["29 01:59 +0100"]),
        ("0 2 * * *", ["29 03:00 +0200"]),
        ("30 2 * * *", ["29 03:00 +0200"]),
        ("59 2 * * *", ["29 03:00 +0200"]),
        ("0 3 * * *", ["29 03:00 +0200"]),
        ("0 2,3 * * *", ["29 03:00 +0200"]),
        ("0,30 2 * * *", ["29 03:00 +0200"]),
        ("30 1,2,3 * * *", ["29 01:30 +0100", "29 03:00 +0200", "29 03:30 +0200"]),
    ],
)
def test_spring_makes_up_for_fixed_times_right_after_the_gap(expression, expected):
    assert day(expression, BERLIN, SPRING) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("30 1 * * *", ["25 01:30 +0200"]),
        ("0 2 * * *", ["25 02:00 +0200"]),
        ("30 2 * * *", ["25 02:30 +0200"]),
        ("0 3 * * *", ["25 03:00 +0100"]),
    ],
)
def test_autumn_runs_fixed_times_once(expression, expected):
    # croniter 7 fires twice in the repeated hour; cron.c does not, and neither does cronsim
    assert day(expression, BERLIN, AUTUMN) == expected
    oracle = CronSim(expression, datetime(2026, 10, 25, tzinfo=find(BERLIN)))
    assert f"{next(oracle):%d %H:%M %z}" == expected[0]
    assert next(oracle).day == 26


def test_wildcards_follow_the_clock():
    assert day("*/30 2 * * *", BERLIN, SPRING) == []
    assert day("30 */2 * * *", BERLIN, SPRING)[:2] == ["29 00:30 +0100", "29 04:30 +0200"]
    assert len(day("0 * * * *", BERLIN, SPRING)) == 23
    assert len(day("0 * * * *", BERLIN, AUTUMN)) == 25
    assert day("*/30 2 * * *", BERLIN, AUTUMN) == [
        "25 02:00 +0200",
        "25 02:30 +0200",
        "25 02:00 +0100",
        "25 02:30 +0100",
    ]


def test_systemd_skips_in_spring_and_runs_once_in_autumn():
    assert day("02:30", BERLIN, SPRING, Dialect.ONCALENDAR) == []
    assert day("03:00", BERLIN, SPRING, Dialect.ONCALENDAR) == ["29 03:00 +0200"]
    assert day("02:30", BERLIN, AUTUMN, Dialect.ONCALENDAR) == ["25 02:30 +0200"]


def test_systemd_leaves_the_repeated_hour_out():
    # oncalendar's docstring promises both passes; its code and systemd 252 give the first
    found = day("*:0/30", BERLIN, AUTUMN, Dialect.ONCALENDAR)
    assert found[4:8] == ["25 02:00 +0200", "25 02:30 +0200", "25 03:00 +0100", "25 03:30 +0100"]
    library = OnCalendar("*:0/30", datetime(2026, 10, 25, 2, 30, tzinfo=find(BERLIN)))
    assert f"{next(library):%d %H:%M %z}" == "25 03:00 +0100"


@pytest.mark.parametrize(
    ("expression", "date", "expected"),
    [
        ("30 2 * * *", (2026, 10, 4), ["04 03:00 +1100"]),
        ("30 2 * * *", (2026, 4, 5), ["05 02:30 +1100"]),
    ],
)
def test_the_south_moves_the_other_way_round(expression, date, expected):
    assert day(expression, SYDNEY, date) == expected


@pytest.mark.parametrize(
    ("expression", "date", "expected"),
    [
        ("15 2 * * *", (2026, 10, 4), ["04 02:30 +1100"]),
        ("30 2 * * *", (2026, 10, 4), ["04 02:30 +1100"]),
        ("45 1 * * *", (2026, 4, 5), ["05 01:45 +1100"]),
        ("*/20 1 * * *", (2026, 4, 5), ["05 01:00 +1100", "05 01:20 +1100", "05 01:40 +1100", "05 01:40 +1030"]),
    ],
)
def test_lord_howe_moves_by_half_an_hour(expression, date, expected):
    assert day(expression, LORD_HOWE, date) == expected


def test_a_gap_at_midnight():
    assert day("30 0 * * *", CAIRO, (2026, 4, 24)) == ["24 01:00 +0300"]
    assert day("00:30", CAIRO, (2026, 4, 24), Dialect.ONCALENDAR) == []


def test_an_hour_repeated_before_midnight():
    # Kazakhstan moved its clocks from 00:00 on 1 March 2024 back to 23:00
    assert day("30 23 * * *", "Asia/Almaty", (2024, 2, 29)) == ["29 23:30 +0600"]
    assert day("30 * * * *", "Asia/Almaty", (2024, 2, 29))[-2:] == ["29 23:30 +0600", "29 23:30 +0500"]
    assert day("0 0 * * *", "Asia/Almaty", (2024, 3, 1)) == ["01 00:00 +0500"]


def test_a_whole_day_left_out_is_no_daylight_saving():
    # Samoa left out 30 December 2011; from three hours on cron believes that somebody set the clock
    start, end = datetime(2011, 12, 29, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC)
    found = firings("0 3 * * *", Dialect.VIXIE, start, end, "Pacific/Apia")
    assert [f"{moment:%d %H:%M}" for moment in found] == ["29 03:00", "31 03:00", "01 03:00"]


@pytest.mark.parametrize(
    ("expression", "timezone", "longest_gap"),
    [
        ("30 2 * * *", None, 24 * 3600),
        ("30 2 * * *", "Asia/Tokyo", 24 * 3600),
        ("30 2 * * *", BERLIN, 25 * 3600),
        ("30 2 * * *", SYDNEY, 25 * 3600),
        ("15 2 * * *", LORD_HOWE, 24 * 3600 + 1800),
        ("0 3 * * 0", BERLIN, 7 * 86_400 + 3600),
        ("0 */2 * * *", BERLIN, 3 * 3600),
        ("0 * * * *", BERLIN, 3600),
        ("*/5 * * * *", BERLIN, 300),
        ("*/10 2 * * *", BERLIN, 46 * 3600 + 600),
    ],
)
def test_the_longest_gap_knows_daylight_saving(expression, timezone, longest_gap):
    assert recurrence(expression, Dialect.VIXIE, timezone).longest_gap == longest_gap


def test_the_longest_gap_of_systemd_holds_the_skipped_and_the_repeated_hour():
    assert recurrence("02:30", Dialect.ONCALENDAR, BERLIN).longest_gap == 47 * 3600
    assert recurrence("*:0/30", Dialect.ONCALENDAR, BERLIN).longest_gap == 5400
    assert recurrence("*:0/30", Dialect.ONCALENDAR, BERLIN).cadence is Cadence.SUB_DAILY


def test_eras_meet_at_the_second_the_clocks_move():
    found = eras(find(BERLIN), 2026, 2026)
    assert [era.offset for era in found] == [3600, 7200, 3600]
    assert [early.end for early in found[:-1]] == [late.begin for late in found[1:]]
    assert datetime.fromtimestamp(found[1].begin, UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert datetime.fromtimestamp(found[2].begin, UTC) == datetime(2026, 10, 25, 1, tzinfo=UTC)


def test_zones_come_from_the_pinned_package():
    assert str(find(BERLIN)) == BERLIN
    assert find(BERLIN) is find(BERLIN)
    assert find(BERLIN).utcoffset(datetime(2026, 7, 1)).total_seconds() == 7200
