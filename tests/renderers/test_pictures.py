"""The pictures say what the figures say, in words too, in light and dark, and run nothing."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.generated import is_generated
from ddd.model import Cadence, Ratio, replace
from ddd.renderers import Book
from ddd.renderers.pictures import _svg as svg
from ddd.renderers.pictures import gap, load, owners
from ddd.renderers.views import figures
from ddd.renderers.views import load as weeks
from ddd.renderers.views.owned import owned
from ddd.spec import load as spec

from . import plans, reading

SVG = "{http://www.w3.org/2000/svg}"
EVERY = (gap.gap, load.load, owners.owners)
READABLE = 4.5
"""WCAG 2.1, 1.4.3: contrast of text."""


def drawn(renderer, plan, **changes):
    book = reading.book(plan)
    (artifact,) = renderer.render(replace(book, assessment=replace(book.assessment, **changes)))
    return artifact.text


def words(text):
    return [one.text for one in ET.fromstring(text).iter(f"{SVG}text")]


def classes(text, tag):
    return [one.get("class") for one in ET.fromstring(text).iter(f"{SVG}{tag}")]


# All of them


@pytest.mark.parametrize("renderer", EVERY, ids=lambda one: one.name)
@pytest.mark.parametrize("name", plans.PLANS)
def test_each_is_a_picture_of_ours_with_a_title_and_nothing_that_runs_or_loads(renderer, name):
    text = drawn(renderer, plans.PLANS[name])
    assert is_generated(text.encode())
    root = ET.fromstring(text)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text.endswith((".", "!"))
    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "text", "line", "circle", "defs", "pattern"}
    values = {value for one in root.iter() for value in one.attrib.values()}
    assert not any("://" in value or "javascript" in value for value in values)
    assert not any(name.startswith("on") or name in ("href", "style") for one in root.iter() for name in one.attrib)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_owner_gives_a_picture_that_can_be_read(name):
    task = replace(plans.documented(), owners=(plans.claim(name),), title=name)
    root = ET.fromstring(drawn(owners.owners, plans.plan_of(task)))
    assert {one.tag for one in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "desc", "style", "rect", "text", "line", "circle")
    }


def rules(style):
    light, _, dark = style.partition("@media (prefers-color-scheme: dark) {")
    found = []
    for block in (light, light + dark):
        colours = {}
        for names, body in re.findall(r"([^{}]+)\{([^{}]*)\}", block):
            for fill in re.findall(r"fill: (#[0-9a-f]{6})", body):
                colours |= dict.fromkeys((one.strip() for one in names.split(",")), fill)
        found.append(colours)
    return found


def contrast(one, other):
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("text", ".paper"), (".muted", ".paper"), (".loud", ".paper"), (".muted", ".track"),
        *(("text", f".level-{level}") for level in (1, 2, 3)), (".on-4", ".level-4"), (".on-5", ".level-5"),
        (".on-dot", ".dot"), (".on-nobody", ".nobody"),
    ],
)  # fmt: skip
def test_words_stand_out_from_what_is_behind_them(scheme, ink, ground):
    colours = rules(svg._STYLE)[scheme]
    assert contrast(colours[ink], colours[ground]) >= READABLE


@given(st.text(max_size=60), st.integers(20, 400))
def test_cut_words_fit_and_short_ones_stay(text, width):
    made = svg.cut(text, width)
    assert len(made) <= max(1, int(width / svg._CHARACTER))
    assert made.endswith("…") or made == " ".join(text.split())


def test_wide_letters_count_twice():
    assert svg.cut("日本語日本語", 8 * svg._CHARACTER) == "日本語…"


# The gap


def test_the_gap_tells_both_coverages_with_what_was_counted():
    text = drawn(gap.gap, plans.everything(), documentation=Ratio(9, 10), maintenance=Ratio(0.25, 1))
    shown = words(text)
    assert shown[2:4] == ["90 %", "9 of 10 units"]
    assert shown[5:7] == ["25 %", "25 of 100 points"]
    assert "The gap: 65 points: documented, but nobody could maintain it from there" in shown
    assert classes(text, "rect").count("gap") == 1


def test_what_is_not_measured_is_told_and_no_bar():
    text = drawn(gap.gap, plans.empty(), documentation=None)
    assert figures.NOT_MEASURED in words(text)
    assert "The gap: not measured" in words(text)
    assert "unknown" in classes(text, "rect")
    assert "gap" not in classes(text, "rect")
    assert "not measured" in gap.told(replace(reading.book(plans.empty()).assessment, documentation=None))


@pytest.mark.parametrize(
    ("documented", "maintained", "says", "hatched"),
    [
        (Ratio(1, 2), Ratio(1, 2), "none: as much is maintained as is documented", 0),
        (Ratio(1, 4), Ratio(1, 2), "25 points the other way: more can be maintained than is documented", 1),
    ],
)
def test_no_gap_and_one_the_other_way(documented, maintained, says, hatched):
    text = drawn(gap.gap, plans.empty(), documentation=documented, maintenance=maintained)
    assert f"The gap: {says}" in words(text)
    assert classes(text, "rect").count("gap") == hatched


def test_every_cadence_that_the_spec_asks_of_has_a_bar_and_the_wanted_line():
    shown = words(drawn(gap.gap, plans.empty()))
    assert [one for one in shown if one in ("Daily", "Weekly", "Monthly")] == ["Daily", "Weekly", "Monthly"]
    assert "wanted: 80 %" in shown
    assert "Maintenance coverage by cadence" not in words(drawn(gap.gap, plans.empty(), cadences=()))


def test_the_biggest_lacks_come_first_with_their_points():
    found = figures.biggest_lacks(reading.book(plans.empty()).assessment, most=4)
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    assert (found[0].cadence, found[0].verdict, found[0].points) == (Cadence.DAILY, "missing", 20.0)
    assert len(found) == 4


# The week


def scheduled(expression, **changes):
    task = plans.bare()
    return replace(task, schedules=(plans.schedule(expression, "cron.d/x", 2, **changes),))


def week(*tasks):
    return weeks.load(plans.plan_of(*(replace(task, id=f"t{number}") for number, task in enumerate(tasks))))


def test_a_daily_job_is_one_start_on_each_weekday_at_its_hour():
    found = week(scheduled("30 1 * * *", timezone="Europe/Berlin"))
    assert found.mean == {(day, 1): 1.0 for day in range(7)}
    assert (found.dated, found.assumed_utc) == (1, 0)


def test_a_rare_job_is_less_than_one_a_week():
    found = week(scheduled("0 4 1 * *"))
    assert round(sum(found.mean.values()) * weeks.WEEKS, 6) == 12
    assert {weeks.told(mean) for mean in found.mean.values()} == {"·"}


def test_two_jobs_of_an_hour_add_up_and_the_zone_is_said_to_be_assumed():
    found = week(scheduled("0 4 * * 0"), scheduled("30 4 * * 0"))
    assert (found.mean, found.assumed_utc) == ({(6, 4): 2.0}, 2)
    assert load.told(found) == (
        "Fullest: Sunday from 04:00, about 2 starts. Zone not documented for 2 of 2: their hours are read as UTC."
    )


def test_what_runs_often_or_has_no_day_or_cannot_be_read_is_left_out_and_said_so():
    often = scheduled("*/5 * * * *", cadence=Cadence.SUB_DAILY)
    found = week(often, plans.by_hand(), plans.hostile())
    assert (found.mean, found.often, found.floating) == ({}, 1, 2)
    assert load.told(found).startswith("No scheduled work has a day and an hour. Not shown: 1 schedule that run")
    assert "2 without a day of their own" in load.told(found)


def test_an_hour_that_is_not_known_has_a_column_of_its_own():
    task = scheduled("@daily", system="run-parts")
    text = drawn(load.load, plans.plan_of(task))
    assert "?" in words(text)
    assert week(task).hours == [None]
    assert "at an hour not said" in load.told(week(task))


@pytest.mark.parametrize(
    ("mean", "told"), [(0, ""), (0.94, "·"), (0.96, "1"), (1.26, "1.3"), (9.9, "9.9"), (12.4, "12")]
)
def test_how_many_a_week(mean, told):
    assert weeks.told(mean) == told


@pytest.mark.parametrize(("mean", "most", "level"), [(0, 9, 0), (1, 1, 2), (1, 10, 1), (5, 10, 3), (10, 10, 5)])
def test_darkness_is_the_share_of_the_fullest_hour(mean, most, level):
    assert load._level(mean, most) == level


# The owners


def test_what_nobody_answers_for_comes_first_and_loud():
    text = drawn(owners.owners, plans.everything())
    shown = words(text)
    assert shown[1].startswith("Nobody is named for 6 of 8 tasks")
    assert shown.index("NOBODY NAMED") < shown.index("@harbour/dba")
    assert {"nobody", "dot"} <= set(classes(text, "circle"))


def test_with_an_owner_for_all_nobody_is_absent():
    text = drawn(owners.owners, plans.plan_of(plans.documented()))
    assert "NOBODY NAMED" not in words(text)
    assert "Every one of 1 task has an owner; 1 owner" in words(text)
    assert owners.told(owned(plans.plan_of(plans.documented()), spec(), 9)) == (
        "Every task has an owner. By tasks: @harbour/dba: 1."
    )


def test_many_owners_are_brought_together_and_no_task_is_lost():
    tasks = [
        replace(plans.documented(), id=f"t{number}", owners=(plans.claim(f"team {number:02}"),)) for number in range(40)
    ]
    found = owned(plans.plan_of(*tasks, plans.bare()), spec(), owners.MOST_ROWS)
    assert len(found.rows) == owners.MOST_ROWS
    assert (found.rows[0].label, found.rows[-1].name) == ("nobody is named", "26 other owners")
    assert sum(one.total for one in found.rows) == found.tasks == 41
    assert (found.owners, found.unowned) == (40, 1)


def test_a_placeholder_is_no_owner():
    task = replace(plans.documented(), owners=(plans.claim("TODO"),))
    assert owned(plans.plan_of(task), spec(), 9).unowned == 1


def test_without_tasks_the_picture_says_so():
    assert "No task was found." in words(drawn(owners.owners, plans.empty()))


def test_the_same_plan_gives_the_same_bytes():
    one, other = (Book(plans.everything(), plans.assessed(plans.everything()), spec()) for _ in range(2))
    for renderer in EVERY:
        assert list(renderer.render(one)) == list(renderer.render(other))
