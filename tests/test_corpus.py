"""Every golden case, and what must hold for all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ddd.extractors import discover
from ddd.pipeline import take_inventory
from ddd.scan.source import Source
from ddd.scan.text import excerpt
from tests.corpus_cases import CORPUS, cases, dump, observed

NAMES = {case: f"{case.parent.name}/{case.name}" for case in cases()}
DAMAGED = re.compile(r"malformed|broken|refused|never_closed|not_(?:yaml|json|xml|python)")
"""What the name of a case says in which the input is cut off, is of the wrong type, or is refused by its system."""


@pytest.mark.parametrize("case", cases(), ids=NAMES.get)
def test_facts_are_as_expected(case: Path) -> None:
    assert dump(observed(case)) == (case / "expected.yaml").read_text(encoding="utf-8"), (
        "`make update`, then read the diff"
    )


@pytest.mark.parametrize("case", cases(), ids=NAMES.get)
def test_evidence_lines_exist_and_hold_the_excerpt(case: Path) -> None:
    inventory = take_inventory(case / "input", documentation=True)
    for one in (*inventory.facts, *(inventory.units or ())):
        for place in one.evidence:
            lines = Source(place.path, (case / "input" / place.path).read_bytes()).lines
            assert place.line <= len(lines)
            assert place.excerpt == excerpt(lines[place.line - 1], place.column)


@pytest.mark.parametrize("extractor", [one.name for one in discover()])
def test_every_extractor_has_cases_half_of_them_negative(extractor: str) -> None:
    folders = [case for case in cases() if case.parent.name == extractor]
    silent = [case for case in folders if (told := observed(case))["facts"] == [] and "units" not in told]
    assert len(folders) >= 2, f"no cases below {CORPUS.name}/{extractor}"
    assert silent, f"no case in which {extractor} must stay silent"


@pytest.mark.parametrize("extractor", [one.name for one in discover()])
def test_every_extractor_has_a_malformed_case(extractor: str) -> None:
    names = [case.name for case in cases() if case.parent.name == extractor]
    assert any(DAMAGED.search(name) for name in names), f"no malformed case below {CORPUS.name}/{extractor}"


@pytest.mark.parametrize("extractor", discover(), ids=lambda one: one.name)
def test_every_extractor_explains_itself(extractor) -> None:
    assert extractor.extract.__doc__, "its docstring is the user's page"
