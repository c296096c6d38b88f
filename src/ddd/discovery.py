"""Finds the extractors and renderers of a package: what its modules hold is known, nothing is registered by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Protocol, TypeVar


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


def discovered(package: ModuleType, kind: type[_N]) -> tuple[_N, ...]:
    """Return every object of `kind` in the modules below `package`, sorted by name; modules named `_…` are helpers.

    Raises ValueError when two have one name.
    """
    found: dict[str, _N] = {}
    for module in _modules(package):
        for value in vars(module).values():
            if isinstance(value, kind) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"two of {package.__name__} are named {value.name!r}")
    return tuple(found[name] for name in sorted(found))


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not info.name.rpartition(".")[2].startswith("_"):
            yield importlib.import_module(info.name)
