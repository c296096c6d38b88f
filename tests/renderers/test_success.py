"""After a task: what must be true, how to see it, and that nothing tells it where nothing does."""

import re

import pytest

from ddd.generated import is_generated
from ddd.model import Phase, Step, replace
from ddd.renderers.book.success import success

from . import plans, reading
from .test_preflight import ANCHOR, asked, section


def page(plan):
    (one,) = success.render(reading.book(plan))
    assert one.path == "success.md"
    return one.text


def of(*tasks):
    return page(plans.plan_of(*tasks))


@pytest.fixture(scope="module")
def everything():
    return page(plans.everything())


@pytest.mark.parametrize("name", plans.PLANS)
def test_it_is_generated_and_the_same_each_time(name):
    text = page(plans.PLANS[name])
    assert is_generated(text.encode())
    assert text == page(plans.PLANS[name])


def test_checks_results_and_the_age_of_the_last_success():
    shown = section(of(plans.documented()), "Nightly database backup")
    assert shown == [
        f"pg_restore --list can read the dump ({plans.BACKUP}:30)",
        f"Step 1: No output ({plans.BACKUP}:20)",
        "Last success at most 1 day 2 hours ago (95040 seconds): roles/backup/nightly-backup",
    ]


def test_steps_that_show_the_same_stand_together():
    steps = tuple(
        Step(command=f"run {number}", expected="No output", evidence=plans.place("x.sh", number))
        for number in range(1, 11)
    )
    shown = section(of(replace(plans.bare(), steps=steps)), "mystery")
    assert "Steps 1, 2, 3, 4, 5, 6, 7, 8 and 2 more: No output (x.sh:1, x.sh:2, x.sh:3 and 7 more)" in shown


def test_a_check_before_the_last_change_is_no_proof():
    early = replace(plans.documented(), validations=(plans.claim("early", line=1),))
    assert section(of(early), "Nightly database backup")[0] == "no proof: no check comes after the last change"
    assert "For 1 of them no check comes after the last change" in of(early)
    assert "as validation: in .ddd/tasks.yaml" in " ".join(reading.lines(of(early)))


def test_with_proof_for_all_nothing_is_asked_for():
    text = of(plans.documented())
    assert "Each has a check after its last change." in text
    assert "no proof" not in text


def test_work_that_only_reads_is_proven_by_its_own_last_check():
    step = Step(command="test -s /b", expected="exit status 0", evidence=plans.place("x.sh", 3))
    reads = replace(plans.bare(), steps=(step,), prechecks=(plans.claim("test -s /b", "x.sh", 3),))
    assert "test -s /b (x.sh:3)" in section(of(reads), "mystery")
    assert "no proof" not in section(of(reads), "mystery")[0]


def test_tasks_that_nothing_tells_of_stand_in_one_table():
    (_, head, row) = reading.lines(reading.under(of(plans.bare()), "Nothing to check"))
    assert head.split(" | ") == ["How often", "Task", "Last success at most", "Id"]
    assert row.split(" | ") == ["Every week", "mystery", "5 days 12 hours ago (475200 seconds)", "cron.d/mystery"]


def test_a_placeholder_tells_nothing():
    step = Step(command="/opt/mystery", expected="TBD", evidence=plans.place("cron.d/mystery", 2))
    task = replace(plans.bare(), steps=(step,), validations=(plans.claim("TODO"),))
    assert "Nothing to check" in reading.headings(of(task))


@pytest.mark.parametrize(("phase", "named"), [(Phase.POST, True), (Phase.PRE, False)])
def test_the_script_that_asks_is_named_where_there_is_one(phase, named):
    told = "scripts/validate/roles/backup/nightly-backup.sh with --run --post ends with exit status 0"
    assert (told in reading.lines(page(asked(phase)))) is named


def test_the_queries_are_told_once_for_all(everything):
    assert reading.code_blocks(everything) == [
        'ddd_task_last_run_success{task="TASK"} == 1\n',
        'time() - ddd_task_last_success_timestamp_seconds{task="TASK"}\n',
    ]
    assert everything.count("echo $?") == 1


def test_the_list_on_top_leads_to_every_section(everything):
    anchors = reading.anchors(everything)
    inner = [link[1:] for link in reading.links(everything) if link.startswith("#")]
    assert inner == anchors and len(anchors) == len(set(anchors)) > 2


def test_every_task_is_linked_once(everything):
    links = [link for link in reading.links(everything) if "#task-" in link]
    assert sorted(link.partition("#task-")[2] for link in links) == [task.id for task in plans.everything().tasks]


def test_no_text_of_the_repository_becomes_markup(everything):
    assert [one for one in reading.html(everything) if not ANCHOR.fullmatch(one.strip())] == []
    bold = re.findall(r"(?<!\\)\*\*([^*]+)\*\*", everything)
    assert set(bold) <= {"no proof", "no proof:"}


def test_an_empty_plan_says_what_to_do():
    assert "No task was found" in page(plans.empty())


def test_it_stays_usable_for_many_tasks():
    checks = tuple(plans.claim(f"check {index} of {'x' * 60}", line=index) for index in range(1, 30))
    steps = tuple(
        Step(command=f"run {index}", expected=f"result {index}", evidence=plans.place(plans.BACKUP, index))
        for index in range(1, 30)
    )
    many = [replace(plans.documented(), id=f"t{number}", validations=checks, steps=steps) for number in range(500)]
    text = of(*many)
    assert len(text.encode()) < 500_000
    assert "26 further checks on its page" in text
    assert "26 further results of steps on its page" in text
