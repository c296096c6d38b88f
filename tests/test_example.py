"""The example: its committed pages are current, its facts are stable, and nothing on a page is a constant."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import ddd
from tests.cli.running import ddd as run
from tests.example_output import EXAMPLE, PAGES, write
from tests.promtool import check_rules, run_cases


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "copy"))


def test_the_committed_pages_are_what_is_generated_now(tmp_path: Path) -> None:
    generated = {file.name: file.read_text() for file in write(tmp_path)}
    assert generated == {file.name: file.read_text() for file in PAGES.iterdir()}, "`make update`, then read the diff"


def test_promtool_accepts_the_rules_and_their_cases() -> None:
    assert check_rules(PAGES / "alerts.yml").returncode == 0
    assert run_cases(PAGES / "alerts.test.yml").returncode == 0


def facts(folder: Path) -> list[dict]:
    return json.loads(run("extract", "--temporal", folder, "-f", "json").out)["facts"]


def test_extract_generate_extract_gives_the_same_facts(copy: Path) -> None:
    shutil.rmtree(copy / "runbooks")
    before = facts(copy)
    assert run("generate-runbooks", copy, folder=copy).code == 0
    assert (copy / "runbooks/daily.md").exists()
    assert facts(copy) == before


def test_ids_do_not_depend_on_line_numbers(copy: Path) -> None:
    before = {fact["id"] for fact in facts(copy)}
    for file in copy.rglob("*.yml"):
        if not file.read_text().startswith("<!--"):
            file.write_text("# a comment more\n\n" + file.read_text())
    after = {fact["id"] for fact in facts(copy)}
    assert after == before


def test_a_changed_schedule_changes_facts_pages_and_alerts(copy: Path, tmp_path: Path) -> None:
    defaults = copy / "roles/backup/defaults/main.yml"
    before = {page.name: page.read_text() for page in write_from(copy, tmp_path / "a")}
    defaults.write_text(defaults.read_text().replace('backup_hour: "2"', 'backup_hour: "22"'))
    after = {page.name: page.read_text() for page in write_from(copy, tmp_path / "b")}
    assert "15 2 * * *" in before["daily.md"]
    assert "15 22 * * *" in after["daily.md"]
    assert "15 2 * * *" not in after["daily.md"]


def test_a_removed_check_lowers_the_score(copy: Path) -> None:
    script = copy / "roles/user_audit/files/monthly-user-audit.sh"
    before = ddd.validate_maintenance_coverage(copy)
    lines = [line for line in script.read_text().split("\n") if "grep" not in line]
    script.write_text("\n".join(lines))
    after = ddd.validate_maintenance_coverage(copy)
    assert after.maintenance_coverage < before.maintenance_coverage


def write_from(folder: Path, pages: Path) -> list[Path]:
    return ddd.generate_runbooks(folder, pages)


def test_secrets_of_the_example_are_nowhere(tmp_path: Path) -> None:
    outputs = [run("extract", "--temporal", EXAMPLE, "-f", form).out for form in ("json", "table")]
    outputs += [page.read_text() for page in PAGES.iterdir()]
    for secret in ("hunter2", "s3cr3t-example", "$ANSIBLE_VAULT"):
        assert not any(secret in text for text in outputs), secret
    assert any("***" in text for text in outputs)


def test_the_python_api_gives_the_same_results(tmp_path: Path) -> None:
    extractor = ddd.TemporalMaintenanceExtractor(EXAMPLE)
    told = facts(EXAMPLE)
    assert [fact.id for fact in extractor.extract_schedules()] == [f["id"] for f in told if f["kind"] == "schedule"]
    assert [fact.id for fact in extractor.extract_procedures()] == [f["id"] for f in told if f["kind"] == "procedure"]
    assert extractor.extract_triggers() == []
    score = json.loads(run("validate-maintenance-coverage", EXAMPLE, "-f", "json").out)
    assert ddd.validate_maintenance_coverage(EXAMPLE, fail_under=1).passed
    assert ddd.validate_maintenance_coverage(EXAMPLE).maintenance_coverage == score["maintenance_coverage"]
