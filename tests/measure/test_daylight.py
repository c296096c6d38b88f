"""The DAYLIGHT spec: the one that ships, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ddd import resources
from ddd.errors import ConfigurationError
from ddd.measure import daylight

SHIPPED = resources.specs() / daylight.DEFAULT


def test_the_eight_dimensions_spell_daylight() -> None:
    one = daylight.load()
    assert "".join(each.title[0] for each in one.dimensions) == "DAYLIGHT"
    assert [each.title for each in one.dimensions] == [
        *("Dependencies", "Automation", "Yearbook", "Lifecycle"),
        *("Integration", "Governance", "Health", "Testing"),
    ]
    assert dict(one.parts) == {"element": 0.3, "completeness": 0.4, "usefulness": 0.3}
    assert sum(each.weight for each in one.dimensions) == 1


def test_every_field_that_is_asked_for_can_be_said_by_what_is_found() -> None:
    """A field that no finder of an element ever fills would be lacking for ever."""
    said = {
        daylight.SectionFinder: {"content", "command", "resolves", "contact", "date", "expected", "owner"},
        daylight.FileFinder: {"content", "owner", "contact"},
        daylight.UnitFinder: {"content", "documented", "owner", "contact"},
        daylight.TaskFinder: {
            *("content", "name", "owner", "contact", "cadence", "timezone", "steps", "command", "expected"),
            *("validation", "duration", "action"),
        },
        daylight.FactFinder: set(daylight.load().fields),
    }
    for dimension in daylight.load().dimensions:
        for element in dimension.elements:
            able = set().union(*(said[type(finder)] for finder in element.finders))
            assert {*element.fields, *element.useful} <= able, (dimension.name, element.name)


def changed(tmp_path: Path, change) -> Path:
    data = yaml.safe_load(SHIPPED.read_text())
    change(data)
    file = tmp_path / "daylight.yaml"
    file.write_text(json.dumps(data))
    return file


def elements(data: dict, dimension: str = "testing") -> dict:
    return data["dimensions"][dimension]["elements"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["parts"].update(element=0.5), "the weights of the parts sum to 1.2, not to 1"),
        (lambda data: data["dimensions"].pop("health"), "the weights of the dimensions sum to 0.875, not to 1"),
        (lambda data: elements(data)["how"]["fields"].append("colour"), "may not be the text “colour”"),
        (lambda data: data["fields"].pop("expected"), "“expected” is asked for"),
        (lambda data: elements(data)["how"].update(find=[{"sections": ["("]}]), "not a regular expression"),
        (lambda data: elements(data)["how"].update(find=[{"files": ["a", "!"]}]), "not a pattern of gitignore(5)"),
        (lambda data: elements(data)["how"].update(find=[{"colours": ["red"]}]), "colours"),
        (lambda data: elements(data)["how"].update(find=[]), "[]"),
        (lambda data: data.update(dimension={}), "did you mean “dimensions”?"),
    ],
)
def test_a_broken_spec_is_refused_with_its_place(tmp_path: Path, change, words: str) -> None:
    file = changed(tmp_path, change)
    with pytest.raises(ConfigurationError) as refused:
        daylight.load(file)
    assert words in str(refused.value)
    assert str(refused.value).startswith(f"{file}:1:")


def test_a_spec_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="may not be read"):
        daylight.load(tmp_path / "none.yaml")
