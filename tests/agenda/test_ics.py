"""The calendar file fires when the schedule fires, through daylight saving, as another program reads it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ddd.agenda import ics
from ddd.agenda.agenda import Span, jobs, lay_out, own_zone
from ddd.agenda.rules import rules
from ddd.cadence import firings
from ddd.cadence.dialects import READERS
from ddd.cadence.zones import find
from ddd.model import Cadence, Claim, Dialect, State
from ddd.pipeline import make_plan
from tests.cadence.expressions import calendars, sparse_crons

from .plans import PLACE, plan, schedule, task

EXAMPLE = Path(__file__).parents[2] / "examples/ansible_baseline"
SPAN = Span(date(2026, 1, 1), 400)
AS_OF = date(2026, 1, 1)
BERLIN = "Europe/Berlin"


def ours(one, zone, span=SPAN):
    start = datetime(span.first.year, span.first.month, span.first.day, tzinfo=find(zone))
    after = span.last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=find(zone))
    return [moment.astimezone(UTC) for moment in firings(one.expression, one.dialect, start, end, one.timezone)]


def theirs(text, zone, span=SPAN):
    start = datetime(span.first.year, span.first.month, span.first.day, tzinfo=find(zone))
    after = span.last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=find(zone))
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(start, end)
    begins = [one["DTSTART"].dt for one in found]
    return sorted(begins, key=lambda one: (isinstance(one, datetime), one))


def instants(moments):
    return [moment.astimezone(UTC) for moment in moments]


def written(*schedules, **more):
    return ics.calendar(lay_out(plan(task(*schedules, **more)), SPAN), AS_OF)


def rule_of(one):
    return rules(READERS[one.dialect](one.expression), find(own_zone(one) or "UTC"), 2026)


@settings(max_examples=60, deadline=None)
@given(sparse_crons(), st.sampled_from([BERLIN, "UTC", "Australia/Lord_Howe"]))
def test_crontab_lines_fire_alike(expression, zone):
    one = schedule(expression, zone=zone)
    assume(one.state is State.ACTIVE and one.cadence is not Cadence.SUB_DAILY)
    assert instants(theirs(written(one), zone)) == ours(one, zone)


@settings(max_examples=60, deadline=None)
@given(calendars())
def test_calendar_events_fire_alike(expression):
    one = schedule(expression, Dialect.ONCALENDAR, BERLIN)
    assume(one.state is State.ACTIVE and one.cadence is not Cadence.SUB_DAILY)
    assert instants(theirs(written(one), BERLIN)) == ours(one, BERLIN)


@pytest.mark.parametrize(
    ("expression", "dialect", "zone", "ruled"),
    [
        ("0 3 * * *", Dialect.VIXIE, BERLIN, 1),
        ("30 2 * * *", Dialect.VIXIE, BERLIN, 0),  # skipped in spring
        ("0 2 * * *", Dialect.VIXIE, BERLIN, 0),
        ("59 1 * * *", Dialect.VIXIE, BERLIN, 1),
        ("30 2 * * *", Dialect.VIXIE, "UTC", 1),
        ("30 2 * * *", Dialect.VIXIE, "Asia/Tokyo", 1),
        ("15 2 * * 0", Dialect.VIXIE, "Australia/Lord_Howe", 0),
        ("0 5 * * 1-5", Dialect.VIXIE, BERLIN, 1),
        ("0 5 1 * *", Dialect.VIXIE, BERLIN, 1),
        ("0 5 1 * 1", Dialect.VIXIE, BERLIN, 2),  # either day: two rules that never meet
        ("0 5 */2 * 1", Dialect.VIXIE, BERLIN, 1),  # both days
        ("0 5 29 2 *", Dialect.VIXIE, BERLIN, 1),
        ("0 5 1 1,7 *", Dialect.VIXIE, BERLIN, 1),
        ("0 5,17 1 * *", Dialect.VIXIE, BERLIN, 1),
        ("*-*~1 05:00", Dialect.ONCALENDAR, BERLIN, 1),
        ("Mon *-*-1..7 05:00", Dialect.ONCALENDAR, BERLIN, 1),
        ("2026,2027-*-1 05:00", Dialect.ONCALENDAR, BERLIN, 0),
        ("first working day of the month at 9:00", Dialect.PHRASE, BERLIN, 0),  # two timetables
        ("first monday of the month at 9:00", Dialect.PHRASE, BERLIN, 1),
        ("DTSTART:20260105T090000 RRULE:FREQ=WEEKLY;INTERVAL=2", Dialect.RRULE, BERLIN, 0),
        ("Mon:02:15-Mon:03:15", Dialect.AWS_WINDOW, "UTC", 1),
        ("Hour=5 Minute=0 Day=1 Weekday=1", Dialect.LAUNCHD, BERLIN, 2),
        ("before 5am on monday\nafter 10pm on friday", Dialect.RENOVATE, "UTC", 0),
    ],
)
def test_a_rule_only_where_it_is_exact(expression, dialect, zone, ruled):
    one = schedule(expression, dialect, zone)
    assert len(rule_of(one) or ()) == ruled
    text = written(one)
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert sum("RRULE" in event for event in events) == ruled
    assert instants(theirs(text, zone)) == ours(one, zone)


def test_times_that_are_no_rectangle_have_no_rule():
    assert rule_of(schedule("every 1st of month at 5:10 and 6:20", Dialect.PHRASE, BERLIN)) is None


def test_a_rule_goes_on_after_the_span():
    text = written(schedule("0 5 1 * *", zone=BERLIN))
    later = Span(date(2029, 1, 1), 60)
    assert instants(theirs(text, BERLIN, later)) == ours(schedule("0 5 1 * *", zone=BERLIN), BERLIN, later)


def test_an_hour_that_is_not_said_makes_a_whole_day():
    text = written(schedule("weekly", Dialect.LOGROTATE))
    assert "DTSTART;VALUE=DATE:20260104" in text
    days = theirs(text, "UTC")
    assert days == [moment.date() for moment in ours(schedule("weekly", Dialect.LOGROTATE), "UTC")]


def test_whole_days_without_a_rule():
    one = schedule("first working day of the month", Dialect.PHRASE)
    assert theirs(written(one), "UTC") == [moment.date() for moment in ours(one, "UTC")]


def test_nothing_due_is_no_event():
    assert "VEVENT" not in ics.calendar(
        lay_out(plan(task(schedule("2031-06-* 05:00", Dialect.ONCALENDAR))), Span(date(2026, 1, 1), 30)), AS_OF
    )


def test_what_is_left_out_is_counted():
    often, length = task(schedule("*/5 * * * *"), name="a"), task(schedule("1w", Dialect.SPAN), name="b")
    agenda = lay_out(plan(often, length), SPAN)
    text = ics.calendar(agenda, AS_OF)
    assert "X-DDD-SEVERAL-TIMES-A-DAY:1" in text
    assert "X-DDD-WITHOUT-CALENDAR:1" in text
    assert "VEVENT" not in text
    assert ics.left_out(agenda).startswith("not in the calendar file: 1 run several times a day and 1 have no date")
    assert ics.left_out(lay_out(plan(), SPAN)) == ""
    assert list(ics.events(next(jobs(task())), SPAN.first, SPAN.last)) == []


def test_the_file_is_the_same_every_time_and_needs_no_clock():
    one = schedule("0 5 * * 1", zone=BERLIN)
    assert written(one) == written(one)
    assert "DTSTAMP:20260101T000000Z" in written(one)
    assert "UID:job/schedule:job@ddd" in written(one)
    assert "BEGIN:VTIMEZONE" in written(one)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("20 minutes", "DURATION:PT20M"),
        ("About 20 minutes.", "DURATION:PT20M"),
        ("1h 30min.", "DURATION:PT1H30M"),
        ("a while", None),
        ("3 days", None),
    ],
)
def test_a_documented_length_is_the_events(told, line):
    text = written(schedule("0 5 * * 1"), duration=Claim(text=told, evidence=(PLACE,)))
    assert (line or "DURATION") in text if line else "DURATION" not in text
    assert f"Takes: {told}" in text.replace("\r\n ", "")


def test_text_of_the_repository_stays_text():
    nasty = "x\r\nEND:VEVENT\r\nATTACH:file:///etc/passwd;,\\ \x1b[31m\u202e"
    text = written(schedule("0 5 * * 1"), name=nasty, command=nasty)
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert "ATTACH" not in event
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_example_fires_alike():
    example = make_plan(EXAMPLE)
    agenda = lay_out(example, SPAN)
    text = ics.calendar(agenda, AS_OF)
    expected = sorted(one.at.astimezone(UTC) for one in agenda.occurrences if one.job.timed)
    assert instants(one for one in theirs(text, "UTC") if isinstance(one, datetime)) == expected
    days = sorted(one.at.date() for one in agenda.occurrences if not one.job.timed)
    assert [one for one in theirs(text, "UTC") if not isinstance(one, datetime)] == days
    identities = [event["UID"] for event in icalendar.Calendar.from_ical(text).walk("VEVENT")]
    assert len(set(identities)) == len(identities)
