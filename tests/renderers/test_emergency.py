"""The emergency page is organised by what one sees, and says whom to call before all else."""

import re
from dataclasses import replace

import pytest

from ddd.model import EscalationStep, Severity, State, Trigger
from ddd.renderers.views import failures

from . import plans, reading


def page(plan):
    return reading.pages(plan)["emergency.md"]


@pytest.fixture(scope="module")
def everything():
    return page(plans.everything())


def test_whom_to_call_comes_first(everything):
    assert reading.headings(everything)[:3] == ["Emergency runbook", "Whom to call", "What breaks a task"]
    shown = reading.lines(reading.under(everything, "Whom to call"))
    assert shown[0] == "Operations (CODEOWNERS:1)"
    assert shown[1].endswith("ops@example.com (CODEOWNERS:2)")
    assert "For roles/backup/files: @harbour/dba (CODEOWNERS:3)" in shown
    assert "@harbour/web" not in everything


def test_nobody_to_call_is_called_not_documented():
    shown = reading.lines(reading.under(page(plans.empty()), "Whom to call"))
    assert shown == ["Not documented. Add a line * @team to CODEOWNERS: whoever is called when nobody else is named."]


def test_a_failure_mode_of_a_task_is_told_in_full(everything):
    assert reading.lines(reading.under(everything, "/b is not mounted")) == [
        "Condition: ! mountpoint -q /b",
        "Severity: critical",
        "What it breaks: Nightly database backup",
        f"Where: {plans.BACKUP}:11",
        "Whom to call: @harbour/dba (CODEOWNERS:3)",
        f"What to do: Start it again by hand before 06:00. ({plans.BACKUP}:5)",
        "Way back: read “Way back” of the task first: whether it fits depends on how far the work had come.",
    ]


def test_it_links_the_tasks_it_breaks(everything):
    assert reading.links(reading.under(everything, "/b is not mounted")) == [
        "daily.md#task-roles/backup/nightly-backup"
    ]


def test_what_nobody_says_is_called_not_documented():
    task = replace(plans.documented(), on_failure=(), rollback=(), owners=())
    shown = reading.lines(reading.under(page(plans.plan_of(task)), "/b is not mounted"))
    assert "Whom to call: not documented" in shown
    assert any(line.startswith("What to do: not documented. Add a comment On failure:") for line in shown)
    assert not any(line.startswith("Way back") for line in shown)


def test_without_an_owner_of_the_file_the_owners_of_the_task_are_called():
    shown = reading.lines(reading.under(page(plans.plan_of(plans.documented())), "/b is not mounted"))
    assert f"Whom to call: @harbour/dba (CODEOWNERS:3); the DBA on duty ({plans.BACKUP}:6)" in shown


def test_a_failure_two_tasks_share_is_told_once_with_both():
    shared = plans.plan_of(plans.documented(), replace(plans.documented(), id="other", title="The other one"))
    text = page(shared)
    assert text.count("/b is not mounted") == 1
    assert "What it breaks: The other one, Nightly database backup" in reading.lines(text)


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
    assert text.index("/b is not mounted") > text.index("## What breaks a task")
    assert "/b is not mounted" not in text.partition("## All others")[2]


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"message": "broken", "guard": "x"}, "broken"),
        ({"message": "", "guard": "x > 1"}, "when x > 1"),
        ({"message": " ", "evidence": (plans.place("a", 1, "|| exit 12"),)}, "exit status 12"),
        ({"message": "", "evidence": (plans.place("a", 1, "sys.exit(2)"),)}, "exit status 2"),
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
