"""Ways of failing of what a schedule starts: of its object, its unit, its DAG."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.link import link
from ddd.pipeline import take_inventory

CRONJOB = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: dump, namespace: shop}
spec:
  schedule: "0 2 * * *"
  jobTemplate:
    spec:
      backoffLimit: 2
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: dump, image: "x:1", command: [pg_dump, shop]}]}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: purge}
spec:
  schedule: "0 3 * * *"
  jobTemplate: {spec: {backoffLimit: 0}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: dump}
spec: {backoffLimit: 7}
"""
SERVICE = "[Unit]\nOnFailure=mail@%n.service\n[Service]\nExecStart=/usr/bin/sweep\nWatchdogSec=60\n"
TIMER = "[Timer]\nOnCalendar=daily\n"


def failures(folder: Path, files: dict[str, str]) -> dict[str, list[str]]:
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return {task.id: [one.message for one in task.failure_modes] for task in link(take_inventory(folder)).tasks}


def test_a_cron_job_fails_as_its_object_says_and_not_as_others_of_its_file(tmp_path: Path) -> None:
    found = failures(tmp_path, {"shop/jobs.yaml": CRONJOB, "other/jobs.yaml": CRONJOB.replace("dump", "other")})
    assert found["shop/dump"] == ["CronJob dump fails", "CronJob dump takes too long"]
    assert found["shop/purge"] == ["CronJob purge fails"]
    assert found["other/other"] == ["CronJob other fails", "CronJob other takes too long"]


def test_a_timer_fails_as_its_service_and_the_drop_ins_of_both_say(tmp_path: Path) -> None:
    files = {
        "host/sweep.timer": TIMER,
        "host/sweep.service": SERVICE,
        "host/sweep.service.d/limit.conf": "[Service]\nRuntimeMaxSec=1h\n",
        "host/sweep.timer.d/mail.conf": "[Unit]\nOnFailure=mail@%n.service\n",
        "other/sweep.service": SERVICE.replace("60", "30"),
        "host/conf.d/sweep.service": SERVICE,
    }
    found = failures(tmp_path, files)["host/sweep"]
    assert sorted(found) == [
        "sweep.service fails",
        "sweep.service gives no sign of life",
        "sweep.service runs too long",
        "sweep.timer fails",
    ]


@pytest.mark.parametrize(
    ("timer", "text", "service"),
    [
        ("a.timer", TIMER + "Unit=b.service\n", "b.service"),
        ("a@.timer", TIMER, "a@.service"),
        ("a@x.timer", TIMER, "a@.service"),
        ("a.timer.j2", TIMER, "a.service.j2"),
    ],
)
def test_the_service_of_a_timer_is_the_one_it_names(tmp_path: Path, timer: str, text: str, service: str) -> None:
    found = failures(tmp_path, {f"units/{timer}": text, f"units/{service}": SERVICE, "units/c.service": SERVICE})
    assert [len(one) for one in found.values()] == [2]


def test_what_fails_twice_is_told_once_and_what_shall_not_count_is_not(tmp_path: Path) -> None:
    twice = "[Timer]\nOnCalendar=Mon\nOnCalendar=Thu\n"
    assert [len(one) for one in failures(tmp_path, {"a.timer": twice, "a.service": SERVICE}).values()] == [2]


def test_a_service_without_a_timer_is_no_tasks_failure(tmp_path: Path) -> None:
    files = {"crontab": "0 1 * * * root /usr/bin/sweep\n", "sweep.service": SERVICE}
    assert not any(failures(tmp_path, files).values())
