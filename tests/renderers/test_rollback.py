"""The way back: first the tasks that have none, then those that have one, then those that need none."""

import re

import pytest

from ddd.generated import is_generated
from ddd.model import Claim, Confidence, EscalationStep, Rollback, Severity, State, Step, replace
from ddd.renderers.book.rollback import rollback

from . import plans, reading
from .test_preflight import ANCHOR, section

UNDOCUMENTED = "How grave is not documented"


def page(plan):
    (one,) = rollback.render(reading.book(plan))
    assert one.path == "rollback.md"
    return one.text


def of(*tasks, facts=(), **more):
    plan = plans.plan_of(*tasks, facts=facts)
    return page(replace(plan, **more))


def way(line=40, path=plans.BACKUP, **more):
    fields = {"system": "shell", "component": path.rpartition("/")[0], "evidence": (plans.place(path, line),)}
    return Rollback(**(fields | more))


def rows(text, heading):
    return [line.split(" | ") for line in reading.lines(reading.under(text, heading)) if " | " in line][1:]


@pytest.fixture(scope="module")
def everything():
    return page(plans.everything())


@pytest.mark.parametrize("name", plans.PLANS)
def test_it_is_generated_and_the_same_each_time(name):
    text = page(plans.PLANS[name])
    assert is_generated(text.encode())
    assert text == page(plans.PLANS[name])


# No way back


def test_a_task_without_a_way_back_says_what_may_be_lost():
    assert rows(of(plans.bare()), UNDOCUMENTED) == [
        ["mystery", "every week", "/opt/mystery (cron.d/mystery:2)", "not documented"]
    ]


def test_reading_steps_are_not_named_and_others_are_counted():
    steps = [Step(command=command, evidence=plans.place("x.sh", line)) for line, command in enumerate(
        ("test -d /b", "rm -rf /b/old", "mv /b/x /b/y"), 1)]  # fmt: skip
    found = rows(of(replace(plans.bare(), steps=tuple(steps), owners=(plans.claim("@dba"),))), UNDOCUMENTED)
    assert found == [["mystery", "every week", "rm -rf /b/old (x.sh:2) and 1 more step", f"@dba ({plans.BACKUP}:1)"]]


def test_a_step_by_hand_may_lose_something():
    assert (
        rows(of(plans.by_hand()), UNDOCUMENTED)[0][2] == "by hand: Open the report (.ddd/tasks.yaml:9) and 1 more step"
    )


def test_a_command_is_named_before_what_a_person_does():
    """Who opens a report may lose nothing; a command that is not known to only read may."""
    steps = (*plans.by_hand().steps, Step(command="userdel x", evidence=plans.place("x.sh", 3)))
    assert rows(of(replace(plans.by_hand(), steps=steps)), UNDOCUMENTED)[0][2] == "userdel x (x.sh:3) and 2 more steps"


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("for s in $(zfs list); do\n  echo $s\n  zfs destroy $s\ndone", "zfs destroy $s"),
        ("cat x | /opt/ban.pl", "ban.pl"),
        ("rm -rf /b > /dev/null", "rm -rf /b > /dev/null"),
    ],
)
def test_of_a_step_with_several_commands_the_one_is_named_that_may_change_something(command, named):
    step = Step(command=command, evidence=plans.place("x.sh", 3))
    found = rows(of(replace(plans.bare(), steps=(step,))), UNDOCUMENTED)
    assert found[0][2] == f"{named} (x.sh:3)"


def test_of_a_task_without_steps_it_is_not_known():
    assert (
        rows(of(replace(plans.bare(), steps=())), UNDOCUMENTED)[0][2] == "what it does is not known (cron.d/mystery:2)"
    )


def test_a_placeholder_is_no_way_back():
    task = replace(plans.documented(), rollback=(plans.claim("TODO"),))
    assert reading.headings(of(task))[1] == "No known way back"


def failing(name, **more):
    mode = plans.failure(f"{name} fails", 7, id=f"failure_mode:{name}", **more)
    return replace(plans.bare(), id=name, title=name, failure_modes=(mode,))


def test_the_gravest_come_first_by_the_words_of_the_repository():
    text = of(
        failing("none"),
        failing("warned", severity=Severity.WARNING),
        failing("grave", severity=Severity.CRITICAL),
        failing("suppressed", severity=Severity.CRITICAL, suppressed=True),
        failing("gone", severity=Severity.CRITICAL, state=State.ABSENT),
    )
    found = [one for one in reading.headings(text) if one.startswith("How grave")]
    assert found == ["How grave: critical", "How grave: warning", UNDOCUMENTED]
    assert [row[0] for row in rows(text, "How grave: critical")] == ["grave"]
    assert rows(text, "How grave: critical")[0][4] == f"({plans.BACKUP}:7)"
    assert [row[0] for row in rows(text, UNDOCUMENTED)] == ["gone", "none", "suppressed"]


def test_who_is_told_of_a_failure_says_how_grave_it_is_as_well():
    step = EscalationStep(who="@dba", severity="Critical", evidence=(plans.place("esc.yml", 4),))
    text = of(failing("told"), escalations={"failure_mode:told": (step,)})
    assert rows(text, "How grave: critical")[0][4] == "(esc.yml:4)"


def test_a_word_that_is_no_severity_is_not_made_one():
    step = EscalationStep(who="@dba", severity="P1", evidence=(plans.place("esc.yml", 4),))
    assert UNDOCUMENTED in reading.headings(of(failing("told"), escalations={"failure_mode:told": (step,)}))


# Ways back


def test_a_way_back_in_words_is_told_with_who_says_so():
    assert section(of(plans.documented()), "Nightly database backup") == [
        f"Remove the half dump: rm x ({plans.BACKUP}:40)"
    ]


def test_its_commands_stand_in_a_block_and_its_condition_before_them():
    fact = way(name="Put it back", condition="the copy is broken", commands=("mv a b", "sync"), system="makefile")
    text = of(replace(plans.documented(), rollback=(Claim(text="Put it back", evidence=fact.evidence),)), facts=(fact,))
    assert section(text, "Nightly database backup") == [
        f"Put it back, when the copy is broken ({plans.BACKUP}:40)",
    ]
    assert reading.code_blocks(text) == ["mv a b\nsync\n"]
    assert "Of no task" not in reading.headings(text)


def test_what_the_code_does_itself_is_not_told_as_work():
    fact = way(name="trap ERR", condition="any command fails", commands=("mv a b",), confidence=Confidence.MEDIUM)
    text = of(facts=(fact,))
    assert "By itself, when any command fails: trap ERR" in " ".join(reading.lines(text))
    assert "ddd read it from the code" not in text


def test_what_only_the_code_shows_is_marked():
    text = of(facts=(way(name="restore-drill", commands=("make x",), confidence=Confidence.MEDIUM),))
    assert "ddd read it from the code: try it before you rely on it" in text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "rm x", "commands": ("rm x",)}, "Type this"),
        ({"condition": "the change was wrong"}, "Way back, when the change was wrong"),
        ({"condition": "when x is there", "commands": ("y",)}, "By itself, when x is there"),
        ({"name": "Restore", "condition": "It is kept.", "system": "markdown"}, "Restore: It is kept."),
    ],
)
def test_a_way_back_without_a_name_is_still_a_sentence(fields, told):
    assert any(line.startswith(f"{told} (") for line in reading.lines(of(facts=(way(**fields),))))


def test_what_a_system_does_is_told():
    text = of(
        facts=(way(name="web", condition="the upgrade fails", note="Flux takes it back by itself", system="flux"),)
    )
    assert "; Flux takes it back by itself" in " ".join(reading.lines(text))


def test_long_commands_are_cut_and_say_so():
    text = of(facts=(way(name="long", commands=tuple(f"step {number} {'x' * 90}" for number in range(90))),))
    assert "Shortened: read the whole at its place" in text
    assert len(text) < 4_000


def test_the_words_of_an_ansible_module_are_no_shell():
    fact = way(name="back", commands=('ansible.builtin.copy src="a" dest=b',), path="x/main.yml")
    assert "```text" in of(facts=(fact,))


# None needed, and those of no task


def test_why_none_is_needed_is_quoted_or_found():
    reads = replace(plans.bare(), steps=(Step(command="test -s /b", evidence=plans.place("x.sh", 3)),))
    assert rows(of(plans.frequent(), reads), "None needed") == [
        ["Probe the endpoints", "several times a day", f"“not needed, it only reads” ({plans.BACKUP}:7)"],
        ["mystery", "every week", "every step only reads or adds (x.sh:3)"],
    ]


def test_the_fact_behind_not_needed_stands_nowhere_else():
    fact = way(name="not needed, it only reads", line=7)
    assert "Of no task" not in reading.headings(of(plans.frequent(), facts=(fact,)))


def test_those_of_no_task_stand_by_folder_and_alike_once():
    alike = [way(name="undo", commands=("u",), line=line) for line in (1, 2, 3, 4)]
    text = of(facts=(*alike, way(name="root", path="run.sh"), way(name="off", state=State.ABSENT)))
    assert [one for one in reading.headings(text) if "/" in one or "root" in one] == [
        "the repository's root",
        "roles/backup/files",
    ]
    shown = " ".join(reading.lines(text))
    assert f"undo ({plans.BACKUP}:1, {plans.BACKUP}:2, {plans.BACKUP}:3 and 1 more)" in shown
    assert "off" not in shown.split()
    assert "2 ways back that belong to no task stand at the end" in shown
    assert "1 way back that belongs to no task stands" in of(facts=(way(name="one"),))


# The page as a whole


def test_every_task_stands_in_one_list(everything):
    links = [link for link in reading.links(everything) if "#task-" in link]
    assert sorted(link.partition("#task-")[2] for link in links) == [task.id for task in plans.everything().tasks]


def test_the_list_on_top_leads_to_every_section(everything):
    inner = [link[1:] for link in reading.links(everything) if link.startswith("#")]
    assert inner == reading.anchors(everything) == ["no-way-back", "ways-back", "none-needed"]


def test_no_text_of_the_repository_becomes_markup():
    lines = plans.HOSTILE_LINES
    hostile = [
        way(name=lines, condition=lines, commands=(lines,), note=plans.HOSTILE),
        way(name=plans.HOSTILE, path="a|`b`/<c>.sh", system="markdown", condition=plans.HOSTILE),
    ]
    text = of(plans.hostile(), replace(plans.hostile(), id="lost", rollback=()), plans.frequent(), facts=hostile)
    assert [one for one in reading.html(text) if not ANCHOR.fullmatch(one.strip())] == []
    assert not any(link.startswith(("javascript:", "https:")) for link in reading.links(text))
    assert all(re.match(r"[a-z]+\.md#|#", link) for link in reading.links(text))


def test_an_empty_plan_says_what_to_do():
    assert "No task was found" in page(plans.empty())


def test_it_stays_usable_for_many_tasks_and_ways():
    many = [replace(plans.bare(), id=f"t{number}", title=f"task {number}") for number in range(1_200)]
    ways = [way(name=f"undo {number}", path=f"r{number % 40}/x.sh", commands=("x" * 400,)) for number in range(1_000)]
    text = of(*many, facts=ways)
    assert len(text.encode()) < 500_000
    assert "And 200 more tasks." in text
    assert text.count("20 more that are not shown here") == 40
