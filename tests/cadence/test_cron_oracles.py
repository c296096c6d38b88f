"""The cron dialects against the programs that read them, or that read nearly the same; where they differ, why."""

import re
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from apscheduler.triggers.cron import CronTrigger
from celery.schedules import ParseException, crontab
from croniter import CroniterBadCronError, CroniterBadDateError, croniter
from cronsim import CronSim
from hypothesis import assume, given
from hypothesis import strategies as st

from ddd.cadence import firings, recurrence
from ddd.cadence.dialects import READERS
from ddd.model import Cadence, Dialect, State

from .examples import examples
from .expressions import cron_columns

START = datetime(2025, 3, 1, tzinfo=UTC)
BEFORE = START - timedelta(seconds=1)
END = datetime(2033, 3, 1, tzinfo=UTC)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def first(expression, dialect, count=8):
    return list(islice(firings(expression, dialect, START, END), count))


def sundays_are_one(text):
    return re.sub(r"(?<![/0-9])[0-9]+", lambda number: str(int(number[0]) + 1), text)


def columns(*texts):
    return " ".join(texts)


def seconds_first(*texts):
    return columns("0", *texts)


def in_numbers(*texts):
    """Jenkins knows no names."""
    return columns(*texts[:3], numbered(texts[3], MONTHS, 1), numbered(texts[4], WEEKDAYS, 0))


def numbered(text, names, low):
    return re.sub("[a-zA-Z]+", lambda name: str(names.index(name[0].lower()) + low), text)


def one_is_open(minute, hour, day, month, weekday):
    if weekday == "*":
        return minute, hour, day, month, "?"
    return minute, hour, "?", month, sundays_are_one(weekday)


def without_day(minute, hour, day, month, weekday):
    return columns(minute, hour, day if weekday == "*" else "*", month, weekday)


# dialect -> how it writes the columns, what croniter must read instead, and how croniter must read it
CRONITER = {
    Dialect.ROBFIG: (columns, columns, {}),
    Dialect.ROBFIG_SECONDS: (seconds_first, columns, {}),
    Dialect.NOMAD: (columns, columns, {}),
    Dialect.CLOUD_SCHEDULER: (columns, columns, {}),
    Dialect.GITHUB: (columns, columns, {}),
    Dialect.FUGIT: (columns, columns, {}),
    Dialect.NODE: (columns, columns, {}),
    Dialect.AIRFLOW: (columns, columns, {}),
    Dialect.PHP: (columns, columns, {}),
    Dialect.CLOUDFLARE: (lambda *texts: columns(*texts[:4], sundays_are_one(texts[4])), columns, {}),
    Dialect.PG_CRON: (columns, columns, {"implement_cron_bug": True}),
    Dialect.SPRING: (seconds_first, columns, {"day_or": False}),
    Dialect.CRONOS: (columns, columns, {"day_or": False}),
    Dialect.NCRONTAB: (seconds_first, columns, {"day_or": False}),
    Dialect.AZURE_PIPELINES: (columns, columns, {"day_or": False}),
    Dialect.JENKINS: (in_numbers, columns, {"day_or": False}),
    Dialect.QUARTZ: (lambda *texts: seconds_first(*one_is_open(*texts)), without_day, {}),
    Dialect.AWS: (lambda *texts: f"cron({columns(*one_is_open(*texts))} *)", without_day, {}),
    Dialect.AWS_SCHEDULER: (lambda *texts: f"cron({columns(*one_is_open(*texts))} *)", without_day, {}),
}


def is_everything(text, column):
    """Tell whether a day column lists all there is without being a star."""
    [table] = READERS[Dialect.VIXIE](" ".join(text if number == column else "*" for number in range(5))).tables
    return not text.startswith("*") and (len(table.days), len(table.weekdays)) == (31, 7)


def agrees_with_croniter(dialect, texts):
    write, plain, options = CRONITER[dialect]
    # each has a test below: a step of 1 or a full range on a day column, and Spring's weekdays, which start on Monday
    assume("*/1" not in (texts[2], texts[4]) and not is_everything(texts[2], 2) and not is_everything(texts[4], 4))
    assume(not (dialect is Dialect.SPRING and texts[4].startswith("*/")))
    oracle = croniter(plain(*texts), BEFORE, **options)
    result = recurrence(write(*texts), dialect)
    try:
        expected = [oracle.get_next(datetime) for _ in range(8)]
    except CroniterBadDateError:  # the days never come: fugit says so too, the others wait for them
        assert result.state is (State.INVALID if dialect is Dialect.FUGIT else State.NEVER)
        return
    if dialect is Dialect.CLOUDFLARE and "takes steps of up to" in result.note:
        return  # saffron's Step ends at 11 for months
    assert first(write(*texts), dialect) == [moment for moment in expected if moment < END]
    assert result.cadence == recurrence(plain(*texts), Dialect.AIRFLOW).cadence or options


@pytest.mark.parametrize("dialect", CRONITER)
@examples(15)
@given(texts=cron_columns())
def test_fires_when_croniter_fires(dialect, texts):
    agrees_with_croniter(dialect, texts)


SPECIAL = st.sampled_from(
    [
        *("0 3 * * L5", "0 3 * * 5#2", "0 3 L * *", "0 3 * * fri-mon", "0 22-2 * * *", "0 22-4/2 * * *"),
        *("0 3 28-3 * *", "0 3 1 nov-feb *", "5/15 * * * *", "0 3 * * 3/2", "0 3 * * 7"),
        *("0 3 * * 5-7", "0 3 * * * 30", "* * * * * */20", "0 3 1-7 * mon", "0 3 ? * 1", "0 3 1 * ?", "0 3 L * 1"),
    ]
)


@examples(60)
@given(SPECIAL)
def test_airflow_reads_whatever_croniter_reads(expression):
    oracle = croniter(expression, BEFORE)
    assert first(expression, Dialect.AIRFLOW) == [oracle.get_next(datetime) for _ in range(8)]


def test_croniter_loses_a_minute_on_the_way_around_the_hour():
    # 50, 57, 64: croniter goes on at 5; Cronos (GetReversedRangeBits) and fugit (its test of #range) at 4
    assert croniter.expand("50-10/7 * * * *")[0][0] == [5, 50, 57]
    for dialect in (Dialect.CRONOS, Dialect.FUGIT, Dialect.QUARTZ, Dialect.AIRFLOW):
        expression = "0 50-10/7 * * * ?" if dialect is Dialect.QUARTZ else "50-10/7 * * * *"
        assert {moment.minute for moment in first(expression, dialect)} == {4, 50, 57}


@pytest.mark.parametrize("expression", ["60 * * * *", "0 3 * * 8", "0 3 * * 5#6", "@weekdays", "0 3 * *", "0 3 x * *"])
def test_airflow_refuses_what_croniter_refuses(expression):
    with pytest.raises(CroniterBadCronError):
        croniter(expression, BEFORE)
    assert recurrence(expression, Dialect.AIRFLOW).state is State.INVALID


def test_croniter_takes_either_day_where_spring_jenkins_cronos_and_ncrontab_want_both():
    either = croniter("0 3 1-7 * 1", BEFORE)
    assert [either.get_next(datetime).day for _ in range(3)] == [1, 2, 3]
    for expression, dialect in [
        ("0 0 3 1-7 * 1", Dialect.SPRING),
        ("0 3 1-7 * 1", Dialect.JENKINS),
        ("0 3 1-7 * 1", Dialect.CRONOS),
        ("0 0 3 1-7 * 1", Dialect.NCRONTAB),
        ("0 3 1-7 * 1", Dialect.CELERY),
        ("0 3 1-7 * 0", Dialect.APSCHEDULER),
    ]:
        assert [moment.day for moment in first(expression, dialect, 3)] == [3, 7, 5]  # first Mondays
        assert recurrence(expression, dialect).cadence is Cadence.MONTHLY


def test_a_step_of_one_leaves_a_day_column_open_to_kubernetes_only():
    # getRange of robfig/cron keeps the star flag for a step up to 1; cronexpr and GitHub's POSIX know the bare star
    assert {moment.weekday() for moment in first("0 0 */1 * 1", Dialect.ROBFIG)} == {0}
    assert recurrence("0 0 */1 * 1", Dialect.NOMAD).cadence is Cadence.DAILY
    assert recurrence("0 0 */1 * 1", Dialect.GITHUB).cadence is Cadence.DAILY


def test_croniter_takes_a_full_range_for_open_beside_a_star_only():
    # 1-31 is open beside `*/4`, and restricted beside `1`; fugit drops it in either case, cron and GitHub never
    assert croniter.expand("0 0 1-31 * */4")[0][2] == ["*"]
    assert croniter.expand("0 0 1-31 * 1")[0][2] != ["*"]
    assert recurrence("0 0 1-31 * 1", Dialect.FUGIT).cadence is Cadence.WEEKLY
    assert recurrence("0 0 1-31 * 1", Dialect.GITHUB).cadence is Cadence.DAILY


def test_spring_counts_weekday_steps_from_monday():
    # ChronoField.DAY_OF_WEEK goes from 1 to 7; croniter and cron go from 0 to 6
    assert {moment.weekday() for moment in first("0 0 0 * * */2", Dialect.SPRING)} == {0, 2, 4, 6}
    assert {moment.weekday() for moment in first("0 0 * * */2", Dialect.AIRFLOW)} == {6, 1, 3, 5}


@pytest.mark.parametrize("day", ["L", "LW", "1W", "15W", "30W", "31W"])
def test_days_without_a_number_are_those_of_cronsim(day):
    if day.endswith("W") and day != "LW":
        assert first(f"0 3 {day} * *", Dialect.NOMAD)  # cronsim knows LW alone
        return
    assert first(f"0 3 {day} * *", Dialect.NOMAD) == list(islice(CronSim(f"0 3 {day} * *", BEFORE), 8))


@pytest.mark.parametrize("weekday", ["5#1", "mon#2", "0#3", "2#5", "5L", "0L"])
def test_weekdays_of_a_month_are_those_of_cronsim(weekday):
    expected = list(islice(CronSim(f"0 3 * * {weekday}", BEFORE), 8))
    assert first(f"0 3 * * {weekday}", Dialect.NOMAD) == expected
    assert first(f"0 3 * * {weekday}", Dialect.CRONOS) == expected
    assert first(f"0 3 * * {weekday}", Dialect.PHP) == expected


def agrees_with_celery(texts):
    minute, hour, day, month, weekday = texts
    expression = " ".join(texts)
    try:
        oracle = crontab(minute, hour, weekday, day, month)
    except (ParseException, ValueError):
        assert recurrence(expression, Dialect.CELERY).state is State.INVALID
        return
    (table,) = READERS[Dialect.CELERY](expression).tables
    assert (table.days, table.months) == (oracle.day_of_month, oracle.month_of_year)
    assert table.weekdays == {(number - 1) % 7 for number in oracle.day_of_week}
    assert table.times == tuple(
        hour * 3600 + minute * 60 for hour in sorted(oracle.hour) for minute in sorted(oracle.minute)
    )


@examples(100)
@given(cron_columns())
def test_celery_reads_the_same_columns(texts):
    agrees_with_celery(texts)


@pytest.mark.parametrize(
    "texts",
    ["0 22-2 * * *", "0 0 * * sat-sun", "0 0 * * 6-0", "0 0 * * sunday", "0 0 * * 7", "0 0 * jan *", "5/9 * * * *"],
)
def test_celery_reads_the_same_oddities(texts):
    agrees_with_celery(texts.split())


def agrees_with_apscheduler(expression, trigger):
    expected = []
    moment = trigger.get_next_fire_time(None, START)
    while moment is not None and moment < END and len(expected) < 8:
        expected.append(moment)
        moment = trigger.get_next_fire_time(moment, moment + timedelta(seconds=1))
    assert first(expression, Dialect.APSCHEDULER) == expected


@examples(60)
@given(cron_columns())
def test_apscheduler_fires_when_its_crontab_fires(texts):
    expression = " ".join(texts)
    try:
        trigger = CronTrigger.from_crontab(expression, UTC)
    except ValueError:  # a step longer than its range
        assert recurrence(expression, Dialect.APSCHEDULER).state is State.INVALID
        return
    assume(recurrence(expression, Dialect.APSCHEDULER).state is not State.NEVER)  # it would look for years
    agrees_with_apscheduler(expression, trigger)


@pytest.mark.parametrize(
    "keywords",
    [
        {"day_of_week": "mon", "hour": "3"},
        {"month": "2"},
        {"month": "2", "hour": "3"},
        {"hour": "3"},
        {"minute": "*/5"},
        {"second": "*/10"},
        {"day": "last", "hour": "2"},
        {"day": "2nd fri", "hour": "4"},
        {"day": "last sun"},
        {"day": "1st mon,15"},
        {"week": "*/2", "day_of_week": "mon"},
        {"week": "1,10-12"},
        {"week": "53"},
        {"day_of_week": "mon-fri", "hour": "9-17/2", "minute": "30"},
        {"day_of_week": "6"},
        {"year": "2026"},
        {"jitter": 5},
        {"year": "2026-2028", "month": "jan"},
    ],
)
def test_apscheduler_completes_its_keywords(keywords):
    expression = " ".join(f"{name}={value}" for name, value in keywords.items())
    agrees_with_apscheduler(expression, CronTrigger(timezone=UTC, **(keywords if "jitter" not in keywords else {})))
