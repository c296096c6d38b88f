"""The README of the folder: where people start."""

import pytest

from ddd.model import Artifact, Ratio, replace
from ddd.renderers import pages
from ddd.renderers.book.emergency import emergency
from ddd.renderers.book.runbooks import runbooks
from ddd.renderers.pictures import gap, load, owners
from ddd.renderers.renderer import Chapter, Pillar, renderer
from ddd.renderers.scripts.run import automation
from ddd.renderers.targets._shelves import shelves
from ddd.renderers.targets.markdown import markdown

from . import plans, reading

OURS = (emergency, load.load, runbooks, automation, owners.owners, gap.gap)


def bound(plan, renderers=OURS, **changes):
    book = reading.book(plan)
    book = replace(book, assessment=replace(book.assessment, **changes))
    chapters = tuple(Chapter(one, tuple(one.render(book))) for one in renderers)
    return {one.path: one.text for one in markdown.bind(book, chapters)}


@pytest.fixture(scope="module")
def everything():
    return bound(plans.everything())


@pytest.fixture(scope="module")
def readme(everything):
    return everything["README.md"]


def test_it_says_where_it_stands_with_both_numbers():
    text = bound(plans.everything(), (), documentation=Ratio(9, 10), maintenance=Ratio(0.25, 1))["README.md"]
    shown = reading.lines(reading.under(text, "Where it stands"))
    assert shown[0] == "Documentation coverage: 90 % (9 of 10 units): what is written about what there is"
    assert shown[1].endswith("25 % (25 of 100 points): what a person could work from; wanted 80 %, not reached")
    assert shown[2] == "The gap: 65 points: documented, but nobody could maintain it from there"


def test_what_is_not_measured_is_said():
    shown = reading.lines(bound(plans.empty(), (), documentation=None)["README.md"])
    assert "The gap: not measured" in shown
    assert any(line.startswith("Documentation coverage: not measured") for line in shown)


def test_a_threshold_that_is_reached_is_not_called_missed():
    text = bound(plans.empty(), (), maintenance=Ratio(0.9, 1))["README.md"]
    assert "wanted 80 %" in text
    assert "not reached" not in text


def test_the_biggest_lacks_are_numbered_and_lead_to_their_task(readme):
    shown = reading.lines(reading.under(readme, "Where it stands"))
    at = shown.index("What would earn most:")
    assert len(shown[at + 1 : at + 4]) == 3
    assert all("points): " in line for line in shown[at + 1 : at + 4])


def test_the_pictures_are_shown_with_words_and_as_tables(everything, readme):
    assert reading.pictures(readme) == ["pictures/gap.svg", "pictures/calendar.svg", "pictures/owners.svg"]
    assert set(reading.pictures(readme)) <= set(everything)
    tables = reading.lines(reading.under(readme, "The pictures as tables"))
    assert any(line.startswith("Hour | Monday") for line in tables)
    assert any(line.startswith("nobody is named | ") for line in tables)


def test_without_pictures_nothing_speaks_of_them():
    text = bound(plans.everything(), (emergency, runbooks))["README.md"]
    assert reading.pictures(text) == []
    assert "pictures" not in text


def test_emergency_comes_first_and_the_pillars_follow(readme):
    assert reading.headings(readme)[:5] == [
        "Maintenance",
        "Where it stands",
        "Something failed",
        "Predictable: what is done when",
        "Tasks",
    ]


def test_every_page_is_led_to_and_the_pages_come_by_how_often(everything, readme):
    links = reading.links(readme)
    assert {path for path in everything if path.endswith(".md")} - {"README.md"} <= set(links)
    first = [link for link in links if link in ("daily.md", "weekly.md", "monthly.md", "annual.md")]
    assert first == ["daily.md", "weekly.md", "monthly.md", "annual.md"]


def test_every_task_stands_there_with_owner_score_and_script(readme):
    shown = reading.lines(readme)
    nightly = next(line for line in shown if line.startswith("Nightly database backup | "))
    assert nightly.startswith("Nightly database backup | @harbour/dba | 90/100 | none to run: ")
    assert any(line.startswith("mystery | nobody is named | 20/100 | run") for line in shown)
    reviews = [line for line in shown if line.startswith("Review of privileged access | ")]
    assert len(reviews) == 4
    assert all("none to run: a person acts or decides in it" in line for line in reviews)


def test_links_to_tasks_and_scripts_lead_somewhere(everything):
    dead = [one for one in reading.dead_links(everything) if one.startswith("README.md")]
    assert dead == []


def test_without_scripts_there_is_no_column_for_them():
    text = bound(plans.everything(), (emergency, runbooks))["README.md"]
    assert "--run" not in text
    assert "Nightly database backup | @harbour/dba | 90/100" in reading.lines(text)


def test_nothing_at_all_is_said():
    text = bound(plans.empty())["README.md"]
    assert "None was found." in reading.under(text, "Tasks")


@pytest.mark.parametrize("name", plans.PLANS)
def test_no_text_of_the_repository_becomes_markup(name):
    text = bound(plans.PLANS[name])["README.md"]
    assert not any("<script" in one or "<b>" in one for one in reading.html(text))
    assert not any(link.startswith(("javascript", "http")) for link in reading.links(text))


def test_five_hundred_tasks_stay_readable():
    tasks = [replace(plans.documented(), id=f"roles/r{one:03}/nightly", title=f"Job {one}") for one in range(500)]
    text = bound(plans.plan_of(*tasks), (gap.gap,))["README.md"]
    assert len(text.encode()) < 200_000


def artifacts(*paths):
    return tuple(Artifact(path=path, text="") for path in paths)


def listed(*paths):
    @renderer("x", Pillar.COMPLIANCE, "about")
    def one(_):
        yield from ()

    return [
        [made.path for made in entry.artifacts] + [entry.rest]
        for shelf in shelves([Chapter(one, artifacts(*paths))])
        for entry in shelf.entries
    ]


def test_parts_of_a_page_and_scripts_of_tasks_are_left_to_what_leads_to_them():
    assert listed(
        "a.html", "a.md", "a/b.md", "a-2.md", "pictures/x.svg", "scripts/run/a.sh", "scripts/evidence/a.sh"
    ) == [["a.md", "a.html", "scripts/evidence/a.sh", 0]]


def test_a_long_shelf_is_counted():
    (found,) = listed(*(f"{letter}.md" for letter in "abcdefghijklmno"))
    assert found[-1] == 3


def test_an_empty_chapter_has_no_shelf():
    assert listed("pictures/x.svg") == []


def test_pages_stand_by_how_often_their_parts_behind_them_and_the_others_after_them():
    paths = [
        "alerts.yml",
        "annual.md",
        "calendar.md",
        "daily-10.md",
        "daily-2.md",
        "daily.md",
        "monthly.md",
        "weekly.md",
    ]
    assert sorted(paths, key=pages.order) == [
        "daily.md",
        "daily-2.md",
        "daily-10.md",
        "weekly.md",
        "monthly.md",
        "annual.md",
        "calendar.md",
        "alerts.yml",
    ]
