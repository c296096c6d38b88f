"""What looks like maintenance and is none: the same repository with and without it earns the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.model import Assessment
from ddd.pipeline import judge
from tests.repositories import written

BACKUP = """
    #!/bin/sh
    # Dump the shop's database.
    # Owner: @dba
    set -e
    test -d /backup
    pg_dump --file=/backup/shop.dump shop
    test -s /backup/shop.dump
"""
HEALTH = "#!/bin/sh\nset -e\ncurl -fsS http://localhost/health\n"
REAL = {"bin/backup.sh": BACKUP, "bin/health.sh": HEALTH, "cron.d/shop": "0 2 * * 0 root /srv/bin/backup.sh\n"}

CRONJOB = """
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: health-check
    spec:
      schedule: "0 6 * * *"
      suspend: true
      jobTemplate:
        spec:
          template:
            spec:
              containers:
                - name: check
                  image: curl
                  command: [curl, -fsS, http://shop/health]
"""
DOCUMENT = """
    # Log rotation

    Daily.

    ## Steps

    ## Validation

    ## Rollback
"""
REVIEW = "tasks:\n  - id: review\n    cadence: monthly\n    category: reviews\n"
TO_BE_FILLED = """
    steps: [{do: TODO, expected: as needed}]
    validation: n/a
    rollback: tbd
"""


def judged(root: Path, files: dict[str, str]) -> Assessment:
    return judge(written(root, {**REAL, **files})).assessment


def earned(one: Assessment) -> dict[str, float]:
    return {f"{result.cadence}/{part.element}": part.earned for result in one.cadences for part in result.elements}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"cron.d/more": "# 0 6 * * * root /srv/bin/health.sh\n"}, id="a commented job"),
        pytest.param({"k8s/check.yaml": CRONJOB}, id="a suspended job"),
        pytest.param({"tests/fixtures/cron.d/more": "0 6 * * * root /srv/bin/health.sh\n"}, id="a job in a fixture"),
        pytest.param({"docs/logs.md": DOCUMENT}, id="a document of headings"),
        pytest.param({"cron.d/health-check": "0 6 * * * root /opt/vendor/health-check\n"}, id="a name without content"),
        pytest.param(
            {"cron.d/health-check": "@daily root /bin/true # health check\n"}, id="a command that does nothing"
        ),
        pytest.param({"cron.d/never": "0 6 31 2 * root /srv/bin/health.sh\n"}, id="a day that never comes"),
        pytest.param({"cron.d/rare": "0 6 * * 1 root /srv/bin/health.sh\n"}, id="a health check once a week"),
        pytest.param({".ddd/tasks.yaml": f"{REVIEW}    owner: TODO\n"}, id="a declared task that says nothing"),
        pytest.param({".ddd/tasks.yaml": f"{REVIEW}{TO_BE_FILLED}"}, id="a declared task of placeholders"),
    ],
)
def test_it_earns_nothing(tmp_path: Path, files: dict[str, str]) -> None:
    without, with_it = judged(tmp_path / "without", {}), judged(tmp_path / "with", files)
    assert earned(with_it) == earned(without)
    assert without.maintenance.earned > 0, "the backup alone earns something, or the test shows nothing"


def test_the_same_job_for_real_earns_something(tmp_path: Path) -> None:
    """The other half of the test above: uncommented, in force, and leading to the script."""
    one = judged(tmp_path, {"cron.d/more": "0 6 * * * root /srv/bin/health.sh\n"})
    assert earned(one)["daily/health_checks"] > 0


def test_a_hundred_copies_earn_what_one_earns(tmp_path: Path) -> None:
    line = REAL["cron.d/shop"]
    files = {f"copy-{number}/bin/backup.sh": BACKUP for number in range(100)}
    files |= {f"copy-{number}/cron.d/shop": line for number in range(100)}
    one, many = judged(tmp_path / "one", {}), judged(tmp_path / "many", {**files, "cron.d/shop": line * 100})
    assert earned(many) == earned(one)
    assert many.maintenance_coverage == one.maintenance_coverage
