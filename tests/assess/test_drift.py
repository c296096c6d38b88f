"""Drift both ways: schedules without a procedure, procedures without their script, alerts and their runbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ddd.assess.drift import drift
from ddd.model import Finding, Severity
from ddd.pipeline import make_plan
from ddd.spec import load
from tests.repositories import written

_AS_OF = date(2026, 6, 1)
_RULES = """\
groups:
  - name: disks
    rules:
      - alert: DiskAlmostFull
        expr: disk_used_percent > 80
        annotations: {%s}
      - alert: InodesAlmostGone
        expr: inodes_used_percent > 80
        annotations: {%s}
"""


def found(root: Path, files: dict[str, str], code: str) -> list[Finding]:
    plan = make_plan(written(root, files), as_of=_AS_OF)
    everything = (*plan.inventory.findings, *plan.findings, *drift(plan, load()))
    return [one for one in everything if one.code == code]


@pytest.mark.parametrize(
    ("command", "is_gone"),
    [
        ("/opt/acme/purge.sh", True),
        ("/usr/local/bin/purge-orders --all", True),
        ("bash /srv/acme/purge.sh", True),
        ("sudo -u acme nice /opt/acme/purge", True),
        ("/opt/acme/dump.sh", False),  # a file here has its name
        ("/usr/bin/purge-orders", False),  # a program of a package
        ("certbot renew", False),
        ("/opt/bin/pg_dump shop", False),  # the spec knows it
        ("find /srv -mtime +9 -delete", False),
        ("cd /srv/acme && ./purge.sh && ./tell.sh", False),  # it says what it does
        ("$HOME/purge.sh", False),
        ("php artisan schedule:run", False),
    ],
)
def test_a_schedule_of_a_script_that_is_not_here_has_no_procedure(command: str, is_gone: bool, tmp_path: Path) -> None:
    files = {"etc/cron.d/jobs": f"MAILTO=ops\n7 4 * * * root {command}\n", "files/dump.sh": "pg_dump shop\n"}
    gone = found(tmp_path, files, "DDD401")
    assert [(one.severity, str(one.evidence[0])) for one in gone] == (
        [(Severity.WARNING, "etc/cron.d/jobs:2")] if is_gone else []
    )


def test_what_is_off_or_only_told_of_starts_nothing(tmp_path: Path) -> None:
    files = {
        "etc/cron.d/jobs": "# 7 4 * * * root /opt/acme/purge.sh\n",
        "docs/ops.md": "The keys must be rotated every 90 days with `/opt/acme/rotate.sh now`.\n",
    }
    assert found(tmp_path, files, "DDD401") == []


def test_declared_steps_are_a_procedure(tmp_path: Path) -> None:
    files = {
        "etc/cron.d/jobs": "7 4 * * * root /opt/acme/purge.sh\n",
        ".ddd/tasks.yaml": "tasks:\n  - id: purge\n    task: etc/purge.sh\n    steps: [{do: Look, command: ls /srv}]\n",
    }
    named = found(tmp_path, {**files, ".ddd/tasks.yaml": "tasks: []\n"}, "DDD401")[0].subject
    files[".ddd/tasks.yaml"] = files[".ddd/tasks.yaml"].replace("etc/purge.sh", named)
    assert found(tmp_path, files, "DDD401") == []


@pytest.mark.parametrize(
    ("command", "is_gone"),
    [
        ("./scripts/restore.sh", True),
        ("bash scripts/restore.sh --all", True),
        ("sudo ansible-playbook -i hosts playbooks/restore.yml", True),
        ("./scripts/dump.sh", False),
        ("ansible-playbook playbooks/site.yml", False),
        ("./build/restore.sh", False),  # what a build makes
        ("./tools/restore.sh", False),  # no such folder: another repository's
        ("cd /srv/shop\n./scripts/restore.sh", False),
        ("ssh host\n./scripts/restore.sh", False),
        ("./scripts/$NAME.sh", False),
        ("cp scripts/restore.sh /srv", False),
    ],
)
def test_a_procedure_that_runs_a_script_which_is_gone(command: str, is_gone: bool, tmp_path: Path) -> None:
    files = {
        "docs/runbooks/restore.md": f"# Restore the shop\n\n## Steps\n\n```sh\n{command}\n```\n",
        "scripts/dump.sh": "true\n",
        "playbooks/site.yml": "[]\n",
        "build/keep.sh": "true\n",
    }
    gone = found(tmp_path, files, "DDD402")
    assert [str(one.evidence[0]) for one in gone] == (["docs/runbooks/restore.md:6"] if is_gone else [])


def test_a_script_beside_the_page_is_there(tmp_path: Path) -> None:
    page = "# Restore the shop\n\n## Steps\n\n```sh\n./scripts/restore.sh\n```\n"
    files = {"shop/runbooks/restore.md": page, "scripts/dump.sh": "true\n", "shop/scripts/restore.sh": "true\n"}
    assert found(tmp_path, files, "DDD402") == []


@pytest.mark.parametrize(("state", "is_told"), [("suspend: true", True), ("suspend: false", False)])
def test_a_sentence_about_a_job_that_is_switched_off(state: str, is_told: bool, tmp_path: Path) -> None:
    job = f"""\
        apiVersion: batch/v1
        kind: CronJob
        metadata: {{name: orders-dump}}
        spec:
          schedule: "7 4 * * *"
          {state}
          jobTemplate: {{spec: {{template: {{spec: {{containers: [{{name: x, image: y}}]}}}}}}}}
        """
    files = {"k8s/dump.yaml": job, "docs/ops.md": "The job orders-dump backs up the orders every day.\n"}
    told = found(tmp_path, files, "DDD402")
    assert [one.message.endswith("speaks of orders-dump, which is suspended") for one in told] == [True] * is_told
    assert [str(one.evidence[0]) for one in told] == ["docs/ops.md:1"] * is_told


def test_alerts_without_a_runbook_are_one_finding_a_file(tmp_path: Path) -> None:
    [one] = found(tmp_path, {"rules/disks.yaml": _RULES % ("a: b", "a: b")}, "DDD403")
    assert one.message == "2 of 2 alerts have no runbook: DiskAlmostFull, InodesAlmostGone"
    assert (one.severity, [place.line for place in one.evidence]) == (Severity.INFO, [5, 8])


@pytest.mark.parametrize(
    "files",
    [
        {"docs/DiskAlmostFull.md": "# x\n", "docs/other.md": "What to do about InodesAlmostGone.\n"},
        {"rules/disks.yaml": _RULES % ("runbook_url: https://x.org/a", "runbook_url: https://x.org/b")},
        {"rules/disks.yaml": "", "tests/rules/disks.yaml": _RULES % ("a: b", "a: b")},
    ],
)
def test_alerts_that_are_documented_or_only_examples_are_left_alone(files: dict[str, str], tmp_path: Path) -> None:
    assert found(tmp_path, {"rules/disks.yaml": _RULES % ("a: b", "a: b"), **files}, "DDD403") == []


def test_one_alert_of_a_file_is_named(tmp_path: Path) -> None:
    files = {"rules/disks.yaml": _RULES % ("runbook_url: https://x.org/a", "a: b")}
    assert [one.message for one in found(tmp_path, files, "DDD403")] == [
        "1 of 2 alerts has no runbook: InodesAlmostGone"
    ]


_PAGE = {"docs/runbooks/disk.md": "# Disk\n\n## Almost full\n"}
_FORGE = "https://git.example.org/acme/shop/-/blob/main"


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("docs/runbooks/gone.md", "there is no docs/runbooks/gone.md"),
        ("docs/runbooks/disk.md#gone", "no heading of docs/runbooks/disk.md is called #gone"),
        (f"{_FORGE}/docs/runbooks/gone.md", "there is no docs/runbooks/gone.md"),
        (f"{_FORGE}/docs/runbooks/disk.md#gone", "no heading of docs/runbooks/disk.md is called #gone"),
        ("https://github.com/acme/shop/blob/main/docs/runbooks/gone.md", "there is no docs/runbooks/gone.md"),
    ],
)
def test_a_runbook_link_into_this_repository_that_leads_nowhere(url: str, fault: str, tmp_path: Path) -> None:
    files = {**_PAGE, "rules/disks.yaml": _RULES % (f'runbook_url: "{url}"', f'runbook_url: "{_FORGE}/README.md"')}
    told = [one.message for one in found(tmp_path, files, "DDD404")]
    assert told == [f"the runbook of “DiskAlmostFull” leads nowhere: {fault}"]


@pytest.mark.parametrize(
    "url",
    [
        "docs/runbooks/disk.md#almost-full",
        "../docs/runbooks/disk.md",
        f"{_FORGE}/docs/runbooks/disk.md",
        f"{_FORGE}/docs/runbooks/disk.md#almost-full",
        f"{_FORGE}/docs/runbooks/disk.md?plain=1#almost-full",
        f"{_FORGE}/docs/runbooks/disk.md#{{{{ $labels.alertname }}}}",
        "https://github.com/others/mixin/blob/main/runbook.md#gone",
        "https://github.com/others/mixin/blob/main/runbooks/gone.md",
        "https://runbooks.example.org/docs/runbooks/gone.md",
        "https://wiki.example.org/Gone",
        "{{ .base }}/docs/runbooks/gone.md",
        "ask somebody",
    ],
)
def test_links_that_lead_somewhere_or_to_others_are_left_alone(url: str, tmp_path: Path) -> None:
    files = {**_PAGE, "rules/disks.yaml": _RULES % (f"runbook_url: '{url}'", "a: b")}
    assert found(tmp_path, files, "DDD404") == []


def test_a_repository_that_one_link_proves_its_own_is_judged_throughout(tmp_path: Path) -> None:
    rules = _RULES % (f'runbook_url: "{_FORGE}/runbook.md#disk"', f'runbook_url: "{_FORGE}/runbook.md#gone"')
    [one] = found(tmp_path, {"runbook.md": "# Disk\n", "rules/disks.yaml": rules}, "DDD404")
    assert "InodesAlmostGone" in one.message and "#gone" in one.message


def test_a_name_that_two_files_have_is_no_procedure_that_is_gone(tmp_path: Path) -> None:
    """Which of the two is run nobody knows; that none is there would be wrong."""
    script = "#!/bin/sh\npg_dump shop\n"
    files = {"etc/cron.d/jobs": "7 4 * * * root /opt/acme/purge.sh\n"}
    files |= {f"teams/{team}/scripts/purge.sh": script for team in ("red", "blue")}
    assert found(tmp_path, files, "DDD401") == []


@pytest.mark.parametrize(("length", "told"), [(79, "x" * 62 + ".sh”"), (80, "x" * 63 + ".sh”"), (81, "x" * 64 + ".…”")])
def test_a_long_name_is_cut_at_eighty(tmp_path: Path, length: int, told: str) -> None:
    folder = "/opt/acme/bin/"
    script = folder + "x" * (length - len(folder) - 3) + ".sh"
    assert len(script) == length
    [one] = found(tmp_path, {"etc/cron.d/jobs": f"7 4 * * * root {script}\n"}, "DDD401")
    assert one.message == f"it runs “{folder}{told}, which is not in this repository"
