"""When something recurs: the same grid forwards, backwards and listed, through every night in which clocks are set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter
from dateutil import rrule
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from ddd.errors import UsageError
from ddd.ledger.rules.rhythm import Rhythm, checked
from tests.cadence.examples import examples

from .times import lengths, moments, rhythms, shown, utc, wall, zones

SECOND = timedelta(seconds=1)


def _times(text: str, start: datetime, count: int, zone: str = "Europe/Berlin") -> list[str]:
    return [shown(one, zone) for one in islice(Rhythm((text,), start, zone).between(start, utc("2190-01-01")), count)]


@examples(60)
@given(rhythms, moments)
def test_after_and_until_are_neighbours(rhythm, moment):
    later, before = rhythm.after(moment), rhythm.until(moment)
    assert later is None or later > moment
    assert before is None or rhythm.start <= before <= moment
    if later is not None:
        assert later >= rhythm.start
        assert rhythm.until(later) == later
        assert rhythm.until(later - SECOND) == before
        assert later.utcoffset() == timedelta()
    if before is not None:
        assert rhythm.after(before - SECOND) == before
        assert rhythm.after(before) == later
        assert before.utcoffset() == timedelta()


@examples(30)
@given(rhythms, moments, st.integers(0, 400))
def test_what_is_listed_is_what_comes_one_after_the_other(rhythm, first, hours):
    last = first + timedelta(hours=hours)
    walked, at = [], rhythm.after(first - SECOND)
    while at is not None and at <= last and len(walked) < 50:
        walked.append(at)
        at = rhythm.after(at)
    assert list(islice(rhythm.between(first, last), 50)) == walked


@examples(30)
@given(st.lists(lengths, min_size=2, max_size=4), moments, moments, zones)
def test_several_rules_are_each_of_them(texts, start, moment, zone):
    alone = [Rhythm((text,), start, zone) for text in texts]
    together = Rhythm(tuple(texts), start, zone)
    assert together.after(moment) == min(one.after(moment) for one in alone)
    assert together.until(moment) == max((one.until(moment) for one in alone if one.until(moment)), default=None)


def _first_shown(local: datetime, zone: str) -> datetime:
    """Walk minute by minute until the clock on the wall first shows that, or is already past it."""
    moment = local.replace(tzinfo=UTC) - timedelta(hours=40)
    while moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < local:
        moment += timedelta(minutes=1)
    return moment


@examples(40)
@given(st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 40), moments, zones, st.integers(0, 60))
def test_lengths_are_counted_from_the_start_never_chained(unit, count, start, zone, times):
    start = start.replace(second=0)
    step = relativedelta(**{f"{unit}s": count * times})
    rhythm = Rhythm((f"every {count} {unit}s",), start, zone)
    expected = (
        _first_shown(start.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) + step, zone) if times else start
    )
    if times or start == _first_shown(start.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone):
        assert rhythm.until(expected) == expected


@examples(40)
@given(st.integers(1, 50), moments, moments)
def test_days_are_those_of_dateutil(count, start, moment):
    oracle = rrule.rrule(rrule.DAILY, interval=count, dtstart=start)
    if moment < start + timedelta(days=3_000):
        assert Rhythm((f"every {count} days",), start).after(moment) == oracle.after(moment)


@examples(60)
@given(st.sampled_from(["30 2 * * *", "*/7 * * * *", "0 4 * * 1,3", "15 3 31 * *", "0 0 29 2 *"]), moments)
def test_cron_is_that_of_croniter(expression, moment):
    rhythm = Rhythm((f"cron {expression}",), utc("2000-01-01"))
    assert rhythm.after(moment) == croniter(expression, moment).get_next(datetime)
    assert rhythm.until(moment - SECOND) == croniter(expression, moment).get_prev(datetime)


def test_monthly_from_the_31st_is_the_last_day_of_shorter_months():
    assert _times("every month", wall("2026-01-31 03:00"), 5) == [
        "2026-01-31 03:00", "2026-02-28 03:00", "2026-03-31 03:00", "2026-04-30 03:00", "2026-05-31 03:00",
    ]  # fmt: skip


def test_a_plain_rrule_from_the_31st_skips_months():
    assert _times("rrule DTSTART:20260131T030000 RRULE:FREQ=MONTHLY", wall("2026-01-01 00:00"), 3) == [
        "2026-01-31 03:00", "2026-03-31 03:00", "2026-05-31 03:00",
    ]  # fmt: skip


def test_yearly_from_a_leap_day_is_the_28th_until_there_is_one_again():
    assert _times("every year", wall("2024-02-29 03:00"), 5) == [
        "2024-02-29 03:00", "2025-02-28 03:00", "2026-02-28 03:00", "2027-02-28 03:00", "2028-02-29 03:00",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["every day", "every 24 hours", "cron 30 2 * * *", "span 1d", "anacron 1"])
def test_daily_at_half_past_two_is_three_once_in_spring_and_once_in_autumn(text):
    spring = Rhythm((text,), wall("2026-03-28 02:30"), "Europe/Berlin")
    assert [shown(one) for one in spring.between(wall("2026-03-28 00:00"), wall("2026-03-30 12:00"))] == [
        "2026-03-28 02:30", "2026-03-29 03:00", "2026-03-30 02:30",
    ]  # fmt: skip
    autumn = Rhythm((text,), wall("2026-10-24 02:30"), "Europe/Berlin")
    assert list(autumn.between(wall("2026-10-24 00:00"), wall("2026-10-26 12:00"))) == [
        utc("2026-10-24 00:30"), utc("2026-10-25 00:30"), utc("2026-10-26 01:30"),
    ]  # fmt: skip


def test_systemd_leaves_out_what_spring_skips():
    assert _times("oncalendar *-*-* 02:30", wall("2026-03-28 00:00"), 2) == ["2026-03-28 02:30", "2026-03-30 02:30"]


def test_half_an_hour_is_skipped_on_lord_howe():
    zone = "Australia/Lord_Howe"
    assert _times("every day", wall("2026-10-03 02:15", zone), 3, zone) == [
        "2026-10-03 02:15", "2026-10-04 02:30", "2026-10-05 02:15",
    ]  # fmt: skip
    twice = Rhythm(("every day",), wall("2026-04-04 01:45", zone), zone)
    assert twice.after(wall("2026-04-04 12:00", zone)) == wall("2026-04-05 01:45", zone, fold=0)
    assert twice.after(wall("2026-04-05 01:45", zone, fold=0)) == wall("2026-04-06 01:45", zone)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("00:00", ["2011-12-29 00:00", "2011-12-31 00:00", "2012-01-01 00:00"]),
        ("10:00", ["2011-12-29 10:00", "2011-12-31 00:00", "2011-12-31 10:00", "2012-01-01 10:00"]),
    ],
)
def test_the_day_that_samoa_left_out(clock, expected):
    zone = "Pacific/Apia"
    assert _times("every day", wall(f"2011-12-29 {clock}", zone), len(expected), zone) == expected


def test_days_are_days_even_where_they_make_up_months():
    assert _times("every 487 days", utc("2026-01-31 12:00"), 2, "UTC") == ["2026-01-31 12:00", "2027-06-02 12:00"]


def test_lengths_below_a_day_do_not_look_at_the_clock():
    rhythm = Rhythm(("every 6 hours",), utc("2026-03-28 22:00"), "Europe/Berlin")
    assert rhythm.after(utc("2026-03-29 02:00")) == utc("2026-03-29 04:00")
    assert rhythm.after(utc("2026-03-29 04:00")) == utc("2026-03-29 10:00")


def test_a_start_to_come_is_the_first_time_of_a_length():
    rhythm = Rhythm(("every 2 weeks",), utc("2026-06-01 08:00"))
    assert rhythm.after(utc("2026-03-01")) == utc("2026-06-01 08:00")
    assert rhythm.after(utc("2026-06-01 07:59:59")) == utc("2026-06-01 08:00")
    assert rhythm.after(utc("2026-06-01 08:00")) == utc("2026-06-15 08:00")
    assert rhythm.until(utc("2026-06-01 07:59:59")) is None
    assert rhythm.until(utc("2026-06-01 08:00")) == utc("2026-06-01 08:00")


def test_a_calendar_has_nothing_before_its_start():
    rhythm = Rhythm(("cron 0 3 * * *",), utc("2026-06-01 08:00"))
    assert rhythm.after(utc("2026-03-01")) == utc("2026-06-02 03:00")
    assert rhythm.until(utc("2026-06-02 02:59:59")) is None
    assert list(rhythm.between(utc("2026-03-01"), utc("2026-06-03 03:00"))) == [
        utc("2026-06-02 03:00"), utc("2026-06-03 03:00"),
    ]  # fmt: skip


def test_what_comes_once_far_away_is_found():
    rhythm = Rhythm(("oncalendar 2150-05-01 03:00",), utc("2026-01-01"))
    assert rhythm.after(utc("2026-01-01")) == utc("2150-05-01 03:00")
    assert rhythm.after(utc("2150-05-01 03:00")) is None
    assert rhythm.until(utc("2199-01-01")) == utc("2150-05-01 03:00")
    assert rhythm.until(utc("2100-01-01")) is None


def test_the_fraction_of_a_second_hides_nothing():
    rhythm = Rhythm(("cron 0 3 * * *",), utc("2026-01-01"))
    assert rhythm.after(utc("2026-01-02 02:59:59.500000")) == utc("2026-01-02 03:00")
    assert rhythm.until(utc("2026-01-02 03:00:00.500000")) == utc("2026-01-02 03:00")
    assert Rhythm(("every day",), utc("2026-01-01 03:00:00.700000")).after(utc("2026-01-01")) == utc("2026-01-01 03:00")


def test_no_rules_never_come():
    assert Rhythm((), utc("2026-01-01")).after(utc("2026-01-01")) is None
    assert Rhythm((), utc("2026-01-01")).until(utc("2026-01-01")) is None


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("span 1month", "every month"),
        ("every quarter", "every 3 months"),
        ("anacron @monthly", "every month"),
        ("robfig @every 90m", "every 90 minutes"),
        ("aws rate(2 days)", "every 2 days"),
        ("duration P7D", "every week"),
        ("every other day", "every 2 days"),
        ("every every 2 weeks", "every 2 weeks"),
    ],
)
def test_lengths_of_every_dialect_are_lengths(text, same):
    start = wall("2026-01-31 02:30")
    assert _times(text, start, 8) == _times(same, start, 8)


@pytest.mark.parametrize(
    "text",
    [
        "", "every", "every 0 days", "every 3", "every 5 eons", "cron", "cron 0 3 * *", "cron 61 * * * *", "nonsense 1",
        "0 3 * * *", "oncalendar", "oncalendar Mon 25:00", "cron @reboot", "span infinity", "cron 0 0 30 2 *",
        "every 200 years", "every 99999999 months", "span 2000y", "every 10000000000 days",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(text):
    with pytest.raises(UsageError):
        checked([text], "UTC")


@pytest.mark.parametrize("text", ["every day", "cron 0 3 * * *"])
def test_an_unknown_zone_is_refused(text):
    with pytest.raises(UsageError, match="Europe/Atlantis"):
        checked([text], "Europe/Atlantis")


def test_a_refused_rule_says_what_would_do():
    for text, said, advice in (
        ("0 3 * * *", "not a rule: '0 3 * * *'", "such as `cron 0 3 * * *`"),
        ("cron 0 0 30 2 *", "never comes: 'cron 0 0 30 2 *': no such day", "give another rule"),
        ("every 200 years", "longer than anybody waits: 'every 200 years'", "give less than 100 years"),
    ):
        with pytest.raises(UsageError) as told:
            checked([text], "UTC")
        assert told.value.what.startswith(said)
        assert told.value.advice.startswith(advice)


def test_the_longest_rule_is_a_hundred_years():
    assert _times("every 100 years", utc("1970-01-01"), 2, "UTC") == ["1970-01-01 00:00", "2070-01-01 00:00"]


def test_rules_are_kept_in_one_form():
    assert checked(["jenkins TZ=UTC\nH 3 * * *"], "UTC") == ("jenkins TZ=UTC\nH 3 * * *",)
    assert checked([" every  2   weeks ", " cron 0 3 * * * "], "UTC") == ("every 2 weeks", "cron 0 3 * * *")


@given(st.text(max_size=40))
@examples(50)
def test_any_text_is_a_rule_or_refused(text):
    try:
        kept = checked([text], "Europe/Berlin")
    except UsageError:
        return
    assert checked(kept, "Europe/Berlin") == kept
    Rhythm(kept, utc("2026-01-01"), "Europe/Berlin").after(utc("2026-01-01"))
