"""Runs promtool over rules and cases in a temporary folder."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ddd.errors import UsageError

_SECONDS = 600.0
_SHOWN = 2_000
"""Characters of what promtool says, where it does not do what it is asked."""
_RULES = "rules.json"
_REFUSED = re.compile(r"could not parse expression|parse error|error unmarshaling", re.IGNORECASE)
_FILE = re.compile(r"^Unit Testing:  (?P<number>\d+)\.json$", re.MULTILINE)
_PASSED = re.compile(r"^  SUCCESS$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ran:
    """What promtool said of one file of tests."""

    passed: bool
    said: str

    @property
    def refused(self) -> bool:
        """The rules are none that Prometheus would load."""
        return bool(_REFUSED.search(self.said))


def find(promtool: Path | None) -> str:
    """Return the program: the one that is named, else the one in PATH. Raises UsageError where there is none."""
    found = shutil.which(str(promtool) if promtool else "promtool")
    if found is None:
        what = f"{promtool} is no program" if promtool else "promtool is not installed, and proves the rules"
        raise UsageError(
            what,
            advice="install the package `prometheus` of your system, or take it from "
            "https://prometheus.io/download/ and name it: --promtool FILE",
        )
    return str(Path(found).resolve())


def run(promtool: str, rules: dict[str, Any], files: Sequence[dict[str, Any]]) -> list[Ran]:
    """Run each file of tests on the rules. JSON is YAML, and written in no time. Raises UsageError when it hangs."""
    with tempfile.TemporaryDirectory(prefix="ddd-alerts-") as folder:
        (Path(folder) / _RULES).write_text(json.dumps(rules), encoding="utf-8")
        names = [f"{number}.json" for number in range(len(files))]
        for name, data in zip(names, files, strict=True):
            (Path(folder) / name).write_text(json.dumps({**data, "rule_files": [_RULES]}), encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603 - the program that the person named
                [promtool, "test", "rules", *names],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UsageError(f"promtool did not end within {_SECONDS:g} seconds") from None
    return _told(done.stdout, len(files))


def _told(out: str, count: int) -> list[Ran]:
    """Return what was said of each file. Raises UsageError where promtool did not get as far as the tests."""
    parts = _FILE.split(out)[1:]
    said = {int(number): words for number, words in zip(parts[::2], parts[1::2], strict=True)}
    if len(said) != count:
        raise UsageError("promtool did not run the tests", advice=out.strip()[:_SHOWN])
    return [Ran(bool(_PASSED.search(said[number])), said[number].strip()) for number in range(count)]
