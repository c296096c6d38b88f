"""How many examples the comparisons with oracles take: a few each time, five hundred for `make test-slow`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import settings


def examples(ordinarily: int) -> Callable[[Any], Any]:
    """Set the number of examples; DDD_ORACLE_EXAMPLES in the environment goes before it."""
    return settings(max_examples=int(os.environ.get("DDD_ORACLE_EXAMPLES", ordinarily)), deadline=None)
