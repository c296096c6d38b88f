"""The GitLab component: its job is one that GitLab takes, and its shell does what it says whatever the inputs are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ddd.version import __version__
from tests.ci import runners
from tests.ci.runners import HOSTILE, run_component, small, unharmed

SHELLS = [shell for shell in ("bash", "dash") if shutil.which(shell)]
RESULTS = ["gl-code-quality-report.json", "maintenance-coverage.json", "maintenance-junit.xml", "maintenance.html"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return small(tmp_path / "repository")


def test_gitlab_takes_the_job(tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text(yaml.safe_dump(runners.component()))
    assert runners.schema_errors("gitlab-ci", tmp_path / "job.yml") == ""
    header = next(iter(yaml.safe_load_all(runners.COMPONENT.read_text())))
    (tmp_path / "header.yml").write_text(yaml.safe_dump(header))
    assert runners.schema_errors("gitlab-ci", tmp_path / "header.yml") == ""


def test_the_schema_would_refuse_a_job_that_gitlab_refuses(tmp_path: Path) -> None:
    jobs = runners.component()
    jobs["ddd-maintenance"]["rules"] = "always"
    (tmp_path / "job.yml").write_text(yaml.safe_dump(jobs))
    assert "rules" in runners.schema_errors("gitlab-ci", tmp_path / "job.yml")


def test_the_pipeline_of_this_repository_is_one() -> None:
    assert runners.schema_errors("gitlab-ci", runners.ROOT / ".gitlab-ci.yml") == ""


def test_the_version_is_this_one() -> None:
    assert runners.component()["ddd-maintenance"]["variables"]["DDD_VERSION"]["value"] == __version__


def test_no_input_becomes_text_of_the_shell() -> None:
    _, jobs = yaml.safe_load_all(runners.COMPONENT.read_text())
    job = jobs["ddd-maintenance"]
    assert "$[[" not in "".join([*job["before_script"], *job["script"]])
    assert all(value["expand"] is False for name, value in job["variables"].items() if name.startswith("DDD_"))


@pytest.mark.parametrize(
    ("name", "value"), [("version", "1; touch pwned"), ("pipelines", "all"), ("format", "html"), ("git_depth", "all")]
)
def test_gitlab_refuses_inputs_that_are_none(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        runners.component(**{name: value})


@pytest.mark.parametrize("shell", SHELLS)
def test_what_is_called_by_default(shell: str, repository: Path, tmp_path: Path) -> None:
    done = run_component(shell, repository, tmp_path)
    assert (done.code, done.err) == (0, "")
    assert [call[0] for call in done.calls] == ["validate-maintenance-coverage", "extract", "generate-runbooks"]
    score = done.calls[0]
    assert [word.split("=")[1] for word in score if "=" in word] == ["table", "json", "html", "junit", "codequality"]
    assert score[-2:] == ["--", "."]
    assert not [word for word in score if word.startswith(("--fail-under", "--since"))]
    assert [name for name in RESULTS if not (repository / name).exists()] == []
    assert (repository / "maintenance.json").exists()
    assert unharmed(tmp_path)


@pytest.mark.parametrize("shell", SHELLS)
def test_each_gate_is_a_word_of_its_own(shell: str, repository: Path, tmp_path: Path) -> None:
    gates = "60\n  daily=50  \n\nroles/my role=70\n"
    score = run_component(shell, repository, tmp_path, fail_under=gates, since="origin/main").calls[0]
    told = [word for word in score if word.startswith("--fail-under")]
    assert told == ["--fail-under=60", "--fail-under=daily=50", "--fail-under=roles/my role=70"]
    assert "--since=origin/main" in score


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_inputs_stay_words(shell: str, value: str, repository: Path, tmp_path: Path) -> None:
    done = run_component(
        shell, repository, tmp_path, path=value, fail_under=value, since=value, runbooks=value, image=value
    )
    assert done.code == 0
    score, extract, generate = done.calls
    assert [call[-2:] for call in done.calls] == [["--", value]] * 3
    assert {f"--fail-under={value}", f"--since={value}"} <= set(score)
    assert f"--output={value}" in generate
    assert extract[0] == "extract"
    assert unharmed(tmp_path)


def test_a_failed_gate_fails_the_job_and_keeps_the_results(repository: Path, tmp_path: Path) -> None:
    done = run_component("bash", repository, tmp_path, status=1)
    assert done.code == 1
    assert len(done.calls) == 3
    assert (repository / "gl-code-quality-report.json").read_text() == "codequality"


def test_an_error_of_usage_ends_the_job_at_once(repository: Path, tmp_path: Path) -> None:
    done = run_component("bash", repository, tmp_path, status=2, path="nowhere")
    assert (done.code, len(done.calls)) == (2, 1)
    assert "no such folder" in done.err
    assert not (repository / "maintenance.json").exists()


def test_the_artifacts_are_what_is_written(repository: Path, tmp_path: Path) -> None:
    job = runners.component(runbooks="docs/runbooks")["ddd-maintenance"]
    before = {file.name for file in repository.iterdir()}
    run_component("bash", repository, tmp_path)
    made = {file.name for file in repository.iterdir()} - before
    paths = {path for path in job["artifacts"]["paths"] if not path.endswith("/")}
    assert made == paths | set(job["artifacts"]["reports"].values())
    assert "docs/runbooks/" in job["artifacts"]["paths"]


def test_shellcheck_has_nothing_to_say() -> None:
    job = runners.component()["ddd-maintenance"]
    assert runners.shellcheck("\n".join([*job["before_script"], *job["script"]]), "sh") == ""


@pytest.mark.parametrize("path", [".", "roles"])
def test_with_ddd_itself(path: str, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(runners.EXAMPLE, repository)
    shutil.rmtree(repository / "runbooks")
    job = runners.component(path=path, fail_under="0")["ddd-maintenance"]
    tools = runners.stand_in(tmp_path / "tools", "unused")
    (tools / "ddd").write_text(f'#!/bin/sh\nexec {sys.executable} -m ddd "$@"\n')
    (tools / "ddd").chmod(0o755)
    done = runners.run_lines("bash", job, repository, tmp_path, PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")
    assert done.code == 0, done.err
    assert done.out.rstrip().split("\n")[0]
    assert json.loads((repository / "maintenance.json").read_text())["schema"] == "ddd-inventory/1"
    assert isinstance(json.loads((repository / "gl-code-quality-report.json").read_text()), list)
    assert (repository / "runbooks/daily.md").exists()


@pytest.mark.slow
def test_installed_in_the_job(repository: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels, runners.ROOT]
    subprocess.run(build, check=True, timeout=300)
    tools = runners.stand_in(tmp_path / "tools", "python3")
    (tools / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    job = runners.component()["ddd-maintenance"] | {"script": ["ddd --version", "command -v ddd"]}
    path = f"{tools}{os.pathsep}/usr/bin{os.pathsep}/bin"
    done = runners.run_lines("bash", job, repository, tmp_path, PATH=path, PIP_FIND_LINKS=str(wheels))
    assert done.code == 0, done.err
    version, place = done.out.split("\n")[:2]
    assert version == f"ddd {__version__}"
    assert not place.startswith(str(Path(sys.executable).parent))
    assert unharmed(tmp_path)
