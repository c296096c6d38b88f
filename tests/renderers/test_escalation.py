import re
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd.assess.escalation import counts
from ddd.model import Severity, State
from ddd.renderers.book import escalation
from ddd.renderers.views import matrix, watched, ways
from ddd.renderers.views.cutting import cut, share, short
from ddd.renderers.views.matrix import Lack
from tests.renderers import alarms, plans, reading

LIMIT = 500_000


def page_of(book):
    (artifact,) = escalation.escalation.render(book)
    assert artifact.path == "escalation.md"
    return artifact.text


def rows(page, heading):
    """Return the rows of the table below a heading, without its head."""
    found = [line for line in reading.lines(reading.under(page, heading)) if " | " in line]
    return [line.split(" | ") for line in found[1:]]


def dead_fragments(page):
    """Return the links within the page that lead nowhere."""
    there = set(map(unescape, reading.anchors(page)))
    return [one for one in reading.links(page) if one.startswith("#") and unquote(one[1:]) not in there]


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    return alarms.judged(tmp_path_factory.mktemp("repository"))


def test_the_figure_of_the_assessment_stands_on_top(judged):
    figure = judged.assessment.escalation
    assert 0 < figure.earned < figure.possible
    said = f"{figure.earned:.0f} of {figure.possible:.0f} failure modes ({figure.percent:g} %) have a defined path"
    assert said in reading.lines(page_of(judged))[1]


@pytest.mark.parametrize("name", plans.PLANS)
def test_the_rows_and_the_figure_agree(name):
    book = reading.book(plans.PLANS[name])
    found = matrix.of_failure_modes(book.plan, book.spec)
    assert sum(len(row.facts) for row in found) == book.assessment.escalation.possible
    assert sum(len(row.facts) for row in found if not row.lacks) == book.assessment.escalation.earned


def test_the_rows_hold_each_failure_mode_that_counts_once(judged):
    found = [fact for row in matrix.of_failure_modes(judged.plan, judged.spec) for fact in row.facts]
    assert sorted(one.id for one in found) == sorted(one.id for one in judged.plan.inventory.facts if counts(one))


def test_each_level_has_a_line_with_whom_when_and_by_which_channel(judged):
    first, second = rows(page_of(judged), "The matrix")
    assert first[:5] == ["bin", "critical", "@acme/dba", "30 minutes", "not documented"]
    assert second[:5] == ["", "", "then head of operations", "4 hours", "phone"]
    assert (first[6], second[6]) == (".ddd/tasks.yaml:9", ".ddd/tasks.yaml:10")


def test_what_has_no_path_is_counted_with_what_to_add(judged):
    page = page_of(judged)
    missing = judged.assessment.escalation.possible - judged.assessment.escalation.earned
    summary = rows(page, "Without a defined path")
    assert [row[0] for row in summary] == ["whom to call", "how grave it is", "after how long"]
    assert {row[1] for row in summary} == {f"{missing:.0f}"}
    assert "below escalations:" in summary[0][3]
    ((component, count, example),) = rows(page, "Missing: whom to call, how grave it is, after how long")
    assert (component, count) == ("bin", f"{missing:.0f}")
    assert "nothing to clean" in example


def test_what_is_known_of_a_path_with_gaps_is_told():
    one = plans.failure("it broke", 1, id="x")
    book = alarms.book(one, escalations=(alarms.step(severity="", after_seconds=None),))
    found = rows(page_of(book), "Missing: how grave it is, after how long")
    assert found == [["roles/backup/files", "1", "@acme/dba (.ddd/tasks.yaml:7)", "it broke"]]


def test_the_three_must_stand_at_one_level():
    levels = (alarms.step(severity=""), alarms.step("head", after_seconds=None))
    book = alarms.book(plans.failure("it broke", 1, id="x"), escalations=levels)
    (row,) = matrix.of_failure_modes(book.plan, book.spec)
    assert row.lacks == (Lack.SEVERITY,)
    assert book.assessment.escalation.earned == 0


@pytest.mark.parametrize(
    ("level", "lacks"),
    [
        ({"who": "TODO"}, (Lack.WHOM,)),
        ({"severity": ""}, (Lack.SEVERITY,)),
        ({"after_seconds": None}, (Lack.AFTER,)),
        ({"after_seconds": 0}, ()),
        ({}, ()),
    ],
)
def test_what_is_missing_is_named(level, lacks):
    book = alarms.book(plans.failure("it broke", 1, id="x"), escalations=(alarms.step(**level),))
    (row,) = matrix.of_failure_modes(book.plan, book.spec)
    assert row.lacks == lacks


def test_a_severity_that_is_known_is_not_missing_where_nobody_is_told():
    book = alarms.book(plans.failure("it broke", 1, id="x", severity=Severity.CRITICAL))
    (row,) = matrix.of_failure_modes(book.plan, book.spec)
    assert (row.severity, row.lacks) == ("critical", (Lack.WHOM, Lack.AFTER))


def test_failures_that_look_alike_are_told_once_with_a_count():
    same = [plans.failure("cannot connect", line, "lib/x.py", id=f"m{line}") for line in range(1, 6)]
    page = page_of(alarms.book(*same, escalations=(alarms.step(),)))
    (row,) = rows(page, "The matrix")
    assert row[5] == "5"
    told = [line for line in reading.lines(page) if line.startswith("cannot connect")]
    assert told == ["cannot connect, 5 times (lib/x.py:1, lib/x.py:2, lib/x.py:3 and 2 more)"]


def test_two_paths_of_one_component_are_two_rows():
    modes = [plans.failure(f"mode {line}", line, id=f"m{line}") for line in (1, 2, 3)]
    ways = {"m1": (alarms.step(),), "m2": (alarms.step(severity="warning"),), "m3": (alarms.step(),)}
    found = rows(page_of(alarms.book(*modes, escalations=ways)), "The matrix")
    assert [(row[1], row[5]) for row in found] == [("critical", "2"), ("warning", "1")]


def test_suppressed_and_inactive_failures_are_in_no_row():
    out = [
        plans.failure("suppressed", 1, id="a", suppressed=True),
        plans.failure("an example", 2, id="b", state=State.EXAMPLE),
    ]
    book = alarms.book(*out, escalations=(alarms.step(),))
    assert matrix.of_failure_modes(book.plan, book.spec) == ()
    assert "No failure mode was found" in page_of(book)


def test_at_once_is_a_time_and_again_is_told():
    step = alarms.step(after_seconds=0, repeat_seconds=3_600, channel="phone")
    (row,) = rows(page_of(alarms.book(plans.failure("it broke", 1, id="x"), escalations=(step,))), "The matrix")
    assert row[3:5] == ["at once, again every 1 hour", "phone"]


def test_more_levels_than_a_table_bears_are_counted():
    levels = tuple(alarms.step(f"level {number}") for number in range(9))
    page = page_of(alarms.book(plans.failure("it broke", 1, id="x"), escalations=levels))
    found = rows(page, "The matrix")
    assert len(found) == 4
    assert found[-1][6].endswith("then 5 more levels")


def test_watched_conditions_are_told_apart_from_the_figure(judged):
    page = page_of(judged)
    found = rows(page, "Alerts and other watched conditions")
    told = {row[5]: row[1:5] for row in found}
    assert told["1: DiskIsFull"] == ["critical", "pager", "5 minutes 30 seconds, again every 1 hour", "webhook"]
    assert told["1: DiskFillsUp"][:3] == ["warning", "operations", "10 minutes 30 seconds"]
    assert "4 conditions; " in page or "3 conditions; " in page


def test_a_condition_that_tells_nobody_says_so():
    page = page_of(alarms.book(alarms.trigger(name="Lonely")))
    (row,) = rows(page, "Alerts and other watched conditions")
    assert row[1:6] == ["not documented", "nobody", "not documented", "not documented", "1: Lonely"]
    assert "1 condition; 1 of them without a defined path" in page


def test_a_condition_has_the_severity_of_its_label_first():
    one = alarms.trigger(labels=(("severity", "page"),), severity=Severity.CRITICAL)
    (row,) = matrix.of_triggers(alarms.book(one).plan, plans.load())
    assert row.severity == "page"


@pytest.mark.parametrize(
    ("steps", "components"), [((), 400), ((alarms.step(),), 1), ((alarms.step(),), 400), ((alarms.step(),), 6_000)]
)
def test_six_thousand_failure_modes_stay_readable(steps, components):
    page = page_of(alarms.book(*alarms.modes(6_000, components), escalations=steps))
    assert len(page.encode()) < LIMIT
    assert "6000" in page
    assert " more" in page
    assert dead_fragments(page) == []
    assert "[emergency.md](emergency.md)" in page


@pytest.mark.parametrize("name", plans.PLANS)
def test_every_link_within_the_page_leads_somewhere(name):
    assert dead_fragments(page_of(reading.book(plans.PLANS[name]))) == []


def test_links_to_components_lead_to_their_sections(judged):
    page = page_of(judged)
    assert {"#escalation-bin", "#undefined"} <= set(reading.links(page))
    assert dead_fragments(page) == []


def test_text_of_the_repository_is_no_markup():
    bad = plans.failure(plans.HOSTILE, 1, "lib/hos|tile <b>/`x`.py", id="x", guard=plans.HOSTILE_LINES)
    other = plans.failure(plans.HOSTILE_LINES, 2, "we|ird `dir`/x", id="y")
    alert = alarms.trigger(name=plans.HOSTILE, subject=plans.HOSTILE_LINES)
    step = alarms.step(plans.HOSTILE_LINES, severity=plans.HOSTILE, channel=plans.HOSTILE)
    book = alarms.book(bad, other, alert, escalations={"x": (step, step), "y": (), alert.id: (step,)})
    page = page_of(book)
    ours = re.compile(r'<a id="(undefined|escalation-[^"<>]*)">|</a>|<a id="[^"<>]*"></a>|<!-- Generated by ddd .* -->')
    assert [one for one in reading.html(page) if not ours.fullmatch(one)] == []
    assert all(one.startswith(("#", "emergency.md", "contacts.md", "thresholds.md")) for one in reading.links(page))
    assert reading.pictures(page) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"after_seconds": None}, "@acme/dba"),
        ({"after_seconds": 0}, "@acme/dba at once"),
        ({"channel": "phone"}, "@acme/dba by phone after 30 minutes"),
        ({"repeat_seconds": 60}, "@acme/dba after 30 minutes, again every 1 minute"),
    ],
)
def test_a_level_reads_as_part_of_a_sentence(fields, told):
    assert ways.in_words(alarms.step(**fields)) == told


def test_a_watched_condition_tells_its_whole_way():
    one = alarms.trigger(unit="%", for_seconds=300, name="DiskFillsUp")
    (group,) = watched.by_component(alarms.book(one, escalations=(alarms.step(), alarms.step("head"))).plan, "root")
    (entry,) = group.entries
    assert (entry.title, entry.condition, entry.wait) == ("DiskFillsUp", "disk > 80 %", "5 minutes")
    assert entry.path == "@acme/dba after 30 minutes, then head after 30 minutes"


def test_the_same_plan_gives_the_same_bytes(judged):
    assert page_of(judged) == page_of(judged)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, 50), max_size=10), st.integers(0, 200))
def test_lists_share_a_page_fairly(sizes, total):
    most = share(sizes, total)
    assert sum(min(size, most) for size in sizes) <= max(total, 0)
    is_all = most >= max(sizes, default=0)
    assert is_all or sum(min(size, most + 1) for size in sizes) > total


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(), max_size=9), st.integers(0, 12))
def test_a_cut_loses_nothing_from_the_count(entries, most):
    made = cut(entries, most)
    assert len(made.shown) + made.rest == len(entries)
    assert list(made.shown) == entries[:most]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(), st.integers(1, 40))
def test_a_short_text_is_one_line_and_no_longer_than_wanted(text, longest):
    made = short(text, longest)
    assert len(made) <= longest
    assert "\n" not in made
    assert made == " ".join(text.split()) or made.endswith("…")
