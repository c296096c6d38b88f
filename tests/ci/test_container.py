"""The container image: hadolint agrees with the Dockerfile, and what it would run is run here, without a daemon."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ddd.version import __version__
from tests.ci import runners
from tests.cli.running import ddd
from tests.repositories import written

DOCKERFILE = (runners.ROOT / "Dockerfile").read_text(encoding="utf-8")
BUILD, FINAL = re.split(r"^FROM .*$", re.sub(r"\\\n", "", DOCKERFILE), flags=re.MULTILINE)[1:]
COPIED = [name for line in re.findall(r"^COPY (?!--from)(.+)$", BUILD, re.MULTILINE) for name in line.split()[:-1]]


def test_hadolint_has_nothing_to_say(tmp_path: Path) -> None:
    done = subprocess.run(
        [runners.tool("hadolint"), "--no-color", "-"], input=DOCKERFILE, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "")
    bad = subprocess.run(
        [runners.tool("hadolint"), "-"], input="FROM python\nRUN cd /x\n", capture_output=True, text=True, timeout=60
    )
    assert bad.returncode == 1, "it is hadolint that was asked"


def test_the_context_holds_what_is_copied_and_no_more() -> None:
    first, *let_in = [
        line for line in (runners.ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")
    ]
    assert first == "*"
    assert {line[1:] for line in let_in if line.startswith("!")} == set(COPIED)
    assert all((runners.ROOT / name).exists() for name in COPIED)


def test_it_runs_as_nobody_in_particular_and_is_ddd() -> None:
    assert re.search(r"^USER [1-9]\d+$", FINAL, re.MULTILINE)
    assert json.loads(re.search(r"^ENTRYPOINT (.+)$", FINAL, re.MULTILINE)[1]) == ["ddd"]  # type: ignore[index]
    assert "WORKDIR /repo" in FINAL
    assert not re.search(r"https?://|index-url", DOCKERFILE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a repository to somebody else")
def test_since_works_in_the_repository_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = written(tmp_path / "repo", {"cron.d/backup": "15 2 * * * root /opt/backup.sh\n"})
    runners.committed(repository)
    for place in (repository, *repository.rglob("*")):
        os.chown(place, 12345, 12345)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "gitconfig"))
    monkeypatch.delenv("SUDO_UID", raising=False)
    asked = ("validate-maintenance-coverage", "--since", "HEAD", repository)
    assert "dubious ownership" in ddd(*asked).err
    (line,) = re.findall(r"git config --system .*?(?= &&)", FINAL)
    subprocess.run(["sh", "-c", line], check=True, timeout=60)
    assert ddd(*asked).code == 0


@pytest.mark.slow
def test_what_it_would_run(tmp_path: Path) -> None:
    """The build stage's own RUN lines, with the places of the image moved below a folder."""
    context = tmp_path / "build"
    context.mkdir()
    for name in COPIED:
        source = runners.ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, context / name)
    opt, wheels = tmp_path / "opt/ddd", tmp_path / "wheels"
    for line in re.findall(r"^RUN (.+)$", BUILD, re.MULTILINE):
        script = line.replace("/opt/ddd", str(opt)).replace("/wheels", str(wheels))
        script = re.sub(r"(^|&& )python ", rf"\1{sys.executable} ", script)
        done = subprocess.run(["sh", "-e", "-c", script], cwd=context, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = wheels.iterdir()
    assert _data_of(wheel) == {
        file.relative_to(context).as_posix()
        for folder in ("specs", "templates")
        for file in (context / folder).rglob("*")
        if file.is_file()
    }
    shutil.rmtree(context)  # nothing of it may be needed from here on
    _works(opt / "bin/ddd", tmp_path)


def _data_of(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name.removeprefix("ddd/_data/") for name in archive.namelist() if name.startswith("ddd/_data/")}


def _works(program: Path, tmp_path: Path) -> None:
    """Used as the image would be: from the folder of a repository, read-only but for what it is asked to write."""
    repository = written(tmp_path / "repo", {"cron.d/backup": "15 2 * * * root /opt/backup.sh\n"})

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *arguments], cwd=repository, capture_output=True, text=True, timeout=120)

    assert run("--version").stdout == f"ddd {__version__}\n"
    score = run("validate-maintenance-coverage")
    assert score.returncode == 1
    assert score.stdout.rstrip().split("\n")[-1].startswith("MAINTENANCE COVERAGE ")
    assert run("init", "--ci", "gitlab").returncode == 0
    assert run("generate-runbooks").returncode == 0
    assert (repository / "runbooks/daily.md").exists()
    assert not list(repository.rglob("__pycache__"))
