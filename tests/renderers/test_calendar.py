"""The calendar says what falls due when, without any date, and fires as the schedules do."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import html5lib
import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.cadence import firings, recurrence
from ddd.generated import is_generated
from ddd.model import Cadence, Dialect, replace
from ddd.renderers import Options
from ddd.renderers.book.calendar import calendar
from ddd.scan.text import visible

from . import plans, reading

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
CLOCK = re.compile(r"\b20(?!24\b|27\b)\d\d\b")


def made(plan, options=None):
    return {one.path: one.text for one in calendar.render(reading.book(plan, options))}


def job(expression, name="job", dialect=Dialect.VIXIE, zone=None, **more):
    """Return a task of which only this schedule is known."""
    meaning = recurrence(expression, dialect, zone)
    told = {"state": meaning.state, "cadence": meaning.cadence, "longest_gap": meaning.longest_gap}
    one = plans.schedule(expression, dialect=dialect, timezone=zone, id=f"schedule:{name}", **(told | more))
    return replace(plans.bare(), id=name, title=name, cadence=meaning.cadence or Cadence.WEEKLY, schedules=(one,))


def page(*tasks):
    return made(plans.plan_of(*tasks))["calendar.md"]


def row(markdown, name):
    """Return what a reader sees of the one row that speaks of a task."""
    (found,) = [line.split(" | ") for line in reading.lines(markdown) if re.search(rf"(^|\| ){re.escape(name)} ", line)]
    return found


@pytest.fixture(scope="module")
def everything():
    return made(plans.everything())


@pytest.mark.parametrize("name", plans.PLANS)
def test_three_files_each_says_that_it_is_generated(name):
    files = made(plans.PLANS[name])
    assert sorted(files) == ["calendar.html", "calendar.ics", "calendar.md"]
    assert all(is_generated(text.encode()) for text in files.values())
    assert files == made(plans.PLANS[name])


def test_no_date_stands_on_the_pages(everything):
    for path in ("calendar.md", "calendar.html"):
        assert CLOCK.findall(everything[path]) == []
    assert made(plans.everything(), Options(year=2031)) == everything


# The page of Markdown


def test_daily_work_stands_by_the_hour():
    shown = page(job("30 4 * * *", "late"), job("15 2 * * *", "early", zone="Europe/Berlin"))
    table = [line for line in reading.lines(reading.under(shown, "Every day")) if "|" in line]
    assert table == [
        "Time | Zone | Task | Where",
        "02:15 | Europe/Berlin | early | roles/backup/tasks/main.yml:12",
        "04:30 | UTC? | late | roles/backup/tasks/main.yml:12",
    ]


def test_weekdays_are_columns_with_the_hour_in_them():
    shown = reading.under(page(job("30 6 * * 1-5")), "By weekday")
    head, cells = (line.split(" | ") for line in reading.lines(shown))
    assert head[1:8] == DAYS
    assert dict(zip(head, cells, strict=True)) | {"Where": ""} == {
        **dict.fromkeys(DAYS[:5], "06:30"),
        **dict.fromkeys(DAYS[5:], ""),
        "Task": "job",
        "Zone": "UTC?",
        "Also": "",
        "Where": "",
    }


def test_a_rule_that_takes_either_field_is_told_whole():
    (_, cells) = (line.split(" | ") for line in reading.lines(reading.under(page(job("30 7 1-7 * 1")), "By weekday")))
    assert cells[1:8] == ["07:30", "", "", "", "", "", ""]
    assert "on days 1 to 7" in cells


def test_days_of_the_month():
    shown = reading.under(page(job("0 6 1,15 * *"), job("0 5 31 * *", "end")), "By day of the month")
    assert [line.split(" | ")[0] for line in reading.lines(shown)] == [
        "When",
        "on days 1 and 15, 06:00",
        "on day 31, 05:00",
    ]


def test_months_are_columns_with_the_days_in_them():
    shown = reading.under(page(job("0 6 1 */3 *"), job("0 6 * 2 1", "mondays")), "By month of the year")
    head, quarterly, mondays = (line.split(" | ") for line in reading.lines(shown))
    assert [month for month, cell in zip(head, quarterly, strict=True) if cell == "day 1"] == [
        "Jan",
        "Apr",
        "Jul",
        "Oct",
    ]
    assert [month for month, cell in zip(head, mondays, strict=True) if cell == "every Monday"] == ["Feb"]


def test_what_no_rule_names_is_told_with_its_expression():
    shown = reading.lines(reading.under(page(job("0 0 3 LW * ?", dialect=Dialect.QUARTZ)), "On other days"))
    assert shown[-1].split(" | ")[:2] == ["no plain rule; about 12 days a year", "0 0 3 LW * ?"]


def test_a_rule_for_days_beyond_the_window_says_so():
    rule = "DTSTART:20300101T030000Z\nRRULE:FREQ=YEARLY;INTERVAL=5"
    text = page(job(rule, dialect=Dialect.RRULE))
    assert "no plain rule; on no day from 2024 to 2027" in text


def test_delays_and_years_are_told_beside():
    shown = page(job("30 4 * * *", random_delay=3600), job("cron(0 3 1 * ? 2025)", "years", Dialect.AWS, zone="UTC"))
    assert "04:30; up to 1 hour later" in shown
    assert "on day 1, 03:00; 2025 only" in shown


@pytest.mark.parametrize(
    ("zone", "asked"),
    [(None, True), ("Europe/Berlin", False)],
)
def test_an_unknown_zone_is_a_question_told_once(zone, asked):
    shown = page(job("30 4 * * *", zone=zone), job("31 4 * * *", "other", zone=zone))
    assert shown.count("the repository does not say which zone the host keeps") == asked
    assert (shown.count("| UTC? |"), shown.count("| Europe/Berlin |")) == ((2, 0) if asked else (0, 2))


def test_an_hour_that_only_the_host_knows_is_a_question():
    shown = page(job("@weekly", system="run-parts"))
    assert row(shown, "job")[7] == "hour?"
    assert "For 1 job of a folder such as cron.weekly the host decides the day as well" in " ".join(
        reading.lines(shown)
    )
    assert "host decides" not in page(job("30 4 * * *"))


def test_frequent_and_floating_work_and_what_is_not_understood_have_tables_of_their_own():
    shown = page(job("*/15 * * * *", "often"), job("@reboot", "boot"), plans.by_hand())
    under = {heading: reading.lines(reading.under(shown, heading)) for heading in reading.headings(shown)}
    assert under["Several times a day"][-1].startswith("every 15 minutes | */15 * * * * | UTC? | often |")
    assert under["No calendar of its own"][-1].startswith("monthly, no day given |  | Review of privileged access |")
    assert under["Not understood"][-1].startswith("not told | @reboot | boot |")


def test_the_head_counts_every_table(everything):
    counted = "a task with several schedules stands here once for each: 1 every day"
    assert any(counted in line for line in reading.lines(everything["calendar.md"]))


def test_every_task_is_linked_to_its_section(everything):
    links = reading.links(everything["calendar.md"])
    for task in plans.everything().tasks:
        assert any(link.endswith(f"#task-{task.id}") for link in links)


def test_an_empty_plan_says_what_to_do():
    shown = made(plans.empty())
    assert "No task was found" in shown["calendar.md"]
    assert "No task was found" in shown["calendar.html"]
    assert "BEGIN:VEVENT" not in shown["calendar.ics"]


# The file for calendar programs


def theirs(text):
    start, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(start, end)
    return sorted(one["DTSTART"].dt.astimezone(UTC) for one in found)


def ours(expression, dialect, zone):
    start, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    return [one.astimezone(UTC) for one in firings(expression, dialect, start, end, zone)]


@pytest.mark.parametrize(
    ("expression", "dialect", "zone"),
    [
        ("30 4 * * *", Dialect.VIXIE, "UTC"),
        ("30 2 * * *", Dialect.VIXIE, "Europe/Berlin"),  # an hour that the clocks skip
        ("30 7 1-7 * 1", Dialect.VIXIE, "America/New_York"),
        ("0 3 1 */3 *", Dialect.VIXIE, "UTC"),
        ("0 0 3 LW * ?", Dialect.QUARTZ, "UTC"),
        ("Mon *-*-1..7 04:00", Dialect.ONCALENDAR, "Asia/Kolkata"),
    ],
)
def test_it_fires_as_the_schedule_does(expression, dialect, zone):
    text = made(plans.plan_of(job(expression, dialect=dialect, zone=zone)))["calendar.ics"]
    assert theirs(text) == ours(expression, dialect, zone)


def test_rules_go_on_and_lists_end_with_the_window_which_the_page_says():
    files = made(plans.plan_of(job("30 4 * * *", "ruled"), job("0 0 3 LW * ?", "listed", Dialect.QUARTZ)))
    assert "RRULE:FREQ=DAILY" in files["calendar.ics"]
    listed = re.search(r"RDATE:([\dTZ,\s]+)", files["calendar.ics"])
    assert listed and max(re.sub(r"\s", "", listed[1]).split(",")).startswith("202712")
    told = " ".join(reading.lines(files["calendar.md"]))
    assert "1 schedule cannot be said as a rule there, and single dates are listed to the end of 2027" in told
    assert "It leaves out" not in told


def test_events_have_one_stamp_and_lead_to_the_task():
    files = made(plans.plan_of(job("30 4 * * *")), Options(runbook_base_url="https://docs.example/run/"))
    (event,) = icalendar.Calendar.from_ical(files["calendar.ics"]).walk("VEVENT")
    assert event["DTSTAMP"].dt == datetime(2024, 1, 1, tzinfo=UTC)
    assert event["DTSTART"].dt.date() == date(2024, 1, 1)
    assert "Page: https://docs.example/run/daily.md#task-job" in event["DESCRIPTION"]


# The page for a browser


class Seen(HTMLParser):
    """Gathers elements, attributes and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data):
        self.text.append(data)


def seen(text):
    found = Seen()
    found.feed(text)
    return found


@pytest.mark.parametrize("name", plans.PLANS)
def test_the_page_is_well_formed_and_loads_nothing(name):
    text = made(plans.PLANS[name])["calendar.html"]
    html5lib.HTMLParser(strict=True).parse(text)
    found = seen(text)
    assert found.tags.isdisjoint({"script", "img", "link", "iframe", "object", "form", "base"})
    assert {name for name, _ in found.attributes}.isdisjoint({"src", "style", "srcset", "action"})
    assert not any(name.startswith("on") for name, _ in found.attributes)
    assert "default-src 'none'" in text


def test_the_cadence_is_told_in_colour_and_in_text():
    text = made(plans.plan_of(job("30 6 * * 1"), job("0 6 1 * *", "first")))["calendar.html"]
    assert '<span class="cadence weekly">06:30</span>' in text
    assert '<span class="cadence monthly">on day 1</span>' in text
    assert text.count("Owner: not documented") == 2


def test_its_links_lead_to_the_pages_or_to_where_they_are_served():
    plan = plans.plan_of(job("30 4 * * *"))
    assert '<a href="daily.md#task-job">' in made(plan)["calendar.html"]
    served = made(plan, Options(runbook_base_url="https://docs.example/run"))["calendar.html"]
    assert '<a href="https://docs.example/run/daily.md#task-job">' in served


def test_ids_of_the_page_are_unique_and_headings_in_order(everything):
    found = seen(everything["calendar.html"])
    ids = [value for name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids)) > 2
    assert re.findall(r"<h(\d)", everything["calendar.html"])[:2] == ["1", "2"]


OURS = {"html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "p", "span", "div"} | {
    *("table", "thead", "tbody", "tr", "th", "td", "a", "br", "code"),
}
TEXTS = st.text(max_size=30) | st.sampled_from(
    ["<script>alert(1)</script>", "{{ 7*7 }}", "a|b\n# c", '"><b>', "\x1b[31m"]
)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_no_text_of_the_repository_becomes_markup(title, path):
    task = job("30 4 * * *", path=path.strip() or "x")
    task = replace(task, title=title, owners=(plans.claim(title),), schedules=(task.schedules[0],))
    files = made(plans.plan_of(task))
    found = seen(files["calendar.html"])
    assert found.tags <= OURS
    assert visible(title.strip() or "x").strip() in " ".join(found.text) or not title.strip()
    assert reading.html(files["calendar.md"])[1:] == []
    assert len(icalendar.Calendar.from_ical(files["calendar.ics"]).walk("VEVENT")) == 1


# Times that are other ones for some hosts

OTHERS = "other times for some hosts: 30 1 * * * (group_vars/db.yml:2)"


def test_a_time_that_differs_for_some_hosts_is_marked_wherever_it_stands():
    tasks = [job(expression, name, note=OTHERS) for expression, name in [("15 2 * * *", "day"), ("0 4 * * 6", "week")]]
    files = made(plans.plan_of(*tasks))
    assert "02:15?" in files["calendar.md"]
    assert "04:00?" in files["calendar.md"]
    assert files["calendar.md"].count("other times for some hosts: see the task") == 2
    assert "some hosts have another time" in files["calendar.md"]
    assert "02:15?" in files["calendar.html"]
    assert "04:00?" in files["calendar.html"]
    [first, _] = icalendar.Calendar.from_ical(files["calendar.ics"]).events
    assert first["summary"] == "day (differs by host)"
    assert f"Mind: {OTHERS}" in str(first["description"]).split("\n")


def test_a_time_that_is_the_same_everywhere_has_no_mark():
    for text in made(plans.plan_of(job("15 2 * * *", "day", note="also on Sundays"))).values():
        assert "02:15?" not in text
        assert "some hosts" not in text
        assert "differs" not in text
