"""Times and schedules are said as a person would say them, or not at all."""

import pytest

from ddd.model import Dialect
from ddd.renderers import words

from . import plans


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (900, "15 minutes"),
        (3_600, "1 hour"),
        (97_200, "1 day 3 hours"),
        (86_400 + 59, "1 day 59 seconds"),
        (31 * 86_400 + 3_600 + 60, "31 days 1 hour"),
    ],
)
def test_duration(seconds, said):
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("* * * * *", "every minute"),
        ("*/5 * * * *", "every 5 minutes"),
        ("*/7 * * * *", ""),  # seven does not divide the hour
        ("*/1 * * * *", ""),
        ("17 * * * *", "every hour, at minute 17"),
        ("7 */6 * * *", "every 6 hours, at minute 7"),
        ("7 */5 * * *", ""),
        ("30 1 * * *", "every day at 01:30"),
        ("0 4 * * 0", "every Sunday at 04:00"),
        ("0 4 * * 7", "every Sunday at 04:00"),
        ("0 4 * * wed", "every Wednesday at 04:00"),
        ("0 4 * * 1-5", "Monday to Friday at 04:00"),
        ("0 4 * * 1-3", ""),
        ("0 4 1 * *", "on day 1 of every month at 04:00"),
        ("0 4 1 * 1", ""),  # either of the two: no plain phrase
        ("0 4 1 1 *", ""),
        ("0 4,16 * * *", ""),
        ("0 4 * *", ""),
        ("@daily", "every day at 00:00"),
        ("@Weekly", "every Sunday at 00:00"),
        ("", ""),
    ],
)
def test_cron(expression, said):
    assert words.in_words(plans.schedule(expression)) == said


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("daily", "every day at 00:00"),
        ("Weekly", "every Monday at 00:00"),
        ("*-*-* 04:00:00", "every day at 04:00"),
        ("04:30", "every day at 04:30"),
        ("Sun *-*-* 4:05", "every Sunday at 04:05"),
        ("Mon..Fri 04:00", ""),
        ("*-*-01 03:00", "on day 1 of every month at 03:00"),
        ("*-01-01 03:00", ""),
        ("*-*-* 04:00:30", ""),
        ("Foo 04:00", ""),
    ],
)
def test_oncalendar(expression, said):
    schedule = plans.schedule(expression, dialect=Dialect.ONCALENDAR, system="systemd-timer")
    assert words.in_words(schedule) == said


def test_a_span_speaks_for_itself():
    assert words.in_words(plans.schedule("1d", dialect=Dialect.SPAN)) == ""


def test_runners_have_the_names_people_use():
    assert words.runner(plans.schedule(system="ansible-cron")) == "cron"
    assert words.runner(plans.schedule(system="jenkins")) == "jenkins"


def test_counted():
    assert [words.counted(count, "task") for count in (0, 1, 2)] == ["0 tasks", "1 task", "2 tasks"]
