"""The command and its forms: validated, reproducible, and fit for hostile names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from ddd import resources
from tests.cli.running import Ran, ddd_here
from tests.repositories import written

EXAMPLE = Path(__file__).parents[2] / "examples/ansible_baseline"
SCHEMA = json.loads((resources.specs() / "measure.schema.json").read_text())
HOSTILE = "::error::`x`<script>[a](javascript:1)|&amp;/requirements.txt"


@pytest.fixture
def run(monkeypatch, capsys):
    def ran(*arguments: str | Path, folder: Path | None = None) -> Ran:
        return ddd_here(monkeypatch, capsys, "measure", *arguments, folder=folder)

    return ran


@pytest.mark.parametrize("schema", ["measure", "daylight", "roi"])
def test_the_shipped_schemas_are_schemas(schema: str) -> None:
    Draft202012Validator.check_schema(json.loads((resources.specs() / f"{schema}.schema.json").read_text()))


def test_the_json_form_keeps_its_schema_and_adds_up(run) -> None:
    got = run(EXAMPLE, "-f", "json", "--as-of", "2026-11-21")
    assert (got.code, got.err) == (0, "")
    data = json.loads(got.out)
    Draft202012Validator(SCHEMA).validate(data)
    for one in data["dimensions"]:
        items = [item for element in one["elements"] for item in element["items"]]
        empty = [element for element in one["elements"] if not element["items"]]
        parts = one["parts"]
        assert parts["element"]["earned"] == len(one["elements"]) - len(empty)
        assert parts["usefulness"]["possible"] == len(items) + len(empty)
        assert parts["usefulness"]["earned"] == sum(item["useful"] for item in items)
        lacking = sum(len(item["lacks"]) for item in items) + sum(len(element["fields"]) for element in empty)
        assert parts["completeness"]["possible"] - parts["completeness"]["earned"] == lacking
        score = 100 * sum(part["weight"] * part["earned"] / part["possible"] for part in parts.values())
        assert one["score"] == pytest.approx(score, abs=0.051)
    assert data["overall"] == pytest.approx(sum(one["weight"] * one["score"] for one in data["dimensions"]), abs=0.1)


def test_the_same_tree_gives_the_same_bytes(run, tmp_path: Path) -> None:
    forms = ("json", "table", "markdown")
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
        wanted = [word for form in forms for word in ("-f", f"{form}={tmp_path / name / form}")]
        assert run(EXAMPLE, *wanted).out == ""
    for form in forms:
        text = (tmp_path / "once" / form).read_text()
        assert text == (tmp_path / "twice" / form).read_text()
        assert str(EXAMPLE) not in text


def test_the_table_says_both_numbers_and_ends_in_one_line(run) -> None:
    lines = run(EXAMPLE).out.splitlines()
    assert lines[0].split() == ["Dimension", "Score", "Element", "Completeness", "Usefulness", "Minimum", "Verdict"]
    assert [line.split()[0][0] for line in lines[1:9]] == list("DAYLIGHT")
    assert all(len([word for word in line.split() if "/" in word]) >= 3 for line in lines[1:9])
    assert lines[-1].startswith("DAYLIGHT DOCUMENTATION ")


@pytest.mark.parametrize(("threshold", "code", "word"), [("0", 0, "PASSED"), ("100", 1, "FAILED")])
def test_a_threshold_makes_it_a_gate(run, threshold: str, code: int, word: str) -> None:
    got = run(EXAMPLE, "--fail-under", threshold)
    assert got.code == code
    assert got.out.splitlines()[-1].endswith(f"(threshold {float(threshold):.1f}%) {word}")


@pytest.mark.parametrize("threshold", ["-1", "101", "much", "nan"])
def test_a_threshold_that_cannot_be_is_refused(run, threshold: str) -> None:
    assert run(EXAMPLE, "--fail-under", threshold).code == 2


def test_whoever_asks_for_what_there_is_not_is_told(run, tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere").code == 2
    assert run(tmp_path, "-f", "pdf").code == 2
    refused = run(tmp_path, "--daylight", tmp_path / "none.yaml")
    assert refused.code == 2
    assert "may not be read" in refused.err


def test_another_spec_is_asked_other_things(run, tmp_path: Path) -> None:
    spec = """\
        parts: {element: 1, completeness: 0, usefulness: 0}
        documents: ['*.md']
        typed: ['^make']
        fields:
          content: {title: content, add: write it, minutes: 1, each: true}
        dimensions:
          only:
            title: Only
            asks: Is there a licence?
            weight: 1
            minimum: 100
            elements:
              licence:
                title: licence
                add: {place: LICENSE, what: choose one, minutes: 5}
                fields: [content]
                useful: [content]
                find: [{files: [LICENSE]}]
        """
    written(tmp_path, {"daylight.yaml": spec, "repository/LICENSE": "MIT, the usual words.\n", "bare/x.txt": "x"})
    there = run(tmp_path / "repository", "--daylight", tmp_path / "daylight.yaml")
    assert "Missing" not in there.out
    assert there.out.splitlines()[-1] == "DAYLIGHT DOCUMENTATION 100.0%"
    bare = run(tmp_path / "bare", "--daylight", tmp_path / "daylight.yaml").out.splitlines()
    assert bare[-1] == "DAYLIGHT DOCUMENTATION 0.0%"
    assert "nothing found" in bare[1]


def test_hostile_names_stay_names(run, tmp_path: Path) -> None:
    """A folder may be called like a workflow command, a tag or a link; no form lets it act."""
    written(tmp_path, {HOSTILE: "flask==3.1.0\n", "README.md": "## Testing\n\ntwo people [x](y) look at it\n"})
    table, page = run(tmp_path).out, run(tmp_path, "-f", "markdown").out
    assert not [line for line in (table + page).splitlines() if line.lstrip().startswith("::")]
    assert "<script>" not in MarkdownIt("commonmark").enable("table").render(page)
    assert "javascript:1)" not in MarkdownIt("commonmark").enable("table").render(page).replace("javascript:1)|", "")
    data = json.loads(run(tmp_path, "-f", "json").out)
    Draft202012Validator(SCHEMA).validate(data)
    assert HOSTILE in json.dumps(data, ensure_ascii=False)


def test_a_secret_in_a_heading_reaches_no_form(run, tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2" * 9
    written(tmp_path, {"README.md": f"# Ledger\n\n## Testing {secret}\n\nEvery change is tested.\n"})
    for form in ("table", "json", "markdown"):
        got = run(tmp_path, "-f", form).out
        assert secret not in got
    assert "Testing ***" in run(tmp_path, "-f", "json").out


def test_what_is_worth_next_to_nothing_is_only_counted(run) -> None:
    """People read what is worth a tenth of a point; a machine gets all of it."""
    data = json.loads(run(EXAMPLE, "-f", "json").out)
    small = [one for one in data["missing"] if one["points"] < 0.1]
    shown = [one for one in data["missing"] if one["points"] >= 0.1][:15]
    table = run(EXAMPLE).out
    assert small
    assert "+0.0" not in table
    assert f"and {len(data['missing']) - len(shown)} more" in table
    assert f"And {len(data['missing']) - len(shown)} more" in run(EXAMPLE, "-f", "markdown").out
