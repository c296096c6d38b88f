"""Cadence and longest gap of calendar schedules, and the laws that hold for all of them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ddd.cadence import firings, gap_of_several, recurrence
from ddd.cadence.zones import find
from ddd.model import Cadence, Dialect, State

from .expressions import sparse_crons

DAY = 86_400
ZONES = ["UTC", "Europe/Berlin", "Australia/Sydney", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Almaty"]


def listed(expression, timezone="UTC", dialect=Dialect.VIXIE, years=(2024, 2028)):
    start, end = (datetime(year, 1, 1, tzinfo=find(timezone)) for year in years)
    return list(firings(expression, dialect, start, end, timezone))


def gaps(moments):
    return [(late.astimezone(UTC) - early.astimezone(UTC)).total_seconds() for early, late in pairwise(moments)]


@settings(max_examples=60, deadline=None)
@given(sparse_crons(), st.sampled_from(ZONES))
def test_the_longest_gap_is_the_longest_gap_observed(expression, timezone):
    moments = listed(expression, timezone)
    assume(moments and moments[-1] - moments[0] >= timedelta(days=367))
    assert recurrence(expression, Dialect.VIXIE, timezone).longest_gap == max(gaps(moments))


@settings(max_examples=40, deadline=None)
@given(sparse_crons(), st.sampled_from(ZONES))
def test_no_gap_is_longer_even_where_the_window_is_too_short(expression, timezone):
    result = recurrence(expression, Dialect.VIXIE, timezone)
    assume(result.state is State.ACTIVE)
    assert all(gap <= result.longest_gap for gap in gaps(listed(expression, timezone)))


@settings(max_examples=60, deadline=None)
@given(sparse_crons(), st.sampled_from(ZONES))
def test_firings_come_in_order_within_their_bounds_and_in_their_zone(expression, timezone):
    start, end = datetime(2024, 3, 1, 12, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    moments = list(firings(expression, Dialect.VIXIE, start, end, timezone))
    assert all(start <= moment < end for moment in moments)
    assert all(gap > 0 for gap in gaps(moments))
    assert {moment.tzinfo for moment in moments} <= {find(timezone)}


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.text("0123456789*/-,~@.: adeimnrstuvy", max_size=30)), st.sampled_from(Dialect))
def test_any_text_has_a_meaning(text, dialect):
    result = recurrence(text, dialect)
    assert (result.state is State.ACTIVE) == (result.cadence is not None) == (result.longest_gap is not None)
    assert result.note or result.state is not State.INVALID
    assert result.longest_gap is None or result.longest_gap > 0


@settings(max_examples=100, deadline=None)
@given(st.text(), st.sampled_from(Dialect))
def test_any_zone_has_a_meaning(timezone, dialect):
    assert recurrence("@daily", dialect, timezone).state is State.INVALID


@pytest.mark.parametrize("timezone", ["", "Europe/Nowhere", "europe/berlin", "../zones", "Europe", "/etc/localtime"])
def test_an_unknown_zone_is_invalid(timezone):
    result = recurrence("0 3 * * *", Dialect.VIXIE, timezone)
    assert result.state is State.INVALID
    assert repr(timezone) in result.note
    with pytest.raises(ValueError, match="unknown time zone"):
        firings(
            "0 3 * * *", Dialect.VIXIE, datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), timezone
        )


def test_naive_times_are_refused():
    with pytest.raises(ValueError, match="aware"):
        firings("0 3 * * *", Dialect.VIXIE, datetime(2024, 1, 1), datetime(2025, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="aware"):
        firings("0 3 * * *", Dialect.VIXIE, datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1))


def test_an_invalid_expression_has_no_firings():
    with pytest.raises(ValueError, match="five fields"):
        firings("0 3 * *", Dialect.VIXIE, datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))


def test_the_start_is_included_and_the_end_is_not():
    start, end = datetime(2024, 1, 1, 3, tzinfo=UTC), datetime(2024, 1, 2, 3, tzinfo=UTC)
    assert list(firings("0 3 * * *", Dialect.VIXIE, start, end)) == [start]
    assert list(firings("0 3 * * *", Dialect.VIXIE, end, start)) == []


def test_a_far_end_costs_nothing():
    found = firings("*/5 * * * *", Dialect.VIXIE, datetime(2024, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    assert next(found) == datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "cadence", "longest_gap"),
    [
        ("* * * * *", Cadence.SUB_DAILY, 60),
        ("*/5 * * * *", Cadence.SUB_DAILY, 300),
        ("*/7 * * * *", Cadence.SUB_DAILY, 420),
        ("0 9-17 * * 1-5", Cadence.SUB_DAILY, 64 * 3600),
        ("0 3 * * *", Cadence.DAILY, DAY),
        ("0 3 * * 1-5", Cadence.DAILY, 3 * DAY),
        ("0 3 */2 * *", Cadence.DAILY, 2 * DAY),
        ("0 3 */3 * *", Cadence.WEEKLY, 3 * DAY),
        ("0 3 * * 0", Cadence.WEEKLY, 7 * DAY),
        ("30 9 1-7 * 1", Cadence.WEEKLY, 7 * DAY),
        ("0 3,15 1 * *", Cadence.MONTHLY, 31 * DAY - 12 * 3600),
        ("0 3 1 * *", Cadence.MONTHLY, 31 * DAY),
        ("0 3 31 * *", Cadence.QUARTERLY, 61 * DAY),
        ("0 3 1 */3 *", Cadence.QUARTERLY, 92 * DAY),
        ("0 3 1 1,7 *", Cadence.SEMIANNUAL, 184 * DAY),
        ("0 3 1 1 *", Cadence.ANNUAL, 366 * DAY),
        ("0 0 29 2 *", Cadence.ANNUAL, 1461 * DAY),
    ],
)
def test_cadence_and_longest_gap(expression, cadence, longest_gap):
    result = recurrence(expression, Dialect.VIXIE)
    assert (result.state, result.cadence, result.longest_gap) == (State.ACTIVE, cadence, longest_gap)


def test_a_meaning_is_remembered():
    assert recurrence("4 4 * * *", Dialect.VIXIE) is recurrence("4 4 * * *", Dialect.VIXIE)


def test_a_job_with_a_hundred_thousand_schedules_is_counted_by_the_first_of_them():
    """Nobody writes so many for one job; whoever does must not keep a pipeline busy for a day."""
    same = [("0 3 * * 1", Dialect.VIXIE, "UTC")] * 100_000
    assert gap_of_several(same) is None, "one and the same"
    different = [(f"{n % 60} {n // 60 % 24} {n % 28 + 1} * *", Dialect.VIXIE, "UTC") for n in range(40_000)]
    assert gap_of_several(different) < 31 * DAY
