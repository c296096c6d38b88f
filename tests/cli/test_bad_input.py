"""Bad input: a clear error or a counted Problem, the documented exit code, no traceback, no partial files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.running import ddd
from tests.example_output import texts
from tests.repositories import written

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)


def hostile(root: Path) -> Path:
    written(
        root,
        {
            "roles/a/tasks/latin1.yml": b"- name: caf\xe9\n  fail: msg=x\n",
            "roles/a/tasks/broken.yml": "- name: x\n  fail: [\n",
            "roles/a/tasks/deep.yml": "- name: x\n  fail: " + "[" * 100_000,
            "roles/a/tasks/compact.yml": "- name: x\n  fail:\n    " + "- " * 100_000 + "x",
            "roles/a/tasks/bomb.yml": "# cron fail hosts name\n" + BOMB,
            "huge.yml": b"# fail\n" + b"- name: x\n" * 5_000_000,
            "broken.py": "def f(:\n    module.fail_json(msg='x')\n",
            "deep.py": "module.fail_json(msg=" + "(" * 10_000 + ")",
            "chain.py": "module.fail_json(msg=" + "a + " * 20_000 + "b)",
            "crontab": "MAILTO=x\n* * * * * \x1b]0;owned\x07 ::set-output\n::warning::x\n",
            "cron.d/wide": b"0 3 * * * root \xff\xfe/bin/x\n",
            "run.sh": "#!/bin/sh\n{\U000def9f5 exit 3\ncat <<" + "A" * 5000 + "\n",
            "notes.md": "# Restore\n\n1. [x](javascript:alert(1)) <script>alert(1)</script>\n2. `y`\n",
            "CODEOWNERS": "[\n*.py @a\n\\\n",
            "nul.yml": b"- fail:\0\n",
        },
    )
    os.mkfifo(root / "pipe.yml")
    (root / "loop").symlink_to(root)
    (root / os.fsdecode(b"caf\xe9.yml")).write_text("- fail: msg=x\n")
    return root


def test_a_hostile_repository_is_read_with_counted_problems(tmp_path: Path) -> None:
    root = hostile(tmp_path / "repo")
    run = ddd("extract", "--temporal", root, "--format", "json")
    assert run.code == 0, run.err
    assert "Traceback" not in run.err
    told = json.loads(run.out)
    reasons = {problem["path"]: problem["message"] for problem in told["problems"]}
    assert all(reasons.values())
    assert "not UTF-8" in reasons["roles/a/tasks/latin1.yml"]
    assert "not YAML" in reasons["roles/a/tasks/broken.yml"]
    assert "nested deeper" in reasons["roles/a/tasks/deep.yml"]
    assert "nested deeper" in reasons["roles/a/tasks/compact.yml"]
    assert "larger than" in reasons["huge.yml"]
    assert "not Python" in reasons["broken.py"]
    assert "named pipe" in reasons["pipe.yml"]
    assert "name is not UTF-8" in reasons["caf\\udce9.yml"]
    skipped = told["scanned"]["skipped"]
    assert (skipped["too_large"], skipped["binary"], skipped["ignored"], skipped["unreadable"]) == (1, 1, 1, 2)


def test_nothing_of_it_reaches_a_terminal_or_a_page_alive(tmp_path: Path) -> None:
    root = hostile(tmp_path / "repo")
    table = ddd("extract", "--temporal", root)
    assert "\x1b" not in table.out
    assert not any(line.startswith("::") for line in table.out.splitlines())
    pages = tmp_path / "pages"
    assert ddd("generate-runbooks", root, "-o", pages).code == 0
    for page in pages.glob("*.md"):
        text = page.read_text()
        assert "<script>" not in text
        assert "\x1b" not in text


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    root = hostile(tmp_path / "repo")
    first, second = (ddd("extract", "--temporal", root, "-f", "json", PYTHONHASHSEED=seed).out for seed in ("1", "2"))
    assert first == second
    for name, seed in (("a", "3"), ("b", "4")):
        ddd("generate-runbooks", root, "-o", tmp_path / name, PYTHONHASHSEED=seed)
    assert texts(tmp_path / "a") == texts(tmp_path / "b")
    assert texts(tmp_path / "a")


def test_an_empty_repository_is_fine_and_scores_nothing(tmp_path: Path) -> None:
    told = json.loads(ddd("extract", "--temporal", tmp_path, "-f", "json").out)
    assert (told["facts"], told["problems"], told["scanned"]["files"]) == ([], [], 0)
    run = ddd("validate-maintenance-coverage", tmp_path, "-f", "json")
    score = json.loads(run.out)
    assert (run.code, score["maintenance_coverage"], score["procedure_completeness"]) == (1, 0.0, None)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    run = ddd("extract", tmp_path / "shut")
    assert (run.code, "may not be listed" in run.err) == (2, True)


def test_a_broken_tasks_file_is_told_with_its_place(tmp_path: Path) -> None:
    written(tmp_path, {".ddd/tasks.yaml": "tasks:\n  - id: x\n    ownr: y\n"})
    for command in ("validate-maintenance-coverage", "generate-runbooks"):
        run = ddd(command, tmp_path, folder=tmp_path)
        assert run.code == 2
        assert (
            "ddd: .ddd/tasks.yaml:3:5: unknown key “ownr”\n  3 | ownr: y\n    | ^\n  did you mean “owner”?" in run.err
        )
    assert not (tmp_path / "runbooks").exists()


def test_a_page_that_may_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    root = written(tmp_path / "repo", {"crontab": "0 3 * * * /bin/x\n"})
    pages = written(tmp_path / "pages", {"daily.md": "mine\n"})
    run = ddd("generate-runbooks", root, "-o", pages)
    assert run.code == 2
    assert "daily.md" in run.err
    assert {file.name: file.read_text() for file in pages.iterdir()} == {"daily.md": "mine\n"}


def test_names_that_would_speak_to_a_terminal_or_a_pipeline_are_not_read(tmp_path: Path) -> None:
    root = written(
        tmp_path, {"cron.d/x\n::error file=a::pwned": "0 3 * * * root /x\n", "\x1b[31m/crontab": "@daily x\n"}
    )
    for arguments in (("-f", "json"), ("-v",)):
        run = ddd("extract", "--temporal", root, *arguments)
        assert run.code == 0
        assert "\x1b" not in run.out + run.err
        assert not any(line.startswith("::") for line in (run.out + run.err).splitlines())
    told = json.loads(ddd("extract", root, "-f", "json").out)
    assert told["scanned"]["skipped"]["unreadable"] == 2
    assert len(told["problems"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "tasks:\n  - id: x\n    duration: .inf\n",
        "tasks: &a [*a]\n",
        "tasks:\n  - &a0 {id: x}\n" + "".join(f"  - &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
        'tasks:\n  - {id: x, "\\e[31m\\n::error::x": 1}\n',
        "tasks: password=hunter2\n",
    ],
    ids=["infinity", "a circle", "a bomb", "a hostile key", "a secret"],
)
def test_hostile_declared_tasks_are_refused_or_read(tmp_path: Path, text: str) -> None:
    run = ddd("validate-maintenance-coverage", written(tmp_path, {".ddd/tasks.yaml": text}))
    assert run.code in (1, 2), run.err
    assert "hunter2" not in run.err
    assert "\x1b" not in run.err
    assert not any(line.startswith("::") for line in run.err.splitlines())


def test_links_lead_nowhere_else(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside", {"secret.yaml": "TOPSECRET\n"})
    root = written(tmp_path / "repo", {"crontab": "@daily /x\n"})
    (root / ".ddd").mkdir()
    (root / ".ddd/tasks.yaml").symlink_to(outside / "secret.yaml")
    (root / "runbooks").symlink_to(outside)
    assert "TOPSECRET" not in ddd("validate-maintenance-coverage", root).err
    run = ddd("generate-runbooks", folder=root)
    assert (run.code, "leads out of the current folder" in run.err) == (2, True)
    assert [file.name for file in outside.iterdir()] == ["secret.yaml"]


def test_many_and_odd_ignore_patterns_and_deep_own_folders_do_not_end_the_run(tmp_path: Path) -> None:
    lines = "".join(f"/a/**/b{n}/**/c*d*e*f*\n" for n in range(1500))
    root = written(tmp_path, {".gitignore": lines + "*.log\n", "x.log": "", "crontab": "@daily /x\n"})
    deep = root / ".ddd"
    for _ in range(300):
        deep = deep / "a"
    deep.mkdir(parents=True)
    told = json.loads(ddd("extract", root, "-f", "json").out)
    assert len(told["facts"]) == 1
    assert told["scanned"]["skipped"]["ignored"] == 1


@pytest.mark.parametrize(
    "hour",
    ["{{ a" + " | d" * 1500 + " }}", "{{ a" + ".b" * 1800 + " }}", "{{ v0 }}"],
    ids=["filters", "attributes", "values that multiply"],
)
def test_hostile_expressions_stay_open(tmp_path: Path, hour: str) -> None:
    links = [f'v{n}: "' + 60 * ("{{ v" + str(n + 1) + " }}") + '"\n' for n in range(9)]
    values = "".join(links) + 'v9: "1"\n'
    task = f'- ansible.builtin.cron: {{name: x, hour: "{hour}", minute: 1, job: /x}}\n'
    root = written(tmp_path, {"roles/a/tasks/main.yml": task, "roles/a/defaults/main.yml": values})
    [job] = [one for one in json.loads(ddd("extract", root, "-f", "json").out)["facts"] if one["kind"] == "schedule"]
    assert job["state"] == "unresolved"


def test_output_is_utf8_whatever_the_locale_says(tmp_path: Path) -> None:
    root = written(tmp_path, {"cron.d/x": "0 3 * * * root /bin/größe\n"})
    run = ddd("extract", root, "-f", "json", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (run.code, "größe" in run.out) == (0, True)


def test_an_error_about_a_repository_is_no_command_of_a_runner(tmp_path: Path) -> None:
    """GitHub's runner reads stderr too, and takes `##[` for a command wherever it stands."""
    told = ddd("lint", written(tmp_path, {".ddd.yaml": "'##[add-mask]x': 1\n"}))
    assert told.code == 2
    assert "[add-mask]x" in told.err
    assert "##[" not in told.err
