"""The days of a year: what the pages of the calendar and the browser are told."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ddd.model import Cadence, Dialect, State, Task, replace
from ddd.renderers.site import days

from ..renderers import plans
from . import building
from .building import only, schedule

WEEKLY = {"cadence": Cadence.WEEKLY, "longest_gap": 7 * plans.DAY}
MONTHLY = {"cadence": Cadence.MONTHLY, "longest_gap": 31 * plans.DAY}


def told(year: days.Year, page_of: dict[str, str] | None = None) -> dict:
    text = days.script(year, page_of or {})
    return json.loads(text.split("window.dddCalendar = ", 1)[1].removesuffix(";\n"))


def of(*schedules, **more) -> days.Year:
    return days.year(building.book(only(*schedules), **more))


def frequent() -> Task:
    often = schedule("*/5 * * * *", cadence=Cadence.SUB_DAILY, longest_gap=300)
    return replace(plans.frequent(), schedules=(often,))


def test_daily_work_is_counted_and_rarer_work_is_named():
    year = of(schedule("30 4 * * 1", **WEEKLY), schedule("0 3 * * *"))
    monday, tuesday = year.days[4], year.days[5]
    assert (monday.date, [one.title for one in monday.rarer], len(monday.daily)) == (date(2026, 1, 5), ["The job"], 1)
    assert (tuesday.rarer, len(tuesday.daily)) == ([], 1)
    assert monday.rarer[0].time == "04:30 Europe/Berlin"


def test_a_year_has_all_its_days_and_its_weeks_begin_on_monday():
    assert len(of(schedule("0 3 * * *")).days) == 365
    leap = of(schedule("0 3 * * *"), year=2028)
    assert len(leap.of_month(2)) == 29
    week = leap.weeks(2)[0]
    assert [one.date.day if one else None for one in week] == [None, 1, 2, 3, 4, 5, 6]
    assert all(len(week) == 7 for month in range(1, 13) for week in leap.weeks(month))


def test_a_zone_nobody_documents_is_told_with_a_question_mark():
    assert of(schedule("30 4 * * 1", timezone=None, **WEEKLY)).days[4].rarer[0].time == "04:30 UTC?"


def test_what_is_suspended_stands_on_the_days_it_would_run_and_is_not_due():
    year = of(schedule("0 3 * * *"), schedule("0 1 1 * *", state=State.SUSPENDED, name="vacuum", **MONTHLY))
    first = year.days[31]
    assert [(one.title, one.suspended, one.id) for one in first.rarer] == [("vacuum", True, "")]
    assert first.due == []
    assert year.days[32].rarer == []


def test_what_is_suspended_and_daily_or_unreadable_is_listed_only():
    off = {"state": State.SUSPENDED}
    year = of(
        schedule("0 3 * * *"),
        schedule("0 2 * * *", **off),
        schedule("{{ hour }} 2 * * *", **off),
        schedule("@every 720h", dialect=Dialect.ROBFIG, **off),
    )
    assert len(year.suspended) == 3
    assert {one.title for day in year.days for one in day.rarer} <= {"@every 720h"}


def test_a_schedule_that_the_system_would_refuse_is_on_no_day():
    plan = plans.plan_of(plans.hostile(), plans.documented())
    year = days.year(building.book(plan))
    assert {task for day in year.days for task in day.daily} == {plans.documented().id}
    assert [one for day in year.days for one in day.rarer] == []


def test_the_browser_is_told_each_day_by_the_times_that_fall_on_it():
    data = told(of(schedule("30 4 * * 1", **WEEKLY)), {"job": "tasks/job.html"})
    assert data["year"] == 2026
    (task,) = data["tasks"]
    assert task == {
        "id": "job", "title": "The job", "url": "tasks/job.html", "cadence": "weekly", "owner": "@harbour/dba",
        "at": {"04:30 Europe/Berlin": [[4, 361, 7]]},
    }  # fmt: skip


def test_what_has_no_day_is_told_without_one():
    task = replace(plans.by_hand(), id="hand")
    data = told(days.year(building.book(plans.plan_of(task, frequent()))))
    assert {one["id"]: one["at"] for one in data["tasks"]} == {"hand": {}, "probe": {}}


@given(st.sets(st.integers(0, 365)).map(sorted))
def test_no_day_is_lost_or_added_when_days_are_told_as_runs(numbers):
    found = [day for first, last, step in days._runs(numbers) for day in range(first, last + 1, step)]
    assert found == numbers


@given(st.text())
def test_any_text_is_told_to_the_browser_and_leaves_no_script(text):
    made = days.as_script("x", [text], "a test")
    assert json.loads(made.split("window.x = ", 1)[1].removesuffix(";\n")) == [text]
    assert "<" not in made.split("*/", 1)[1]
    assert made.isascii()


def test_the_rhythm_of_a_week_names_weekdays_and_what_has_none():
    tasks = [
        replace(plans.bare(), id=name, title=name, schedules=(schedule(expression, **fields),), cadence=cadence)
        for name, expression, cadence, fields in [
            ("monday", "0 4 * * 1", Cadence.WEEKLY, WEEKLY),
            ("daily", "0 4 * * *", Cadence.DAILY, {}),
            ("changing", "0 4 1,8,15,22 * *", Cadence.WEEKLY, WEEKLY),
            ("monthly", "0 4 1 * *", Cadence.MONTHLY, MONTHLY),
        ]
    ]
    found = days.rhythm(days.year(building.book(plans.plan_of(*tasks, frequent(), plans.by_hand()))))
    assert [task.id for task in found.daily] == ["daily"]
    assert [(day, [task.id for task in tasks]) for day, tasks in found.by_weekday if tasks] == [("Monday", ["monday"])]
    assert [task.id for task in found.changing] == ["changing"]
    assert found.rarer == {"every month": 1}
    assert [task.id for task in found.often] == ["probe"]
    assert [job.task.id for job in found.floating] == [plans.by_hand().id]
