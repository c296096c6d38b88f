"""One file per source system (a folder where a system needs several), each with decorated generators.

Nothing is registered: what is here is found. A module whose name begins with `_` holds what several extractors share.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from ddd.discovery import discovered
from ddd.extractors import _index
from ddd.scan.extractor import Extractor


@cache
def discover() -> tuple[Extractor, ...]:
    """Return every extractor of this package, sorted by name. Raises ValueError when two have one name."""
    return discovered(sys.modules[__name__], Extractor)


def known(folder: Path) -> tuple[Extractor, ...]:
    """Return the same as last found by this code and kept below `folder`: imported when there is a file for them."""
    return _index.kept(folder) or _index.keep(folder, sys.modules[__name__])
