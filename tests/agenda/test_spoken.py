"""A schedule of any dialect is said as a person would say it, or not at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.agenda.spoken import spoken
from ddd.cadence import firings
from ddd.model import Dialect


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("* * * * *", "every minute"),
        ("*/1 * * * *", "every minute"),
        ("*/5 * * * *", "every 5 minutes"),
        ("2-59/5 * * * *", "every 5 minutes, from minute 2 on"),
        ("*/7 * * * *", ""),  # seven does not divide the hour
        ("0 * * * *", "every hour, on the hour"),
        ("0 */1 * * *", "every hour, on the hour"),
        ("17 * * * *", "every hour, at minute 17"),
        ("7 */6 * * *", "every 6 hours, at minute 7"),
        ("7 */5 * * *", "every 5 hours from 00:07 to 20:07"),
        ("0 1-23/2 * * *", "every 2 hours from 01:00 to 23:00"),
        ("* 5 * * *", "every minute from 05:00 to 05:59"),
        ("*/10 8-17 * * 1-5", "Monday to Friday, every 10 minutes from 08:00 to 17:50"),
        ("30 1 * * *", "every day at 01:30"),
        ("0 4,16 * * *", "every day at 04:00 and 16:00"),
        ("0 4,5,16,17,23 * * *", ""),
        ("0 4 * * 0", "every Sunday at 04:00"),
        ("0 4 * * 7", "every Sunday at 04:00"),
        ("0 4 * * wed", "every Wednesday at 04:00"),
        ("0 4 * * 1-5", "Monday to Friday at 04:00"),
        ("0 4 * * 1-3", "every Monday, Tuesday and Wednesday at 04:00"),
        ("0 4 1 * *", "on day 1 of every month at 04:00"),
        ("0 0 31 * *", "on day 31 of every month that has it at 00:00"),
        ("0 22 28-31 * *", "on days 28 to 31 of every month at 22:00"),
        ("0 4 1 * 1", "every Monday and on day 1 of every month at 04:00"),
        ("0 4 1 1 *", "on 1 January at 04:00"),
        ("0 8 1 */3 *", "on day 1 of every quarter at 08:00"),
        ("0 8 2 1,7 *", "on day 2 of January and July at 08:00"),
        ("0 8 * 1 2", "every Tuesday in January at 08:00"),
        ("@daily", "every day at 00:00"),
        ("@hourly", "every hour, on the hour"),
        ("@reboot", ""),
        ("0 4 * *", ""),
        ("61 4 * * *", ""),
        ("", ""),
    ],
)
def test_cron(expression: str, said: str) -> None:
    assert spoken(expression, Dialect.VIXIE) == said


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("daily", "every day at 00:00"),
        ("Weekly", "every Monday at 00:00"),
        ("*:0/10", "every 10 minutes"),
        ("*:*:30", ""),
        ("*-*-* 04:00:30", "every day at 04:00:30"),
        ("Mon..Fri 04:00", "Monday to Friday at 04:00"),
        ("*-01-01 03:00", "on 1 January at 03:00"),
        ("Mon *-*-1..7 03:00", "on the first Monday of every month at 03:00"),
        ("2026-01-01 03:00", ""),
        ("Foo 04:00", ""),
    ],
)
def test_oncalendar(expression: str, said: str) -> None:
    assert spoken(expression, Dialect.ONCALENDAR) == said


@pytest.mark.parametrize(
    ("dialect", "expression", "said"),
    [
        (Dialect.ROBFIG, "3 10 * * *", "every day at 10:03"),
        (Dialect.ROBFIG, "@every 1h30m", "every 90 minutes"),
        (Dialect.GITHUB, "0 0,12 * * 6,0", "every Saturday and Sunday at 00:00 and 12:00"),
        (Dialect.QUARTZ, "0 0 12 L * ?", "on the last day of every month at 12:00"),
        (Dialect.AWS, "cron(15 4 * * ? *)", "every day at 04:15"),
        (Dialect.CELERY, "0 3 1 * 1", "on day 1, when that is a Monday, at 03:00"),
        (Dialect.NCRONTAB, "0 */5 * * * *", "every 5 minutes"),
        (Dialect.SPAN, "2h", "every 2 hours, from its last run"),
        (Dialect.ANACRON, "7", "every 7 days, from its last run"),
        (Dialect.JENKINS, "H 3 * * *", ""),  # whichever minute: none may stand for it
        (Dialect.JENKINS, "0 3 * * *", "every day at 03:00"),
        (Dialect.CRONIE, "0~59 3 * * *", ""),
        (Dialect.EVERY, "every 2 weeks", ""),  # these are words
        (Dialect.LOGROTATE, "weekly", ""),
        (Dialect.PHRASE, "on mondays", ""),
    ],
)
def test_other_dialects(dialect: Dialect, expression: str, said: str) -> None:
    assert spoken(expression, dialect) == said


@given(st.text(max_size=30), st.sampled_from(Dialect))
def test_any_text_is_said_or_not(expression: str, dialect: Dialect) -> None:
    assert isinstance(spoken(expression, dialect), str)


_FIELD = st.sampled_from(["*", "*/2", "*/5", "*/15", "0", "3", "7", "11", "1-4", "2-7/2", "3,9"])


@given(_FIELD, _FIELD)
def test_a_time_that_is_said_is_one_at_which_it_runs(minute: str, hour: str) -> None:
    expression = f"{minute} {hour} * * *"
    said = spoken(expression, Dialect.VIXIE)
    day = datetime(2024, 1, 8, tzinfo=UTC)
    runs = {f"{one:%H:%M}" for one in firings(expression, Dialect.VIXIE, day, day + timedelta(days=1))}
    clocks = set(re.findall(r"\d\d:\d\d", said))
    assert clocks <= runs
    if said.startswith("every day at "):
        assert clocks == runs
