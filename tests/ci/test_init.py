"""`ddd init`: what it writes is valid, complete and kept in step with the schema; nobody's work is written over."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd import config
from ddd.resources import specs
from ddd.setup import kit
from ddd.setup.systems import System, named
from ddd.spec import load
from ddd.version import __version__
from tests.ci import runners
from tests.cli.running import Ran, ddd, ddd_here
from tests.repositories import written

EXAMPLE = runners.EXAMPLE
SCHEMA = json.loads((specs() / "config.schema.json").read_text(encoding="utf-8"))
GITHUB_REMOTE = '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:team/servers.git\n'


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def go(*arguments: str | Path, folder: Path | None = None) -> Ran:
        return ddd_here(monkeypatch, capsys, "init", *arguments, folder=folder)

    return go


def files(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def uncommented(text: str) -> str:
    """Take the comment sign away from every line but the first, as an editor does."""
    _, *lines = text.split("\n")
    return "\n".join(re.sub("^# ?", "", line) for line in lines)


def config_of(score: float | None = None) -> str:
    return kit.kit(Path(), System.NONE, load(), score).files[0].text


def test_every_option_of_the_schema_is_named_and_no_other() -> None:
    assert set(yaml.safe_load(uncommented(config_of()))) == set(SCHEMA["properties"])


@pytest.mark.parametrize("score", [None, 0.0, 41.5, 100.0])
def test_the_file_is_valid_as_it_is_and_uncommented(score: float | None, tmp_path: Path) -> None:
    as_it_is = yaml.safe_load(config_of(score)) or {}
    jsonschema.validate(as_it_is, SCHEMA)
    assert set(as_it_is) == (set() if score is None else {"threshold"})
    assert "\n# threshold: 80\n" in config_of()
    whole = yaml.safe_load(uncommented(config_of(score)))
    jsonschema.validate(json.loads(json.dumps(whole, default=str)), SCHEMA)


def test_the_defaults_it_tells_are_the_defaults(tmp_path: Path) -> None:
    written(tmp_path, {".ddd.yaml": uncommented(config_of()), ".ddd/baseline.json": "{}"})
    told, default = load(config=config.read(tmp_path)), load()
    for name in ("threshold", "requirements", "points", "complete", "grace", "lead_days", "work", "documentation"):
        assert getattr(told, name) == getattr(default, name), name
    assert told.cap_without_way_back == default.cap_without_way_back
    assert told.cap_without_validation == default.cap_without_validation


def test_it_can_be_read() -> None:
    lines = config_of(41.5).split("\n")
    assert max(map(len, lines)) <= 120
    assert [line for line in lines if line != line.rstrip()] == []


def test_an_editor_finds_the_schema(run, tmp_path: Path) -> None:
    run("--no-measure", tmp_path)
    first = (tmp_path / ".ddd.yaml").read_text().split("\n")[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert found
    assert json.loads((tmp_path / found[1]).read_text()) == SCHEMA


def test_an_empty_folder(run, tmp_path: Path) -> None:
    told = run(folder=tmp_path)
    assert told.code == 0
    assert told.out == ".ddd.yaml\n.ddd/config.schema.json\n"
    assert "ddd validate-maintenance-coverage" in told.err
    assert "--ci gitlab" in told.err
    assert yaml.safe_load((tmp_path / ".ddd.yaml").read_text()) == {"threshold": 0}
    assert sorted(files(tmp_path)) == [".ddd.yaml", ".ddd/config.schema.json"]


def test_the_first_threshold_is_the_score_rounded_down_and_the_gate_passes(run, tmp_path: Path, monkeypatch) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(EXAMPLE, repository)
    assert run(repository, "--ci", "github").code == 0
    monkeypatch.undo()
    text = (repository / ".ddd.yaml").read_text()
    threshold = yaml.safe_load(text)["threshold"]
    score = float(re.search(r"## ([\d.]+) was measured", text)[1])  # type: ignore[index]
    assert 0 < threshold <= score < threshold + 1
    told = ddd("validate-maintenance-coverage", repository, "--fail-under", str(threshold))
    assert told.code == 0
    assert f"COVERAGE {score}%" in told.out


def test_the_gate_of_the_file_passes_on_the_first_day(run, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(EXAMPLE, repository)
    run(repository, "--ci", "gitlab")
    told = ddd("validate-maintenance-coverage", repository)
    assert told.code == 0, told.err
    threshold = yaml.safe_load((repository / ".ddd.yaml").read_text())["threshold"]
    (repository / ".ddd.yaml").write_text(f"threshold: {threshold + 1}\n")
    assert ddd("validate-maintenance-coverage", repository).code == 1


@pytest.mark.parametrize(
    ("score", "threshold"), [(40.9, 40), (41.0, 41), (41.1, 41), (0.1, 0), (99.9, 99), (100.0, 100)]
)
def test_rounded_down(score: float, threshold: int) -> None:
    assert yaml.safe_load(config_of(score))["threshold"] == threshold


def test_gitlab_in_a_repository_without_a_pipeline(run, tmp_path: Path) -> None:
    told = run("--ci", "gitlab", "--no-measure", tmp_path)
    assert told.code == 0
    made = files(tmp_path)
    assert sorted(made) == [".ddd.yaml", ".ddd/config.schema.json", ".gitlab-ci.yml", ".gitlab/ddd.yml"]
    assert made[".gitlab/ddd.yml"] == runners.COMPONENT.read_text()
    (include,) = yaml.safe_load(made[".gitlab-ci.yml"])["include"]
    assert include["local"] == ".gitlab/ddd.yml"
    runners.component(**include["inputs"])
    assert runners.schema_errors("gitlab-ci", tmp_path / ".gitlab-ci.yml") == ""


def test_a_pipeline_that_is_there_is_never_touched(run, tmp_path: Path) -> None:
    written(tmp_path, {".gitlab-ci.yml": "test: {script: [make]}\n"})
    told = run("--no-measure", "--force", tmp_path)
    assert (tmp_path / ".gitlab-ci.yml").read_text() == "test: {script: [make]}\n"
    assert str(tmp_path / ".gitlab/ddd.yml") in told.out
    assert ".gitlab-ci.yml" not in told.out
    shown = told.err.partition("Add to .gitlab-ci.yml:\n\n")[2].partition("\n\n")[0]
    assert yaml.safe_load(shown)["include"][0]["local"] == ".gitlab/ddd.yml"


def test_github(run, tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    assert run("--no-measure", tmp_path).code == 0
    workflow = tmp_path / ".github/workflows/maintenance.yml"
    assert runners.schema_errors("github-workflows", workflow) == ""
    data = yaml.safe_load(workflow.read_text())
    steps = data["jobs"]["maintenance"]["steps"]
    assert data["permissions"] == {"contents": "read"}
    assert not [one for one in steps if "${{" in one.get("run", "")]
    assert f"ddd-maintenance=={__version__}" in runners.step(steps, "Install ddd")["run"]
    assert all(re.search(r"@v\d+$", one["uses"]) for one in steps if "uses" in one)
    assert [runners.shellcheck(one["run"], "bash") for one in steps if "run" in one] == ["", ""]


@pytest.mark.parametrize(("status", "commands"), [(0, 2), (1, 2), (2, 1)])
def test_the_workflow_runs(status: int, commands: int, run, tmp_path: Path) -> None:
    repository = runners.small(tmp_path / "repository")
    run("--ci", "github", "--no-measure", repository)
    steps = yaml.safe_load((repository / kit.GITHUB_JOB).read_text())["jobs"]["maintenance"]["steps"]
    runners.stand_in(tmp_path / "temp/ddd/bin", "ddd")
    done = runners.run_step(runners.step(steps, "Maintenance coverage"), {}, repository, tmp_path, status)
    assert (done.code, len(done.calls)) == (status, commands)
    assert [word.split("=")[1] for word in done.calls[0] if "=" in word] == ["github", "markdown", "html", "sarif"]
    assert (tmp_path / "summary").read_text() == ("" if status == 2 else "markdown")


def test_what_is_there_is_not_overwritten(run, tmp_path: Path) -> None:
    written(tmp_path, {".ddd.yaml": "threshold: 7\n", ".github/workflows/maintenance.yml": "mine: true\n"})
    before = files(tmp_path)
    told = run("--no-measure", tmp_path)
    assert (told.code, told.out) == (2, "")
    assert "there already: .ddd.yaml, .github/workflows/maintenance.yml" in told.err
    assert "--print" in told.err
    assert "--force" in told.err
    assert files(tmp_path) == before
    assert run("--no-measure", "--force", tmp_path).code == 0
    assert "threshold: 7" not in (tmp_path / ".ddd.yaml").read_text()


def test_a_second_time_changes_nothing(run, tmp_path: Path) -> None:
    run("--no-measure", "--ci", "gitlab", tmp_path)
    before = files(tmp_path)
    told = run("--no-measure", "--ci", "gitlab", tmp_path)
    assert (told.code, told.out) == (0, "")
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "text"), [(".ddd.yml", "threshold: 7\n"), ("pyproject.toml", "[tool.ddd]\nthreshold = 7\n")]
)
def test_no_second_configuration_even_by_force(name: str, text: str, run, tmp_path: Path) -> None:
    written(tmp_path, {name: text})
    told = run("--no-measure", "--force", tmp_path)
    assert (told.code, told.out) == (2, "")
    assert f"{name}: holds the configuration of ddd already" in told.err
    assert sorted(files(tmp_path)) == [name]


@pytest.mark.parametrize("text", ["[tool.ruff]\n", "tool = 1\n", "[broken\n", "x = '\xff'\n"])
def test_another_pyproject_does_not_matter(text: str, run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode("latin-1"))
    assert run("--no-measure", tmp_path).code == 0


def test_print_writes_nothing(run, tmp_path: Path) -> None:
    written(tmp_path, {".ddd.yaml": "threshold: 7\n", ".gitlab-ci.yml": "x: {script: [y]}\n"})
    before = files(tmp_path)
    told = run("--print", "--no-measure", tmp_path)
    assert told.code == 0
    assert re.findall("^# ==> (.+)$", told.out, re.MULTILINE) == [".ddd.yaml", ".gitlab/ddd.yml"]
    assert told.out.startswith(f"# ==> .ddd.yaml\n{config_of()}")
    assert "include:" in told.err
    assert files(tmp_path) == before


@pytest.mark.parametrize("link", [".ddd.yaml", ".ddd", ".github", ".github/workflows"])
def test_links_are_not_written_through(link: str, run, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "in" / link).parent.mkdir(parents=True)
    (tmp_path / "in" / link).symlink_to(outside, target_is_directory=True)
    told = run("--ci", "github", "--no-measure", "--force", tmp_path / "in")
    assert told.code == 2
    assert f"{link}: is a symbolic link" in told.err
    assert list(outside.iterdir()) == []
    assert not (tmp_path / "in/.ddd.yaml").is_file()


def test_a_folder_that_may_not_be_written(run, tmp_path: Path) -> None:
    closed = tmp_path
    if os.geteuid() == 0:  # permissions do not stop root, the kernel's own file system does
        closed = Path("/sys/kernel")
        if not closed.is_dir():
            pytest.skip("no folder that stops root on this machine")
    closed.chmod(0o555)
    told = run("--no-measure", closed)
    assert (told.code, told.out) == (2, "")
    assert ".ddd.yaml: may not be written" in told.err


def test_a_file_where_a_folder_must_be(run, tmp_path: Path) -> None:
    written(tmp_path, {".github": "a file"})
    told = run("--ci", "github", "--no-measure", tmp_path)
    assert told.code == 2
    assert "may not be made" in told.err
    assert told.out == f"{tmp_path}/.ddd.yaml\n{tmp_path}/.ddd/config.schema.json\n", "what was written is told"


@pytest.mark.parametrize("path", ["nowhere", "file"])
def test_no_folder(path: str, run, tmp_path: Path) -> None:
    written(tmp_path, {"file": "x"})
    told = run("--no-measure", tmp_path / path)
    assert (told.code, told.out) == (2, "")
    assert "no such folder" in told.err


def test_an_unknown_system(run, tmp_path: Path) -> None:
    told = run("--ci", "jenkins", tmp_path)
    assert told.code == 2
    assert "there are: gitlab, github, none" in told.err
    assert files(tmp_path) == {}


@pytest.mark.parametrize(
    ("there", "system"),
    [
        ({".gitlab-ci.yml": ""}, "gitlab"),
        ({".github/CODEOWNERS": ""}, "github"),
        ({".gitlab-ci.yml": "", ".git/config": GITHUB_REMOTE}, "gitlab"),
        ({".gitlab-ci.yml": "", ".github/x": ""}, "none"),
        ({".gitlab-ci.yml": "", ".github/x": "", ".git/config": GITHUB_REMOTE}, "github"),
        ({".git/config": GITHUB_REMOTE}, "github"),
        ({".git/config": '[remote "origin"]\nurl = https://user:key@gitlab.example.org:8443/a/b.git\n'}, "gitlab"),
        ({".git/config": '[remote "origin"]\nurl = ssh://git@GitLab.com/a\n'}, "gitlab"),
        ({".git/config": '[remote "origin"]\nurl = https://git.example.org/github/gitlab.git\n'}, "none"),
        ({".git/config": '[remote "upstream"]\nurl = git@github.com:a/b\n'}, "none"),
        ({".git/config": '[remote "origin"]\nfetch = x\n[remote "other"]\nurl = git@github.com:a/b\n'}, "none"),
        ({".git/config": '[remote "origin"]\nurl = /srv/github\n'}, "none"),
        ({".git": "gitdir: /elsewhere\n"}, "none"),
        ({}, "none"),
    ],
)
def test_the_system_is_seen(there: dict[str, str], system: str, tmp_path: Path) -> None:
    written(tmp_path, there)
    assert named(None, tmp_path) == system
    assert named("gitlab", tmp_path) == System.GITLAB, "a person's word goes first"


@given(st.text(), st.text(), st.sampled_from(["", "url = ", "\turl=\t"]))
@settings(deadline=None)
def test_any_settings_of_git_name_a_system_or_none(before: str, after: str, key: str) -> None:
    with TemporaryDirectory() as folder:
        written(Path(folder), {".git/config": f'{before}\n[remote "origin"]\n{key}{after}'.encode("utf-8", "replace")})
        assert named(None, Path(folder)) in System


def test_pipelines_stand_at_the_top(run, tmp_path: Path) -> None:
    written(tmp_path, {".git/config": GITHUB_REMOTE, "servers/.gitlab-ci.yml": ""})
    told = run("--ci", "github", "--no-measure", tmp_path / "servers")
    assert told.code == 2
    assert f"pipelines are read from {tmp_path}" in told.err
    assert run("--no-measure", tmp_path / "servers").out.endswith("config.schema.json\n")
    assert run("--no-measure", "--ci", "none", tmp_path / "servers").code == 0
    assert not (tmp_path / "servers/.gitlab").exists()
