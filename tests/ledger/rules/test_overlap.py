"""What stands in the way of what: half-open, through midnight, and again and again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from dateutil import rrule
from hypothesis import assume, given
from hypothesis import strategies as st

from ddd.errors import UsageError
from ddd.ledger.rules.overlap import checked, free_slot, occurrences, on_day, overlaps, split, without
from tests.cadence.examples import examples

from .times import moments, shown, utc, wall, zones

HOUR = timedelta(hours=1)
seconds = st.integers(0, 12)
stretches = st.tuples(seconds, seconds)
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYDAY=1SU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY",
    "FREQ=DAILY;COUNT=40",
    "FREQ=WEEKLY;UNTIL=20300101T000000Z",
)


def _at(second: int) -> datetime:
    return utc("2026-03-01") + timedelta(seconds=second)


@examples(150)
@given(stretches, stretches)
def test_two_overlap_where_they_share_a_second(a, b):
    shared = set(range(*a)) & set(range(*b))
    assert overlaps(*map(_at, a), *map(_at, b)) == bool(shared) == overlaps(*map(_at, b), *map(_at, a))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 5), (5, 9), False),
        ((0, 6), (5, 9), True),
        ((0, 9), (3, 4), True),
        ((3, 3), (0, 9), False),
        ((0, 9), (0, 9), True),
        ((9, 12), (5, 9), False),
    ],
)
def test_one_may_begin_where_another_ends(a, b, expected):
    assert overlaps(*map(_at, a), *map(_at, b)) is expected


def _listed(start, end, rule, from_, to, zone="Europe/Berlin"):
    return [(shown(a, zone), shown(b, zone)) for a, b in occurrences(start, end, rule, zone, from_, to)]


def test_once_is_there_where_it_overlaps():
    start, end = utc("2026-03-01 22:00"), utc("2026-03-02 02:00")
    assert list(occurrences(start, end, "", "UTC", utc("2026-03-02 01:59:59"), utc("2026-03-03"))) == [(start, end)]
    assert list(occurrences(start, end, "", "UTC", utc("2026-03-02 02:00:00"), utc("2026-03-03"))) == []
    elsewhere = (one.astimezone(ZoneInfo("Asia/Kathmandu")) for one in (start, end))
    (found,) = occurrences(*elsewhere, "", "UTC", start, end)
    assert [moment.utcoffset() for moment in found] == [timedelta(), timedelta()]
    assert list(occurrences(start, end, "", "UTC", utc("2026-03-01"), utc("2026-03-01 22:00:00"))) == []
    assert list(occurrences(start, end, "", "UTC", utc("2026-03-01"), utc("2026-03-01 22:00:01"))) == [(start, end)]


def test_what_began_before_midnight_still_lasts():
    begin = wall("2016-01-01 22:00"), wall("2016-01-02 06:00")
    asked = wall("2026-03-02 05:59"), wall("2026-03-02 22:00")
    assert _listed(*begin, "FREQ=DAILY", *asked) == [("2026-03-01 22:00", "2026-03-02 06:00")]
    asked = wall("2026-03-02 06:00"), wall("2026-03-02 22:01")
    assert _listed(*begin, "FREQ=DAILY", *asked) == [("2026-03-02 22:00", "2026-03-03 06:00")]


def test_what_lasts_longer_than_its_period_overlaps_itself():
    begin = utc("2026-03-01 12:00"), utc("2026-03-03 13:00")
    found = _listed(*begin, "FREQ=DAILY", utc("2026-03-10 12:30"), utc("2026-03-10 12:45"), "UTC")
    assert found == [
        ("2026-03-08 12:00", "2026-03-10 13:00"),
        ("2026-03-09 12:00", "2026-03-11 13:00"),
        ("2026-03-10 12:00", "2026-03-12 13:00"),
    ]


def test_both_ends_stay_on_the_clock_when_it_is_set():
    begin = wall("2026-03-27 22:00"), wall("2026-03-28 06:00")
    found = list(occurrences(*begin, "FREQ=DAILY", "Europe/Berlin", wall("2026-03-28 12:00"), wall("2026-03-30 12:00")))
    assert [shown(end) for _, end in found] == ["2026-03-29 06:00", "2026-03-30 06:00"]
    assert [end - start for start, end in found] == [7 * HOUR, 8 * HOUR]
    assert {moment.utcoffset() for stretch in found for moment in stretch} == {timedelta()}


def test_what_the_clock_jumps_over_lasts_as_long_later():
    begin = wall("2026-03-28 02:30"), wall("2026-03-28 03:15")
    asked = wall("2026-03-29 00:00"), wall("2026-03-30 00:00")
    assert _listed(*begin, "FREQ=DAILY", *asked) == [("2026-03-29 03:30", "2026-03-29 04:15")]


@pytest.mark.parametrize("ends", ["02:30", "02:15"])
def test_what_began_and_ended_in_the_hour_that_autumn_has_twice_lasts_as_long_later(ends):
    begin = wall("2026-10-25 02:30", fold=0), wall(f"2026-10-25 {ends}", fold=1)
    found = list(occurrences(*begin, "FREQ=DAILY", "Europe/Berlin", utc("2026-10-26"), utc("2026-10-27")))
    length = begin[1] - begin[0]
    assert timedelta() < length <= HOUR
    assert found == [(wall("2026-10-26 02:30"), wall("2026-10-26 02:30") + length)]


def test_the_second_half_past_two_of_autumn_is_the_first_of_its_kind():
    begin = wall("2026-10-25 02:30", fold=1), wall("2026-10-25 02:45", fold=1)
    found = list(occurrences(*begin, "FREQ=DAILY", "Europe/Berlin", utc("2026-10-24"), utc("2026-10-27")))
    assert [start for start, _ in found] == [utc("2026-10-25 01:30"), utc("2026-10-26 01:30")]


def test_the_first_counts_though_the_rule_would_not_name_it():
    begin = utc("2026-03-02 10:00"), utc("2026-03-02 12:00")  # a Monday
    found = _listed(*begin, "FREQ=WEEKLY;BYDAY=SA", utc("2026-03-01"), utc("2026-03-15"), "UTC")
    assert [start for start, _ in found] == ["2026-03-02 10:00", "2026-03-07 10:00", "2026-03-14 10:00"]


def test_nothing_comes_before_the_first_or_after_the_last():
    begin = utc("2026-03-02 10:00"), utc("2026-03-02 12:00")
    assert _listed(*begin, "FREQ=DAILY;COUNT=3", utc("2026-01-01"), utc("2027-01-01"), "UTC") == [
        ("2026-03-02 10:00", "2026-03-02 12:00"),
        ("2026-03-03 10:00", "2026-03-03 12:00"),
        ("2026-03-04 10:00", "2026-03-04 12:00"),
    ]
    assert _listed(*begin, "FREQ=DAILY", utc("2026-01-01"), utc("2026-03-02 10:00:00"), "UTC") == []
    assert len(_listed(*begin, "FREQ=DAILY", utc("2026-01-01"), utc("2026-03-02 10:00:01"), "UTC")) == 1


@examples(60)
@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2025, 1, 1)), st.integers(1, 80), st.sampled_from(RULES),
    st.datetimes(datetime(2025, 6, 1), datetime(2029, 1, 1)), st.integers(1, 1_000),
)  # fmt: skip
def test_it_is_what_dateutil_lists_from_the_beginning(start, hours, rule, from_, wide):
    start, from_ = (utc(f"{one:%Y-%m-%d %H:%M}") for one in (start, from_))
    length, to = hours * HOUR, from_ + wide * HOUR
    every = sorted({start, *rrule.rrulestr(rule, dtstart=start).between(start, to, inc=True)})
    expected = [(one, one + length) for one in every if one < to and one + length > from_]
    assert list(occurrences(start, start + length, rule, "UTC", from_, to)) == expected


@examples(30)
@given(moments, st.integers(1, 60), st.sampled_from(RULES[:3]), zones, moments)
def test_it_is_what_calendars_show(start, hours, rule, zone, from_):
    """Compared by the wall clock, and not in the nights in which clocks are set: there calendars disagree."""
    local = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assume(_is_calm(local, zone) and _is_calm(local + hours * HOUR, zone))
    start, end = (one.replace(tzinfo=ZoneInfo(zone)) for one in (local, local + hours * HOUR))
    event = icalendar.Event()
    event.add("uid", "1")
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("rrule", icalendar.vRecur.from_ical(rule))
    to = from_ + timedelta(days=10)
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    shown_ = {
        (one["DTSTART"].dt.replace(tzinfo=None), one["DTEND"].dt.replace(tzinfo=None))
        for one in recurring_ical_events.of(calendar).between(from_ + timedelta(days=3), to - timedelta(days=3))
    }
    utc_ = ZoneInfo("UTC")
    ours = {
        tuple(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in one)
        for one in occurrences(start.astimezone(utc_), end.astimezone(utc_), rule, zone, from_, to)
    }
    calm = {one for one in shown_ if all(_is_calm(moment, zone) for moment in one) and one[0] != local}
    assert calm <= ours


@examples(60)
@given(moments, st.integers(1, 30), st.sampled_from(RULES), zones, st.sets(st.integers(0, 30), max_size=4))
def test_it_begins_on_all_its_days_but_those_left_out(start, hours, rule, zone, left_out):
    def wall_day(moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(zone)).date()

    end, asked = start + hours * HOUR, (start - timedelta(days=1), start + timedelta(days=60))
    every = list(occurrences(start, end, rule, zone, *asked))
    days = {wall_day(start) + timedelta(days=one) for one in left_out}
    kept = without(without(rule, sorted(days)[:2]), days)
    assert list(occurrences(start, end, kept, zone, *asked)) == [one for one in every if wall_day(one[0]) not in days]
    assert split(kept) == (rule, days)
    for day in days:
        assert on_day(start, end, kept, zone, day) == []
        assert on_day(start, end, rule, zone, day) == [one for one in every if wall_day(one[0]) == day]


def test_a_rule_with_days_left_out_is_stored_in_one_form():
    begin = utc("2026-03-02 10:00")
    stored = "FREQ=DAILY EXDATE;VALUE=DATE:20260303,20260309"
    for text in (stored, "RRULE:FREQ=DAILY\nEXDATE;VALUE=DATE:20260309,20260303"):
        assert checked(text, begin, "UTC") == stored
    with pytest.raises(UsageError, match="not a recurrence"):
        checked("FREQ=DAILY EXDATE;VALUE=DATE:20260231", begin, "UTC")


def _is_calm(local: datetime, zone: str) -> bool:
    around = (local.replace(tzinfo=ZoneInfo(zone)) + timedelta(days=days) for days in (-2, 2))
    return len({moment.utcoffset() for moment in around}) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "", "FREQ=HOURLY;NONSENSE=1", "nonsense", "FREQ=DAILY FREQ=DAILY", "FREQ=DAILY;UNTIL=20200101T000000Z",
        "FREQ=DAILY\nEXDATE:20260302T100000", "DTSTART:20200101T000000", "FREQ=DAILY;COUNT=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;" + "BYHOUR=1;" * 200,
    ],
)  # fmt: skip
def test_what_is_no_recurrence_is_refused(rule):
    with pytest.raises(UsageError, match="not a recurrence"):
        checked(rule, utc("2026-03-02 10:00"), "Europe/Berlin")


@pytest.mark.parametrize("rule", [*RULES, " RRULE:FREQ=DAILY "])
def test_a_recurrence_is_kept_in_one_form(rule):
    assert checked(rule, utc("2026-03-02 10:00"), "Europe/Berlin") == rule.strip().removeprefix("RRULE:")


def test_a_refused_recurrence_says_why():
    with pytest.raises(UsageError, match="one rule is wanted") as told:
        checked("FREQ=DAILY FREQ=DAILY", utc("2026-03-02 10:00"), "UTC")
    assert "FREQ=WEEKLY;BYDAY=SA" in told.value.advice
    with pytest.raises(UsageError, match="COUNT=0: a number above 0"):
        checked("FREQ=DAILY;COUNT=0", utc("2026-03-02 10:00"), "UTC")


def test_a_recurrence_in_no_zone_is_refused():
    with pytest.raises(UsageError, match="Atlantis"):
        checked("FREQ=DAILY", utc("2026-03-02 10:00"), "Europe/Atlantis")


@examples(200)
@given(st.lists(stretches, max_size=6), st.integers(0, 6), seconds, seconds)
def test_a_free_slot_is_the_first_that_nothing_stands_in(busy, length, from_, to):
    taken = {second for stretch in busy for second in range(*stretch)}
    fits = (at for at in range(from_, to - length + 1) if not taken & set(range(at, at + length)))
    found = free_slot([(_at(a), _at(b)) for a, b in busy], timedelta(seconds=length), _at(from_), _at(to))
    first = next(fits, None)
    assert found == (None if first is None else _at(first))


def test_a_free_slot_between_two_is_just_wide_enough():
    busy = [(_at(8), _at(12)), (_at(0), _at(5))]
    assert free_slot(busy, timedelta(seconds=3), _at(0), _at(20)) == _at(5)
    assert free_slot(busy, timedelta(seconds=4), _at(0), _at(20)) == _at(12)
    assert free_slot(busy, timedelta(seconds=4), _at(0), _at(16)) == _at(12)
    assert free_slot(busy, timedelta(seconds=4), _at(0), _at(15)) is None
