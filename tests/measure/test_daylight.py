"""The DAYLIGHT spec: the one that ships, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ddd import config, measure, resources
from ddd.errors import ConfigurationError
from ddd.measure import daylight
from tests.cli.running import ddd_here
from tests.repositories import written

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


def laid_over(folder: Path, text: str, name: str = ".ddd.yaml") -> measure.Daylight:
    return daylight.load(None, config.read(written(folder, {name: text})))


def element(one: measure.Daylight, dimension: str, name: str) -> daylight.Element:
    [of] = [each for each in one.dimensions if each.name == dimension]
    [it] = [each for each in of.elements if each.name == name]
    return it


def test_without_a_word_of_the_repository_it_is_the_spec(tmp_path: Path) -> None:
    assert laid_over(tmp_path, "threshold: 3\n").dimensions == daylight.load().dimensions
    assert laid_over(tmp_path, "daylight: {}\n").dimensions == daylight.load().dimensions
    assert config.read(tmp_path).daylight is not None


def test_single_values_replace_and_ways_to_find_add(tmp_path: Path) -> None:
    own = """\
daylight:
  parts: {element: 0.4, completeness: 0.3}
  documents: ['!/old/**']
  typed: ['^our-tool\\b']
  fields: {expected: {minutes: 7}}
  dimensions:
    health: {weight: 0.2}
    testing:
      weight: 0.05
      minimum: 75
      elements:
        how: {fields: [content], find: [{sections: ['^OUR proofs?$']}]}
"""
    before, one = daylight.load(), laid_over(tmp_path, own)
    assert dict(one.parts) == {"element": 0.4, "completeness": 0.3, "usefulness": 0.3}
    assert {each.name: each.weight for each in one.dimensions} == {
        **{each.name: 0.125 for each in before.dimensions},
        "health": 0.2,
        "testing": 0.05,
    }
    assert [each.minimum for each in one.dimensions][-1] == 75
    how, was = element(one, "testing", "how"), element(before, "testing", "how")
    assert (how.fields, how.useful, how.title) == (("content",), was.useful, was.title)
    assert len(how.finders) == len(was.finders) + 1
    assert how.finders[:-1] == was.finders
    assert how.finders[-1].titles.match("Our proof")
    assert one.fields["expected"].minutes == 7
    assert one.fields["expected"].title == before.fields["expected"].title
    assert (one.typed.match("our-tool x"), before.typed.match("our-tool x")) == (True, False)
    assert (one.documents.verdict("old/a.md"), before.documents.verdict("old/a.md")) == (False, True)
    assert one.documents.verdict("new/a.md") is True


NEW = """\
daylight:
  dimensions:
    health:
      elements:
        game_days:
          title: game days
          add: {place: docs/game-days.md, what: "write down\\twho breaks what", minutes: 60}
          fields: [content]
          useful: [command]
          find: [{sections: ['\\bgame days?\\b']}]
"""


def test_an_element_of_the_repository_is_measured(tmp_path: Path, monkeypatch, capsys) -> None:
    """The command scores by it: there is one element more, found in a section and lacking nothing."""
    folder = written(tmp_path, {".ddd.yaml": NEW, "docs/play.md": "# Game days\n\nPull the plug of the second node.\n"})
    told = json.loads(ddd_here(monkeypatch, capsys, "measure", str(folder), "-f", "json").out)
    [health] = [one for one in told["dimensions"] if one["dimension"] == "health"]
    [ours] = [one for one in health["elements"] if one["element"] == "game_days"]
    assert [(item["name"], item["lacks"], item["useful"]) for item in ours["items"]] == [("Game days", [], False)]
    assert element(daylight.load(None, config.read(folder)), "health", "game_days").add == "write down who breaks what"


def test_a_project_file_may_say_it_too(tmp_path: Path) -> None:
    text = "[tool.ddd.daylight.dimensions]\nhealth.weight = 0.2\ntesting.weight = 0.05\n"
    assert laid_over(tmp_path, text, "pyproject.toml").dimensions[-1].weight == 0.05


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("daylight:\n  dimension: {}\n", ".ddd.yaml:2:3: unknown key “dimension”"),
        ("daylight: {dimensions: {helth: {minimum: 3}}}\n", ".ddd.yaml:1:25: no dimension is called “helth”"),
        ("daylight: {dimensions: {xyz: {}}}\n", "there are: dependencies, automation"),
        (
            "daylight: {dimensions: {health: {weight: 0.2}}}\n",
            ".ddd.yaml:1:24: the weights of the dimensions sum to 1.075",
        ),
        ("daylight: {parts: {element: 1}}\n", ".ddd.yaml:1:19: the weights of the parts sum to 1.7, not to 1"),
        (NEW.replace("          useful: [command]\n", ""), ".ddd.yaml:6:11: “game_days” lacks “useful”"),
        (NEW.replace("bgame days?", "bgame(?= days)"), ".ddd.yaml:10:30: not a regular expression"),
        (NEW.replace("game days?\\b']", "game days?\\b', '(']"), ".ddd.yaml:10:48: not a regular expression"),
        (NEW.replace("sections: ['\\bgame days?\\b']", "files: [a, '!']"), ".ddd.yaml:10:30: not a pattern"),
        (NEW.replace("[content]", "[colour]"), ".ddd.yaml:8:20: "),
        (NEW.replace("title: game days", "title: '::error::x'"), ".ddd.yaml:6:18: “title” may not be written"),
        ("daylight: {dimensions: {health: {title: X}}}\n", ".ddd.yaml:1:34: unknown key “title”"),
        ("daylight: {typed: ['(?<=x)y']}\n", "patterns of a repository are those of RE2"),
        ("daylight: {documents: ['!']}\n", ".ddd.yaml:1:24: not a pattern of gitignore(5)"),
    ],
)
def test_a_mistake_of_the_repository_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        laid_over(tmp_path, text)
    assert told in str(refused.value)


def test_a_field_that_another_spec_lacks_is_refused_where_it_is_asked_for(tmp_path: Path) -> None:
    """The spec a person names knows no `expected`; the repository asks for it."""

    def without_expected(data: dict) -> None:
        data["fields"].pop("expected")
        for dimension in data["dimensions"].values():
            for one in dimension["elements"].values():
                for kind in ("fields", "useful"):
                    one[kind] = [name for name in one[kind] if name != "expected"] or ["content"]

    file = changed(tmp_path, without_expected)
    own = config.read(written(tmp_path, {".ddd.yaml": NEW.replace("[content]", "[content, expected]")}))
    with pytest.raises(ConfigurationError, match=r"\.ddd\.yaml:8:29: “expected” is asked for"):
        daylight.load(file, own)
