"""The whole way on trees none of us wrote: pip-installed, pinned ansible-core and ansible."""

from __future__ import annotations

import ast
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.running import ddd
from tests.corpora import ANSIBLE, ANSIBLE_CORE, unpacked
from tests.example_output import texts
from tests.promtool import check_rules, run_cases


def fail_json_calls(folder: Path) -> Counter[tuple[str, int, int]]:
    """Count by our own reading, independent of ddd: every call whose last name is `fail_json`, by place."""
    found: Counter[tuple[str, int, int]] = Counter()
    for file in folder.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        if "fail_json" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name == "fail_json":
                    column = len(source.split("\n")[node.lineno - 1].encode()[: node.col_offset].decode()) + 1
                    found[file.relative_to(folder).as_posix(), node.lineno, column] += 1
    return found


def extracted(folder: Path) -> dict:
    run = ddd("extract", "--temporal", folder, "--format", "json")
    assert run.code == 0, run.err
    return json.loads(run.out)


@pytest.fixture(scope="module")
def core() -> Path:
    return unpacked(ANSIBLE_CORE)


def test_fail_json_failure_modes_equal_an_independent_count(core: Path) -> None:
    places = Counter(
        (place["path"], place["line"], place["column"])
        for fact in extracted(core)["facts"]
        if fact["kind"] == "failure_mode" and fact["system"] == "python"
        for place in fact["evidence"][:1]
    )
    expected = fail_json_calls(core)
    assert {place: places[place] for place in expected} == dict(expected)
    modules = sum(count for (path, _, _), count in expected.items() if path.startswith("ansible/modules/"))
    assert modules == 486, "ansible-core 2.19.2, lib/ansible/modules"


def test_every_problem_has_a_reason(core: Path) -> None:
    told = extracted(core)
    assert all(problem["message"] and problem["path"] for problem in told["problems"])


def test_two_runs_give_the_same_bytes_and_promtool_accepts_them(core: Path, tmp_path: Path) -> None:
    first, second = (ddd("extract", "--temporal", core, "-f", "json", PYTHONHASHSEED=seed).out for seed in ("1", "2"))
    assert first == second
    for name, seed in (("one", "3"), ("two", "4")):
        assert ddd("generate-runbooks", core, "-o", tmp_path / name, PYTHONHASHSEED=seed).code == 0
    assert texts(tmp_path / "one") == texts(tmp_path / "two")
    assert check_rules(tmp_path / "one/alerts.yml").returncode == 0
    assert run_cases(tmp_path / "one/alerts.test.yml").returncode == 0


@pytest.mark.slow
def test_the_whole_ansible_package(tmp_path: Path) -> None:
    folder = unpacked(ANSIBLE)
    started = time.monotonic()
    told = extracted(folder)
    kinds = Counter((fact["kind"], fact["system"]) for fact in told["facts"])
    print(f"\n{told['scanned']}\n{kinds}\n{len(told['problems'])} problems, {time.monotonic() - started:.1f} s")
    assert all(problem["message"] for problem in told["problems"])
    expected = fail_json_calls(folder)
    places = {
        (place["path"], place["line"], place["column"])
        for fact in told["facts"]
        if fact["kind"] == "failure_mode"
        for place in fact["evidence"][:1]
    }
    assert set(expected) <= places
    assert ddd("generate-runbooks", folder, "-o", tmp_path).code == 0
    assert check_rules(tmp_path / "alerts.yml").returncode == 0
