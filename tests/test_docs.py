"""What README and CONTRIBUTING say is so: paths exist, commands and targets are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from ddd.cli.app import app
from ddd.extractors import discover
from ddd.reports.explanations import sources_page
from ddd.scan.extractor import Extractor
from tests.sources_page import PAGE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
_PATH = re.compile(r"[`(]((?:src|specs|tests|templates|examples|bench)/[\w./-]+|\.[\w-]+\.yml|[A-Z]+\.md)[`)]")


@pytest.mark.parametrize("path", sorted(set(_PATH.findall(README + CONTRIBUTING))))
def test_paths_exist(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z-]+)\b", README + CONTRIBUTING))))
def test_make_targets_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_commands_exist() -> None:
    named = set(re.findall(r"^ddd ([a-z][a-z-]+)", README, re.MULTILINE))
    assert named >= {"extract", "validate-maintenance-coverage", "generate-runbooks", "lint", "calendar", "today"}
    assert named <= set(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_page_of_sources_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == sources_page(), "`make update`, then read the diff"


@pytest.mark.parametrize("extractor", discover(), ids=lambda one: one.name)
def test_every_extractor_names_its_format(extractor: Extractor) -> None:
    assert re.search(r"\bFormats?: |https://", extractor.extract.__doc__ or ""), "who defines what it reads?"


def test_no_package_index_is_named_anywhere() -> None:
    for path in ("constraints.txt", "pyproject.toml", "Makefile", ".gitlab-ci.yml"):
        assert not re.search(r"https?://|--(extra-)?index-url", (ROOT / path).read_text()), path
