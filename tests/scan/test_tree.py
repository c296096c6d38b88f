"""The walk: what is seen, what is skipped and why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ddd.errors import UsageError
from ddd.scan.tree import walk
from tests.repositories import written


def test_files_come_sorted_with_hidden_ones_but_without_version_control(tmp_path: Path) -> None:
    written(tmp_path, {"b": "", "a/z": "", ".github/x": "", ".git/config": "", "a.txt": ""})
    assert walk(tmp_path).paths == [".github/x", "a.txt", "a/z", "b"]


def test_ignore_files_are_respected_and_counted(tmp_path: Path) -> None:
    written(
        tmp_path,
        {
            ".gitignore": "*.log\nbuild/\n",
            "a.log": "",
            "build/x": "",
            "build/y": "",
            "sub/.gitignore": "!keep.log\n/only-here\n",
            "sub/keep.log": "",
            "sub/only-here": "",
            "only-here": "",
            ".dddignore": "secret\n",
            "secret": "",
        },
    )
    tree = walk(tmp_path)
    assert tree.paths == [".dddignore", ".gitignore", "only-here", "sub/.gitignore", "sub/keep.log"]
    assert tree.skipped["ignored"] == 4, "a.log, build/ (once), sub/only-here, secret"


def test_a_line_that_is_no_pattern_is_a_problem_and_the_others_hold(tmp_path: Path) -> None:
    written(tmp_path, {".gitignore": "[z-a]\n*.log\n!\n", "a.log": "", "b": ""})
    tree = walk(tmp_path)
    assert tree.paths == [".gitignore", "b"]
    assert [(one.line, one.message) for one in tree.problems] == [
        (1, "not a pattern: ignored"),
        (3, "not a pattern: ignored"),
    ]


def test_rules_of_the_repository_above_hold_in_a_scanned_subfolder(tmp_path: Path) -> None:
    written(
        tmp_path, {".git/HEAD": "", ".gitignore": "*.log\n/sub/gone\n", "sub/a.log": "", "sub/gone": "", "sub/b": ""}
    )
    assert walk(tmp_path / "sub").paths == ["b"]


def test_a_folder_named_on_purpose_is_read_although_it_is_ignored(tmp_path: Path) -> None:
    written(tmp_path, {".git/HEAD": "", ".gitignore": "/vendor/\n", "vendor/role/tasks.yml": ""})
    assert walk(tmp_path / "vendor").paths == ["role/tasks.yml"]


def test_links_are_not_followed_not_even_in_a_loop(tmp_path: Path) -> None:
    written(tmp_path, {"a/file": ""})
    (tmp_path / "a/loop").symlink_to(tmp_path)
    (tmp_path / "outside").symlink_to("/etc")
    (tmp_path / "nowhere").symlink_to("missing")
    tree = walk(tmp_path)
    assert tree.paths == ["a/file"]
    assert tree.skipped["ignored"] == 3


def test_a_named_pipe_is_a_problem_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "crontab")
    tree = walk(tmp_path)
    assert (tree.paths, tree.skipped["unreadable"]) == ([], 1)
    assert [(one.path, one.message) for one in tree.problems] == [("crontab", "not a regular file but a named pipe")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_a_problem(tmp_path: Path) -> None:
    written(tmp_path, {"shut/file": "", "open": ""})
    (tmp_path / "shut").chmod(0)
    try:
        tree = walk(tmp_path)
    finally:
        (tmp_path / "shut").chmod(0o755)
    assert tree.paths == ["open"]
    assert tree.problems[0].path == "shut"


def test_a_folder_that_vanishes_or_is_refused_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, {"shut/file": "", "open": ""})
    listing = os.scandir

    def refusing(folder):
        if str(folder).rstrip("/").endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return listing(folder)

    monkeypatch.setattr("ddd.scan.tree.os.scandir", refusing)
    tree = walk(tmp_path)
    assert tree.paths == ["open"]
    assert [(one.path, one.message) for one in tree.problems] == [
        ("shut", "folder may not be listed: Permission denied")
    ]


def test_a_name_that_is_not_utf8_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"cr\xe9on")).write_text("")
    tree = walk(tmp_path)
    assert tree.paths == []
    assert tree.problems[0].path == "cr\\udce9on"


def test_of_our_own_folder_only_the_declared_tasks_are_read(tmp_path: Path) -> None:
    written(tmp_path, {".ddd/tasks.yaml": "", ".ddd/cache/x": "", ".ddd/y": "", "sub/.ddd/tasks.yaml": ""})
    tree = walk(tmp_path)
    assert tree.paths == [".ddd/tasks.yaml", "sub/.ddd/tasks.yaml"]
    assert tree.skipped["generated"] == 2


@pytest.mark.parametrize("name", ["missing", "file"])
def test_what_is_no_folder_is_refused_with_advice(tmp_path: Path, name: str) -> None:
    written(tmp_path, {"file": ""})
    with pytest.raises(UsageError, match="folder") as refused:
        walk(tmp_path / name)
    assert refused.value.advice


def test_a_folder_that_may_not_be_listed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ddd.scan.tree.os.access", lambda *_: False)
    with pytest.raises(UsageError, match="may not be listed"):
        walk(tmp_path)
