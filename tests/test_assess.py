"""The score: worked out by hand where it matters, and the laws it keeps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.assess import assess, category, completeness
from ddd.model import Assessment, Cadence, Claim, Evidence, Inventory, Plan, Scanned, Step, Task, Verdict, replace
from ddd.pipeline import judge
from ddd.spec import load
from tests.repositories import written

EXAMPLE = Path(__file__).parent.parent / "examples/ansible_baseline"
SPEC = load()
DAY = 86_400


def place(line: int = 1, path: str = "run.sh") -> Evidence:
    return Evidence(path, line, 1, "x")


def claim(text: str = "said", line: int = 9) -> Claim:
    return Claim(text=text, evidence=(place(line),))


def step(command: str = "apt-get -y upgrade", line: int = 5, expected: str = "exit status 0") -> Step:
    return Step(command=command, expected=expected, evidence=place(line))


def task(**fields: object) -> Task:
    start = Task(id="t", title="t", cadence=Cadence.DAILY, longest_gap=DAY, grace=1, resolved=True, evidence=(place(),))
    return replace(start, **fields)


def scored(*tasks: Task) -> Assessment:
    nothing = Inventory(scanned=Scanned(files=0, bytes=0, skipped=()), facts=(), findings=(), problems=())
    return assess(Plan(tasks=tasks, inventory=nothing, owners={}), SPEC)


def points(one: Task) -> dict[str, float]:
    return {point.criterion: point.earned for point in completeness(one, SPEC).points}


def test_a_well_made_script_comes_near_100_from_code_alone(tmp_path: Path) -> None:
    """roles/user_audit/files/monthly-user-audit.sh, with nothing declared for it, worked out by hand.

    action      20  each of its pipelines (getent …, lastlog …, comm …) is a command
    expected    15  `set -euo pipefail`: every exit status is checked
    validation  15  `[ "$(grep -c …)" -eq 3 ] || …` and `grep -q '^sudo:' …` stand after the last write of the report
    rollback    15  needs none: it reads accounts and writes a new report
    on_failure   0  the script does not say what a person should do
    precheck    10  `test -d "$dir" || …`
    escalation  10  `# Owner: @harbour/security`
    duration     5  `# Duration: 10 minutes`
    sum         90
    """
    shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns(".ddd", "runbooks"))
    judged = judge(tmp_path / "example")
    [score] = [one for one in judged.assessment.completeness if one.task == "roles/user_audit/monthly-user-audit"]
    assert {point.criterion: point.earned for point in score.points} == {
        "action": 20,
        "expected": 15,
        "validation": 15,
        "rollback": 15,
        "on_failure": 0,
        "precheck": 10,
        "escalation": 10,
        "duration": 5,
    }
    assert (score.score, score.cap) == (90, "")


def test_six_jobs_that_do_nothing_earn_nothing_whatever_they_are_called(tmp_path: Path) -> None:
    """Six `@daily /bin/true`, one for each required element, with owner: 0 of 100.

    /bin/true is idle, so no step does anything: action 0, and the task is held at 0. It is no file of the repository
    and no command the spec knows, so the element would earn 0 even if it were a script's name.
    """
    elements = ["health_checks", "log_rotation", "backups", "updates", "audits", "reviews"]
    jobs = "".join(f"@daily root /bin/true # {name}\n" for name in elements)
    form = "- name: {0}\n  ansible.builtin.cron:\n    name: {1}\n    special_time: daily\n    job: /bin/true\n"
    tasks = "".join(form.format(name, name.replace("_", " ")) for name in elements)
    written(tmp_path, {"cron.d/all": jobs, "roles/all/tasks/main.yml": tasks, "CODEOWNERS": "* @me\n"})
    judged = judge(tmp_path)
    assert len(judged.plan.tasks) >= 6
    assert set(elements) <= set(judged.assessment.categories.values())
    assert judged.assessment.maintenance_coverage == 0
    assert judged.assessment.procedure_completeness == 0


def test_a_name_that_leads_nowhere_earns_nothing() -> None:
    job = task(id="backup", steps=(step("/opt/vendor/backup.sh"),), resolved=False, longest_gap=7 * DAY)
    [weekly] = [one for one in scored(job).cadences if one.cadence is Cadence.WEEKLY]
    [backups] = [one for one in weekly.elements if one.element == "backups"]
    assert (backups.verdict, backups.earned) == (Verdict.MISSING, 0)
    assert "could not be found" in backups.reason


def test_a_command_the_spec_knows_counts_without_a_script() -> None:
    job = task(steps=(step("apt-get -y dist-upgrade"),), resolved=False, validations=(claim(),), rollback=(claim(),))
    assert category(job, SPEC) == "updates"
    [weekly] = [one for one in scored(job).cadences if one.cadence is Cadence.WEEKLY]
    assert {one.element: one.verdict for one in weekly.elements}["updates"] is Verdict.PARTIAL


@pytest.mark.parametrize(("gap", "met"), [(9 * DAY - 1, True), (9 * DAY, True), (9 * DAY + 1, False)])
def test_the_longest_gap_must_fit(gap: int, met: bool) -> None:
    job = task(id="backup", steps=(step("pg_dump x", 5),), validations=(claim(),), longest_gap=gap)
    [weekly] = [one for one in scored(job).cadences if one.cadence is Cadence.WEEKLY]
    [backups] = [one for one in weekly.elements if one.element == "backups"]
    assert (backups.earned > 0) is met
    if not met:
        assert "asks for 9 at the most" in backups.reason


def test_without_validation_the_score_is_held_at_40_and_without_a_way_back_at_60() -> None:
    full = task(
        steps=(step(),),
        validations=(claim(),),
        rollback=(claim(),),
        on_failure=(claim(),),
        prechecks=(claim(line=2),),
        owners=(claim(),),
        duration=claim(),
    )
    assert completeness(full, SPEC).score == 100
    assert completeness(replace(full, validations=()), SPEC).score == 40
    assert completeness(replace(full, rollback=()), SPEC).score == 60
    assert completeness(replace(full, steps=()), SPEC).score == 0
    assert completeness(replace(full, steps=(step("echo hello"), step("sleep 5"))), SPEC).score == 0


@pytest.mark.parametrize(("line", "earned"), [(4, 0), (5, 15), (6, 15)])
def test_only_a_check_after_the_last_change_shows_that_it_worked(line: int, earned: int) -> None:
    job = task(
        steps=(step("systemctl restart x", 2), step("rm -r old", 5), step("ls", 8)), validations=(claim("ok?", line),)
    )
    assert points(job)["validation"] == earned if earned == 0 else points(job)["validation"] == 15


def test_a_note_in_a_file_after_the_check_is_no_change_of_the_system() -> None:
    noted = step("echo done > /var/lib/last-success", 12)
    job = task(steps=(step("pg_dump x", 5), noted), validations=(claim("the dump can be read", 9),))
    assert (points(job)["validation"], points(job)["action"]) == (15, 20)


def test_between_files_the_order_of_the_steps_decides() -> None:
    first, second = place(3, "a.yml"), place(1, "b.yml")
    steps = (Step(command="apt-get upgrade", evidence=first), Step(command="ls", evidence=second))
    after = task(steps=steps, validations=(Claim(text="it is up", evidence=(second,)),))
    before = task(steps=tuple(reversed(steps)), validations=(Claim(text="it is up", evidence=(second,)),))
    elsewhere = task(steps=steps, validations=(Claim(text="it is up", evidence=(place(1, ".ddd/tasks.yaml"),)),))
    assert [points(one)["validation"] for one in (after, before, elsewhere)] == [15, 0, 15]


@pytest.mark.parametrize(
    ("command", "needs_a_way_back"),
    [
        ("df -h /srv", False),
        ("getent passwd | awk '{print $1}' | sort > report", False),
        ("pg_dump x | gzip > y.gz", True),
        ("pg_dump -Fc -f y x", False),
        ("sudo -u x rclone copyto a b", False),
        ("curl -f https://x/healthz", False),
        ("curl -X POST https://x", True),
        ("sed -n 1p f", False),
        ("sed -i s/a/b/ f", True),
        ("find /x -name y", False),
        ("find /x -delete", True),
        ("rsync -a a b", False),
        ("rsync -a --delete a b", True),
        ("rm -rf /x", True),
        ("systemctl is-active x", False),
        ("systemctl restart x", True),
        ("unheard-of --thing", True),
    ],
)
def test_what_only_reads_or_adds_needs_no_way_back(command: str, needs_a_way_back: bool) -> None:
    assert (points(task(steps=(step(command),)))["rollback"] == 0) is needs_a_way_back


@pytest.mark.parametrize(
    "said",
    ["x", "not documented", "test 1 = 1", "TODO", "check logs", "as needed", "...", "n/a", "tbd", "<fill in>", " "],
)
def test_placeholders_earn_nothing(said: str) -> None:
    job = task(steps=(step(expected=said),), on_failure=(claim(said),), owners=(claim(said),), duration=claim(said))
    earned = points(job)
    assert (earned["expected"], earned["on_failure"], earned["escalation"], earned["duration"]) == (0, 0, 0, 0)
    assert points(task(steps=(Step(text=said, manual=True, evidence=place()),)))["action"] == 0


# Said by people who had to write something: nobody learns from it whether, how or whom.
NOTHING_SAID = [
    *("passt", "klappt", "erledigt", "nicht bekannt", "bei Bedarf", "siehe Wiki", "noch offen", "egal"),
    *("à définir", "au besoin", "rien", "por definir", "según sea necesario", "da definire", "onbekend"),
    *("待定", "なし", "нет", "неизвестно", "all good", "everything is fine.", "should work"),
    *("check it", "verify it worked", "see above", "see the docs", "if needed", "placeholder", "coming soon"),
    *("OK!!!", "_____", "👍", "\\u200b\\u200b", "asdf"),
    *("T.B.D.", "TO-DO", "todo_later", "TODOs", "N.A.", "not applicable", "ｔｏｄｏ", "T O D O", "t\u00adodo"),
]


@pytest.mark.parametrize("said", NOTHING_SAID)
def test_what_says_nothing_in_any_language_earns_nothing(said: str) -> None:
    job = task(steps=(step(expected=said),), on_failure=(claim(said),), owners=(claim(said),), duration=claim(said))
    earned = points(job)
    assert (earned["expected"], earned["on_failure"], earned["escalation"], earned["duration"]) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "check",
    [
        *("true", "/bin/true", "/usr/bin/env true", "sh -c :", "sh -c 'exit 0'", "exit 0", "echo ok", ":", "! false"),
        *("test 1", "[ 1 ]", "test -n x", '[ -n "x" ]', "[ 1 -lt 2 ]", "test a != b"),
        *("test -s /b/shop || true", "curl -fsS http://shop/health || :", "true || test -s /b/shop"),
    ],
)
def test_a_check_that_cannot_fail_earns_nothing(check: str) -> None:
    assert points(task(steps=(step("pg_dump shop"),), validations=(claim(check, line=99),)))["validation"] == 0


@pytest.mark.parametrize(
    "said",
    [
        *("test -s /b/shop", '[ -n "$answer" ]', 'test 3 -le "$count"', "[ -f /b/shop ]"),
        *("curl -fsS http://shop/health", "The shop opens", "All copies are there", "Test the login page"),
        *("Echo requests are answered", "Die Seite ist erreichbar", "ログインできる"),
        *("Everything in the list is green", "Nobody is logged in", "exit status 0", "20 minutes", "an hour", "@team"),
        *("Kim", "dba", "Oli", "Restart it", "Call @dba", "Roll back"),
    ],
)
def test_what_says_something_counts(said: str) -> None:
    earned = points(task(steps=(step("pg_dump shop", expected=said),), validations=(claim(said, line=99),)))
    assert (earned["expected"], earned["validation"]) == (15, 15)


@pytest.mark.parametrize(
    "nobody",
    ["nobody", "@nobody", "no one", "niemand", "everyone", "me", "unassigned", "@CHANGEME", "your team here"],
)
def test_an_owner_who_is_nobody_is_none(nobody: str) -> None:
    assert points(task(owners=(claim(nobody),)))["escalation"] == 0


@pytest.mark.parametrize("length", ["soon", "a while", "varies", "not long", "kurz", "depends on it", "some minutes"])
def test_a_duration_without_a_length_is_none(length: str) -> None:
    assert points(task(duration=claim(length)))["duration"] == 0


@pytest.mark.parametrize(
    "idle",
    [
        *("test 1", "[ 1 ]", "busybox true", "builtin echo hi", "python3 -c pass", "cat /dev/null"),
        *("pg_dump -V", "which pg_dump", "noop", "pwd", "clear", "alias x=y", "xargs echo", "# pg_dump shop"),
        *("x=1", "((1))", "if false; then :; fi", "#"),
    ],
)
def test_what_does_nothing_under_another_name_is_no_action(idle: str) -> None:
    assert points(task(steps=(step(idle),)))["action"] == 0


@pytest.mark.parametrize("done", ["pg_dump shop", "test -d /b && pg_dump shop", "df -h", "x=1 pg_dump shop", "VACUUM;"])
def test_what_does_something_is_an_action(done: str) -> None:
    assert points(task(steps=(step(done),)))["action"] == 20


def test_no_way_back_is_needed_only_where_that_is_decided() -> None:
    """“Not needed, TODO” is a question."""
    job = task(steps=(step("rm -rf /x"),), rollback_not_needed=claim("not needed, TODO: ask the team"))
    assert points(job)["rollback"] == 0


def test_a_declared_category_wins() -> None:
    assert category(task(id="backup", category=claim("reviews")), SPEC) == "reviews"
    assert category(task(id="dance"), SPEC) == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("roles/x/nightly-db-backup", "backups"),
        ("roles/log_rotation/cleanup", "log_rotation"),
        ("roles/backup/check-backup-age", "health_checks"),
        ("x/apt-update", "updates"),
        ("x/security-audit", "audits"),
        ("x/access-review", "reviews"),
        ("x/catalog-sync", ""),
    ],
)
def test_names_sort_a_task_in(name: str, expected: str) -> None:
    assert category(task(id=name, title=name.rsplit("/", 1)[-1]), SPEC) == expected


CLAIMS = st.tuples() | st.tuples(st.builds(claim, st.sampled_from(["said", "TODO"]), st.integers(1, 20)))
COMMANDS = st.sampled_from(["apt-get upgrade", "ls", "echo x", "rm x", "pg_dump x"])
STEPS = st.lists(
    st.builds(step, COMMANDS, st.integers(1, 20), st.sampled_from(["", "ok 0"])),
    max_size=3,
).map(tuple)
TASKS = st.builds(
    task,
    id=st.sampled_from(["backup", "health-check", "audit-x", "dance"]),
    steps=STEPS,
    prechecks=CLAIMS,
    validations=CLAIMS,
    rollback=CLAIMS,
    on_failure=CLAIMS,
    owners=CLAIMS,
    duration=st.none() | st.just(claim()),
    resolved=st.booleans(),
    longest_gap=st.sampled_from([DAY, 7 * DAY, 31 * DAY]),
)
FIELDS = {
    "prechecks": (claim(line=1),),
    "validations": (claim("it answers", 99),),
    "rollback": (claim(),),
    "on_failure": (claim(),),
    "owners": (claim(),),
    "duration": claim(),
}


@given(TASKS, st.sampled_from(sorted(FIELDS)))
def test_completing_a_field_lowers_no_figure(one: Task, field: str) -> None:
    before = getattr(one, field)
    added = FIELDS[field]
    more = replace(one, **{field: added if isinstance(added, Claim) else (*before, *added)})
    assert completeness(more, SPEC).score >= completeness(one, SPEC).score
    assert scored(more).maintenance_coverage >= scored(one).maintenance_coverage


@given(st.lists(TASKS, max_size=3), TASKS)
def test_adding_a_task_never_lowers_coverage(tasks: list[Task], more: Task) -> None:
    numbered = [replace(one, id=f"{one.id}-{n}") for n, one in enumerate([*tasks, more])]
    assert scored(*numbered).maintenance_coverage >= scored(*numbered[:-1]).maintenance_coverage


@given(TASKS)
def test_scores_stay_between_0_and_100_and_are_the_sum_of_their_points(one: Task) -> None:
    score = completeness(one, SPEC)
    total = sum(point.earned for point in score.points)
    assert 0 <= score.score <= 100
    assert score.score == pytest.approx(total, abs=0.06) or score.cap
    assert all(0 <= point.earned <= point.possible for point in score.points)
    assert all(point.reason for point in score.points)


def test_no_tasks_is_no_figure() -> None:
    nothing = scored()
    assert (nothing.maintenance_coverage, nothing.procedure_completeness) == (0, None)
    assert {finding.code for finding in nothing.findings} == {"DDD101"}
