"""promtool is found, or its absence is told: never passed over in silence."""

import os
import shutil
import subprocess

import pytest

from tests import promtool


@pytest.fixture
def unfindable(monkeypatch):
    monkeypatch.setattr(promtool, "_found", lambda _: ("", "none anywhere"))


def test_without_promtool_a_test_is_skipped_with_the_reason(unfindable, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="none anywhere"):
        promtool.promtool()


def test_without_promtool_ci_fails(unfindable, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="none anywhere"):
        promtool.promtool()


def run_script(tmp_path, *programs):
    """Run the script with nothing but these programs in PATH, and an empty cache."""
    path = tmp_path / "bin"
    path.mkdir()
    for name in programs:
        (path / name).symlink_to(shutil.which(name))
    environment = {"PATH": str(path), "DDD_PROMTOOL_CACHE": str(tmp_path / "cache")}
    return subprocess.run(["/bin/sh", promtool.SCRIPT], env=environment, capture_output=True, text=True)


def test_the_script_says_why_there_is_none(tmp_path):
    done = run_script(tmp_path, "dirname")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no promtool in PATH, and no apt-get" in done.stderr


def test_the_script_prefers_the_one_in_path(tmp_path):
    (tmp_path / "bin").mkdir()
    mine = tmp_path / "bin" / "promtool"
    mine.write_text("#!/bin/sh\n")
    mine.chmod(0o755)
    environment = {"PATH": f"{mine.parent}:{os.environ['PATH']}"}
    done = subprocess.run([promtool.SCRIPT], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, str(mine))


def test_the_script_uses_the_one_that_was_unpacked(tmp_path):
    unpacked = tmp_path / "cache" / "usr" / "bin" / "promtool"
    unpacked.parent.mkdir(parents=True)
    unpacked.write_text("#!/bin/sh\n")
    unpacked.chmod(0o755)
    done = run_script(tmp_path, "dirname")
    assert (done.returncode, done.stdout.strip()) == (0, str(unpacked))
