"""From schedule to Task: what it runs, who owns it, what may fail, and who says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.model import Cadence, Task
from ddd.pipeline import make_plan
from tests.repositories import written

SCRIPT = """
    #!/bin/sh
    # Dumps the shop.
    # Owner: @dba
    # Duration: 5 minutes
    # On failure: run it again before six.
    set -e
    test -d /srv || { echo "no /srv" >&2; exit 2; }
    # Dump it.
    pg_dump shop > /srv/shop
    test -s /srv/shop || { echo "empty dump" >&2; exit 3; }
"""


DOCUMENT = """
    # {}

    1. {}

       ```sh
       touch /srv/stop
       ```

    2. Go on

       ```sh
       systemctl start shop
       ```
"""


def planned(root: Path, files: dict[str, str]) -> dict[str, Task]:
    return {task.id: task for task in make_plan(written(root, files)).tasks}


def test_a_cron_job_is_followed_to_the_script_the_role_installs(tmp_path: Path) -> None:
    tasks = planned(
        tmp_path,
        {
            "roles/db/tasks/main.yml": """
                - name: Install it
                  ansible.builtin.copy:
                    src: dump.sh
                    dest: /usr/local/sbin/shop-dump
                - name: Run it
                  ansible.builtin.cron:
                    name: shop dump
                    minute: "5"
                    hour: "{{ dump_hour }}"
                    job: nice /usr/local/sbin/shop-dump 2>&1 | logger
            """,
            "roles/db/defaults/main.yml": "dump_hour: 3\n",
            "roles/db/files/dump.sh": SCRIPT,
            "CODEOWNERS": "* @everyone\n",
        },
    )
    [task] = tasks.values()
    assert (task.id, task.title, task.cadence, task.longest_gap) == (
        "roles/db/shop-dump",
        "shop dump",
        Cadence.DAILY,
        86400,
    )
    assert task.resolved
    assert [step.command for step in task.steps if "pg_dump" in step.command] == ["pg_dump shop > /srv/shop"]
    assert [str(claim.evidence[0]) for claim in task.prechecks] == ["roles/db/files/dump.sh:7"]
    assert [str(claim.evidence[0]) for claim in task.validations] == ["roles/db/files/dump.sh:10"]
    assert {mode.message for mode in task.failure_modes} == {"no /srv", "empty dump"}
    assert [claim.text for claim in task.owners] == ["@dba"]
    assert task.duration is not None
    assert [claim.text for claim in task.on_failure] == ["run it again before six."]
    places = [str(place) for place in task.evidence]
    assert "roles/db/defaults/main.yml:1" in places, "the value"
    assert "roles/db/tasks/main.yml:3" in places, "the task that installs the script"


def test_a_timer_is_followed_through_its_service(tmp_path: Path) -> None:
    tasks = planned(
        tmp_path,
        {
            "units/dump.timer": "[Timer]\nOnCalendar=Mon 04:00\nRandomizedDelaySec=1h\n",
            "units/dump.service": "[Service]\nExecStart=/opt/bin/dump.sh --all\n",
            "bin/dump.sh": SCRIPT,
        },
    )
    [task] = tasks.values()
    assert (task.id, task.command, task.resolved) == ("units/dump", "/opt/bin/dump.sh --all", True)
    assert task.grace > 3600, "the random delay comes on top"


def test_a_playbook_is_followed_to_its_roles_and_not_to_its_inventory(tmp_path: Path) -> None:
    tasks = planned(
        tmp_path,
        {
            "crontab": "0 3 * * 1 cd /srv && ansible-playbook -i hosts.yml -e @extra.yml patch.yml -b\n",
            "hosts.yml": "all:\n  hosts: {}\n",
            "extra.yml": "a: 1\n",
            "patch.yml": "- hosts: all\n  roles:\n    - patching\n",
            "roles/patching/tasks/main.yml": "- name: Upgrade\n  ansible.builtin.apt:\n    upgrade: dist\n",
            "CODEOWNERS": "* @all\nhosts.yml @wrong\npatch.yml @ops\n",
        },
    )
    [task] = tasks.values()
    assert [step.text for step in task.steps] == ["Upgrade"]
    assert [str(step.evidence) for step in task.steps] == ["roles/patching/tasks/main.yml:1"]
    assert [claim.text for claim in task.owners] == ["@ops"]


@pytest.mark.parametrize(
    "files",
    [
        {"crontab": "0 3 * * * /opt/vendor/backup.sh\n"},
        {"crontab": "0 3 * * * dump-all\n", "bin/dump-all": SCRIPT},
        {"crontab": "0 3 * * * /x/run.sh\n", "a/run.sh": SCRIPT, "b/run.sh": SCRIPT},
    ],
    ids=["nothing of that name", "a bare word is a program of the host", "two strangers of that name"],
)
def test_what_leads_nowhere_stays_a_bare_command(tmp_path: Path, files: dict[str, str]) -> None:
    [task] = planned(tmp_path, files).values()
    assert not task.resolved
    assert [step.command for step in task.steps] == [task.command]


def test_of_two_scripts_of_one_name_the_components_own_is_taken(tmp_path: Path) -> None:
    cron = "- ansible.builtin.cron: {name: x, special_time: daily, job: /usr/sbin/run.sh}\n"
    files = {"roles/a/tasks/main.yml": cron, "roles/a/files/run.sh": SCRIPT, "roles/b/files/run.sh": SCRIPT}
    [task] = planned(tmp_path, files).values()
    assert task.resolved
    assert task.steps[0].evidence.path == "roles/a/files/run.sh"


def test_what_runs_beside_the_script_is_a_step_too(tmp_path: Path) -> None:
    files = {"crontab": "0 3 * * * /srv/dump.sh && rm -rf /srv/old | logger\n", "dump.sh": SCRIPT}
    [task] = planned(tmp_path, files).values()
    assert task.steps[-1].command == "rm -rf /srv/old"


def test_a_script_we_cannot_read_is_content_all_the_same(tmp_path: Path) -> None:
    files = {"crontab": "0 3 * * * python3 /srv/app/clean.py --all\n", "app/clean.py": "import sys\nsys.exit('full')\n"}
    [task] = planned(tmp_path, files).values()
    assert [step.command for step in task.steps] == ["python3 /srv/app/clean.py --all"]


def test_a_folder_of_run_parts_is_its_own_script(tmp_path: Path) -> None:
    [task] = planned(tmp_path, {"etc/cron.daily/dump": SCRIPT}).values()
    assert (task.id, task.cadence, task.resolved) == ("etc/cron.daily/dump", Cadence.DAILY, True)


def test_copies_of_one_job_are_one_task_and_others_get_an_ordinal(tmp_path: Path) -> None:
    job = "- ansible.builtin.cron: {{name: x, special_time: {0}, job: {1}}}\n"
    files = {
        "tasks/main.yml": job.format("daily", "/bin/a") + job.format("weekly", "/bin/a") + job.format("daily", "/bin/b")
    }
    tasks = planned(tmp_path, files)
    assert set(tasks) == {"x", "x-2"}
    assert (len(tasks["x"].schedules), tasks["x"].cadence, tasks["x"].longest_gap) == (2, Cadence.DAILY, 86400)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("0 3 * * * cd /srv && sudo -u a /opt/x/run.sh --all > /dev/null", "run.sh-all"),
        ("0 3 * * * [ -x /a ] && /a", "a"),
        ('0 3 28-31 * * [ "$(date +\\%d -d tomorrow)" = 01 ] && /opt/close', "close"),
    ],
)
def test_ids_come_from_the_normalised_command(tmp_path: Path, line: str, name: str) -> None:
    assert list(planned(tmp_path, {"crontab": line + "\n"})) == [name]


def test_only_active_schedules_become_tasks(tmp_path: Path) -> None:
    job = "- ansible.builtin.cron: {{name: {0}, special_time: {1}, job: /bin/a, {2}}}\n"
    lines = [
        job.format("absent", "daily", "state: absent"),
        job.format("off", "daily", "disabled: true"),
        job.format("boot", "reboot", "user: root"),
        job.format("open", "'{{ missing }}'", "user: root"),
        "- ansible.builtin.cron: {name: refused, minute: 61, job: /bin/a}\n",
        "- ansible.builtin.cron: {name: never, day: 31, month: 2, hour: 1, minute: 1, job: /bin/a}\n",
    ]
    assert planned(tmp_path, {"tasks/main.yml": "".join(lines)}) == {}


def test_documents_that_name_the_job_are_told(tmp_path: Path) -> None:
    files = {
        "crontab": "0 3 * * * /srv/shop-dump.sh\n",
        "shop-dump.sh": SCRIPT,
        "docs/restore.md": DOCUMENT.format("Restore the shop", "Stop the shop-dump.sh job"),
        "docs/other.md": DOCUMENT.format("Rotate the keys", "Stop the shop"),
    }
    [task] = planned(tmp_path, files).values()
    assert [str(claim.evidence[0]) for claim in task.references] == ["docs/restore.md:1"]


def test_rollbacks_are_the_way_back_or_say_that_none_is_needed(tmp_path: Path) -> None:
    needed = "#!/bin/sh\n# Rollback: mv /srv/old /srv/shop\nset -e\nmv /srv/new /srv/shop\n"
    [task] = planned(tmp_path / "a", {"cron.daily/x": needed}).values()
    assert [claim.text for claim in task.rollback] == ["mv /srv/old /srv/shop"]
    [task] = planned(
        tmp_path / "b", {"cron.daily/x": needed.replace("mv /srv/old /srv/shop", "not needed, only adds")}
    ).values()
    assert task.rollback == ()
    assert task.rollback_not_needed is not None


def test_a_rescue_is_the_way_back_and_what_happens_on_failure(tmp_path: Path) -> None:
    files = {
        "crontab": "@weekly ansible-playbook patch.yml\n",
        "patch.yml": """
            - hosts: all
              tasks:
                - name: Patch
                  block:
                    - ansible.builtin.apt: {upgrade: dist}
                  rescue:
                    - ansible.builtin.command: /usr/sbin/restore-snapshot
        """,
    }
    [task] = planned(tmp_path, files).values()
    assert any("/usr/sbin/restore-snapshot" in claim.text for claim in task.rollback)
    assert any("it does by itself" in claim.text for claim in task.on_failure)


def test_the_last_codeowners_line_that_matches_wins_and_an_empty_one_takes_away(tmp_path: Path) -> None:
    files = {
        "CODEOWNERS": "* @all\n/ops/ @ops\n/ops/secret.sh\n",
        "ops/crontab": "0 3 * * * /x/a.sh\n1 3 * * * /x/secret.sh\n2 3 * * * /x/z.sh\n",
        "ops/a.sh": SCRIPT.replace("# Owner: @dba", "#"),
        "ops/secret.sh": SCRIPT.replace("# Owner: @dba", "#"),
        "z.sh": SCRIPT.replace("# Owner: @dba", "#"),
    }
    told = {task.command: [claim.text for claim in task.owners] for task in planned(tmp_path, files).values()}
    assert told == {"/x/a.sh": ["@ops"], "/x/secret.sh": ["@ops"], "/x/z.sh": ["@all"]}


def test_declared_tasks_complete_extracted_ones_or_stand_alone(tmp_path: Path) -> None:
    files = {
        "cron.daily/dump": SCRIPT,
        ".ddd/tasks.yaml": """
            tasks:
              - id: shop-dump
                task: cron.daily/dump
                escalation: the head of operations
              - id: review
                cadence: monthly
                steps: [{do: look}]
              - id: lost
                task: cron.daily/gone
                owner: "@a"
              - id: idle
                owner: "@a"
        """,
    }
    made = make_plan(written(tmp_path, files))
    tasks = {task.id: task for task in made.tasks}
    assert set(tasks) == {"shop-dump", "review"}
    assert [claim.text for claim in tasks["shop-dump"].owners] == ["@dba", "the head of operations"]
    assert tasks["shop-dump"].resolved
    assert [(finding.code, str(finding.evidence[0])) for finding in made.findings] == [
        ("DDD203", ".ddd/tasks.yaml:8"),
        ("DDD204", ".ddd/tasks.yaml:11"),
    ]


def test_owners_are_known_for_every_file_with_a_failure(tmp_path: Path) -> None:
    made = make_plan(written(tmp_path, {"lib/x.py": "import sys\nsys.exit('no')\n", "CODEOWNERS": "*.py @py\n"}))
    assert {path: [claim.text for claim in claims] for path, claims in made.owners.items()} == {"lib/x.py": ["@py"]}


def test_a_script_that_runs_another_installed_one_is_followed_on(tmp_path: Path) -> None:
    files = {
        "roles/db/tasks/main.yml": "- ansible.builtin.copy: {src: real.sh, dest: /usr/sbin/real}\n",
        "roles/db/templates/etc/cron.daily/wrapper.j2": "#!/bin/sh\n# Runs it.\n/usr/sbin/real --all\n",
        "roles/db/files/real.sh": SCRIPT,
    }
    [task] = planned(tmp_path, files).values()
    assert [step.command for step in task.steps if "dump" in step.command] == ["pg_dump shop > /srv/shop"]
    assert {mode.message for mode in task.failure_modes} == {"no /srv", "empty dump"}


def test_ids_never_collide_and_no_task_is_lost(tmp_path: Path) -> None:
    files = {"crontab": "1 1 * * * /a/backup\n2 1 * * * /b/backup\n3 1 * * * /c/backup 2\n"}
    assert set(planned(tmp_path, files)) == {"backup", "backup-2", "backup-3"}


def test_moving_a_line_renames_nothing(tmp_path: Path) -> None:
    lines = ["1 1 * * * /a/backup\n", "2 1 * * * /b/backup\n"]
    one = planned(tmp_path / "one", {"crontab": "".join(lines)})
    other = planned(tmp_path / "other", {"crontab": "".join(reversed(lines))})
    assert {name: task.command for name, task in one.items()} == {name: task.command for name, task in other.items()}


def test_a_declaration_does_not_take_another_tasks_id_away(tmp_path: Path) -> None:
    files = {
        "cron.d/x": "1 1 * * * root /a/backup\n2 1 * * * root /a/other\n",
        ".ddd/tasks.yaml": "tasks:\n  - {id: cron.d/other, task: cron.d/backup, owner: '@a'}\n",
    }
    made = make_plan(written(tmp_path, files))
    assert {task.id for task in made.tasks} == {"cron.d/backup", "cron.d/other"}
    assert [finding.code for finding in made.findings] == ["DDD205"]


def test_two_days_of_one_timer_leave_the_gap_between_them(tmp_path: Path) -> None:
    files = {
        "a.timer": "[Timer]\nOnCalendar=Mon 02:00\nOnCalendar=Thu 02:00\n",
        "a.service": "[Service]\nExecStart=/x\n",
    }
    [task] = planned(tmp_path, files).values()
    assert task.longest_gap == 4 * 86400


def test_a_script_among_the_examples_neither_serves_nor_blocks(tmp_path: Path) -> None:
    files = {"crontab": "0 3 * * * /srv/dump.sh\n", "examples/dump.sh": SCRIPT}
    [task] = planned(tmp_path / "a", files).values()
    assert not task.resolved
    [task] = planned(tmp_path / "b", {**files, "bin/dump.sh": SCRIPT}).values()
    assert task.steps[0].evidence.path == "bin/dump.sh"
