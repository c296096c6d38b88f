"""The commands as users and pipelines meet them: output, forms, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ddd.version import __version__
from tests.cli.running import ddd
from tests.repositories import written

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/ansible_baseline"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return written(
        tmp_path / "small",
        {
            "cron.d/backup": "15 2 * * * root /usr/local/bin/backup.sh\n61 * * * * root /bin/never\n",
            "backup.sh": "#!/bin/sh\n# Owner: @dba\nset -e\ntest -d /srv\n# Dump it.\npg_dump x > /srv/x\n"
            "test -s /srv/x\n",
            "broken.yml": "- name: [\n",
        },
    )


def test_extract_json_is_as_the_contract_says(run, small: Path) -> None:
    told = json.loads(run("extract", "--temporal", small, "--format", "json").out)
    assert told["schema"] == "ddd-inventory/1"
    assert told["tool"] == {"name": "ddd", "version": __version__}
    assert list(told["scanned"]["skipped"]) == ["binary", "too_large", "ignored", "generated", "unreadable"]
    job = next(fact for fact in told["facts"] if fact["kind"] == "schedule" and fact["state"] == "active")
    expected = {
        "system": "crontab",
        "cadence": "daily",
        "expression": "15 2 * * *",
        "dialect": "vixie",
        "timezone": None,
        "command": "/usr/local/bin/backup.sh",
        "confidence": "high",
    }
    assert expected.items() <= job.items()
    assert job["evidence"][0]["path"] == "cron.d/backup"
    assert (job["evidence"][0]["line"], job["evidence"][0]["column"]) == (1, 1)
    assert [finding["code"] for finding in told["findings"]] == ["DDD201", "DDD209"]
    assert all(set(problem) == {"path", "line", "extractor", "message"} for problem in told["problems"])
    assert {problem["path"] for problem in told["problems"]} == {"broken.yml"}


def test_assessment_json_is_as_the_contract_says(run, small: Path) -> None:
    result = run("validate-maintenance-coverage", small, "-f", "json")
    told = json.loads(result.out)
    assert result.code == 1
    assert told["schema"] == "ddd-assessment/1"
    assert (told["threshold"], told["passed"]) == (80, False)
    assert told["gap"] == round(told["documentation_coverage"] - told["maintenance_coverage"], 1)
    assert {name: tuple(both.values()) for name, both in told["figures"].items()}.items() >= {
        "documentation_coverage": (0, 1),
        "automation_potential": (1, 1),
    }.items()
    daily, weekly = told["cadences"]["daily"], told["cadences"]["weekly"]
    assert (daily["weight"], daily["coverage"]) == (0.4, 0.0)
    [backups] = [one for one in weekly["elements"] if one["element"] == "backups"]
    assert {"element", "verdict", "earned", "possible", "tasks", "missing"} <= set(backups)
    assert (backups["verdict"], backups["possible"], len(backups["tasks"])) == ("met", 1, 1)
    weighted = sum(one["weight"] * one["coverage"] for one in told["cadences"].values())
    assert told["maintenance_coverage"] == pytest.approx(weighted, abs=0.1)


def test_the_gate(run, small: Path) -> None:
    score = json.loads(run("validate-maintenance-coverage", small, "-f", "json").out)["maintenance_coverage"]
    assert 0 < score < 80
    assert run("validate-maintenance-coverage", small, "--fail-under", score).code == 0
    failed = run("validate-maintenance-coverage", small, "--fail-under", score + 0.1)
    assert failed.code == 1
    assert failed.out.splitlines()[-1] == f"MAINTENANCE COVERAGE {score:.1f}% (threshold {score + 0.1:.1f}%) FAILED"


def test_tables_are_plain_text_when_piped(run, small: Path) -> None:
    told = run("extract", "--temporal", small)
    assert "\x1b" not in told.out
    assert "cron.d/backup:1" in told.out
    assert "DDD201" in told.out
    assert told.err == "1 problem: what could not be read (-v lists them)\n"
    assert "problem: broken.yml:" in run("extract", "--temporal", small, "-v").err
    assert run("extract", "--temporal", small, "-q").err == ""


def test_forms_go_to_files(run, small: Path, tmp_path: Path) -> None:
    target = tmp_path / "facts.json"
    result = run("extract", "--temporal", small, "-f", "table", "-f", f"json={target}")
    assert json.loads(target.read_text())["schema"] == "ddd-inventory/1"
    assert "Schedules" in result.out
    table = tmp_path / "facts.txt"
    assert run("extract", "--temporal", small, "-o", table).out == ""
    assert table.read_text().startswith("Schedules")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("extract", "--temporal", "missing"), "missing: no such folder"),
        (("extract", "--temporal", "backup.sh"), "backup.sh: not a folder"),
        (("extract", "-f", "xml"), "no form “xml”\n  there are: table, json"),
        (("extract", "-f", "json", "-f", "table"), "two forms for one place: json, table"),
        (("extract", "-f", "json", "-o", "backup.sh/x"), "backup.sh/x: may not be written"),
        (("extract", "-f", "json", "-o", "no/such/folder"), "no/such/folder: may not be written"),
        (("extract", "-f", "json=x", "-f", "table=x"), "two forms for one file: x, x"),
        (("validate-maintenance-coverage", "--spec", "missing.yaml"), "missing.yaml: may not be read"),
        (("validate-maintenance-coverage", "--spec", "broken.yml"), "broken.yml:2:1: not YAML"),
        (("validate-maintenance-coverage", "--spec", "backup.sh"), "backup.sh:"),
        (("generate-runbooks", "-o", "backup.sh"), "backup.sh"),
    ],
)
def test_wrong_use_is_told_with_exit_code_2(run, small: Path, arguments: tuple[str, ...], words: str) -> None:
    before = sorted(small.rglob("*"))
    result = run(*arguments, folder=small)
    assert result.code == 2, result
    assert words in result.err
    assert "Traceback" not in result.err
    assert result.out == ""
    assert sorted(small.rglob("*")) == before


def test_unknown_options_are_exit_code_2() -> None:
    assert ddd("extract", "--nonsense").code == 2
    assert ddd("nonsense").code == 2


def test_a_bug_of_ours_is_exit_code_3(run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        bug = KeyError("oops")
        bug.add_note("while x read y")
        raise bug

    monkeypatch.setattr("ddd.pipeline.take_inventory", broken)
    result = run("extract", small)
    assert result.code == 3
    assert result.err.startswith("ddd: a bug of ours: KeyError: 'oops', while x read y\n")
    with pytest.raises(KeyError):
        run("extract", small, "--debug")


def test_debug_shows_the_traceback(run) -> None:
    from ddd.errors import UsageError

    with pytest.raises(UsageError):
        run("extract", "missing", "--debug")


def test_a_closed_pipe_is_no_error(small: Path) -> None:
    import subprocess
    import sys

    script = f"{sys.executable} -m ddd extract {EXAMPLE} -f json | head -c 10"
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert run.stderr == ""


def test_version_and_help(run) -> None:
    assert run("--version").out == f"ddd {__version__}\n"
    for command in ("extract", "validate-maintenance-coverage", "generate-runbooks"):
        told = run(command, "--help").out
        assert "Examples:" in told
        assert f"ddd {command}" in told
    assert "Exit codes: 0 fine, 1 the gate failed" in " ".join(run("--help").out.split())


def test_a_bare_ddd_says_in_twenty_lines_what_to_do_next(run, small: Path) -> None:
    told = run(folder=small).out.splitlines()
    assert len(told) <= 20
    assert any(line.startswith("MAINTENANCE COVERAGE") for line in told)
    gaps = told[told.index("Biggest gaps:") + 1 :][:3]
    assert [gap.split(":")[0].strip() for gap in gaps] == [
        "daily health_checks",
        "daily log_rotation",
        "monthly audits",
    ]
    assert told[-1].startswith("Next: ddd ")


def test_a_bare_ddd_in_an_empty_folder_says_so(run, tmp_path: Path) -> None:
    result = run(folder=tmp_path)
    assert result.code == 0
    assert "nothing that says when or how this must be maintained" in result.out
    assert ".ddd/tasks.yaml" in result.out


def test_runbooks_are_written_and_checked(run, small: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    first = run("generate-runbooks", small, "-o", pages)
    assert {"daily.md", "weekly.md", "monthly.md", "emergency.md", "alerts.yml", "alerts.test.yml"} <= {
        file.name for file in pages.iterdir()
    }
    assert str(pages / "daily.md") in first.out
    every = {str(file) for file in pages.rglob("*") if file.is_file() and file.name != ".ddd-generated"}
    assert set(first.out.split("\n")) - {""} == every
    assert f"{len(every)} files, {len(every)} of them changed" in first.err
    assert run("generate-runbooks", small, "-o", pages, "--check").code == 0
    again = run("generate-runbooks", small, "-o", pages)
    assert (again.out, "0 of them changed\n" in again.err) == ("", True)
    assert run("generate-runbooks", small, "-o", pages, "-v").out == first.out
    (small / "cron.d/backup").write_text("15 3 * * * root /usr/local/bin/backup.sh\n")
    stale = run("generate-runbooks", small, "-o", pages, "--check")
    assert stale.code == 1
    assert f"--- {pages / 'daily.md'}\n+++ {pages / 'daily.md'}\n" in stale.out
    assert any(line.startswith("-") and "`15 2 * * *`" in line for line in stale.out.split("\n"))


def test_what_prune_deletes_is_named_and_counted_apart(run, small: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    assert run("generate-runbooks", small, "-o", pages).code == 0
    old = next((pages / "scripts/run").rglob("*.sh"))
    (small / "cron.d/backup").write_text("15 2 * * * root /usr/local/bin/other.sh\n")
    pruned = run("generate-runbooks", small, "-o", pages, "--prune")
    assert not old.exists()
    assert f"deleted: {old}\n" in pruned.err
    assert re.search(r": \d+ files, \d+ of them changed, \d+ deleted\n", pruned.err)
    assert str(old) not in pruned.out
    assert str(pages / "daily.md") in pruned.out


def test_links_of_alerts_that_lead_nowhere_are_told_on_stderr(run, small: Path, tmp_path: Path) -> None:
    told = "runbook_url"
    assert told in run("generate-runbooks", small, "-o", tmp_path / "a").err
    assert told in run("generate-runbooks", small, "-f", f"html={tmp_path / 'site'}").err
    assert told not in run("generate-runbooks", small, "-o", tmp_path / "a", "--runbook-base-url", "https://x/y").err
    assert told not in run("generate-runbooks", small, "-f", "csv", "-o", tmp_path / "b").err
    assert told not in run("generate-runbooks", small, "-o", tmp_path / "a", "-q").err


def test_of_several_forms_all_are_written_or_none(run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "csv/tasks.csv").write_text("mine\n")
    forms = ("-f", f"markdown={tmp_path / 'pages'}", "-f", f"csv={tmp_path / 'csv'}")
    refused = run("generate-runbooks", small, *forms)
    assert refused.code == 2
    assert "was not generated by ddd" in refused.err
    assert not (tmp_path / "pages").exists()
    (tmp_path / "csv/tasks.csv").unlink()
    assert run("generate-runbooks", small, *forms).code == 0
    assert (tmp_path / "pages/daily.md").exists()


def test_progress_is_for_terminals_and_for_work_that_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    from ddd.cli import output

    with output.progress(quiet=False) as tell:
        assert tell is None, "stderr is no terminal here"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with output.progress(quiet=True) as tell:
        assert tell is None
    shown = []
    monkeypatch.setattr("rich.progress.Progress.update", lambda *_, **told: shown.append(told))
    clock = iter([0.0, 0.5, 1.5])
    monkeypatch.setattr("ddd.cli.output.time.monotonic", lambda: next(clock))
    with output.progress(quiet=False) as tell:
        assert tell is not None
        tell(1, 9)
        tell(2, 9)
    assert shown == [{"completed": 2, "total": 9}]


def test_every_kind_of_fact_has_its_line_in_the_table(run) -> None:
    told = run("extract", "--temporal", EXAMPLE).out
    for title in ("Schedules", "Failure modes", "Checks", "Rollbacks", "Procedures", "Contacts"):
        assert any(line.startswith(f"{title}: ") for line in told.splitlines()), title
    assert " suspended " in told
    assert "nobody" in told, "an owner-less line of CODEOWNERS"


@pytest.mark.parametrize("form", ["table", "json", "markdown", "html", "junit", "sarif", "codequality", "github"])
def test_no_text_of_a_repository_is_a_command_to_a_runner(run, tmp_path: Path, form: str) -> None:
    name = "##[error]x ::error::y"
    task = f"tasks:\n  - {{id: x, cadence: monthly, category: '{name}', owner: '{name}', steps: [{{do: '{name}'}}]}}\n"
    written(tmp_path, {".ddd/tasks.yaml": task, "cron.d/ ::error::z": "0 99 * * * root x\n"})
    told = run("validate-maintenance-coverage", tmp_path, "-f", form).out
    assert "##[" not in told
    commands = [line for line in told.splitlines() if line.lstrip().startswith("::")]
    ours = ("::error ", "::warning ", "::notice ", "::group::", "::endgroup::") if form == "github" else ("no command",)
    assert all(line.startswith(ours) for line in commands)
