"""Schedules in the words of other systems: held against what those words mean, and silent where nothing fits."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd import cadence
from ddd.model import Dialect
from ddd.renderers.targets import _clock

from . import plans

START = datetime(2024, 1, 1, tzinfo=UTC)


def cron(expression, dialect=Dialect.VIXIE):
    return plans.schedule(expression, dialect=dialect)


def wall(expression, dialect, count=50):
    end = START + timedelta(days=4 * 365)
    return list(islice(cadence.firings(expression, dialect, START, end, "UTC"), count))


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("30 1 * * *", "0 30 1 * * ? *"),
        ("*/15 * * * *", "0 */15 * * * ? *"),
        ("0 4 * * 0", "0 0 4 ? * SUN *"),
        ("0 4 * * 7", "0 0 4 ? * SUN *"),
        ("0 4 * * mon-fri", "0 0 4 ? * MON,TUE,WED,THU,FRI *"),
        ("0 4 * * 5-7", "0 0 4 ? * SUN,FRI,SAT *"),
        ("0 6 1 */3 *", "0 0 6 1 */3 ? *"),
        ("0 6 1 jan *", "0 0 6 1 jan ? *"),
        ("@daily", "0 0 0 * * ? *"),
        ("@yearly", "0 0 0 1 1 ? *"),
    ],
)
def test_cron_in_the_words_of_quartz(expression, told):
    assert _clock.quartz(cron(expression)) == told
    assert wall(told, Dialect.QUARTZ) == wall(expression, Dialect.VIXIE)


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("*-*-* 03:17:00", "0 17 03 * * ? *"),
        ("Sat *-*-* 04:00:00", "0 00 04 ? * SAT *"),
        ("Mon..Fri 06:30", "0 30 06 ? * MON,TUE,WED,THU,FRI *"),
        ("*:0/10", "0 */10 * * * ? *"),
        ("*-*-01 05:00", "0 00 05 01 * ? *"),
        ("weekly", "0 0 0 ? * MON *"),
    ],
)
def test_calendar_events_in_the_words_of_quartz(expression, told):
    assert _clock.quartz(cron(expression, Dialect.ONCALENDAR)) == told
    assert wall(told, Dialect.QUARTZ) == wall(expression, Dialect.ONCALENDAR)


@pytest.mark.parametrize(
    ("expression", "dialect"),
    [
        ("0 4 1-7 * 1", Dialect.VIXIE),
        ("0 4 * * */2", Dialect.VIXIE),
        ("61 4 * * *", Dialect.VIXIE),
        ("@reboot", Dialect.VIXIE),
        ("H 4 * * *", Dialect.JENKINS),
        ("0 4 * * 0", Dialect.APSCHEDULER),
        ("0 4 * * xyz", Dialect.VIXIE),
        ("every day", Dialect.PHRASE),
        ("1h", Dialect.SPAN),
        ("*-*-* 03:17:30", Dialect.ONCALENDAR),
        ("", Dialect.VIXIE),
    ],
)
def test_what_means_another_thing_is_not_said(expression, dialect):
    assert _clock.quartz(cron(expression, dialect)) == ""
    assert _clock.rule(cron(expression, dialect), "UTC") == ""


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("30 1 * * *", "20240101T013000 RRULE:FREQ=DAILY;INTERVAL=1"),
        ("0 3 * * tue,sat", "20240102T030000 RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,SA"),
        ("0 6 15 * *", "20240115T060000 RRULE:FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15"),
        ("0 6 31 * *", "20240131T060000 RRULE:FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=31"),
        ("0 6 1 7 *", "20240701T060000 RRULE:FREQ=YEARLY;INTERVAL=1;BYMONTH=7;BYMONTHDAY=1"),
        ("@monthly", "20240101T000000 RRULE:FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=1"),
    ],
)
def test_cron_as_a_rule(expression, told):
    rule = _clock.rule(cron(expression), "Europe/Berlin")
    assert rule == f"DTSTART;TZID=Europe/Berlin:{told}"
    expected = wall(expression, Dialect.VIXIE, 40)
    naive = islice(rrulestr(f"DTSTART:{told}"), len(expected))
    assert [one.replace(tzinfo=UTC) for one in naive] == expected


@pytest.mark.parametrize("expression", ["*/15 * * * *", "0 */6 * * *", "0 3,4 * * *", "0 6 1,15 * *", "0 6 1 1,7 *"])
def test_what_awx_takes_no_rule_for_is_not_said(expression):
    assert _clock.rule(cron(expression), "UTC") == ""


FIELDS = st.tuples(
    st.sampled_from(["0", "30", "*/5", "1-59/7", "0,15"]),
    st.sampled_from(["*", "3", "*/6", "22,23"]),
    st.sampled_from(["*", "1", "*/2", "1-7", "31"]),
    st.sampled_from(["*", "2", "*/3", "jan-mar"]),
    st.sampled_from(["*", "0", "1-5", "7", "*/2", "sat,sun", "6-7"]),
)


@settings(deadline=None)
@given(FIELDS)
def test_whatever_is_said_fires_the_same(fields):
    expression = " ".join(fields)
    made = _clock.quartz(cron(expression))
    assert not made or wall(made, Dialect.QUARTZ) == wall(expression, Dialect.VIXIE)


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(Dialect))
def test_any_text_is_told_or_not_and_never_an_error(expression, dialect):
    assert isinstance(_clock.quartz(cron(expression, dialect)), str)
    assert isinstance(_clock.rule(cron(expression, dialect), "UTC"), str)
