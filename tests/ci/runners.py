"""Does what the runners of GitLab and GitHub do with our files: fills in inputs, sets variables, runs the shell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repositories import written

ROOT = Path(__file__).parents[2]
COMPONENT = ROOT / "templates/maintenance/template.yml"
ACTION = ROOT / "action.yml"
EXAMPLE = ROOT / "examples/ansible_baseline"

HOSTILE = (
    '"; touch pwned #',
    "$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    "--help",
    "$DDD_FORMAT ${HOME}",
    "a b\tc * ?",
    "| touch pwned",
    "\\",
)

_INPUT = re.compile(r"\$\[\[ inputs\.(?P<name>\w+) \]\]")
_EXPRESSION = re.compile(r"\$\{\{ (?P<name>[\w.-]+) \}\}")

# Writes down how it was called, and writes the files it was asked for; `-I -` is still Python.
_STAND_IN = """\
#!{python}
import json, os, subprocess, sys
words = sys.argv[1:]
if words[:2] == ["-I", "-"]:
    sys.exit(subprocess.run([{python!r}, *words]).returncode)
if words[:3] == ["-I", "-m", "ddd"]:
    words = words[3:]
with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps(words) + "\\n")
if int(os.environ["STATUS"]) > 1:
    print("ddd: no such folder", file=sys.stderr)
    sys.exit(int(os.environ["STATUS"]))
for word in words:
    name, _, rest = word.partition("=")
    form, _, file = rest.partition("=")
    if name == "--output":
        form, file = "json", rest
    if name in ("--format", "--output") and file and words[0] != "generate-runbooks":
        told = json.dumps(dict(maintenance_coverage=41.5, passed=os.environ["STATUS"] == "0"))
        open(file, "w").write(told if form == "json" else form)
sys.exit(int(os.environ["STATUS"]) if words[0].startswith("validate") else 0)
"""


@dataclass(frozen=True)
class Job:
    """How a job ended, and how ddd was called."""

    code: int
    out: str
    err: str
    calls: list[list[str]]


def component(**inputs: Any) -> dict[str, Any]:
    """Fill the component's job as GitLab does: the header checks the inputs, parsed nodes are replaced."""
    header, jobs = yaml.safe_load_all(COMPONENT.read_text(encoding="utf-8"))
    declared = header["spec"]["inputs"]
    assert set(inputs) <= set(declared), "GitLab refuses unknown inputs"
    values = {name: inputs.get(name, one["default"]) for name, one in declared.items()}
    for name, one in declared.items():
        if not _allowed(one, values[name]):
            raise ValueError(f"{name}: GitLab refuses {values[name]!r}")
    return _filled(jobs, values)


def _allowed(declared: dict[str, Any], value: Any) -> bool:
    kind = {"string": str, "number": (int, float), "boolean": bool}[declared.get("type", "string")]
    return (
        isinstance(value, kind)
        and ("options" not in declared or value in declared["options"])
        and ("regex" not in declared or re.search(declared["regex"], value) is not None)
    )


def _filled(node: Any, values: dict[str, Any]) -> Any:
    match node:
        case dict():
            return {_filled(key, values): _filled(value, values) for key, value in node.items()}
        case list():
            return [_filled(one, values) for one in node]
        case str():
            whole = _INPUT.fullmatch(node)
            return values[whole["name"]] if whole else _INPUT.sub(lambda one: str(values[one["name"]]), node)
    return node


def run_component(shell: str, repository: Path, tmp_path: Path, *, status: int = 0, **inputs: Any) -> Job:
    """Run the component's script with a stand-in for ddd, its variables in the environment."""
    job = component(**inputs)["ddd-maintenance"]
    tools = stand_in(tmp_path / "tools", "ddd")
    return run_lines(shell, job, repository, tmp_path, status, PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")


def run_lines(
    shell: str, job: dict[str, Any], repository: Path, tmp_path: Path, status: int = 0, **environment: str
) -> Job:
    """Run `before_script` and `script` as one script, as the runner does."""
    variables = {
        name: str(value["value"] if isinstance(value, dict) else value) for name, value in job["variables"].items()
    }
    script = "\n".join([*job["before_script"], *job["script"]])
    return _run([shell, "-e", "-c", script], repository, tmp_path, status, {**variables, **environment})


def step(steps: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in steps if name in (one.get("id"), one.get("name")))


def run_step(
    one: dict[str, Any], values: dict[str, str], repository: Path, tmp_path: Path, status: int = 0, **more: str
) -> Job:
    """Run a step of a composite action or a workflow with bash as the runner starts it."""
    environment = {name: _expression(str(text), values) for name, text in one.get("env", {}).items()}
    script = tmp_path / "step.sh"
    script.write_text(one["run"], encoding="utf-8")
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    return _run(command, repository, tmp_path, status, {**environment, **github(tmp_path), **more})


def github(tmp_path: Path) -> dict[str, str]:
    """Return the files and folders that the runner of GitHub names to each step."""
    for name in ("output", "summary"):
        (tmp_path / name).touch()
    (tmp_path / "temp").mkdir(exist_ok=True)
    return {
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_ACTION_PATH": str(ROOT),
    }


def _expression(text: str, values: dict[str, str]) -> str:
    return _EXPRESSION.sub(lambda one: values[one["name"]], text)


def _run(command: list[str], repository: Path, tmp_path: Path, status: int, environment: dict[str, str]) -> Job:
    calls = tmp_path / "calls"
    done = subprocess.run(
        command,
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "CALLS": str(calls), "STATUS": str(status), **environment},
    )
    told = [json.loads(line) for line in calls.read_text().splitlines()] if calls.exists() else []
    return Job(done.returncode, done.stdout, done.stderr, told)


def stand_in(folder: Path, name: str) -> Path:
    """Put a program into `folder` that writes down how it was called."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(_STAND_IN.format(python=sys.executable))
    (folder / name).chmod(0o755)
    return folder


def small(root: Path) -> Path:
    """A repository with a job, and with modules that would be run instead of Python's own."""
    modules = {f"{name}.py": "open('pwned', 'w')\n" for name in ("json", "venv", "pip", "ddd", "runpy")}
    job = {"cron.d/backup": "15 2 * * * root /opt/backup.sh\n", "backup.sh": "#!/bin/sh\npg_dump x > /srv/x\n"}
    return written(root, modules | job)


def unharmed(*folders: Path) -> bool:
    """Tell whether nothing that the hostile values name was made."""
    return not [file for folder in folders for file in folder.rglob("pwned")]


def tool(name: str) -> str:
    """Return the path of a development tool; without it, which its makers build for some machines only, skip."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if not found:
        pytest.skip(f"no {name} for this machine")
    return found


def schema_errors(name: str, file: Path) -> str:
    """Return what a schema that comes with check-jsonschema says against a file."""
    command = [tool("check-jsonschema"), "--builtin-schema", f"vendor.{name}", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def shellcheck(script: str, shell: str) -> str:
    """Return what ShellCheck says of a script."""
    command = [tool("shellcheck"), f"--shell={shell}", "-"]
    return subprocess.run(command, input=script, capture_output=True, text=True, timeout=60).stdout


def committed(repository: Path) -> None:
    """Make a folder a repository of git with one commit more."""
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "x"]):
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *command], cwd=repository, check=True, timeout=60)
