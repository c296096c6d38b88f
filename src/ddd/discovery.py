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
    return tuple(value for _, _, value in found(package, kind))


def found(package: ModuleType, kind: type[_N]) -> list[tuple[str, str, _N]]:
    """Return the same with where each stands: the module, and what it is called there. Raises ValueError as well."""
    known: dict[str, tuple[str, str, _N]] = {}
    for module in _modules(package):
        for attribute, value in vars(module).items():
            place = (module.__name__, attribute, value)
            if isinstance(value, kind) and known.setdefault(value.name, place)[2] is not value:
                raise ValueError(f"two of {package.__name__} are named {value.name!r}")
    return [known[name] for name in sorted(known)]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not info.name.rpartition(".")[2].startswith("_"):
            yield importlib.import_module(info.name)
