"""Change management shows what the repository documents of the way of a change, and what holds each task."""

import re

import pytest

from ddd import generated
from ddd.model import Check, Confidence, Control, Phase, Rollback, State, Step, replace
from ddd.renderers.book.changes import changes, changes_something
from ddd.spec import load

from . import plans, reading

SPEC = load()
STAGES = ["Propose", "Review", "Approve", "Carry out in a window", "Verify, or take back", "Record"]


def page(plan):
    (one,) = changes.render(reading.book(plan))
    assert one.path == "change-management.md"
    return one.text


def control(called="approval gate", line=1, path="deploy.yml", system="github-actions", **more):
    return Control(control=called, system=system, evidence=(plans.place(path, line),), origin=path, **more)


def stage(text, title):
    return reading.lines(reading.under(text, f"{STAGES.index(title) + 1}. {title}"))


def rows(text):
    return [line.split(" | ") for line in reading.lines(reading.under(text, "What holds the others"))][1:]


def running(*commands, **more):
    steps = tuple(Step(command=one, evidence=plans.place("run.sh", n)) for n, one in enumerate(commands, start=1))
    return replace(plans.bare(), steps=steps, **more)


def test_the_stages_come_in_their_order():
    wanted = [f"{number}. {title}" for number, title in enumerate(STAGES, start=1)]
    assert reading.headings(page(plans.empty()))[1:8] == ["The way of a change", *wanted]


def test_where_the_repository_is_silent_each_stage_says_what_to_add():
    text = page(plans.empty())
    assert "0 of 6 stages are documented here." in text
    for title in STAGES:
        assert stage(text, title)[1].startswith("Not documented. Add ")


@pytest.mark.parametrize(
    ("fact", "title", "told"),
    [
        (
            control("change record", name="template.md", value="3", scope="pull requests"),
            "Propose",
            "template.md (pull",
        ),
        (control("change record", name="commitlint", value="commitlint"), "Propose", "commitlint: commitlint (deploy"),
        (control("change record", name="CHANGELOG.md", value="1.2"), "Record", "CHANGELOG.md: 1.2 (deploy.yml:1)"),
        (control(system="review-rules", name="main", value="2", unit="approvals"), "Review", "main: 2 approvals (dep"),
        (control(name="job deploy", value="production"), "Approve", "job deploy: production (deploy.yml:1)"),
        (control("branch protection", system="review-rules", name="main"), "Review", "main (deploy.yml:1)"),
        (control("change freeze", name="december"), "Carry out in a window", "december (deploy.yml:1)"),
        (plans.contact("@ops"), "Review", "code owners: 1 rule (CODEOWNERS:1)"),
    ],
)
def test_a_fact_stands_at_its_stage_alone(fact, title, told):
    text = page(plans.plan_of(facts=[fact]))
    assert stage(text, title)[1].startswith(told)
    assert "1 of 6 stages are documented here." in text
    assert [one for one in STAGES if not stage(text, one)[1].startswith("Not documented")] == [title]


@pytest.mark.parametrize("state", [State.EXAMPLE, State.SUSPENDED, State.UNRESOLVED])
def test_what_is_not_in_force_documents_nothing(state):
    facts = [control(state=state), plans.contact(state=state)]
    assert "0 of 6 stages" in page(plans.plan_of(facts=facts))


def window(text="x", **more):
    one = plans.schedule("0 3 * * 0", "rds.tf", 4, **more)
    return replace(one, evidence=(plans.place("rds.tf", 4, text),))


@pytest.mark.parametrize(
    ("one", "is_there"),
    [
        (window('preferred_maintenance_window = "sun:03:00"'), True),
        (window(system="argocd-sync-window", name="nights"), True),
        (window(name="patch window"), True),
        (window(name="clean the windows"), False),
        (window('maintenance_window = "x"', state=State.EXAMPLE), False),
        (window("schedule = nightly"), False),
    ],
)
def test_a_window_is_what_is_called_one(one, is_there):
    told = stage(page(plans.plan_of(facts=[one])), "Carry out in a window")[1]
    assert told.startswith("Not documented") != is_there
    assert (told.endswith("every Sunday at 03:00 (rds.tf:4)")) == is_there


def test_checks_of_pipelines_and_ways_back_are_told():
    where = {"evidence": (plans.place("deploy.yml", 9),), "origin": "deploy.yml"}
    facts = [
        Check(system="github-actions", phase=Phase.POST, condition="kubectl rollout status succeeds", **where),
        Check(system="github-actions", phase=Phase.PRE, condition="never", **where),
        Check(system="shell", phase=Phase.POST, condition="never", **where),
        Rollback(system="github-actions", commands=("helm rollback shop",), **where),
        Rollback(system="shell", name="never", **where),
    ]
    assert stage(page(plans.plan_of(facts=facts)), "Verify, or take back")[1:] == [
        "check: kubectl rollout status succeeds (deploy.yml:9)",
        "way back: helm rollback shop (deploy.yml:9)",
    ]


def test_a_way_back_is_told_with_what_it_does():
    where = {"evidence": (plans.place("renew.sh", 18),), "origin": "renew.sh"}
    trap = Rollback(system="shell", name="trap ERR", commands=("cp -a /old /etc", "nginx -t"), **where)
    script = Rollback(system="shell", name="restore.sh", commands=("rm -rf /x", "restic restore"), **where)
    text = page(plans.plan_of(facts=[trap, script]))
    assert stage(text, "Verify, or take back")[1:] == [
        "way back: restore.sh (renew.sh:18)",
        "way back: trap ERR: cp -a /old /etc; nginx -t (renew.sh:18)",
    ]


@pytest.mark.parametrize(
    "gate",
    [
        control(system="ansible", name="Refuse without confirmation", value="goes on only when confirmed"),
        control(name="Refuse without confirmation", confidence=Confidence.MEDIUM),
        control(name="Refuse without confirmation", confidence=Confidence.LOW),
    ],
)
def test_what_asks_nobody_else_for_sure_is_told_and_is_no_approval(gate):
    text = page(plans.plan_of(facts=[gate]))
    shown = stage(text, "Approve")
    assert "0 of 6 stages are documented here." in text
    assert shown[1].startswith("Not documented.")
    assert shown[2].startswith("Not counted: whoever runs it answers")
    assert shown[3].startswith("Refuse without confirmation")


def test_a_question_in_its_own_file_is_no_approval_of_a_task():
    gate = control(path=plans.BACKUP, system="ansible")
    (row,) = rows(page(plans.plan_of(plans.documented(), facts=[gate])))
    assert row[1] == "–"


def test_other_hours_of_some_hosts_stand_beside_the_time():
    note = "; ".join(f"hour is {n} for some hosts (inventory/{n}.yml:10)" for n in range(30))
    one = replace(plans.documented(), schedules=(plans.schedule(note=note),))
    (row,) = rows(page(plans.plan_of(one)))
    assert row[3].startswith("every day at 01:30; hour is 0 for some hosts (inventory/0.yml:10); hour is 1")
    assert row[3].endswith(" …")
    assert len(row[3]) < 450


@pytest.mark.parametrize(
    ("task", "changing"),
    [
        (running("df -h", "systemctl is-active nginx"), False),
        (running("pg_dump x > y"), False),
        (running("pg_dump x", "rm -rf /srv/old"), True),
        (running("df -h && systemctl restart nginx"), True),
        (running(), True),
        (plans.by_hand(), True),
    ],
)
def test_reading_and_adding_change_nothing(task, changing):
    assert changes_something(task, SPEC) is changing


def test_a_task_that_only_reads_is_on_no_list():
    text = page(plans.plan_of(running("df -h")))
    assert "None: every task that was found only reads or adds." in text
    assert "Held by nothing" not in text


def test_a_task_is_told_with_all_that_holds_it():
    task = replace(plans.documented(), steps=(*plans.documented().steps[:2],))
    gate = control(path="roles/backup/tasks/main.yml", line=5, name="production")
    owners = {"roles/backup/tasks/main.yml": (plans.claim("@harbour/dba", "CODEOWNERS", 3),)}
    (row,) = rows(page(plans.plan_of(task, facts=[gate], owners=owners)))
    assert row == [
        "Nightly database backup",
        "production (roles/backup/tasks/main.yml:5)",
        "@harbour/dba (CODEOWNERS:3)",
        "every day at 01:30, Europe/Berlin; also on Sundays",
        f"Remove the half dump: rm x ({plans.BACKUP}:40)",
        f"{plans.BACKUP}:30",
    ]


def test_an_owner_whom_no_codeowners_names_reviews_nothing():
    owners = {"roles/backup/tasks/main.yml": (plans.claim("@dba", "roles/backup/meta.yml", 3),)}
    (row,) = rows(page(plans.plan_of(plans.documented(), owners=owners)))
    assert row[2] == "–"


def test_a_gate_in_another_file_does_not_hold_it():
    (row,) = rows(page(plans.plan_of(plans.documented(), facts=[control()])))
    assert row[1] == "–"


def test_a_reason_that_no_way_back_is_needed_is_quoted():
    task = replace(
        plans.documented(), rollback=(), rollback_not_needed=plans.claim("not needed, it is made anew", line=7)
    )
    (row,) = rows(page(plans.plan_of(task)))
    assert row[4] == f"not needed, it is made anew ({plans.BACKUP}:7)"


def test_more_than_one_of_a_thing_is_counted():
    task = plans.documented()
    gates = [control(path=plans.BACKUP, line=n, name=f"g{n}") for n in (1, 2, 3)]
    times = tuple(plans.schedule(f"{n} 1 * * *") for n in (1, 2, 3))
    checks = tuple(plans.claim(f"check {n}", line=n) for n in (31, 32))
    ways = (*task.rollback, plans.claim("or so", line=41))
    task = replace(task, schedules=times, validations=checks, rollback=ways)
    (row,) = rows(page(plans.plan_of(task, facts=gates)))
    assert row[1].endswith(" and 2 more")
    assert row[3].endswith("; and 1 more")
    assert row[4].endswith(" and 1 more")
    assert row[5].endswith(" and 1 more")


def test_what_nothing_holds_comes_before_the_others():
    text = page(plans.plan_of(plans.bare(), plans.documented()))
    assert reading.headings(text)[-2:] == ["Held by nothing but their time", "What holds the others"]
    loose = reading.lines(reading.under(text, "Held by nothing but their time"))
    when = "every Monday, Tuesday and Wednesday at 04:00"
    assert loose[1:] == [f"mystery: {when}; of what it does the repository shows only its command line"]
    assert "2 of 2 tasks change something, or run what no file here shows to be harmless." in text
    assert re.findall(r"^- (\d+) have ", text, re.MULTILINE) == ["0", "0", "2", "1", "1"]


def test_what_has_not_even_a_command_is_not_here():
    text = page(plans.plan_of(replace(plans.bare(), command="", steps=())))
    assert "; what it does is not in this repository" in reading.lines(text)[-1]


def test_an_expression_that_says_its_rhythm_says_it_once():
    one = plans.schedule("daily", system="logrotate")
    text = page(plans.plan_of(replace(plans.bare(), schedules=(one,))))
    assert "daily (every day)" not in text


def test_work_by_hand_has_no_time():
    text = page(plans.plan_of(plans.by_hand()))
    assert "Review of privileged access: by hand" in reading.lines(text)


def test_long_lists_are_cut_with_a_count():
    loose = [replace(plans.bare(), id=f"a{n:03}") for n in range(310)]
    held = [replace(plans.documented(), id=f"b{n:03}") for n in range(320)]
    gates = [control(line=n, name=f"g{n}") for n in range(1, 31)]
    text = page(plans.plan_of(*loose, *held, facts=gates))
    assert "- and 10 more\n" in reading.under(text, "Held by nothing but their time")
    assert "And 20 more: their sections" in text
    assert stage(text, "Approve")[-1] == "and 15 more"


def test_a_big_repository_stays_below_the_limit():
    long = "x" * 300
    said = (plans.claim(long),)
    tasks = [replace(plans.documented(), id=f"{n:03}{long[:100]}", title=long, rollback=said) for n in range(300)]
    tasks += [replace(plans.bare(), id=f"a{n:03}{long[:100]}", title=long) for n in range(300)]
    assert len(page(plans.plan_of(*tasks)).encode()) < 500_000


@pytest.mark.parametrize("name", plans.PLANS)
def test_it_is_generated_and_the_same_every_time(name):
    text = page(plans.PLANS[name])
    assert generated.is_generated(text.encode())
    assert text == page(plans.PLANS[name])
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_hostile_repository_stays_words():
    said = plans.HOSTILE_LINES
    path = "we|ird `dir`/<b>.sh"
    where = {"evidence": (plans.place(path, 1),), "origin": path}
    facts = [
        control(name=said, value=said, unit=said, scope=said, path=path),
        control("change record", name=said, value=said, path=path),
        control("change freeze", name=said, path=path),
        window(said, name=f"sync window {said}", timezone=said),
        Check(system="jenkins", name=said, phase=Phase.POST, condition=said, **where),
        Rollback(system=said, name=said, commands=(said,), **where),
    ]
    owners = {path: (plans.claim(said, "CODEOWNERS", 1),)}
    text = page(plans.plan_of(plans.hostile(), facts=facts, owners=owners))
    assert all(re.match(r"<!-- Generated", one) for one in reading.html(text) if one.strip())
    assert not [
        one for one in reading.links(text) if not re.match(r"(success|rollback|audit-trail)\.md$|weekly\.md#", one)
    ]
    assert reading.pictures(text) == []
