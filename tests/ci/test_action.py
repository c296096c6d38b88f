"""The GitHub Action: GitHub takes it, no input becomes shell, and its steps do what they say."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci import runners
from tests.ci.runners import ACTION, HOSTILE, Job, run_step, small, step, unharmed

DATA: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
STEPS = DATA["runs"]["steps"]
DEFAULTS = {f"inputs.{name}": one["default"] for name, one in DATA["inputs"].items()}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return small(tmp_path / "repository")


@pytest.fixture
def score(repository: Path, tmp_path: Path):
    def run(status: int = 0, **inputs: str) -> Job:
        values = {
            **DEFAULTS,
            **{f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()},
            "steps.install.outputs.python": str(runners.stand_in(tmp_path / "tools", "python") / "python"),
        }
        return run_step(step(STEPS, "score"), values, repository, tmp_path, status)

    return run


def outputs(tmp_path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())


def test_github_takes_the_action() -> None:
    assert runners.schema_errors("github-actions", ACTION) == ""


def test_no_expression_stands_in_the_shell() -> None:
    assert not [one["name"] for one in STEPS if "${{" in one.get("run", "")]


def test_every_input_is_used_and_every_output_is_written() -> None:
    text = ACTION.read_text()
    assert all(f"${{{{ inputs.{name} }}}}" in text for name in DATA["inputs"])
    written = set(re.findall(r'print\("(\w+)="', step(STEPS, "score")["run"]))
    assert written == set(DATA["outputs"])


def test_actions_of_others_are_pinned() -> None:
    assert all(re.search(r"@v\d+$", one["uses"]) for one in STEPS if "uses" in one)


def test_what_is_called_by_default(score, tmp_path: Path) -> None:
    done = score()
    (call,) = done.calls
    assert (done.code, done.err, call[0]) == (0, "", "validate-maintenance-coverage")
    assert [word.split("=")[1] for word in call if "=" in word] == ["github", "json", "markdown"]
    assert call[-2:] == ["--", "."]
    assert outputs(tmp_path) == {"coverage": "41.5", "passed": "true"}
    assert (tmp_path / "summary").read_text() == "markdown"
    assert unharmed(tmp_path)


def test_all_that_can_be_asked(score, repository: Path) -> None:
    (call,) = score(
        fail_under="60\ndaily=50\n", since="origin/main", sarif_file="out.sarif", path="roles", summary="false"
    ).calls
    assert {"--fail-under=60", "--fail-under=daily=50", "--since=origin/main", "--format=sarif=out.sarif"} <= set(call)
    assert call[-2:] == ["--", "roles"]
    assert (repository / "out.sarif").read_text() == "sarif"


def test_no_summary_when_none_is_wanted(score, tmp_path: Path) -> None:
    score(summary="false")
    assert (tmp_path / "summary").read_text() == ""


def test_a_failed_gate_fails_the_step_and_is_told(score, tmp_path: Path) -> None:
    assert score(status=1).code == 1
    assert outputs(tmp_path) == {"coverage": "41.5", "passed": "false"}
    assert (tmp_path / "summary").read_text() == "markdown"


def test_an_error_of_usage_fails_the_step_and_gives_no_figures(score, tmp_path: Path) -> None:
    done = score(status=2)
    assert (done.code, outputs(tmp_path)) == (2, {})
    assert "no such folder" in done.err


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_inputs_stay_words(score, value: str, tmp_path: Path) -> None:
    done = score(path=value, fail_under=value, since=value, summary=value)
    assert done.code == 0
    (call,) = done.calls
    assert {f"--fail-under={value}", f"--since={value}"} <= set(call)
    assert call[-2:] == ["--", value]
    assert outputs(tmp_path)["passed"] == "true"
    assert unharmed(tmp_path)


@pytest.mark.parametrize("value", ["1.0; touch pwned", "$(touch pwned)", "1 --index-url=evil", "0.1\n-r x", "@ file"])
def test_a_version_that_is_none_installs_nothing(value: str, repository: Path, tmp_path: Path) -> None:
    values = {"inputs.version": value, "steps.python.outputs.python-path": "/nonexistent"}
    done = run_step(step(STEPS, "install"), values, repository, tmp_path)
    assert done.code == 2
    assert "no version number" in done.out
    assert value not in done.out
    assert unharmed(tmp_path)


def test_shellcheck_has_nothing_to_say() -> None:
    for one in STEPS:
        assert runners.shellcheck(one.get("run", "true"), "bash") == ""


def test_with_ddd_itself(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(runners.EXAMPLE, repository)
    values = {**DEFAULTS, "inputs.sarif-file": "out.sarif", "steps.install.outputs.python": sys.executable}
    done = run_step(step(STEPS, "score"), values, repository, tmp_path)
    told = outputs(tmp_path)
    assert done.code == (0 if told["passed"] == "true" else 1)
    assert 0 < float(told["coverage"]) < 100
    assert told["coverage"] in (tmp_path / "summary").read_text()
    assert (repository / "out.sarif").read_text().startswith("{")


@pytest.mark.slow
def test_installed_from_the_action_itself(repository: Path, tmp_path: Path) -> None:
    values = {**DEFAULTS, "steps.python.outputs.python-path": sys.executable}
    done = run_step(step(STEPS, "install"), values, repository, tmp_path)
    assert done.code == 0, done.err
    told = outputs(tmp_path)
    version = {"run": '"$PYTHON" -I -m ddd --version', "env": {"PYTHON": told["python"]}}
    assert run_step(version, {}, repository, tmp_path).out.startswith("ddd ")
    assert unharmed(tmp_path)
