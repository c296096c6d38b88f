"""What the tests of the commands share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Ran, ddd_here


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run `ddd` in this process; gives its exit code and both its streams."""

    def go(*arguments: str | Path, folder: Path | None = None) -> Ran:
        return ddd_here(monkeypatch, capsys, *arguments, folder=folder)

    return go
