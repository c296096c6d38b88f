"""A Chromium is found where it is named, and where there is none it is said why."""

from __future__ import annotations

import os
import subprocess

import pytest

from . import browser


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["/bin/sh", browser.SCRIPT], env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def tool(tmp_path):
    file = tmp_path / "bin" / "chromium"
    file.parent.mkdir()
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_what_a_person_names_goes_first(tool):
    assert run(DDD_CHROMIUM=str(tool), PATH=os.environ["PATH"]).stdout == f"{tool}\n"


def test_one_in_the_path_is_taken(tool):
    assert run(PATH=f"{tool.parent}:/usr/bin:/bin").stdout in {f"{tool}\n", "/usr/bin/chromium-headless-shell\n"}


def test_one_that_was_unpacked_before_is_taken(tool, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("sh", "dirname"):
        (tmp_path / "empty" / name).symlink_to(f"/usr/bin/{name}")
    done = run(PATH=str(tmp_path / "empty"), DDD_CHROMIUM_CACHE=str(tool.parent))
    assert done.stdout == f"{tool}\n"


@pytest.mark.parametrize("environment", [{"DDD_CHROMIUM": "/no/such/program"}, {}])
def test_without_any_it_says_what_to_do(tmp_path, environment):
    (tmp_path / "empty").mkdir()
    for name in ("sh", "dirname"):
        (tmp_path / "empty" / name).symlink_to(f"/usr/bin/{name}")
    done = run(PATH=str(tmp_path / "empty"), DDD_CHROMIUM_CACHE=str(tmp_path / "none"), **environment)
    assert done.returncode == 1
    assert "chromium.sh: " in done.stderr
    assert "Install the package `chromium-headless-shell`" in done.stderr


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_test_without_one_fails_in_ci_and_is_skipped_elsewhere(monkeypatch, ci, outcome):
    monkeypatch.setattr(browser, "_found", lambda: ("", "because"))
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="because"):
        browser.chromium()
