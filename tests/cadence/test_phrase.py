"""Calendars in words."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.cadence import firings, recurrence
from ddd.model import Cadence, Dialect, State

DAY = 86_400
MONTH = 2_629_800
START = datetime(2026, 1, 1, tzinfo=UTC)


def read(text):
    return recurrence(text, Dialect.PHRASE)


def first(text, count=3):
    found = firings(text, Dialect.PHRASE, START, START + timedelta(days=1500))
    return [f"{moment:%a %d %b %H:%M}" for moment in islice(found, count)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily", ["Thu 01 Jan 00:00", "Fri 02 Jan 00:00"]),
        ("Nightly", ["Thu 01 Jan 00:00", "Fri 02 Jan 00:00"]),
        ("every day at 03:00", ["Thu 01 Jan 03:00", "Fri 02 Jan 03:00"]),
        ("every single day at 6am and 6pm", ["Thu 01 Jan 06:00", "Thu 01 Jan 18:00"]),
        ("twice a day at 6:00 and 18:00", ["Thu 01 Jan 06:00", "Thu 01 Jan 18:00"]),
        ("every day at five", ["Thu 01 Jan 05:00", "Fri 02 Jan 05:00"]),
        ("every 1.day at 4:30 am", ["Thu 01 Jan 04:30", "Fri 02 Jan 04:30"]),
        ("every night at 2 a.m.", ["Thu 01 Jan 02:00", "Fri 02 Jan 02:00"]),
        ("every noon", ["Thu 01 Jan 12:00", "Fri 02 Jan 12:00"]),
        ("every day at 7 o'clock", ["Thu 01 Jan 07:00", "Fri 02 Jan 07:00"]),
        ("every monday", ["Mon 05 Jan 00:00", "Mon 12 Jan 00:00"]),
        ("Mondays", ["Mon 05 Jan 00:00", "Mon 12 Jan 00:00"]),
        ("weekly on Tuesdays at 17:30", ["Tue 06 Jan 17:30", "Tue 13 Jan 17:30"]),
        ("every monday and thursday at 5pm", ["Thu 01 Jan 17:00", "Mon 05 Jan 17:00"]),
        ("twice a week on monday and thursday", ["Thu 01 Jan 00:00", "Mon 05 Jan 00:00"]),
        ("every 1.week at Monday 16:20", ["Mon 05 Jan 16:20", "Mon 12 Jan 16:20"]),
        ("mon, wed & fri at 3:00", ["Fri 02 Jan 03:00", "Mon 05 Jan 03:00"]),
        ("from friday to monday at noon", ["Fri 02 Jan 12:00", "Sat 03 Jan 12:00"]),
        ("weekends at midnight", ["Sat 03 Jan 00:00", "Sun 04 Jan 00:00"]),
        ("weekdays at 9:30 am", ["Thu 01 Jan 09:30", "Fri 02 Jan 09:30"]),
        ("every business day", ["Thu 01 Jan 00:00", "Fri 02 Jan 00:00"]),
        ("on the 1st of the month", ["Thu 01 Jan 00:00", "Sun 01 Feb 00:00"]),
        ("monthly on the 15th", ["Thu 15 Jan 00:00", "Sun 15 Feb 00:00"]),
        ("every month on days 2, 15 at 10:00", ["Fri 02 Jan 10:00", "Thu 15 Jan 10:00"]),
        ("the 1st and the 15th of every month", ["Thu 01 Jan 00:00", "Thu 15 Jan 00:00"]),
        ("last day of the month at 23:59", ["Sat 31 Jan 23:59", "Sat 28 Feb 23:59"]),
        ("first monday of the month", ["Mon 05 Jan 00:00", "Mon 02 Feb 00:00"]),
        ("every second monday of the month", ["Mon 12 Jan 00:00", "Mon 09 Feb 00:00"]),
        ("monthly on the last friday at 22:00", ["Fri 30 Jan 22:00", "Fri 27 Feb 22:00"]),
        ("first working day of the month", ["Thu 01 Jan 00:00", "Mon 02 Feb 00:00"]),
        ("last business day of the month", ["Fri 30 Jan 00:00", "Fri 27 Feb 00:00"]),
        ("first sunday of january", ["Sun 04 Jan 00:00", "Sun 03 Jan 00:00"]),
        ("on the first day of each quarter", ["Thu 01 Jan 00:00", "Wed 01 Apr 00:00"]),
        ("on the last day of the quarter", ["Tue 31 Mar 00:00", "Tue 30 Jun 00:00"]),
        ("last monday of the quarter", ["Mon 30 Mar 00:00", "Mon 29 Jun 00:00"]),
        ("first day of the year", ["Thu 01 Jan 00:00", "Fri 01 Jan 00:00"]),
        ("every january 15th", ["Thu 15 Jan 00:00", "Fri 15 Jan 00:00"]),
        ("15 march at 4 pm", ["Sun 15 Mar 16:00", "Mon 15 Mar 16:00"]),
        ("every year on the 1st of june and july", ["Mon 01 Jun 00:00", "Wed 01 Jul 00:00"]),
        ("every day in december", ["Tue 01 Dec 00:00", "Wed 02 Dec 00:00"]),
        ("every hour at :17", ["Thu 01 Jan 00:17", "Thu 01 Jan 01:17"]),
        ("every 6 hours at minute 30", ["Thu 01 Jan 00:30", "Thu 01 Jan 06:30"]),
    ],
)
def test_calendars(text, expected):
    assert first(text, 2) == expected
    assert read(text).state is State.ACTIVE


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("hourly", 3600),
        ("every 15 minutes", 900),
        ("every 5.minutes", 300),
        ("every 3h", 3 * 3600),
        ("every second", 1),
        ("twice a day", DAY // 2),
        ("twice daily", DAY // 2),
        ("three times per week", 7 * DAY // 3),
        ("weekly", 7 * DAY),
        ("biweekly", 14 * DAY),
        ("fortnightly", 14 * DAY),
        ("every other week", 14 * DAY),
        ("every other monday at 03:00", 14 * DAY),
        ("every second monday", 14 * DAY),
        ("every third day", 3 * DAY),
        ("every 2 weeks on friday", 14 * DAY),
        ("every 90 days", 90 * DAY),
        ("once a month", MONTH),
        ("monthly", MONTH),
        ("each quarter", 3 * MONTH),
        ("quarterly on the first day", 3 * MONTH),
        ("every 3 months on the 1st", 3 * MONTH),
        ("semiannually", 6 * MONTH),
        ("every january", 12 * MONTH),
        ("annually", 12 * MONTH),
    ],
)
def test_what_leaves_the_day_open_is_a_length(text, seconds):
    assert read(text).longest_gap == seconds
    with pytest.raises(ValueError, match="no calendar"):
        firings(text, Dialect.PHRASE, START, START)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("every monday", "no time of day given"),
        ("every weekday at 5 pm", "weekdays only"),
        ("every other monday", "from which day on is not said"),
        ("weekly at 03:00", "on which day is not said"),
        ("weekly", ""),
    ],
)
def test_notes_say_what_is_left_open(text, note):
    assert read(text).note == note


@pytest.mark.parametrize("zone", ["Europe/Berlin", "(Europe/Berlin)", "in Europe/Berlin", "on Europe/Berlin"])
def test_a_zone_at_the_end_counts(zone):
    (moment,) = islice(firings(f"every day at 5 pm {zone}", Dialect.PHRASE, START, START + timedelta(days=1)), 2)
    assert moment == datetime(2026, 1, 1, 16, tzinfo=UTC)


def test_utc_in_any_case():
    assert recurrence("every day at 5 utc", Dialect.PHRASE, "Europe/Berlin").longest_gap == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the",
        "on",
        "at",
        "every",
        "foo",
        "every foo",
        "every the",
        "day",
        "days",
        "5",
        "march",
        "may",
        "second",
        "at 5pm",
        "2 weeks",
        "once",
        "once a",
        "once a blue moon",
        "daily backup",
        "backups run every day at 5",
        "Back up the database every monday",
        "every day except sunday",
        "every day and",
        "monday to",
        "monday - 5",
        "every 0 days",
        "zero times a day",
        "every month on monday",
        "every day on the 1st",
        "monday the 1st",
        "first monday on the 3rd",
        "daily weekly",
        "every march and june",
        "1st",
        "32nd of the month",
        "6th monday",
        "0th of the month",
        "2nd working day of the month",
        "15th day of the quarter",
        "second monday of the quarter",
        "every day at 25:00",
        "every day at 13 pm",
        "every day at 5:60",
        "every 3 hours at 5pm",
        "every 5 hours at :10",
        "every 5 minutes on monday",
        "every minute at :10",
        "every monday Mars/Phobos",
        "every day; rm -rf /",
        "every 999999 years",
        "@daily",
        "0 3 * * *",
        "x" * 1001,
    ],
)
def test_other_text_is_refused(text):
    result = read(text)
    assert result.state is State.INVALID, result
    assert result.note


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["monday", "Tue", "weds", "thursdays", "Fri", "sat", "SUNDAY"]),
)
def test_a_weekday_and_a_time_fire_then(hour, minute, day):
    (moment,) = firings(f"every {day} at {hour}:{minute:02}", Dialect.PHRASE, START, START + timedelta(days=7))
    assert (moment.hour, moment.minute) == (hour, minute)
    assert f"{moment:%a}" == day[:3].capitalize()


_WORDS = st.sampled_from(
    (
        *("every", "each", "on", "the", "of", "at", "and", ",", "-", "month", "week", "day"),
        *("hour", "monday", "fri", "1st", "last", "weekday", "other", "3", "5pm", "03:00", ":15", "january"),
        *("twice", "a", "daily", "weekly", "quarter", "to", "business", "days", "minute", "in", "UTC", "second"),
        *("noon", "times", "from"),
    )
)


@settings(max_examples=300)
@given(st.lists(_WORDS, max_size=8).map(" ".join))
def test_any_order_of_words_has_a_meaning(text):
    result = read(text)
    assert (result.state is State.ACTIVE) == (result.cadence in set(Cadence))
    assert result.state in (State.ACTIVE, State.INVALID, State.NEVER)
