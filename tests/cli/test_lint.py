"""`ddd lint` and `ddd explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ddd.lint import rules
from tests.cli.running import ddd, ddd_here
from tests.repositories import written

_TABLE = "7 4 31 2 * root /bin/purge\n* 5 * * * root /bin/dump\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return written(
        tmp_path, {"etc/cron.d/jobs": _TABLE, "x.timer": "[Timer]\nOnCalendar=1h\n[Install]\nWantedBy=timers.target\n"}
    )


def test_findings_are_printed_like_a_linter_does(repository: Path, monkeypatch, capsys) -> None:
    ran = ddd_here(monkeypatch, capsys, "lint", repository)
    assert ran.out.splitlines() == [
        "etc/cron.d/jobs:1:1: DDD202 warning: “7 4 31 2 *” is legal and never fires",
        "etc/cron.d/jobs:2:1: DDD208 warning: “* 5 * * *” starts every minute of the hours it names",
        "x.timer:2:12: DDD201 critical: systemd-timer refuses “1h”: "
        "'1h' is no calendar event systemd can read: bad day-of-week",
    ]
    assert "3 findings: 1 critical, 2 warning" in ran.err


@pytest.mark.parametrize(
    ("fail_on", "table", "code"),
    [
        ("critical", _TABLE, 0),
        ("warning", _TABLE, 1),
        ("info", _TABLE, 1),
        ("never", _TABLE, 0),
        ("info", "7 4 * * * root /bin/dump\n", 0),
    ],
)
def test_the_gate(fail_on: str, table: str, code: int, tmp_path: Path, monkeypatch, capsys) -> None:
    written(tmp_path, {"etc/cron.d/jobs": table})
    assert ddd_here(monkeypatch, capsys, "lint", tmp_path, "--fail-on", fail_on).code == code


def test_an_unknown_severity_is_a_usage_error(tmp_path: Path, monkeypatch, capsys) -> None:
    ran = ddd_here(monkeypatch, capsys, "lint", tmp_path, "--fail-on", "grave")
    assert (ran.code, ran.out) == (2, "")
    assert "info, warning, critical, never" in ran.err


def test_machines_read_json(repository: Path, monkeypatch, capsys) -> None:
    told = json.loads(ddd_here(monkeypatch, capsys, "lint", repository, "-f", "json").out)
    assert told["schema"] == "ddd-findings/1"
    assert [one["code"] for one in told["findings"]] == ["DDD201", "DDD202", "DDD208"]


def test_no_line_is_a_command_to_the_runner_of_a_pipeline(tmp_path: Path, monkeypatch, capsys) -> None:
    written(tmp_path, {"::error::/cron.d/jobs": _TABLE})
    ran = ddd_here(monkeypatch, capsys, "lint", tmp_path)
    assert ran.out.startswith("./::error::/cron.d/jobs:1:1")


def test_nothing_found_is_said(tmp_path: Path, monkeypatch, capsys) -> None:
    ran = ddd_here(monkeypatch, capsys, "lint", tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, "", "no findings\n")


def test_every_code_and_source_is_explained(monkeypatch, capsys) -> None:
    listed = ddd_here(monkeypatch, capsys, "explain").out
    for one in rules():
        assert one.name in listed
        assert ddd_here(monkeypatch, capsys, "explain", one.name.lower()).out.strip()
    assert "crontab(5)" in ddd_here(monkeypatch, capsys, "explain", "crontab").out


def test_a_name_nobody_knows_is_answered_with_its_neighbours() -> None:
    ran = ddd("explain", "crontabs")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean crontab" in ran.err


def test_verbose_says_what_was_passed_over(repository: Path, monkeypatch, capsys) -> None:
    written(repository, {"notes.bin": "x", ".gitignore": "*.bin\n"})
    ran = ddd_here(monkeypatch, capsys, "extract", repository, "-v")
    assert "3 files seen, 2 opened, 2 parsed; skipped: 1 ignored" in ran.err


def test_a_folder_is_no_command(tmp_path: Path, monkeypatch, capsys) -> None:
    ran = ddd_here(monkeypatch, capsys, tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert f"`ddd extract {tmp_path}`" in ran.err
