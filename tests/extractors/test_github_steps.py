"""What a scheduled workflow runs."""

from __future__ import annotations

import pytest

from ddd.extractors.ci.github_steps import github_steps
from ddd.model import Procedure
from ddd.scan.source import Source

SCHEDULED = "on: {schedule: [{cron: '0 3 * * *'}]}\n"


def read(text: str) -> list[Procedure]:
    return list(github_steps.extract(Source(".github/workflows/a.yml", text.encode())))


def commands(steps: str, more: str = "", top: str = "") -> list[str]:
    found = read(f"{SCHEDULED}{top}jobs:\n  a:\n    {more}\n    steps: {steps}\n")
    return [step.command for one in found for step in one.steps]


def test_the_steps_of_all_jobs_in_their_order() -> None:
    text = f"name: Nightly\n{SCHEDULED}jobs: {{a: {{steps: [{{name: One, run: x}}]}}, b: {{steps: [{{run: y}}]}}}}\n"
    [one] = read(text)
    assert (one.title, one.system, one.place.line) == ("Nightly", "github-actions", 3)
    assert [(step.text, step.command) for step in one.steps] == [("One", "x"), ("", "y")]
    assert all("the job stops otherwise" in step.expected for step in one.steps)


def test_what_may_fail_expects_nothing() -> None:
    [one] = read(f"{SCHEDULED}jobs: {{a: {{steps: [{{run: x, continue-on-error: true}}]}}}}\n")
    assert [step.expected for step in one.steps] == [""]


@pytest.mark.parametrize("run", ["pip install -r r.txt", "npm ci", "sudo apt-get update\\nsudo apt-get -y install jq"])
def test_what_only_prepares_the_machine_is_no_step(run: str) -> None:
    assert commands(f'[{{run: "{run}"}}]') == []
    assert commands(f'[{{run: "{run}"}}, {{run: make}}]') == ["make"]


@pytest.mark.parametrize("run", ["pip install x && x run", "npm update", "apt-get upgrade"])
def test_what_does_more_than_prepare_is_a_step(run: str) -> None:
    assert commands(f'[{{run: "{run}"}}]') == [run]


def test_a_job_that_never_runs_has_no_steps() -> None:
    assert commands("[{run: x}]", more="if: ${{ false }}") == []


def test_only_what_a_shell_reads() -> None:
    assert commands("[{run: import os, shell: python}, {run: x, shell: bash -e}]") == ["x"]
    assert commands("[{run: import os}]", more="defaults: {run: {shell: python}}") == []
    assert commands("[{run: Get-Item}]", top="defaults: {run: {shell: pwsh}}\n") == []


@pytest.mark.parametrize(
    "text",
    ["on: push\njobs: {a: {steps: [{run: x}]}}\n", SCHEDULED, f"{SCHEDULED}jobs: [a]\n", f"{SCHEDULED}jobs: {{a: 1}}\n",
     f"{SCHEDULED}jobs: {{a: {{steps: [b, {{uses: x}}, {{run: ''}}]}}}}\n", ""],
)  # fmt: skip
def test_no_schedule_or_no_steps_is_no_procedure(text: str) -> None:
    assert [step for one in read(text) for step in one.steps] == []


def test_scripts_are_looked_for_from_the_folder_of_the_step() -> None:
    [one] = read(f"{SCHEDULED}jobs: {{a: {{steps: [{{run: ./x.sh && python3 b/y.py, working-directory: tools}}]}}}}\n")
    assert one.calls == ("tools/x.sh", "x.sh", "tools/b/y.py", "b/y.py")
