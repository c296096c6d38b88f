"""The evidence-collection scripts: they ask, they write into one fresh folder, they change nothing else."""

from __future__ import annotations

import csv
import hashlib
import subprocess
from pathlib import Path

import pytest

from ddd import metrics
from ddd.model import Artifact, Control, Fact, Schedule, State, replace
from ddd.renderers.scripts.evidence import evidence

from . import plans
from .plans import place, plan_of, schedule
from .reading import book
from .shells import Bench, bench, parses, program, shellcheck

__all__ = ["bench"]


def scripts(*facts: Fact, tasks=()) -> dict[str, Artifact]:
    found = evidence.render(book(plan_of(*tasks, facts=facts)))
    return {one.path.removeprefix("scripts/evidence/").removesuffix(".sh"): one for one in found}


def control(name: str, kind: str = "log retention", **more) -> Control:
    return Control(system="command", control=kind, name=name, evidence=(place("files/clean.sh", 2),), **more)


def manifest(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.tsv").open(newline="") as lines:
        return list(csv.DictReader(lines, dialect="excel-tab", quoting=csv.QUOTE_NONE))


CRON: Schedule = schedule("0 1 * * *", "cron.d/x", 3, system="crontab", user="postgres")
TIMER: Schedule = schedule("daily", "units/x.timer", 3, system="systemd-timer", target="x.service")
JOB: Schedule = schedule("0 1 * * *", "k8s/etl.yaml", 3, system="kubernetes-cronjob", name="etl")


def repository(bench: Bench) -> None:
    """Make the folder of work a repository with the file that CRON stands in."""
    (bench.work / "cron.d").mkdir()
    (bench.work / "cron.d/x").write_text("0 1 * * * x\n")
    git = ["git", "-C", str(bench.work), "-c", "user.name=A", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "A job"]):
        subprocess.run([*git, *arguments], check=True)


def test_nothing_to_ask_gives_no_script():
    assert scripts() == {}
    assert list(scripts(control("x", state=State.ABSENT))) == []


@pytest.mark.parametrize(
    ("fact", "names"),
    [
        (CRON, {"repository", "hosts"}),
        (TIMER, {"repository", "hosts"}),
        (JOB, {"repository", "kubernetes"}),
        (replace(JOB, name="{{ name }}"), {"repository"}),
        (control("/var/log/app/*.log"), {"repository", "hosts"}),
        (control("$dir"), {"repository"}),
        (replace(CRON, system="celery"), {"repository"}),
        (replace(CRON, state=State.SUSPENDED), set()),
    ],
)
def test_each_place_has_a_script_where_there_is_something_to_ask(fact, names):
    assert set(scripts(fact)) == names


def test_the_metrics_of_all_tasks_are_asked_for(bench):
    told = bench.run(scripts(tasks=[plans.bare()])["metrics"]).stdout
    for name in (metrics.LAST_SUCCESS, metrics.LAST_RUN, metrics.LAST_RUN_SUCCESS, metrics.LAST_DURATION):
        assert name in told


def test_without_run_nothing_is_asked(bench):
    for found in scripts(CRON, TIMER, JOB, control("/var/log/app/*.log"), tasks=[plans.bare()]).values():
        done = bench.run(found)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Nothing was asked" in done.stdout
    assert bench.changed() == []


def test_the_manifest_names_time_status_and_sum_of_every_answer(bench):
    repository(bench)
    before = bench.changed()
    out = bench.folder / "out"
    done = bench.run(scripts(CRON)["repository"], "--run", "--output", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    rows = manifest(out)
    assert [row["exit_status"] for row in rows] == ["0"] * 3
    assert {row["file"] for row in rows} | {"manifest.tsv"} == {path.name for path in out.iterdir()}
    for row in rows:
        assert row["sha256"] == hashlib.sha256((out / row["file"]).read_bytes()).hexdigest()
        assert row["time_utc"].endswith("Z")
    history = next(out.glob("*-history.txt")).read_text()
    assert history.endswith("A <a@example.com> A job\n")
    sums = next(out.glob("*-sha256.txt")).read_text()
    assert sums.split() == [hashlib.sha256(b"0 1 * * * x\n").hexdigest(), "./cron.d/x"]
    assert bench.changed() == before
    assert out.stat().st_mode & 0o077 == 0


def test_what_fails_is_told_and_kept(bench):
    out = bench.folder / "out"
    done = bench.run(scripts(CRON)["repository"], "--run", "--output", str(out))
    assert done.returncode == 3
    assert "3 of them failed" in done.stdout
    assert all(row["exit_status"] != "0" for row in manifest(out))


@pytest.mark.parametrize(
    "arguments",
    [["--run"], ["--run", "--output"], ["--run", "--output", "there"], ["--run", "--output", "a/b"], ["-o"]],
)
def test_an_output_that_is_no_fresh_folder_is_refused(bench, arguments):
    (bench.work / "there").mkdir()
    done = bench.run(scripts(CRON)["hosts"], *arguments)
    assert done.returncode == 2
    assert bench.changed() == ["work/there"]


def test_an_output_that_looks_like_an_option_is_a_folder(bench):
    bench.run(scripts(JOB)["kubernetes"], "--run", "--output", "-x")
    assert (bench.work / "-x" / "manifest.tsv").exists()


def test_help(bench):
    assert "manifest.tsv" in bench.run(scripts(CRON)["hosts"], "--help").stdout


def fake(bench: Bench, *names: str) -> None:
    """Programs that only note how they were called."""
    for name in names:
        program(bench.tools, name, f'printf "%s\\n" "{name} $*" >> "$HOME/calls"')


def calls(bench: Bench, found: Artifact, **env: str) -> list[str]:
    done = bench.run(found, "--run", "--output", str(bench.folder / "out"), env=env)
    assert done.returncode == 0, done.stdout
    return (bench.home / "calls").read_text().splitlines()


def test_hosts_are_asked_for_crontabs_units_and_ages(bench):
    fake(bench, "crontab", "systemctl", "journalctl", "ls", "du", "find")
    facts = [CRON, TIMER, control("find /var/log/app/*.log -mtime +9"), control("find /srv/old -type f")]
    told = calls(bench, scripts(*facts)["hosts"])
    assert "crontab -l" in told
    assert "crontab -l -u postgres" in told
    assert "systemctl list-timers --all --no-pager" in told
    shown = [line.rsplit(" ", 1)[1] for line in told if line.startswith("systemctl show")]
    assert shown == ["x.service", "x.timer"]
    assert next(line for line in told if line.startswith("journalctl")).endswith("--unit x.service")
    assert "find /var/log/app -maxdepth 1 -name *.log -exec ls -ldn {} +" in told
    assert "ls -lan /srv/old" in told
    assert "du -sk /srv/old" in told


def test_names_that_are_not_literal_are_not_asked_for():
    odd = [
        replace(CRON, user="{{ user }}"),
        replace(CRON, user="-x"),
        replace(TIMER, target="$(x).service", origin="y@.timer"),
        control("find {{ dir }}/logs /$(x)/y $HOME/z ../a /x /a/*/b /a/../../etc/shadow /b/${c}/d"),
        control("/secret/of/somebody", kind="approval gate"),
    ]
    text = scripts(*odd)["hosts"].text
    for word in ("user", "$(x)", "y@", "shadow", "secret", "/a/", "logs"):
        assert f"\n{word}" not in text
        assert f"{word}\n" not in text.split("USAGE")[0]


def test_the_cluster_is_asked_for_each_job(bench):
    fake(bench, "kubectl")
    told = calls(bench, scripts(JOB)["kubernetes"])
    assert told[0] == "kubectl config current-context"
    assert "kubectl get cronjobs --all-namespaces --field-selector metadata.name=etl --output=wide" in told


@pytest.mark.parametrize(
    ("tool", "asked"),
    [
        ("promtool", "promtool query instant http://p:9090/ "),
        ("curl", "curl -fsS --max-time 60 http://p:9090/api/v1/query?query="),
    ],
)
def test_prometheus_is_asked_by_what_is_there(bench, tool, asked):
    fake(bench, tool)
    told = calls(bench, scripts(tasks=[plans.bare()])["metrics"], PROMETHEUS_URL="http://p:9090/")
    assert told[0] == f"{asked}{metrics.LAST_SUCCESS}"


def test_without_an_address_prometheus_is_not_asked(bench):
    done = bench.run(scripts(tasks=[plans.bare()])["metrics"], "--run", "--output", "out")
    assert done.returncode == 2
    assert "PROMETHEUS_URL" in done.stderr
    assert bench.changed() == []


def test_names_that_no_script_carries_are_counted(bench):
    one, two = (replace(CRON, evidence=(place(path, 1),), origin=path) for path in ("a\nb", "c\x1b"))
    found = scripts(CRON, one)["repository"]
    assert "1 file of the repository left out" in bench.run(found).stderr
    assert "2 files of" in bench.run(scripts(CRON, one, two)["repository"]).stderr
    assert "repository" not in scripts(one, two)


def test_hostile_paths_are_arguments_and_nothing_else(bench):
    repository(bench)
    names = ["$(touch canary)", "-rf", "`touch canary`", "'; touch canary; '", "TEXT", ":(glob)*", "a b"]
    facts = [replace(CRON, evidence=(place(name, 1),), origin=name) for name in names]
    found = scripts(*facts)["repository"]
    path = bench.put(found)
    assert (parses(path), shellcheck(path)) == ("", "")
    before = bench.changed()
    done = bench.run(path, "--run", "--output", str(bench.folder / "out"))
    assert done.returncode == 3
    assert bench.changed() == before
    # A name that git would read as a pattern matches nothing.
    assert all(one.read_text() == "" for one in (bench.folder / "out").glob("*-history.txt"))


def test_a_unit_that_would_be_an_option_is_not_asked_for():
    evil = replace(TIMER, target="-Hroot@evil.service", origin="units/-Mx.timer")
    assert "evil" not in scripts(evil, CRON)["hosts"].text
    assert "-Mx" not in scripts(evil, CRON)["hosts"].text
