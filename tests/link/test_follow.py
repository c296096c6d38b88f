"""Where a command leads: programs in other languages, scripts without their suffix, the steps of a workflow."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.model import Task
from ddd.pipeline import make_plan
from tests.repositories import written

PYTHON = "print('done')\n"
SHELL = "#!/bin/sh\nset -e\npg_dump -f /b/x x\n"
CRON = "- ansible.builtin.cron: {{name: x, special_time: daily, job: {}}}\n"


def planned(root: Path, files: dict[str, str]) -> list[Task]:
    return list(make_plan(written(root, files)).tasks)


@pytest.mark.parametrize(
    "files",
    [
        {"scripts/db1/crontab": "0 3 * * * /home/scripts/lowdisk.pl\n", "scripts/db1/lowdisk.pl": "print 1;\n"},
        {"roles/a/tasks/main.yml": CRON.format("/home/x/y.py"), "roles/a/templates/y.py.j2": PYTHON},
        {"crontab": "0 3 * * * php /crons/sync.php\n", "data/crons/sync.php": "<?php echo 1;\n"},
        {
            "crontab": "0 3 * * * /opt/stats/bin/close-old\n",
            "modules/labs/files/bin/close-old": f"#!/bin/ruby\n{PYTHON}",
        },
        {"crontab": "0 3 * * * /usr/local/bin/dump\n", "templates/dump.sh.erb": SHELL},
    ],
    ids=["beside it", "the role's own", "in a folder of that name", "without a suffix", "installed without its suffix"],
)
def test_a_program_of_the_repository_can_be_seen(tmp_path: Path, files: dict[str, str]) -> None:
    [task] = planned(tmp_path, files)
    assert task.resolved


@pytest.mark.parametrize(
    "files",
    [
        {"roles/a/tasks/main.yml": CRON.format("/opt/x/cron.php"), "other/app/cron.php": "<?php echo 1;\n"},
        {"crontab": "0 3 * * * /opt/x/nginx\n", "roles/a/templates/nginx": "server {}\n"},
        {"crontab": "0 3 * * * /usr/bin/dump\n", "tools/dump.sh": SHELL},
        {"crontab": "0 3 * * * /srv/x/data/list.json\n", "data/list.json": "{}\n"},
    ],
    ids=["a stranger's namesake", "a setting of that name", "a program that a package brought", "no program"],
)
def test_a_namesake_is_not_what_runs(tmp_path: Path, files: dict[str, str]) -> None:
    [task] = planned(tmp_path, files)
    assert not task.resolved


WORKFLOW = """
    name: Nightly backup
    on:
      schedule: [{cron: "0 3 * * *"}]
    jobs:
      backup:
        steps:
          - uses: actions/checkout@v4
          - run: pip install awscli
          - name: Dump it
            run: ./scripts/dump.sh
          - run: |
              aws s3 ls s3://backups
              test -s /b/x
            continue-on-error: true
"""


def test_a_workflow_is_what_its_steps_run(tmp_path: Path) -> None:
    [task] = planned(tmp_path, {".github/workflows/b.yml": WORKFLOW, "scripts/dump.sh": SHELL})
    assert task.resolved
    assert [step.command for step in task.steps] == [
        "./scripts/dump.sh",
        "aws s3 ls s3://backups\ntest -s /b/x",
        "pg_dump -f /b/x x",
    ]


def test_a_workflow_of_others_actions_stays_unseen(tmp_path: Path) -> None:
    text = "on: {schedule: [{cron: '0 3 * * *'}]}\njobs: {a: {steps: [{uses: acme/backup@v1}]}}\n"
    [task] = planned(tmp_path, {".github/workflows/b.yml": text})
    assert not task.resolved
