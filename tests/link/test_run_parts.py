"""A script that another file puts into /etc/cron.daily has the steps of the script, never those of that file."""

from __future__ import annotations

from pathlib import Path

from ddd.pipeline import make_plan
from tests.repositories import written

_INSTALLS = """\
    - name: Set it up
      ansible.builtin.shell: curl -L https://setup.example.org | bash
    - name: Write the job
      ansible.builtin.copy:
        {what}
        dest: /etc/cron.hourly/rotate
        mode: "0755"
"""


def test_a_script_written_in_place_is_not_the_whole_role(tmp_path: Path) -> None:
    content = 'content: "#!/bin/sh\\nlogrotate /etc/x\\n"'
    [task] = make_plan(written(tmp_path, {"roles/log/tasks/main.yml": _INSTALLS.format(what=content)})).tasks
    assert task.command == "/etc/cron.hourly/rotate"
    assert not any("curl" in step.command for step in task.steps)


def test_a_script_that_is_copied_has_its_own_steps(tmp_path: Path) -> None:
    files = {
        "roles/log/tasks/main.yml": _INSTALLS.format(what="src: rotate.sh"),
        "roles/log/files/rotate.sh": "#!/bin/sh\nlogrotate /etc/x\n",
    }
    [task] = make_plan(written(tmp_path, files)).tasks
    assert [step.command for step in task.steps] == ["logrotate /etc/x"]


def test_a_script_that_stands_in_its_folder_has_its_own_steps(tmp_path: Path) -> None:
    [task] = make_plan(written(tmp_path, {"etc/cron.hourly/rotate": "#!/bin/sh\nlogrotate /etc/x\n"})).tasks
    assert [step.command for step in task.steps] == ["logrotate /etc/x"]
