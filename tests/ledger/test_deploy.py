"""What is shipped to start the daily check: read by those who will read it, and by ddd itself."""

from __future__ import annotations

import configparser
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from ddd import resources
from tests.cli.running import ddd

DEPLOY = resources.templates() / "deploy"


def systemd_analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on this machine")
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_ddd_finds_the_same_daily_job_in_each_of_them():
    found = json.loads(ddd("extract", "--temporal", DEPLOY, "-f", "json").out)
    schedules = {one["evidence"][0]["path"]: one for one in found["facts"] if one["kind"] == "schedule"}
    assert {path: one["expression"] for path, one in schedules.items()} == {
        "cron.d/ddd-check": "0 6 * * *",
        "kubernetes/ddd-check.yaml": "0 6 * * *",
        "systemd/ddd-check.timer": "*-*-* 06:00:00 UTC",
    }
    assert {path for path, one in schedules.items() if one.get("timezone", one.get("zone")) == "UTC"} >= {
        "kubernetes/ddd-check.yaml",
        "systemd/ddd-check.timer",
    }
    assert not found.get("problems")


def test_systemd_accepts_the_units(tmp_path: Path):
    for file in (DEPLOY / "systemd").iterdir():
        # Verifying wants a program that is there; where ddd stands on this machine is another matter.
        (tmp_path / file.name).write_text(file.read_text().replace("/usr/local/bin/ddd", "/bin/true"))
    units = sorted(map(str, tmp_path.iterdir()))
    done = systemd_analyze("verify", *units)
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_reads_the_time_as_six_by_utc():
    timer = configparser.ConfigParser(strict=False, interpolation=None)
    timer.optionxform = str
    timer.read(DEPLOY / "systemd" / "ddd-check.timer")
    assert timer["Timer"]["Persistent"] == "true"
    done = systemd_analyze("calendar", timer["Timer"]["OnCalendar"])
    assert "Normalized form: *-*-* 06:00:00 UTC" in done.stdout


def test_the_cronjob_runs_at_six_by_utc_never_twice_at_once_and_as_nobody():
    job = yaml.safe_load((DEPLOY / "kubernetes" / "ddd-check.yaml").read_text())
    spec = job["spec"]
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == ("0 6 * * *", "UTC", "Forbid")
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["args"] == ["check"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert {one["name"] for one in container["env"]} == {"DDD_HOME", "DDD_PUSHGATEWAY_URL"}, "secrets come by envFrom"
