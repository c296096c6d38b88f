"""Values of Helm charts, as the templates of the same chart ask for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.model import Schedule, State
from ddd.pipeline import take_inventory
from ddd.resolve.languages import languages

_JOB = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: {{ $name }}\nspec:\n  schedule: {{ $job.schedule }}\n"


def _schedules(folder: Path, files: dict[str, str]) -> dict[str, Schedule]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    facts = take_inventory(folder).facts
    return {one.name: one for one in facts if isinstance(one, Schedule) and one.system == "kubernetes-cronjob"}


def test_a_loop_within_a_loop_gives_a_job_for_each_entry(tmp_path: Path) -> None:
    loop = "{{ range $.Values.apps }}{{ range $name, $job := .jobs }}\n---\n" + _JOB + "{{ end }}{{ end }}\n"
    values = "apps:\n  web: {jobs: {purge: {schedule: 0 1 * * *}}}\n  api: {jobs: {sync: {schedule: 0 2 * * *}}}\n"
    found = _schedules(tmp_path, {"chart/templates/a.yaml": loop, "chart/values.yaml": values})
    assert {name: one.expression for name, one in found.items()} == {"purge": "0 1 * * *", "sync": "0 2 * * *"}


def test_the_default_of_a_loop_without_entries_is_no_schedule(tmp_path: Path) -> None:
    job = _JOB.replace("$job.schedule", '$job.schedule | default "@daily"')
    loop = "{{ range $name, $job := .Values.jobs }}\n" + job + "{{ end }}\n"
    found = _schedules(tmp_path, {"chart/templates/a.yaml": loop, "chart/values.yaml": "jobs: {}\n"})
    assert [one.state for one in found.values()] == [State.UNRESOLVED]


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        (".Values.on", State.ACTIVE),
        (".Values.off", State.SUSPENDED),
        ("not .Values.on", State.SUSPENDED),
        ("and .Values.on .Values.off", State.SUSPENDED),
        ("and .Values.on (not .Values.off)", State.ACTIVE),
        ("or .Values.on .Values.off", State.ACTIVE),
        (".Values.unknown", State.ACTIVE),
        ('eq .Values.off "true"', State.ACTIVE),
    ],
)
def test_a_condition_that_does_not_hold_suspends(tmp_path: Path, condition: str, state: State) -> None:
    job = _JOB.replace("{{ $name }}", "dump").replace("{{ $job.schedule }}", "{{ .Values.when }}")
    files = {"c/templates/a.yaml": f"{{{{ if {condition} }}}}\n{job}{{{{ end }}}}\n"}
    values = "on: true\noff: false\nwhen: 0 3 * * *\n"
    assert _schedules(tmp_path, {**files, "c/values.yaml": values})["dump"].state is state


def test_a_suspended_job_whose_time_nobody_knows_is_no_fault(tmp_path: Path) -> None:
    job = _JOB.replace("{{ $name }}", "dump") + "  suspend: true\n"
    assert _schedules(tmp_path, {"c/templates/a.yaml": job})["dump"].state is State.SUSPENDED


def test_the_values_of_the_chart_itself_come_first() -> None:
    paths = sorted(
        [
            "c/Chart.yaml",
            "c/charts/sub/values.yaml",
            "c/templates/a.yaml",
            "c/values-prod.yaml",
            "c/values.yaml",
            "c/values/eu/prod.yaml",
            "d/values.yaml",
        ]
    )
    holders = languages()["helm"].holders
    assert list(holders("x", "c/templates/a.yaml", paths)) == [
        "c/values.yaml",
        "c/values-prod.yaml",
        "c/values/eu/prod.yaml",
    ]
    assert list(holders("x", "c/charts/sub/templates/b/a.yaml", paths)) == ["c/charts/sub/values.yaml"]
    assert next(iter(holders("x", "c/values-prod.yaml", paths))) == "c/values.yaml"
    assert list(holders("x", "templates/a.yaml", ["templates/a.yaml", "values.yaml"])) == ["values.yaml"]


def test_the_nearest_base_of_a_patch_comes_first() -> None:
    paths = ["a/base.yaml", "a/prod/patch.yaml", "b/base.yaml", "b/notes.md"]
    assert list(languages()["kubernetes"].holders("x", "a/prod/patch.yaml", paths)) == ["a/base.yaml", "b/base.yaml"]
