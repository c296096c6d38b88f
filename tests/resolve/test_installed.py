"""A file is read as what the task that installs it makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.model import Procedure, Schedule
from ddd.pipeline import take_inventory
from tests.repositories import written

TASK = "- ansible.builtin.{module}: {{src: {src}, dest: {dest}}}\n"


def schedules(root: Path, files: dict[str, str]) -> list[Schedule]:
    return [fact for fact in take_inventory(written(root, files)).facts if isinstance(fact, Schedule)]


@pytest.mark.parametrize(
    ("module", "folder", "src", "dest", "text", "cadence"),
    [
        ("template", "templates", "job.j2", "/etc/cron.d/{{ name }}", "0 {{ hour }} * * * root /x\n", "daily"),
        ("copy", "files", "clean", "/etc/cron.weekly/clean", "#!/bin/sh\nrm -r /x\n", "weekly"),
        ("template", "templates", "t.j2", "/etc/systemd/system/t.timer", "[Timer]\nOnCalendar=monthly\n", "monthly"),
    ],
)
def test_by_its_place_on_the_host(tmp_path: Path, module, folder, src, dest, text, cadence) -> None:
    files = {
        "roles/x/tasks/main.yml": TASK.format(module=module, src=src, dest=f"'{dest}'"),
        "roles/x/defaults/main.yml": "name: job\nhour: 3\n",
        f"roles/x/{folder}/{src}": text,
    }
    [job] = schedules(tmp_path, files)
    assert job.cadence == cadence
    assert job.origin == f"roles/x/{folder}/{src}"
    assert "roles/x/tasks/main.yml:1" in map(str, job.evidence), "the task that installs it"


def test_what_its_own_path_says_is_not_said_twice(tmp_path: Path) -> None:
    files = {
        "roles/x/tasks/main.yml": TASK.format(module="template", src="etc/cron.d/job.j2", dest="/etc/cron.d/job"),
        "roles/x/templates/etc/cron.d/job.j2": "0 3 * * * root /x\n",
    }
    assert len(schedules(tmp_path, files)) == 1


def test_a_file_installed_to_no_telling_place_stays_what_it_is(tmp_path: Path) -> None:
    files = {
        "roles/x/tasks/main.yml": TASK.format(module="template", src="job.j2", dest="/etc/job.conf"),
        "roles/x/templates/job.j2": "0 3 * * * root /x\n",
    }
    assert schedules(tmp_path, files) == []


def test_a_script_by_its_installed_name_is_a_procedure(tmp_path: Path) -> None:
    files = {
        "roles/x/tasks/main.yml": TASK.format(module="copy", src="run.txt", dest="/usr/sbin/run"),
        "roles/x/files/run.txt": "#!/bin/sh\nset -e\npg_dump x > /y\n",
    }
    found = take_inventory(written(tmp_path, files)).facts
    assert [fact.title for fact in found if isinstance(fact, Procedure) and fact.system == "shell"] == ["run"]


def test_a_table_is_read_as_what_it_is_installed_as(tmp_path: Path) -> None:
    tasks = "- copy: {src: hash.cron, dest: /etc/cron.d/hash}\n- copy: {src: sync.sh, dest: /etc/cron.daily}\n"
    written(
        tmp_path,
        {
            "roles/web/tasks/main.yml": tasks,
            "roles/web/files/hash.cron": "7 4 * * * tracker /usr/local/bin/hash\n",
            "roles/web/files/sync.sh": "#!/bin/sh\nrsync a b\n",
        },
    )
    found = [one for one in take_inventory(tmp_path).facts if isinstance(one, Schedule)]
    assert [(one.system, one.user, one.command) for one in found] == [
        ("crontab", "tracker", "/usr/local/bin/hash"),
        ("run-parts", "", "/etc/cron.daily/sync.sh"),
    ]
    assert found[0].evidence[-1].path == "roles/web/tasks/main.yml"
