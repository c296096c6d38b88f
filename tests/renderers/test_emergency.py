"""The emergency page is organised by what one sees, and says whom to call before all else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.model import EscalationStep, Severity, State, Trigger, replace
from ddd.renderers.book.emergency import emergency
from ddd.renderers.views import failures, paging, symptoms
from ddd.renderers.views.paging import Piece

from . import plans, reading


def pages_of(plan):
    return {one.path: one.text for one in emergency.render(reading.book(plan))}


def page(plan):
    return pages_of(plan)["emergency.md"]


@pytest.fixture(scope="module")
def everything():
    return page(plans.everything())


FIRST = "The first five minutes"


def test_the_first_five_minutes_come_first(everything):
    assert reading.headings(everything)[:4] == [
        "Emergency runbook",
        FIRST,
        "Look up by component",
        "What breaks a task",
    ]
    shown = reading.lines(reading.under(everything, FIRST))
    assert shown[1].startswith("Do not repeat the failed command yet.")
    assert shown[2].startswith("Call somebody early. Operations (CODEOWNERS:1); ")
    assert "@harbour/web" not in everything


def test_nobody_to_call_is_called_not_documented():
    shown = reading.lines(reading.under(page(plans.empty()), FIRST))
    assert "Nobody is named for the whole repository: add a line * @team to CODEOWNERS." in shown[2]


def test_many_contacts_are_counted():
    text = page(plans.plan_of(facts=[plans.contact(f"team {number}", number) for number in range(1, 10)]))
    called = next(line for line in reading.lines(text) if line.startswith("Call somebody"))
    assert "team 6 (CODEOWNERS:6) and 3 more." in called
    assert "team 7" not in called


def test_what_ran_is_looked_for_by_what_runs_the_tasks():
    shown = reading.lines(reading.under(page(plans.plan_of(plans.documented())), FIRST))
    assert "cron (1 task) | what cron started today | journalctl -t CRON --since today" in shown
    assert not any("systemctl" in line or "kubectl" in line for line in shown)
    assert any("these commands are ddd's own, they only read" in line for line in shown)


@pytest.mark.parametrize("name", ["hostile", "by_hand"])
def test_where_no_known_machine_runs_anything_only_the_metric_tells(name):
    text = reading.under(page(plans.PLANS[name]), FIRST)
    assert "ddd's own" not in text
    assert "ddd_task_last_run_success == 0" in text


def test_without_tasks_there_is_no_known_maintenance():
    assert "No task was found in this repository." in reading.under(page(plans.empty()), FIRST)


def test_what_the_repository_calls_critical_stands_on_top(everything):
    before = everything[: everything.index("## Look up")]
    assert (
        "- /b is not mounted: breaks [Nightly database backup](daily.md#task-roles/backup/nightly-backup); call "
        in before
    )


def test_the_components_are_looked_up_with_whom_to_call(everything):
    shown = reading.lines(reading.under(everything, "Look up by component"))
    assert "roles/backup/files | 3 | @harbour/dba" in shown


BLOCK = [
    "Breaks: Nightly database backup",
    "Whom to call: @harbour/dba (CODEOWNERS:3)",
    f"What to do, said of the work as a whole: Start it again by hand before 06:00. ({plans.BACKUP}:5)",
    "Way back: read “Way back” of the task first: whether it fits depends on how far the work had come.",
    "What you see | Condition | Where",
    f"/b is not mounted (critical) | ! mountpoint -q /b | {plans.BACKUP}:11",
    f"exit status 3 |  | {plans.BACKUP}:14",
    f'when [ "$free" -lt 100 ] |  | {plans.BACKUP}:13',
]


def test_failures_that_break_the_same_task_are_one_table_with_what_to_do_told_once(everything):
    section = reading.under(everything, "roles/backup/files")
    assert reading.lines(section)[: len(BLOCK)] == BLOCK
    assert reading.links(section) == ["daily.md#task-roles/backup/nightly-backup"]


def test_what_nobody_says_is_called_not_documented():
    task = replace(plans.documented(), on_failure=(), rollback=(), owners=())
    shown = reading.lines(reading.under(page(plans.plan_of(task)), "roles/backup/files"))
    assert shown[1:3] == ["Whom to call: not documented", "What to do: not documented (on_failure:)"]
    assert not any(line.startswith("Way back") for line in shown)
    lookup = reading.lines(reading.under(page(plans.plan_of(task)), "Look up by component"))
    assert "roles/backup/files | 3 | not documented" in lookup


def test_without_an_owner_of_the_file_the_owners_of_the_task_are_called():
    shown = reading.lines(reading.under(page(plans.plan_of(plans.documented())), "roles/backup/files"))
    assert f"Whom to call: @harbour/dba (CODEOWNERS:3); the DBA on duty ({plans.BACKUP}:6)" in shown


def test_a_failure_two_tasks_share_is_told_once_with_both():
    shared = plans.plan_of(plans.documented(), replace(plans.documented(), id="other", title="The other one"))
    section = reading.under(page(shared), "roles/backup/files")
    assert section.count("/b is not mounted") == 1
    assert "Breaks: The other one, Nightly database backup" in reading.lines(section)


def test_equal_messages_of_a_component_become_one_row_with_all_places(everything):
    shown = reading.lines(everything)
    places = ", ".join(f"lib/client.py:{line}" for line in range(1, 6))
    assert f"cannot connect | code == 1; code == 2; code == 3; and 2 more | {places}" in shown


def test_equal_messages_of_two_components_stay_apart():
    facts = [plans.failure("same", 1, "a/x.sh"), plans.failure("same", 2, "b/x.sh")]
    assert reading.headings(page(plans.plan_of(facts=facts)))[-2:] == ["a", "b"]


def test_the_root_has_a_name(everything):
    assert "the repository's root" in reading.headings(everything)


def test_a_component_says_whom_to_call_once():
    facts = [plans.failure("one", 1, "a/x.sh"), plans.failure("two", 2, "a/y.sh")]
    owner = plans.claim("@a", "CODEOWNERS", 7)
    text = page(plans.plan_of(facts=facts, owners={"a/x.sh": (owner,), "a/y.sh": (owner,)}))
    assert "Call: @a (CODEOWNERS:7)" in reading.lines(text)


def test_suppressed_ones_stand_apart_at_the_end(everything):
    before, _, after = everything.partition("## Suppressed on purpose")
    assert "ignored on purpose" in after
    assert "ignored on purpose" not in before


def test_without_suppressed_ones_there_is_no_such_chapter():
    assert "Suppressed" not in page(plans.empty())


@pytest.mark.parametrize("state", [one for one in State if one is not State.ACTIVE])
def test_only_active_ones_are_told(state):
    mode = plans.failure("not in force", 1, state=state)
    task = replace(plans.documented(), failure_modes=(mode,))
    assert "not in force" not in page(plans.plan_of(task, facts=[mode]))


def test_an_empty_page_says_that_nothing_was_found():
    shown = reading.lines(page(plans.empty()))
    assert "No failure mode of a task was found." in shown
    assert shown[-1] == "None was found."


def test_a_failure_of_a_task_is_not_told_again_among_the_others():
    text = page(plans.plan_of(plans.documented()))
    assert "/b is not mounted" in text.partition("## What breaks a task")[2]
    assert "/b is not mounted" not in text.partition("## All others")[2]


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"message": "broken", "guard": "x"}, "broken"),
        ({"message": "", "guard": "x > 1"}, "when x > 1"),
        ({"message": " ", "evidence": (plans.place("a", 1, "|| exit 12"),)}, "exit status 12: || exit 12"),
        ({"message": "", "evidence": (plans.place("a", 1, "sys.exit(2)"),)}, "exit status 2"),
        ({"message": "exit 1", "guard": "x > 1"}, "when x > 1"),
        ({"message": "exited with status 1", "guard": "x > 1"}, "when x > 1"),
        ({"message": "exit 1"}, "exit 1"),
        ({"message": "exit code of nginx is wrong", "guard": "x > 1"}, "exit code of nginx is wrong"),
        ({"message": "", "name": "probe"}, "probe"),
        ({"message": ""}, "failure without a message"),
    ],
)
def test_the_title_of_a_failure_mode(fields, title):
    assert failures.title(plans.failure(line=1, **fields)) == title


def alarm(line=1, **fields):
    given = {"name": "DiskFull", "subject": "disk_used", "comparison": ">", "threshold": 90.0, "unit": "%", **fields}
    evidence = (plans.place("roles/disk/rules.yml", line),)
    return Trigger(system="prometheus-rule", evidence=evidence, component="roles/disk", id=f"t{line}", **given)


def watched(*alarms, **told):
    plan = replace(plans.plan_of(facts=list(alarms)), escalations=told)
    return reading.lines(reading.under(page(plan), "Watched: roles/disk"))


def test_what_is_watched_says_when_who_is_told_and_after_how_long():
    steps = (
        EscalationStep(who="pager", channel="pagerduty", after_seconds=330, repeat_seconds=14400, evidence=()),
        EscalationStep(who="Second line", after_seconds=0, evidence=()),
        EscalationStep(who="@ops", evidence=()),
    )
    shown = watched(alarm(for_seconds=300, severity=Severity.CRITICAL, action="restart"), t1=steps)
    assert shown[-1] == (
        "DiskFull (critical) | disk_used > 90 % for 5 minutes; then: restart | pager by pagerduty after 5 minutes "
        "30 seconds, again every 4 hours, then Second line at once, then @ops | roles/disk/rules.yml:1"
    )


def test_an_alarm_nobody_is_told_of_says_so_and_links_its_page():
    shown = watched(alarm(stated="{{ limit }}", threshold=None, runbook_url="https://wiki.example.com/disk"))
    assert "disk_used > {{ limit }} | nobody: no route and no owner found; page: https://wiki" in shown[-1]


def test_the_same_alarm_in_two_places_is_one_row_and_the_gravest_comes_first():
    rows = watched(alarm(1), alarm(2), alarm(3, name="A", severity=Severity.INFO), alarm(4, severity=Severity.CRITICAL))
    assert [row.partition(" |")[0] for row in rows[-3:]] == ["DiskFull (critical)", "A (info)", "DiskFull"]
    assert rows[-1].endswith("roles/disk/rules.yml:1, roles/disk/rules.yml:2")


def test_a_hostile_alarm_stays_words():
    text = page(plans.plan_of(facts=[alarm(name=plans.HOSTILE, subject=plans.HOSTILE, runbook_url="javascript:x")]))
    assert re.search(r"(?<!\\)<script|(?<!\\)\]\(javascript", text.replace("`", "")) is None
    assert reading.lines(reading.under(text, "Watched: roles/disk"))[-1].count("<script>alert(1)</script>") == 2


@pytest.mark.parametrize("state", [State.SUSPENDED, State.EXAMPLE, State.ABSENT])
def test_an_alarm_not_in_force_is_not_watched(state):
    assert "What is watched" not in page(plans.plan_of(facts=[alarm(state=state)]))


# More than one page can hold


def crowd(components, each=40, task=None):
    modes = [
        plans.failure(f"Cannot open volume {number} of {one} because it is {'x' * 150}", number, f"lib/p{one:03}/a.py")
        for one in range(components)
        for number in range(1, each + 1)
    ]
    return plans.plan_of(*([replace(task, failure_modes=tuple(modes))] if task else []), facts=[] if task else modes)


@pytest.fixture(scope="module")
def crowded():
    return pages_of(crowd(60))


def test_what_breaks_no_task_leaves_for_pages_of_its_own(crowded):
    assert 4 < len(crowded) < 30
    assert max(len(text.encode()) for text in crowded.values()) < 500_000
    assert all(re.fullmatch(r"emergency(/[a-z0-9._-]+)?\.md", path) for path in crowded)
    text = "".join(crowded.values())
    assert all(f"lib/p{one:03}/a.py:40`" in text for one in range(60))


def test_the_page_leads_to_every_other_one_and_back(crowded):
    links = set(reading.links(crowded["emergency.md"]))
    assert set(crowded) - {"emergency.md"} <= links
    back = {link for path, text in crowded.items() if "/" in path for link in reading.links(text)}
    assert back == {"../emergency.md"}


def test_the_index_of_symptoms_leads_from_first_words_to_pages(crowded):
    letter = reading.lines(reading.under(crowded["emergency.md"], "C"))
    assert letter[0].startswith("cannot open volume … (2400): lib-")
    assert letter[0].endswith(" more")


def test_what_breaks_tasks_leaves_too_when_it_is_too_much():
    pages = pages_of(crowd(60, task=plans.documented()))
    assert max(len(text.encode()) for text in pages.values()) < 500_000
    assert "Too much for this page" in pages["emergency.md"]
    path, _, anchor = next(
        one for one in reading.links(pages["emergency.md"]) if "#component-lib/p059" in one
    ).partition("#")
    assert anchor in reading.anchors(pages[path])
    assert "](../daily.md#task-roles/backup/nightly-backup)" in pages[path]


def test_one_component_with_very_much_is_told_in_parts():
    pages = pages_of(crowd(1, each=2_000))
    parts = "".join(text for path, text in pages.items() if path != "emergency.md")
    assert "### lib/p000, part 2" in parts
    assert max(len(text.encode()) for text in pages.values()) < 500_000
    anchors = [one for text in pages.values() for one in reading.anchors(text)]
    assert len(anchors) == len(set(anchors))


def test_little_stays_on_one_page():
    assert set(pages_of(crowd(3))) == {"emergency.md"}


def test_a_long_message_and_many_places_are_cut_with_a_count():
    modes = [plans.failure("y" * 500, line, "lib/a.py", guard="z" * 500) for line in range(1, 12)]
    row = next(line for line in reading.lines(page(plans.plan_of(facts=modes))) if line.startswith("yyy"))
    assert row.startswith("y" * 239 + "… | " + "z" * 159 + "… | ")
    assert row.endswith("lib/a.py:5 and 6 more")


def test_very_many_alarms_and_suppressed_failures_are_counted():
    alarms = [alarm(line, name=f"Alarm{line}") for line in range(1, 402)]
    silent = [plans.failure(f"silent {line}", line, "lib/a.py", suppressed=True) for line in range(1, 202)]
    text = page(plans.plan_of(facts=[*alarms, *silent]))
    assert "101 more are in [thresholds.md](thresholds.md)." in text
    assert "51 more are left out." in text


SIZES = st.lists(st.tuples(st.text("ab/.-A é", max_size=8), st.integers(0, 90_000)), max_size=40)


@given(SIZES)
def test_pages_hold_every_piece_once_none_too_long_and_no_name_twice(given_pieces):
    pieces = sorted((Piece(*one) for one in given_pieces), key=lambda one: one.parts)
    groups = paging.laid_out(pieces, most=100_000)
    assert [index for one in groups for index in range(one.begin, one.end)] == list(range(len(pieces)))
    assert all(re.fullmatch(r"[a-z0-9._-]{1,140}", one.name) and one.name[0] not in ".-" for one in groups)
    assert len({one.name for one in groups}) == len(groups)
    for one in groups:
        sizes = [piece.size for piece in pieces[one.begin : one.end]]
        assert sum(sizes) <= 100_000 or len(sizes) == 1


def test_pages_end_where_the_folders_differ():
    pieces = [Piece(path, 30_000) for path in ("a/x", "a/y", "b/x", "b/y")]
    assert [(one.name, one.title) for one in paging.laid_out(pieces, most=100_000)] == [
        ("a-x-to-y", "a: x to y"),
        ("b-x-to-y", "b: x to y"),
    ]


def test_symptoms_are_counted_by_letter_and_the_rare_ones_left_out():
    messages = [
        ("Cannot read 5", "p"),
        ("cannot read 7", "q"),
        ("Cannot go", "p"),
        ("Cannot write", "p"),
        ("Éa", "p"),
        ("12 34", "q"),
    ]
    other, letter = symptoms.index(messages, most=1)
    assert (other.letter, other.rest, [one.words for one in other.entries]) == ("#", 1, ["éa"])
    assert (letter.letter, letter.rest, [one.words for one in letter.entries]) == ("C", 2, ["cannot read"])


def test_an_entry_names_the_pages_with_most_of_it_first():
    (letter,) = symptoms.index([("Broken", "b"), ("broken", "a"), ("broken!", "b"), ("broken", "c")], most=3, pages=2)
    (entry,) = letter.entries
    assert (entry.words, entry.count, entry.pages, entry.more) == ("broken", 4, ("b", "a"), 1)
