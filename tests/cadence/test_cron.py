"""Crontab expressions: what is refused, what the fields mean, and the oracles."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from croniter import CroniterBadDateError, croniter
from cronsim import CronSim, CronSimError
from hypothesis import given, settings

from ddd.cadence import firings, recurrence
from ddd.model import Cadence, Dialect, State

from .examples import examples
from .expressions import crons

START = datetime(2025, 3, 1, tzinfo=UTC)
BEFORE = START - timedelta(seconds=1)
END = datetime(2033, 3, 1, tzinfo=UTC)


def first(expression, count=8, dialect=Dialect.VIXIE, end=END):
    return list(islice(firings(expression, dialect, START, end), count))


def note(expression, dialect=Dialect.VIXIE):
    result = recurrence(expression, dialect)
    assert result.state is State.INVALID
    assert result.cadence is None
    assert result.longest_gap is None
    return result.note


@examples(150)
@given(crons())
def test_fires_when_croniter_fires(expression):
    oracle = croniter(expression, BEFORE, implement_cron_bug=True)
    try:
        expected = [oracle.get_next(datetime) for _ in range(8)]
    except CroniterBadDateError:  # croniter raises where the days never come
        assert recurrence(expression, Dialect.VIXIE).state is State.NEVER
        return
    assert first(expression) == [moment for moment in expected if moment < END]


@examples(150)
@given(crons())
def test_fires_when_cronsim_fires(expression):
    try:
        expected = list(islice(CronSim(expression, BEFORE), 8))
    except CronSimError:  # cronsim calls impossible days bad
        assert recurrence(expression, Dialect.VIXIE).state is State.NEVER
        return
    assert first(expression) == [moment for moment in expected if moment < END]


@settings(max_examples=60, deadline=None)
@given(crons())
def test_cronie_reads_whatever_vixie_reads(expression):
    assert recurrence(expression, Dialect.CRONIE) == recurrence(expression, Dialect.VIXIE)


@pytest.mark.parametrize("expression", ["0 0 31 2 *", "0 0 30 feb *", "0 0 31 4,6,9,11 *", "0 0 31 2 */1"])
def test_days_that_never_come_are_never(expression):
    # croniter 7 calls them valid and then raises, cronsim calls them bad: cron takes them and never fires
    assert croniter.is_valid(expression)
    assert recurrence(expression, Dialect.VIXIE).state is State.NEVER
    assert first(expression) == []


def test_a_weekday_range_of_one_day_is_that_day():
    # croniter 7 reads 1-1 as the whole week; cronsim and cron's own loop from 1 to 1 say Monday
    expression = "0 0 * * 1-1"
    assert first(expression) == list(islice(CronSim(expression, BEFORE), 8)) == first("0 0 * * 1")
    assert croniter(expression, BEFORE).get_next(datetime).weekday() != 0


def test_a_range_of_one_with_a_step_is_one():
    # cronsim reads 5-5/10 as 5-59/10, croniter 7 as */10; cron's own loop from 5 to 5 says 5
    expression = "5-5/10 * * * *"
    oracle = croniter(expression, BEFORE)
    assert first(expression) == first("5 * * * *")
    assert [oracle.get_next(datetime) for _ in range(8)] != first(expression)
    assert list(islice(CronSim(expression, BEFORE), 8)) != first(expression)


def test_a_star_step_on_a_day_field_means_and():
    # croniter's default says OR; cronsim, croniter with implement_cron_bug and cron's own source say AND (star flag)
    expression = "0 0 */2 * 1"
    assert {moment.weekday() for moment in first(expression)} == {0}
    assert {moment.day % 2 for moment in first(expression)} == {1}
    default = croniter(expression, BEFORE)
    assert [default.get_next(datetime) for _ in range(8)] != first(expression)
    assert recurrence(expression, Dialect.VIXIE).note == "day of month and weekday: both must match"


def test_two_restricted_day_fields_mean_or():
    # the author wanted the first Monday of the month
    result = recurrence("30 9 1-7 * 1", Dialect.VIXIE)
    assert result.note == "fires on those days of the month and on those weekdays, whichever comes: cron takes either"
    assert [moment.day for moment in first("30 9 1-7 * 1", 10)] == [1, 2, 3, 4, 5, 6, 7, 10, 17, 24]


def test_a_full_range_is_restricted_all_the_same():
    # no star, no flag: `1-31` OR Monday is every day
    assert recurrence("0 0 1-31 * 1", Dialect.VIXIE).cadence is Cadence.DAILY
    assert recurrence("0 0 * * 1", Dialect.VIXIE).cadence is Cadence.WEEKLY


def test_a_step_on_a_single_number_is_refused():
    # croniter and cronsim read 5/15 as 5-59/15; Debian (crontab -n) and cronie (entry.c) refuse it
    assert croniter.is_valid("5/15 * * * *")
    assert list(islice(CronSim("5/15 * * * *", BEFORE), 1))
    assert "write 5-59/15" in note("5/15 * * * *")
    assert "write 5-59/15" in note("5/15 * * * *", Dialect.CRONIE)


def test_a_range_that_wraps_is_refused():
    # croniter wraps around midnight; cronsim refuses; Debian and cronie take it without a word and match no hour
    assert croniter.is_valid("0 22-2 * * *")
    assert "runs backwards" in note("0 22-2 * * *")
    assert "runs backwards" in note("0 22-2 * * *", Dialect.CRONIE)


def test_a_range_ending_on_sunday_is_cronies_own():
    # croniter wraps it; Debian matches no day; cronie since 1.7 reads a final 0 as 7
    assert "runs backwards" in note("0 0 * * fri-sun")
    assert recurrence("0 0 * * fri-sun", Dialect.CRONIE) == recurrence("0 0 * * 5-7", Dialect.CRONIE)
    assert "runs backwards" in note("0 22-0 * * *", Dialect.CRONIE)


@pytest.mark.parametrize("expression", ["0 0 * * tue#2", "*x * * * *", "0~30 * * * *", "0 0 L * *", "0 0 15W * *"])
def test_text_after_a_value_is_refused(expression):
    # Debian swallows what follows a value (tue#2 is every Tuesday); croniter reads Quartz there; cronie refuses
    assert note(expression)


@pytest.mark.parametrize("sunday", ["0", "7", "sun", "SUN", "0,7", "7-7"])
def test_sunday_has_two_numbers(sunday):
    assert recurrence(f"0 3 * * {sunday}", Dialect.VIXIE) == recurrence("@weekly", Dialect.VIXIE)
    assert {moment.weekday() for moment in first(f"0 3 * * {sunday}")} == {6}


@pytest.mark.parametrize(
    ("macro", "expression"),
    [
        ("@hourly", "0 * * * *"),
        ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@weekly", "0 0 * * 0"),
        ("@monthly", "0 0 1 * *"),
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
    ],
)
def test_macros_are_expressions(macro, expression):
    assert recurrence(macro, Dialect.VIXIE) == recurrence(expression, Dialect.VIXIE)
    assert first(macro) == first(expression) != []


@pytest.mark.parametrize("dialect", [Dialect.VIXIE, Dialect.CRONIE])
def test_reboot_is_no_calendar(dialect):
    assert recurrence("@reboot", dialect).state is State.BOOT
    with pytest.raises(ValueError, match="@reboot"):
        firings("@reboot", dialect, START, END)


@pytest.mark.parametrize("expression", ["@every 5m", "@Daily", "@weekdays", "@", "@daily x"])
def test_other_macros_are_refused(expression):
    assert "cron knows no" in note(expression)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("* * * *", "this has 4"),
        ("* * * * * *", "this has 6"),
        ("0 */5 * * * *", "this has 6"),  # croniter reads a sixth field as seconds at the end
        ("60 * * * *", "minute 60 is not between 0 and 59"),
        ("* 24 * * *", "hour 24"),
        ("* * 0 * *", "day of month 0"),
        ("* * 32 * *", "day of month 32"),
        ("* * * 0 *", "month 0"),
        ("* * * 13 *", "month 13"),
        ("* * * * 8", "day of week 8"),
        ("1-60 * * * *", "minute 60"),
        ("jan * * * *", "'jan' is no minute"),
        ("* * * january *", "no month"),
        ("* * * * monday", "no day of week"),
        ("*/0 * * * *", "step of 0"),
        ("1,,2 * * * *", "no minute"),
        ("5, * * * *", "no minute"),
        ("-5 * * * *", "no minute"),
        ("? * * * *", "no minute"),
        ("٥ * * * *", "no minute"),
        ("* *\u00a0* * * *", "no hour"),
        ("~ 3 * * *", "only cronie"),
        ("{{ minute }} 3 * * *", "this has 7"),
        ("0" * 2000 + " 3 * * *", "longer than"),
    ],
)
def test_refusals_say_why(expression, reason):
    assert reason in note(expression)


@pytest.mark.parametrize("expression", ["007 3 * * *", "7\t3 * *\t*", " 7 3 * * *\n", "7-7/90 3 * * *", "7 3 */1 * *"])
def test_odd_spellings_that_cron_takes(expression):
    assert recurrence(expression, Dialect.VIXIE) == recurrence("7 3 * * *", Dialect.VIXIE)
    assert first(expression) == first("7 3 * * *")


@pytest.mark.parametrize("minute", ["~", "0~30", "~30", "0~0,0"])
def test_cronie_draws_times_at_random(minute):
    # croniter and cronsim refuse `~`
    result = recurrence(f"{minute} 3 * * *", Dialect.CRONIE)
    assert (result.state, result.cadence, result.longest_gap) == (State.ACTIVE, Cadence.DAILY, 86_400)
    assert result.note == "time drawn at random"
    assert {moment.minute for moment in first(f"{minute} 3 * * *", dialect=Dialect.CRONIE)} == {0}
    assert not croniter.is_valid(f"{minute} 3 * * *")


def test_a_draw_starts_at_its_lower_bound():
    assert {moment.minute for moment in first("10~ 3 * * *", dialect=Dialect.CRONIE)} == {10}


@pytest.mark.parametrize("minute", ["30~0", "60~", "0~30/5", "~x", "*~5"])
def test_impossible_draws_are_refused(minute):
    assert note(f"{minute} 3 * * *", Dialect.CRONIE)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("0 3 * * 1-5", "weekdays only"), ("0 3 * * 0-4", ""), ("0 3 1 * *", ""), ("~ 3 * * 1-5", None)],
)
def test_notes(expression, expected):
    if expected is None:
        assert recurrence(expression, Dialect.CRONIE).note == "weekdays only; time drawn at random"
    else:
        assert recurrence(expression, Dialect.VIXIE).note == expected
