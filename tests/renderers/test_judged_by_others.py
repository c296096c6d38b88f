"""What other people's tools say of all that is generated: linters, loaders, shells; the example and a hostile tree."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import pytest
import yaml

import ddd
from ddd.generated import is_generated
from ddd.renderers import forms
from tests import hostile_repository, promtool
from tests.example_output import EXAMPLE, texts
from tests.renderers import reading

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
_AS_OF = date(2026, 1, 1)
_YAML = (".yml", ".yaml")


@pytest.fixture(scope="module", params=["example", "hostile"])
def tree(request, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    return EXAMPLE if request.param == "example" else hostile_repository.write(folder / "repository")


@pytest.fixture(scope="module")
def made(tree, tmp_path_factory) -> dict[str, Path]:
    """Return the folder of each form."""
    folder = tmp_path_factory.mktemp("made")
    for form in forms():
        ddd.generate_runbooks(tree, folder / form, form=form, as_of=_AS_OF)
    return {form: folder / form for form in forms()}


def files(made: dict[str, Path], *endings: str) -> list[Path]:
    found = [file for folder in made.values() for file in sorted(folder.rglob("*")) if file.name.endswith(endings)]
    assert found, f"nothing ends with {endings}"
    return found


@pytest.mark.parametrize(
    ("form", "but"),
    [("markdown", ""), ("gitlab", "md041")],  # an issue has its title elsewhere
)
def test_every_page_of_markdown_passes_a_linter(made, form, but):
    # Pages for Backstage hold blocks of HTML, which its own builder judges: test_targets_techdocs.py.
    pages = files({form: made[form]}, ".md")
    command = [BIN / "pymarkdown", *(("-d", but) if but else ()), "scan", *pages]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_link_of_a_page_leads_somewhere(made):
    assert list(reading.dead_links(texts(made["markdown"]))) == []


def test_every_calendar_loads_and_every_picture_is_xml(made):
    for file in files(made, ".ics"):
        assert icalendar.Calendar.from_ical(file.read_bytes()).walk("VCALENDAR")
    for file in files(made, ".svg"):
        assert ET.fromstring(file.read_text()).tag.endswith("svg")


def test_every_yaml_file_is_yaml(made):
    for file in files(made, *_YAML):
        assert list(yaml.safe_load_all(file.read_text())), file


def test_shells_and_shellcheck_have_nothing_to_say(made):
    scripts = files({"markdown": made["markdown"]}, ".sh")  # the other forms hold copies: the test below
    for script in scripts:
        assert subprocess.run(["bash", "-n", script], capture_output=True).stderr == b"", script
        assert script.stat().st_mode & 0o111, script
    done = subprocess.run([BIN / "shellcheck", "--severity=style", *scripts], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_scripts_change_nothing_unless_told_to_run(made, tmp_path):
    empty = tmp_path / "here"
    empty.mkdir()
    around = {"PATH": "/usr/bin:/bin", "HOME": str(empty), "TMPDIR": str(empty)}
    for script in files({"markdown": made["markdown"]}, ".sh"):
        done = subprocess.run([script], cwd=empty, env=around, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (script, done.stderr)
        assert list(empty.iterdir()) == [], script
        assert "\x1b" not in done.stdout + done.stderr


def test_the_scripts_of_every_form_are_the_same(made):
    own = texts(made["markdown"])
    for form, below in (("html", ""), ("techdocs", "docs/")):
        copies = {path.removeprefix(below): text for path, text in texts(made[form]).items() if path.endswith(".sh")}
        assert copies == {path: text for path, text in own.items() if path.endswith(".sh")}


def test_prometheus_accepts_the_rules_and_their_cases_hold(made):
    rules = promtool.check_rules(made["markdown"] / "alerts.yml")
    assert rules.returncode == 0, rules.stdout + rules.stderr
    cases = promtool.run_cases(made["markdown"] / "alerts.test.yml")
    assert cases.returncode == 0, cases.stdout + cases.stderr


def test_every_file_says_that_it_is_generated(made):
    for form, folder in made.items():
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix != ".csv":
                assert is_generated(file.read_bytes()), (form, file)


def test_the_same_tree_gives_the_same_bytes(tree, made, tmp_path):
    if tree == EXAMPLE:
        pytest.skip("test_example.py compares with what is committed")
    for form in forms():
        ddd.generate_runbooks(tree, tmp_path / form, form=form, as_of=_AS_OF)
        assert texts(tmp_path / form) == texts(made[form])


def test_file_names_are_plain_and_files_stay_small(made):
    for folder in made.values():
        for path, text in texts(folder).items():
            assert re.fullmatch(r"[A-Za-z0-9._/ -]+", path)
            assert len(text.encode()) < 500_000, path
