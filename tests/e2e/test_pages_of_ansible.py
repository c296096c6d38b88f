"""The pages of the pip-installed `ansible` package, 30,000 ways of failing: grouped, indexed, small, no dead link."""

from __future__ import annotations

from pathlib import Path

import pytest

import ddd
from tests.corpora import ANSIBLE, unpacked
from tests.example_output import AS_OF, texts
from tests.renderers import reading

pytestmark = pytest.mark.slow

_LARGEST = 500_000
"""Bytes."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("runbooks")
    ddd.generate_runbooks(unpacked(ANSIBLE), folder, as_of=AS_OF)
    return texts(folder)


def test_each_page_stays_small(pages: dict[str, str]) -> None:
    assert {path: len(text.encode()) for path, text in pages.items() if len(text.encode()) > _LARGEST} == {}


def test_about_twenty_pages_hold_the_failures_and_the_emergency_page_leads_to_each(pages: dict[str, str]) -> None:
    groups = {path for path in pages if path.startswith("emergency/")}
    assert 10 <= len(groups) <= 40
    assert groups <= set(reading.links(pages["emergency.md"]))


def test_no_link_is_dead(pages: dict[str, str]) -> None:
    assert list(reading.dead_links(pages)) == []
