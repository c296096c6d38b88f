"""The small dialects: each a table of what its documentation says."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.cadence import firings, recurrence
from ddd.model import Cadence, Dialect, State

DAY = 86_400
START = datetime(2026, 1, 1, tzinfo=UTC)
ANY_TIME = "at any time: whenever Renovate is started, every hour where Mend hosts it"


def first(text, dialect, count=3):
    found = firings(text, dialect, START, START + timedelta(days=1500))
    return [f"{moment:%a %d %b %H:%M}" for moment in islice(found, count)]


@pytest.mark.parametrize(
    ("dialect", "text", "cadence", "gap"),
    [
        (Dialect.ANACRON, "1", Cadence.DAILY, DAY),
        (Dialect.ANACRON, "7", Cadence.WEEKLY, 7 * DAY),
        (Dialect.ANACRON, "@daily", Cadence.DAILY, DAY),
        (Dialect.ANACRON, "@monthly", Cadence.MONTHLY, 2_629_800),
        (Dialect.ANACRON, "@yearly", Cadence.ANNUAL, 31_557_600),
        (Dialect.DURATION, "1h30m", Cadence.SUB_DAILY, 5400),
        (Dialect.DURATION, "+1.5h", Cadence.SUB_DAILY, 5400),
        (Dialect.DURATION, "1.h", Cadence.SUB_DAILY, 3600),
        (Dialect.DURATION, "300ms", Cadence.SUB_DAILY, 1),
        (Dialect.DURATION, "168h", Cadence.WEEKLY, 7 * DAY),
        (Dialect.DURATION, "PT1H", Cadence.SUB_DAILY, 3600),
        (Dialect.DURATION, "PT36H", Cadence.DAILY, 36 * 3600),
        (Dialect.DURATION, "P1D", Cadence.DAILY, DAY),
        (Dialect.DURATION, "P1W", Cadence.WEEKLY, 7 * DAY),
        (Dialect.DURATION, "P1M", Cadence.MONTHLY, 2_629_800),
        (Dialect.DURATION, "PT1M", Cadence.SUB_DAILY, 60),
        (Dialect.DURATION, "P0,5D", Cadence.SUB_DAILY, DAY // 2),
        (Dialect.DURATION, "P1Y2M10DT2H30M", Cadence.ANNUAL, 37_690_200),
        (Dialect.AWS_WINDOW, "Mon:03:00-Mon:04:00", Cadence.WEEKLY, 7 * DAY),
        (Dialect.AWS_WINDOW, "03:00-04:00", Cadence.DAILY, DAY),
        (Dialect.LAUNCHD, "Hour=3 Minute=0", Cadence.DAILY, DAY),
        (Dialect.LAUNCHD, "Minute=0", Cadence.SUB_DAILY, 3600),
        (Dialect.LAUNCHD, "Hour=3", Cadence.SUB_DAILY, DAY - 59 * 60),
        (Dialect.LAUNCHD, "Hour=3 Minute=0\nHour=15 Minute=0", Cadence.SUB_DAILY, DAY // 2),
        (Dialect.LOGROTATE, "hourly", Cadence.SUB_DAILY, 3600),
        (Dialect.LOGROTATE, "daily", Cadence.DAILY, DAY),
        (Dialect.LOGROTATE, "weekly 7", Cadence.WEEKLY, 7 * DAY),
        (Dialect.LOGROTATE, "monthly", Cadence.MONTHLY, 31 * DAY),
        (Dialect.LOGROTATE, "annually", Cadence.ANNUAL, 366 * DAY),
        (Dialect.RENOVATE, "at any time", Cadence.SUB_DAILY, 3600),
        (Dialect.RENOVATE, "* * * * *", Cadence.SUB_DAILY, 3600),
        (Dialect.RENOVATE, "every 3 months on the first day of the month", Cadence.QUARTERLY, 92 * DAY),
        (Dialect.DEPENDABOT, "daily", Cadence.DAILY, 3 * DAY),
        (Dialect.DEPENDABOT, "quarterly", Cadence.QUARTERLY, 92 * DAY),
        (Dialect.DEPENDABOT, "semiannually", Cadence.SEMIANNUAL, 184 * DAY),
        (Dialect.DEPENDABOT, "yearly", Cadence.ANNUAL, 366 * DAY),
    ],
)
def test_cadence_and_longest_gap(dialect, text, cadence, gap):
    result = recurrence(text, dialect)
    assert (result.state, result.cadence, result.longest_gap) == (State.ACTIVE, cadence, gap)


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        (Dialect.AWS_WINDOW, "sun:23:30-mon:00:30", ["Sun 04 Jan 23:30", "Sun 11 Jan 23:30"]),
        (Dialect.AWS_WINDOW, "23:30-00:30", ["Thu 01 Jan 23:30", "Fri 02 Jan 23:30"]),
        (Dialect.AWS_WINDOW, "1:05:00", ["Mon 05 Jan 05:00", "Mon 12 Jan 05:00"]),
        (Dialect.LAUNCHD, "Weekday=7 Hour=3 Minute=5", ["Sun 04 Jan 03:05", "Sun 11 Jan 03:05"]),
        (Dialect.LAUNCHD, "Weekday=0 Hour=3 Minute=5", ["Sun 04 Jan 03:05", "Sun 11 Jan 03:05"]),
        (Dialect.LAUNCHD, "Weekday=1 Day=2 Hour=3 Minute=5", ["Fri 02 Jan 03:05", "Mon 05 Jan 03:05"]),
        (Dialect.LAUNCHD, "Month=6 Day=2 Hour=3 Minute=5", ["Tue 02 Jun 03:05", "Wed 02 Jun 03:05"]),
        (Dialect.LOGROTATE, "weekly", ["Sun 04 Jan 00:00", "Sun 11 Jan 00:00"]),
        (Dialect.LOGROTATE, "weekly 3", ["Wed 07 Jan 00:00", "Wed 14 Jan 00:00"]),
        (Dialect.RENOVATE, "* 0-3 * * 1", ["Mon 05 Jan 00:00", "Mon 12 Jan 00:00"]),
        (Dialect.RENOVATE, "* 22-23 1-7 * 1", ["Mon 05 Jan 22:00", "Mon 02 Feb 22:00"]),
        (Dialect.RENOVATE, "before 5am on monday", ["Mon 05 Jan 00:00", "Mon 12 Jan 00:00"]),
        (Dialect.RENOVATE, "after 10pm every weekday", ["Thu 01 Jan 22:00", "Fri 02 Jan 22:00"]),
        (Dialect.RENOVATE, "after 10:30 pm and before 5:00am every weekend", ["Sat 03 Jan 00:00", "Sun 04 Jan 00:00"]),
        (Dialect.RENOVATE, "before 11am on every weekday", ["Thu 01 Jan 00:00", "Fri 02 Jan 00:00"]),
        (Dialect.RENOVATE, "on friday, and saturday", ["Fri 02 Jan 00:00", "Sat 03 Jan 00:00"]),
        (Dialect.RENOVATE, "on friday through monday", ["Fri 02 Jan 00:00", "Sat 03 Jan 00:00"]),
        (Dialect.RENOVATE, "Every Month", ["Thu 01 Jan 00:00", "Sun 01 Feb 00:00"]),
        (Dialect.RENOVATE, "on the last day of the month", ["Sat 31 Jan 00:00", "Sat 28 Feb 00:00"]),
        (Dialect.RENOVATE, "on monday on the first day instance", ["Mon 05 Jan 00:00", "Mon 02 Feb 00:00"]),
        (Dialect.RENOVATE, "on the first day of the week", ["Sun 04 Jan 00:00", "Sun 11 Jan 00:00"]),
        (Dialect.RENOVATE, "on the first day of the year", ["Thu 01 Jan 00:00", "Fri 01 Jan 00:00"]),
        (Dialect.RENOVATE, "of february and march on monday", ["Mon 02 Feb 00:00", "Mon 09 Feb 00:00"]),
        (Dialect.RENOVATE, "every 2 days of the month", ["Thu 01 Jan 00:00", "Sat 03 Jan 00:00"]),
        (
            Dialect.RENOVATE,
            "every 2 weeks of the year before 08:00 on Monday",
            ["Mon 12 Jan 00:00", "Mon 26 Jan 00:00"],
        ),
        (Dialect.DEPENDABOT, "weekly", ["Mon 05 Jan 00:00", "Mon 12 Jan 00:00"]),
        (Dialect.DEPENDABOT, "weekly on sunday at 05:00", ["Sun 04 Jan 05:00", "Sun 11 Jan 05:00"]),
        (Dialect.DEPENDABOT, "monthly", ["Thu 01 Jan 00:00", "Sun 01 Feb 00:00"]),
        (Dialect.DEPENDABOT, "0 9 * * 1", ["Mon 05 Jan 09:00", "Mon 12 Jan 09:00"]),
        (Dialect.DEPENDABOT, "every day at 5pm", ["Thu 01 Jan 17:00", "Fri 02 Jan 17:00"]),
    ],
)
def test_firings(dialect, text, expected):
    assert first(text, dialect, 2) == expected


def test_several_windows_of_a_day_count_once():
    text = "after 10pm every weekday\nbefore 5am every weekday\n\nevery weekend"
    assert first(text, Dialect.RENOVATE, 4) == [f"{day} Jan 00:00" for day in ("Thu 01", "Fri 02", "Sat 03", "Sun 04")]
    assert recurrence(text, Dialect.RENOVATE).cadence is Cadence.DAILY


def test_windows_of_renovate_from_the_middle_of_a_day():
    found = firings(
        "on monday\non friday", Dialect.RENOVATE, START + timedelta(days=1, hours=1), START + timedelta(days=8)
    )
    assert [f"{moment:%a}" for moment in found] == ["Mon"]


@pytest.mark.parametrize(
    ("dialect", "text", "state"),
    [
        (Dialect.DURATION, "0", State.NEVER),
        (Dialect.DURATION, "0s", State.NEVER),
        (Dialect.DURATION, "PT0S", State.NEVER),
        (Dialect.LAUNCHD, "Month=2 Day=31 Hour=1 Minute=1", State.NEVER),
        (Dialect.LOGROTATE, "size 10M", State.MANUAL),
        (Dialect.LOGROTATE, "size=10k", State.MANUAL),
    ],
)
def test_what_does_not_recur(dialect, text, state):
    result = recurrence(text, dialect)
    assert (result.state, result.cadence) == (state, None)
    assert result.note


@pytest.mark.parametrize(
    ("dialect", "text", "note"),
    [
        (Dialect.AWS_WINDOW, "Mon:03:00-Mon:03:30", "somewhere in a window of 30 minutes"),
        (Dialect.AWS_WINDOW, "mon:05:00-mon:04:00", "somewhere in a window of 10020 minutes"),
        (Dialect.AWS_WINDOW, "05:00", "begins somewhere after this time"),
        (Dialect.LOGROTATE, "daily maxsize 100M", "at the hour logrotate is started; earlier when larger than 100M"),
        (Dialect.LOGROTATE, "weekly minsize 1M", "at the hour logrotate is started; only when larger than 1M"),
        (Dialect.RENOVATE, "* * * * *", ANY_TIME),
        (Dialect.RENOVATE, "on monday", "a window in which Renovate may run, not a start"),
        (Dialect.DEPENDABOT, "daily", "weekdays only; the hour is chosen by GitHub"),
        (Dialect.DEPENDABOT, "daily at 5:30", "weekdays only"),
    ],
)
def test_notes(dialect, text, note):
    assert recurrence(text, dialect).note == note


@pytest.mark.parametrize(
    ("dialect", "texts"),
    [
        (Dialect.ANACRON, ["", "0", "-1", "x", "@hourly", "7 5", "٧", "1" * 10]),
        (
            Dialect.DURATION,
            ["", "1d", "1w", "h", "5", "-1h", "1h 30m", "P", "PT", "P1", "P1H", "PT1D", "P1S", "1e3s", "9" * 99 + "h"],
        ),
        (Dialect.AWS_WINDOW, ["", "daily", "Mon:03:00-04:00", "03:00-Mon:04:00", "Foo:03:00-Foo:04:00", "25:00-26:00"]),
        (Dialect.AWS_WINDOW, ["03:00-03:00", "8:05:00", "3:00-4:00", "Mon:03:00", "cron(0 3 * * ? *)"][:3]),
        (
            Dialect.LAUNCHD,
            ["", "Hour=24", "Minute=60", "Day=0", "Month=13", "Weekday=8", "Year=2026", "Hour=", "Hour", "daily"],
        ),
        (
            Dialect.LOGROTATE,
            ["", "size", "fortnightly", "weekly 8", "daily 3", "monthly 15", "yearly 1", "minsize 1M", "Daily"],
        ),
        (
            Dialect.RENOVATE,
            ["", "0 3 * * *", "* 3 * *", "* 24 * * *", "every friday", "at 5:00pm", "every 15 minutes", "weekly"],
        ),
        (
            Dialect.RENOVATE,
            [
                "before 5",
                "before 25:00",
                "on",
                "every",
                "every 0 months",
                "on foo",
                "on 1st",
                "on the 15th day of the year",
            ],
        ),
        (
            Dialect.RENOVATE,
            [
                "on monday\nfoo",
                "every day",
                "every 2 weeks of the year\non monday",
                "on a-b-c",
                "on the 40th day of the month",
            ],
        ),
        (
            Dialect.DEPENDABOT,
            ["", "hourly at", "monthly on monday", "weekly on foo", "daily at 25:00", "0 25 * * *", "foo"],
        ),
    ],
)
def test_refusals_say_why(dialect, texts):
    for text in texts:
        result = recurrence(text, dialect)
        assert result.state is State.INVALID, text
        assert result.note


_OURS = (
    Dialect.ANACRON,
    Dialect.DURATION,
    Dialect.AWS_WINDOW,
    Dialect.LAUNCHD,
    Dialect.LOGROTATE,
    Dialect.RENOVATE,
    Dialect.DEPENDABOT,
    Dialect.RRULE,
)


@given(st.text(), st.sampled_from(_OURS))
def test_any_text_has_a_meaning(text, dialect):
    result = recurrence(text, dialect)
    assert (result.state is State.ACTIVE) == (result.cadence is not None)
