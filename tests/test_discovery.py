"""What stands in a package is found, also in its folders; helpers are not; one name is one thing."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from ddd.discovery import discovered
from tests.repositories import written


@dataclass(frozen=True)
class Thing:
    name: str


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def make(name: str, files: dict[str, str]):
        monkeypatch.syspath_prepend(str(tmp_path))
        written(tmp_path / name, {"__init__.py": "", **files})
        yield_from = import_module(name)
        for module in list(sys.modules):
            if module.startswith(f"{name}."):
                monkeypatch.delitem(sys.modules, module)
        return yield_from

    return make


SOURCE = "from tests.test_discovery import Thing\nthing = Thing({!r})\nother = 3\n"


def test_modules_and_folders_are_searched_and_helpers_are_not(package) -> None:
    files = {
        "b.py": SOURCE.format("bee"),
        "_helper.py": SOURCE.format("helper"),
        "room/__init__.py": "",
        "room/a.py": SOURCE.format("ant") + "from found_a.b import thing as same\n",
        "room/_helper.py": SOURCE.format("inner helper"),
    }
    assert [one.name for one in discovered(package("found_a", files), Thing)] == ["ant", "bee"]


def test_two_of_one_name_are_refused(package) -> None:
    files = {"a.py": SOURCE.format("twin"), "b.py": SOURCE.format("twin") + "thing = Thing('twin')\n"}
    with pytest.raises(ValueError, match="two of found_b are named 'twin'"):
        discovered(package("found_b", files), Thing)
