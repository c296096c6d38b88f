"""What kind of work a task is, on names and commands as repositories that run systems have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.assess import assess, category
from ddd.model import Assessment, Cadence, Dialect, Evidence, Inventory, Plan, Scanned, Schedule, Step, Task, Verdict
from ddd.pipeline import judge
from ddd.spec import load
from tests.repositories import written

SPEC = load()
DAY = 86_400
PLACE = Evidence("roles/x/tasks/main.yml", 1)


def job(name: str, *commands: str, system: str = "ansible-cron", gap: int = DAY) -> Task:
    """Return an active task without anything else that is known of it."""
    title = name.rsplit("/", 1)[-1]
    ran = commands[0] if commands else ""
    own = SPEC.programs.get(system, "")
    return Task(
        id=name,
        title=title,
        cadence=Cadence.DAILY,
        schedules=(
            Schedule(
                system=system, name=title, command=ran, expression="@daily", dialect=Dialect.VIXIE, evidence=(PLACE,)
            ),
        ),
        longest_gap=gap,
        grace=1,
        command=ran,
        steps=tuple(Step(command=one, evidence=PLACE) for one in commands or (own,) if one),
        evidence=(PLACE,),
    )


def judged(*tasks: Task) -> Assessment:
    nothing = Inventory(scanned=Scanned(files=0, bytes=0, skipped=()), facts=(), findings=(), problems=())
    return assess(Plan(tasks=tasks, inventory=nothing, owners={}), SPEC)


def earned(one: Assessment) -> dict[str, float]:
    return {part.element: part.earned for result in one.cadences for part in result.elements if part.earned}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Who throws backups away, looks after them or restores them makes none.
        ("modules/backups/prune-old-backups", ""),
        ("roles/zfs_backup/prune-sanoid-snapshots", ""),
        ("backup/expire-snapshots", ""),
        ("ci/build-mail-backup-image", ""),
        ("ci/publish-snapshot", ""),
        ("ci/snapshot-release", ""),
        ("www/release-downloads-backup", "backups"),
        ("db/restore-last-backup", ""),
        ("ci/monitor-backup-s3", "health_checks"),
        ("db/verify-backup", ""),
        ("db/check-backups", "health_checks"),
        ("db/nightly-backup", "backups"),
        ("roles/backups/nightly", "backups"),
        ("vm/autosnap-daily", "backups"),
        # What is checked must be the system.
        ("ci/check-links", ""),
        ("ci/spell-check", ""),
        ("ci/license-check", ""),
        ("ci/run-tests-for-check_assets", ""),
        ("ci/check-for-new-versions", ""),
        ("git/checkout-pages", ""),
        ("git/checkpoint-state", ""),
        ("iam/check-inactive-users", ""),
        ("api/daily_smoke_test_cleanup_event", ""),
        ("db/prune-health-samples", ""),
        ("mail/check-rbl", "health_checks"),
        ("web/imgsrv-responsiveness-check", "health_checks"),
        ("nfs/nfs-monitor", "health_checks"),
        ("roles/monitoring/logwatch", ""),
        ("ci/codeql-check", ""),
        ("ci/ci-health-report", ""),
        ("ci/test-upgrades", ""),
        # Logs of one program.
        ("web/purge-catalog-apache-access-logs", "log_rotation"),
        ("web/compress-non-babel-apache-access-logs", "log_rotation"),
        ("web/upload-access-logs", ""),
        ("web/upload-archive-download-logs", ""),
        # Updates of software, not news.
        ("apps/void-updates", ""),
        ("mail/send-project-updates", ""),
        ("geo/update-geoip", ""),
        ("ci/update-jenkins-plugins", "updates"),
        ("os/check-for-updates-everyday", "updates"),
        ("os/auto-updates", "updates"),
        ("ci/renovate", "updates"),
        # Audits and reviews of the system.
        ("db/clean-audit-log", "log_rotation"),
        ("ci/security-audit", "audits"),
        ("ci/delete-review-apps", ""),
        ("ci/review-app-cleanup", ""),
        ("ci/remind-of-code-review", ""),
        ("iam/access-review", "reviews"),
    ],
)
def test_a_name_says_what_is_done(name: str, expected: str) -> None:
    assert category(job(name), SPEC) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("restic -r /b backup /srv", "backups"),
        ("restic -r /b forget --keep-daily 7 --prune", ""),
        ("restic check", ""),
        ("borg create ::x /srv", "backups"),
        ("borg prune --keep-daily 7", ""),
        ("borgmatic --verbosity 1", "backups"),
        ("borgmatic prune", ""),
        ("sanoid --cron", "backups"),
        ("sanoid --prune-snapshots", ""),
        ("sanoid-prune", ""),
        ("envdir /etc/wal-e.d /opt/wal-e/bin/wal-e backup-push /data", "backups"),
        ("envdir /etc/wal-e.d /opt/wal-e/bin/wal-e delete --confirm retain 6", ""),
        ("docker exec -t gitlab gitlab-backup create", "backups"),
        ("docker exec db pg_dump shop", "backups"),
        ("velero backup create nightly", "backups"),
        ("velero backup delete --all", ""),
        ("etcdctl --endpoints x snapshot save /b/x", "backups"),
        ("etcdctl snapshot status /b/x", ""),
        ("aws rds create-db-snapshot --db-instance-identifier x", "backups"),
        ("aws ec2 delete-snapshot --snapshot-id x", ""),
        ("find /var/log/apache2 -name 'error_log*' -mtime +14 -exec /bin/rm {} \\;", "log_rotation"),
        ("find /var/log/apache2 -name '*log*' -mtime +2 -exec /usr/bin/pigz -9 {} \\;", "log_rotation"),
        ("find /srv/blog -mtime +2 -delete", ""),
        ("geoipupdate -v", ""),
        ("snyk test --all-projects", "audits"),
        ("check_disk -w 10%", "health_checks"),
        ("check_imgsrv", ""),
    ],
)
def test_a_command_says_what_is_done(command: str, expected: str) -> None:
    assert category(job("x/nightly", command), SPEC) == expected


@pytest.mark.parametrize(
    ("name", "system", "expected"),
    [
        ("modules/backups/var-log-backup.log", "logrotate", "log_rotation"),
        ("manifests/fulcrum", "puppet-logrotate", "log_rotation"),
        ("github/dependabot-pip-eol_audit", "dependabot", "updates"),
        ("github/dependabot-pip-capacity-report", "dependabot", "updates"),
        ("apps/lldap", "volsync", "backups"),
        ("db/postgres", "cloudnative-pg-backup", "backups"),
        ("db/main", "crunchy-backup", "backups"),
        ("cluster/all", "velero-schedule", "backups"),
        ("cluster/cis", "rancher-cis-scan", "audits"),
    ],
)
def test_the_program_of_a_system_says_what_its_schedules_do(name: str, system: str, expected: str) -> None:
    """Whatever they are called; and it counts as seen: the operator is the one that carries it out."""
    one = judged(job(name, system=system))
    assert one.categories == {name: expected}
    assert set(earned(one)) == {expected}


def test_every_program_of_a_system_is_of_a_category() -> None:
    assert all(any(one.commands.match(own) for one in SPEC.categories) for own in SPEC.programs.values())


@pytest.mark.parametrize(
    ("system", "expected"), [("github-actions", ""), ("gitlab-ci", ""), ("ansible-cron", "updates")]
)
def test_what_a_pipeline_does_to_its_own_machine_keeps_no_system_up_to_date(system: str, expected: str) -> None:
    assert category(job("x/nightly", "apt-get -y upgrade", system=system), SPEC) == expected
    assert category(job("x/system-upgrade", "apt-get -y upgrade", system=system), SPEC) == "updates"


@pytest.mark.parametrize("name", ["db/backup", "web/health-check"])
def test_a_check_of_no_known_plugin_is_a_name_alone(name: str) -> None:
    assert earned(judged(job(name, "/usr/local/bin/check_imgsrv"))) == {}
    assert set(earned(judged(job("web/health-check", "/usr/lib/nagios/plugins/check_http -H x")))) == {"health_checks"}


def test_a_prune_beside_a_backup_leaves_the_backup_one(tmp_path: Path) -> None:
    """The script makes the dump and throws old ones away: the name says backup, and a command makes one."""
    script = "#!/bin/sh\nset -e\nfind /b -mtime +9 -delete\npg_dump -f /b/x x\n"
    pruning = "#!/bin/sh\nset -e\nfind /b -mtime +9 -delete\n"
    cron = "0 2 * * * root /srv/bin/{}\n"
    both = judge(written(tmp_path / "both", {"bin/backup.sh": script, "cron.d/x": cron.format("backup.sh")}))
    only = judge(
        written(tmp_path / "only", {"bin/prune-backups.sh": pruning, "cron.d/x": cron.format("prune-backups.sh")})
    )
    verdicts = [
        {part.element: part.verdict for result in one.assessment.cadences for part in result.elements}["backups"]
        for one in (both, only)
    ]
    assert verdicts == [Verdict.PARTIAL, Verdict.MISSING]


def test_a_mail_about_a_check_changes_nothing(tmp_path: Path) -> None:
    """The test is the work, and the mail tells of it: nothing changes, so the check need not come after the mail."""
    script = "#!/bin/sh\nset -e\ntest -s /b/x || exit 1\nmail -s 'the dump is there' root < /dev/null\n"
    cron = "0 2 * * * root /srv/bin/check-dump.sh\n"
    one = judge(written(tmp_path, {"bin/check-dump.sh": script, "cron.d/x": cron})).assessment
    [score] = one.completeness
    assert {point.criterion: point.earned for point in score.points}["validation"] == 15
