"""What counting gives, against counting every firing one by one, and each bucket on both sides of its bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median_high

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.cadence import counting, firings, gap_of_several, recurrence, words
from ddd.cadence.counting import cadence_of_days, cadence_of_length, count, count_listed, count_together
from ddd.cadence.days import Alternate, InWeeks, Month, Nearest, Nth
from ddd.cadence.timetable import Timetable
from ddd.cadence.zones import DAY, find
from ddd.model import Cadence, Dialect, Grace, State

HOUR = 3600
YEAR = 365.25


@pytest.mark.parametrize(
    ("days", "firings_a_day", "cadence"),
    [
        (365.25, 1, Cadence.DAILY),
        (180, 1, Cadence.DAILY),
        (180, 2, Cadence.SUB_DAILY),
        (179.9, 1, Cadence.WEEKLY),
        (179.9, 2, Cadence.WEEKLY),
        (40, 1, Cadence.WEEKLY),
        (39.9, 1, Cadence.MONTHLY),
        (11, 1, Cadence.MONTHLY),
        (10.9, 1, Cadence.QUARTERLY),
        (3, 24, Cadence.QUARTERLY),
        (2.9, 1, Cadence.SEMIANNUAL),
        (1.5, 1, Cadence.SEMIANNUAL),
        (1.4, 1, Cadence.ANNUAL),
        (0.01, 1, Cadence.ANNUAL),
    ],
)
def test_the_cadence_of_so_many_days_a_year(days: float, firings_a_day: int, cadence: Cadence) -> None:
    assert cadence_of_days(days, firings_a_day) is cadence


@pytest.mark.parametrize(
    ("seconds", "cadence"),
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
def test_the_cadence_of_a_length(seconds: int, cadence: Cadence) -> None:
    assert cadence_of_length(seconds) is cadence


@pytest.mark.parametrize(
    ("gap", "delay", "allowed"),
    [
        (60, 0, 600),
        (6_009, 0, 600),
        (6_010, 0, 601),
        (6_019, 0, 601),  # whole seconds, downwards
        (7 * DAY, 0, 60_480),
        (10 * DAY, 0, DAY),
        (11 * DAY, 0, DAY),
        (60, 30, 630),
        (31 * DAY, 45, DAY + 45),
    ],
)
def test_grace_is_a_tenth_of_the_gap_within_bounds_and_the_delay(gap: int, delay: int, allowed: int) -> None:
    assert Grace().of(gap, delay) == allowed
    assert isinstance(Grace().of(gap, delay), int)


def test_no_delay_is_the_ordinary_case() -> None:
    assert Grace().of(7 * DAY) == 60_480


# Timetables, alone and together


def tables() -> st.SearchStrategy[Timetable]:
    days = st.one_of(st.just(words.ALL_DAYS), st.frozensets(st.integers(1, 28), min_size=1, max_size=3))
    weekdays = st.one_of(st.just(words.ALL_WEEKDAYS), st.frozensets(st.integers(0, 6), min_size=1, max_size=3))
    times = st.frozensets(st.integers(0, 23).map(lambda hour: hour * HOUR), min_size=1, max_size=3)
    return st.builds(
        lambda **said: words.table(**said), days=days, weekdays=weekdays, times=times, follows_clock=st.booleans()
    )


def walls(table: Timetable, first: date, last: date) -> list[datetime]:
    """Days by times, in UTC, as the definition of a timetable says."""
    midnights = (datetime(first.year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range((last - first).days))
    return [
        midnight + timedelta(seconds=time)
        for midnight in midnights
        if midnight.month in table.months and midnight.day in table.days and midnight.weekday() in table.weekdays
        for time in table.times
    ]


WINDOW = date(2024, 1, 1), date(2028, 1, 1)


@settings(max_examples=25, deadline=None)
@given(st.lists(tables(), min_size=1, max_size=3))
def test_several_timetables_count_as_their_moments_do(several: list[Timetable]) -> None:
    moments = sorted({moment for table in several for moment in walls(table, *WINDOW)})
    days = [moment.date() for moment in moments]
    found = count_together(several, UTC)
    assert found.firings == len(moments)
    assert found.days_a_year == len(set(days)) / 4
    assert found.firings_a_day == median_high([days.count(day) for day in set(days)])
    assert found.longest_gap == max((late - early).total_seconds() for early, late in pairwise(moments))


@settings(max_examples=25, deadline=None)
@given(tables(), st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe"]))
def test_a_timetable_counts_alone_as_it_does_beside_itself(table: Timetable, zone: str) -> None:
    alone, together = count(table, find(zone)), count_together([table, table], find(zone))
    assert (alone.firings, alone.days_a_year, alone.longest_gap) == (
        together.firings,
        together.days_a_year,
        together.longest_gap,
    )


def test_together_they_follow_the_clock_of_their_zone() -> None:
    # A day of 25 hours lies between the two midnights round the end of October 2024 in Berlin, in UTC none does.
    nightly = [words.table(), words.table(times=(0,))]
    assert count_together(nightly, find("Europe/Berlin")).longest_gap == 25 * HOUR
    assert count_together(nightly, UTC).longest_gap == DAY


def test_the_longest_gap_may_lie_within_a_day() -> None:
    # 01:00 and 23:00 every day: 22 hours within the day, two over midnight.
    assert count_together([words.table(times=(HOUR,)), words.table(times=(23 * HOUR,))], UTC).longest_gap == 22 * HOUR
    assert count(words.table(times=(HOUR, 23 * HOUR)), UTC).longest_gap == 22 * HOUR


def test_what_never_fires_counts_nothing() -> None:
    never = words.table(months={2}, days={31})
    for found in (count(never, UTC), count_together([never, never], UTC)):
        assert (found.firings, found.days_a_year, found.longest_gap) == (0, 0, 0)
    assert count_together([never], UTC).firings_a_day == 0


def once(year: int, month: int = 1, day: int = 1) -> Timetable:
    return Timetable(
        years=frozenset({year}),
        months=frozenset({month}),
        days=frozenset({day}),
        weekdays=words.ALL_WEEKDAYS,
        times=(0,),
    )


def test_what_speaks_of_two_years_is_counted_in_them() -> None:
    # 1 January 2030 and 1 January 2031: 365 days apart, two days in the two years they speak of.
    found = count_together([once(2030), once(2031)], UTC)
    assert (found.firings, found.days_a_year, found.longest_gap) == (2, 1, 365 * DAY)
    assert count_together([once(2030)], UTC).firings == 1


@pytest.mark.parametrize(
    ("day", "longest_gap"),
    [
        # 366 days after 1 January 2025 is 2 January 2026: the window of four years tells enough
        (2, 366 * DAY),
        (3, 367 * DAY),
    ],
)
def test_two_firings_a_year_apart_are_a_rhythm(day: int, longest_gap: int) -> None:
    found = count_together([once(2025), once(2026, day=day)], UTC)
    assert (found.firings, found.longest_gap) == (2, longest_gap)


# What is listed one by one


def every(step: timedelta, first: datetime, times: int | None = None):
    def between(start: datetime, end: datetime):
        moment, number = first, 0
        while moment < end and (times is None or number < times):
            if moment >= start:
                yield moment
            moment, number = moment + step, number + 1

    return between


def test_what_goes_on_is_counted_in_the_window() -> None:
    # From 2024-01-01 to 2027-12-31 there are 1461 days; every third of them from the first: 487.
    found = count_listed(every(timedelta(days=3), datetime(2024, 1, 1, tzinfo=UTC)))
    assert (found.firings, found.firings_a_day, found.longest_gap) == (487, 1, 3 * DAY)
    assert found.days_a_year == pytest.approx(487 / 4)


def test_the_ends_of_the_window_belong_to_it_and_its_end_does_not() -> None:
    yearly = [datetime(year, 1, 1, tzinfo=UTC) for year in (2024, 2025, 2026, 2027, 2028)]
    late = [datetime(year, 12, 31, 23, 59, tzinfo=UTC) for year in (2024, 2025, 2026, 2027)]
    for moments, number in ((yearly, 4), (late, 4)):
        found = count_listed(lambda start, end, moments=moments: (one for one in moments if start <= one < end))
        assert found.firings == number
        assert found.days_a_year == pytest.approx(1)


@pytest.mark.parametrize(
    ("apart", "times", "days_a_year"),
    [
        # What ends is counted in the time it lasts, a step after the last one included
        (timedelta(days=1), 10, YEAR),
        (timedelta(days=7), 3, YEAR / 7),
        (timedelta(days=30), 2, YEAR / 30),
        (timedelta(hours=6), 8, YEAR),
    ],
)
def test_what_ends_soon_is_counted_in_the_time_it_lasts(apart: timedelta, times: int, days_a_year: float) -> None:
    found = count_listed(every(apart, datetime(2026, 3, 1, tzinfo=UTC), times))
    assert found.firings == times
    assert found.days_a_year == pytest.approx(days_a_year)
    assert found.longest_gap == apart.total_seconds()


def test_a_single_firing_and_none() -> None:
    alone = count_listed(every(timedelta(days=1), datetime(2026, 3, 1, tzinfo=UTC), 1))
    assert (alone.firings, alone.firings_a_day, alone.longest_gap) == (1, 1, 0)
    none = count_listed(lambda start, end: [])
    assert (none.firings, none.days_a_year, none.firings_a_day, none.longest_gap) == (0, 0, 0, 0)


def test_what_fires_too_often_to_be_listed_is_counted_as_far_as_it_was() -> None:
    found = count_listed(every(timedelta(minutes=1), datetime(2024, 1, 1, tzinfo=UTC)))
    assert (found.firings, found.firings_a_day, found.longest_gap) == (counting._MOST_LISTED, 1440, 60)
    # 20,000 minutes are 13 days and 21 hours, so fourteen days have a firing: a little more than one a day
    assert found.days_a_year == pytest.approx(14 / (19_999 / 1440) * YEAR)


def test_gaps_are_lengths_of_time_and_not_of_the_clock() -> None:
    # Sunday to Monday over the end of October 2026 in Berlin: 25 hours, by the clock 24.
    berlin = find("Europe/Berlin")
    moments = [datetime(2026, 10, day, 0, tzinfo=berlin) for day in (25, 26)]
    assert count_listed(lambda start, end: moments).longest_gap == 25 * HOUR


# Several schedules that do one task


@pytest.mark.parametrize(
    ("schedules", "gap"),
    [
        # 03:00 and 15:00 every day
        ([("0 3 * * *", "UTC"), ("0 15 * * *", "UTC")], 12 * HOUR),
        # Monday and Thursday: Thursday to Monday is longest
        ([("0 3 * * 1", "UTC"), ("0 3 * * 4", "UTC")], 4 * DAY),
        # The same moments twice
        ([("0 3 * * *", "UTC"), ("0 3 * * *", None)], DAY),
        # 03:00 in Tokyo, which has no summer time, is 18:00 the day before in UTC
        ([("0 3 * * *", "Asia/Tokyo"), ("0 12 * * *", "UTC")], 18 * HOUR),
        # 1 January and 1 July: 1 July to 1 January are 184 days
        ([("0 0 1 1 *", "UTC"), ("0 0 1 7 *", "UTC")], 184 * DAY),
        ([("0 3 * * *", "UTC")], None),
        ([], None),
        ([("0 3 * * *", "UTC"), ("* * * * *", "UTC")], None),
        ([("0 3 * * *", "UTC"), ("0 3 31 2 *", "UTC")], None),
        ([("0 3 * * *", "UTC"), ("61 3 * * *", "UTC")], None),
    ],
)
def test_the_gap_of_several_schedules(schedules: list[tuple[str, str | None]], gap: int | None) -> None:
    several = [(expression, Dialect.VIXIE, zone) for expression, zone in schedules]
    assert gap_of_several(several) == gap
    assert gap_of_several(several[::-1]) == gap


def test_a_length_of_time_has_no_gap_with_others() -> None:
    daily = ("0 3 * * *", Dialect.VIXIE, "UTC")
    assert gap_of_several([daily, ("7", Dialect.ANACRON, None)]) is None
    assert gap_of_several([("7", Dialect.ANACRON, None), daily]) is None


# Firings, from any moment until before another


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["0 3 * * *", "*/20 1-3 * * *", "30 2 * * 0", "15,45 0,23 28-31 * *"]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.timedeltas(timedelta(), timedelta(days=40)),
)
def test_a_part_of_the_firings_is_that_part_of_them_all(
    expression: str, zone: str, first: datetime, length: timedelta
) -> None:
    start = first.replace(tzinfo=UTC)
    end = start + length
    all_of_them = firings(
        expression, Dialect.VIXIE, datetime(2025, 12, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC), zone
    )
    expected = [moment for moment in all_of_them if start <= moment < end]
    assert list(firings(expression, Dialect.VIXIE, start, end, zone)) == expected


def test_a_fraction_of_a_second_after_a_firing_is_after_it() -> None:
    three, end = datetime(2026, 1, 1, 3, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    assert list(firings("0 3 * * *", Dialect.VIXIE, three, end)) == [three]
    assert list(firings("0 3 * * *", Dialect.VIXIE, three + timedelta(microseconds=1), end)) == []


@pytest.mark.parametrize("expression", ["@reboot", "7 days"])
def test_what_is_no_calendar_has_no_firings_to_list(expression: str) -> None:
    dialect = Dialect.VIXIE if expression == "@reboot" else Dialect.SPAN
    with pytest.raises(ValueError, match=f"'{expression}' is no calendar"):
        firings(expression, dialect, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def test_what_fires_once_or_never_says_so() -> None:
    never, single = recurrence("0 3 31 2 *", Dialect.VIXIE), recurrence("2026-02-20", Dialect.ONCALENDAR)
    assert (never.state, never.note) == (State.NEVER, "no such day ever comes")
    assert (single.state, single.note) == (State.ONCE, "fires a single time ever")


# Days of a month that no number tells


def months() -> list[tuple[Month, list[date]]]:
    """Every month of seven years: each length, and each weekday to begin with."""
    found = []
    for year in range(2020, 2027):
        for number in range(1, 13):
            first = date(year, number, 1)
            days = [first + timedelta(days=n) for n in range(31) if (first + timedelta(days=n)).month == number]
            found.append((Month((first - date(1970, 1, 2)).days, first.weekday(), len(days)), days))
    return found


@pytest.mark.parametrize("weekday", range(7))
def test_the_nth_weekday(weekday: int) -> None:
    for month, days in months():
        such = [day.day for day in days if day.weekday() == weekday]
        for nth in range(1, 6):
            assert list(Nth(weekday, nth).days(month)) == such[nth - 1 : nth]
            assert list(Nth(weekday, -nth).days(month)) == such[::-1][nth - 1 : nth]


@pytest.mark.parametrize("day", [*range(1, 32), -1, -2, -15, -28, -29, -31])
def test_the_nearest_working_day(day: int) -> None:
    for month, days in months():
        wanted = day if day > 0 else len(days) + 1 + day
        working = [one.day for one in days if one.weekday() < 5]
        # Never two days away on both sides: Saturday has Friday next to it, Sunday Monday, but for the month's ends
        expected = [min(working, key=lambda one: (abs(one - wanted), one))] if 1 <= wanted <= len(days) else []
        assert list(Nearest(day).days(month)) == expected


@pytest.mark.parametrize(("every_so_many", "rest"), [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2), (4, 3)])
def test_every_so_many_weeks_as_fugit_counts_them(every_so_many: int, rest: int) -> None:
    # Week 0 is the one that begins on Monday, 31 December 2018
    zero = date(2018, 12, 31)
    for month, days in months():
        expected = [day.day for day in days if day.weekday() == 2 and (day - zero).days // 7 % every_so_many == rest]
        assert list(Alternate(2, every_so_many, rest).days(month)) == expected


def test_weeks_of_the_year() -> None:
    for month, days in months():
        expected = [day.day for day in days if day.weekday() == 0 and day.isocalendar().week in (1, 27, 53)]
        assert list(InWeeks(0, frozenset({1, 27, 53})).days(month)) == expected
