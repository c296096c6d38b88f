"""How things stand at a moment: each boundary just before, at, and just after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.ledger.rules import status
from ddd.ledger.words import Badge, Standing
from tests.cadence.examples import examples

from .times import moments, utc

DUE = utc("2026-03-10 12:00")
HOUR = 3_600


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-09 11:59:59", Standing.OK),
        ("2026-03-09 12:00:00", Standing.SOON),
        ("2026-03-10 11:59:59", Standing.SOON),
        ("2026-03-10 12:00:00", Standing.DUE),
        ("2026-03-10 13:00:00", Standing.DUE),
        ("2026-03-10 13:00:01", Standing.OVERDUE),
    ],
)
def test_a_schedule_with_an_hour_of_grace(now, expected):
    assert status.standing(DUE, HOUR, False, utc(now)) is expected


def test_without_grace_it_is_due_for_a_second():
    assert status.standing(DUE, 0, False, DUE) is Standing.DUE
    assert status.standing(DUE, 0, False, DUE + timedelta(seconds=1)) is Standing.OVERDUE


def test_soon_is_as_wide_as_one_asks():
    week = timedelta(days=7)
    assert status.standing(DUE, 0, False, utc("2026-03-03 12:00:00"), soon=week) is Standing.SOON
    assert status.standing(DUE, 0, False, utc("2026-03-03 11:59:59"), soon=week) is Standing.OK


def test_paused_goes_before_all_and_nothing_to_come_is_ended():
    assert status.standing(DUE, 0, True, utc("2027-01-01")) is Standing.PAUSED
    assert status.standing(None, 0, True, DUE) is Standing.PAUSED
    assert status.standing(None, 0, False, DUE) is Standing.ENDED


@examples(60)
@given(moments, st.integers(0, 10**6), moments, st.integers(0, 10**7))
def test_it_only_gets_worse_as_time_goes_by(due, grace, now, later):
    worse = [Standing.OK, Standing.SOON, Standing.DUE, Standing.OVERDUE]
    then = now + timedelta(seconds=later)
    assert worse.index(status.standing(due, grace, False, now)) <= worse.index(status.standing(due, grace, False, then))


def test_never_done():
    assert status.never_done(None)
    assert not status.never_done(DUE)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-10 00:00:00", Badge.OK),
        ("2026-03-10 14:59:59", Badge.OK),
        ("2026-03-10 15:00:00", Badge.SOON),
        ("2026-03-10 16:00:00", Badge.SOON),
        ("2026-03-10 16:00:01", Badge.BREACHED),
    ],
)
def test_a_promise_of_four_hours(now, expected):
    assert status.badge(DUE, 4 * HOUR, utc(now)) is expected
    assert status.deadline(DUE, 4 * HOUR) == utc("2026-03-10 16:00")


def test_where_nothing_is_promised_nothing_is_breached():
    assert status.badge(DUE, None, utc("2030-01-01")) is None
    assert status.badge(DUE, 0, DUE) is Badge.SOON  # at once was promised
    assert status.badge(DUE, 0, utc("2026-03-10 12:00:01")) is Badge.BREACHED


START, END = utc("2026-01-01"), utc("2027-01-01")


@pytest.mark.parametrize(
    ("start", "end", "now", "expected"),
    [
        (None, None, "2026-06-01", "none"),
        (START, END, "2025-12-31 23:59:59", "not-yet"),
        (START, END, "2026-01-01", "ok"),
        (START, END, "2026-12-01 23:59:59", "ok"),
        (START, END, "2026-12-02 00:00:00", "ends-soon"),
        (START, END, "2026-12-31 23:59:59", "ends-soon"),
        (START, END, "2027-01-01", "ended"),
        (None, END, "2020-01-01", "ok"),
        (None, END, "2027-01-01", "ended"),
        (START, None, "2025-01-01", "not-yet"),
        (START, None, "2050-01-01", "ok"),
    ],
)
def test_a_warranty(start, end, now, expected):
    assert status.warranty(start, end, utc(now)) == expected
