"""The rhythm of a plan is true on every day of the pinned window, and says no date."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ddd.agenda.pattern import DAYS, FIRST_DAY, Pattern, of_both, pattern
from ddd.agenda.rhythm import rhythm
from ddd.cadence import firings
from ddd.cadence.words import ALL_MONTHS
from ddd.model import Cadence, Dialect, State, replace
from tests.cadence.expressions import calendars, sparse_crons

from .plans import plan, schedule, suspended, task

WINDOW = [FIRST_DAY + timedelta(days=ahead) for ahead in range(DAYS)]
BERLIN = "Europe/Berlin"
SECTIONS = ("daily", "weekly", "monthly", "yearly", "irregular", "often", "floating", "unread")


def named(one: Pattern) -> set[date]:
    """Return the days of the window that a pattern names, worked out day by day."""
    return {day for day in WINDOW if day.month in one.months and _fits(one, day)}


def _fits(one, day):
    is_last = (day + timedelta(days=1)).month != day.month
    by_date = day.day in one.dates or (is_last and -1 in one.dates)
    by_weekday = day.weekday() in one.weekdays
    if one.both:
        return by_date and by_weekday
    number = (day.day + 6) // 7
    is_last_such = (day + timedelta(days=7)).month != day.month
    nth = (number, day.weekday()) in one.nth or (is_last_such and (-1, day.weekday()) in one.nth)
    return by_date or by_weekday or nth


def fired(one, zone="UTC"):
    begin, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    return list(firings(one.expression, one.dialect, begin, end, zone))


def beat(expression, dialect=Dialect.VIXIE, zone=None, **more):
    (found,) = rhythm(plan(task(schedule(expression, dialect, zone, **more)))).beats
    return found


def told(expression, dialect=Dialect.VIXIE, **more):
    found = beat(expression, dialect, **more)
    return found.pattern and (found.pattern.in_words(), sorted(found.pattern.months)), found.clock


def section(one):
    found = rhythm(plan(task(one)))
    (name,) = (name for name in SECTIONS if getattr(found, name))
    return name


EVERY = sorted(ALL_MONTHS)


@settings(max_examples=80, deadline=None)
@given(sparse_crons())
def test_the_days_of_a_crontab_line_are_those_on_which_it_fires(expression):
    one = schedule(expression)
    assume(one.state is State.ACTIVE and one.cadence is not Cadence.SUB_DAILY)
    found = beat(expression)
    moments = fired(one)
    assert named(found.pattern) == {moment.date() for moment in moments}
    assert found.days_a_year * 4 == len({moment.date() for moment in moments})


@settings(max_examples=80, deadline=None)
@given(calendars())
def test_the_days_of_a_calendar_event_are_those_on_which_it_fires(expression):
    one = schedule(expression, Dialect.ONCALENDAR)
    assume(one.state is State.ACTIVE and one.cadence is not Cadence.SUB_DAILY)
    found = beat(expression, Dialect.ONCALENDAR)
    assume(found.pattern and not found.only)
    assert named(found.pattern) == {moment.date() for moment in fired(one)}


@settings(deadline=None)
@given(st.sets(st.sampled_from(WINDOW), max_size=40))
def test_a_pattern_names_exactly_the_days_it_was_found_for(days):
    found = pattern(frozenset(days))
    assert found is None or named(found) == days


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("30 4 * * *", (("every day", EVERY), "04:30")),
        ("30 6 * * 1-5", (("Monday to Friday", EVERY), "06:30")),
        ("30 6 * * 0,6", (("every Saturday and Sunday", EVERY), "06:30")),
        ("0 6,18 * * 7", (("every Sunday", EVERY), "06:00, 18:00")),
        ("30 7 1-7 * 1", (("every Monday and on days 1 to 7", EVERY), "07:30")),
        ("0 3 1,15 * *", (("on days 1 and 15", EVERY), "03:00")),
        ("0 3 1 */3 *", (("on day 1", [1, 4, 7, 10]), "03:00")),
        ("0 3 31 * *", (("on day 31", [1, 3, 5, 7, 8, 10, 12]), "03:00")),
        ("0 3 29 2 *", (("on day 29", [2]), "03:00")),
        ("0 3 * 6 1", (("every Monday", [6]), "03:00")),
        ("0 3 * 6 *", (("every day", [6]), "03:00")),
    ],
)
def test_a_crontab_line_in_words(expression, expected):
    assert told(expression) == expected


@pytest.mark.parametrize(
    ("expression", "dialect", "expected"),
    [
        ("Mon *-*-1..7 04:00", Dialect.ONCALENDAR, "on the first Monday"),
        ("Fri *-*-13 04:00", Dialect.ONCALENDAR, "on day 13, when that is a Friday"),
        ("*-*~01 04:00", Dialect.ONCALENDAR, "on the last day"),
        ("0 0 3 ? * 6L", Dialect.QUARTZ, "on the last Friday"),
        ("0 0 3 ? * 2#5", Dialect.QUARTZ, "on the fifth Monday"),
        ("0 0 3 L,1 * ?", Dialect.QUARTZ, "on day 1 and on the last day"),
    ],
)
def test_other_dialects_in_words(expression, dialect, expected):
    assert beat(expression, dialect).pattern.in_words() == expected


@pytest.mark.parametrize(
    ("expression", "dialect"),
    [
        ("0 0 3 LW * ?", Dialect.QUARTZ),  # the last working day
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", Dialect.RRULE),
        ("Mon *-*~03..05", Dialect.ONCALENDAR),
    ],
)
def test_days_that_no_plain_rule_names_are_not_given_one(expression, dialect):
    assert beat(expression, dialect).pattern is None
    assert section(schedule(expression, dialect)) == "irregular"


def test_a_date_on_a_weekday_is_told_for_months_in_which_four_years_do_not_show_it():
    found = beat("Fri *-*-13 04:00", Dialect.ONCALENDAR)
    assert found.pattern.months == ALL_MONTHS
    assert len({moment.month for moment in fired(schedule("Fri *-*-13 04:00", Dialect.ONCALENDAR))}) < 12


@pytest.mark.parametrize(
    ("expression", "where"),
    [
        ("30 4 * * *", "daily"),
        ("30 4 * * 1", "weekly"),
        ("30 7 1-7 * 1", "weekly"),
        ("30 4 1 * *", "monthly"),
        ("30 4 31 * *", "monthly"),
        ("30 4 29,31 * *", "monthly"),
        ("30 4 31 1 *", "yearly"),
        ("30 4 * 1 *", "yearly"),
        ("*/5 * * * *", "often"),
        ("@reboot", "unread"),
        ("61 * * * *", "unread"),
    ],
)
def test_where_a_person_would_look_for_it(expression, where):
    assert section(schedule(expression)) == where


def test_a_length_of_time_and_a_declared_cadence_have_no_calendar():
    assert section(schedule("90 min", Dialect.SPAN)) == "floating"
    (declared,) = rhythm(plan(task())).floating
    assert declared.schedule is None


def test_what_is_suspended_is_not_laid_out():
    found = rhythm(plan(task(suspended("30 4 * * *"), schedule("30 5 * * *", name="other"))))
    assert [one.clock for one in found.beats] == ["05:30"]


def test_a_zone_that_nobody_knows_is_no_crash():
    found = rhythm(plan(task(schedule("30 4 * * *")), _lost()))
    assert len(found.daily) == len(found.unread) == 1


def _lost():
    one = replace(schedule("30 4 * * *", name="lost"), timezone="Atlantis/Capital")
    return task(one, name="lost")


def test_daylight_saving_changes_nothing_of_a_rule():
    assert beat("30 2 * * *", zone=BERLIN).pattern.in_words() == "every day"
    assert beat("30 2 * * 0", zone=BERLIN).pattern.in_words() == "every Sunday"


def test_several_rules_of_one_schedule_stand_apart():
    found = rhythm(plan(task(schedule("H 3 * * 1\nH 5 * * 4", Dialect.JENKINS))))
    assert [one.pattern.in_words() for one in found.weekly] == ["every Monday", "every Thursday"]
    assert len(found.agenda().dated) == 1


@pytest.mark.parametrize(
    ("expression", "only"),
    [
        ("cron(0 3 1 1 ? 2025-2026)", "2025 to 2026 only"),
        ("cron(0 3 1 * ? 2025)", "2025 only"),
        ("cron(0 3 1 * ? *)", ""),
    ],
)
def test_years_are_told_beside(expression, only):
    found = beat(expression, Dialect.AWS)
    assert (found.only, found.pattern.in_words()) == (only, "on day 1")


def test_the_hour_is_not_told_where_the_host_decides_it():
    found = beat("@daily", system="run-parts")
    assert (found.times, found.clock) == ((), "")


def test_many_times_of_a_day_are_counted():
    times = "1,2,3,4,5,6 3 * * 1"
    found = beat(times)
    assert found.clock == "03:01, 03:02, 03:03, 03:04 and 2 more"
    assert beat("0 0 3 * * 1", Dialect.SPRING).clock == "03:00"
    assert beat("30 0 3 * * 1", Dialect.SPRING).clock == "03:00:30"


def test_the_order_is_that_of_the_week_then_of_the_clock():
    jobs = {"0 5 * * 2": "late", "0 4 * * 2": "early", "0 9 * * 1": "monday"}
    found = rhythm(plan(*(task(schedule(when, name=name), name=name) for when, name in jobs.items())))
    assert [one.job.task.id for one in found.weekly] == ["monday", "early", "late"]


def test_zones_are_questions_until_somebody_says():
    assert rhythm(plan(task(schedule("0 5 * * 2")))).assumed_utc
    assert rhythm(plan(task(schedule("*/5 * * * *")))).assumed_utc
    assert not rhythm(plan(task(schedule("0 5 * * 2", zone=BERLIN)))).assumed_utc
    assert not rhythm(plan(task(schedule("@daily", system="run-parts")))).assumed_utc
    assert not rhythm(plan()).assumed_utc


def test_the_agenda_for_calendar_programs_has_every_dated_job_once():
    found = rhythm(plan(task(schedule("0 5 * * 2"), schedule("*/5 * * * *", name="often"))))
    agenda = found.agenda()
    assert (agenda.span.first, agenda.span.last) == (date(2024, 1, 1), date(2027, 12, 31))
    assert Counter(job.schedule.name for job in agenda.dated) == {"job": 1}
    assert [job.schedule.name for job in agenda.often] == ["often"]


def test_words_for_dates_and_weekdays_together():
    assert of_both(ALL_MONTHS, frozenset({-1}), frozenset({0})) is None
    last = of_both(ALL_MONTHS, frozenset(range(-7, 0)), frozenset({4}))
    assert last.in_words() == "on the last Friday"
    assert Pattern(ALL_MONTHS, frozenset({0}), frozenset({13}), both=True).beside_weekdays() == ""
    assert Pattern(ALL_MONTHS, frozenset({0}), frozenset({1, 2, 3, 7})).beside_weekdays() == "on days 1 to 3 and 7"
