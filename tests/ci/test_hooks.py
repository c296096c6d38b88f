"""The hooks for pre-commit: the manifest is one, the files are the right ones, and they run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from ddd.cli.app import app
from tests.ci import runners
from tests.cli.running import ddd
from tests.repositories import written

MANIFEST = runners.ROOT / ".pre-commit-hooks.yaml"
HOOKS = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
SHIPPED = ("src", "specs", "templates", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", MANIFEST.name)


def pre_commit(*arguments: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [runners.tool("pre-commit"), *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=900,
        env={**os.environ, **environment},
    )


def test_pre_commit_takes_the_manifest() -> None:
    done = pre_commit("validate-manifest", MANIFEST, folder=runners.ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def test_pre_commit_would_refuse_a_broken_one(tmp_path: Path) -> None:
    written(tmp_path, {MANIFEST.name: yaml.safe_dump([{"id": "x", "name": "x", "language": "python"}])})
    assert pre_commit("validate-manifest", MANIFEST.name, folder=tmp_path).returncode == 1


def test_every_hook_is_a_command() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert [one["entry"] for one in HOOKS if one["entry"].split()[:1] != ["ddd"]] == []
    assert {one["entry"].split()[1] for one in HOOKS} <= commands


@pytest.mark.parametrize(
    ("path", "is_runbook"),
    [
        ("runbooks/restore.md", True),
        ("docs/runbook/restore.md", True),
        ("docs/runbooks/db/restore.md", True),
        ("docs/myrunbooks/restore.md", False),
        ("runbooks/restore.txt", False),
        ("runbooks.md", False),
        ("README.md", False),
    ],
)
def test_which_pages_are_runbooks(path: str, is_runbook: bool) -> None:
    hook = next(one for one in HOOKS if one["id"] == "ddd-runbooks-lint")
    assert bool(re.search(hook["files"], path)) is is_runbook


def test_a_runbook_is_linted() -> None:
    hook = next(one for one in HOOKS if one["id"] == "ddd-runbooks-lint")
    assert hook.get("pass_filenames", True)
    done = ddd("lint", runners.EXAMPLE / "docs/restore-database.md")
    assert done.code in (0, 1), done.err


@pytest.mark.slow
def test_they_run(tmp_path: Path) -> None:
    """pre-commit clones us, installs us with all we need, and runs the hooks on another repository."""
    ours, theirs = tmp_path / "ddd", tmp_path / "theirs"
    ours.mkdir()
    for name in SHIPPED:
        (shutil.copytree if (runners.ROOT / name).is_dir() else shutil.copy)(runners.ROOT / name, ours / name)
    written(theirs, {"cron.d/backup": "61 2 * * * root /opt/backup.sh\n"})
    for repository in (ours, theirs):
        runners.committed(repository)
    environment = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    done = pre_commit("try-repo", ours, "ddd-lint", "--all-files", folder=theirs, **environment)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "cron.d/backup:1" in done.stdout
    (theirs / "cron.d/backup").write_text("1 2 * * * root /opt/backup.sh\n")
    runners.committed(theirs)
    done = pre_commit("try-repo", ours, "ddd-lint", "--all-files", folder=theirs, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
