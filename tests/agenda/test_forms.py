"""The forms people and programs read: the grid, the list, the page, the data."""

import json
from datetime import date
from html.parser import HTMLParser

from rich.console import Console

from ddd.agenda import view
from ddd.agenda.agenda import Span, lay_out
from ddd.model import Claim, Dialect
from ddd.reports import agenda_html, agenda_json, agenda_table
from tests.agenda.plans import PLACE, plan, schedule, task

NOVEMBER = Span(date(2026, 11, 1), 30)
OWNER = (Claim(text="@dba", evidence=(PLACE,)),)
TWENTY = Claim(text="20 minutes", evidence=(PLACE,))
NASTY = "[red]x</td><script>alert(1)</script>\x1b[31m\u202e"

BACKUP = task(schedule("15 2 * * *"), name="backup", owners=OWNER, duration=TWENTY)
REPORT = task(schedule("0 5 * * 1-5"), name="report")
ROTATE = task(schedule("weekly", Dialect.LOGROTATE), name="rotate")
AUDIT = task(schedule("0 6 1 * *", zone="Europe/Berlin"), name="audit")
PROBE = task(schedule("*/5 * * * *"), name="probe")
CLEAN = task(schedule("1w", Dialect.SPAN), name="clean")
DRILL = task(name="drill")
ALL = plan(BACKUP, REPORT, ROTATE, AUDIT, PROBE, CLEAN, DRILL)


def printed(renderable, width=100):
    console = Console(width=width, markup=False, highlight=False, emoji=False, no_color=True)
    with console.capture() as capture:
        console.print(renderable)
    return [line.rstrip() for line in capture.get().splitlines()]


def laid(one=ALL, span=NOVEMBER, zone=None):
    return lay_out(one, span, zone, lambda found: f"runbooks/{found.cadence}.md#task-{found.id}")


def test_the_month_is_a_grid_with_a_list():
    lines = printed(agenda_table.calendar(laid()))
    assert lines[0] == "November 2026"
    text = "\n".join(lines)
    assert "│ 2  +2" in text  # Monday: backup and report, told once below
    assert "│ 1  +1" in text
    assert text.count("rotate") == 5 + 5  # five Sundays in the grid and in the list
    assert "Due 01 November 2026 to 30 November 2026: 57 times" in text
    rows = [line.split(maxsplit=3) for line in lines if line.startswith(("every day", "21 of"))]
    assert [row[:2] for row in rows] == [["every", "day"], ["21", "of"]]
    assert any(
        line.split() == ["Sun", "01", "Nov", "06:00", "Europe/Berlin", "audit", "monthly", "not", "documented"]
        for line in lines
    )
    assert lines[-1].startswith("UTC?: the repository does not say which zone")


def test_what_has_no_day_stands_apart():
    lines = printed(agenda_table.calendar(laid()))
    assert "Several times a day: verify that it ran" in lines
    assert any(line.startswith("clean") and "every 7 days, from its last run" in line for line in lines)
    assert any(line.startswith("drill") and "weekly, no day given" in line for line in lines)


def test_a_full_day_says_how_much_more():
    def crowd(count):
        return plan(*(task(schedule("0 6 1 * *"), name=f"job-{number}") for number in range(count)))

    three, four, nine = ("\n".join(printed(agenda_table.calendar(laid(crowd(count))))) for count in (3, 4, 9))
    assert "more" not in three
    assert "and 2 more" in four
    assert "and 7 more" in nine


def test_a_long_span_is_a_list_only():
    long = laid(plan(AUDIT), Span(date(2026, 1, 1), 600))
    assert view.months(long) == []
    lines = printed(agenda_table.calendar(long))
    assert "Mon" not in lines[1]
    assert any(line.startswith("Thu 2026-01-01") for line in lines)


def test_a_span_over_two_months_has_two_grids():
    lines = printed(agenda_table.calendar(laid(span=Span(date(2026, 11, 21), 30))))
    assert "November 2026" in lines
    assert "December 2026" in lines


def test_today_says_who_how_long_and_which_page():
    lines = printed(agenda_table.today(laid(span=Span(date(2026, 11, 21), 1))), 160)
    assert lines[0] == "Due Saturday, 21 November 2026"
    assert lines[1].split() == ["Time", "Zone", "Task", "Who", "Takes", "Page"]
    assert lines[2].split() == ["02:15", "UTC?", "backup", "@dba", "20", "minutes", "runbooks/daily.md#task-backup"]
    assert "Several times a day: verify that it ran" in lines


def test_the_next_days_say_their_day():
    lines = printed(agenda_table.today(laid(span=Span(date(2026, 11, 21), 2))), 160)
    assert lines[0] == "Due 21 November 2026 to 22 November 2026"
    assert [line[:10] for line in lines[2:5]] == ["Sat 21 Nov", "Sun 22 Nov", "Sun 22 Nov"]
    assert "not said" in lines[3]


def test_an_empty_day_says_what_to_do_next():
    empty = printed(agenda_table.today(laid(plan())))
    assert empty[1] == "  nothing that ddd knows of"
    assert ".ddd/tasks.yaml" in empty[2]
    assert printed(agenda_table.today(laid(plan(CLEAN))))[1] == "  nothing with a date; ddd calendar shows the month"
    assert "Due 01 November 2026 to 30 November 2026: 0 times" in printed(agenda_table.calendar(laid(plan())))
    rare = printed(agenda_table.today(laid(plan(AUDIT), Span(date(2026, 11, 2), 1))))
    assert "ddd calendar" in rare[1]


def test_lengths_are_said_in_their_largest_unit():
    said = [view.spelled(seconds) for seconds in (1, 90, 5400, 86_400, 90_000, 7 * 86_400, 2_629_800)]
    assert said == ["1 second", "90 seconds", "90 minutes", "1 day", "25 hours", "7 days", "30 days"]
    assert view.rhythm(laid(plan(task(schedule("1d", Dialect.SPAN)))).floating[0]) == "every day, from its last run"


def test_the_data_says_all_of_it():
    data = json.loads(agenda_json.agenda(laid(span=Span(date(2026, 11, 1), 1))))
    assert (data["schema"], data["from"], data["to"]) == ("ddd-agenda/1", "2026-11-01", "2026-11-01")
    rotate, backup, audit = data["due"]
    assert (rotate["task"], rotate["time"], rotate["at"]) == ("rotate", None, None)
    assert (backup["owner"], backup["duration"], backup["page"]) == (
        "@dba",
        "20 minutes",
        "runbooks/daily.md#task-backup",
    )
    assert (audit["at"], audit["zone"], audit["zone_known"]) == ("2026-11-01T06:00:00+01:00", "Europe/Berlin", True)
    assert (audit["owner"], audit["duration"]) == (None, None)
    assert [one["task"] for one in data["several_times_a_day"]] == ["probe"]
    assert [(one["task"], one["schedule"]) for one in data["without_calendar"]] == [
        ("clean", "schedule:job"),
        ("drill", None),
    ]


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen, self.text = [], [], ""

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        assert not {"src", "href", "onclick"} & {name for name, _ in attributes}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(html):
    tags = _Tags()
    tags.feed(html)
    tags.close()
    assert tags.open == []
    return tags


def test_the_page_holds_grid_list_and_the_rest():
    page = read(agenda_html.calendar(laid()))
    assert page.seen.count("table") == 4
    assert "script" not in page.seen
    for words in ("November 2026", "every day", "Several times a day", "every 7 days, from its last run", "UTC?"):
        assert words in page.text


def test_an_empty_page():
    page = read(agenda_html.calendar(laid(plan())))
    assert "Nothing with a date of its own." in page.text
    assert page.seen.count("table") == 1


def test_text_of_the_repository_stays_text():
    nasty = plan(
        *(
            task(
                one,
                name=NASTY,
                owners=(Claim(text=NASTY, evidence=(PLACE,)),),
                duration=Claim(text=NASTY, evidence=(PLACE,)),
            )
            for one in (schedule("0 6 1 * *"), schedule("*/5 * * * *"), schedule("1w", Dialect.SPAN))
        )
    )
    agenda = lay_out(nasty, Span(date(2026, 11, 1), 1), page=lambda one: "page.md")
    page = agenda_html.calendar(agenda)
    assert "script" not in read(page).seen
    outputs = [page, agenda_json.agenda(agenda)]
    outputs += ["\n".join(printed(form(agenda), 400)) for form in (agenda_table.calendar, agenda_table.today)]
    for output in outputs:
        assert "\x1b" not in output
        assert "\u202e" not in output
    assert "[red]x" in outputs[2]


def test_a_time_that_is_another_one_for_some_hosts_has_a_mark_that_is_told():
    note = "drawn for each host: the lowest value stands for it"
    marked = plan(task(schedule("0 3 * * *", note=note), name="drawn"))
    day = Span(date(2026, 11, 21), 1)
    told = "\n".join(printed(agenda_table.today(laid(marked, day))))
    assert "03:00?" in told
    assert "some hosts have another time" in told
    assert "some hosts have another time" in agenda_html.calendar(laid(marked, day))
    plain = laid(plan(task(schedule("0 3 * * *"), name="same")), day)
    assert "03:00?" not in "\n".join(printed(agenda_table.today(plain)))
    assert "some hosts" not in agenda_html.calendar(plain)
