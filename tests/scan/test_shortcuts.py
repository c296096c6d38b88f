"""The engine's shortcuts change how long it takes and nothing else: byte for byte, over whole trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ddd.link.escalation import escalations
from ddd.pipeline import take_inventory
from ddd.reports import json_form
from ddd.scan import engine, stamps
from ddd.scan.shortcuts import Shortcuts
from tests.corpora import ANSIBLE, ANSIBLE_CORE, unpacked

ROOT = Path(__file__).parents[2]
TREES: dict[str, Callable[[], Path]] = {
    "example": lambda: ROOT / "examples" / "ansible_baseline",
    "corpus": lambda: ROOT / "tests" / "corpus",
    "ansible-core": lambda: unpacked(ANSIBLE_CORE),
    "ansible": lambda: unpacked(ANSIBLE),
}
SLOW = ("ansible", "ansible-core")


@pytest.fixture(params=[pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in TREES])
def tree(request: pytest.FixtureRequest) -> Path:
    return TREES[request.param]()


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small trees take all shortcuts too, and what was just unpacked has settled."""
    monkeypatch.setattr(engine, "WORTH_COMPILING", 1)
    monkeypatch.setattr(engine, "_WORTH_FORKING", 1)
    monkeypatch.setattr(stamps, "_RACY_NS", -(10**15))
    yield


def told(root: Path, shortcuts: Shortcuts) -> str:
    found = take_inventory(root, as_of=date(2026, 1, 1), documentation=True, shortcuts=shortcuts)
    return json_form.inventory(found, escalations(found))


@cache
def plainly(root: Path) -> str:
    return told(root, Shortcuts.none())


@pytest.mark.parametrize(
    "shortcuts",
    [Shortcuts(processes=1), Shortcuts(one_pass=False, processes=3), Shortcuts(processes=2)],
    ids=["one look", "three processes", "both"],
)
def test_the_facts_are_the_same_without_a_cache(tree: Path, shortcuts: Shortcuts) -> None:
    assert told(tree, shortcuts) == plainly(tree)


def test_the_facts_are_the_same_with_a_cache_new_used_and_in_part(tree: Path, tmp_path: Path) -> None:
    cached = Shortcuts(cache=tmp_path, processes=2)
    assert told(tree, cached) == plainly(tree)
    assert told(tree, cached) == plainly(tree)
    next(tmp_path.glob("*.inventory")).unlink()
    assert told(tree, cached) == plainly(tree)


def test_there_is_something_to_find(tree: Path) -> None:
    assert plainly(tree).count('"kind":') > 50
