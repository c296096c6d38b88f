"""Lengths of time: systemd's spans and lengths in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.cadence import firings, recurrence
from ddd.cadence.counting import cadence_of_days, cadence_of_length
from ddd.cadence.zones import EPOCH
from ddd.model import Cadence, Dialect, Grace, State

DAY = 86_400


def seconds(expression, dialect=Dialect.SPAN):
    result = recurrence(expression, dialect)
    assert result.state is State.ACTIVE
    return result.longest_gap


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1h", 3600),
        ("1h 30min", 5400),
        ("1h30min", 5400),
        ("1.5h", 5400),
        (".5h", 1800),
        ("1hr", 3600),
        ("2h30", 7230),
        ("1h.5h", 5400),
        ("30", 30),
        ("+5", 5),
        ("1 2", 3),
        ("1h  1h", 7200),
        ("1w", 7 * DAY),
        ("2 weeks", 14 * DAY),
        ("1M", 2_629_800),
        ("1m", 60),
        ("1month", 2_629_800),
        ("1y", 31_557_600),
        ("1ms", 1),
        ("1µs", 1),
        ("1.5", 2),
        ("0", 1),
        ("010", 10),
    ],
)
def test_spans(expression, expected):
    assert seconds(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "daily",
        "hourly",
        "-5",
        "+",
        "+ 5",
        "1mo",
        "1quarter",
        "1hrs",
        "1mins",
        "1H",
        "1Min",
        "1ns",
        "5.h",
        "1.5.5h",
        "1.55.5",
        "11.",
        "1h,30m",
        "1h and 30m",
        "1h -30m",
        "0x10",
        "1e3",
        "1_0",
        "٣h",
        "infinity 5",
        "5 infinity",
        "Infinity",
        "18446744073709551616us",
        "584600y",
        "1" * 2000,
    ],
)
def test_what_systemd_refuses_is_invalid(expression):
    result = recurrence(expression, Dialect.SPAN)
    assert result.state is State.INVALID
    assert result.note
    assert result.cadence is None


def test_infinity_switches_off():
    result = recurrence("infinity", Dialect.SPAN)
    assert (result.state, result.cadence, result.longest_gap) == (State.NEVER, None, None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("every day", DAY),
        ("Every Day", DAY),
        ("every night", DAY),
        ("every 2 weeks", 14 * DAY),
        ("every other week", 14 * DAY),
        ("every two hours", 7200),
        ("every fortnight", 14 * DAY),
        ("every 1 week", 7 * DAY),
        ("every quarter", 3 * 2_629_800),
        ("every 6 months", 6 * 2_629_800),
        ("every year", 31_557_600),
        ("every 1h 30min", 5400),
        ("every 5m", 300),
        ("every  90  seconds", 90),
    ],
)
def test_lengths_in_words(expression, expected):
    assert seconds(expression, Dialect.EVERY) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "day",
        "every",
        "every 5",
        "every 0 days",
        "every zero days",
        "every blue moon",
        "every few days",
        "every other 2 weeks",
        "every monday",
        "every infinity",
        "every day at 5",
        "@every 5m",
        f"every {10**20} years",
    ],
)
def test_what_names_no_length_is_invalid(expression):
    result = recurrence(expression, Dialect.EVERY)
    assert result.state is State.INVALID
    assert result.note


@given(st.integers(1, 60), st.sampled_from(["hour", "day", "week", "month", "year"]))
def test_words_and_spans_agree(number, unit):
    assert seconds(f"every {number} {unit}s", Dialect.EVERY) == seconds(f"{number}{unit}")


@pytest.mark.parametrize("dialect", [Dialect.SPAN, Dialect.EVERY])
def test_lengths_have_no_calendar(dialect):
    with pytest.raises(ValueError, match="no calendar"):
        firings("every 1d" if dialect is Dialect.EVERY else "1d", dialect, EPOCH, EPOCH)


@pytest.mark.parametrize(
    ("length", "cadence"),
    [
        (1, Cadence.SUB_DAILY),
        (DAY - 1, Cadence.SUB_DAILY),
        (DAY, Cadence.DAILY),
        (2 * DAY, Cadence.DAILY),
        (2 * DAY + 1, Cadence.WEEKLY),
        (9 * DAY, Cadence.WEEKLY),
        (9 * DAY + 1, Cadence.MONTHLY),
        (33 * DAY, Cadence.MONTHLY),
        (33 * DAY + 1, Cadence.QUARTERLY),
        (122 * DAY, Cadence.QUARTERLY),
        (122 * DAY + 1, Cadence.SEMIANNUAL),
        (200 * DAY, Cadence.SEMIANNUAL),
        (200 * DAY + 1, Cadence.ANNUAL),
    ],
)
def test_buckets_of_lengths(length, cadence):
    assert cadence_of_length(length) is cadence


@pytest.mark.parametrize(
    ("days", "firings_a_day", "cadence"),
    [
        (365.25, 2, Cadence.SUB_DAILY),
        (180, 2, Cadence.SUB_DAILY),
        (179.75, 2, Cadence.WEEKLY),
        (180, 1, Cadence.DAILY),
        (179.75, 1, Cadence.WEEKLY),
        (40, 1, Cadence.WEEKLY),
        (39.75, 1, Cadence.MONTHLY),
        (11, 1, Cadence.MONTHLY),
        (10.75, 1, Cadence.QUARTERLY),
        (3, 1, Cadence.QUARTERLY),
        (2.75, 1, Cadence.SEMIANNUAL),
        (1.5, 1, Cadence.SEMIANNUAL),
        (1.25, 1, Cadence.ANNUAL),
        (0.25, 24, Cadence.ANNUAL),
    ],
)
def test_buckets_of_days(days, firings_a_day, cadence):
    assert cadence_of_days(days, firings_a_day) is cadence


@pytest.mark.parametrize(
    ("gap", "delay", "expected"),
    [
        (0, 0, 600),
        (5999, 0, 600),
        (6000, 0, 600),
        (6010, 0, 601),
        (863_990, 0, 86_399),
        (864_000, 0, DAY),
        (864_010, 0, DAY),
        (365 * DAY, 3600, DAY + 3600),
        (60, 5, 605),
    ],
)
def test_grace(gap, delay, expected):
    assert Grace().of(gap, delay) == expected
