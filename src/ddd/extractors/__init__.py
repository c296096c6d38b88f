"""One file per source system (a folder where a system needs several), each with decorated generators.

Nothing is registered: what is here is found. A module whose name begins with `_` holds what several extractors share.
"""

from __future__ import annotations

import sys
from functools import cache

from ddd.discovery import discovered
from ddd.scan.extractor import Extractor


@cache
def discover() -> tuple[Extractor, ...]:
    """Return every extractor of this package, sorted by name. Raises ValueError when two have one name."""
    return discovered(sys.modules[__name__], Extractor)
