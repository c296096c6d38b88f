"""`ddd alerts test`: the proof as people and pipelines meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import promtool
from tests.repositories import written

DAILY = "cron.d/backup.sh"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return written(tmp_path / "r", {"cron.d/backup": "15 2 * * * root /usr/local/bin/backup.sh\n"})


def stand_in(folder: Path, outcome: str) -> Path:
    """Return a program that says the same of every file of tests."""
    file = folder / "promtool"
    file.write_text(
        f'#!/bin/sh\nshift 2\nfor file; do printf "Unit Testing:  %s\\n  {outcome}\\n\\n" "$file"; done\n'
        f"test {outcome} = SUCCESS\n"
    )
    file.chmod(0o755)
    return file


def test_the_rules_of_a_repository_are_proven(run, repository: Path) -> None:
    done = run("alerts", "test", repository, "--promtool", promtool.promtool())
    assert done.code == 0
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert lines[-1] == "11 of 11 cases passed"
    assert f"{DAILY}: late by a second: fires" in done.out
    assert "The plain rule time() - ddd_task_last_success_timestamp_seconds > 86400 fails 2 of these 3 cases:" in lines


def test_the_proof_is_told_as_json(run, repository: Path, tmp_path: Path) -> None:
    done = run("alerts", "test", repository, "--promtool", promtool.promtool(), "-f", "json")
    told = json.loads(done.out)
    assert (done.code, told["schema"], told["passed"], told["mutants"]) == (0, "ddd-alerts-test/1", True, None)
    assert [case["passed"] for case in told["cases"]] == [True] * 11
    assert [case["passed"] for case in told["plain_rule"]["cases"]] == [False, True, False]


def test_a_case_that_fails_ends_with_1_and_nothing_is_mutated(run, repository: Path, tmp_path: Path) -> None:
    done = run("alerts", "test", repository, "--mutate", "--promtool", stand_in(tmp_path, "FAILED"), "-f", "json")
    told = json.loads(done.out)
    assert (done.code, told["passed"], told["mutants"]) == (1, False, None)
    assert {case["said"] for case in told["cases"]} == {"FAILED"}


def test_a_mutant_that_survives_ends_with_1(run, repository: Path, tmp_path: Path) -> None:
    """A promtool that finds nothing wrong lets all of them live."""
    done = run("alerts", "test", repository, "--mutate", "--promtool", stand_in(tmp_path, "SUCCESS"), "-f", "json")
    told = json.loads(done.out)
    assert (done.code, told["mutants"]["killed"], told["mutants"]["tasks"]) == (1, 0, 1)
    assert {"rule": "MaintenanceNeverReported", "change": "for: 24h to 23h"} in told["mutants"]["survived"]
    assert "takes minutes" in done.err


def test_without_promtool_it_says_what_to_install(run, repository: Path, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("alerts", "test", repository)
    assert (done.code, done.out) == (2, "")
    assert "install the package `prometheus`" in done.err


def test_nothing_is_written_into_the_repository(run, repository: Path) -> None:
    before = sorted(repository.rglob("*"))
    run("alerts", "test", repository, "--promtool", promtool.promtool(), folder=repository)
    assert sorted(repository.rglob("*")) == before
