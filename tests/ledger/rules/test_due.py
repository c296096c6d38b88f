"""What is due next, and what a piece of work settles: the laws, each with its sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ddd.ledger.rules import due
from ddd.ledger.rules.due import MOST_COUNTED, missed, next_due, settled, tolerance
from ddd.ledger.rules.rhythm import Rhythm
from ddd.ledger.words import Anchor
from tests.cadence.examples import examples

from .times import moments, rhythms, utc, wall

SECOND = timedelta(seconds=1)
CALENDAR, COMPLETION = Anchor.CALENDAR, Anchor.COMPLETION
anchors = st.sampled_from(Anchor)
pieces = st.lists(st.integers(-200_000, 4_000_000), min_size=1, max_size=8)
"""Seconds between one piece of work and the next; some are told late."""


def _work(rhythm, anchor, begin, pieces):
    """Yield what was due before each accepted piece of work, what it settled, when it was done, what is due then."""
    last_due = last_done = None
    done = begin
    for piece in pieces:
        done += timedelta(seconds=piece)
        before = next_due(rhythm, anchor, last_due, last_done)
        found = settled(rhythm, anchor, last_due, last_done, done)
        if found is not None:
            yield before, last_due, found, done, next_due(rhythm, anchor, found, done)
            last_due, last_done = found, done


@examples(150)
@given(rhythms, anchors, moments, pieces)
def test_what_is_due_next_strictly_increases_with_each_accepted_piece_of_work(rhythm, anchor, begin, pieces):
    for before, last_due, found, done, after in _work(rhythm, anchor, begin, pieces):
        assert after is None or after > before
        assert last_due is None or found > last_due  # so that no occurrence is settled twice
        assert found >= before or (anchor is COMPLETION and found == done)


@examples(100)
@given(rhythms, moments, pieces)
def test_by_the_calendar_work_does_not_shift_the_grid(rhythm, begin, pieces):
    for _, _, found, done, after in _work(rhythm, CALENDAR, begin, pieces):
        assert rhythm.until(found) == found
        assert after == rhythm.after(found)
        assert after is None or after > done
        assert found - done <= tolerance(rhythm, found)


@examples(100)
@given(rhythms, moments, pieces)
def test_by_completion_it_is_the_rhythm_begun_with_the_work(rhythm, begin, pieces):
    for before, _, found, done, after in _work(rhythm, COMPLETION, begin, pieces):
        assert found == min(before, done)
        assert after == Rhythm(rhythm.texts, done, rhythm.zone).after(done)


@examples(60)
@given(rhythms, anchors, moments, moments)
def test_what_is_due_next_is_later_than_what_was_settled(rhythm, anchor, last_due, last_done):
    found = next_due(rhythm, anchor, last_due, last_done)
    assert found is None or (found > last_due and found >= rhythm.start)


@examples(60)
@given(rhythms, moments)
def test_nothing_that_was_done_leaves_the_first_time_due(rhythm, moment):
    for anchor in Anchor:
        assert next_due(rhythm, anchor, None, None) == rhythm.after(rhythm.start - SECOND)
    assert next_due(rhythm, CALENDAR, None, moment) == next_due(rhythm, CALENDAR, None, None)


@examples(60)
@given(rhythms, moments)
def test_early_work_counts_from_the_tolerance_on(rhythm, moment):
    coming = rhythm.after(moment)
    assume(coming is not None)
    most = tolerance(rhythm, coming)
    assert timedelta() < most <= timedelta(days=7)
    before = rhythm.until(coming - SECOND)
    opens = coming - most
    if opens.microsecond:  # times are to the second: the first that lies within
        opens = opens.replace(microsecond=0) + SECOND
    assert settled(rhythm, CALENDAR, before, None, opens) == coming
    assert settled(rhythm, CALENDAR, before, None, opens - SECOND) is None
    assert settled(rhythm, CALENDAR, before, None, coming) == coming


@examples(60)
@given(rhythms, moments, st.integers(0, 5_000))
def test_missed_occurrences_are_one_that_counts_them(rhythm, moment, hours):
    first = rhythm.after(moment)
    assume(first is not None)
    now = moment + timedelta(hours=hours)
    count, at = 0, first
    while at is not None and at <= now and count < 60:
        count, at = count + 1, rhythm.after(at)
    assert min(missed(rhythm, first, now), 60) == count
    if 0 < count < 60:
        after = settled(rhythm, CALENDAR, rhythm.until(first - SECOND), None, now)
        assert missed(rhythm, rhythm.after(after), now) == 0


WEEKLY = Rhythm(("cron 0 3 * * 0",), utc("2026-03-01"))  # Sundays
MONTHLY = Rhythm(("every month",), utc("2025-01-01"))
EVERY_30 = Rhythm(("every 30 days",), utc("2026-01-01"))


def test_late_work_settles_all_that_was_missed_and_shifts_nothing():
    assert next_due(WEEKLY, CALENDAR, utc("2026-03-01 03:00"), None) == utc("2026-03-08 03:00")
    assert missed(WEEKLY, utc("2026-03-08 03:00"), utc("2026-03-24")) == 3
    assert settled(WEEKLY, CALENDAR, utc("2026-03-01 03:00"), None, utc("2026-03-24")) == utc("2026-03-22 03:00")
    assert next_due(WEEKLY, CALENDAR, utc("2026-03-22 03:00"), utc("2026-03-24")) == utc("2026-03-29 03:00")


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ("2026-03-06 08:59:59", None),  # a quarter of seven days is 42 hours
        ("2026-03-06 09:00:00", "2026-03-08 03:00"),
        ("2026-03-08 02:59:59", "2026-03-08 03:00"),
        ("2026-03-08 03:00:00", "2026-03-08 03:00"),
        ("2026-03-08 03:00:01", "2026-03-08 03:00"),
        ("2026-03-13 08:59:59", "2026-03-08 03:00"),
        ("2026-03-13 09:00:00", "2026-03-08 03:00"),  # late, and no early work as well
    ],
)
def test_a_weekly_task_from_its_tolerance_to_the_next(done, expected):
    found = settled(WEEKLY, CALENDAR, utc("2026-03-01 03:00"), None, utc(done))
    assert found == (expected and utc(expected))


def test_the_tolerance_is_seven_days_at_the_most():
    yearly = Rhythm(("every year",), utc("2026-01-01"))
    assert tolerance(yearly, utc("2027-01-01")) == timedelta(days=7)
    assert tolerance(Rhythm(("every 28 days",), utc("2026-01-01")), utc("2026-01-29")) == timedelta(days=7)
    assert tolerance(Rhythm(("every 27 days",), utc("2026-01-01")), utc("2026-01-28")) == timedelta(days=6.75)
    assert tolerance(Rhythm(("every hour",), utc("2026-01-01")), utc("2026-01-02")) == timedelta(minutes=15)


def test_the_tolerance_is_a_quarter_of_the_time_before_not_after():
    uneven = Rhythm(("cron 0 0 1,13 * *",), utc("2026-01-01"))
    assert tolerance(uneven, utc("2026-03-13")) == timedelta(days=3)
    assert tolerance(uneven, utc("2026-04-01")) == timedelta(days=4.75)
    assert tolerance(uneven, utc("2026-01-01")) == timedelta(days=3)


def test_the_tolerance_of_the_first_is_that_of_the_next():
    assert tolerance(Rhythm(("cron 0 3 * * *",), utc("2026-01-01")), utc("2026-01-01 03:00")) == timedelta(hours=6)
    once = Rhythm(("oncalendar 2026-05-01",), utc("2026-01-01"))
    assert tolerance(once, utc("2026-05-01")) == timedelta(days=7)
    assert settled(once, CALENDAR, None, None, utc("2026-04-24")) == utc("2026-05-01")
    assert settled(once, CALENDAR, None, None, utc("2026-04-23 23:59:59")) is None


def test_what_comes_once_is_done_once():
    once = Rhythm(("oncalendar 2026-05-01",), utc("2026-01-01"))
    for anchor in Anchor:
        assert settled(once, anchor, None, None, utc("2026-05-02")) == utc("2026-05-01")
        assert next_due(once, anchor, utc("2026-05-01"), utc("2026-05-02")) is None
        assert settled(once, anchor, utc("2026-05-01"), utc("2026-05-02"), utc("2026-06-01")) is None


def test_a_second_piece_of_work_is_an_extra():
    assert settled(WEEKLY, CALENDAR, utc("2026-03-08 03:00"), utc("2026-03-08 04:00"), utc("2026-03-08 05:00")) is None
    assert settled(WEEKLY, CALENDAR, utc("2026-03-15 03:00"), utc("2026-03-15 04:00"), utc("2026-03-08 05:00")) is None


def test_by_completion_the_interval_is_counted_from_the_work():
    assert next_due(EVERY_30, COMPLETION, None, None) == utc("2026-01-01")
    assert settled(EVERY_30, COMPLETION, None, None, utc("2026-01-11 12:00")) == utc("2026-01-01")
    assert next_due(EVERY_30, COMPLETION, utc("2026-01-01"), utc("2026-01-11 12:00")) == utc("2026-02-10 12:00")
    early = settled(EVERY_30, COMPLETION, utc("2026-01-01"), utc("2026-01-11 12:00"), utc("2026-01-12 12:00"))
    assert early == utc("2026-01-12 12:00")
    assert next_due(EVERY_30, COMPLETION, early, utc("2026-01-12 12:00")) == utc("2026-02-11 12:00")


@pytest.mark.parametrize("done", ["2026-01-11 12:00:00", "2026-01-11 11:59:59", "2025-12-24"])
def test_by_completion_former_work_told_late_is_an_extra(done):
    assert settled(EVERY_30, COMPLETION, utc("2026-01-01"), utc("2026-01-11 12:00"), utc(done)) is None


def test_two_days_whose_month_ends_alike_count_once():
    first, second = utc("2026-01-30"), utc("2026-01-31")
    assert next_due(MONTHLY, COMPLETION, utc("2026-01-01"), first) == utc("2026-02-28")
    assert next_due(MONTHLY, COMPLETION, utc("2026-01-01"), second) == utc("2026-02-28")
    assert settled(MONTHLY, COMPLETION, utc("2026-01-01"), first, second) is None
    assert settled(MONTHLY, COMPLETION, utc("2026-01-01"), first, utc("2026-02-01")) == utc("2026-02-01")


def test_by_completion_a_calendar_comes_again_at_its_next_time():
    assert next_due(WEEKLY, COMPLETION, utc("2026-03-08 03:00"), utc("2026-03-10")) == utc("2026-03-15 03:00")
    assert settled(WEEKLY, COMPLETION, utc("2026-03-08 03:00"), utc("2026-03-10"), utc("2026-03-14")) is None
    late = settled(WEEKLY, COMPLETION, utc("2026-03-08 03:00"), utc("2026-03-10"), utc("2026-03-15 03:00"))
    assert late == utc("2026-03-15 03:00")


def test_what_is_settled_stays_settled_when_the_rules_change():
    """Done early by the calendar, then counted by completion; or the interval became shorter."""
    assert next_due(WEEKLY, COMPLETION, utc("2026-03-15 03:00"), utc("2026-03-14")) == utc("2026-03-22 03:00")
    shorter = Rhythm(("every 4 days",), utc("2026-01-01"))
    assert next_due(shorter, COMPLETION, utc("2026-02-10"), utc("2026-02-01")) == utc("2026-02-13")
    assert settled(shorter, COMPLETION, utc("2026-02-10"), utc("2026-02-01"), utc("2026-02-10")) == utc("2026-02-13")


def test_former_work_is_an_extra_though_the_clock_showed_a_later_time():
    monthly = Rhythm(("every month",), utc("2025-01-01"), "Europe/Berlin")
    second_pass, first_pass = wall("2026-10-25 02:10", fold=1), wall("2026-10-25 02:50", fold=0)
    assert first_pass < second_pass
    assert settled(monthly, COMPLETION, utc("2026-10-01"), second_pass, first_pass) is None


def test_nothing_is_due_before_a_start_to_come():
    later = Rhythm(("every 30 days",), utc("2026-06-01"))
    for anchor in Anchor:
        assert next_due(later, anchor, None, None) == utc("2026-06-01")
        assert settled(later, anchor, None, None, utc("2026-03-01")) is None
    assert next_due(later, COMPLETION, utc("2026-03-01"), utc("2026-03-01")) == utc("2026-06-01")
    assert next_due(later, COMPLETION, utc("2026-05-02"), utc("2026-05-02")) == utc("2026-06-01")
    assert next_due(later, COMPLETION, utc("2026-05-03"), utc("2026-05-03")) == utc("2026-06-02")
    assert next_due(later, CALENDAR, utc("2026-03-01"), utc("2026-03-01")) == utc("2026-06-01")
    assert settled(later, CALENDAR, None, None, utc("2026-05-25")) == utc("2026-06-01")
    assert settled(later, CALENDAR, None, None, utc("2026-05-24 23:59:59")) is None


def test_the_night_that_has_no_half_past_two():
    daily = Rhythm(("every day",), wall("2026-03-28 02:30"), "Europe/Berlin")
    found = settled(daily, CALENDAR, wall("2026-03-28 02:30"), None, wall("2026-03-29 03:00"))
    assert found == wall("2026-03-29 03:00")
    assert settled(daily, CALENDAR, found, None, wall("2026-03-29 03:30")) is None
    assert next_due(daily, CALENDAR, found, None) == wall("2026-03-30 02:30")


def test_what_is_missed_is_counted_from_due_to_now():
    assert missed(WEEKLY, None, utc("2026-03-24")) == 0
    assert missed(WEEKLY, utc("2026-03-08 03:00"), utc("2026-03-08 02:59:59")) == 0
    assert missed(WEEKLY, utc("2026-03-08 03:00"), utc("2026-03-08 03:00")) == 1
    assert missed(WEEKLY, utc("2026-03-08 03:00"), utc("2026-03-15 02:59:59")) == 1
    assert missed(WEEKLY, utc("2026-03-08 03:00"), utc("2026-03-15 03:00")) == 2


def test_what_is_missed_every_minute_is_not_counted_for_ever():
    dense = Rhythm(("cron * * * * *",), utc("2016-01-01"))
    assert missed(dense, utc("2016-01-01"), utc("2016-01-01 16:38")) == 999
    assert missed(dense, utc("2016-01-01"), utc("2016-01-01 16:39")) == MOST_COUNTED
    assert missed(dense, utc("2016-01-01"), utc("2026-01-01")) == MOST_COUNTED
    assert [due.told(count) for count in (0, 1, 999, 1_000)] == ["0", "1", "999", "1,000 or more"]
