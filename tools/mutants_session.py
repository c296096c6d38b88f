"""Makes the test sessions of `tools/mutants.py` repeatable and short: no chance, no memory, the quick tests first.

mutmut asks which tests reach a function. A memoised answer of an earlier test would hide that this one reaches it too,
and a mutant nobody meets would pass for one that survives; so every memory of ddd is emptied before each test then, and
once at the start of a session that meets a mutant.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "mutants", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("mutants")

_STATISTICS = Path("mutmut-stats.json")
"""Written by mutmut."""

_OWN_TESTS: Mapping[str, tuple[str, ...]] = {
    "ddd.assess": ("tests/assess/", "tests/cli/test_validate.py", "tests/lint_runbooks/", "tests/test_assess.py"),
    "ddd.cadence": ("tests/cadence/",),
    "ddd.resolve": ("tests/resolve/",),
}
"""Where the tests of a package stand. Others reach it too, by way of all that lies between, and take their time."""


def pytest_configure(config: pytest.Config) -> None:
    """Leave a mutant to the tests of its own package."""
    mutant = os.environ.get("MUTANT_UNDER_TEST", "")
    own = next((paths for package, paths in _OWN_TESTS.items() if mutant.startswith(package)), ("",))
    config.args = [test for test in config.args if test.startswith(own)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests first: most mutants do not live to see the others."""
    _forget()
    seconds = _seconds()
    items.sort(key=lambda item: (seconds.get(item.nodeid, 0.0), item.nodeid))


def pytest_runtest_setup() -> None:
    """Let each test reach what it calls, while mutmut takes note of that."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        _forget()


@cache
def _seconds() -> dict[str, float]:
    """Tell how long each test took. Read once, by the process from which all sessions that meet a mutant are forked."""
    if not _STATISTICS.exists():
        return {}
    known: dict[str, float] = json.loads(_STATISTICS.read_text(encoding="utf-8"))["duration_by_test"]
    return known


def _forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "ddd":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
