"""The schemas: they are some, they say what each key means, and they tell the truth about our outputs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ddd import config, model, resources
from ddd.history import baseline, ratchet
from ddd.reports import schemas
from tests.cli.running import ddd_here
from tests.lint_runbooks.pages import WHOLE, without
from tests.repositories import written

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/ansible_baseline"
OURS = (
    *(
        "agenda",
        "assessment",
        "baseline",
        "compliance",
        "config",
        "findings",
        "inventory",
        "maintenance",
        "ratchet",
        "runbooks",
    ),
    "tasks",
)
READ = ("config", "maintenance", "tasks")


def loaded(name: str) -> dict[str, Any]:
    return json.loads(schemas.schema(name))


def check_jsonschema(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_all_schemas_are_schemas() -> None:
    run = check_jsonschema("--check-metaschema", *sorted(resources.specs().glob("*.schema.json")))
    assert run.returncode == 0, run.stdout
    assert set(OURS) <= set(schemas.names())


@pytest.mark.parametrize(
    ("name", "file"),
    [("maintenance", resources.specs() / "maintenance.yaml"), ("tasks", EXAMPLE / ".ddd/tasks.yaml")],
)
def test_what_we_ship_is_valid(name: str, file: Path) -> None:
    run = check_jsonschema("--schemafile", resources.specs() / f"{name}.schema.json", file)
    assert run.returncode == 0, run.stdout


def test_every_spec_we_ship_has_a_schema_and_fits_it() -> None:
    for file in sorted(resources.specs().glob("*.schema.json")):
        shipped = file.with_name(file.name.removesuffix(".schema.json") + ".yaml")
        if shipped.exists():
            run = check_jsonschema("--schemafile", file, shipped)
            assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("name", OURS)
def test_a_schema_says_who_it_is_and_gives_examples_that_fit(name: str) -> None:
    schema = loaded(name)
    assert schema["$id"] == f"urn:ddd:schema:{name}:1"
    assert schema["title"].startswith("ddd ")
    assert schema["description"]
    assert schema["additionalProperties"] is False
    for example in schema["examples"]:
        Draft202012Validator(schema).validate(example)


def objects(node: Any, pointer: str = "#") -> list[tuple[str, dict[str, Any]]]:
    """Every schema with keys of its own, with its pointer; conditions have none to tell."""
    found = []
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict) and "/if" not in pointer:
            found.append((pointer, node))
        for key, value in node.items():
            found += objects(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            found += objects(value, f"{pointer}/{index}")
    return found


@pytest.mark.parametrize("name", OURS)
def test_every_key_is_described_and_no_other_is_taken(name: str) -> None:
    schema = {key: value for key, value in loaded(name).items() if key != "examples"}
    known = {"", *model.facts.Fact.__slots__} and {f"#/$defs/{kind.kind}" for kind in KINDS}
    for pointer, one in objects(schema):
        undescribed = [key for key, value in one["properties"].items() if not value.get("description")]
        assert undescribed == [], pointer
        closed = one.get("additionalProperties") is False or one.get("unevaluatedProperties") is False
        assert closed or pointer in known, pointer  # a kind of fact is closed by `fact`, which adds what all have


KINDS = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, model.Fact)]
KINDS = [one for one in KINDS if one is not model.Fact]


def test_a_fact_has_the_keys_that_the_model_has() -> None:
    """Whoever adds a field to the model adds it here: no output may hold a key that its schema does not know."""
    defs = loaded("inventory")["$defs"]
    common = set(defs["fact"]["properties"])
    assert set(defs["fact"]["properties"]["kind"]["enum"]) == {one.kind for one in KINDS}
    for kind in KINDS:
        fields = set(kind.__struct_fields__) - {"origin", "references"} | {"id", "kind"}
        fields = {"for" if field == "for_seconds" else field for field in fields}
        fields |= {"escalation"} if kind.kind in ("failure_mode", "trigger") else set()
        assert common | set(defs[kind.kind]["properties"]) == fields, kind.kind
        assert set(defs[kind.kind]["required"]) == fields - common, kind.kind


def test_the_words_are_those_of_the_model() -> None:
    inventory, assessment = loaded("inventory")["$defs"], loaded("assessment")
    fact, schedule = inventory["fact"]["properties"], inventory["schedule"]["properties"]
    assert fact["state"]["enum"] == list(model.State)
    assert fact["confidence"]["enum"] == list(model.Confidence)
    assert schedule["dialect"]["enum"] == list(model.Dialect)
    assert schedule["cadence"]["enum"] == [*model.Cadence, None]
    assert inventory["check"]["properties"]["phase"]["enum"] == list(model.Phase)
    assert inventory["finding"]["properties"]["severity"]["enum"] == list(model.Severity)
    assert assessment["$defs"]["element"]["properties"]["verdict"]["enum"] == list(model.Verdict)


def outputs(monkeypatch, capsys, folder: Path) -> dict[str, list[Any]]:
    def run(*arguments: str) -> Any:
        return json.loads(ddd_here(monkeypatch, capsys, *arguments, "-f", "json", "--as-of", "2026-01-01").out)

    return {
        "inventory": [run("extract", "--temporal", str(folder)), run("extract", str(folder))],
        "assessment": [run("validate-maintenance-coverage", str(folder))],
        "findings": [run("lint", str(folder))],
        "agenda": [run("calendar", str(folder)), run("today", str(folder))],
    }


FILLED = {"assessment": "tasks", "inventory": "facts", "findings": "findings", "agenda": "due"}


def test_what_the_example_gives_is_what_the_schemas_say(tmp_path: Path, monkeypatch, capsys) -> None:
    for name, several in outputs(monkeypatch, capsys, EXAMPLE).items():
        for index, told in enumerate(several):
            file = tmp_path / f"{name}{index}.json"
            file.write_text(json.dumps(told))
            run = check_jsonschema("--schemafile", resources.specs() / f"{name}.schema.json", file)
            assert run.returncode == 0, run.stdout
            assert told[FILLED[name]]


def test_what_an_empty_folder_gives_is_what_the_schemas_say(tmp_path: Path, monkeypatch, capsys) -> None:
    for name, several in outputs(monkeypatch, capsys, tmp_path).items():
        for told in several:
            Draft202012Validator(loaded(name)).validate(told)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("inventory", lambda told: told["facts"][0].update(extra=1)),
        ("inventory", lambda told: told["facts"][0]["evidence"][0].update(line=0)),
        ("inventory", lambda told: told["facts"][0].pop("id")),
        ("inventory", lambda told: told["facts"][0].update(kind="schedule")),
        ("inventory", lambda told: told["scanned"]["skipped"].update(other=1)),
        ("assessment", lambda told: told.update(passed=None)),
        ("assessment", lambda told: told["figures"].pop("escalation_clarity")),
        ("assessment", lambda told: told["cadences"].update(hourly=told["cadences"]["daily"])),
        ("findings", lambda told: told["findings"][0].update(severity="bad")),
        ("findings", lambda told: told.update(schema="ddd-findings/2")),
        ("config", lambda told: told.update(templates="x")),
        ("tasks", lambda told: told["tasks"][0].update(id="A b")),
        ("maintenance", lambda told: told.pop("grace")),
        ("agenda", lambda told: told["due"][0].update(at="3 o'clock")),
        ("agenda", lambda told: told["due"][0].update(cadence="hourly")),
        ("agenda", lambda told: told["due"][0].pop("page")),
        ("baseline", lambda told: told["findings"][0].update(fingerprint="x")),
        ("ratchet", lambda told: told.update(maintenance_coverage=101)),
        ("runbooks", lambda told: told["runbooks"][0].update(missing=["colour"])),
        ("runbooks", lambda told: told.update(runbooks=[])),
    ],
)
def test_drift_is_noticed(name: str, change) -> None:
    schema = loaded(name)
    told = schema["examples"][0]
    assert not list(Draft202012Validator(schema).iter_errors(told))
    change(told)
    assert list(Draft202012Validator(schema).iter_errors(told))


def test_the_configuration_says_what_the_spec_says_and_its_own() -> None:
    ours, theirs = loaded("config")["properties"], loaded("maintenance")["properties"]
    assert set(ours) == set(theirs) | config.OTHER_KEYS
    assert not set(theirs) & config.OTHER_KEYS
    for pointer in (("procedure", "points"), ("procedure",), ("grace",), ("cadences",), ("documentation",)):
        own, spec = ours, theirs
        for key in pointer:
            own, spec = own.get("properties", own)[key], spec.get("properties", spec)[key]
        assert set(own["properties"]) == set(spec["properties"]), pointer
        assert "required" not in own


def test_what_it_says_of_the_documentation_is_what_the_daylight_spec_says() -> None:
    """A key or word that one of them takes the other does too; a dimension keeps its name and its question."""
    ours, theirs = loaded("config"), loaded("daylight")
    own, spec = ours["$defs"], theirs["$defs"]
    assert set(ours["properties"]["daylight"]["properties"]) == set(theirs["properties"])
    assert own["field"]["enum"] == spec["field"]["enum"]
    assert set(own["element"]["properties"]) == set(spec["element"]["properties"])
    assert set(own["dimension"]["properties"]) == set(spec["dimension"]["properties"]) - {"title", "asks"}
    fields = theirs["properties"]["fields"]["additionalProperties"]
    assert set(own["field_told"]["properties"]) == set(fields["properties"])
    for one, other in zip(own["finder"]["oneOf"], spec["finder"]["oneOf"], strict=True):
        assert (one["required"], set(one["properties"])) == (other["required"], set(other["properties"]))
        for key, value in one["properties"].items():
            words = other["properties"][key]
            assert value.get("items", {}).get("enum") == words.get("items", {}).get("enum"), key
    assert not any("required" in own[name] for name in ("element", "dimension", "field_told"))


def test_files_that_a_team_commits_are_what_the_schemas_say(tmp_path: Path) -> None:
    found = [
        model.Finding(
            code="DDD101", severity=model.Severity.CRITICAL, message="nothing is audited", subject="monthly/audits"
        ),
        model.Finding(
            code="DDD201",
            severity=model.Severity.CRITICAL,
            message="minute 61",
            evidence=(model.Evidence("crontab", 3),),
        ),
    ]
    assert baseline.write(tmp_path / "baseline.json", found) == 2
    assert ratchet.raised(tmp_path / "ratchet.json", None, 61.3)
    for name in ("baseline", "ratchet"):
        Draft202012Validator(loaded(name)).validate(json.loads((tmp_path / f"{name}.json").read_text()))


def test_what_runbooks_give_is_what_the_schema_says(tmp_path: Path, monkeypatch, capsys) -> None:
    written(tmp_path, {"good.md": WHOLE, "bad.md": f"{without('Verification')}\n[x](gone.md)\n", "empty.md": ""})
    for wanted in ((), ("--fail-under", "60")):
        ran = ddd_here(
            monkeypatch, capsys, "lint", "good.md", "bad.md", "empty.md", "-f", "json", *wanted, folder=tmp_path
        )
        told = json.loads(ran.out)
        Draft202012Validator(loaded("runbooks")).validate(told)
        assert (len(told["runbooks"]), bool(told["findings"]), told["passed"]) == (3, True, not wanted)


def test_every_key_of_the_configuration_is_told_on_its_page() -> None:
    page = (ROOT / "docs/configuration.md").read_text()
    schema = {key: value for key, value in loaded("config").items() if key != "examples"}
    keys = {key for _, one in objects(schema) for key in one["properties"]}
    assert keys > {"threshold", "longest_gap_days", "on_failure", "times_a_year", "until"}
    told = {word for code in re.findall(r"`([^`\n]+)`", page) for word in re.findall(r"\w+", code)}
    assert sorted(keys - told) == []


def test_what_the_page_shows_is_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs/configuration.md").read_text()
    shown = {name: page.split(f"```{name}\n")[1].split("```")[0] for name in ("yaml", "toml")}
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a/.ddd.yaml").write_text(shown["yaml"])
    (tmp_path / "b/pyproject.toml").write_text(shown["toml"])
    one, other = config.read(tmp_path / "a"), config.read(tmp_path / "b")
    assert one.document is not None
    assert other.document is not None
    assert one.document.data.pop("categories")
    assert one.document.data == other.document.data


def test_the_command_lists_prints_and_refuses(tmp_path: Path, monkeypatch, capsys) -> None:
    listed = ddd_here(monkeypatch, capsys, "schema").out.splitlines()
    assert [line.split()[0] for line in listed] == schemas.names()
    assert all(len(line.split()) > 2 for line in listed)
    assert json.loads(ddd_here(monkeypatch, capsys, "schema", "config").out) == loaded("config")
    ddd_here(monkeypatch, capsys, "schema", "tasks", "-o", tmp_path / "t.json")
    assert (tmp_path / "t.json").read_bytes() == (resources.specs() / "tasks.schema.json").read_bytes()
    run = ddd_here(monkeypatch, capsys, "schema", "confg")
    assert (run.code, "did you mean “config”?" in run.err) == (2, True)
    run = ddd_here(monkeypatch, capsys, "schema", "../maintenance")
    assert (run.code, run.out) == (2, "")


def test_editors_find_the_same_faults_as_we_do() -> None:
    """The wrong word and the wrong type are in the schema itself, not in our code alone."""
    validator = Draft202012Validator(loaded("config"))
    for text in ("treshold: 3", "threshold: x", "suppress: [{code: DDD101}]", "since_floor: 0", "ignore: [E1]"):
        assert list(validator.iter_errors(yaml.safe_load(text))), text
