"""The automation scripts: what they tell, what they run, and what they never run."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd.generated import is_generated
from ddd.model import Artifact, Cadence, Check, Phase, Schedule, Step, Task, replace
from ddd.renderers.scripts.evidence import evidence
from ddd.renderers.scripts.run import automation, why_not
from ddd.renderers.scripts.validate import validation
from ddd.renderers.writing.folder import write
from ddd.spec import load

from . import plans
from .plans import claim, documented, place, plan_of, schedule
from .reading import book
from .shells import Bench, bench, parses, program, shellcheck

__all__ = ["bench"]

ME = getpass.getuser()
SPEC = load()


def cron(command: str, **more) -> Task:
    """A task that cron runs."""
    fields = {"user": ME, "command": command, **more.pop("schedule", {})}
    path = fields.pop("path", "cron.d/x")
    one = schedule("30 1 * * *", path, 3, **({"system": "crontab"} | fields))
    return replace(
        plans.bare(),
        id="x/job",
        title="A job",
        schedules=(one,),
        command=command,
        steps=(Step(command=command, evidence=place("cron.d/x", 3)),),
        **more,
    )


def declared(*commands: str, **more) -> Task:
    """A task that people declared, each step a command."""
    steps = [
        Step(text=f"Do {number}", command=one, expected=f"seen {number}", evidence=place(".ddd/tasks.yaml", number))
        for number, one in enumerate(commands, start=1)
    ]
    return replace(plans.by_hand(), id="by-hand", steps=tuple(steps), **more)


def checked(task: Task, phase: Phase, condition: str) -> tuple[Task, Check]:
    """The task with a check that its script makes."""
    where = (place("files/job.sh", 7),)
    fact = Check(system="shell", phase=phase, condition=condition, evidence=where)
    said = (plans.Claim(text=condition, evidence=where),)
    return replace(task, **{"prechecks" if phase is Phase.PRE else "validations": said}), fact


def script(task: Task, *facts: Check) -> Artifact:
    (found,) = automation.render(book(plan_of(task, facts=facts)))
    return found


def test_the_path_names_the_task_and_the_file_may_be_run():
    found = script(cron("true"))
    assert found.path == "scripts/run/x/job.sh"
    assert found.executable
    assert is_generated(found.text.encode())
    assert found.text.splitlines()[0] == "#!/usr/bin/env bash"


def test_an_id_that_ends_as_a_script_does_gets_no_second_ending():
    task = replace(cron("true"), id="x/job.sh")
    assert script(task).path == "scripts/run/x/job.sh"


@pytest.mark.parametrize("others", [("x/job",), ("x/job", "x/job.sh.sh")])
def test_each_task_has_a_path_of_its_own(others):
    tasks = [replace(cron("true"), id=name) for name in ("x/job.sh", *others)]
    paths = [one.path for one in automation.render(book(plan_of(*tasks)))]
    assert len(paths) == len({*paths}) == len(tasks)
    assert "scripts/run/x/job.sh" in paths


@pytest.mark.parametrize(
    "ids",
    [
        ("x/a", "x/y/../a"),
        ("../../evidence/metrics", "a"),
        ("../../../../a", "."),
        ("x/job.sh", "x/job.sh/b"),
        ("a", "a.sh/b"),
        ("a" * 300, "b/" * 3_000 + "b"),
        ("a" * 300 + "b", "a" * 300 + "c"),
    ],
)
def test_every_id_leads_to_a_file_of_its_own_below_the_folder(ids, tmp_path):
    tasks = [replace(cron("true"), id=name) for name in ids]
    write(list(automation.render(book(plan_of(*tasks)))), tmp_path / "sub/out")
    found = [path for path in tmp_path.rglob("*.sh") if path.is_file()]
    assert len(found) == len(ids)
    assert all(path.is_relative_to(tmp_path / "sub/out/scripts/run") for path in found)


@pytest.mark.parametrize("user", ["esac", "in", "case", "do"])
def test_a_user_may_be_called_as_a_word_of_the_shell(bench, user):
    task = cron("true")
    task = replace(task, schedules=(replace(task.schedules[0], user=user),))
    assert "This is run by" in bench.run(script(task), "--run").stderr


def test_without_run_it_only_says_what_it_would_do(bench):
    done = bench.run(script(cron("touch canary")))
    assert (done.returncode, done.stderr) == (0, "")
    assert "    touch canary\n" in done.stdout
    assert "Nothing was done. Add --run to do it." in done.stdout
    assert bench.changed() == []


def test_with_run_it_does_it_and_keeps_a_log(bench):
    done = bench.run(script(cron("echo hello && touch made")), "--run")
    assert done.returncode == 0
    assert (bench.work / "made").exists()
    assert "hello" in done.stdout
    assert "hello\n" in bench.log()
    assert "x/job ended after " in bench.log()
    assert "with exit status 0" in bench.log()


def test_the_log_is_for_its_owner_alone(bench):
    bench.run(script(cron("umask > mask")), "--run", env={"DDD_LOG_DIR": str(bench.home / "logs")})
    assert (bench.home / "logs").stat().st_mode & 0o077 == 0
    # What it does for its own files does not reach the command.
    assert (bench.work / "mask").read_text().strip() != "0077"


def test_a_command_that_fails_gives_its_status_and_what_to_do(bench):
    task = cron("exit 7", on_failure=(claim("Call the harbour."),), rollback=(claim("Put it back."),))
    done = bench.run(script(task), "--run")
    assert done.returncode == 7
    told = done.stdout.split("It failed. What to do:")[1]
    assert "Call the harbour. (roles/backup/files/nightly.sh:1)" in told
    assert "Way back: Put it back." in told
    assert "with exit status 7" in bench.log()


def test_where_nothing_is_documented_it_says_so(bench):
    told = bench.run(script(cron("exit 7")), "--run").stdout.split("It failed. What to do:")[1]
    assert told.count("not documented") == 3


def test_a_way_back_that_is_not_needed_is_told(bench):
    done = bench.run(script(cron("true", rollback_not_needed=claim("not needed, it only reads"))))
    assert "Way back: not needed, it only reads" in done.stdout


def test_the_steps_run_in_order_and_stop_at_the_first_that_fails(bench):
    done = bench.run(script(declared("touch one", "exit 4", "touch three")), "--run")
    assert done.returncode == 4
    assert "Step 2 failed with exit status 4." in done.stdout
    assert "You should see: seen 1" in done.stdout
    assert [name for name in bench.changed() if name.startswith("work/")] == ["work/one"]


def test_a_percent_that_cron_wants_escaped_is_plain_for_the_shell(bench):
    bench.run(script(cron(r"date +\%Y > year")), "--run")
    assert (bench.work / "year").read_text().strip().isdecimal()


def test_a_command_that_reads_gets_no_input(bench):
    assert bench.run(script(cron("cat")), "--run").returncode == 0


def test_a_command_that_begins_with_a_dash_is_no_option(bench):
    done = bench.run(script(cron("-x")), "--run")
    assert done.returncode == 127


@pytest.mark.parametrize("argument", ["--go", "-x", "run", "$(touch canary)"])
def test_an_unknown_argument_is_refused(bench, argument):
    done = bench.run(script(cron("touch canary")), argument)
    assert done.returncode == 2
    assert "unknown argument" in done.stderr
    assert bench.changed() == []


def test_help_tells_the_settings(bench):
    done = bench.run(script(cron("touch canary")), "--help")
    assert done.returncode == 0
    assert "DDD_LOG_DIR" in done.stdout
    assert bench.changed() == []


def test_another_user_is_refused_with_what_to_type(bench):
    done = bench.run(script(cron("touch canary", schedule={"user": "somebody-else"})), "--run")
    assert done.returncode == 77
    assert "sudo -u somebody-else bash " in done.stderr
    assert bench.changed() == []


def test_any_of_several_users_may_run_it(bench):
    task = cron("true")
    both = (*task.schedules, replace(task.schedules[0], user="zz-other"))
    assert bench.run(script(replace(task, schedules=both)), "--run").returncode == 0


def test_without_a_home_it_asks_for_a_folder(bench):
    done = bench.run(script(cron("touch canary")), "--run", env={"HOME": ""})
    assert done.returncode == 2
    assert "DDD_LOG_DIR" in done.stderr
    assert bench.changed() == []


@pytest.mark.parametrize("without", [(), ("flock",)], ids=["flock", "mkdir"])
class TestLock:
    """One run at a time, by flock where there is one, else by a folder."""

    def test_a_second_run_is_refused(self, tmp_path, without):
        bench = Bench(tmp_path, without=without)
        # The command calls the script itself once more.
        path = bench.put(script(cron('"$ME" --run; echo "inner $?" > inner')))
        done = bench.run(path, "--run", env={"ME": str(path)})
        assert done.returncode == 0
        assert (bench.work / "inner").read_text() == "inner 75\n"

    def test_it_can_run_again_afterwards(self, tmp_path, without):
        bench = Bench(tmp_path, without=without)
        path = bench.put(script(cron("true")))
        assert [bench.run(path, "--run").returncode for _ in range(2)] == [0, 0]

    def test_a_daemon_that_stays_does_not_hold_it(self, tmp_path, without):
        bench = Bench(tmp_path, without=without)
        path = bench.put(script(cron("sleep 30 >/dev/null 2>&1 & echo $! > pid")))
        try:
            assert [bench.run(path, "--run").returncode for _ in range(2)] == [0, 0]
        finally:
            pid = (bench.work / "pid").read_text().strip()
            bench.run(script(cron(f"kill {pid}")), "--steps", "--run")


def test_a_lock_whose_process_is_gone_counts_for_nothing(tmp_path):
    bench = Bench(tmp_path, without=["flock"])
    found = script(cron("true"))
    bench.run(found, "--run")
    lock = next(bench.home.glob(".local/state/ddd/*.log")).with_suffix(".lock.d")
    lock.mkdir()
    (lock / "pid").write_text("999999999\n")
    assert bench.run(found, "--run").returncode == 0
    assert not lock.exists()


def test_a_lock_without_a_process_is_left_to_people(tmp_path):
    bench = Bench(tmp_path, without=["flock"])
    found = script(cron("touch canary"))
    lock = bench.home / ".local/state/ddd" / (found.text.split("ddd_lock=$ddd_folder/")[1].split("\n")[0] + ".d")
    lock.mkdir(parents=True)
    assert bench.run(found, "--run").returncode == 75
    assert not (bench.work / "canary").exists()


def test_ddd_records_the_run_where_it_can(bench):
    program(bench.tools, "ddd", 'printf "%s\\n" "$*" >> calls\n[ "$3" = -- ] || exit 0\nshift 3\n"$@"')
    path = bench.put(script(cron("echo once >> done; exit 5")))
    done = bench.run(path, "--run")
    assert done.returncode == 5
    assert (bench.work / "done").read_text() == "once\n"
    assert (bench.work / "calls").read_text().splitlines() == [
        "run --help",
        f"run x/job -- bash {path} --run --steps",
    ]


def test_an_older_ddd_that_cannot_is_left_alone(bench):
    program(bench.tools, "ddd", "exit 2")
    assert bench.run(script(cron("touch made")), "--run").returncode == 0
    assert (bench.work / "made").exists()


class TestChecks:
    """Before and after the work."""

    def test_one_that_fails_before_starts_nothing(self, bench):
        done = bench.run(script(*checked(cron("touch canary"), Phase.PRE, "test -d /nowhere/at/all")), "--run")
        assert done.returncode == 1
        assert "FAIL       test -d /nowhere/at/all  (files/job.sh:7)" in done.stdout
        assert not (bench.work / "canary").exists()

    def test_one_that_passes_lets_it_go_on(self, bench):
        done = bench.run(script(*checked(cron("touch made"), Phase.PRE, "test -d /")), "--run")
        assert done.returncode == 0
        assert "PASS       test -d /" in done.stdout
        assert (bench.work / "made").exists()

    def test_one_that_nobody_can_decide_does_not_stop_it(self, bench):
        done = bench.run(script(*checked(cron("touch made"), Phase.PRE, 'test -d "$NOT_SET_ANYWHERE"')), "--run")
        assert done.returncode == 0
        assert "UNDECIDED" in done.stdout

    def test_one_that_fails_after_is_a_failure(self, bench):
        done = bench.run(script(*checked(cron("touch made"), Phase.POST, "test -d /nowhere/at/all")), "--run")
        assert done.returncode == 1
        assert "A check after the work failed." in done.stdout
        assert (bench.work / "made").exists()

    def test_a_health_check_is_run_on_a_host_that_is_not_well(self, bench):
        """What it is there to ask stops nobody from asking: its own exit status and words tell."""
        program(bench.tools, "systemctl", "exit 3")
        task = cron("systemctl is-active app || { echo app is down; exit 2; }")
        done = bench.run(script(*checked(task, Phase.PRE, "systemctl is-active app")), "--run")
        assert done.returncode == 2
        assert "app is down" in done.stdout
        assert "nothing was started" not in done.stdout
        assert (
            "to ask them is its work" in done.stdout + script(*checked(task, Phase.PRE, "systemctl is-active app")).text
        )

    def test_what_a_health_check_itself_needs_is_asked_before(self, bench):
        task = cron("systemctl is-active app")
        done = bench.run(script(*checked(task, Phase.PRE, "test -d /nowhere/at/all")), "--run")
        assert done.returncode == 1
        assert "nothing was started" in done.stdout

    def test_after_a_failure_it_is_not_asked(self, bench):
        done = bench.run(script(*checked(cron("exit 9"), Phase.POST, "test -d /nowhere/at/all")), "--run")
        assert done.returncode == 9
        assert "FAIL" not in done.stdout


def timer(target: str = "backup.service", path: str = "units/backup.timer") -> Task:
    one = schedule("daily", path, 3, system="systemd-timer", target=target, command="/usr/bin/backup")
    return replace(cron("/usr/bin/backup"), schedules=(one,))


def test_a_timers_unit_is_started_by_systemd():
    text = script(timer()).text
    assert "\nsystemctl start --wait backup.service\n" in text
    assert "ddd's own knowledge" in text
    assert "# As user:  root" in text


def test_a_users_unit_is_started_by_that_user():
    text = script(timer(path=".config/systemd/user/backup.timer")).text
    assert "\nsystemctl --user start --wait backup.service\n" in text
    assert "As user" not in text


def cron_job(name: str, **more) -> Task:
    one = schedule("0 1 * * *", "k8s/etl.yaml", 4, system="kubernetes-cronjob", name=name, command="etl", **more)
    return replace(cron("etl"), schedules=(one,))


@pytest.mark.parametrize(("state", "status"), [("Complete", 0), ("SuccessCriteriaMetComplete", 0), ("Failed", 1)])
def test_a_cron_job_is_run_once_and_waited_for(bench, state, status):
    said = f'printf "%s\\n" "$*" >> calls\n[ "$3" != get ] || echo {state}'
    program(bench.tools, "kubectl", said)
    assert bench.run(script(cron_job("etl", namespace="alpha")), "--run").returncode == status
    context, created, *_, logs = (bench.work / "calls").read_text().splitlines()
    assert context == "config current-context"
    assert created.startswith("-n alpha create job --from=cronjob/etl etl-")
    assert logs.startswith("-n alpha logs job/etl-")


def test_each_of_three_jobs_of_one_name_is_asked_of_its_own_namespace(bench):
    program(bench.tools, "kubectl", 'printf "%s\n" "$*" >> calls\n[ "$3" != get ] || echo Complete')
    for namespace in ("alpha", "beta", "gamma"):
        done = bench.run(script(cron_job("backup", namespace=namespace)), "--run")
        assert done.returncode == 0
        calls = (bench.work / "calls").read_text().splitlines()
        (bench.work / "calls").unlink()
        assert {call.split()[1] for call in calls if not call.startswith("config ")} == {namespace}


def test_without_a_namespace_the_one_that_kubectl_works_in_is_told_before(bench):
    said = 'printf "%s\n" "$*" >> calls\n[ "$1" != config ] || echo here\n[ "$1" != get ] || echo Complete'
    program(bench.tools, "kubectl", said)
    done = bench.run(script(cron_job("etl")), "--run")
    assert "in the namespace that kubectl works in now: its file names none" in script(cron_job("etl")).text
    assert "\nhere\n" in done.stdout
    first, second, *_ = (bench.work / "calls").read_text().splitlines()
    assert first.startswith("config view --minify --output jsonpath={.current-context}, namespace")
    assert second.startswith("create job --from=cronjob/etl etl-")


@pytest.mark.parametrize("namespace", ["-x", "a b", "$(touch canary)", "{{ n }}", "A"])
def test_a_namespace_that_is_none_is_not_typed(namespace):
    assert f"-n {namespace}" not in script(cron_job("etl", namespace=namespace)).text
    assert "kubectl create job --from=cronjob/etl" in script(cron_job("etl", namespace=namespace)).text


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (plans.by_hand(), "a person acts or decides in it (.ddd/tasks.yaml:9)"),
        (declared("vi /etc/motd"), "a person acts or decides in it (.ddd/tasks.yaml:1)"),
        (declared("echo {{ x }}"), "its command leaves something open (.ddd/tasks.yaml:1)"),
        (cron("crontab -e"), "a person acts or decides in it (cron.d/x:3)"),
        (cron("mysql -p*** x"), "its command holds a secret, which is not shown (cron.d/x:3)"),
        (cron("/opt/{{ name }}"), "its command leaves something open (cron.d/x:3)"),
        (cron("/opt/<%= name %>"), "its command leaves something open (cron.d/x:3)"),
        (cron("a && \x1b[31m"), "its command holds characters that no script carries (cron.d/x:3)"),
        (cron("a\n…"), "its command is too long to be shown whole (cron.d/x:3)"),
        (
            cron("date +%F", schedule={"system": "ansible-cron"}),
            "cron ends its command at the % that no backslash stands before (cron.d/x:3)",
        ),
        (cron("", schedule={"system": "run-parts"}), "nothing names the command that runs (cron.d/x:3)"),
        (cron("true", schedule={"user": "{{ user }}"}), "the user that runs it is not named literally"),
        (cron("x", schedule={"system": "celery"}), "celery runs it, not the shell of a host (cron.d/x:3)"),
        (cron("", schedule={"system": "logrotate"}), "logrotate runs it, its schedule names no command (cron.d/x:3)"),
        (timer("x@%i.service"), "the unit that its timer starts is not named literally"),
        (timer("--now.service"), "the unit that its timer starts is not named literally"),
        (timer("x@.service"), "the unit that its timer starts is not named literally"),
        (cron_job("{{ name }}"), "the name of its CronJob is not literal"),
        (cron_job("-x"), "the name of its CronJob is not literal"),
        (cron_job("x" * 53), "the name of its CronJob is not literal"),
        (documented(), "a person acts or decides in it (roles/backup/files/nightly.sh:22)"),
        (plans.hostile(), f"{plans.HOSTILE} runs it, not the shell of a host (we|ird `dir`/<b>.sh:3)"),
    ],
)
def test_who_gets_no_script_is_told_why(task, reason):
    assert why_not(task, SPEC) == reason
    assert list(automation.render(book(plan_of(task)))) == []


def test_who_has_a_script_has_no_reason():
    assert why_not(cron_job("x" * 52), SPEC) == ""
    assert why_not(declared("touch made"), SPEC) == ""
    # An anacron job's `%` is a percent sign.
    assert why_not(cron("date +%F", schedule={"system": "anacron"}), SPEC) == ""


def test_a_declared_day_is_no_machine():
    one = schedule("every month", ".ddd/tasks.yaml", 2, system="declared")
    assert why_not(replace(declared("touch made"), schedules=(one,)), SPEC) == ""


def test_a_long_source_is_cut_with_a_count(bench):
    steps = tuple(Step(command=f"true {number}", evidence=place("job.sh", number)) for number in range(1, 26))
    task = replace(cron("/opt/job"), steps=steps, resolved=True)
    told = bench.run(script(task)).stdout
    assert "- true 20 (job.sh:20)\n- and 5 more steps\n" in told


def test_two_ids_that_look_alike_have_two_locks():
    one, other = (script(replace(cron("true"), id=name)).text for name in ("a/b", "a_b"))
    assert one.split("ddd_log=")[1].split("\n")[0] != other.split("ddd_log=")[1].split("\n")[0]


def test_same_plan_same_bytes():
    plan = plan_of(cron("true"), declared("touch made"))
    assert list(automation.render(book(plan))) == list(automation.render(book(plan)))


TRICKS = st.lists(
    st.sampled_from(
        [
            "$(touch canary)",
            "`touch canary`",
            "; touch canary;",
            "\ntouch canary\n",
            "'",
            '"',
            "\\",
            "\\\n",
            "\n",
            "\nTEXT\ntouch canary\n",
            "TEXT",
            "TEXT_2",
            "EOF\n",
            "${x}",
            "\x1b]0;owned\x07",
            "\u202e",
            "#",
            "\r",
            "\t",
            "\nshellcheck disable=all",
            "{{ 7*7 }}",
            "{% raw %}",
            "%",
            "é",
            "’",
            "“",
            "\u00a0",
            "--run",
            "-x",
            ")",
            "}",
            "\nesac",
            ";;",
            "<<X",
            "&",
            "|",
            "> canary",
            "~",
            "!",
            "*",
            "\x00",
            "\ud800",
            "\u2028",
            "…",
            "***",
        ]
    )
).map("".join) | st.text(max_size=40)


def hostile_task(text: str, other: str) -> tuple[Task, Check]:
    """A task with a hostile text wherever a repository writes one, but for its command."""
    said = plans.Claim(text=text, evidence=(place(f"a{other}", 1),))
    step = Step(text=text, command="true", expected=other, evidence=place(f"b{text}", 2))
    inside = Step(text=other, command=text, expected=text, evidence=place(f"b{text}", 2))
    task = replace(
        cron("true", schedule={"note": text, "timezone": other or None, "path": f"c{text}"}),
        id=text,
        title=other,
        purpose=said,
        steps=(step, inside),
        owners=(said,),
        on_failure=(said,),
        rollback=(said,),
        duration=said,
        evidence=(place(f"d{text}", 4),),
    )
    return checked(task, Phase.PRE, "test -d /")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TRICKS, other=TRICKS)
def test_whatever_a_repository_writes_stays_text(tmp_path_factory, text, other):
    bench = Bench(tmp_path_factory.mktemp("bench"))
    task, fact = hostile_task(text, other)
    where = (place(f"e{other}", 5),)
    claims = (plans.Claim(text=text, evidence=where),)
    odd = Check(system="shell", phase=Phase.POST, condition=text, evidence=where)
    world = book(plan_of(replace(task, validations=claims), facts=(fact, odd)))
    artifacts = [one for kind in (automation, validation, evidence) for one in kind.render(world)]
    paths = [bench.put(one) for one in artifacts]
    assert parses(*paths) == ""
    assert shellcheck(*paths) == ""
    for artifact, path in zip(artifacts, paths, strict=True):
        done = bench.run(path)
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout
        assert is_generated(artifact.text.encode())
    assert bench.changed() == []


@settings(max_examples=8, deadline=None)
@given(command=TRICKS.filter(str.strip), user=TRICKS)
def test_whatever_is_to_be_run_is_only_told_without_run(tmp_path_factory, command, user):
    bench = Bench(tmp_path_factory.mktemp("bench"))
    plan = plan_of(cron(command, schedule={"user": user}), declared(command), replace(cron_job(command), id="z"))
    paths = [bench.put(one) for one in automation.render(book(plan))]
    assert parses(*paths) == ""
    assert not paths or shellcheck(*paths) == ""
    assert all(bench.run(path).returncode == 0 for path in paths)
    assert bench.changed() == []


@pytest.mark.parametrize(
    "text",
    [
        "$(touch canary)",
        "`touch canary`",
        "'; touch canary; '",
        "x\nTEXT\ntouch canary\n",
        "\\\ntouch canary",
        "x\n      ;;\n  esac\n}\ntouch canary",
        '"$(touch canary)"',
    ],
)
def test_what_is_told_stays_text_when_it_runs(bench, text):
    task, fact = hostile_task(text, text)
    world = book(plan_of(task, facts=(fact,)))
    for kind in (automation, validation):
        (found,) = kind.render(world)
        done = bench.run(found, "--run")
        assert done.returncode == 0, done.stderr
    assert list(bench.work.iterdir()) == []
    assert list(bench.home.rglob("canary")) == []


def test_a_command_reaches_the_shell_as_it_stands(bench):
    command = "printf '%s\\n' 'TEXT' \"$(echo 'TEXT_2')\" 'a\\b' '`x`' > said\n\nTEXT=1; echo \"$TEXT\" >> said"
    assert bench.run(script(declared(command)), "--run").returncode == 0
    assert (bench.work / "said").read_text() == "TEXT\nTEXT_2\na\\b\n`x`\n1\n"


@pytest.mark.parametrize("name", sorted(plans.PLANS))
def test_the_scripts_of_every_plan_are_clean(tmp_path, name):
    bench = Bench(tmp_path)
    world = book(plans.PLANS[name])
    paths = [bench.put(one) for kind in (automation, validation, evidence) for one in kind.render(world)]
    assert not paths or shellcheck(*paths) == ""
    assert all(bench.run(path).returncode == 0 for path in paths)
    assert bench.changed() == []


def test_a_schedule_says_when_in_words():
    one: Schedule = schedule("30 1 * * *", "cron.d/x", 3, system="crontab", user=ME, timezone="Europe/Berlin")
    text = script(replace(cron("true"), schedules=(one,), cadence=Cadence.DAILY)).text
    assert "# When:     every day at 01:30 (30 1 * * *), Europe/Berlin\n" in text


def test_scripts_are_files_of_their_own(tmp_path: Path):
    """The folder of the book alone is enough: a script reads no file beside it."""
    bench = Bench(tmp_path)
    path = bench.put(script(cron("true")))
    moved = bench.folder / "elsewhere with spaces $(touch canary).sh"
    path.rename(moved)
    assert bench.run(moved, "--run").returncode == 0
    assert not (bench.work / "canary").exists()
