"""Documentation Coverage on a tree none of us wrote, against counts made in other ways than ddd makes them."""

from __future__ import annotations

import io
import json
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import ddd
from tests.corpora import ANSIBLE_CORE, unpacked
from tests.repositories import written

SMALL: dict[str, str | bytes] = {
    "plugins/modules/rotate.py": """
        DOCUMENTATION = "short_description: Rotate a log file"
        EXAMPLES = "- acme.logs.rotate: {path: shop.log}"
    """,
    "roles/logs/tasks/main.yml": "# Nothing yet.\n",
    "roles/logs/README.md": "Rotates the logs of all shops at night.\n",
    "shop/stock.py": '"""Counts what is there."""\n\n\ndef count():\n    pass\n',
    "modules/logs/variables.tf": 'variable "days" {\n  description = "How long logs are kept."\n}\n',
    "modules/logs/outputs.tf": 'output "bucket" {\n  value = 1\n}\n',
    "chart/Chart.yaml": "name: shop\n",
    "chart/values.yaml": "# How many run at once.\nreplicas: 2\nport: 80\n",
    "bin/rotate.sh": "#!/bin/sh\n# Rotates the logs.\nexit 0\n",
    "broken.py": "def (\n",
}


@pytest.fixture(scope="module")
def core() -> Path:
    return unpacked(ANSIBLE_CORE)


@pytest.fixture(scope="module")
def told(core: Path) -> dict:
    run = ddd("extract", core, "--format", "json")
    assert run.code == 0, run.err
    return json.loads(run.out)


def documented(told: dict, kind: str) -> dict[str, set[str]]:
    return {unit["name"]: set(unit["documented"]) for unit in told["units"] if unit["kind"] == kind}


def constant(source: str, name: str) -> list[str]:
    """Return the lines that say something between the quotes of a constant, found by its text alone."""
    match = re.search(rf'^{name} = r?("""|\'\'\')(.*?)\1', source, re.MULTILINE | re.DOTALL)
    return [line for line in (match[2] if match else "").split("\n") if re.search(r"\w", line)]


def test_modules_are_those_of_an_independent_count(core: Path, told: dict) -> None:
    expected: dict[str, set[str]] = {}
    for file in core.glob("ansible/modules/*.py"):
        if file.name == "__init__.py":
            continue
        source = file.read_text(encoding="utf-8")
        has = {
            "documentation": any(
                re.match(r" *short_description:\W*\w", one) for one in constant(source, "DOCUMENTATION")
            ),
            "examples": bool(constant(source, "EXAMPLES")),
            "return": any(not one.lstrip().startswith("#") for one in constant(source, "RETURN")),
        }
        expected[f"ansible/modules/{file.stem}"] = {name for name, there in has.items() if there}
    assert documented(told, "ansible_module") == expected
    # 73 files with __init__.py, which is no module; async_wrapper alone, which no task calls, is documented by nothing.
    assert len(expected) == 72
    assert sum({"documentation", "examples"} <= has for has in expected.values()) == 71
    assert [name for name, has in expected.items() if not has] == ["ansible/modules/async_wrapper"]


def definitions(source: str) -> Iterator[tuple[str, bool]]:
    """Yield the dotted name of each function and class and whether text comes first in it, by its tokens alone."""
    tokens = [
        one
        for one in tokenize.generate_tokens(io.StringIO(source).readline)
        if one.type not in (tokenize.COMMENT, tokenize.NL)
    ]
    opened, scopes = "", list[str]()  # a name for each level of indentation: empty for branches, "()" below a function
    for number, token in enumerate(tokens):
        if token.type == tokenize.INDENT:
            scopes.append(opened)
        elif token.type == tokenize.DEDENT:
            scopes.pop()
        begins = number == 0 or tokens[number - 1].type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
        if not begins:
            continue
        if token.type not in (tokenize.INDENT, tokenize.DEDENT):
            opened = ""
        at = number + (token.string == "async")
        if tokens[at].string in ("def", "class"):
            name = tokens[at + 1].string
            opened = name if tokens[at].string == "class" else "()"
            rest = tokens[at:]
            body = next(n for n, one in enumerate(rest) if one.type == tokenize.NEWLINE) + 1
            is_text = rest[body].type == tokenize.INDENT and rest[body + 1].type == tokenize.STRING
            if "()" not in scopes:
                yield ".".join([*filter(None, scopes), name]), is_text


def test_public_python_is_that_of_an_independent_count(core: Path, told: dict) -> None:
    expected: dict[str, bool] = {}
    for file in core.rglob("*.py"):
        path = file.relative_to(core).as_posix()
        parts = path.removesuffix("/__init__.py").split("/")
        is_module = path.startswith("ansible/modules/")
        if is_module or any(part.startswith("_") or part in ("examples", "testing", "test") for part in parts):
            continue
        for name, is_text in definitions(file.read_text(encoding="utf-8")):
            if not any(part.startswith("_") for part in name.split(".")):
                key = f"{path}:{name}"
                expected[key] = expected.get(key, False) or is_text
    units = {name: bool(has) for name, has in documented(told, "python").items() if ":" in name}
    assert units == expected
    assert len(expected) > 1_500


def test_the_score_counts_what_extract_shows(core: Path, told: dict) -> None:
    run = ddd("validate-maintenance-coverage", core, "--format", "json")
    assert run.code in (0, 1), run.err
    score = json.loads(run.out)
    kinds = {one["kind"]: one for one in score["documentation"]}
    modules = documented(told, "ansible_module")
    assert (kinds["ansible_module"]["earned"], kinds["ansible_module"]["possible"]) == (71, 72)
    assert kinds["ansible_module"]["elements"]["return"]["earned"] == sum("return" in has for has in modules.values())
    pooled = score["figures"]["documentation_coverage"]
    assert pooled["possible"] == len(told["units"])
    assert pooled["earned"] == sum(one["earned"] for one in kinds.values())
    assert score["gap"] > 0, "well documented, and nothing in it says how it is maintained"


def test_units_are_shown_unless_only_time_is_asked_for(tmp_path: Path) -> None:
    root = written(tmp_path, SMALL)
    told = json.loads(ddd("extract", root, "-f", "json").out)
    assert [(unit["kind"], unit["name"], unit["documented"]) for unit in told["units"]] == [
        ("ansible_module", "plugins/modules/rotate", ["documentation", "examples"]),
        ("ansible_role", "roles/logs", ["readme"]),
        ("helm_value", "chart/values.yaml:port", []),
        ("helm_value", "chart/values.yaml:replicas", ["comment"]),
        ("python", "shop/stock.py", ["docstring"]),
        ("python", "shop/stock.py:count", []),
        ("script", "bin/rotate.sh", ["comment"]),
        ("terraform_output", "modules/logs:bucket", []),
        ("terraform_variable", "modules/logs:days", ["description"]),
    ]
    assert all(set(unit) == {"kind", "name", "documented", "evidence"} and unit["evidence"] for unit in told["units"])
    assert [one["path"] for one in told["problems"]] == ["broken.py"], "told once, whoever reads it"
    temporal = json.loads(ddd("extract", "--temporal", root, "-f", "json").out)
    assert "units" not in temporal
    assert {**told, "units": 0, "scanned": 0, "problems": 0} == {**temporal, "units": 0, "scanned": 0, "problems": 0}


def test_the_table_counts_units_by_kind(tmp_path: Path) -> None:
    root = written(tmp_path, SMALL)
    table = ddd("extract", root).out
    assert "Documentation: 9 units" in table
    lines = [" ".join(line.split()) for line in table.split("\n")]
    assert "helm value 1 comment of 2" in lines
    assert "terraform output nothing of 1" in lines
    assert "ansible module 1 documentation, 1 examples of 1" in lines
    assert "Documentation" not in ddd("extract", "--temporal", root).out


def test_a_repository_of_nothing_to_document_has_no_coverage_rather_than_all(tmp_path: Path) -> None:
    root = written(tmp_path, {"notes.txt": "Nothing.\n"})
    assert json.loads(ddd("extract", root, "-f", "json").out)["units"] == []
    assert json.loads(ddd("validate-maintenance-coverage", root, "-f", "json").out)["documentation_coverage"] is None


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    root = written(tmp_path, SMALL)
    first, second = (ddd("extract", root, "-f", "json", PYTHONHASHSEED=seed).out for seed in ("1", "2"))
    assert first == second
