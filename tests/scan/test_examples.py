"""What is only an example, by its path."""

from __future__ import annotations

import pytest

from ddd.scan.examples import is_example


@pytest.mark.parametrize(
    "path",
    [
        "tests/cron.d/job",
        "roles/a/molecule/default/converge.yml",
        "src/contractTest/resources/application.properties",
        "src/Shop.Tests/job.cs",
        "charts/a/.fixtures/values.yaml",
        "docs/cron.d/job",
        "Examples/job.tf",
        "charts/shop/ci/test-values.yaml",
        "web/node_modules/left-pad/job.sh",
        "vendor/github.com/acme/lib/Makefile",
        "vendor/autoload.php",
        "api/mvnw",
    ],
)
def test_an_example(path: str) -> None:
    assert is_example("crontab", path)


@pytest.mark.parametrize(
    ("system", "path"),
    [
        ("kubernetes-cronjob", "_archive/cluster-0/job.yaml"),
        ("github-actions", "vendor/lib/.github/workflows/test.yml"),
        ("schedule-key", "router/local.settings.json"),
    ],
)
def test_in_force_nowhere(system: str, path: str) -> None:
    assert is_example(system, path)


@pytest.mark.parametrize(
    ("system", "path"),
    [
        ("crontab", "etc/cron.d/test"),
        ("terraform", "environments/test/main.tf"),
        ("schedule-key", "overlays/testing/values.yaml"),
        ("crontab", "contest/cron.d/job"),
        ("crontab", "latest/cron.d/job"),
        ("crontab", "speedtest/cron.d/job"),
        ("prose", "docs/operations.md"),
        ("github-actions", ".github/workflows/test.yml"),
        ("crontab", "archiver/cron.d/job"),
        ("salt-cron", "salt/docs/init.sls"),
        ("kubernetes-cronjob", "charts/e2e-tests/templates/cronjob.yaml"),
        ("puppet-timer", "modules/profile/manifests/job/test/refine.pp"),
        ("spring", "src/main/java/Latest/Job.java"),
        ("ansible", "vendor/roles/backup/tasks/main.yml"),
        ("shell", "vendoring/update.sh"),
        ("kubernetes-probe", "charts/shop/ci/deployment.yaml"),
    ],
)
def test_no_example(system: str, path: str) -> None:
    assert not is_example(system, path)
