"""The Markdown form, as CommonMark readers with tables see it."""

from __future__ import annotations

from hypothesis import given, settings

from ddd.model import Gate
from ddd.reports import markdown
from tests.renderers import reading

from . import built

LAST = "**MAINTENANCE COVERAGE 59.0% (threshold 80.0%) FAILED**"
KNOWN = {
    *("html_block", "heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
    *("ordered_list_open", "ordered_list_close", "bullet_list_open", "bullet_list_close"),
    *("list_item_open", "list_item_close"),
}
INNER = {"text", "code_inline", "softbreak", "strong_open", "strong_close", "text_special"}


def of(one):
    return markdown.report(one, built.INVENTORY)


def kinds(page):
    return [token.type for token in reading.tokens(page)]


def test_the_page_says_all_of_it():
    lines = reading.lines(of(built.assessment()))
    for line in (
        "Maintenance Coverage 59.0%: FAILED",
        "Figure |  | Of what",
        "Escalation Clarity | 0.0% | 0 of 12 failure modes have somebody, a severity and a time",
        "daily | health_checks | 0/20 | 0.0% | 20 | missing | no active task | ",
        "daily | log_rotation | 8/20 | 40.0% | 12 | partial | rotate: held at 40; validation: not documented"
        " | rotate.sh#L3",
        "whole |  | 59/100 | 59.0% | 41 |  |  | ",
        "daily health_checks, up to 20 points: no active task",
        "weekly backups, up to 6 points: on failure of backup (backup.sh#L7): add it",
        "In part: 1 of 2 tasks (50.0%)",
        "daily: 0 of 1 task (0.0%); most often missing: a complete procedure (1), access (1), validation (1)",
        "(none) | 1 | 40.0% | 40 of 100 | 100.0%",
        "MAINTENANCE COVERAGE 59.0% (threshold 80.0%) FAILED",
    ):
        assert line in lines, line
    assert of(built.assessment()).splitlines()[-1] == LAST


def test_it_is_one_of_our_own_outputs_that_no_scan_reads():
    from ddd.generated import MARK

    assert of(built.assessment()).startswith(f"<!-- {MARK}")


def test_tables_are_tables_and_lists_are_lists():
    page = of(built.assessment())
    assert set(kinds(page)) <= KNOWN
    assert kinds(page).count("table_open") == 3, "figures, elements, components; one owner is no list"
    assert kinds(page).count("ordered_list_open") == 1
    assert "\n\n\n" not in page


def test_an_empty_repository():
    page = of(built.EMPTY)
    assert kinds(page).count("table_open") == 1
    assert "Maintenance Coverage n/a: passed" in reading.lines(page)
    assert "Elements" not in page
    assert "earn" not in page
    assert "\n\n\n" not in page


def test_gates_have_their_table():
    gates = (*built.assessment().gates, Gate(name="daily", measured=20.0, wanted=60, passed=False))
    assert "daily | 20.0% | at least 60.0% | FAILED" in reading.lines(of(built.assessment(gates=gates)))
    assert "Gates" not in reading.headings(of(built.assessment()))


def test_many_are_counted_not_listed():
    lines = reading.lines(of(built.crowded(300)))
    assert lines.count("And 290 more.") == 2, "components and owners"
    assert sum(line.startswith("roles/task-") for line in lines) == 10


def test_more_improvements_are_counted():
    tame = built.assessment()
    points = tuple(built.point(name, 0, 5) for name in "abcdefghijkl")
    bare = built.Completeness(task="backup", score=85, points=(built.point("action", 20, 20), *points))
    lines = reading.lines(of(built.assessment(completeness=(bare, *tame.completeness[1:]))))
    assert "And 4 more changes that earn less." in lines, "12 of backup, 1 of rotate, 1 of health_checks; 10 are told"


def test_names_call_nobody():
    owners = (built.share("@team", 1, 1), built.share("@other/team", 1, 2))
    tame = built.assessment(owners=owners).cadences[0]
    calling = built.CadenceResult(
        cadence=tame.cadence, weight=0.4, elements=(built.element("x", 0, "", "ask @team or `@b`, not a@b.example"),)
    )
    page = of(built.assessment(owners=owners, cadences=(calling,)))
    bare = "".join(child.content for child in reading.inline(page) if child.type == "text")
    assert "@team" not in bare
    assert "@other" not in bare
    assert "not a@b.example" in bare, "an address is no mention"
    assert "`@team`" in page


@given(text=built.TEXTS)
@settings(deadline=None)
def test_other_peoples_text_stays_text(text):
    page, tame = of(built.saying(text)), of(built.saying("tame"))
    assert kinds(page) == kinds(tame), "not one block more or less"
    inner = {child.type for child in reading.inline(page)}
    assert inner <= INNER
    assert [one.startswith("<!-- Generated") for one in reading.html(page)] == [True]
    assert page.splitlines()[-1] == LAST


@given(text=built.TEXTS)
@settings(deadline=None)
def test_other_peoples_text_is_seen_as_it_is(text):
    """But for its backticks: in a sentence of ours they mean code."""
    seen = "\n".join(reading.lines(of(built.saying(text)))).replace("`", "")
    from ddd.reports._score_view import shown

    assert f"{shown(text + 'c').replace('`', '')} | 1 | 1.0%" in seen


def test_no_line_begins_with_a_command():
    for text in (built.HOSTILE, built.LINES):
        lines = of(built.saying(text)).splitlines()
        assert not any(line.lstrip().startswith(("::", "/")) for line in lines)
