"""What is due when, in which zone, and what has no day of its own."""

from datetime import date

import pytest

from ddd.agenda import asking
from ddd.agenda.agenda import Span, lay_out
from ddd.cadence.refusal import RefusedError
from ddd.errors import UsageError
from ddd.model import Dialect

from .plans import plan, schedule, suspended, task

NOVEMBER = Span(date(2026, 11, 1), 30)


def due(agenda):
    return [f"{one.at:%d %H:%M %Z}" for one in agenda.occurrences]


def test_days_are_those_of_the_zone_that_is_shown():
    late = plan(task(schedule("30 23 30 11 *", zone="America/New_York")))
    assert due(lay_out(late, NOVEMBER)) == ["30 23:30 EST"]
    assert due(lay_out(late, NOVEMBER, "Europe/Berlin")) == []
    assert due(lay_out(late, Span(date(2026, 12, 1), 1), "Europe/Berlin")) == ["01 05:30 CET"]


def test_a_zone_that_nobody_says_is_read_as_utc_and_told():
    agenda = lay_out(plan(task(schedule("0 3 1 * *"))), NOVEMBER)
    assert agenda.assumed_utc
    assert [(one.job.zone, one.job.zone_known) for one in agenda.occurrences] == [("UTC", False)]


def test_a_zone_inside_the_expression_counts():
    agenda = lay_out(plan(task(schedule("Mon 03:00 Europe/Berlin", Dialect.ONCALENDAR))), Span(date(2026, 11, 2), 1))
    assert due(agenda) == ["02 03:00 CET"]
    assert not agenda.assumed_utc


def test_what_runs_several_times_a_day_and_what_has_no_calendar_stand_apart():
    often = task(schedule("*/5 * * * *"), name="often")
    length = task(schedule("every 2 weeks", Dialect.EVERY), name="length")
    agenda = lay_out(plan(often, length, task(name="declared")), NOVEMBER)
    assert agenda.occurrences == agenda.dated == ()
    assert [job.task.id for job in agenda.often] == ["often"]
    assert [job.task.id for job in agenda.floating] == ["length", "declared"]


def test_what_runs_often_but_not_in_the_span_is_not_told():
    assert lay_out(plan(task(schedule("*/5 8-9 * 6-12 *"))), Span(date(2026, 1, 1), 31)).often == ()


def test_copies_are_due_once_and_what_is_not_in_force_never():
    copies = task(schedule("0 3 1 * *"), schedule("0 3 1 * *", name="copy"), suspended("0 4 1 * *"))
    assert due(lay_out(plan(copies), NOVEMBER)) == ["01 03:00 UTC"]


def test_two_schedules_that_meet_are_due_once():
    meeting = task(schedule("0 3 1 * *"), schedule("0 3 1,15 * *"))
    assert due(lay_out(plan(meeting), NOVEMBER)) == ["01 03:00 UTC", "15 03:00 UTC"]


@pytest.mark.parametrize(
    ("one", "timed"),
    [
        (schedule("0 3 * * *"), True),
        (schedule("@daily", system="run-parts"), False),
        (schedule("daily", Dialect.LOGROTATE), False),
        (schedule("weekly", Dialect.DEPENDABOT), False),
        (schedule("weekly on monday at 05:00", Dialect.DEPENDABOT), True),
        (schedule("every weekday", Dialect.PHRASE), False),
    ],
)
def test_an_hour_that_is_not_said_is_not_told(one, timed):
    assert {found.job.timed for found in lay_out(plan(task(one)), NOVEMBER).occurrences} == {timed}


def test_pages_are_told():
    agenda = lay_out(plan(task(schedule("0 3 1 * *"))), NOVEMBER, page=lambda one: f"daily.md#{one.id}")
    assert agenda.occurrences[0].job.page == "daily.md#job"


def test_an_unknown_zone_is_refused():
    with pytest.raises(RefusedError):
        lay_out(plan(), NOVEMBER, "Mars/Phobos")


def test_what_is_asked_for():
    assert asking.day("2026-11-21", None) == date(2026, 11, 21)
    assert asking.day(None, None).year > 2000
    assert asking.day(None, "Europe/Berlin").year > 2000
    assert asking.month("2026-02") == Span(date(2026, 2, 1), 28)
    assert asking.month("2026-02").last == date(2026, 2, 28)
    assert asking.days(date(2026, 11, 21), 3660).days == 3660
    assert asking.zone("Europe/Berlin") == "Europe/Berlin"
    assert asking.zone(None) is None


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-2-1", "20260201", "2026-02-30", "1969-12-31", "2199-01-01", "9999-12-31"]
)
def test_other_days_are_a_usage_error(text):
    with pytest.raises(UsageError, match="no such date"):
        asking.day(text, None)


@pytest.mark.parametrize("text", ["", "november", "2026-13", "2026-11-21", "26-11"])
def test_other_months_are_a_usage_error(text):
    with pytest.raises(UsageError, match="no such date"):
        asking.month(text)


@pytest.mark.parametrize("count", [-1, 0, 3661])
def test_other_numbers_of_days_are_a_usage_error(count):
    with pytest.raises(UsageError, match="not possible"):
        asking.days(date(2026, 1, 1), count)
    with pytest.raises(UsageError, match="not possible"):
        asking.days(date(2198, 1, 1), 3660)


def test_other_zones_are_a_usage_error():
    with pytest.raises(UsageError, match="unknown time zone"):
        asking.zone("Mars/Phobos")
