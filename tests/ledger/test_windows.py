"""Windows: half-open, in their own zone, refused where something stands against them, told to those concerned."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from typer.testing import CliRunner

from ddd.cli.app import app
from ddd.ledger import audit, check, moments
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.notify import outbox
from ddd.ledger.planning import bookings, conflicts, ics, windows
from ddd.ledger.planning.conflicts import Times
from ddd.ledger.planning.windows import Sorting, State
from ddd.ledger.registers import assets, people
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Audit, Booking, Message, Window
from ddd.ledger.words import NoticeKind, Role, WindowKind

from .conftest import ADMIN, NOW

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
BERLIN = "Europe/Berlin"


@pytest.fixture
def theatre(ledger: Ledger) -> Ledger:
    """A theatre with two halls; the stage is part of hall 2; a pub stands beside it."""
    with ledger.writing() as session:
        for key, parent in (
            ("theatre", ""),
            ("hall-1", "theatre"),
            ("hall-2", "theatre"),
            ("stage", "hall-2"),
            ("pub", ""),
        ):
            assets.add(session, ADMIN, NOW, key, parent=parent)
    return ledger


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def once(start: datetime, length: timedelta = HOUR, **more: str) -> Times:
    return Times(start, start + length, **more)


def create(ledger: Ledger, key: str, times: Times, now: datetime = NOW, **more: object) -> int:
    with ledger.writing() as session:
        return windows.create(session, ADMIN, now, assets.find(session, key), times, **more).window.id  # type: ignore[arg-type]


def against(ledger: Ledger, key: str, times: Times) -> list[conflicts.Conflict]:
    with ledger.reading() as session:
        return list(windows.validate(session, NOW, assets.find(session, key), times).conflicts)


def book(ledger: Ledger, key: str, start: datetime, length: timedelta = HOUR) -> None:
    with ledger.writing() as session:
        session.add(
            Booking(
                asset_id=assets.find(session, key).id, calendar="office", uid=f"{start}", title="Rehearsal", who="Ida",
                starts_at=start, ends_at=start + length,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("shift", "length", "clashes"),
    [
        (-HOUR, HOUR, False),  # it ends in the second in which the other begins
        (-HOUR, HOUR + SECOND, True),
        (HOUR, HOUR, False),  # it begins in the second in which the other ends
        (HOUR - SECOND, HOUR, True),
        (timedelta(minutes=10), SECOND, True),
        (-HOUR, 3 * HOUR, True),
    ],
)
def test_one_may_begin_in_the_second_in_which_another_ends(theatre, shift, length, clashes):
    start = NOW + DAY
    create(theatre, "hall-1", once(start))
    assert bool(against(theatre, "hall-1", once(start + shift, length))) is clashes


@pytest.mark.parametrize(("key", "clashes"), [("theatre", 1), ("hall-2", 1), ("stage", 1), ("hall-1", 0), ("pub", 0)])
def test_what_it_is_part_of_and_its_parts_stand_against_it_what_is_beside_it_does_not(theatre, key, clashes):
    create(theatre, "hall-2", once(NOW + DAY))
    assert len(against(theatre, key, once(NOW + DAY))) == clashes


def test_the_answer_says_which_how_many_and_whose(theatre):
    create(theatre, "hall-2", Times(NOW + DAY, NOW + DAY + HOUR, "FREQ=DAILY;COUNT=5"), title="floor")
    book(theatre, "stage", NOW + 2 * DAY)
    found = against(theatre, "stage", Times(NOW + DAY, NOW + DAY + 2 * HOUR, "FREQ=DAILY;COUNT=3"))
    assert [(one.kind, one.title, one.asset, one.whose, one.count) for one in found] == [
        ("window", "floor", "hall-2", "anna", 3),
        ("booking", "Rehearsal", "stage", "Ida", 1),
    ]
    with pytest.raises(Refused, match="1 window and 1 booking") as told:
        create(theatre, "stage", Times(NOW + DAY, NOW + DAY + 2 * HOUR, "FREQ=DAILY;COUNT=3"))
    assert "“floor” of anna on hall-2 (3 times" in str(told.value)


def test_what_is_refused_leaves_nothing(theatre):
    create(theatre, "hall-2", once(NOW + DAY))
    with theatre.reading() as session:
        before = audit.head(session)
    with pytest.raises(Refused):
        create(theatre, "stage", once(NOW + DAY))
    with theatre.reading() as session:
        assert audit.head(session) == before
        assert len(session.scalars(select(Window)).all()) == 1


def test_a_free_time_is_suggested_and_really_is_free(theatre):
    start = NOW + DAY
    create(theatre, "hall-1", once(start))
    create(theatre, "hall-1", once(start + HOUR + timedelta(minutes=30)))
    with theatre.reading() as session:
        verdict = windows.validate(session, NOW, assets.find(session, "theatre"), once(start))
    assert verdict.free == start + 2 * HOUR + timedelta(minutes=30)  # the gap of half an hour is too short
    create(theatre, "theatre", once(verdict.free))


def test_for_one_that_recurs_the_free_time_is_free_each_time(theatre):
    start = NOW + DAY
    create(theatre, "hall-1", once(start + DAY + HOUR))  # an hour after the first the second day is taken
    create(theatre, "hall-1", once(start))
    times = Times(start, start + HOUR, "FREQ=DAILY;COUNT=3")
    with theatre.reading() as session:
        verdict = windows.validate(session, NOW, assets.find(session, "hall-1"), times)
    assert verdict.free is not None
    assert not against(theatre, "hall-1", once(verdict.free, rrule="FREQ=DAILY;COUNT=3"))


@pytest.mark.parametrize(
    ("mine", "other", "clashes"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=TU", False),
        ("FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=1", True),  # a first that is a Monday comes
        ("FREQ=DAILY;INTERVAL=2", "FREQ=DAILY;INTERVAL=2", True),
        ("FREQ=WEEKLY;UNTIL=20260401T000000Z", "FREQ=DAILY;COUNT=3", True),
    ],
)
def test_two_that_recur_are_compared_time_by_time(theatre, mine, other, clashes):
    monday = at("2026-03-09 22:00")
    first = monday + (DAY if "TU" in other else timedelta())
    create(theatre, "hall-1", Times(first, first + HOUR, other))
    assert bool(against(theatre, "hall-1", Times(monday, monday + HOUR, mine))) is clashes


def test_alternate_days_never_meet(theatre):
    start = NOW + DAY
    create(theatre, "hall-1", Times(start, start + HOUR, "FREQ=DAILY;INTERVAL=2"))
    assert not against(theatre, "hall-1", Times(start + DAY, start + DAY + HOUR, "FREQ=DAILY;INTERVAL=2"))


def test_one_far_ahead_is_found_by_one_that_recurs(theatre):
    far = at("2031-06-02 22:00")
    create(theatre, "hall-1", once(far))
    assert len(against(theatre, "hall-1", Times(NOW + 10 * HOUR, NOW + 11 * HOUR, "FREQ=DAILY"))) == 1


def test_across_midnight_it_is_still_open_after_it(theatre):
    start = at("2026-03-03 23:00")
    create(theatre, "hall-1", Times(start, start + 3 * HOUR, "FREQ=WEEKLY"))
    after_midnight = at("2026-03-11 01:00")
    with theatre.reading() as session:
        assert len(windows.active(session, after_midnight)) == 1
        assert len(windows.active(session, after_midnight + HOUR - SECOND)) == 1
        assert windows.active(session, after_midnight + HOUR) == []
    assert against(theatre, "hall-1", once(after_midnight))


@pytest.mark.parametrize(
    ("night", "hours"), [("2026-03-21", 7), ("2026-03-28", 6), ("2026-10-24", 8), ("2026-10-31", 7)]
)
def test_in_the_nights_of_the_clocks_it_keeps_its_times_on_the_wall(theatre, night, hours):
    first = at("2026-03-07 22:00", BERLIN)
    create(theatre, "hall-1", Times(first, first + 7 * HOUR, "FREQ=WEEKLY", BERLIN))
    evening = at(f"{night} 20:00", BERLIN)
    with theatre.reading() as session:
        (window,) = windows.listed(session, evening)
    assert (window.start, window.end - window.start) == (at(f"{night} 22:00", BERLIN), hours * HOUR)
    assert f"{window.end.astimezone(ZoneInfo(BERLIN)):%H:%M}" == "05:00"


def test_it_is_quiet_for_everything_below_and_only_while_it_is_open(theatre):
    create(theatre, "hall-2", once(NOW + HOUR))
    with theatre.reading() as session:
        ids = {key: assets.find(session, key).id for key in ("hall-2", "stage")}
        assert windows.quiet_assets(session, NOW + HOUR - SECOND) == set()
        assert windows.quiet_assets(session, NOW + HOUR) == set(ids.values())
        assert windows.quiet_assets(session, NOW + 2 * HOUR - SECOND) == set(ids.values())
        assert windows.quiet_assets(session, NOW + 2 * HOUR) == set()


def test_how_it_stands_follows_from_the_clock(theatre):
    id = create(theatre, "hall-1", once(NOW + HOUR))
    with theatre.reading() as session:
        window = windows.find(session, id)
        states = [windows.told(session, window, NOW + shift).state for shift in (timedelta(), HOUR, 2 * HOUR)]
    assert states == [State.SCHEDULED, State.ACTIVE, State.ENDED]


def test_a_cancelled_one_gives_its_time_free(theatre):
    id = create(theatre, "hall-1", once(NOW + DAY))
    with theatre.writing() as session:
        windows.cancel(session, ADMIN, NOW, windows.find(session, id), "no part")
    with theatre.reading() as session:
        assert windows.told(session, windows.find(session, id), NOW).state is State.CANCELLED
    create(theatre, "hall-1", once(NOW + DAY))
    with theatre.writing() as session, pytest.raises(Refused, match="cancelled already"):
        windows.cancel(session, ADMIN, NOW, windows.find(session, id), "again")


def test_an_open_one_that_is_cancelled_is_open_no_more(theatre):
    id = create(theatre, "hall-1", once(NOW, 2 * HOUR))
    with theatre.writing() as session:
        windows.cancel(session, ADMIN, NOW + HOUR, windows.find(session, id), "done early")
        assert windows.quiet_assets(session, NOW + HOUR) == set()


def test_what_is_over_can_be_neither_cancelled_nor_changed(theatre):
    id = create(theatre, "hall-1", once(NOW + HOUR))
    later = NOW + 2 * HOUR
    with theatre.writing() as session:
        window = windows.find(session, id)
        with pytest.raises(Refused, match="is over"):
            windows.cancel(session, ADMIN, later, window, "why not")
        with pytest.raises(Refused, match="is over"):
            windows.update(session, ADMIN, later, window, once(later + DAY))


def test_moved_it_does_not_stand_against_itself(theatre):
    id = create(theatre, "hall-1", once(NOW + DAY, 2 * HOUR))
    create(theatre, "theatre", once(NOW + 2 * DAY))
    with theatre.writing() as session:
        windows.update(session, ADMIN, NOW, windows.find(session, id), once(NOW + DAY + HOUR, 2 * HOUR))
    with pytest.raises(Refused, match="1 window"), theatre.writing() as session:
        windows.update(session, ADMIN, NOW, windows.find(session, id), once(NOW + 2 * DAY))
    with theatre.reading() as session:
        assert windows.find(session, id).starts_at == NOW + DAY + HOUR


def test_an_emergency_begins_now_and_needs_force_where_something_stands_against_it(theatre):
    create(theatre, "hall-2", once(NOW, 2 * HOUR))
    with pytest.raises(Refused, match="1 window"):
        create(theatre, "theatre", once(NOW), kind=WindowKind.EMERGENCY)
    id = create(theatre, "theatre", once(NOW), kind=WindowKind.EMERGENCY, force=True)
    with theatre.reading() as session:
        assert windows.find(session, id).forced
        row = session.scalars(select(Audit).where(Audit.subject == f"window:{id}")).one()
    assert row.detail["forced"] is True
    assert [one["asset"] for one in row.detail["against"]] == ["hall-2"]
    with pytest.raises(Refused, match="starts now"):
        create(theatre, "pub", once(NOW + HOUR), kind=WindowKind.EMERGENCY)


NO_WINDOWS = [
    (once(NOW + DAY, timedelta()), "ends before it begins"),
    (once(NOW + DAY, -HOUR), "ends before it begins"),
    (once(NOW - 2 * HOUR), "over already"),
    (once(NOW - HOUR), "over already"),
    (once(NOW + DAY, 400 * DAY), "too long"),
    (once(NOW + DAY, rrule="FREQ=SOMETIMES"), "not a recurrence"),
    (once(NOW + DAY, rrule="every week"), "not a recurrence"),
    (once(NOW + DAY, rrule="FREQ=SECONDLY"), "too often"),
    (once(NOW + DAY, rrule="FREQ=MINUTELY;INTERVAL=600"), "too often"),
    (once(NOW + DAY, 25 * HOUR, rrule="FREQ=DAILY"), "overlap each other"),
    (once(at("2020-01-01 00:00"), rrule="FREQ=DAILY;UNTIL=20200110T000000Z"), "over already"),
]


def test_what_no_window_can_be_is_refused(theatre):
    for times, said in NO_WINDOWS:
        with pytest.raises(Refused, match=said) as told:
            create(theatre, "hall-1", times)
        assert told.value.exit_code == 2
    with theatre.reading() as session:
        assert session.scalars(select(Window)).all() == []


def test_one_second_before_its_end_it_may_still_be_made(theatre):
    create(theatre, "hall-1", once(NOW - HOUR, HOUR + SECOND))


def test_only_who_plans_may_make_one_and_only_within_their_part(theatre):
    with theatre.reading() as session:
        bea = Actor("bea", Role.COORDINATOR, 1, assets.find(session, "hall-2").line)
    for actor, asset in ((Actor("cem", Role.VIEWER), "hall-2"), (bea, "hall-1")):
        with pytest.raises(Refused), theatre.writing() as session:
            windows.create(session, actor, NOW, assets.find(session, asset), once(NOW + DAY))
    with theatre.writing() as session:
        id = windows.create(session, bea, NOW, assets.find(session, "stage"), once(NOW + DAY)).window.id
    with pytest.raises(Refused), theatre.writing() as session:
        windows.cancel(session, Actor("cem", Role.VIEWER), NOW, windows.find(session, id), "no")


def owners(ledger: Ledger) -> None:
    with ledger.writing() as session:
        for key in ("ida", "tom"):
            people.add(session, ADMIN, NOW, key, role="admin", url=f"mailto:{key}@example.org")
        assets.change(session, ADMIN, NOW, assets.find(session, "theatre"), owner="ida")
        assets.change(session, ADMIN, NOW, assets.find(session, "stage"), owner="tom")


def told(ledger: Ledger) -> list[tuple[str, str, list[str]]]:
    with ledger.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id))
        return [(one.kind, one.url, one.data["assets"]) for one in rows]


def test_the_owners_of_what_it_concerns_are_told_each_once(theatre):
    owners(theatre)
    id = create(theatre, "hall-2", once(NOW + DAY, zone=BERLIN), title="floor")
    expected = [("mailto:ida@example.org", ["hall-2"]), ("mailto:tom@example.org", ["stage"])]
    assert told(theatre) == [(NoticeKind.WINDOW_SCHEDULED, *one) for one in expected]
    with theatre.reading() as session:
        first = session.scalars(select(Message)).first()
        assert first is not None
        assert "hall-2, 2026-03-03 13:00 to 14:00 (Europe/Berlin)" in first.title
    with theatre.writing() as session:
        windows.update(session, ADMIN, NOW, windows.find(session, id), once(NOW + 2 * DAY))
    with theatre.writing() as session:
        windows.cancel(session, ADMIN, NOW, windows.find(session, id), "no part")
    kinds = [kind for kind, *_ in told(theatre)]
    assert kinds == [NoticeKind.WINDOW_SCHEDULED] * 4 + [NoticeKind.WINDOW_CANCELLED] * 2


def test_a_new_title_alone_tells_nobody(theatre):
    owners(theatre)
    id = create(theatre, "hall-2", once(NOW + DAY))
    with theatre.writing() as session:
        window = windows.find(session, id)
        windows.update(session, ADMIN, NOW, window, conflicts.times_of(window), title="roof")
        assert windows.find(session, id).title == "roof"
    assert len(told(theatre)) == 2


def test_what_begins_within_a_day_is_told_for_the_reminder(theatre):
    owners(theatre)
    create(theatre, "stage", once(NOW + DAY))
    create(theatre, "hall-1", once(NOW + DAY + SECOND))
    create(theatre, "pub", once(NOW))
    with theatre.reading() as session:
        found = windows.starting(session, NOW, DAY)
        assert [(one.asset, one.start, list(one.owners.values())) for one in found] == [
            ("stage", NOW + DAY, [["stage"]])
        ]


def test_a_list_by_part_state_kind_and_time_in_order(theatre):
    ids = {
        "late": create(theatre, "stage", once(NOW + 3 * DAY), title="b"),
        "open": create(theatre, "hall-1", once(NOW), kind=WindowKind.EMERGENCY, title="c"),
        "weekly": create(theatre, "pub", once(NOW + DAY, rrule="FREQ=WEEKLY"), title="a"),
    }
    names = {id: name for name, id in ids.items()}

    def asked(**wanted: object) -> list[str]:
        with theatre.reading() as session:
            below = wanted.pop("below", None)
            top = assets.find(session, str(below)) if below else None
            return [names[one.window.id] for one in windows.listed(session, NOW, below=top, **wanted)]  # type: ignore[arg-type]

    assert asked() == ["open", "weekly", "late"]
    assert asked(descending=True) == ["late", "weekly", "open"]
    assert asked(sorting=Sorting.TITLE) == ["weekly", "late", "open"]
    assert asked(sorting=Sorting.ASSET) == ["open", "weekly", "late"]
    assert asked(below="theatre") == ["open", "late"]
    assert asked(states=[State.ACTIVE]) == ["open"]
    assert asked(kinds=[WindowKind.PLANNED]) == ["weekly", "late"]
    assert asked(start=NOW + 8 * DAY, end=NOW + 8 * DAY + HOUR) == ["weekly"]
    assert asked(start=NOW + 8 * DAY + HOUR, end=NOW + 9 * DAY) == []


def test_free_and_busy_fill_the_time_without_a_gap(theatre):
    create(theatre, "theatre", once(NOW + HOUR), title="fire drill")
    book(theatre, "stage", NOW + 3 * HOUR)
    with theatre.reading() as session:
        found = windows.available(session, assets.find(session, "hall-2"), NOW, NOW + 5 * HOUR)
    assert [(one.title if one else "", span[0], span[1]) for span, one in found] == [
        ("", NOW, NOW + HOUR),
        ("fire drill", NOW + HOUR, NOW + 2 * HOUR),
        ("", NOW + 2 * HOUR, NOW + 3 * HOUR),
        ("Rehearsal", NOW + 3 * HOUR, NOW + 4 * HOUR),
        ("", NOW + 4 * HOUR, NOW + 5 * HOUR),
    ]


def test_exported_it_says_what_it_is_to_a_calendar(theatre):
    first = at("2026-03-07 22:00", BERLIN)
    create(theatre, "hall-1", Times(first, first + 7 * HOUR, "FREQ=WEEKLY;UNTIL=20260601", BERLIN), title="floor")
    with theatre.reading() as session:
        (one,) = windows.listed(session, NOW)
        text = ics.calendar("x", ics.window(one.window, one.asset, "l"), NOW)
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event.start.astimezone(UTC) == first
    assert event.end.astimezone(UTC) == first + 7 * HOUR
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260601T215959Z"
    assert event["UID"] == "window-1@ddd-l"


def test_exported_one_in_an_hour_that_autumn_has_twice_stays_where_it_is(theatre):
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 in Berlin, for the second time
    create(theatre, "hall-1", once(second, zone=BERLIN))
    with theatre.reading() as session:
        (event,) = ics.window(windows.find(session, 1), "hall-1", "l")
    assert (event.start, event.end) == (second, second + HOUR)


AUTUMN = at("2026-10-25", BERLIN)
"""The day in which Berlin has 02:00 to 03:00 twice: 00:00Z to 01:00Z, 01:00Z to 02:00Z."""


def exported(ledger: Ledger, id: int, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return when a window is, as another library reads its export."""
    with ledger.reading() as session:
        text = ics.calendar("x", ics.window(windows.find(session, id), "hall-1", "l"), NOW)
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(start, end)
    return sorted((one.start.astimezone(UTC), one.end.astimezone(UTC)) for one in events)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 3, 30, tzinfo=UTC)),  # the second 02:30
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 3, 30, tzinfo=UTC)),  # the first 02:30
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # ends at the second
        (datetime(2026, 10, 25, 0, 45, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)),  # 02:45 to 02:15
        (datetime(2026, 10, 25, 0, 45, tzinfo=UTC), datetime(2026, 10, 25, 1, 45, tzinfo=UTC)),  # 02:45 to 02:45
    ],
)
def test_exported_one_that_recurs_from_an_hour_that_autumn_has_twice_is_when_it_is(theatre, first, last):
    id = create(theatre, "hall-1", Times(first, last, "FREQ=WEEKLY;INTERVAL=4", BERLIN))  # not in the night of spring
    until = AUTUMN + 52 * 7 * DAY
    with theatre.reading() as session:
        ours = list(conflicts.times_of(windows.find(session, id)).between(AUTUMN - DAY, until))
    assert len(ours) == 13
    assert ours[0] == (first, last)
    assert exported(theatre, id, AUTUMN - DAY, until) == ours


# One time of what recurs.


def cancel_day(ledger: Ledger, id: int, day: date, now: datetime = NOW, reason: str = "nobody is there") -> None:
    with ledger.writing() as session:
        windows.cancel(session, ADMIN, now, windows.find(session, id), reason, day=day)


def starts(ledger: Ledger, id: int, most: int = 4, now: datetime = NOW) -> list[datetime]:
    with ledger.reading() as session:
        return [start for start, _ in windows.coming(windows.find(session, id), now, most)]


@pytest.mark.parametrize("left_out", [[7], [14], [7, 14], [21]])
def test_one_time_of_what_recurs_is_cancelled_and_the_others_stay(theatre, left_out):
    first = at("2026-03-07 00:30", BERLIN)  # in UTC it is the day before
    id = create(theatre, "hall-2", Times(first, first + HOUR, "FREQ=WEEKLY;COUNT=4", BERLIN))
    for day in left_out:
        cancel_day(theatre, id, date(2026, 3, day))
    kept = [at(f"2026-03-{day:02} 00:30", BERLIN) for day in (7, 14, 21, 28) if day not in left_out]
    assert starts(theatre, id) == kept
    assert [start for start, _ in exported(theatre, id, NOW, NOW + 90 * DAY)] == kept
    with theatre.reading() as session:
        assert (session.get_one(Window, id).starts_at, session.get_one(Window, id).cancelled_at) == (first, None)
    for day in left_out:
        create(theatre, "stage", once(at(f"2026-03-{day:02} 00:30", BERLIN)))  # its time is free
    assert audit_of(theatre, "window.cancel") == [f"2026-03-{day:02}" for day in left_out]


def audit_of(ledger: Ledger, action: str) -> list[str]:
    with ledger.reading() as session:
        rows = session.scalars(select(Audit).where(Audit.action == action).order_by(Audit.id))
        return [row.detail["occurrence"] for row in rows]


def test_the_time_that_is_now_ends_and_its_owner_is_told_of_this_one_only(theatre):
    with theatre.writing() as session:
        people.add(session, ADMIN, NOW, "bea", url="mailto:bea@example.org")
        assets.change(session, ADMIN, NOW, assets.find(session, "stage"), owner="bea")
    id = create(theatre, "hall-2", Times(NOW - HOUR, NOW + HOUR, "FREQ=DAILY"), NOW - 2 * DAY)
    with theatre.reading() as session:
        assert windows.active(session, NOW) != []
    cancel_day(theatre, id, NOW.date())
    with theatre.reading() as session:
        assert windows.active(session, NOW) == []
        assert len(windows.active(session, NOW + DAY)) == 1
        told = session.scalars(select(Message).where(Message.kind == NoticeKind.WINDOW_CANCELLED)).one()
    assert told.title == "Maintenance window cancelled: hall-2, 2026-03-02 11:00 to 13:00 (UTC)"
    assert "its other times stay" in told.body
    assert (told.data["occurrence"], told.data["start"]) == (True, "2026-03-02T11:00:00+00:00")


def test_moved_to_another_hour_its_cancelled_days_stay_out_and_by_another_rule_they_come_back(theatre):
    first = at("2026-03-07 22:00", BERLIN)
    id = create(theatre, "hall-2", Times(first, first + HOUR, "FREQ=WEEKLY", BERLIN))
    cancel_day(theatre, id, date(2026, 3, 14))
    with theatre.writing() as session:
        window = windows.find(session, id)
        windows.update(session, ADMIN, NOW, window, Times(first - HOUR, first, window.rrule, BERLIN))
    assert starts(theatre, id, 2) == [at("2026-03-07 21:00", BERLIN), at("2026-03-21 21:00", BERLIN)]
    with theatre.writing() as session:
        windows.update(
            session, ADMIN, NOW, windows.find(session, id), Times(first, first + HOUR, "FREQ=WEEKLY", BERLIN)
        )
    assert starts(theatre, id, 2) == [first, at("2026-03-14 22:00", BERLIN)]


def test_a_day_on_which_it_does_not_begin_is_refused_and_so_is_one_cancelled_or_over(theatre):
    first = NOW + 2 * HOUR
    id = create(theatre, "hall-2", Times(first, first + HOUR, "FREQ=WEEKLY"))
    single = create(theatre, "pub", once(first))
    cancel_day(theatre, id, (first + 7 * DAY).date())
    for bad, day, now in (
        (id, first + DAY, NOW),
        (id, first + 7 * DAY, NOW),
        (id, first, first + HOUR),  # it is just over
        (id, first - 7 * DAY, NOW),
        (single, first, NOW),
    ):
        with pytest.raises(Refused, match=r"no time to come that begins on|does not recur"):
            cancel_day(theatre, bad, day.date(), now)
    with pytest.raises(Refused, match="why"):
        cancel_day(theatre, id, first.date(), reason="")
    cancel_day(theatre, id, first.date(), first + HOUR - SECOND)


@pytest.mark.parametrize("times", [once(NOW + SECOND), once(NOW, rrule="FREQ=DAILY")])
def test_an_emergency_that_could_not_be_made_is_refused_when_it_is_only_tried_too(theatre, times):
    with pytest.raises(Refused, match="starts now, and once"), theatre.reading() as session:
        windows.validate(session, NOW, assets.find(session, "pub"), times, kind=WindowKind.EMERGENCY)


def test_of_a_day_with_several_times_its_owner_is_told_of_all_that_is_cancelled(theatre):
    with theatre.writing() as session:
        people.add(session, ADMIN, NOW, "bea", url="mailto:bea@example.org")
        assets.change(session, ADMIN, NOW, assets.find(session, "stage"), owner="bea")
    id = create(theatre, "hall-2", Times(NOW + HOUR, NOW + 2 * HOUR, "FREQ=DAILY;BYHOUR=13,20"))
    cancel_day(theatre, id, NOW.date())
    with theatre.reading() as session:
        told = session.scalars(select(Message).where(Message.kind == NoticeKind.WINDOW_CANCELLED)).one()
    assert told.title == "Maintenance window cancelled: hall-2, 2026-03-02 13:00 to 21:00 (UTC)"


@pytest.mark.parametrize("rule", ["FREQ=MINUTELY;INTERVAL=2", "INTERVAL=2;FREQ=MINUTELY", " RRULE:FREQ=SECONDLY"])
def test_what_comes_too_often_is_refused_with_days_left_out_too(theatre, rule):
    for text in (rule, f"{rule} EXDATE;VALUE=DATE:20260307"):
        with pytest.raises(Refused, match="too often"):
            create(theatre, "hall-2", Times(NOW, NOW + SECOND, text))


def test_with_all_its_times_cancelled_it_is_over(theatre):
    id = create(theatre, "hall-2", Times(NOW, NOW + HOUR, "FREQ=DAILY;COUNT=2"))
    for day in (NOW, NOW + DAY):
        cancel_day(theatre, id, day.date())
    with theatre.reading() as session:
        assert [one.state for one in windows.listed(session, NOW)] == [State.ENDED]
        assert check.rehearse(theatre, NOW).problems == ()


# Windows that cannot be read: of another version, or of another tzdata.


def spoil(ledger: Ledger, id: int, **fields: str) -> None:
    with ledger.writing() as session:
        for name, value in fields.items():
            setattr(windows.find(session, id), name, value)


@pytest.mark.parametrize(
    "spoilt", [{"zone": "Mars/Olympus"}, {"rrule": "FREQ=BOGUS"}, {"rrule": "", "zone": "Mars/Olympus"}]
)
def test_one_that_cannot_be_read_does_not_stop_the_check_and_can_be_cancelled(theatre, monkeypatch, spoilt):
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", "")
    bad = create(theatre, "pub", Times(NOW + HOUR, NOW + 2 * HOUR, "FREQ=DAILY"))
    good = create(theatre, "hall-1", once(NOW))
    spoil(theatre, bad, **spoilt)
    book(theatre, "pub", NOW + 5 * HOUR)
    done = check.run(theatre, NOW)
    assert [one for one in done.problems if f"window {bad} on pub" in one and f"`ddd window cancel {bad}`" in one]
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", "http://alerts.example.org")
    with theatre.writing() as session:
        assert [one.id for one in windows.active(session, NOW)] == [good]
        assert windows.starting(session, NOW, DAY) == []
        assert windows.renew_silences(session, NOW) == 1
        assert [one.window.id for one in windows.listed(session, NOW)] == [good, bad]
        assert [one.start for one in ics.window(windows.find(session, bad), "pub", "l")] == [NOW + HOUR]
        assert bookings.take_in(session, ADMIN, NOW, assets.find(session, "pub"), "other", []).clashes == []
        with pytest.raises(Refused, match=f"window {bad} on pub is cannot be read"):
            windows.create(session, ADMIN, NOW, assets.find(session, "pub"), once(NOW + HOUR), force=True)
        windows.cancel(session, ADMIN, NOW, windows.find(session, bad), "nobody can read it")
        assert list(windows.unreadable(session, NOW)) == []
    create(theatre, "pub", once(NOW + HOUR))


# The tree may not bring two together.


def test_what_is_taken_out_leaves_no_window_behind(theatre, monkeypatch):
    monkeypatch.setenv("DDD_ALERTMANAGER_URL", "http://alerts.example.org")
    over = create(theatre, "stage", once(NOW))
    later = NOW + 2 * HOUR
    ids = [create(theatre, "stage", once(later), later), create(theatre, "stage", once(NOW + DAY), later)]
    with theatre.writing() as session:
        assets.remove(session, ADMIN, later, assets.find(session, "stage"))
    with theatre.reading() as session:
        assert [windows.find(session, id).cancelled_at for id in (over, *ids)] == [None, later, later]
        assert [windows.find(session, id).silence for id in ids] == ["", ""]
        ends = [one for one in session.scalars(select(Message)) if "expire" in one.data]
        assert len(ends) == 2
    create(theatre, "theatre", once(later), later)
    with theatre.writing() as session:
        assets.add(session, ADMIN, later, "stage", parent="hall-2")
        assert [one.asset for one in windows.listed(session, later, states=[State.ACTIVE])] == ["theatre"]


@pytest.mark.parametrize(("moved", "below"), [("pub", "hall-1"), ("hall-2", "pub"), ("theatre", "pub")])
def test_a_move_that_would_make_windows_clash_is_refused(theatre, moved, below):
    for key in ("pub", "hall-1", "stage"):
        create(theatre, key, Times(NOW + DAY, NOW + DAY + HOUR, "FREQ=WEEKLY"))
    with theatre.writing() as session:
        top = assets.find(session, moved)
        before = top.parent_id
        with pytest.raises(Refused, match="would clash"):
            assets.move(session, ADMIN, NOW, top, below)
        assert top.parent_id == before


def test_a_move_asks_nothing_of_windows_that_stood_together_before_or_never_meet(theatre):
    create(theatre, "stage", once(NOW + DAY))
    create(theatre, "theatre", once(NOW + DAY), force=True)
    create(theatre, "pub", once(NOW + DAY + HOUR))
    create(theatre, "hall-1", once(NOW), NOW)
    with theatre.writing() as session:
        assets.move(session, ADMIN, NOW, assets.find(session, "stage"), "theatre")
        assets.move(session, ADMIN, NOW, assets.find(session, "stage"), "")
        assets.move(session, ADMIN, NOW, assets.find(session, "stage"), "pub")
        assets.move(session, ADMIN, NOW + 2 * HOUR, assets.find(session, "hall-1"), "pub")


def test_what_was_last_week_hinders_no_change_of_one_that_recurs(theatre):
    start = NOW - 30 * DAY
    daily = create(theatre, "hall-1", Times(start, start + HOUR, "FREQ=DAILY"), start)
    create(theatre, "hall-1", once(NOW - 7 * DAY), NOW - 7 * DAY, kind=WindowKind.EMERGENCY, force=True)
    long = Times(start, start + 2 * HOUR, "FREQ=DAILY")
    with theatre.writing() as session:
        assert windows.update(session, ADMIN, NOW, windows.find(session, daily), long).conflicts == []
    assert [one.kind for one in against(theatre, "stage", long)] == []
    assert len(against(theatre, "hall-1", once(NOW + HOUR))) == 1


_HOURS = st.integers(0, 24 * 6)
_RULES = st.sampled_from(["", "FREQ=DAILY;COUNT=4", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY"])
_KEYS = st.sampled_from(["theatre", "hall-1", "hall-2", "stage", "pub"])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_KEYS, _HOURS, st.integers(1, 20), _RULES), min_size=2, max_size=8))
def test_however_they_are_made_no_two_that_concern_one_asset_overlap(theatre, wishes):
    spring = at("2026-03-26 00:00", BERLIN)
    with pytest.raises(_UndoneError), theatre.writing() as session:
        kept = []
        for key, hour, length, rrule in wishes:
            times = Times(spring + hour * HOUR, spring + (hour + length) * HOUR, rrule, BERLIN)
            try:
                made = windows.create(session, ADMIN, NOW, assets.find(session, key), times).window
            except Refused:
                continue
            kept.append((made, assets.find(session, key).line))
        for leaf in {line for _, line in kept}:
            whole = [window for window, line in kept if leaf.startswith(line) or line.startswith(leaf)]
            mine = [window for window, line in kept if line == leaf]
            for window in mine:
                for other in whole:
                    if other.id != window.id:
                        _assert_apart(window, other)
        raise _UndoneError


class _UndoneError(Exception):
    pass


def _assert_apart(one: Window, other: Window) -> None:
    until = NOW + 500 * DAY
    spans = sorted(
        [*conflicts.times_of(one).between(NOW, until), *conflicts.times_of(other).between(NOW, until)],
    )
    assert all(before[1] <= after[0] for before, after in pairwise(spans)), (one.rrule, other.rrule)


def test_of_those_who_want_the_same_time_at_once_one_gets_it(theatre):
    """Real processes, on the database that the environment names."""
    command = [sys.executable, "-m", "ddd", "window", "create", "--from", "+1d", "--for", "2h"]
    wishes = [
        subprocess.Popen([*command, key], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for key in ("theatre", "stage", "hall-2")
    ]
    said = [one.communicate(timeout=120)[1] for one in wishes]
    assert sorted(one.returncode for one in wishes) == [0, 2, 2], said
    with theatre.reading() as session:
        assert len(session.scalars(select(Window)).all()) == 1
        assert list(audit.verify(session)) == []


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-03-02 22:00", BERLIN, "2026-03-02 21:00"),
        ("2026-03-02T22:00:30+05:30", BERLIN, "2026-03-02 16:30:30"),
        ("2026-03-02", BERLIN, "2026-03-01 23:00"),
        ("2026-04-24", "Africa/Cairo", "2026-04-23 22:00"),  # the clocks jump over its midnight: it begins at 01:00
        ("22:00", "UTC", "2026-03-02 22:00"),
        ("12:00", "UTC", "2026-03-03 12:00"),  # it is noon: the next is tomorrow's
        ("12:01", "UTC", "2026-03-02 12:01"),
        ("+2h", "UTC", "2026-03-02 14:00"),
        ("now", "UTC", "2026-03-02 12:00"),
        ("2026-10-25 02:30", BERLIN, "2026-10-25 00:30"),  # comes twice: the first
    ],
)
def test_times_as_people_type_them(text, zone, expected):
    assert moments.moment(text, zone, NOW) == at(expected)


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "25:00", "2026-02-30", "2026-03-29 02:30", "1026-01-01", "9999-12-31 23:59", "+soon", "20260302"],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(Refused):
        moments.moment(text, BERLIN, NOW)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_time_or_refused(text):
    for read in (lambda: moments.moment(text, BERLIN, NOW), lambda: moments.length(text)):
        try:
            read()
        except Refused:
            continue


def said(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["window", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return getattr(result.exception, "exit_code", 3), str(result.exception)
    return result.exit_code, result.stdout


def test_the_commands_from_the_wish_to_the_cancellation(theatre):
    assert said("list")[1].startswith("no such windows: `ddd window create")
    code, out = said("create", "hall-2", "--from", "+1d", "--for", "2h", "--title", "floor", "-f", "json")
    assert code == 0
    assert json.loads(out)["windows"][0]["state"] == "scheduled"
    code, out = said("validate", "stage", "--from", "+1d", "--for", "1h", "--format", "json")
    assert code == 1
    assert [one["title"] for one in json.loads(out)["conflicts"]] == ["floor"]
    assert json.loads(out)["free"]
    assert said("create", "stage", "--from", "+1d", "--for", "1h", "--dry-run")[0] == 1
    assert said("create", "stage", "--from", "+1d", "--for", "1h")[0] == 2
    assert said("validate", "pub", "--from", "+1d", "--for", "1h")[0] == 0
    assert said("update", "1", "--from", "+2d", "--zone", BERLIN)[0] == 0
    assert "floor" in said("show", "1")[1]
    assert "floor" in said("available", "stage")[1]
    assert said("cancel", "1")[0] == 2
    assert said("create", "pub", "--from", "2030-03-02 22:00", "--for", "1h", "--rrule", "FREQ=WEEKLY")[0] == 0
    assert said("cancel", "2", "--occurrence", "2030-03-03", "--reason", "x")[0] == 2
    assert said("cancel", "2", "--occurrence", "2030-03-09", "--reason", "x")[0] == 0
    assert "2030-03-16T22:00:00Z" in said("show", "2", "-f", "json")[1]
    assert "2030-03-09T22:00:00Z" not in said("show", "2", "-f", "json")[1]
    assert said("cancel", "1", "--reason", "no part")[0] == 0
    assert "cancelled" in said("list", "--format", "csv")[1]
    assert "STATUS:CANCELLED" in said("export")[1]


REFUSED = [
    ("create", "hall-2"),
    ("create", "hall-2", "--from", "now"),
    ("create", "hall-2", "--from", "now", "--for", "1h", "--to", "+1h"),
    ("create", "hall-2", "--from", "now", "--for", "1h", "--zone", "Mars/Olympus"),
    ("create", "hall-2", "--from", "now", "--for", "forever"),
    ("create", "nowhere", "--from", "now", "--for", "1h"),
    ("list", "--state", "odd"),
    ("show", "99"),
    ("show", "99999999999999999999"),
    ("cancel", "99", "--reason", "x"),
]


def test_what_cannot_be_is_refused_in_words_and_recorded_nowhere(theatre):
    for arguments in REFUSED:
        assert said(*arguments)[0] == 2, arguments
    with theatre.reading() as session:
        assert session.scalars(select(Window)).all() == []
        assert outbox.listed(session) == []
