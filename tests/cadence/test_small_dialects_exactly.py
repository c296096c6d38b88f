"""The small dialects word for word: each number on both sides of its bounds, each note, each refusal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ddd.cadence import firings, recurrence, words
from ddd.model import Cadence, Dialect, State

from .test_windows_and_files import DAY, first

HOUR = 3600
ANY_DAY = tuple(f"{day} Jan 00:00" for day in ("Thu 01", "Fri 02", "Sat 03"))


# Words of calendars


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:00", 0),
        ("12:00 am", 0),
        ("12:59 am", 59 * 60),
        ("1am", HOUR),
        ("1:00 AM", HOUR),
        ("11:59am", 12 * HOUR - 60),
        ("12 pm", 12 * HOUR),
        ("1 pm", 13 * HOUR),
        ("11:59 PM", DAY - 60),
        ("3:04:05", 3 * HOUR + 4 * 60 + 5),
        ("23:59:59", DAY - 1),
        ("0 am", None),
        ("13 am", None),
        ("24:00", None),
        ("3:60", None),
        ("3:04:60", None),
        ("3:4", None),
        ("noon", None),
    ],
)
def test_times_of_day(text: str, seconds: int | None) -> None:
    assert words.clock(text) == seconds


@pytest.mark.parametrize(
    ("word", "number"),
    [("0", 0), ("999999", 999_999), ("1000000", None), ("twelve", 12), ("zero", 0), ("thirteen", None), ("٧", None)],
)
def test_numbers(word: str, number: int | None) -> None:
    assert words.number(word) == number


@pytest.mark.parametrize("which", [1, 2, 3, 4, 5, -1])
def test_the_week_in_which_the_nth_weekday_falls(which: int) -> None:
    # The first Monday falls on one of the first seven days, the second on one of the seven after them, …
    days = list(words.week_of_month(which))
    assert len(days) == 7
    assert days[0] == (-7 if which == -1 else [1, 8, 15, 22, 29][which - 1])


def test_a_plain_timetable_is_kept_through_both_changes_of_the_clocks() -> None:
    plain, following = words.table(), words.table(follows_clock=True)
    assert (plain.makes_up, plain.repeats, following.makes_up, following.repeats) == (True, False, False, True)


# Clocks: in Berlin 02:00 to 03:00 is skipped on 29 March 2026 and shown twice on 25 October 2026


@pytest.mark.parametrize(
    ("text", "spring", "autumn"),
    [
        # At a fixed time: made up for at 03:00, done once
        ("Hour=2 Minute=30", ["03:00"], ["02:30"]),
        # Every hour, or every minute of one: as the clock shows it
        ("Minute=30", ["00:30", "01:30", "03:30", "04:30"], ["00:30", "01:30", "02:30", "02:30", "03:30", "04:30"]),
        ("Hour=2", [], [f"02:{minute:02}" for minute in range(60)] * 2),
    ],
)
def test_launchd_when_the_clocks_move(text: str, spring: list[str], autumn: list[str]) -> None:
    # Both times from midnight to five on the wall: four hours in spring, six in autumn
    for midnight, five, expected in (
        (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 3, tzinfo=UTC), spring),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 4, tzinfo=UTC), autumn),
    ):
        found = firings(text, Dialect.LAUNCHD, midnight, five, "Europe/Berlin")
        assert [f"{moment:%H:%M}" for moment in found] == expected


# logrotate


@pytest.mark.parametrize(
    ("number", "day"), list(enumerate(["Sun 04", "Mon 05", "Tue 06", "Wed 07", "Thu 01", "Fri 02", "Sat 03"]))
)
def test_logrotate_counts_weekdays_from_sunday(number: int, day: str) -> None:
    assert first(f"weekly {number}", Dialect.LOGROTATE, 1) == [f"{day} Jan 00:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily", list(ANY_DAY)),
        ("weekly", ["Sun 04 Jan 00:00", "Sun 11 Jan 00:00", "Sun 18 Jan 00:00"]),
        ("monthly", ["Thu 01 Jan 00:00", "Sun 01 Feb 00:00", "Sun 01 Mar 00:00"]),
        ("yearly", ["Thu 01 Jan 00:00", "Fri 01 Jan 00:00", "Sat 01 Jan 00:00"]),
        ("annually", ["Thu 01 Jan 00:00", "Fri 01 Jan 00:00", "Sat 01 Jan 00:00"]),
    ],
)
def test_logrotate_rotates_at_the_beginning(text: str, expected: list[str]) -> None:
    assert first(text, Dialect.LOGROTATE) == expected


# Renovate: clauses narrow each other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every weekend on saturday", ["Sat 03 Jan 00:00", "Sat 10 Jan 00:00", "Sat 17 Jan 00:00"]),
        ("on saturday every weekend", ["Sat 03 Jan 00:00", "Sat 10 Jan 00:00", "Sat 17 Jan 00:00"]),
        ("on monday every weekend", []),
        ("every weekend on monday", []),
        ("on the first day of the week on sunday", ["Sun 04 Jan 00:00", "Sun 11 Jan 00:00", "Sun 18 Jan 00:00"]),
        ("on monday on the first day of the week", []),
        (
            "of march every 2 months on the 1st day of the month",
            ["Sun 01 Mar 00:00", "Mon 01 Mar 00:00", "Wed 01 Mar 00:00"],
        ),
        ("every 2 months of february", []),
        ("of february every 2 months", []),
        ("of february on the first day of the year", []),
        ("on the first day of the year of january", ["Thu 01 Jan 00:00", "Fri 01 Jan 00:00", "Sat 01 Jan 00:00"]),
        ("on the 3rd day of the month every 2 days", ["Sat 03 Jan 00:00", "Tue 03 Feb 00:00", "Tue 03 Mar 00:00"]),
        ("on the 2nd day of the month every 2 days", []),
        ("on the 2nd day of the month on the first day of the year", []),
        ("every 1 days on monday", ["Mon 05 Jan 00:00", "Mon 12 Jan 00:00", "Mon 19 Jan 00:00"]),
        (
            "of november through february on the 1 day of the month",
            ["Thu 01 Jan 00:00", "Sun 01 Feb 00:00", "Sun 01 Nov 00:00"],
        ),
        (
            "of january to march on the 1st day of the month",
            ["Thu 01 Jan 00:00", "Sun 01 Feb 00:00", "Sun 01 Mar 00:00"],
        ),
        ("of december on the last day of the month", ["Thu 31 Dec 00:00", "Fri 31 Dec 00:00", "Sun 31 Dec 00:00"]),
        ("on the 30th through 2nd day of the month", ["Thu 01 Jan 00:00", "Fri 02 Jan 00:00", "Fri 30 Jan 00:00"]),
        ("on the 31st day of the month", ["Sat 31 Jan 00:00", "Tue 31 Mar 00:00", "Sun 31 May 00:00"]),
        ("on sunday to tuesday", ["Sun 04 Jan 00:00", "Mon 05 Jan 00:00", "Tue 06 Jan 00:00"]),
        ("on saturday, and sunday - monday", ["Sat 03 Jan 00:00", "Sun 04 Jan 00:00", "Mon 05 Jan 00:00"]),
        ("after 5:00am and before 5:00am on monday", ["Mon 05 Jan 00:00", "Mon 12 Jan 00:00", "Mon 19 Jan 00:00"]),
        ("after 4:59am and before 5:00am on monday", ["Mon 05 Jan 04:59", "Mon 12 Jan 04:59", "Mon 19 Jan 04:59"]),
        # ISO week 1 of 2026 begins on Monday, 29 December 2025: 5 January is in week 2, 12 January in week 3
        ("every 2 weeks of the year on monday", ["Mon 12 Jan 00:00", "Mon 26 Jan 00:00", "Mon 09 Feb 00:00"]),
        ("every 3 weeks of the year on monday", ["Mon 19 Jan 00:00", "Mon 09 Feb 00:00", "Mon 02 Mar 00:00"]),
        # Alternatives: a day counts once, at the first of its hours
        (
            "after 10pm on monday\nafter 3am on monday\non the 6th day of the month",
            ["Mon 05 Jan 03:00", "Tue 06 Jan 00:00", "Mon 12 Jan 03:00"],
        ),
    ],
)
def test_clauses_of_renovate(text: str, expected: list[str]) -> None:
    assert first(text, Dialect.RENOVATE) == expected


def test_windows_of_renovate_open_by_the_clock_of_their_zone() -> None:
    # 31 December 2025, 23:30 UTC is already New Year in Berlin, and 22:30 UTC is not
    begin = datetime(2025, 12, 31, 20, tzinfo=UTC)
    text = "on the first day of the year\non the 15th day of the month"
    found = firings(text, Dialect.RENOVATE, begin, begin + timedelta(days=20), "Europe/Berlin")
    assert [moment.astimezone(UTC) for moment in found] == [
        datetime(2025, 12, 31, 23, tzinfo=UTC),
        datetime(2026, 1, 14, 23, tzinfo=UTC),
    ]
    late = firings(
        text, Dialect.RENOVATE, begin + timedelta(hours=3, seconds=1), begin + timedelta(hours=9), "Europe/Berlin"
    )
    assert list(late) == []


# Bounds


@pytest.mark.parametrize(
    ("dialect", "text", "cadence", "gap"),
    [
        (Dialect.ANACRON, "99", Cadence.QUARTERLY, 99 * DAY),
        (Dialect.ANACRON, "99999", Cadence.ANNUAL, 99_999 * DAY),
        (Dialect.EVERY, "every second", Cadence.SUB_DAILY, 1),
        (Dialect.EVERY, "every 500ms", Cadence.SUB_DAILY, 1),
        (Dialect.DURATION, ".5h", Cadence.SUB_DAILY, 1800),
        (Dialect.DURATION, "5.h", Cadence.SUB_DAILY, 5 * HOUR),
        (Dialect.DURATION, "1.h30m", Cadence.SUB_DAILY, 5400),
        (Dialect.PG_CRON, "1 second", Cadence.SUB_DAILY, 1),
        (Dialect.PG_CRON, "59 seconds", Cadence.SUB_DAILY, 59),
        (Dialect.NCRONTAB, "23:59:59", Cadence.SUB_DAILY, DAY - 1),
        (Dialect.NCRONTAB, "1.00:00:01", Cadence.DAILY, DAY + 1),
        (Dialect.NCRONTAB, "24:00", Cadence.MONTHLY, 24 * DAY),
        (Dialect.AWS_WINDOW, "Mon:23:00-Tue:01:00", Cadence.WEEKLY, 7 * DAY),
    ],
)
def test_just_inside(dialect: Dialect, text: str, cadence: Cadence, gap: int) -> None:
    found = recurrence(text, dialect)
    assert (found.state, found.cadence, found.longest_gap) == (State.ACTIVE, cadence, gap)


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        (Dialect.ANACRON, "0"),
        (Dialect.ANACRON, "100000"),
        (Dialect.PG_CRON, "0 seconds"),
        (Dialect.PG_CRON, "60 seconds"),
        (Dialect.NCRONTAB, "1.24:00:00"),
        (Dialect.NCRONTAB, "00:60:00"),
        (Dialect.NCRONTAB, "00:00:60"),
        (Dialect.NCRONTAB, "00:00:00"),
        (Dialect.RENOVATE, "of january-march-may"),
        (Dialect.RENOVATE, "on the 32nd day of the month"),
        (Dialect.RENOVATE, "on the 0th day of the month"),
        (Dialect.RENOVATE, "every 0 days"),
    ],
)
def test_just_outside(dialect: Dialect, text: str) -> None:
    assert recurrence(text, dialect).state is State.INVALID


def test_a_window_of_aws_is_in_utc_whatever_the_zone_of_the_schedule() -> None:
    begin = datetime(2026, 7, 1, tzinfo=UTC)
    for text in ("03:00-04:00", "Wed:03:00-Wed:04:00"):
        found = firings(text, Dialect.AWS_WINDOW, begin, begin + timedelta(days=1), "America/New_York")
        assert list(found) == [begin + timedelta(hours=3)]


def test_dependabot_takes_the_hour_that_is_told() -> None:
    assert first("monthly at 5:30", Dialect.DEPENDABOT, 2) == ["Thu 01 Jan 05:30", "Sun 01 Feb 05:30"]
    assert first("weekly at 5:30", Dialect.DEPENDABOT, 2) == ["Mon 05 Jan 05:30", "Mon 12 Jan 05:30"]


# Notes and refusals


@pytest.mark.parametrize(
    ("dialect", "text", "note"),
    [
        (Dialect.LOGROTATE, "hourly", "only where logrotate itself is started every hour"),
        (
            Dialect.LOGROTATE,
            "hourly maxsize 1M",
            "only where logrotate itself is started every hour; earlier when larger than 1M",
        ),
        (Dialect.LOGROTATE, "weekly 7", "on any weekday"),
        (Dialect.LOGROTATE, "weekly 7 minsize 2k", "on any weekday; only when larger than 2k"),
        (Dialect.LOGROTATE, "daily", "at the hour logrotate is started"),
        (Dialect.LOGROTATE, "size 10M", "rotated by size (above 10M), not by the clock"),
        (Dialect.SPAN, "infinity", "infinity: switched off"),
        (Dialect.DURATION, "0", "no time at all: switched off"),
        (Dialect.NCRONTAB, "01:00:00", ""),
        (Dialect.NCRONTAB, "24:00:00", ".NET reads 24:00:00 as 24 days"),
        (Dialect.AWS_SCHEDULER, "at(2026-01-31T03:00:00)", "fires a single time ever"),
        (Dialect.AWS_WINDOW, "23:00-01:00", "somewhere in a window of 120 minutes"),
        (Dialect.AWS_WINDOW, "Mon:23:00-Tue:01:00", "somewhere in a window of 120 minutes"),
        (Dialect.AWS_WINDOW, "Sun:23:00-Mon:01:00", "somewhere in a window of 120 minutes"),
        (Dialect.RENOVATE, "every 2 weeks of the year", "a window in which Renovate may run, not a start"),
    ],
)
def test_notes(dialect: Dialect, text: str, note: str) -> None:
    assert recurrence(text, dialect).note == note


_AND_THEN = "Renovate then runs at any time"


@pytest.mark.parametrize(
    ("dialect", "text", "why"),
    [
        (Dialect.SPAN, "1 fortnight", "'1 fortnight' is no time span such as `1h 30min`"),
        (Dialect.SPAN, "999999y", "'999999y' is longer than systemd can count"),
        (Dialect.EVERY, "every", "'every' names no length of time"),
        (Dialect.DURATION, "P1", "'P1' is no ISO 8601 duration such as `PT1H30M` or `P7D`"),
        (
            Dialect.DURATION,
            "1d",
            "'1d' is no duration such as `1h30m` (Go knows ms, s, m and h, no day) or `PT1H30M`",
        ),
        (Dialect.DURATION, "P999999Y", "'P999999Y' is longer than any program counts"),
        (
            Dialect.ANACRON,
            "x",
            "'x' is no period in days, nor one of @daily, @weekly, @monthly, @yearly, @annually",
        ),
        (
            Dialect.LOGROTATE,
            "fortnightly",
            "'fortnightly' is no interval logrotate knows: hourly, daily, weekly, monthly, yearly or size",
        ),
        (Dialect.LOGROTATE, "weekly 8", "weekly takes no number 8"),
        (Dialect.LAUNCHD, "Hour", "'Hour': launchd knows Month, Day, Weekday, Hour, Minute, each with a number"),
        (Dialect.LAUNCHD, "Hour=24", "Hour 24 is not between 0 and 23"),
        (Dialect.LAUNCHD, "Day=0", "Day 0 is not between 1 and 31"),
        (
            Dialect.AWS_WINDOW,
            "daily",
            "'daily' is no window such as `Mon:03:00-Mon:04:00` or `03:00-04:00`",
        ),
        (Dialect.AWS_WINDOW, "Mon:03:00-04:00", "'Mon:03:00-04:00' names a weekday on one side only"),
        (Dialect.AWS_WINDOW, "03:00-03:00", "'03:00-03:00' ends where it begins"),
        (Dialect.AWS_WINDOW, "Foo:03:00", "'Foo' is no weekday: Mon, Tue, Wed, Thu, Fri, Sat, Sun"),
        (Dialect.AWS_WINDOW, "25:00", "'25:00' is no time of day, 00:00 to 23:59"),
        (Dialect.DEPENDABOT, "daily at 25:00", "'25:00' is no time of day, 00:00 to 23:59"),
        (
            Dialect.DEPENDABOT,
            "monthly on monday",
            "'monthly on monday': Dependabot takes a day with `weekly` only, monday to sunday",
        ),
        (Dialect.RENOVATE, "before 5 on monday", f"'5' is no time of day in 'before 5 on monday': {_AND_THEN}"),
        (
            Dialect.RENOVATE,
            "after 25:00 on monday",
            f"'25:00' is no time of day in 'after 25:00 on monday': {_AND_THEN}",
        ),
        (Dialect.RENOVATE, "every 0 months", f"'every 0 months' names no length of time: {_AND_THEN}"),
        (Dialect.RENOVATE, "every day", f"'every day' names no days and no hours: {_AND_THEN}"),
        (
            Dialect.RENOVATE,
            "on the 2nd day of the year",
            "'on the 2nd day of the year': days of the year other than the first are not understood",
        ),
        (
            Dialect.RENOVATE,
            "every 2 weeks of the year\non monday",
            "weeks of the year beside other entries are not understood",
        ),
        (Dialect.RENOVATE, "on foo", "Renovate does not understand 'foo' in 'on foo' and then runs at any time"),
        (Dialect.RENOVATE, "of foo", "Renovate does not understand 'foo' in 'of foo' and then runs at any time"),
        (
            Dialect.RENOVATE,
            "every friday",
            "Renovate does not understand 'every friday' in 'every friday' and then runs at any time; "
            "write `on` before a weekday",
        ),
        (Dialect.ONCALENDAR, "täglich", "systemd takes plain letters, digits and single spaces only"),
        (Dialect.ONCALENDAR, "*-*-*\t03:00", "systemd takes plain letters, digits and single spaces only"),
        (Dialect.ONCALENDAR, "daily Mars/Phobos", "unknown time zone 'Mars/Phobos'"),
        (Dialect.ONCALENDAR, "@7258118400", "@7258118400 is after the year 2199"),
    ],
)
def test_refusals(dialect: Dialect, text: str, why: str) -> None:
    found = recurrence(text, dialect)
    assert (found.state, found.note) == (State.INVALID, why)
