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


def test_a_schedule_is_said_by_the_rules_of_its_own_system():
    assert words.in_words(plans.schedule("30 1 * * *")) == "every day at 01:30"
    assert words.in_words(plans.schedule("*:0/10", dialect=Dialect.ONCALENDAR)) == "every 10 minutes"


def test_of_a_folder_the_host_decides_the_hour():
    said = words.in_words(plans.schedule("@daily", system="run-parts"))
    assert said == "once a day, when the host runs its folder (not in this repository)"


def test_runners_have_the_names_people_use():
    assert words.runner(plans.schedule(system="ansible-cron")) == "cron"
    assert words.runner(plans.schedule(system="puppet-cron")) == "cron"
    assert words.runner(plans.schedule(system="nixos-timer")) == "systemd"
    assert words.runner(plans.schedule(system="jenkins")) == "jenkins"


def test_counted():
    assert [words.counted(count, "task") for count in (0, 1, 2)] == ["0 tasks", "1 task", "2 tasks"]
