"""No worse than before: on real git repositories, made by the test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ddd.errors import ConfigurationError, UsageError
from ddd.files import own_file
from ddd.history import History, baseline, commits, ratchet
from ddd.model import Assessment
from ddd.pipeline import judge
from tests.repositories import written

DUMP = "#!/bin/sh\n# Dump the shop.\n# Owner: @dba\nset -e\npg_dump --file=/b/shop shop\ntest -s /b/shop\n"
START = {"cron.d/shop": "0 2 * * 0 root /srv/bin/dump.sh\n", "bin/dump.sh": DUMP}


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.net", "-c", "init.defaultBranch=main")
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = written(tmp_path / "shop", START)
    git(folder, "init", "-q")
    committed(folder)
    return folder


def committed(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "work")
    return git(folder, "rev-parse", "HEAD")


def since(folder: Path, ref: str = "HEAD", floor: int = 1) -> Assessment:
    return judge(folder, history=History(since=ref, floor=floor)).assessment


def counted(one: Assessment) -> list[str]:
    return [f"{finding.code} {finding.subject}" for finding in one.findings if finding.suppression is None]


def test_a_change_is_answerable_for_what_it_adds_and_for_nothing_else(shop: Path) -> None:
    written(shop, {"cron.d/more": "0 3 * * * root /opt/vendor/sync-stock\n"})
    told = since(shop)
    assert not told.passed
    assert "DDD103 cron.d/sync-stock" in counted(told)
    assert not any("dump" in one for one in counted(told)), "the incomplete procedure of before is not its fault"
    assert any(one.code == "DDD101" and one.suppression for one in told.findings), "nor what was always missing"


def test_nothing_changed_and_all_is_well_although_the_score_is_low(shop: Path) -> None:
    told = since(shop)
    assert told.passed
    assert told.maintenance_coverage is not None
    assert told.maintenance_coverage < 80


def test_what_was_there_and_became_worse_counts(shop: Path) -> None:
    """The task was incomplete before; without its check at the end it earns less: that is this change's work."""
    written(shop, {"bin/dump.sh": DUMP.replace("test -s /b/shop\n", "")})
    told = since(shop)
    assert not told.passed
    assert counted(told) == ["DDD102 weekly/backups", "DDD103 cron.d/dump.sh"]


def test_a_line_that_moves_is_no_change_for_the_worse(shop: Path) -> None:
    written(shop, {"cron.d/shop": "# moved\n# down\n" + START["cron.d/shop"]})
    assert since(shop).passed


@pytest.mark.parametrize(("floor", "passes"), [(1, False), (2, True)])
def test_changes_below_the_floor_pass(shop: Path, floor: int, passes: bool) -> None:
    """One line was added: a floor of one counts it, one of two does not."""
    written(shop, {"cron.d/shop": START["cron.d/shop"] + "0 3 * * * root /opt/vendor/sync-stock\n"})
    told = since(shop, floor=floor)
    assert told.passed is passes
    assert ("not counted for 1 changed line" in told.gates[-1].name) is passes


def test_what_others_did_on_the_branch_meanwhile_is_not_held_against_it(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "mine")
    git(shop, "checkout", "-q", "-b", "main2")
    written(shop, {"cron.d/good": "0 6 * * * root /srv/bin/dump.sh\n"})
    committed(shop)
    git(shop, "checkout", "-q", "mine")
    assert since(shop, "main2").passed


def test_a_folder_of_the_repository_is_compared_with_itself(shop: Path) -> None:
    written(shop, {f"team/{path}": text for path, text in START.items()})
    committed(shop)
    written(shop, {"cron.d/elsewhere": "0 3 * * * root /opt/vendor/sync-stock\n"})
    assert since(shop / "team").passed
    written(shop, {"team/cron.d/more": "0 3 * * * root /opt/vendor/sync-stock\n"})
    assert not since(shop / "team").passed


def test_a_name_that_git_does_not_know_is_an_error_with_advice(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no commit") as refused:
        since(shop, "--output=/tmp/x")
    assert "fetch" in refused.value.advice
    with pytest.raises(UsageError, match="names no commit"):
        since(written(tmp_path / "plain", START))


def test_reading_a_commit_starts_nothing_of_the_repository(shop: Path, tmp_path: Path) -> None:
    """Its configuration names programs for hooks, filters and the file system monitor: none of them is started."""
    trap = tmp_path / "sprung"
    program = tmp_path / "trap.sh"
    program.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    program.chmod(0o755)
    written(shop, {".gitattributes": "* filter=trap diff=trap\n"})
    commit = committed(shop)
    for name in ("filter.trap.smudge", "filter.trap.clean", "core.fsmonitor", "diff.trap.textconv", "core.pager"):
        git(shop, "config", name, str(program))
    hook = shop / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(program.read_text())
    hook.chmod(0o755)
    trap.unlink(missing_ok=True)
    with commits.checked_out(shop, commit) as folder:
        assert (folder / "bin/dump.sh").read_text() == DUMP
    assert not trap.exists()


def test_what_is_missing_is_fetched_over_no_transport(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partial clone asks its remote for what it lacks, and a remote may be a program. Old gits have no word for “do
    not ask”: they must find every transport closed."""
    trap = tmp_path / "sprung"
    settings = {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::touch {trap}",
        "protocol.ext.allow": "always",
    }
    commit = _made(shop, f"100644 blob {'12' * 20}\tlost")
    for name, value in settings.items():
        git(shop, "config", name, value)
    monkeypatch.setattr(commits, "_ENVIRONMENT", {**commits._ENVIRONMENT, "GIT_NO_LAZY_FETCH": "0"})
    with pytest.raises(UsageError, match=r"git (lacks|cannot list)"), commits.checked_out(shop, commit):
        pass
    assert not trap.exists()


def _made(folder: Path, *entries: str, times: int = 1) -> str:
    """Return a commit, after that of now, of a tree with these entries, in folders `d` as many deep as said."""
    named = [(*entry.split("\t")[0].split(), entry.split("\t")[1]) for entry in entries]
    tree = ""
    for _ in range(times):
        data = b"".join(f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(sha) for mode, _, sha, name in named)
        command = ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
        made = subprocess.run(command, cwd=folder, input=data, check=True, capture_output=True)
        tree = made.stdout.decode().strip()
        named = [("040000", "tree", tree, "d")]
    commit = git(folder, "commit-tree", tree, "-p", "HEAD", "-m", "strange")
    git(folder, "update-ref", "HEAD", commit)
    return commit


@pytest.mark.parametrize(
    ("entries", "depth"),
    [
        pytest.param(("100644 blob {blob}\ta", "040000 tree {tree}\ta"), 1, id="a file that is a folder too"),
        pytest.param(("040000 tree {tree}\ta", "100644 blob {blob}\ta"), 1, id="a folder that is a file too"),
        pytest.param(("100644 blob {blob}\t" + "n" * 300,), 1, id="a name that no file can have"),
        pytest.param(("100644 blob {blob}\ta",), 1_500, id="folders without end"),
    ],
)
def test_a_commit_that_no_folder_can_hold_is_an_error_with_its_file(
    shop: Path, entries: tuple[str, ...], depth: int
) -> None:
    names = {"blob": git(shop, "rev-parse", "HEAD:bin/dump.sh"), "tree": git(shop, "rev-parse", "HEAD:bin")}
    commit = _made(shop, *(one.format(**names) for one in entries), times=depth)
    with pytest.raises(UsageError, match="may not be written"), commits.checked_out(shop, commit):
        pass


def test_what_lies_behind_a_link_of_today_is_not_counted(shop: Path, tmp_path: Path) -> None:
    """`bin` was a folder and is a link now: what it leads to is not part of the repository, and not read."""
    commit = git(shop, "rev-parse", "HEAD")
    shutil.rmtree(shop / "bin")
    written(tmp_path / "away", {"dump.sh": DUMP + "one more line\n"})
    (shop / "bin").symlink_to(tmp_path / "away")
    with commits.checked_out(shop, commit) as before:
        assert commits.changed_lines(before, shop, ["cron.d/shop"]) == DUMP.count("\n")


def test_links_and_names_that_lead_outside_are_not_written(shop: Path) -> None:
    (shop / "link").symlink_to("/etc/passwd")
    commit = committed(shop)
    with commits.checked_out(shop, commit) as folder:
        assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["dump.sh", "shop"]
    assert commits._stays_inside("a/b.txt")
    assert not any(map(commits._stays_inside, ("../x", "/etc/x", "a/../../x", ".git/config", "")))


def test_the_ratchet_only_rises(shop: Path) -> None:
    file = own_file(shop, ratchet.FILE)
    assert ratchet.best(file) is None
    assert ratchet.raised(file, None, 12.5)
    assert not ratchet.raised(file, 12.5, 12.4)
    assert not ratchet.raised(file, 12.5, 12.5)
    assert ratchet.best(file) == 12.5
    assert ratchet.raised(file, 12.5, 12.6)
    assert json.loads(file.read_text()) == {"schema": "ddd-ratchet/1", "maintenance_coverage": 12.6}
    assert not ratchet.raised(file, 12.6, None)


def test_below_the_best_the_gate_fails_and_at_it_passes(shop: Path) -> None:
    file = own_file(shop, ratchet.FILE)
    now = judge(shop, history=History(ratchet=file)).assessment
    assert (now.passed, now.threshold) == (True, 0)
    score = now.maintenance_coverage
    assert score is not None
    ratchet.raised(file, None, score)
    assert judge(shop, history=History(ratchet=file)).assessment.passed
    (shop / "bin/dump.sh").write_text(DUMP.replace("test -s /b/shop\n", ""))
    worse = judge(shop, history=History(ratchet=file)).assessment
    assert (worse.passed, worse.threshold) == (False, score)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "ddd-ratchet/1"}', '{"schema": "ddd-ratchet/1", "maintenance_coverage": 101}']
)
def test_a_file_that_is_no_ratchet_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "ratchet.json").write_text(text)
    with pytest.raises(ConfigurationError, match="no ratchet"):
        ratchet.best(tmp_path / "ratchet.json")


def test_a_baseline_holds_what_was_known_and_fails_on_what_is_new(shop: Path) -> None:
    file = own_file(shop, baseline.FILE)
    first = judge(shop).assessment
    assert baseline.write(file, first.findings) == len([one for one in first.findings if one.suppression is None])
    text = file.read_text()
    assert judge(shop, history=History(baseline=file)).assessment.passed
    assert baseline.write(file, first.findings) and file.read_text() == text, "the same findings, the same bytes"
    written(shop, {"cron.d/more": "0 3 * * * root /opt/vendor/sync-stock\n"})
    told = judge(shop, history=History(baseline=file)).assessment
    assert not told.passed
    assert "DDD103 cron.d/sync-stock" in counted(told)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "ddd-baseline/1"}', '{"schema": "x", "findings": []}'])
def test_a_file_that_is_no_baseline_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(ConfigurationError, match="no baseline"):
        baseline.read(tmp_path / "b.json")
    with pytest.raises(ConfigurationError, match="may not be read"):
        baseline.read(tmp_path / "missing.json")


@pytest.mark.parametrize("read", [baseline.read, ratchet.best])
def test_a_pipe_in_their_place_is_not_waited_for(tmp_path: Path, read: Callable[[Path], object]) -> None:
    os.mkfifo(tmp_path / "file.json")
    with pytest.raises(ConfigurationError, match="is no file"):
        read(tmp_path / "file.json")
