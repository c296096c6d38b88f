"""Specs: the one that ships, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ddd import resources, spec
from ddd.errors import ConfigurationError

SHIPPED = Path(str(resources.specs() / spec.DEFAULT))


def test_the_shipped_spec_is_the_one_of_the_contract() -> None:
    one = spec.load()
    told = {
        str(each.cadence): (each.weight, set(each.elements), each.longest_gap // 86400) for each in one.requirements
    }
    assert told == {
        "daily": (0.4, {"health_checks", "log_rotation"}, 4),
        "weekly": (0.3, {"backups", "updates"}, 9),
        "monthly": (0.3, {"audits", "reviews"}, 33),
    }
    assert one.threshold == 80
    assert sum(one.points.values()) == 100
    assert one.title("log_rotation") == "Log rotation"
    assert one.title("unheard_of") == "unheard of"


def changed(tmp_path: Path, change) -> Path:
    data = yaml.safe_load(SHIPPED.read_text())
    change(data)
    file = tmp_path / "spec.yaml"
    file.write_text(json.dumps(data))
    return file


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["cadences"]["daily"].update(weight=0.5), "sum to 1.1, not to 1"),
        (lambda data: data["cadences"]["daily"]["required_elements"].append("dancing"), "“dancing” is no category"),
        (lambda data: data["read_only_commands"].append("("), "not a regular expression"),
        (lambda data: data.update(tresholds=3), "did you mean “threshold”?"),
        (lambda data: data["procedure"].pop("points"), "'points' is a required property"),
        (lambda data: data["cadences"]["daily"].update(weight="much"), "is not of type 'number'"),
    ],
)
def test_a_broken_spec_is_refused_with_its_place(tmp_path: Path, change, words: str) -> None:
    file = changed(tmp_path, change)
    with pytest.raises(ConfigurationError) as refused:
        spec.load(file)
    assert words in str(refused.value)
    assert str(refused.value).startswith(f"{file}:1:")


def test_a_spec_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="may not be read"):
        spec.load(tmp_path / "missing.yaml")


def test_another_spec_is_used(tmp_path: Path) -> None:
    file = changed(tmp_path, lambda data: data.update(threshold=12))
    assert spec.load(file).threshold == 12


@pytest.mark.parametrize("name", ["maintenance.schema.json", "tasks.schema.json"])
def test_schemas_are_schemas(name: str) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(json.loads((resources.specs() / name).read_text()))
