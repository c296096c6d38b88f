"""One file per source system, each with decorated generators. Nothing is registered: what is here is found.

A module whose name begins with `_` holds what several extractors share.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ddd.scan.extractor import Extractor


@cache
def discover() -> tuple[Extractor, ...]:
    """Return every extractor of this package, sorted by name. Raises ValueError when two have one name."""
    found: dict[str, Extractor] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        for value in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, Extractor) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"two extractors are named {value.name!r}")
    return tuple(found[name] for name in sorted(found))
