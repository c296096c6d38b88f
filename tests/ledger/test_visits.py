"""Visits: made once however often they are asked for, moved without losing what they are for, done as the log says."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from typer.testing import CliRunner

from ddd.cli.app import app
from ddd.ledger import audit, reporting
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.planning import visits
from ddd.ledger.planning.visits import Sorting, State, Wanted
from ddd.ledger.registers import assets, people, schedules
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Message, Schedule, Visit
from ddd.ledger.words import Badge, NoticeKind, Outcome, Role
from ddd.ledger.work import log

from .conftest import ADMIN, NOW

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
NINE = NOW.replace(hour=9)


@pytest.fixture
def hall(ledger: Ledger) -> Ledger:
    """Two halls and two people; nothing is to be done yet."""
    with ledger.writing() as session:
        for key in ("hall", "barn"):
            assets.add(session, ADMIN, NOW, key)
        for key in ("anna", "bea"):
            people.add(session, ADMIN, NOW, key, role="admin", url=f"mailto:{key}@example.org")
    return ledger


def add(ledger: Ledger, task: str, *rules: str, asset: str = "hall", start: datetime = NINE, **more: object) -> int:
    with ledger.writing() as session:
        return schedules.add(session, ADMIN, NOW, asset, task, rules, start=start, **more).id


def generate(ledger: Ledger, until: datetime = NOW + 30 * DAY, now: datetime = NOW, **more: object) -> visits.Generated:
    with ledger.writing() as session:
        below = more.pop("below", None)
        top = assets.find(session, str(below)) if below else None
        return visits.generate(session, ADMIN, now, until, below=top, **more)  # type: ignore[arg-type]


def listed(ledger: Ledger, now: datetime = NOW, **wanted: object) -> list[visits.Told]:
    with ledger.reading() as session:
        return visits.listed(session, now, Wanted(**wanted))  # type: ignore[arg-type]


def done(ledger: Ledger, task: str, when: datetime, **more: object) -> int:
    with ledger.writing() as session:
        return log.record(session, ADMIN, when, schedules.find(session, task), **more).id  # type: ignore[arg-type]


def test_generated_twice_they_are_there_once(hall):
    add(hall, "ropes", "every 1 week")
    first = generate(hall)
    assert (first.made, first.known) == (5, 0)
    before = [(one.visit.id, one.visit.due) for one in listed(hall)]
    second = generate(hall)
    assert (second.made, second.known) == (0, 5)
    assert [(one.visit.id, one.visit.due) for one in listed(hall)] == before
    assert generate(hall, NOW + 37 * DAY).made == 1  # a week more
    with hall.reading() as session:
        assert [row.action for row in session.scalars(select(audit.Audit))].count("visits.generate") == 2


@pytest.mark.parametrize(("until", "made"), [(-SECOND, 1), (timedelta(), 1), (SECOND, 2)])
def test_the_last_day_is_not_among_them(hall, until, made):
    add(hall, "ropes", "every 1 week")
    assert generate(hall, NINE + 7 * DAY + until).made == made


def test_those_that_were_moved_given_away_or_cancelled_stay_as_they_are(hall):
    add(hall, "ropes", "every 1 week")
    generate(hall)
    with hall.writing() as session:
        visits.reschedule(session, ADMIN, NOW, visits.find(session, 2), NOW + 9 * DAY)
        visits.cancel(session, ADMIN, NOW, visits.find(session, 3), "closed")
        visits.assign(session, ADMIN, NOW, visits.find(session, 4), "bea")
    before = [(one.visit.planned_at, one.state, one.who) for one in listed(hall)]
    assert generate(hall).made == 0
    assert [(one.visit.planned_at, one.state, one.who) for one in listed(hall)] == before


def test_of_those_missed_the_first_stands_for_all(hall):
    add(hall, "sweep", "every 1 day", start=NOW - 10 * DAY)
    generate(hall, NOW + 3 * DAY + SECOND)
    assert [(one.visit.due - NOW) // DAY for one in listed(hall)] == [-10, 1, 2, 3]


def test_what_comes_oftener_than_daily_is_left_out_and_told(hall):
    add(hall, "probe", "cron */5 * * * *")
    add(hall, "twice", "cron 0 3,15 * * *")
    add(hall, "sweep", "cron 0 3 * * *")
    add(hall, "weekly", "cron 0 * * * 1")  # each hour of Mondays
    told = generate(hall, NOW + 7 * DAY)
    assert told.made == 7
    assert told.too_often == ["probe on hall", "twice on hall", "weekly on hall"]


def test_daily_is_daily_in_the_nights_of_the_clocks_too(hall):
    for number, night in enumerate(("2026-03-27", "2026-10-23")):
        start = datetime.fromisoformat(f"{night} 03:30").replace(tzinfo=ZoneInfo("Europe/Berlin"))
        add(hall, f"sweep-{number}", "cron 30 3 * * *", zone="Europe/Berlin", start=start.astimezone(UTC))
    assert generate(hall, NOW + 300 * DAY).too_often == []
    for number in range(2):
        dues = [one.visit.due.astimezone(ZoneInfo("Europe/Berlin")) for one in listed(hall, task=f"sweep-{number}")]
        assert {f"{one:%H:%M}" for one in dues} == {"03:30"}
        assert all(after.date() - before.date() == DAY for before, after in pairwise(dues))


def test_by_completion_only_the_next_is_known(hall):
    add(hall, "oil", "every 1 week", anchor="completion")
    assert generate(hall, NOW + 90 * DAY).made == 1
    done(hall, "oil", NOW + DAY)
    assert generate(hall, NOW + 90 * DAY, NOW + DAY).made == 1
    assert [(one.state, one.visit.due) for one in listed(hall, NOW + DAY)] == [
        (State.DONE, NINE),
        (State.OPEN, NOW + 8 * DAY),
    ]


def test_by_completion_early_work_settles_the_visit_that_was_planned(hall):
    add(hall, "oil", "every 1 month", anchor="completion", start=NOW + 20 * DAY)
    assert generate(hall, NOW + 30 * DAY).made == 1
    done(hall, "oil", NOW + DAY)
    assert [one.state for one in listed(hall, NOW + 25 * DAY)] == [State.DONE]


def test_what_rests_what_is_deleted_and_what_is_elsewhere_has_none(hall):
    for task, asset in (("resting", "hall"), ("gone", "hall"), ("elsewhere", "barn"), ("here", "hall")):
        add(hall, task, "every 1 month", asset=asset)
    with hall.writing() as session:
        schedules.pause(session, ADMIN, NOW, schedules.find(session, "resting"))
        schedules.delete(session, ADMIN, NOW, schedules.find(session, "gone"))
    assert generate(hall, below="hall").made == 1
    assert [one.task for one in listed(hall)] == ["here"]
    assert generate(hall, task="elsewhere").made == 1
    with pytest.raises(Refused, match="no task “nothing”"):
        generate(hall, task="nothing")


def test_a_rule_that_cannot_be_read_does_not_stop_the_rest(hall):
    add(hall, "good", "every 1 month")
    bad = add(hall, "bad", "every 1 month")
    with hall.writing() as session:
        session.get_one(Schedule, bad).rules = ["from another version"]
    told = generate(hall)
    assert told.made == 1
    assert told.broken[0].startswith("bad on hall: ")


@pytest.mark.parametrize("until", [NOW, NOW - DAY, NOW + 3 * 366 * DAY])
def test_an_end_that_is_over_or_too_far_is_refused(hall, until):
    add(hall, "ropes", "every 1 week")
    with pytest.raises(Refused, match="not possible"):
        generate(hall, until)


def test_too_many_at_once_are_refused_and_none_is_made(hall, monkeypatch):
    monkeypatch.setattr(visits, "MOST", 10)
    add(hall, "ropes", "every 1 week")
    add(hall, "sweep", "every 1 day")
    with pytest.raises(Refused, match="more than 10 visits"):
        generate(hall)
    assert listed(hall) == []


def test_one_planned_by_hand_is_one_like_the_others(hall):
    add(hall, "ropes", "every 1 week")
    generate(hall)
    with hall.writing() as session:
        made = visits.plan(
            session, ADMIN, NOW, schedules.find(session, "ropes"), NOW + 2 * DAY, who="bea", notes="bring oil"
        )
        assert made.by_hand
    found = next(one for one in listed(hall) if one.visit.by_hand)
    assert (found.who, found.visit.due, found.state) == ("bea", NOW + 2 * DAY, State.OPEN)
    assert len(listed(hall)) == 6
    with pytest.raises(Refused, match="planned for then already"), hall.writing() as session:
        visits.plan(session, ADMIN, NOW, schedules.find(session, "ropes"), NINE)
    with hall.writing() as session:
        visits.cancel(session, ADMIN, NOW, visits.find(session, found.visit.id), "rain")
        again = visits.plan(session, ADMIN, NOW, schedules.find(session, "ropes"), NOW + 2 * DAY)
        assert again.id == found.visit.id
        assert again.cancelled_at is None


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (NINE - 2 * DAY + 6 * HOUR, [State.DONE, State.OPEN]),  # early enough to settle it
        (NINE, [State.DONE, State.OPEN]),
        (NINE + 3 * DAY, [State.DONE, State.OPEN]),
        (NINE + 7 * DAY, [State.DONE, State.DONE]),  # a later one settles those before it
    ],
)
def test_it_is_done_when_its_occurrence_or_a_later_one_is_settled(hall, when, expected):
    add(hall, "ropes", "every 1 week")
    generate(hall, NINE + 7 * DAY + SECOND)
    done(hall, "ropes", when)
    assert [one.state for one in listed(hall, NINE + 7 * DAY)] == expected


def test_failed_work_leaves_it_open_and_work_left_out_on_purpose_is_not_done(hall):
    add(hall, "ropes", "every 1 week")
    generate(hall)
    done(hall, "ropes", NOW, outcome=Outcome.FAILED)
    assert listed(hall)[0].state is State.OPEN
    row = done(hall, "ropes", NOW, outcome=Outcome.SKIPPED)
    assert listed(hall)[0].state is State.SKIPPED
    done(hall, "ropes", NOW, outcome=Outcome.DONE, corrects=row)
    assert listed(hall)[0].state is State.DONE


def test_corrected_to_failed_it_is_open_again(hall):
    add(hall, "ropes", "every 1 week")
    generate(hall)
    row = done(hall, "ropes", NOW)
    assert listed(hall)[0].state is State.DONE
    done(hall, "ropes", NOW + HOUR, corrects=row, outcome=Outcome.FAILED)
    assert listed(hall)[0].state is State.OPEN


@pytest.mark.parametrize(("grace", "late"), [(0, DAY), (3 * 86_400, 3 * DAY)])
def test_it_is_missed_a_day_after_its_time_and_when_its_grace_is_over(hall, grace, late):
    add(hall, "ropes", "every 1 month", grace=grace)
    generate(hall)
    end = NINE + late
    assert [listed(hall, now)[0].state for now in (end - SECOND, end + SECOND)] == [State.OPEN, State.MISSED]
    done(hall, "ropes", end + DAY)
    assert listed(hall, end + DAY)[0].state is State.DONE


@pytest.mark.parametrize(
    ("removed", "state", "badge"),
    [(DAY, State.CANCELLED, None), (DAY + SECOND, State.MISSED, Badge.BREACHED)],
)
def test_what_was_missed_when_its_schedule_was_removed_stays_missed(hall, removed, state, badge):
    """As the report of visits counts it: past its grace then, which here ends a day after its time."""
    add(hall, "ropes", "every 1 month", grace=DAY // SECOND, sla=3600)
    generate(hall, NOW + 20 * DAY)
    with hall.writing() as session:
        schedules.delete(session, ADMIN, NINE + removed, schedules.find(session, "ropes"))
    ((one),) = listed(hall, NINE + 9 * DAY)
    assert (one.state, one.badge) == (state, badge)
    with hall.reading() as session:
        (row,) = reporting.visits(session, NINE + 9 * DAY, reporting.Span(NOW - DAY, NOW + 9 * DAY))
    assert (row["overdue"], row["cancelled"]) == (int(state is State.MISSED), int(state is State.CANCELLED))
    with pytest.raises(Refused, match=f"visit {one.visit.id} is {state}, and ropes"), hall.writing() as session:
        visits.reschedule(session, ADMIN, NOW, visits.find(session, one.visit.id), NOW + DAY)


def test_moved_it_is_missed_later_but_what_was_promised_stays(hall):
    add(hall, "ropes", "every 1 month", sla=86_400)
    generate(hall)
    with hall.writing() as session:
        visits.reschedule(session, ADMIN, NOW, visits.find(session, 1), NINE + 3 * DAY)
    found = listed(hall, NINE + 3 * DAY)[0]
    assert (found.visit.due, found.state, found.badge) == (NINE, State.OPEN, Badge.BREACHED)


@pytest.mark.parametrize(
    ("shift", "badge"),
    [(timedelta(), Badge.OK), (3 * HOUR, Badge.SOON), (4 * HOUR, Badge.SOON), (4 * HOUR + SECOND, Badge.BREACHED)],
)
def test_the_badge_says_how_the_promise_stands(hall, shift, badge):
    add(hall, "ropes", "every 1 month", sla=4 * 3_600)
    generate(hall)
    assert listed(hall, NINE + shift)[0].badge is badge
    assert [one.badge for one in listed(hall, NINE + shift, badges=[badge])] == [badge]
    done(hall, "ropes", NINE + shift)
    kept = Badge.BREACHED if badge is Badge.BREACHED else Badge.OK
    assert listed(hall, NINE + DAY)[0].badge is kept  # it was in time, however long ago that is


def test_one_planned_by_hand_is_done_by_work_that_settles_nothing(hall):
    add(hall, "ropes", "every 1 month")
    done(hall, "ropes", NOW)
    at = NOW + 10 * DAY
    with hall.writing() as session:
        visits.plan(session, ADMIN, NOW, schedules.find(session, "ropes"), at)
    with hall.reading() as session:
        visit = visits.find(session, 1)
        assert visits.told(session, visit, at).state is State.OPEN
    done(hall, "ropes", at - 25 * HOUR)
    assert listed(hall, at)[0].state is State.OPEN
    done(hall, "ropes", at - DAY)
    assert listed(hall, at)[0].state is State.DONE


def test_whoever_it_is_given_to_is_told_once_each_time(hall):
    add(hall, "ropes", "every 1 week", title="Check the ropes")
    generate(hall)
    with hall.writing() as session:
        visit = visits.find(session, 1)
        visits.assign(session, ADMIN, NOW, visit, "bea")
        visits.assign(session, ADMIN, NOW, visit, "bea")  # it is hers
        visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY)
        visits.assign(session, ADMIN, NOW, visit, "")
    with hall.reading() as session:
        told = [(one.kind, one.url, one.title) for one in session.scalars(select(Message).order_by(Message.id))]
    assert told == [(NoticeKind.ASSIGNMENT, "mailto:bea@example.org", "Yours: Check the ropes on hall")] * 2


def test_who_leaves_has_no_visits_to_make_and_is_told_of_none(hall):
    add(hall, "ropes", "every 1 week")
    generate(hall)
    with hall.writing() as session:
        for id in (1, 2, 3):
            visits.assign(session, ADMIN, NOW, visits.find(session, id), "bea")
    first = listed(hall)[0].visit.due
    done(hall, "ropes", first)
    with hall.writing() as session:
        assert people.remove(session, ADMIN, first, people.find(session, "bea")) == 2
        before = session.scalar(select(func.count(Message.id)))
        visits.reschedule(session, ADMIN, first, visits.find(session, 2), first + DAY)
        assert session.scalar(select(func.count(Message.id))) == before
    assert [one.who for one in listed(hall, first)][:3] == ["bea", "", ""]


def test_without_a_person_of_its_own_it_is_who_does_the_task(hall):
    add(hall, "ropes", "every 1 month", assignee="anna")
    generate(hall)
    assert listed(hall)[0].who == "anna"
    with hall.writing() as session:
        schedules.change(session, ADMIN, NOW, schedules.find(session, "ropes"), assignee="bea")
    assert [one.who for one in listed(hall, who="bea")] == ["bea"]
    assert listed(hall, who="anna") == []


def test_done_or_cancelled_it_is_changed_no_more(hall):
    add(hall, "ropes", "every 1 week")
    generate(hall)
    done(hall, "ropes", NOW)
    with hall.writing() as session:
        visits.cancel(session, ADMIN, NOW, visits.find(session, 2), "closed")
    for number, said in ((1, "is done"), (2, "is cancelled")):
        for change in (
            lambda session, visit: visits.assign(session, ADMIN, NOW, visit, "bea"),
            lambda session, visit: visits.reschedule(session, ADMIN, NOW, visit, NOW + DAY),
            lambda session, visit: visits.cancel(session, ADMIN, NOW, visit, "why not"),
        ):
            with pytest.raises(Refused, match=said), hall.writing() as session:
                change(session, visits.find(session, number))


def test_who_may_not_plan_may_not(hall):
    add(hall, "ropes", "every 1 week")
    generate(hall)
    viewer = Actor("cem", Role.VIEWER)
    with hall.reading() as session:
        elsewhere = Actor("dan", Role.COORDINATOR, None, assets.find(session, "barn").line)
    for actor in (viewer, elsewhere):
        with pytest.raises(Refused), hall.writing() as session:
            visits.cancel(session, actor, NOW, visits.find(session, 1), "x")
        with pytest.raises(Refused), hall.writing() as session:
            visits.plan(session, actor, NOW, schedules.find(session, "ropes"), NOW + DAY)
    with pytest.raises(Refused), hall.writing() as session:
        visits.generate(session, viewer, NOW, NOW + DAY)
    with hall.writing() as session:  # of all there is they make their own part
        assert visits.generate(session, elsewhere, NOW, NOW + 60 * DAY).made == 0


def test_a_list_by_person_task_state_and_time_in_order(hall):
    add(hall, "ropes", "every 1 week", assignee="bea")
    add(hall, "oil", "every 2 weeks", asset="barn")
    generate(hall, NINE + 14 * DAY + SECOND)
    dues = [one.visit.due for one in listed(hall)]
    assert dues == sorted(dues)
    assert [one.visit.due for one in listed(hall, descending=True)] == dues[::-1]
    assert len(dues) == 5
    assert {one.task for one in listed(hall, who="bea")} == {"ropes"}
    assert len(listed(hall, task="oil")) == 2
    assert len(listed(hall, start=NINE + 7 * DAY, end=NINE + 14 * DAY)) == 1
    assert [one.asset for one in listed(hall, sorting=Sorting.ASSET, descending=True)] == ["hall"] * 3 + ["barn"] * 2
    assert len(listed(hall, NINE + DAY + SECOND, states=[State.MISSED])) == 2
    with hall.reading() as session:
        assert len(visits.listed(session, NOW, Wanted(below=assets.find(session, "barn")))) == 2


_RULES = st.sampled_from(["every 1 day", "every 3 days", "every 1 month", "cron 30 2 * * *", "cron 0 3 * * 1,4"])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_RULES, st.lists(st.integers(1, 60), min_size=2, max_size=4), st.integers(0, 20))
def test_however_often_and_how_far_each_due_time_has_one_visit(hall, rule, ends, late):
    with pytest.raises(_UndoneError), hall.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "hall", "x", [rule], zone="Europe/Berlin", start=NOW - late * DAY)
        counted = sum(visits.generate(session, ADMIN, NOW, NOW + end * DAY).made for end in ends)
        found = session.scalars(select(Visit.due).where(Visit.schedule_id == made.id).order_by(Visit.due)).all()
        rhythm = schedules.rhythm_of(made)
        assert counted == len(found) == len(set(found))
        assert all(rhythm.after(due - SECOND) == due for due in found)
        assert all(NOW < due < NOW + max(ends) * DAY for due in found[1:])
        coming = [due for due in found if due > NOW]
        assert all(rhythm.after(before) == after for before, after in pairwise(coming))
        raise _UndoneError


class _UndoneError(Exception):
    pass


def test_generated_by_several_at_once_they_are_there_once(hall):
    """Real processes, on the database that the environment names."""
    add(hall, "ropes", "every 1 week", start=datetime.now(UTC).replace(microsecond=0))
    command = [sys.executable, "-m", "ddd", "visits", "generate", "--until", "+90d"]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [one.communicate(timeout=120)[1] for one in runs]
    assert [one.returncode for one in runs] == [0, 0, 0], said
    assert sorted(int(one.split()[0]) for one in said) == [0, 0, 13]
    with hall.reading() as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == 13


@pytest.mark.slow
def test_fifty_thousand_visits_are_one_batch(hall):
    with hall.writing() as session:
        asset = assets.find(session, "hall").id
        session.add_all(
            Schedule(
                asset_id=asset, task=f"task-{number}", title="x", rules=["every 1 week"], start=NINE, next_due=NINE,
                pinned=[], created_at=NOW,
            )
            for number in range(1_000)
        )  # fmt: skip
    assert generate(hall, NINE + 350 * DAY).made == 50_000
    assert generate(hall, NINE + 350 * DAY).made == 0


def said(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["visits", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return getattr(result.exception, "exit_code", 3), str(result.exception)
    return result.exit_code, result.stdout


def test_the_commands_from_the_plan_to_the_calendar(hall, monkeypatch):
    monkeypatch.delenv("DDD_SMTP_URL", raising=False)
    now = datetime.now(UTC).replace(microsecond=0)
    assert "ddd visits generate" in said("list")[1]
    add(hall, "ropes", "every 1 week", start=now + DAY, title="Check the ropes")
    assert said("generate", "--until", "+30d")[0] == 0
    assert said("assign", "1", "bea")[0] == 0
    assert said("reschedule", "1", "--at", "+2d")[0] == 0
    assert said("plan", "ropes", "--at", "+4d", "--person", "anna")[0] == 0
    assert said("cancel", "2", "--reason", "closed")[0] == 0
    code, out = said("list", "--format", "json")
    assert code == 0
    assert [one["state"] for one in json.loads(out)["visits"]].count("cancelled") == 1
    assert "bea" in said("list", "--person", "bea", "-f", "csv")[1]
    events = icalendar.Calendar.from_ical(said("export")[1]).walk("VEVENT")
    assert len(events) == len(json.loads(out)["visits"])
    assert {str(one["SUMMARY"]) for one in events} == {"Check the ropes (hall)"}
    assert [str(one["STATUS"]) for one in events].count("CANCELLED") == 1
    described = {str(one["DESCRIPTION"]) for one in events if "DESCRIPTION" in one}
    assert described == {"who: bea", "who: anna"}  # of the others there is nothing to say


def stranded(ledger: Ledger, task: str = "ropes", now: datetime = NOW) -> list[datetime]:
    with ledger.reading() as session:
        found = visits.stranded(session, now, schedules.find(session, task))
        return [visits.find(session, id).due for id in found]


def change(ledger: Ledger, now: datetime = NOW, **fields: object) -> None:
    with ledger.writing() as session:
        schedules.change(session, ADMIN, now, schedules.find(session, "ropes"), **fields)


def test_visits_at_times_that_a_new_rule_does_not_have_are_told(hall):
    add(hall, "ropes", "cron 0 9 * * MON")
    generate(hall)  # the 9th, 16th, 23rd and 30th; 2026-03-02 itself is a Monday
    assert stranded(hall) == []
    change(hall, rules=["cron 0 9 9,23 * *"])
    assert [one.day for one in stranded(hall)] == [16, 30]
    assert [one.day for one in stranded(hall, now=NOW.replace(day=16, hour=9))] == [30]  # the other is past
    change(hall, rules=["cron 0 9 * * MON"])
    assert stranded(hall) == []


def test_planned_by_hand_cancelled_or_done_a_visit_stands_wherever_it_stands(hall):
    add(hall, "ropes", "cron 0 9 * * MON")
    generate(hall)
    with hall.writing() as session:
        visits.plan(session, ADMIN, NOW, schedules.find(session, "ropes"), NOW + 3 * DAY)
        visit = session.scalars(select(Visit).where(Visit.due == NINE.replace(day=30))).one()
        visits.cancel(session, ADMIN, NOW, visit, "closed")
    change(hall, rules=["cron 0 9 1 * *"])
    assert [one.day for one in stranded(hall)] == [9, 16, 23]


def test_by_completion_every_visit_but_the_next_is_told(hall):
    add(hall, "ropes", "every 7 days", start=NINE + 7 * DAY)
    generate(hall)
    change(hall, anchor="completion")
    assert [one.day for one in stranded(hall)] == [16, 23, 30]


def test_a_new_rule_says_which_visits_to_cancel_and_they_are_cancelled_together(hall):
    start = datetime.now(UTC).replace(microsecond=0) + DAY
    add(hall, "ropes", "every 1 week", start=start)
    assert said("generate", "--until", "+30d")[0] == 0
    told = CliRunner().invoke(app, ["schedule", "set", "ropes", "--rule", "every 1 month"]).stderr
    assert "5 visits to come stand at times it is not due any more: `ddd visits cancel 1 2 3 4 5 --reason" in told
    assert "ddd visits generate --until DATE" in told
    assert said("cancel", "1", "2", "99", "--reason", "new rule")[0] == 2  # all or none
    assert said("cancel", "1", "2", "3", "4", "5", "--reason", "new rule")[0] == 0
    assert (
        "stand at times" not in CliRunner().invoke(app, ["schedule", "set", "ropes", "--rule", "every 2 months"]).stderr
    )


REFUSED = [
    ("generate", "--until", "yesterday"),
    ("generate", "--until", "2020-01-01"),
    ("generate", "--until", "+30d", "--asset", "nowhere"),
    ("plan", "nothing", "--at", "+1d"),
    ("plan", "ropes", "--at", "2020-01-01"),
    ("plan", "ropes", "--at", "+1d", "--person", "nobody"),
    ("plan", "ropes", "--at", "+1d", "--for", "a while"),
    ("assign", "99", "bea"),
    ("reschedule", "99", "--at", "+1d"),
    ("cancel", "99", "--reason", "x"),
    ("list", "--state", "odd"),
    ("list", "--person", "nobody"),
]


def test_what_cannot_be_is_refused_and_recorded_nowhere(hall):
    add(hall, "ropes", "every 1 week")
    with hall.reading() as session:
        before = audit.head(session)
    for arguments in REFUSED:
        assert said(*arguments)[0] == 2, arguments
    with hall.reading() as session:
        assert audit.head(session) == before
        assert session.scalars(select(Visit)).all() == []


def test_the_last_part_of_a_name_is_enough_and_a_wrong_one_is_told(hall):
    add(hall, "roles/backup/drill", "every 1 week")
    assert generate(hall, NOW + 10 * DAY, task="drill").made == 2
    assert [one.task for one in listed(hall, task="drill")] == ["roles/backup/drill"] * 2
    with pytest.raises(Refused, match="no task “dril”"):
        listed(hall, task="dril")
    add(hall, "drill", "every 1 week")  # now it is a whole name
    assert listed(hall, task="drill") == []
    with hall.writing() as session:
        schedules.delete(session, ADMIN, NOW, schedules.find(session, "roles/backup/drill"))
    assert len(listed(hall, task="roles/backup/drill")) == 2
    with pytest.raises(Refused, match="no task “roles/backup/drill”"):
        generate(hall, task="roles/backup/drill")


def test_of_a_task_below_an_asset_that_is_not_due_yet_none_is_made(hall):
    with hall.writing() as session:
        assets.add(session, ADMIN, NOW, "stage", parent="hall")
    add(hall, "ropes", "every 1 week", asset="stage", start=NOW + 7 * DAY)
    assert generate(hall, NOW + 2 * DAY, below="hall", task="ropes").made == 0
    with pytest.raises(Refused, match="no task “ropes” on barn"):
        generate(hall, NOW + 2 * DAY, below="barn", task="ropes")
